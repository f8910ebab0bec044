//! RBAC policies: CSV agrees with itself, each line stands alone, what is written is read back, every answer has its row.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tiphys::policy::evaluate::Source;
use tiphys::policy::{Decision, Effect, Enforcer, MatchMode, Policy, PolicyWriter, RowKind, csv};
use tiphys::value::ArgoVersion;

/// Policies with more rows than this are asked together with the built-in ones only.
const MOST_ROWS: usize = 8;
/// One of so many texts is asked together with the built-in rows.
const ONE_OF: usize = 32;

fuzz_target!(|text: &str| {
    let (policy, errors) = Policy::read(text);
    for row in &policy.rows {
        assert!(row.place.fields.iter().all(|field| text.get(field.clone()).is_some()), "{row:?}");
    }
    assert!(errors.iter().all(|error| error.offset <= text.len() && error.line >= 1), "{errors:?}");
    text.split('\n').for_each(assert_line);
    assert_lines_stand_alone(text, &policy);
    assert_written_is_read(&policy);
    assert_answers(text, &policy);
});

/// Asserts that a line of CSV, written anew with quotes around each field, is read as the same fields.
fn assert_line(line: &str) {
    match csv::read_line(line) {
        Ok(fields) => {
            let quoted: Vec<String> =
                fields.iter().map(|field| format!(" \"{}\"", field.value.replace('"', "\"\""))).collect();
            let again = csv::read_line(&quoted.join(",")).expect("what is quoted is CSV");
            assert!(fields.iter().map(|field| &field.value).eq(again.iter().map(|field| &field.value)), "{line:?}");
            for field in fields {
                let written = &line[field.span];
                assert!(written == field.value || written.starts_with('"') && written.ends_with('"'), "{line:?}");
            }
        }
        Err(error) => assert!((1..=line.len() + 1).contains(&error.column), "{line:?}"),
    }
}

fn assert_lines_stand_alone(text: &str, policy: &Policy) {
    let alone = text.split('\n').flat_map(|line| Policy::read(line).0.rows);
    assert!(policy.rows.iter().map(|row| &row.kind).eq(alone.map(|row| row.kind).collect::<Vec<_>>().iter()));
}

/// Asserts that the rows which may be written are read back, `p` rows first.
fn assert_written_is_read(policy: &Policy) {
    let mut writer = PolicyWriter::new();
    let (mut permissions, mut groupings) = (Vec::new(), Vec::new());
    for row in &policy.rows {
        match &row.kind {
            RowKind::Permission(permission) if writer.permission(permission).is_ok() => {
                writer.permission_comment(&permission.object);
                permissions.push(row.kind.clone());
            }
            RowKind::Grouping(grouping) if writer.grouping(grouping).is_ok() => {
                writer.grouping_comment(&grouping.subject);
                groupings.push(row.kind.clone());
            }
            _ => {}
        }
    }
    let again = Policy::parse(&writer.text()).expect("what is written is read");
    let again: Vec<RowKind> = again.rows.into_iter().map(|row| row.kind).collect();
    assert_eq!(again, [permissions, groupings].concat(), "{:?}", writer.text());
}

/// Asks for what the first rows are about; of some texts also beside the built-in rows and those of a project, in both ways
/// of matching, for which much is compiled.
fn assert_answers(text: &str, policy: &Policy) {
    let subjects: Vec<&str> = policy.groupings().map(|(row, _)| row.subject.as_str()).take(3).collect();
    if policy.rows.len() <= MOST_ROWS {
        assert_answers_of(&Enforcer::without_built_in(policy), policy, &subjects);
    }
    if text.len() % ONE_OF != 0 {
        return;
    }
    for mode in [MatchMode::Glob, MatchMode::Regex] {
        let enforcer = Enforcer::with_mode(ArgoVersion::NEWEST, policy, mode).with_default_role("role:readonly");
        let enforcer = enforcer.with_project("shop", policy);
        assert_answers_of(&enforcer, policy, &subjects);
        for because in enforcer.held("proj:shop:ci", &subjects) {
            assert_eq!(because.path.len(), because.links.len() + 1);
        }
    }
}

fn assert_answers_of(enforcer: &Enforcer, policy: &Policy, subjects: &[&str]) {
    for (row, _) in policy.permissions().take(3) {
        let ask = |object: &str| enforcer.allows(&row.subject, subjects, &row.resource, &row.action, object);
        assert_reason(&ask(&row.object));
        assert_reason(&ask("shop/web"));
    }
}

/// Asserts that what is allowed is allowed by a row, and what a row denies is denied.
fn assert_reason(decision: &Decision) {
    match (&decision.because, decision.allowed) {
        (Some(because), allowed) => {
            assert_eq!(because.permission.effect, if allowed { Effect::Allow } else { Effect::Deny });
            assert!(matches!(because.source, Source::BuiltIn | Source::Policy(_) | Source::Project { .. }));
        }
        (None, allowed) => assert!(!allowed),
    }
}
