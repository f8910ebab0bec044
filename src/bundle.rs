//! Bundles: outputs that passed their schemas and object rules.
//!
//! Keeps true: whoever holds a [`Bundle`] knows that every object in it has its kind's shape, that no two are one
//! object, and that the texts inside (cluster config, policy.csv, oidc.config) read back as they were meant. There is
//! no other way to make one than [`Bundle::checked`].

use std::collections::HashSet;

use serde_json::Value;

use crate::destination::Destination;
use crate::document::Pointer;
use crate::finding::{self, Code, Finding, Place};
use crate::manifest::{Content, Manifest};
use crate::parallel;
use crate::rule;
use crate::schema::{self, Schema};
use crate::value::ArgoVersion;

/// Checked content for one destination.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    destination: Destination,
    content: Content,
}

impl Bundle {
    /// The bundle, if nothing is wrong with it for this version of Argo CD.
    pub fn checked(
        destination: Destination,
        content: Content,
        version: ArgoVersion,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let mut found = Vec::new();
        match &content {
            Content::Objects(manifests) => check_objects(manifests, version, &mut found),
            Content::Document { schema, body } => {
                if let Some(schema) = schema {
                    check_schema(*schema, body, |pointer| document_place(&destination, pointer), &mut found);
                }
                rule::check_document(body, version, &|pointer| document_place(&destination, pointer), &mut found);
            }
            Content::Script(_) => {}
        }
        let is_good = !finding::any_error(&found);
        findings.extend(found);
        is_good.then_some(Self { destination, content })
    }

    /// Who it is for.
    pub const fn destination(&self) -> &Destination {
        &self.destination
    }

    /// What it holds.
    pub const fn content(&self) -> &Content {
        &self.content
    }
}

fn document_place(destination: &Destination, pointer: Pointer) -> Place {
    Place::Object { object: destination.to_string(), pointer }
}

fn check_objects(manifests: &[Manifest], version: ArgoVersion, findings: &mut Vec<Finding>) {
    let mut identities = HashSet::new();
    for manifest in manifests {
        if !identities.insert(manifest.identity()) {
            let message = format!("{} would be written twice", manifest.identity());
            let finding = Finding::new(Code::DuplicateObject, manifest.place(Pointer::default()), message);
            findings.push(finding.with_help("the later one would replace the earlier; give one of them another name"));
        }
    }
    findings.extend(parallel::map(manifests, |manifest| check_object(manifest, version)).into_iter().flatten());
}

fn check_object(manifest: &Manifest, version: ArgoVersion) -> Vec<Finding> {
    let mut findings = Vec::new();
    let identity = manifest.identity();
    if let Some(schema) = schema::for_object(&identity.api_version, &identity.kind) {
        check_schema(schema, manifest.body(), |pointer| manifest.place(pointer), &mut findings);
    }
    rule::check_manifest(manifest, version, &mut findings);
    findings
}

fn check_schema(schema: Schema, body: &Value, place: impl Fn(Pointer) -> Place, findings: &mut Vec<Finding>) {
    for error in schema::errors(schema, body) {
        let place = place(Pointer::from_written(error.pointer));
        findings.push(Finding::new(Code::SchemaViolation, place, error.message));
    }
}
