//! The same program as `tiphys` with the verb already said: `render env.yaml | kubectl apply -f -`.

use std::process::ExitCode;

use tiphys::command::World;

fn main() -> ExitCode {
    ExitCode::from(World::run_process(std::env::args_os()) as u8)
}
