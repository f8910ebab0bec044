//! placeholder until installs land
use crate::bundle::Content;
use crate::cli::Form;
use crate::environment::Environment;
use crate::finding::Finding;

pub mod token_volume;

/// The document.
pub fn content(_environment: &Environment, _form: Option<Form>, _findings: &mut Vec<Finding>) -> Option<Content> {
    None
}
