//! The same patches as a script of `kubectl patch` calls, for an installation that no kustomization owns.
//!
//! Keeps true: one call for an object, so that everything of the installation stays on hubs of every origin; a second
//! run changes nothing, and so restarts nothing; the first call that fails stops the script. A patch is YAML in a here-document that
//! the shell does not look into: no value needs quoting, and no limit of a command line is in the way.

use std::fmt::Write as _;

use serde_json::Value;

use super::Settings;
use super::component::patches;
use crate::emit;
use crate::value::{EnvironmentName, NamespaceName};

/// The line that ends a patch. In our YAML every line has a colon, or begins with a space or a hyphen.
const END: &str = "PATCH";

/// The script of an environment's settings.
pub fn text(environment: &EnvironmentName, namespace: &NamespaceName, settings: &Settings) -> String {
    let about = format!(
        "# The settings of Argo CD for the environment {environment}. A second run changes nothing.\n\
         # What has left the environment file stays until it is removed by hand.\n"
    );
    of_patches(&about, namespace, &patches(settings))
}

/// A script of these patches; `about` is lines of comment.
pub fn of_patches(about: &str, namespace: &NamespaceName, patches: &[Value]) -> String {
    let mut script = format!(
        "#!/bin/sh\n\
         {about}\
         set -eu\n\
         \n\
         patch() {{\n  kubectl --namespace {namespace} patch \"$1\" \"$2\" --type strategic --patch-file /dev/stdin\n}}\n"
    );
    for patch in patches {
        write_call(&mut script, patch);
    }
    script
}

fn write_call(script: &mut String, patch: &Value) {
    let text = |pointer: &str| patch.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let (kind, name) = (text("/kind").to_lowercase(), text("/metadata/name"));
    let _ = write!(script, "\npatch {kind} {name} <<'{END}'\n{}{END}\n", emit::yaml_value(patch));
}
