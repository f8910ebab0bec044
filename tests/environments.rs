//! Environments that are valid by construction: they render, whatever order their keys are in, and each cluster Secret
//! says what its target says.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use tiphys::command::{self, World};
use tiphys::schema;

const DEV: &str = include_str!("../testdata/certs/dev.pem");
const PROD: &str = include_str!("../testdata/certs/prod.pem");

/// Runs the program over an environment on standard input; what it printed, if it succeeded.
fn render(environment: &str, arguments: &[&str]) -> Result<String, String> {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut world = World {
        stdin: &mut environment.as_bytes(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"),
        today: "2026-11-24".parse().expect("it is a date"),
        may_colour: false,
        variables: std::collections::BTreeMap::new(),
    };
    let line = ["tiphys", "render", "-"].iter().chain(arguments).map(OsString::from);
    match command::run(line, &mut world) as u8 {
        0 => Ok(String::from_utf8(stdout).expect("output is UTF-8")),
        status => {
            assert!(stdout.is_empty(), "something was printed in spite of an error");
            Err(format!("{status}: {}", String::from_utf8_lossy(&stderr)))
        }
    }
}

fn guid() -> impl Strategy<Value = String> {
    "[1-9a-fA-F][0-9a-fA-F]{7}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-fA-F]{3}-[0-9a-f]{12}"
}

fn label() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,6})?"
}

