//! Rules over argocd-rbac-cm and everything that becomes it: what argocd-server reads as its policy
//! (argo-cd `util/rbac/rbac.go`).
//!
//! Keeps true: a row whose written form makes it ineffective has that one finding; a value that another tool fills in is
//! not judged; what another row could put right is judged only where all rows are there.

mod default_role;
pub mod entra_claims;
mod everyone;
mod grants;
mod groupings;
mod placeholders;
mod refused_rows;
mod regex_roles;
mod scopes;
mod subjects;
mod whole;
mod widened_roles;
mod written_form;

use super::settings::{keys, texts, values};
use super::{Rule, Subject};
use crate::finding::Finding;
use crate::material::{Item, Material, Origin, PolicyText, RbacConfig, Role};
use crate::policy::{Grouping, Permission, Place as RowPlace, Row, RowKind};
use crate::value::has_placeholder;

/// Every rule over the settings alone, in the order in which Argo CD would meet what they are about.
pub const RULES: [Rule<RbacConfig>; 14] = [
    texts::check,
    keys::check,
    values::check,
    placeholders::check,
    refused_rows::check,
    default_role::check,
    scopes::check,
    regex_roles::check,
    everyone::check,
    written_form::check,
    subjects::check,
    groupings::check,
    grants::check,
    widened_roles::check,
];

/// Judges, by the rules for which every row must be there, the settings of which every row is there.
pub fn check_whole(material: &Material, findings: &mut Vec<Finding>) {
    for (item, reading) in material.all::<RbacConfig>().filter(|(item, config)| is_whole(item, config, material)) {
        let subject = Subject { item, reading, facts: &material.facts };
        for rule in whole::RULES {
            rule(&subject, findings);
        }
    }
}

/// Whether nothing that is not here adds to the rows of an item.
fn is_whole(item: &Item, config: &RbacConfig, material: &Material) -> bool {
    let is_loaded = config.policies.iter().all(|text| text.errors.is_empty() && !text.is_joined);
    let mut others = material.all::<RbacConfig>().filter(|(other, _)| *other != item);
    let is_complete = match item.origin {
        Origin::Patch => false,
        // A file of rows stands for itself if it has both kinds; other files may be of the same policy.
        Origin::File => has_both_kinds(config) && others.next().is_none(),
        // Values are put together of several files.
        Origin::Chart | Origin::Extension => {
            !config.policies.is_empty() && !others.any(|(other, _)| other.path.parent() == item.path.parent())
        }
        Origin::Object | Origin::Operator => item.role != Role::Patch && !others.any(|(other, _)| is_part(other)),
    };
    is_loaded && is_complete && !material.facts.is_partial
}

/// Whether an item adds to another one.
fn is_part(item: &Item) -> bool {
    item.role == Role::Patch || matches!(item.origin, Origin::Patch | Origin::File)
}

fn has_both_kinds(config: &RbacConfig) -> bool {
    let has = |is_kind: fn(&RowKind) -> bool| config.rows().any(|(_, row)| is_kind(&row.kind));
    has(|kind| matches!(kind, RowKind::Permission(_))) && has(|kind| matches!(kind, RowKind::Grouping(_)))
}

/// A row that is judged, with the text that it stands in.
struct Judged<'c, T> {
    text: &'c PolicyText,
    place: &'c RowPlace,
    row: &'c T,
}

/// The `p` rows that are read as they look and that no other tool fills in.
fn permissions(config: &RbacConfig) -> impl Iterator<Item = Judged<'_, Permission>> {
    config.rows().filter_map(|(text, row)| match &row.kind {
        RowKind::Permission(permission) if is_judged(text, row) => {
            Some(Judged { text, place: &row.place, row: permission })
        }
        _ => None,
    })
}

/// The `g` rows that are read as they look and that no other tool fills in.
fn groupings(config: &RbacConfig) -> impl Iterator<Item = Judged<'_, Grouping>> {
    config.rows().filter_map(|(text, row)| match &row.kind {
        RowKind::Grouping(grouping) if is_judged(text, row) => Some(Judged { text, place: &row.place, row: grouping }),
        _ => None,
    })
}

fn is_judged(text: &PolicyText, row: &Row) -> bool {
    let is_filled_in = row.place.fields.iter().any(|bytes| has_placeholder(&text.field.text[bytes.clone()]));
    !is_filled_in && written_form::fault(text, row).is_none()
}

impl<T> Judged<'_, T> {
    /// Where a value of the row stands: 1 is the subject.
    fn value(&self, index: usize) -> crate::finding::Place {
        crate::finding::Place::Text(self.text.place(self.place, index))
    }

    /// Where the row stands.
    fn line(&self) -> crate::finding::Place {
        crate::finding::Place::Text(self.text.line(self.place))
    }
}

/// Positions of values in a `p` row.
const SUBJECT: usize = 1;
/// In a `g` row.
const ROLE: usize = 2;
/// In a `p` row.
const RESOURCE: usize = 2;
/// In a `p` row.
const ACTION: usize = 3;
/// In a `p` row.
const OBJECT: usize = 4;
