//! Argo CD's own installation passes: our schemas are strict, not stricter than the API server about real objects.

use serde_json::Value;
use tiphys::schema;

use crate::source::module_file;

/// Objects of `manifests/install.yaml` (v3.6.1) that have a schema: all but the three definitions of custom resources.
const OBJECTS: usize = 57;

#[test]
fn the_objects_of_argo_cd_are_accepted() {
    let Some(text) = module_file("github.com/argoproj/argo-cd/v3@v3.6", "manifests/install.yaml") else { return };
    let options = serde_saphyr::options! { budget: None };
    let objects: Vec<Value> = serde_saphyr::from_multiple_with_options(&text, options).unwrap();
    let mut accepted = 0;
    for object in &objects {
        let (api_version, kind) = (text_of(&object["apiVersion"]), text_of(&object["kind"]));
        let Some(schema) = schema::for_object(api_version, kind) else {
            assert_eq!(kind, "CustomResourceDefinition", "a kind without schema");
            continue;
        };
        assert_eq!(schema::errors(schema, object), [], "{kind} {}", object["metadata"]["name"]);
        accepted += 1;
    }
    assert_eq!(accepted, OBJECTS);
}

fn text_of(value: &Value) -> &str {
    value.as_str().expect("an object has apiVersion and kind")
}