/// An optional property that is there about every third time.
fn maybe(
    key: &'static str,
    value: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Option<(&'static str, Value)>> {
    prop::option::weighted(0.33, value.prop_map(move |value| (key, value)))
}

fn ca() -> impl Strategy<Value = Value> {
    select(vec![
        json!("system"),
        json!("certs/dev.pem"),
        json!(DEV),
        json!(DEV.replace('\n', "\r\n")),
        json!(STANDARD.encode(PROD)),
        json!(format!("{DEV}{PROD}")),
    ])
}

/// Labels of any legal form, some of which YAML readers would take for other types if they were written carelessly.
fn labels() -> impl Strategy<Value = Value> {
    let value = prop_oneof![
        "[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?",
        select(vec!["yes", "on", "1_000", "0o7", "1e3", "null", ""]).prop_map(str::to_owned)
    ];
    prop::collection::btree_map("(x|example\\.com/)[a-z][a-z0-9_.]{0,8}[a-z0-9]", value, 0..4)
        .prop_map(|labels| json!(labels))
}

fn annotations() -> impl Strategy<Value = Value> {
    let text = "[^\\p{C}\\u{2028}\\u{2029}]{1,40}".prop_filter("visible", |text| text.chars().all(|c| !c.is_control()));
    prop::collection::btree_map("[a-z][a-z0-9]{0,8}", text, 0..3).prop_map(|annotations| json!(annotations))
}

fn access(namespaces: &[String]) -> impl Strategy<Value = Value> + use<> {
    select(vec![json!("clusterAdmin"), json!("none"), json!({"write": namespaces})])
}

/// A target; its name and server are made unique by its place in the fleet.
fn target(at: usize) -> impl Strategy<Value = Value> {
    let namespaces = prop::collection::btree_set(label(), 1..4).prop_map(|set| set.into_iter().collect::<Vec<_>>());
    let host = "[a-zA-Z][a-zA-Z0-9-]{0,10}[a-z0-9]";
    let port = select(vec!["", ":443", ":6443", "/", ":443/"]);
    (label(), host, port, ca(), namespaces)
        .prop_flat_map(move |(name, host, port, ca, namespaces)| {
            let base = json!({
                "name": format!("{name}-{at}"),
                "server": format!("https://{host}{at}.privatelink.westeurope.azmk8s.io{port}"),
                "ca": ca,
            });
            let ids = prop::option::of((guid(), guid(), prop::option::of(guid())));
            let narrowed = prop::option::of(any::<bool>());
            let optional = (
                maybe("labels", labels()),
                maybe("annotations", annotations()),
                maybe("shard", (0..64_u32).prop_map(Value::from)),
                maybe("proxyUrl", select(vec![json!("http://proxy:3128"), json!("socks5://10.0.0.1:1080")])),
                maybe("tlsServerName", label().prop_map(|name| json!(format!("{name}.example.com")))),
                maybe("disableCompression", any::<bool>().prop_map(Value::from)),
            );
            (Just(base), access(&namespaces), Just(namespaces), ids, narrowed, optional)
        })
        .prop_map(|(mut target, access, namespaces, ids, narrowed, (a, b, c, d, e, f))| {
            target["access"] = access;
            if let Some((client, principal, tenant)) =
                ids.filter(|(client, principal, _)| client.to_lowercase() != principal.to_lowercase())
            {
                target["clientId"] = json!(client);
                target["principalId"] = json!(principal);
                // Another tenant goes with an identity of that tenant.
                if let Some(tenant) = tenant {
                    target["tenantId"] = json!(tenant);
                }
            }
            if let Some(cluster_resources) = narrowed {
                target["namespaces"] = json!(namespaces);
                target["clusterResources"] = json!(cluster_resources);
            }
            for (key, value) in [a, b, c, d, e, f].into_iter().flatten() {
                target[key] = value;
            }
            target
        })
}

fn environment() -> impl Strategy<Value = Value> {
    let targets = (1..6_usize).prop_flat_map(|count| (0..count).map(target).collect::<Vec<_>>());
    let ids = prop::collection::btree_set(guid().prop_map(|guid| guid.to_lowercase()), 5)
        .prop_map(|ids: BTreeSet<String>| ids.into_iter().collect::<Vec<_>>());
    let install = select(vec!["extension", "helm", "manifests"]);
    (label(), ids, install, any::<bool>(), any::<bool>(), targets).prop_map(
        |(name, ids, install, projected, has_sso, targets)| {
            let token = if projected && install != "extension" { "projected" } else { "webhook" };
            let mut environment = json!({
                "apiVersion": "tiphys/v1alpha1",
                "kind": "Environment",
                "metadata": {"name": name},
                "tenantId": ids[0],
                "argocd": {"install": install, "domain": "argocd.example.com"},
                "identity": {"clientId": ids[1], "principalId": ids[2], "token": token},
                "targets": targets,
            });
            if has_sso {
                environment["sso"] = json!({"clientId": ids[3]});
                let group = json!({"id": ids[4].to_uppercase(), "name": "Admins\ng, \"\", role:admin"});
                environment["rbac"] = json!({"bindings": [{"role": "admin", "groups": [group]}]});
            }
            environment
        },
    )
}

/// The same value with its maps in the order that a seed gives.
fn shuffled(value: &Value, seed: u64) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| shuffled(item, seed.rotate_left(7))).collect(),
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().map(|(k, v)| (k.clone(), shuffled(v, seed.rotate_left(3)))).collect();
            let rank =
                |key: &str| key.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
            entries.sort_by_key(|(key, _)| rank(key));
            Value::Object(entries.into_iter().collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

fn objects(stream: &str) -> Vec<Value> {
    serde_json::Deserializer::from_str(stream).into_iter().map(|object| object.expect("output is JSON")).collect()
}

/// A key of a Secret, decoded.
fn data(secret: &Value, key: &str) -> Option<String> {
    let text = secret["data"].get(key)?.as_str().expect("data are strings");
    Some(String::from_utf8(STANDARD.decode(text).expect("data are base64")).expect("data are text"))
}

fn check_secret(environment: &Value, target: &Value, secret: &Value) -> Result<(), TestCaseError> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    prop_assert_eq!(data(secret, "name"), text(&target["name"]));
    prop_assert_eq!(
        data(secret, "server"),
        text(&target["server"]).map(|server| server.trim_end_matches('/').to_owned())
    );
    prop_assert_eq!(data(secret, "shard"), target.get("shard").map(Value::to_string));
    prop_assert_eq!(data(secret, "clusterResources"), target.get("clusterResources").map(Value::to_string));
    let namespaces = target
        .get("namespaces")
        .map(|list| list.as_array().expect("a list").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","));
    prop_assert_eq!(data(secret, "namespaces"), namespaces);
    let config: Value = serde_json::from_str(&data(secret, "config").expect("a remote cluster has a config"))?;
    let exec = &config["execProviderConfig"];
    prop_assert_eq!(&exec["command"], "argocd-k8s-auth");
    prop_assert_eq!(&exec["args"], &json!(["azure"]));
    let lower = |value: &Value| value.as_str().map(str::to_lowercase);
    let client = target.get("clientId").unwrap_or(&environment["identity"]["clientId"]);
    let tenant = target.get("tenantId").unwrap_or(&environment["tenantId"]);
    prop_assert_eq!(text(&exec["env"]["AZURE_CLIENT_ID"]), lower(client));
    prop_assert_eq!(text(&exec["env"]["AZURE_TENANT_ID"]), lower(tenant));
    let has_file = exec["env"].get("AZURE_FEDERATED_TOKEN_FILE").is_some();
    prop_assert_eq!(has_file, environment["identity"]["token"] == "projected");
    prop_assert_eq!(config.get("proxyUrl"), target.get("proxyUrl"));
    prop_assert_eq!(config["tlsClientConfig"].get("serverName"), target.get("tlsServerName"));
    let ca = config["tlsClientConfig"]
        .get("caData")
        .and_then(Value::as_str)
        .map(|data| STANDARD.decode(data).expect("base64"));
    prop_assert_eq!(
        ca.map(|bytes| String::from_utf8(bytes).expect("PEM")),
        meant(target["ca"].as_str().expect("a string"))
    );
    for (key, value) in target.get("labels").and_then(Value::as_object).into_iter().flatten() {
        prop_assert_eq!(&secret["metadata"]["labels"][key], value);
    }
    for (key, value) in target.get("annotations").and_then(Value::as_object).into_iter().flatten() {
        prop_assert_eq!(&secret["metadata"]["annotations"][key], value);
    }
    Ok(())
}

