//! The laws that every value type keeps, as functions for the tests of the families.

use std::fmt::{Debug, Display};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::shown::is_invisible;
use super::{Malformed, Text};

/// Characters that break things: separators, quotes, wildcards, invisible ones, other scripts.
const TROUBLE: &str = "aZ09-._~/:@!*?#<>{}[]$%&\\|,;='\"`+()^ \t\n\r\u{0}\u{7f}\u{85}\u{a0}…é\u{200b}\u{feff}";

/// Checks the laws: examples are accepted, the refused are refused helpfully, a shown value parses
/// to itself, and whatever `FromStr` accepts passes the schema.
pub(crate) fn holds<T: Text + Display + Debug + PartialEq>(refused: &[&str]) {
    let schema = T::schema();
    let validator = jsonschema::draft7::new(&schema).expect("the schema compiles");
    let passes = |text: &str| validator.is_valid(&json!(text));
    portable(&schema.to_string());
    assert!(!schema["description"].as_str().expect("text").is_empty());
    for example in examples(&schema) {
        let value = accepted::<T>(&example);
        assert!(passes(&example), "{example:?} does not pass its schema");
        let again = accepted::<T>(&value.to_string());
        assert_eq!(again, value);
        assert!(passes(&value.to_string()));
    }
    for text in refused {
        tidy(&refusal::<T>(text));
    }
    for text in neighbours(&examples(&schema)) {
        match text.parse::<T>() {
            Ok(_) => assert!(passes(&text), "{text:?} is accepted and does not pass"),
            Err(malformed) => tidy(&malformed),
        }
    }
    edits_run::<T>(|text, parsed| match parsed {
        Ok(value) => {
            assert!(passes(text), "{text:?} is accepted and does not pass");
            assert!(passes(&value.to_string()));
        }
        Err(malformed) => tidy(malformed),
    });
}

/// Checks that the schema refuses exactly what `FromStr` refuses, also among `refused`.
pub(crate) fn exact<T: Text + Display + Debug + PartialEq>(refused: &[&str]) {
    holds::<T>(refused);
    let validator = jsonschema::draft7::new(&T::schema()).expect("the schema compiles");
    for text in refused {
        assert!(!validator.is_valid(&json!(text)), "{text:?} passes");
    }
    edits_run::<T>(|text, parsed| {
        let passes = validator.is_valid(&json!(text));
        assert_eq!(passes, parsed.is_ok(), "{text:?}: {parsed:?}");
    });
}

/// Checks that each text is accepted and passes the schema: for values at the edge of a type.
pub(crate) fn accepts<T: Text>(texts: &[&str]) {
    let validator = jsonschema::draft7::new(&T::schema()).expect("the schema compiles");
    for text in texts {
        accepted::<T>(text);
        assert!(validator.is_valid(&json!(text)), "{text:?} does not pass");
    }
}

/// Returns why `text` is refused.
pub(crate) fn refusal<T: Text + Debug>(text: &str) -> Malformed {
    match text.parse::<T>() {
        Ok(value) => panic!("{text:?} is accepted as {value:?}"),
        Err(malformed) => malformed,
    }
}

fn accepted<T: Text>(text: &str) -> T {
    match text.parse::<T>() {
        Ok(value) => value,
        Err(malformed) => panic!("{text:?} is refused: {malformed:?}"),
    }
}

fn examples(schema: &Value) -> Vec<String> {
    let examples = schema["examples"].as_array().expect("a list");
    assert!(!examples.is_empty());
    let text = |example: &Value| example.as_str().expect("text").to_owned();
    examples.iter().map(text).collect()
}

/// Checks that patterns use only what ECMA 262, Rust and RE2 read alike.
fn portable(schema: &str) {
    for special in ["(?", r"\\u", r"\\p", r"\\d", r"\\w", r"\\b"] {
        assert!(!schema.contains(special), "{special} in {schema}");
    }
}

fn tidy(malformed: &Malformed) {
    let sentences = [Some(&malformed.message), malformed.help.as_ref()];
    for sentence in sentences.into_iter().flatten() {
        let first = sentence.chars().next().expect("not empty");
        assert!(!first.is_ascii_uppercase(), "{sentence}");
        assert!(!sentence.ends_with('.'), "{sentence}");
        assert!(sentence.chars().count() < 400, "{sentence}");
        let ugly = |c: char| c.is_control() || is_invisible(c);
        assert!(!sentence.contains(ugly), "{sentence:?}");
    }
}

/// Returns every text that one character put in, replaced or taken out makes of the examples.
///
/// All of them, not a sample: a hole that only one character at one place opens is found each time.
fn neighbours(examples: &[String]) -> impl Iterator<Item = String> {
    let inserted = TROUBLE.chars().map(String::from).chain([String::new()]);
    let inserted: Vec<String> = inserted.collect();
    examples.iter().flat_map(move |example| {
        let inserted = inserted.clone();
        let places = example.char_indices().map(|(at, c)| (at, at + c.len_utf8()));
        let places: Vec<_> = places.chain([(example.len(), example.len())]).collect();
        places.into_iter().flat_map(move |(start, end)| {
            let put = |piece: &String, end| format!("{}{piece}{}", &example[..start], &example[end..]);
            let texts = inserted.iter().flat_map(|piece| [put(piece, start), put(piece, end)]);
            texts.collect::<Vec<_>>()
        })
    })
}

/// One change to a text: position, characters removed there, characters put in.
type Edit = (prop::sample::Index, usize, String);

fn edits_run<T: Text + Debug>(check: impl Fn(&str, &Result<T, Malformed>)) {
    let examples = examples(&T::schema());
    let strategy = (0..examples.len(), prop::collection::vec(edit(), 0..4));
    let config = Config { failure_persistence: None, ..Config::with_cases(400) };
    let result = TestRunner::new(config).run(&strategy, |(example, edits)| {
        let text = edits.iter().fold(examples[example].clone(), |text, edit| edited(&text, edit));
        check(&text, &text.parse::<T>());
        Ok(())
    });
    assert!(result.is_ok(), "{result:?}");
}

fn edit() -> impl Strategy<Value = Edit> {
    let trouble: Vec<char> = TROUBLE.chars().collect();
    let inserted = prop_oneof![
        4 => prop::sample::select(trouble).prop_map(|c| c.to_string()),
        2 => "[A-Za-z0-9.-]{1,3}",
        1 => Just(String::new()),
        1 => ("[a-z0-9]", 20..300_usize).prop_map(|(c, times)| c.repeat(times)),
    ];
    (any::<prop::sample::Index>(), 0..3_usize, inserted)
}

fn edited(text: &str, (at, removed, inserted): &Edit) -> String {
    let characters: Vec<char> = text.chars().collect();
    let start = at.index(characters.len() + 1);
    let end = (start + removed).min(characters.len());
    let before = characters[..start].iter();
    let middle: Vec<char> = inserted.chars().collect();
    before.chain(&middle).chain(&characters[end..]).collect()
}
