//! tiphys: one compact environment file in, everything that ties an Argo CD hub to a fleet of private AKS clusters out.
//!
//! ```text
//! bytes ─▶ Source ─▶ Document ─▶ Environment ─▶ Plan ─▶ Manifests ─▶ Bundle ─▶ bytes
//!          read      syntax,      shape, values, objects   overlays    schemas    emit
//!                    places       cross-field    per       merged      and rules
//!                                 rules          destination           hold
//! ```
//!
//! The modules below are in reading order. Holding a value is the proof: an [`environment::Environment`] has passed
//! shape, values and rules, a [`bundle::Bundle`] its schemas and object rules. Everything but [`command`] is pure.

pub mod base;
pub mod bundle;
pub mod cli;
pub mod cloud;
pub mod command;
pub mod document;
pub mod emit;
pub mod environment;
pub mod finding;
pub mod install;
pub mod manifest;
pub mod merge;
pub mod output;
pub mod overlay;
pub mod plan;
pub mod policy;
pub mod report;
pub mod rule;
pub mod schema;
pub mod selector;
pub mod source;
pub mod value;
