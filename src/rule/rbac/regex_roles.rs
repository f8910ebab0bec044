//! Built-in roles are used with globs only.
//!
//! With `policy.matchMode: regex` the object `*/*` of the built-in rows is no regular expression, so that they grant next to
//! nothing (argo-cd `util/rbac/rbac.go`, `tryGetCasbinEnforcer`; #13127).

use super::{ROLE, Subject, groupings};
use crate::finding::{Code, Finding, Place};
use crate::material::RbacConfig;
use crate::policy::builtin::{ADMIN, ADMIN_USER, READONLY};
use crate::value::shown;

/// Reports each use of a built-in role that grants nothing.
pub fn check(subject: &Subject<'_, RbacConfig>, findings: &mut Vec<Finding>) {
    let config = subject.reading;
    if !config.is_regex() {
        return;
    }
    let bound = groupings(config).map(|row| (row.row.role.as_str(), row.value(ROLE)));
    let default = config.default_role().map(|role| (role.text.as_str(), Place::Text(role.span())));
    for (role, place) in bound.chain(default).filter(|(role, _)| [ADMIN, READONLY, ADMIN_USER].contains(role)) {
        let message = format!("with `policy.matchMode: regex` the built-in {} grants next to nothing", shown(role));
        let help = "use globs, or define a role of your own whose patterns are regular expressions, such as `.*`";
        findings.push(Finding::new(Code::RegexBuiltInRole, place, message).with_help(help));
    }
}
