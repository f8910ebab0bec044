//! Random Deployments, and patches of them out of the same names, so that most of a patch meets something.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

/// What a generated object is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An object to patch.
    Base,
    /// A patch that only adds and changes: both oracles agree on it but for order.
    Additions,
    /// A patch that also removes with `null`, deletes and replaces.
    Anything,
}

impl Role {
    fn removes(self) -> bool {
        self == Self::Anything
    }
}

type Values = BoxedStrategy<Value>;

/// A Deployment's fields without its identity.
pub fn deployment(role: Role) -> Values {
    let pod = map(
        role,
        vec![
            ("metadata", map(role, vec![("labels", text_map(role)), ("annotations", text_map(role))])),
            ("spec", pod_spec(role)),
        ],
    );
    let spec = map(role, vec![("replicas", (0..4).prop_map(Value::from).boxed())]);
    (map(role, vec![("labels", text_map(role)), ("finalizers", finalizers())]), spec, pod)
        .prop_map(|(metadata, mut spec, pod)| {
            spec["template"] = pod;
            json!({"metadata": metadata, "spec": spec})
        })
        .boxed()
}

/// An object with the identity that tells it from the others of a batch.
pub fn named(index: usize, mut fields: Value) -> Value {
    fields["apiVersion"] = json!("apps/v1");
    fields["kind"] = json!("Deployment");
    if fields["metadata"].is_null() {
        fields["metadata"] = json!({});
    }
    fields["metadata"]["name"] = json!(format!("object-{index}"));
    fields
}

fn pod_spec(role: Role) -> Values {
    let lists = (
        keyed(role, "name", &["server", "dex", "redis"], container(role)),
        keyed(role, "name", &["copy", "wait"], container(role)),
        volumes(role),
    );
    let others = map(
        role,
        vec![
            ("serviceAccountName", text()),
            (
                "tolerations",
                vec(map(Role::Base, vec![("key", text()), ("effect", text())]), 0..3).prop_map(Value::Array).boxed(),
            ),
            ("nodeSelector", text_map(role)),
            ("hostAliases", keyed(role, "ip", &["10.0.0.1", "10.0.0.2"], map(role, vec![("hostnames", texts())]))),
            ("imagePullSecrets", keyed(role, "name", &["a", "b"], Just(json!({})).boxed())),
        ],
    );
    (lists, others)
        .prop_map(|((containers, inits, volumes), mut spec)| {
            spec["containers"] = containers;
            spec["initContainers"] = inits;
            spec["volumes"] = volumes;
            spec
        })
        .boxed()
}

/// Volumes, which every base has, so that here a patch may replace the list. (Where the base has no such list,
/// kustomize leaves the directive in its output.)
fn volumes(role: Role) -> Values {
    let list = keyed(role, "name", &["tls", "azure", "tmp"], map(role, vec![("emptyDir", Just(json!({})).boxed())]));
    (list, any::<bool>(), any::<bool>())
        .prop_map(move |(mut list, replaces, at_start)| {
            let items = list.as_array_mut().expect("a list");
            if role.removes() && replaces && !items.iter().any(|item| item.get("$patch").is_some()) {
                items.insert(if at_start { 0 } else { items.len() }, json!({"$patch": "replace"}));
            }
            list
        })
        .boxed()
}

fn container(role: Role) -> Values {
    let value_from = map(role, vec![("fieldRef", text_map(role)), ("configMapKeyRef", text_map(role))]);
    map(
        role,
        vec![
            ("image", text()),
            ("args", texts()),
            (
                "env",
                keyed(
                    role,
                    "name",
                    &["A", "B", "C", "D"],
                    map(role, vec![("value", text()), ("valueFrom", value_from)]),
                ),
            ),
            ("ports", ports(role)),
            (
                "volumeMounts",
                keyed(
                    role,
                    "mountPath",
                    &["/a", "/b", "/c"],
                    map(role, vec![("name", text()), ("readOnly", any::<bool>().prop_map(Value::from).boxed())]),
                ),
            ),
            ("resources", map(role, vec![("limits", text_map(role)), ("requests", text_map(role))])),
        ],
    )
}

/// Ports that state a protocol, or do not, by their number: an item on which base and patch differ has no one merge.
fn ports(role: Role) -> Values {
    let port = |number: u16, protocol: &'static str| json!({"containerPort": number, "protocol": protocol});
    let bare = |number: u16| json!({"containerPort": number});
    let all = match role {
        // The API server tells ports apart by number alone.
        Role::Additions => vec![port(53, "UDP"), port(80, "TCP"), bare(8080), bare(9)],
        Role::Base | Role::Anything => vec![port(53, "UDP"), port(53, "TCP"), port(80, "TCP"), bare(8080), bare(9)],
    };
    let fields = vec((weighted(0.5, text()), 0..4_u8), all.len());
    (subsequence(all.clone(), 0..=all.len()).prop_shuffle(), fields)
        .prop_map(move |(ports, fields)| {
            let item = |(mut port, (name, chance)): (Value, (Option<Value>, u8))| {
                if let Some(name) = name {
                    port["name"] = name;
                }
                // Kustomize does not delete a port without protocol beside ports with one.
                if role.removes() && chance == 0 && port.get("protocol").is_some() {
                    port["$patch"] = json!("delete");
                }
                port
            };
            ports.into_iter().zip(fields).map(item).collect()
        })
        .boxed()
}

fn finalizers() -> Values {
    subsequence(vec!["a", "b", "c"], 0..=3).prop_shuffle().prop_map(|values| json!(values)).boxed()
}

/// A list of maps of which each has one of the keys, in any order; of a patch, some of them delete.
fn keyed(role: Role, key: &'static str, keys: &[&'static str], item: Values) -> Values {
    let count = keys.len();
    (subsequence(keys.to_vec(), 0..=count).prop_shuffle(), vec((item, 0..5_u8), count))
        .prop_map(move |(keys, items)| {
            let with_key = |(name, (mut item, chance)): (&str, (Value, u8))| {
                item[key] = json!(name);
                if role.removes() && chance == 0 {
                    item["$patch"] = json!("delete");
                }
                item
            };
            keys.into_iter().zip(items).map(with_key).collect()
        })
        .boxed()
}

/// A map with some of the fields; of a patch that removes, some are `null`, and maps may be deleted or replaced.
fn map(role: Role, fields: Vec<(&'static str, Values)>) -> Values {
    let (names, values): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
    let values: Vec<_> = values.into_iter().map(|value| weighted(0.6, field(role, value))).collect();
    values
        .prop_map(move |values| {
            let present = names.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
            Value::Object(present.collect::<Map<_, _>>())
        })
        .boxed()
}

fn field(role: Role, value: Values) -> Values {
    if !role.removes() {
        return value;
    }
    (value, 0..12_u8)
        .prop_map(|(mut value, chance)| {
            match (chance, value.as_object_mut()) {
                (0, _) => return Value::Null,
                (1, Some(map)) => drop(map.insert("$patch".to_owned(), json!("replace"))),
                (2, Some(map)) => drop(map.insert("$patch".to_owned(), json!("delete"))),
                _ => {}
            }
            value
        })
        .boxed()
}

fn text_map(role: Role) -> Values {
    map(role, vec![("a", text()), ("b.io/c", text()), ("d", text())])
}

fn texts() -> Values {
    vec(text(), 0..3).prop_map(Value::Array).boxed()
}

fn text() -> Values {
    select(vec!["x", "true", "1", "on", "a: b", "", "two\nlines\n", "~", "- z", "#"]).prop_map(Value::from).boxed()
}
