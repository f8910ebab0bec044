use proptest::prelude::*;

use super::*;
use crate::policy::{Policy, RowKind};

fn permission(values: [&str; 5]) -> Permission {
    let [subject, resource, action, object, effect] = values;
    Permission {
        subject: subject.to_owned(),
        resource: resource.to_owned(),
        action: action.to_owned(),
        object: object.to_owned(),
        effect: Effect::from(effect),
    }
}

fn grouping(subject: &str, role: &str) -> Grouping {
    Grouping { subject: subject.to_owned(), role: role.to_owned() }
}

const DEPLOYER: [&str; 5] = ["role:deployer", "applications", "get", "team-a/*", "allow"];

#[test]
fn permissions_come_before_groupings() {
    let mut writer = PolicyWriter::new();
    let group = "5d5e1a1c-8c3b-4d0e-9a5e-2f1f6a7b8c9d";
    writer.grouping_comment("ArgoCdAdmins");
    writer.grouping(&grouping(group, "role:admin")).expect("a group may be admin");
    writer.permission_comment("deployer");
    let mut row = permission(DEPLOYER);
    writer.permission(&row).expect("the row is good");
    row.action = "{sync,override}".to_owned();
    writer.permission(&row).expect("the row is good");
    assert_eq!(
        writer.text(),
        "# deployer\n\
         p, role:deployer, applications, get, \"team-a/*\", allow\n\
         p, role:deployer, applications, \"{sync,override}\", \"team-a/*\", allow\n\
         # ArgoCdAdmins\n\
         g, \"5d5e1a1c-8c3b-4d0e-9a5e-2f1f6a7b8c9d\", role:admin\n"
    );
}

#[test]
fn nothing_put_in_is_nothing() {
    assert_eq!(PolicyWriter::new().text(), "");
}

#[test]
fn a_name_cannot_forge_a_row() {
    let mut writer = PolicyWriter::new();
    writer.grouping_comment("x\ng, \"\", role:admin");
    writer.grouping_comment("a\r\u{85}b\u{2028}\u{200b}\tc");
    writer.permission_comment(" \u{feff}\n");
    assert_eq!(writer.text(), "# x g, \"\", role:admin\n# a b c\n");
}

#[test]
fn dangerous_groupings_are_refused() {
    for (subject, message) in [
        ("", "the subject is empty"),
        (" \u{a0}", "the subject is empty"),
        ("admin", "`admin` is no user or group"),
        ("role:admin", "`role:admin` is no user or group"),
        ("role:mine", "`role:mine` is no user or group"),
        ("proj:team-a:ci", "`proj:team-a:ci` is no user or group"),
        (" x", "the subject ` x` begins or ends with white space"),
        ("x\u{3000}", "begins or ends with white space"),
        ("x\ng, y, role:admin", r"the subject `x\ng, y, role:admin` has a character that does not show"),
        ("84\u{200b}ce", r"the subject `84\u{200b}ce` has a character that does not show"),
        ("# x", "the subject `# x` looks like a comment"),
    ] {
        let mut writer = PolicyWriter::new();
        let error = writer.grouping(&grouping(subject, "role:admin")).expect_err(subject);
        assert!(error.message.contains(message), "{subject:?}: {error}");
        assert_eq!(writer.text(), "", "a refused row leaves nothing");
    }
    let error = PolicyWriter::new().grouping(&grouping("x", "")).expect_err("a role is needed");
    assert_eq!(error.message, "the role is empty");
}

#[test]
fn dangerous_permissions_are_refused() {
    for (index, value, message) in [
        (0, "", "the subject is empty"),
        (0, "admin", "the subject `admin` is Argo CD's own"),
        (0, "role:admin", "the subject `role:admin` is Argo CD's own"),
        (0, "role:readonly", "the subject `role:readonly` is Argo CD's own"),
        (0, "proj:team-a:ci", "the subject `proj:team-a:ci` is Argo CD's own"),
        (0, "role:x ", "begins or ends with white space"),
        (1, "", "the resource is empty"),
        (2, "get\u{200b}", "does not show"),
        (3, "", "the object is empty"),
        (4, "Allow", "the effect `Allow` does nothing"),
    ] {
        let mut values = DEPLOYER;
        values[index] = value;
        let mut writer = PolicyWriter::new();
        let error = writer.permission(&permission(values)).expect_err(value);
        assert!(error.message.contains(message), "{value:?}: {error}");
        assert_eq!(writer.text(), "");
    }
}

/// Texts that are awkward for CSV, and any other texts.
fn awkward() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z*/{},\"# \u{a0}\u{200b}\r\n]{0,10}", "(role:|proj:|#)?[a-z\",]{0,4}", any::<String>(),]
}

#[derive(Debug, Clone)]
enum Entry {
    Permission(Permission),
    Grouping(Grouping),
    Comment(String),
}

fn entry() -> impl Strategy<Value = Entry> {
    let effect = prop_oneof![Just("allow"), Just("deny"), Just("Allow")];
    let values = [awkward(), awkward(), awkward(), awkward()];
    prop_oneof![
        (values, effect).prop_map(|([subject, resource, action, object], effect)| {
            Entry::Permission(Permission { subject, resource, action, object, effect: Effect::from(effect) })
        }),
        (awkward(), awkward()).prop_map(|(subject, role)| Entry::Grouping(Grouping { subject, role })),
        any::<String>().prop_map(Entry::Comment),
        awkward().prop_map(Entry::Comment),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_written_is_read_back(entries in prop::collection::vec(entry(), 0..8)) {
        let mut writer = PolicyWriter::new();
        let mut permissions = Vec::new();
        let mut groupings = Vec::new();
        for entry in entries {
            match entry {
                Entry::Permission(row) if writer.permission(&row).is_ok() => {
                    permissions.push(RowKind::Permission(row));
                }
                Entry::Grouping(row) if writer.grouping(&row).is_ok() => {
                    groupings.push(RowKind::Grouping(row));
                }
                Entry::Comment(name) => {
                    writer.permission_comment(&name);
                    writer.grouping_comment(&name);
                }
                Entry::Permission(_) | Entry::Grouping(_) => {}
            }
        }
        let text = writer.text();
        let policy = Policy::parse(&text).expect("what is written loads");
        let read: Vec<RowKind> = policy.rows.into_iter().map(|row| row.kind).collect();
        permissions.extend(groupings);
        prop_assert_eq!(read, permissions, "{}", text);
    }

    #[test]
    fn accepted_subjects_are_visible_and_not_empty(subject in awkward()) {
        if PolicyWriter::new().grouping(&grouping(&subject, "role:x")).is_ok() {
            prop_assert!(!subject.trim().is_empty());
            prop_assert!(!subject.contains(char::is_control));
        }
    }
}
