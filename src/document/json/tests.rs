use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Json {
    parse_json(text, Span::NOWHERE.source)
}

fn faults(text: &str) -> Vec<(FaultKind, &str)> {
    let faults = read(text).faults;
    faults.into_iter().map(|fault| (fault.kind, &text[fault.span.start as usize..fault.span.end as usize])).collect()
}

#[test]
fn each_fault_has_its_name_and_place() {
    for (text, kind, at) in [
        ("{\"a\": 1} # b", FaultKind::Comment, "# b"),
        ("{ // c\n\"a\": 1}", FaultKind::Comment, "// c"),
        ("{/* c */}", FaultKind::Comment, "/* c */"),
        ("{\"a\": 1,}", FaultKind::TrailingComma, ","),
        ("[1, 2, ]", FaultKind::TrailingComma, ","),
        ("{\"a\": 1 \"b\": 2}", FaultKind::MissingComma, "\""),
        ("{\"a\" 1}", FaultKind::MissingColon, ""),
        ("{\"a\": \"b\n}", FaultKind::UnclosedString, "\"b"),
        ("{\"a\": “b”}", FaultKind::SmartQuote, "“"),
        ("{'a': 1}", FaultKind::SingleQuote, "'"),
        ("{\"a\": \"\\.\"}", FaultKind::BadEscape, "\\"),
        ("{\"a\": \"\t\"}", FaultKind::ControlCharacter, "\t"),
        ("\u{feff}{}", FaultKind::ByteOrderMark, "\u{feff}"),
        ("{a: 1}", FaultKind::BareWord, "a"),
        ("{\"a\": True}", FaultKind::BareWord, "True"),
        ("{\"a\": 01}", FaultKind::BadNumber, "01"),
        ("{\"a\": 1", FaultKind::Unclosed, ""),
        ("{} {}", FaultKind::TrailingText, "{}"),
        ("", FaultKind::Empty, ""),
    ] {
        assert_eq!(faults(text), [(kind, at)], "{text:?}");
    }
}

#[test]
fn one_fault_does_not_hide_the_next() {
    let text = "{\n  # one\n  \"a\": {\"b\": 1,},\n  c: 2,\n}";
    let kinds: Vec<FaultKind> = faults(text).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [FaultKind::Comment, FaultKind::TrailingComma, FaultKind::BareWord, FaultKind::TrailingComma]);
}

#[test]
fn the_last_of_a_key_counts_and_the_repetition_is_noted() {
    let json = read("{\"a\": 1, \"a\": 2}");
    assert_eq!(json.node.expect("it is JSON").to_value(), serde_json::json!({"a": 2}));
    assert_eq!(json.duplicates.len(), 1);
}

proptest! {
    #[test]
    fn a_text_is_refused_exactly_when_it_is_no_json(text in "[\\[\\]{},:\"\\\\ 0-2a.eE+tu/#'\n\t-]{0,14}") {
        let ours = read(&text);
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        prop_assert_eq!(ours.faults.is_empty(), theirs.is_ok(), "{:?} {:?}", ours.faults, theirs);
    }

    #[test]
    fn what_is_json_is_read_as_such(value in value()) {
        let text = serde_json::to_string_pretty(&value).expect("it is JSON");
        let json = read(&text);
        prop_assert_eq!(json.faults, []);
        prop_assert_eq!(json.node.expect("it is a value").to_value(), value);
    }
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "\\PC{0,6}[\"\\\\\u{1}\n]?".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map("[a-c\"]{0,2}", inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}
