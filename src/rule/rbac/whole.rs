//! Rules for which every row of the policy must be there.

mod defeated_denials;
mod logs;
mod mail;
mod redundant_rows;
mod roles;
mod unreached_rows;

use std::collections::BTreeSet;

use super::{Judged, Rule, Subject};
use crate::material::RbacConfig;
use crate::policy::{RowKind, builtin};

/// Every one of them.
pub const RULES: [Rule<RbacConfig>; 6] =
    [mail::check, roles::check, unreached_rows::check, defeated_denials::check, redundant_rows::check, logs::check];

/// A name and all that it inherits from, by the rows of the settings and the built-in ones.
fn inherited<'c>(name: &'c str, config: &'c RbacConfig) -> BTreeSet<&'c str> {
    let own = config.rows().filter_map(|(_, row)| match &row.kind {
        RowKind::Grouping(grouping) => Some((grouping.subject.as_str(), grouping.role.as_str())),
        RowKind::Permission(_) | RowKind::Other(_) => None,
    });
    let built_in = [(builtin::ADMIN, builtin::READONLY), (builtin::ADMIN_USER, builtin::ADMIN)];
    let links: Vec<(&str, &str)> = own.chain(built_in).collect();
    let mut names = BTreeSet::from([name]);
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        let roles = links.iter().filter(|(subject, _)| *subject == name).map(|(_, role)| *role);
        open.extend(roles.filter(|role| names.insert(role)));
    }
    names
}
