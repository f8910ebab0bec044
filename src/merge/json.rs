//! JSON merge patch, RFC 7386: maps merge, `null` removes, everything else replaces.

use serde_json::{Map, Value};

/// Merges `patch` into `base` as RFC 7386 says: a map over anything else replaces it, lists replace.
pub fn json_merge(base: &mut Value, patch: &Value) {
    let Value::Object(fields) = patch else {
        *base = patch.clone();
        return;
    };
    let mut merged = match base.take() {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    for (name, value) in fields {
        if value.is_null() {
            merged.shift_remove(name);
        } else {
            json_merge(merged.entry(name).or_insert(Value::Null), value);
        }
    }
    *base = Value::Object(merged);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The fifteen cases of RFC 7386, appendix A: original, patch, result.
    fn vectors() -> [(Value, Value, Value); 15] {
        [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a": "b"}), json!(["c"]), json!(["c"])),
            (json!({"a": "foo"}), json!(null), json!(null)),
            (json!({"a": "foo"}), json!("bar"), json!("bar")),
            (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
            (json!([1, 2]), json!({"a": "b", "c": null}), json!({"a": "b"})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ]
    }

    #[test]
    fn the_vectors_of_rfc_7386_hold() {
        for (mut base, patch, expected) in vectors() {
            let original = base.clone();
            json_merge(&mut base, &patch);
            assert_eq!(base, expected, "{original} with {patch}");
        }
    }

    #[test]
    fn keys_keep_the_order_of_the_base_and_new_ones_follow() {
        let mut base = json!({"z": 1, "m": 2, "a": 3, "k": 0});
        json_merge(&mut base, &json!({"b": 4, "a": 5, "z": null}));
        assert_eq!(base.to_string(), r#"{"m":2,"a":5,"k":0,"b":4}"#);
    }
}
