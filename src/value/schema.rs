//! Small pieces from which the value types build their JSON Schemas.
//!
//! Patterns use only what ECMA 262, Rust and RE2 read alike: no look-around, no back-references,
//! no flags. What a pattern cannot say without them is said by `not`.

use serde_json::{Value, json};

/// Returns the schema of a string that matches `pattern`, which is anchored at both ends here.
pub(crate) fn text(description: &str, pattern: &str, examples: &[&str]) -> Value {
    let mut schema = json!({"description": description, "type": "string", "pattern": format!("^{pattern}$")});
    if !examples.is_empty() {
        schema["examples"] = json!(examples);
    }
    schema
}

/// Adds the greatest length, in characters.
pub(crate) fn at_most(mut schema: Value, characters: usize) -> Value {
    schema["maxLength"] = json!(characters);
    schema
}

/// Adds what the string must not be: a schema of its own.
pub(crate) fn but_not(mut schema: Value, excluded: Value) -> Value {
    schema["not"] = excluded;
    schema
}

/// Returns a pattern that matches `literal` in any case of its ASCII letters.
///
/// `literal` holds letters, digits, dots, hyphens and slashes only.
pub(crate) fn any_case(literal: &str) -> String {
    literal.chars().map(either_case).collect()
}

fn either_case(character: char) -> String {
    let (upper, lower) = (character.to_ascii_uppercase(), character.to_ascii_lowercase());
    match character {
        _ if upper != lower => format!("[{upper}{lower}]"),
        '.' => "[.]".to_owned(),
        _ => character.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_case_escapes_the_dot() {
        assert_eq!(any_case("a.B-1"), "[Aa][.][Bb]-1");
    }
}
