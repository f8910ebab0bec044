//! Every key is one that Argo CD reads, of this object and in this version.
//!
//! Argo CD asks for keys by name (`util/settings/settings.go`, `manifests/install.yaml`) and never looks at others: a
//! misspelt key, one of another object or of another version does nothing, without a word.

use super::{at_key, makes_texts};
use crate::catalogue::{self, Key, Object, Retired};
use crate::document::Content;
use crate::finding::{Code, Finding, Severity};
use crate::material::{Datum, Origin, Settings};
use crate::rule::Subject;
use crate::value::{ArgoVersion, has_placeholder, shown};

/// What the chart has beside the keys.
const CHART_KEYS: [&str; 3] = ["annotations", "create", "labels"];

/// Reports keys that nobody reads.
pub fn check<T: Settings>(subject: &Subject<'_, T>, findings: &mut Vec<Finding>) {
    let is_of_chart = makes_texts(subject.item.origin);
    for datum in &subject.reading.data().entries {
        let is_charts_own = is_of_chart && CHART_KEYS.contains(&datum.key.as_str());
        if !is_charts_own && !has_placeholder(&datum.key) {
            let finding = judged(T::OBJECT, datum, is_of_chart, subject.facts.version);
            let slip =
                catalogue::slip(T::OBJECT, &datum.key).filter(|meant| subject.reading.data().get(meant).is_none());
            // A key of the extension's settings is written with what is above it.
            let is_whole = subject.item.origin != Origin::Extension;
            findings.extend(finding.map(|finding| match finding.code {
                Code::UnknownSetting if is_whole => finding.with_optional_content(datum.key_span, slip),
                _ => finding,
            }));
        }
    }
}

fn judged(object: Object, datum: &Datum, is_of_chart: bool, version: Option<ArgoVersion>) -> Option<Finding> {
    if !is_writable(&datum.key) {
        return Some(unwritable(datum));
    }
    if let Some(known) = catalogue::find(object, &datum.key) {
        return version.and_then(|version| too_new(known, datum, version));
    }
    if let Some(retired) = catalogue::retired(object, &datum.key) {
        return Some(no_longer_read(retired, datum));
    }
    if let Some(other) = catalogue::elsewhere(object, &datum.key) {
        return Some(misplaced(other, object, datum, is_of_chart));
    }
    unknown(object, datum)
}

fn too_new(known: &Key, datum: &Datum, version: ArgoVersion) -> Option<Finding> {
    let since = known.since.filter(|since| version < *since)?;
    let message = format!("Argo CD {version} does not read `{}`", datum.key);
    let finding = Finding::new(Code::VersionTooOld, at_key(datum), message).with_severity(Severity::Warning);
    Some(finding.with_help(format!("{since} and later do")))
}

fn no_longer_read(retired: &Retired, datum: &Datum) -> Finding {
    let message = format!("Argo CD {} and later do not read `{}`", retired.since, retired.name);
    Finding::new(Code::RetiredSetting, at_key(datum), message).with_help(retired.instead)
}

fn misplaced(other: &Key, here: Object, datum: &Datum, is_of_chart: bool) -> Finding {
    let name = |object: Object| if is_of_chart { object.chart_key() } else { object.name() };
    let (there, here) = (name(other.object), name(here));
    let message = format!("`{}` is a key of `{there}`; in `{here}` nobody reads it", datum.key);
    let finding = Finding::new(Code::MisplacedSetting, at_key(datum), message);
    finding.with_help(format!("move it to `{there}`"))
}

/// Whether Kubernetes takes the key (`k8s.io/apimachinery`, `IsConfigMapKey`).
fn is_writable(key: &str) -> bool {
    key.len() <= 253 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn unwritable(datum: &Datum) -> Finding {
    let message =
        format!("Kubernetes refuses the key {}: it has letters, digits, `-`, `_` and `.` only", shown(&datum.key));
    let finding = Finding::new(Code::UnknownSetting, at_key(datum), message).with_severity(Severity::Error);
    finding.with_help("group and kind are joined by `_`: `resource.customizations.health.apps_Deployment`")
}

fn unknown(object: Object, datum: &Datum) -> Option<Finding> {
    // A map below a key is a finding of its own: `admin: {enabled: false}` is `admin.enabled`.
    if matches!(datum.node.content, Content::Map(_) | Content::List(_)) {
        return None;
    }
    let is_customization = object == Object::ServerConfig && datum.key.starts_with("resource.customizations.");
    let message = format!("no known version of Argo CD reads {} in `{}`", shown(&datum.key), object.name());
    let help = catalogue::meant(object, &datum.key).map(|meant| format!("did you mean `{meant}`?"));
    let finding = Finding::new(Code::UnknownSetting, at_key(datum), message).with_optional_help(help);
    // Of a customization, the type is checked: `resource customization type … not supported` stops all comparing.
    let is_fatal = is_customization && datum.key.splitn(4, '.').count() == 4;
    Some(if is_fatal { finding.with_severity(Severity::Error) } else { finding })
}
