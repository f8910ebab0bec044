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

#![cfg_attr(not(test), warn(clippy::panic))]

// In the order in which a reader meets them.
pub mod cli;
pub mod command;
pub mod source;
pub mod document;
pub mod value;
pub mod cloud;
pub mod environment;
pub mod catalogue;
pub mod material;
pub mod rule;
pub mod selector;
pub mod destination;
pub mod plugin;
pub mod plan;
pub mod output;
pub mod install;
pub mod policy;
pub mod manifest;
pub mod overlay;
pub mod base;
pub mod merge;
pub mod parallel;
pub mod schema;
pub mod bundle;
pub mod emit;
pub mod finding;
pub mod fix;
pub mod waiver;
pub mod explain;
pub mod doctor;
pub mod report;
