//! Every line that the survey of Argo CD's loader names, with what Argo CD 3.6.1 makes of it.

use super::*;

fn only_row(line: &str) -> RowKind {
    let mut policy = Policy::parse(line).expect("the policy loads");
    assert_eq!(policy.rows.len(), 1, "{line:?}");
    policy.rows.remove(0).kind
}

fn grouping(subject: &str, role: &str) -> RowKind {
    RowKind::Grouping(Grouping { subject: subject.to_owned(), role: role.to_owned() })
}

fn permission(values: [&str; 5]) -> RowKind {
    let [subject, resource, action, object, effect] = values;
    RowKind::Permission(Permission {
        subject: subject.to_owned(),
        resource: resource.to_owned(),
        action: action.to_owned(),
        object: object.to_owned(),
        effect: Effect::from(effect),
    })
}

#[test]
fn loaded_lines_have_the_values_of_argo_cd() {
    for (line, row) in [
        (r#"g, "84ce", role:admin"#, grouping("84ce", "role:admin")),
        ("g, 84ce, role:admin", grouping("84ce", "role:admin")),
        (r#"g, "84ce", role:x # comment"#, grouping("84ce", "role:x # comment")),
        (r#"g, "Dev, Ops", role:admin"#, grouping("Dev, Ops", "role:admin")),
        (r#"g, "Dev ""Ops""", r"#, grouping(r#"Dev "Ops""#, "r")),
        ("g, role: admin, r", grouping("role: admin", "r")),
        ("g, , role:admin", grouping("", "role:admin")),
        (r#"g, "", role:admin"#, grouping("", "role:admin")),
        ("g, '84ce', r", grouping("'84ce'", "r")),
        ("g, x,", grouping("x", "")),
        ("\t g,\t\u{a0}x, r \t\r", grouping("x", "r")),
        ("g, \u{200b}x, r", grouping("\u{200b}x", "r")),
        (r#""g", x, r"#, grouping("x", "r")),
        ("p, role:x , applications, get, */*, allow", permission(["role:x ", "applications", "get", "*/*", "allow"])),
        ("p, role:x, applications, get, */*, Allow", permission(["role:x", "applications", "get", "*/*", "Allow"])),
        (r#"p, "", applications, delete, */*, allow"#, permission(["", "applications", "delete", "*/*", "allow"])),
        (
            r#"p, role:x, applications, "{get,sync}", */*, allow"#,
            permission(["role:x", "applications", "{get,sync}", "*/*", "allow"]),
        ),
        ("m, foo", RowKind::Other(vec!["m".into(), "foo".into()])),
        ("e, foo", RowKind::Other(vec!["e".into(), "foo".into()])),
        ("r, x", RowKind::Other(vec!["r".into(), "x".into()])),
        ("r", RowKind::Other(vec!["r".into()])),
    ] {
        assert_eq!(only_row(line), row, "{line:?}");
    }
}

#[test]
fn refused_lines_say_how_to_put_them_right() {
    for (line, message, help) in [
        ("p, role:x, applications, get, */*, allow,", "this one has 6", "remove the comma at the end"),
        ("p, role:x, applications, {get,sync}, */*, allow", "this one has 6", r#""{get,sync}""#),
        ("p, role:x, applications, get, */*", "this one has 4", "<allow or deny>"),
        ("policy.default: role:readonly", "begins no row", "`policy.default` is a key of its own"),
        ("scopes: [groups, email]", "begins no row", "`scopes` is a key of its own"),
        ("g, Dev, Ops, role:admin", "this one has 3", "double quotes"),
        ("g, user@x role:admin", "this one has 1", "g, <user or group>, <role>"),
        (r#"g, Dev "Ops", r"#, "a quote stands inside", "double quotes"),
        (r#"g, "Dev" , r"#, "text follows the closing quote", "let a comma follow at once"),
        (r#"g, "Dev, r"#, "is not closed", "double quotes"),
        ("G, x, r", "`G` begins no row", "begin the row with `g,`"),
        ("g2, x, r", "`g2` begins no row", "begin a row with `p,` or `g,`"),
        ("- g, x, r", "`- g` begins no row", "begin the row with `g,`"),
        ("g: x, r", "`g: x` begins no row", "begin the row with `g,`"),
        ("p2, a, b", "`p2` begins no row", "`#`"),
        (",g, x", "an empty value", "`#`"),
        ("\u{feff}g, x, r", "begins no row", "`#`"),
    ] {
        let errors = Policy::parse(line).expect_err(line);
        assert_eq!(errors.len(), 1, "{line:?}");
        assert!(errors[0].to_string().contains(message), "{line:?}: {}", errors[0]);
        assert!(errors[0].help().contains(help), "{line:?}: {}", errors[0].help());
    }
}

#[test]
fn comments_and_empty_lines_are_no_rows() {
    let policy = Policy::parse("\n# a\n  # g, x, r\n\t\r\n\u{2003}\n#p\n").expect("the policy loads");
    assert_eq!(policy.rows, []);
    assert_eq!(Policy::parse(""), Ok(Policy::default()));
}

#[test]
fn all_errors_are_found_and_placed() {
    let text = "# é\n\n  g, a\ng, x, r\n\tg, Dev \"Ops\", r\r\n";
    let errors = Policy::parse(text).expect_err("two lines are bad");
    let places: Vec<_> =
        errors.iter().map(|error| (error.line, error.column, &text[error.offset..=error.offset])).collect();
    assert_eq!(places, [(3, 3, "g"), (5, 9, "\"")]);
}

#[test]
fn places_point_into_the_text() {
    let text = "# comment\r\n  g,  \"Dev, Ops\",role:x\r\n";
    let policy = Policy::parse(text).expect("the policy loads");
    let place = &policy.rows[0].place;
    let written: Vec<&str> = place.fields.iter().map(|range| &text[range.clone()]).collect();
    assert_eq!((place.line, written.as_slice()), (2, &["g", "\"Dev, Ops\"", "role:x"][..]));
}
