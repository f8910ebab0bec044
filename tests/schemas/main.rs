//! The files in `schemas/`: that the generated ones are what their sources say today, and that all of them do their work.

#[path = "../support/go_module.rs"]
mod go_module;
#[path = "../support/shared_data.rs"]
mod shared_data;
mod configs;
mod crd;
mod definitions;
mod drift;
mod install;
mod kubernetes;
mod layout;
mod mutations;
mod source;
mod strict;
mod table;
