//! `docs/examples/`: Argo CD's API takes the objects, `check` finds nothing in them, and they fit the fleet that they are about.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};
use tiphys::command::{self, World};

use crate::{files, go_module, strict, text};

/// The folder of the fleet, which the examples call `fleet`.
const FLEET: &str = "testdata/examples/fleet";
/// The labels' values in the ApplicationSet over targets, and what the one over slices chooses by.
const RBAC: (&str, &str) = ("rbac", "argocd");
const SLICE: &str = "slice";

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("objects/argo_cd_takes_them", argo_cd_takes_them),
        Trial::test("objects/check_finds_nothing", check_finds_nothing),
        Trial::test("objects/missing_keys_are_errors", missing_keys_are_errors),
        Trial::test("objects/parameters_are_the_plugins", parameters_are_the_plugins),
        Trial::test("objects/each_chosen_target_has_objects", each_chosen_target_has_objects),
        Trial::test("objects/slices_are_the_fleet", slices_are_the_fleet),
        Trial::test("objects/projects_allow_what_is_rendered", projects_allow_what_is_rendered),
    ]
}

/// Strictly by the definitions that Argo CD publishes: a field that they do not know is refused.
fn argo_cd_takes_them() -> Result<(), Failed> {
    let Some(module) = go_module::folder("github.com/argoproj/argo-cd/v3@v3.6") else { return Ok(()) };
    for (file, object) in objects() {
        let kind = object["kind"].as_str().ok_or("an object has a kind")?.to_lowercase();
        let path = module.join(format!("manifests/crds/{kind}-crd.yaml"));
        let definition: Value = serde_saphyr::from_str(&std::fs::read_to_string(path)?)?;
        let mut schema = definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"].clone();
        schema["properties"]["metadata"] = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
        let validator = jsonschema::validator_for(&strict::strict(&schema))?;
        if let Some(error) = validator.iter_errors(&object).next() {
            return Err(format!("{file}: {error} at {}", error.instance_path()).into());
        }
    }
    Ok(())
}

fn check_finds_nothing() -> Result<(), Failed> {
    let (status, findings) = run("docs/examples", &["check", "."], &json!([]));
    if status == 0 && findings.is_empty() { Ok(()) } else { Err(findings.into()) }
}

fn missing_keys_are_errors() -> Result<(), Failed> {
    for (file, set) in of_kind("ApplicationSet") {
        let spec = &set["spec"];
        same(&file, &json!([spec["goTemplate"], spec["goTemplateOptions"]]), &json!([true, ["missingkey=error"]]))?;
        // Without it, a target that leaves the file would take along what its Application applied.
        same(&file, &spec["syncPolicy"]["preserveResourcesOnDeletion"], &json!(true))?;
    }
    Ok(())
}

/// The plugin is named, and knows every parameter; placeholders are filled as the generators fill them.
fn parameters_are_the_plugins() -> Result<(), Failed> {
    for (file, application) in applications() {
        let source = &application["source"];
        same(&file, &source["plugin"]["name"], &json!("tiphys"))?;
        if source["path"] != "fleet" {
            continue;
        }
        let filled = parameters(&application).replace("{{.name}}", "shop-dev").replace("{{.slice}}", "0");
        let (status, told) = run(FLEET, &["plugin", "generate"], &serde_json::from_str(&filled)?);
        if status != 0 {
            return Err(format!("{file}: {told}").into());
        }
    }
    Ok(())
}

fn each_chosen_target_has_objects() -> Result<(), Failed> {
    let [(_, set)] = &of_file("targets.yaml")[..] else { return Err("targets.yaml is one object".into()) };
    let wanted = &set["spec"]["generators"][0]["clusters"]["selector"]["matchLabels"];
    same("its label", &wanted[RBAC.0], &json!(RBAC.1))?;
    let secrets = hub(&json!([]))?;
    let secrets = secrets.iter().filter(|object| object["kind"] == "Secret");
    let is_chosen = |secret: &&Value| {
        wanted.as_object().into_iter().flatten().all(|(key, value)| secret["metadata"]["labels"][key] == *value)
    };
    let names: Vec<String> = secrets.filter(is_chosen).map(name).collect::<Result<_, _>>()?;
    same("chosen targets", &json!(names), &json!(["shop-dev"]))?;
    for name in names {
        hub(&json!([{"name": "for", "string": format!("target/{name}")}]))?;
    }
    Ok(())
}

