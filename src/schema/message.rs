//! What a schema error says, in our words.
//!
//! The validator's own texts quote the instance. These never do: they name keys, types and what the schema asks for, so
//! that a value of a Secret reaches neither a terminal nor the log of a repo-server.

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind as Kind};
use serde_json::Value;

use super::{SchemaError, SchemaFault};

/// Turns one error of the validator into ours: one for each unknown key, else exactly one.
pub(super) fn schema_errors(error: &ValidationError<'_>) -> Vec<SchemaError> {
    let pointer = error.instance_path().as_str();
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            unexpected.iter().map(|key| unknown_key(pointer, key)).collect()
        }
        // An object that may have no key at all: the validator reports the object, not its keys.
        Kind::FalseSchema if error.schema_path().as_str().ends_with("/additionalProperties") => {
            let keys = error.instance().as_object().into_iter().flat_map(serde_json::Map::keys);
            keys.map(|key| unknown_key(pointer, key)).collect()
        }
        Kind::PropertyNames { error } => match error.instance().as_str() {
            Some(key) => vec![at_key(pointer, key, format!("key `{key}` {}", complaint(error)))],
            None => vec![at(pointer, format!("a key {}", complaint(error)))],
        },
        Kind::Required { property } => {
            let message = format!("key {} is missing", quoted(property));
            vec![SchemaError { fault: SchemaFault::Missing, ..at(pointer, message) }]
        }
        Kind::FalseSchema => vec![at(pointer, format!("key {} is not allowed here", name(pointer)))],
        _ => vec![at(pointer, format!("{} {}", name(pointer), complaint(error)))],
    }
}

/// Tells whether `error` only says that no alternative fits a value, when another error says what is wrong with it.
pub(super) fn is_echo(error: &ValidationError<'_>, all: &[ValidationError<'_>]) -> bool {
    let place = error.instance_path().as_str();
    let is_inside = |at: &str| at.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let explains = |other: &ValidationError<'_>| !is_choice(other) && is_inside(other.instance_path().as_str());
    is_choice(error) && all.iter().any(explains)
}

fn is_choice(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } | Kind::OneOfMultipleValid { .. })
}

fn at(pointer: &str, message: String) -> SchemaError {
    SchemaError { pointer: pointer.to_owned(), message, fault: SchemaFault::Value }
}

fn unknown_key(pointer: &str, key: &str) -> SchemaError {
    let error = at_key(pointer, key, format!("unknown key `{key}`"));
    SchemaError { fault: SchemaFault::UnknownKey, ..error }
}

fn at_key(pointer: &str, key: &str, message: String) -> SchemaError {
    let token = key.replace('~', "~0").replace('/', "~1");
    SchemaError { pointer: format!("{pointer}/{token}"), message, fault: SchemaFault::Value }
}

/// Returns what the value at `pointer` is called: its key, or its place in a list, or the document.
fn name(pointer: &str) -> String {
    let Some((parent, token)) = pointer.rsplit_once('/') else {
        return "the document".to_owned();
    };
    let is_number = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && !parent.is_empty() {
        return format!("item {token} of {}", name(parent));
    }
    format!("`{}`", token.replace("~1", "/").replace("~0", "~"))
}

/// Returns the predicate of the message: what is wrong with the value, which itself stays unsaid.
fn complaint(error: &ValidationError<'_>) -> String {
    match error.kind() {
        Kind::Type { kind } => format!("is {}, not {}", type_of(error.instance()), wanted(kind)),
        Kind::Constant { expected_value } => format!("is not {}", quoted(expected_value)),
        Kind::Enum { options } => format!("is none of {}", choices(options)),
        Kind::Pattern { pattern } => format!("does not match the pattern `{pattern}`"),
        Kind::Format { format } => format!("is not in the format `{format}`"),
        Kind::MinLength { limit: 1 } | Kind::MinItems { limit: 1 } | Kind::MinProperties { limit: 1 } => {
            "is empty".to_owned()
        }
        Kind::MinLength { limit } => format!("is shorter than {limit} characters"),
        Kind::MaxLength { limit } => format!("is longer than {limit} characters"),
        Kind::MinItems { limit } => format!("has fewer than {limit} items"),
        Kind::MaxItems { limit } => format!("has more than {limit} items"),
        Kind::MinProperties { limit } => format!("has fewer than {limit} keys"),
        Kind::MaxProperties { limit } => format!("has more than {limit} keys"),
        Kind::Minimum { limit } => format!("is less than {limit}"),
        Kind::Maximum { limit } => format!("is greater than {limit}"),
        Kind::UniqueItems => "has the same item twice".to_owned(),
        Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } => "has none of the allowed forms".to_owned(),
        Kind::OneOfMultipleValid { .. } => "has more than one of forms that exclude each other".to_owned(),
        Kind::Not { .. } => "has a form that is not allowed".to_owned(),
        _ => format!("is not valid: {}", error.masked()),
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

fn wanted(kind: &TypeKind) -> String {
    let types = match kind {
        TypeKind::Single(one) => vec![in_words(*one)],
        TypeKind::Multiple(several) => several.iter().map(in_words).collect(),
    };
    types.join(" or ")
}

fn in_words(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Array => "a list",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "an integer",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "a map",
        JsonType::String => "a string",
    }
}

