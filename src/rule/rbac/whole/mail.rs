//! E-mail addresses are subjects only where a claim in `scopes` holds one.

use super::super::{SUBJECT, groupings};
use super::Subject;
use crate::finding::Finding;
use crate::material::RbacConfig;
use crate::rule::grants;

/// Reports addresses that no claim holds.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let config = subject.reading;
    for row in groupings(config) {
        let claims = config.claims();
        let help = help(&claims);
        findings.extend(grants::mail_without_claim(&row.row.subject, claims, row.value(SUBJECT), &help));
    }
}

fn help(claims: &[&str]) -> String {
    format!("write `scopes: '[{}, email]'`, unless the identity provider gives groups such names", claims.join(", "))
}
