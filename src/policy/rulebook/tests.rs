use std::path::Path;

use super::*;
use crate::policy::setup::{self, DefaultRole};
use crate::source::Sources;
use crate::value::ArgoVersion;

const GROUP: &str = "84ce98d1-e359-4f3b-85af-985b458de3c6";

fn book(text: &str) -> Rulebook {
    let mut sources = Sources::default();
    let id = sources.add("policy.csv", Path::new("policy.csv"), text.into()).expect("it is a text");
    Rulebook::load(setup::of_plain(&sources, id)).expect("Argo CD loads it")
}

fn request(written: &str) -> Request {
    let words: Vec<&str> = written.split(' ').collect();
    Request::read(words[0], words[1], words.get(2).copied(), ArgoVersion::NEWEST).expect("it is a question")
}

fn answer(text: &str, subject: &str, written: &str) -> Answer {
    let book = book(text);
    let caller = Caller::read(subject, &[], &book.setup().scopes);
    book.answer(&caller, &request(written))
}

#[test]
fn an_answer_has_the_rows_from_the_subject_to_the_one_that_decides() {
    let text =
        format!("p, role:team, logs, get, a/*, deny\n\ng, \"{GROUP}\", role:team # no role\ng, {GROUP}, role:team");
    let answer = answer(&text, GROUP, "get logs a/b");
    let rows: Vec<&str> = answer.rows.iter().map(|line| line.text.as_str()).collect();
    assert!(!answer.allowed);
    assert_eq!(rows, [format!("g, {GROUP}, role:team").as_str(), "p, role:team, logs, get, a/*, deny"]);
}

#[test]
fn a_refusal_says_how_near_the_policy_came() {
    for (text, subject, question, hint, row) in [
        ("", "ci", "sync app a/b", "no row is about `ci`", ""),
        ("", "", "sync app a/b", "no row is for everyone", ""),
        ("", "role:deployr", "sync app a/b", "no row is about `role:deployr`", ""),
        ("p, role:deployer, logs, get, *, allow", "role:deployr", "sync app a/b", "did you mean `role:deployer`?", ""),
        ("p, role:ops, logs, get, *, allow", "ops", "get logs", "write `role:ops`", ""),
        ("", "ada@example.com", "sync app a/b", "`scopes` (groups) has no claim that holds one", ""),
        ("g, {UPPER}, role:admin", "{GROUP}", "sync app a/b", "which is not `{GROUP}`", "g, {UPPER}, role:admin"),
        ("g, '{GROUP}', role:admin", "{GROUP}", "sync app a/b", "this row is about", "g, '{GROUP}', role:admin"),
        (
            "p, {GROUP}, logs, get, *, allow",
            "{GROUP}",
            "get logs",
            "no `g` row begins with",
            "p, {GROUP}, logs, get, *, allow",
        ),
        ("g, ci, role:admin # us", "ci", "get logs", "did you mean `role:admin`?", "g, ci, role:admin # us"),
        ("p, ci, logs, get, *, Allow", "ci", "get logs", "`Allow` does nothing", "p, ci, logs, get, *, Allow"),
        ("p, ci, logs, get, [, allow", "ci", "get logs", "`[` is no pattern", "p, ci, logs, get, [, allow"),
        ("p, ci, logs, get, a/*, allow", "ci", "get logs b/x", "on other objects", "p, ci, logs, get, a/*, allow"),
        (
            "p, ci, app*, update, */*, allow",
            "ci",
            "update/* app a/b",
            "allows `update`",
            "p, ci, app*, update, */*, allow",
        ),
        (
            "p, role:x, logs, get, */*, allow",
            "ci",
            "get logs",
            "another role may do this: `role:x`",
            "p, role:x, logs, get, */*, allow",
        ),
    ] {
        let filled = |text: &str| text.replace("{GROUP}", GROUP).replace("{UPPER}", &GROUP.to_uppercase());
        let answer = answer(&filled(text), &filled(subject), question);
        assert!(!answer.allowed && answer.rows.is_empty(), "{text}");
        let found = answer.hints.iter().find(|found| found.text.contains(&filled(hint)));
        let found = found.unwrap_or_else(|| panic!("{text}: {:?}", answer.hints));
        assert_eq!(found.line.as_ref().map_or("", |line| line.text.as_str()), filled(row));
    }
}

#[test]
fn what_everyone_may_is_said() {
    let default_role = DefaultRole { name: "role:readonly".to_owned(), origin: Origin::Elsewhere("here") };
    let setup = Setup { default_role: Some(default_role), ..Setup::default() };
    let book = Rulebook::load(setup).expect("it loads");
    let answer = book.answer(&Caller::read("ci", &[], &[]), &request("get app a/b"));
    assert!(answer.allowed);
    assert_eq!(answer.rows[0].text, "policy.default: role:readonly");
    assert_eq!(answer.hints[0].text, "everyone who is signed in may do this");
}

#[test]
fn those_who_may_are_told_once_and_roles_are_none() {
    let book =
        book(&format!("g, {GROUP}, role:admin\ng, \"\", role:readonly\ng, ci, role:x\np, role:x, logs, get, *, allow"));
    let subjects = |question| -> Vec<Option<String>> {
        book.permitted(&request(question)).into_iter().map(|permitted| permitted.subject).collect()
    };
    let some = |name: &str| Some(name.to_owned());
    assert_eq!(subjects("sync app a/b"), [some("admin"), some(GROUP)]);
    assert_eq!(subjects("get logs a/b"), [None, some("admin"), some(GROUP), some("ci")]);
}

#[test]
fn refused_lines_are_found_where_they_are_written() {
    let mut sources = Sources::default();
    let id = sources.add("p", Path::new("p"), "p, a\n  g, b \"c\", d\n".into()).expect("it is a text");
    let findings = Rulebook::load(setup::of_plain(&sources, id)).expect_err("Argo CD refuses it");
    let place = |finding: &Finding| match finding.place {
        Place::Text(span) => sources.get(span.source).line_and_column(span.start),
        _ => (0, 0),
    };
    assert_eq!(findings.iter().map(place).collect::<Vec<_>>(), [(1, 1), (2, 8)]);
}
