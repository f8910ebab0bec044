//! `init`: a commented environment file to start from, which renders as it is.

use std::fs::OpenOptions;
use std::io::Write as _;

use super::{Failure, Status, World, write_out};
use crate::cli::Init;

/// The file; a test renders it.
pub const STARTER: &str = include_str!("init/env.yaml");

/// Runs the verb; an existing file is never overwritten.
pub fn run(arguments: &Init, world: &mut World<'_>) -> Result<Status, Failure> {
    let Some(file) = &arguments.file else { return write_out(world, STARTER) };
    let path = world.folder.join(file);
    let cannot = |error: std::io::Error| Failure::CouldNot(format!("write {}: {error}", file.display()));
    let mut created = OpenOptions::new().write(true).create_new(true).open(&path).map_err(cannot)?;
    created.write_all(STARTER.as_bytes()).and_then(|()| created.sync_all()).map_err(cannot)?;
    let _ = writeln!(world.stderr, "wrote {}; try: tiphys render {}", file.display(), file.display());
    Ok(Status::Success)
}