/// The PEM that a written CA means.
fn meant(ca: &str) -> Option<String> {
    match ca {
        "system" => None,
        "certs/dev.pem" => Some(DEV.to_owned()),
        pem if pem.starts_with("-----") => Some(pem.replace('\r', "")),
        base64 => Some(String::from_utf8(STANDARD.decode(base64).expect("base64")).expect("PEM")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn environments_render_to_what_they_say(environment in environment(), seed in any::<u64>()) {
        let text = environment.to_string();
        let yaml = render(&text, &[]).map_err(TestCaseError::fail)?;
        prop_assert_eq!(&render(&text, &[]).map_err(TestCaseError::fail)?, &yaml, "a second run");
        prop_assert_eq!(&render(&shuffled(&environment, seed).to_string(), &[]).map_err(TestCaseError::fail)?, &yaml, "shuffled keys");

        let objects = objects(&render(&text, &["-o", "json"]).map_err(TestCaseError::fail)?);
        for object in &objects {
            let schema = schema::for_object(object["apiVersion"].as_str().unwrap_or(""), object["kind"].as_str().unwrap_or(""));
            let errors = schema::errors(schema.expect("every kind that we render has a schema"), object);
            prop_assert!(errors.is_empty(), "{errors:?}");
        }
        let targets = environment["targets"].as_array().expect("a list");
        let secrets: Vec<&Value> = objects.iter().filter(|object| object["kind"] == "Secret").collect();
        prop_assert_eq!(secrets.len(), targets.len());
        for target in targets {
            let name = target["name"].as_str().map(str::to_owned);
            let secret = secrets.iter().find(|secret| data(secret, "name") == name).expect("each target has a Secret");
            check_secret(&environment, target, secret)?;
        }
    }

    #[test]
    fn installations_render_for_every_owner(environment in environment(), seed in any::<u64>()) {
        let text = environment.to_string();
        let document = render(&text, &["--for", "install"]).map_err(TestCaseError::fail)?;
        prop_assert_eq!(render(&shuffled(&environment, seed).to_string(), &["--for", "install"]).map_err(TestCaseError::fail)?, document);
    }
}

/// Texts that people wrote, to be spoilt.
const WRITTEN: [&str; 4] = [
    include_str!("../src/command/init/env.yaml"),
    include_str!("../testdata/examples/entra-sso/env.yaml"),
    include_str!("../testdata/examples/extension-in-production/env.yaml"),
    include_str!("../testdata/ok/install-helm-projected/env.yaml"),
];

/// A text with some of its bytes taken away, doubled, or replaced by what means something to YAML.
fn spoilt() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "", ": ", "- ", "{", "}", "[", "]", "\"", "'", "\n", "\n  ", "#", "&a ", "*a", "!x ", "|", "0", "ä", "\t",
        "null", "<<: ",
    ]);
    let edit = (any::<prop::sample::Index>(), 0..12_usize, piece);
    (select(WRITTEN.to_vec()), prop::collection::vec(edit, 1..5)).prop_map(|(text, edits)| {
        let mut characters: Vec<char> = text.chars().collect();
        for (at, taken, piece) in edits {
            let at = at.index(characters.len());
            let end = (at + taken).min(characters.len());
            characters.splice(at..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_spoilt_file_renders_or_has_findings(text in spoilt()) {
        for arguments in [&[][..], &["--for", "install"], &["--for", "azure"], &["-o", "json"]] {
            if let Err(refused) = render(&text, arguments) {
                prop_assert!(refused.starts_with("1: ") && refused.contains("error["), "{refused}");
            }
        }
    }
}
