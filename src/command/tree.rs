//! placeholder until the tree lands
use super::*;
use crate::bundle::Bundle;
use crate::cli::Render;
pub fn run(_: &[Bundle], _: &std::path::Path, _: &Render, _: &mut World<'_>) -> Result<Status, Failure> {
    Err(Failure::CouldNot("write the tree".into()))
}
