//! Rows and settings name somebody and something: nothing in them was left to be filled in.

use super::super::placeholder;
use super::Subject;
use crate::finding::Finding;
use crate::material::RbacConfig;

/// Reports the values of rows, and the default role, that are still those of a template or an example.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let config = subject.reading;
    let values = config.rows().flat_map(|(text, row)| {
        let fields = row.place.fields.iter();
        fields.map(|bytes| (&text.field.text[bytes.clone()], text.field.range(bytes.clone())))
    });
    let default = config.default_role().map(|role| (role.text.as_str(), role.span()));
    let scopes = config.scopes.as_ref().map(|scopes| (scopes.field.text.as_str(), scopes.field.span()));
    for (text, span) in values.chain(default).chain(scopes) {
        placeholder::report(text, span, subject.item, subject.facts, findings);
    }
}
