//! Bundles as a tree of files: `hub/ install/ targets/NAME/ azure/`, one object a file.
//!
//! The installation's document has the name that its reader looks for; a Component must be called `kustomization.yaml`.

use std::path::{Path, PathBuf};

use crate::bundle::Bundle;
use crate::cli::{Output, Render};
use crate::command::tree::{self, Tree, TreeError};
use crate::command::{Failure, Status, World};
use crate::destination::Destination;
use crate::emit;
use crate::manifest::Content;
use crate::schema::Schema;

/// Writes the tree, or with `--check` says what would change.
pub fn run(bundles: &[Bundle], folder: &Path, arguments: &Render, world: &mut World<'_>) -> Result<Status, Failure> {
    let tree = tree_of(bundles, arguments.output).map_err(|error| failed(&error))?;
    if arguments.check {
        return check(&tree, folder, arguments, world);
    }
    let written = tree::write(&tree, folder).map_err(|error| failed(&error))?;
    let shown = folder.strip_prefix(&world.folder).unwrap_or(folder).display();
    let (new, same, gone) = (written.written, written.unchanged, written.removed);
    let talk = format!("{shown}: {new} written, {same} unchanged, {gone} removed");
    say(&talk, arguments, world);
    Ok(Status::Success)
}

/// Prints what would change; the run fails if anything would.
fn check(tree: &Tree, folder: &Path, arguments: &Render, world: &mut World<'_>) -> Result<Status, Failure> {
    let differences = tree::stale(tree, folder).map_err(|error| failed(&error))?;
    if differences.is_empty() {
        return Ok(Status::Success);
    }
    let diffs: String = differences.iter().map(tree::Difference::diff).collect();
    let shown = folder.strip_prefix(&world.folder).unwrap_or(folder).display();
    let differing = match differences.len() {
        1 => "1 file differs".to_owned(),
        many => format!("{many} files differ"),
    };
    say(&format!("{shown} is stale: {differing}; run without --check to write"), arguments, world);
    world.stdout.write_all(diffs.as_bytes()).map_err(|error| Failure::writing(&error))?;
    Ok(Status::Findings)
}

/// Says what was done, unless a program reads the findings from the same stream.
fn say(what: &str, arguments: &Render, world: &mut World<'_>) {
    if arguments.reading.format.allows_talk() {
        let _ = writeln!(world.stderr, "{what}");
    }
}

fn failed(error: &TreeError) -> Failure {
    let help = error.help().map(|help| format!("\n  help: {help}")).unwrap_or_default();
    Failure::CouldNot(format!("write the tree: {error}{help}"))
}

fn tree_of(bundles: &[Bundle], output: Output) -> Result<Tree, TreeError> {
    let mut tree = Tree::default();
    for bundle in bundles {
        let folder = folder(bundle.destination());
        match bundle.content() {
            Content::Objects(manifests) => {
                for manifest in manifests {
                    let identity = manifest.identity();
                    let name = tree::file_name(
                        &identity.kind,
                        identity.namespace.as_deref(),
                        &identity.name,
                        extension(output),
                    );
                    let text = emit::one(emit::document(manifest), output == Output::Json);
                    tree.insert(&folder.join(name), text.into_bytes())?;
                }
            }
            Content::Document { schema, .. } => {
                let text = emit::stream(std::slice::from_ref(bundle), output == Output::Json);
                tree.insert(&folder.join(document_name(*schema, output)), text.into_bytes())?;
            }
            Content::Script(text) => tree.insert(&folder.join("patch.sh"), text.clone().into_bytes())?,
        }
    }
    Ok(tree)
}

fn folder(destination: &Destination) -> PathBuf {
    match destination {
        Destination::Hub => PathBuf::from("hub"),
        Destination::Install => PathBuf::from("install"),
        Destination::Target(name) => Path::new("targets").join(name.as_str()),
        Destination::Azure => PathBuf::from("azure"),
    }
}

fn document_name(schema: Option<Schema>, output: Output) -> String {
    let stem = match schema {
        Some(Schema::KustomizeComponent) => return "kustomization.yaml".to_owned(),
        Some(Schema::ExtensionSettings) => "extension-settings",
        Some(Schema::IdentityPlan) => "identity-plan",
        _ => "values",
    };
    format!("{stem}.{}", extension(output))
}

const fn extension(output: Output) -> &'static str {
    match output {
        Output::Yaml => "yaml",
        Output::Json => "json",
    }
}