fn choices(options: &Value) -> String {
    let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
    options.iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// Returns a value *of the schema* in backticks, a string without its quotes.
fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn messages(schema: &Value, instance: &Value) -> Vec<(String, String)> {
        let validator = jsonschema::options().should_validate_formats(true).build(schema).unwrap();
        let errors = validator.iter_errors(instance).flat_map(|error| schema_errors(&error));
        errors.map(|error| (error.pointer, error.message)).collect()
    }

    fn one(schema: &Value, instance: &Value) -> (String, String) {
        let mut all = messages(schema, instance);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    fn own(pointer: &str, message: &str) -> (String, String) {
        (pointer.to_owned(), message.to_owned())
    }

    #[test]
    fn each_unknown_key_is_an_error_at_its_own_place() {
        for known in [json!({}), json!({"b": {}})] {
            let schema = json!({"properties": {"a": {"properties": known, "additionalProperties": false}}});
            let found = messages(&schema, &json!({"a": {"x/y": 1, "z~": 2}}));
            assert_eq!(found, [own("/a/x~1y", "unknown key `x/y`"), own("/a/z~0", "unknown key `z~`")]);
        }
    }

    #[test]
    fn a_missing_key_is_reported_at_the_object_that_lacks_it() {
        let schema = json!({"properties": {"metadata": {"required": ["name"]}}});
        assert_eq!(one(&schema, &json!({"metadata": {}})), own("/metadata", "key `name` is missing"));
    }

    #[test]
    fn a_wrong_type_names_both_types_but_not_the_value() {
        let schema = json!({"properties": {"n": {"items": {"type": ["integer", "null"]}}}});
        let found = one(&schema, &json!({"n": ["s3cret"]}));
        assert_eq!(found.0, "/n/0");
        assert!(found.1.starts_with("item 0 of `n` is a string, not "), "{}", found.1);
        assert_eq!(one(&json!({"type": "object"}), &json!([])), own("", "the document is a list, not a map"));
    }

    #[test]
    fn no_alternative_fitting_is_said_only_where_nothing_better_is_known() {
        let choice = json!({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]});
        let schema = json!({"items": {"properties": {"n": {"type": "integer"}}, "allOf": [choice]}});
        let validator = jsonschema::validator_for(&schema).unwrap();
        let instance = json!([{"n": "x"}, {"n": 1}]);
        let all: Vec<_> = validator.iter_errors(&instance).collect();
        let kept = all.iter().filter(|error| !is_echo(error, &all)).flat_map(schema_errors);
        let mut kept: Vec<_> = kept.map(|error| (error.pointer, error.message)).collect();
        kept.sort();
        assert_eq!(
            kept,
            [own("/0/n", "`n` is a string, not an integer"), own("/1", "`1` has none of the allowed forms")]
        );
    }

    #[test]
    fn a_numeric_key_at_the_top_is_a_key() {
        assert_eq!(name("/7"), "`7`");
        assert_eq!(name("/a~1b"), "`a/b`");
        assert_eq!(name("/args/10"), "item 10 of `args`");
        assert_eq!(name("/rows/1/2"), "item 2 of item 1 of `rows`");
    }

    #[test]
    fn a_key_that_does_not_fit_is_named() {
        let schema = json!({"propertyNames": {"pattern": "^[a-z]+$"}});
        assert_eq!(one(&schema, &json!({"A": 1})), own("/A", "key `A` does not match the pattern `^[a-z]+$`"));
    }

    #[test]
    fn a_key_that_its_neighbour_excludes_is_named() {
        let schema = json!({"properties": {"caData": false}});
        assert_eq!(one(&schema, &json!({"caData": "x"})), own("/caData", "key `caData` is not allowed here"));
    }

    /// Every keyword that our schemas use, on a value that must not appear in the message.
    #[test]
    fn no_message_contains_the_value() {
        let secret = "s3cret-s3cret";
        let keywords = [
            json!({"type": "integer"}),
            json!({"const": "a"}),
            json!({"enum": ["a", "b"]}),
            json!({"pattern": "^a$"}),
            json!({"maxLength": 1}),
            json!({"minLength": 100}),
            json!({"anyOf": [{"const": "a"}]}),
            json!({"oneOf": [{"const": "a"}]}),
            json!({"oneOf": [true, true]}),
            json!({"not": {"type": "string"}}),
            json!({"format": "ipv4"}),
            json!(false),
        ];
        for keyword in keywords {
            let schema = json!({"properties": {"value": keyword}});
            let (pointer, message) = one(&schema, &json!({"value": secret}));
            assert_eq!(pointer, "/value");
            assert!(message.contains("`value`") && !message.contains("s3cret"), "{message}");
        }
        let list = json!({"properties": {"value": {"contains": {"const": 1}}}});
        let (_, message) = one(&list, &json!({"value": [secret]}));
        assert!(!message.contains("s3cret"), "{message}");
    }
}