/// The slices and what is no target's are together the whole, each object once.
fn slices_are_the_fleet() -> Result<(), Failed> {
    let [(_, common), (_, set)] = &of_file("slices.yaml")[..] else { return Err("slices.yaml has two objects".into()) };
    let mut parts = hub(&serde_json::from_str(&parameters(&common["spec"]))?)?;
    let slices = set["spec"]["generators"][0]["list"]["elements"].as_array().ok_or("there are slices")?;
    for slice in slices {
        let filled = parameters(&set["spec"]["template"]["spec"])
            .replace("{{.slice}}", slice[SLICE].as_str().ok_or("a slice is a text")?);
        parts.extend(hub(&serde_json::from_str(&filled)?)?);
    }
    let sorted = |objects: &[Value]| {
        let mut texts: Vec<String> = objects.iter().map(ToString::to_string).collect();
        texts.sort();
        texts.join("\n")
    };
    if sorted(&parts) == sorted(&hub(&json!([]))?) { Ok(()) } else { Err("the slices are not the fleet".into()) }
}

/// The kinds that Applications of a project render are those that the project allows.
fn projects_allow_what_is_rendered() -> Result<(), Failed> {
    let to_target = json!([{"name": "for", "string": "target/shop-dev"}]);
    let other_target = json!([{"name": "for", "string": "target/shop-prod"}]);
    let rendered = [("fleet", hub(&json!([]))?), ("fleet-targets", [hub(&to_target)?, hub(&other_target)?].concat())];
    let projects: BTreeMap<String, Value> = of_file("projects.yaml")
        .into_iter()
        .map(|(_, project)| (project["metadata"]["name"].as_str().unwrap_or_default().to_owned(), project))
        .collect();
    for (name, objects) in rendered {
        let spec = &projects.get(name).ok_or("the project is there")?["spec"];
        let lists = [&spec["clusterResourceWhitelist"], &spec["namespaceResourceWhitelist"]];
        let rows = lists.into_iter().filter_map(Value::as_array).flatten();
        let allowed: BTreeSet<String> = rows.map(|row| row["kind"].as_str().unwrap_or_default().to_owned()).collect();
        let kinds: BTreeSet<&str> = objects.iter().filter_map(|object| object["kind"].as_str()).collect();
        same(name, &json!(kinds), &json!(allowed))?;
    }
    Ok(())
}

/// Every object of the examples, with its file.
fn objects() -> Vec<(String, Value)> {
    let read = |file: String| {
        let objects: Vec<Value> = serde_saphyr::from_multiple(&text(&file)).expect("examples are YAML");
        objects.into_iter().map(move |object| (file.clone(), object))
    };
    files("docs/examples", "yaml").into_iter().flat_map(read).collect()
}

fn of_kind(kind: &str) -> Vec<(String, Value)> {
    objects().into_iter().filter(|(_, object)| object["kind"] == kind).collect()
}

fn of_file(name: &str) -> Vec<(String, Value)> {
    objects().into_iter().filter(|(file, _)| file.ends_with(&format!("/{name}"))).collect()
}

/// The `spec` of every Application, also of those that an ApplicationSet makes.
fn applications() -> Vec<(String, Value)> {
    let of_sets =
        of_kind("ApplicationSet").into_iter().map(|(file, set)| (file, set["spec"]["template"]["spec"].clone()));
    let own = of_kind("Application").into_iter().map(|(file, application)| (file, application["spec"].clone()));
    of_sets.chain(own).collect()
}

fn parameters(application: &Value) -> String {
    let parameters = &application["source"]["plugin"]["parameters"];
    if parameters.is_null() { "[]".to_owned() } else { parameters.to_string() }
}

/// The name of a target, from its Secret.
fn name(secret: &Value) -> Result<String, Failed> {
    Ok(String::from_utf8(STANDARD.decode(secret["data"]["name"].as_str().ok_or("a Secret has a name")?)?)?)
}

/// The objects that an Application of the fleet has.
fn hub(parameters: &Value) -> Result<Vec<Value>, Failed> {
    let (status, printed) = run(FLEET, &["plugin", "generate"], parameters);
    if status != 0 {
        return Err(printed.into());
    }
    Ok(serde_json::Deserializer::from_str(&printed).into_iter().collect::<Result<_, _>>()?)
}

/// Runs a command line as Argo CD would with these parameters: the exit code, and all that is printed.
fn run(folder: &str, line: &[&str], parameters: &Value) -> (u8, String) {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        stdin: &mut &b""[..],
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: crate::repository(folder),
        today: "2026-11-24".parse().expect("it is a date"),
        may_colour: false,
        variables: BTreeMap::from([("ARGOCD_APP_PARAMETERS".to_owned(), parameters.to_string())]),
    };
    let line = ["tiphys"].iter().chain(line).map(OsString::from);
    let status = command::run(line, &mut world) as u8;
    (status, String::from_utf8([stdout, stderr].concat()).expect("output is UTF-8"))
}

fn same(what: &str, found: &Value, wanted: &Value) -> Result<(), Failed> {
    if found == wanted { Ok(()) } else { Err(format!("{what}: {found}, not {wanted}").into()) }
}
