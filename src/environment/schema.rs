//! The JSON Schema (draft-07) of the environment file, for editors and validators.
//!
//! Keeps true: what must be there is demanded only of a file that extends no other; one that refines another may leave
//! out whatever that one says, at any depth.

use serde_json::{Map, Value, json};

use super::written::Written;

/// The schema.
pub fn document() -> Value {
    let mut written = Written::schema();
    let required = taken_requirements(&mut written).unwrap_or_else(|| json!({}));
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "tiphys environment file",
    });
    if let (Some(schema), Value::Object(written)) = (schema.as_object_mut(), written) {
        schema.extend(written);
    }
    schema["if"] = json!({"required": ["extends"]});
    schema["then"] = json!({});
    schema["else"] = required;
    schema
}

/// Takes every `required` out of a schema; what was taken, as a schema of its own. Alternatives keep theirs, which tells
/// them apart.
fn taken_requirements(schema: &mut Value) -> Option<Value> {
    let schema = schema.as_object_mut()?;
    let mut taken = Map::new();
    taken.extend(schema.shift_remove("required").map(|names| ("required".to_owned(), names)));
    for key in ["items", "additionalProperties"] {
        taken.extend(schema.get_mut(key).and_then(taken_requirements).map(|inner| (key.to_owned(), inner)));
    }
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let inner = properties.iter_mut().filter_map(|(key, value)| Some((key.clone(), taken_requirements(value)?)));
        let inner: Map<String, Value> = inner.collect();
        if !inner.is_empty() {
            taken.insert("properties".to_owned(), Value::Object(inner));
        }
    }
    (!taken.is_empty()).then_some(Value::Object(taken))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_valid(file: &Value) -> bool {
        jsonschema::validator_for(&document()).expect("it is a schema").is_valid(file)
    }

    #[test]
    fn a_file_on_its_own_is_whole_and_one_that_extends_need_not_be() {
        let mut file = json!({
            "apiVersion": "tiphys/v1alpha1",
            "kind": "Environment",
            "metadata": {"name": "x"},
            "tenantId": "11111111-1111-4111-8111-111111111111",
            "argocd": {"install": "helm"},
            "targets": [{"name": "a", "server": "https://a.example.com"}],
        });
        assert!(is_valid(&file));
        for pointer in ["/argocd/install", "/targets/0/server"] {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let mut partial = file.clone();
            partial.pointer_mut(parent).unwrap().as_object_mut().unwrap().shift_remove(key);
            assert!(!is_valid(&partial), "{pointer}");
            partial["extends"] = json!("base.yaml");
            assert!(is_valid(&partial), "{pointer}");
        }
        file["unknown"] = json!(1);
        assert!(!is_valid(&file));
        let refining =
            json!({"extends": "base.yaml", "targets": [{"name": "a", "access": {"write": []}, "unknown": 1}]});
        assert!(!is_valid(&refining));
        assert!(!is_valid(&json!({"extends": "base.yaml", "targets": [{"name": "a", "access": {}}]})));
    }
}
