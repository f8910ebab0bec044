//! Arguments in, exit code out. What happens in between is in the library, so that tests can call all of it.

use std::process::ExitCode;

use tiphys::command::World;

fn main() -> ExitCode {
    ExitCode::from(World::run_process(std::env::args_os()) as u8)
}
