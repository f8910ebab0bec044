//! Values of which Argo CD knows only some words.

use super::at;
use crate::catalogue::Object;
use crate::finding::{Code, Finding, Severity, nearest, slip};
use crate::material::Datum;
use crate::value::shown;

/// A key, or the end of several, and the words that it takes.
struct Words {
    object: Object,
    /// The end of the key.
    end: &'static str,
    known: &'static [&'static str],
    /// Whether the case of letters does not matter.
    in_any_case: bool,
    /// How bad another word is.
    severity: Severity,
    /// What becomes of another word.
    otherwise: &'static str,
}

const LEVELS: &[&str] = &["panic", "fatal", "error", "warn", "warning", "info", "debug", "trace"];

/// All of them, with where they are read.
const WORDS: [Words; 10] = [
    // util/settings/settings.go, RespectRBAC
    Words {
        object: Object::ServerConfig,
        end: "resource.respectRBAC",
        known: &["normal", "strict"],
        in_any_case: false,
        severity: Severity::Error,
        otherwise: "Argo CD fails to read it",
    },
    // util/argo/resource_tracking.go, SetAppInstance
    Words {
        object: Object::ServerConfig,
        end: "application.resourceTrackingMethod",
        known: &["annotation", "annotation+label", "label"],
        in_any_case: false,
        severity: Severity::Warning,
        otherwise: "Argo CD tracks by annotation",
    },
    // docs/operator-manual/argocd-cm.yaml
    Words {
        object: Object::ServerConfig,
        end: "ui.bannerposition",
        known: &["top", "bottom", "both"],
        in_any_case: false,
        severity: Severity::Warning,
        otherwise: "the banner stands at the top",
    },
    // util/rbac/rbac.go, SetMatchMode
    Words {
        object: Object::Rbac,
        end: "policy.matchMode",
        known: &["glob", "regex"],
        in_any_case: false,
        severity: Severity::Warning,
        otherwise: "patterns are globs",
    },
    // util/cli/cli.go, SetLogLevel: logrus.ParseLevel, else the process ends
    Words {
        object: Object::Parameters,
        end: ".log.level",
        known: LEVELS,
        in_any_case: true,
        severity: Severity::Error,
        otherwise: "the component does not start",
    },
    // util/log/logrus.go, CreateFormatter
    Words {
        object: Object::Parameters,
        end: ".log.format",
        known: &["json", "text"],
        in_any_case: true,
        severity: Severity::Warning,
        otherwise: "logs are in the default format",
    },
    // common/common.go, ShardingAlgorithm
    Words {
        object: Object::Parameters,
        end: "controller.sharding.algorithm",
        known: &["legacy", "round-robin", "consistent-hashing"],
        in_any_case: false,
        severity: Severity::Warning,
        otherwise: "the controller uses `legacy`",
    },
    // util/cache/redis.go, CompressionTypeFromString
    Words {
        object: Object::Parameters,
        end: "redis.compression",
        known: &["gzip", "none"],
        in_any_case: false,
        severity: Severity::Error,
        otherwise: "the component does not start",
    },
    // util/tls/tls.go, getTLSVersionByString
    Words {
        object: Object::Parameters,
        end: ".tls.minversion",
        known: &["1.0", "1.1", "1.2", "1.3"],
        in_any_case: false,
        severity: Severity::Error,
        otherwise: "the component does not start",
    },
    Words {
        object: Object::Parameters,
        end: ".tls.maxversion",
        known: &["1.0", "1.1", "1.2", "1.3"],
        in_any_case: false,
        severity: Severity::Error,
        otherwise: "the component does not start",
    },
];

/// What is wrong with a value of which only some words are known.
pub fn judged(object: Object, datum: &Datum, text: &str) -> Option<Finding> {
    let row = WORDS.iter().find(|row| row.object == object && datum.key.ends_with(row.end))?;
    let is_word = |word: &&&str| if row.in_any_case { word.eq_ignore_ascii_case(text) } else { **word == text };
    if row.known.iter().any(|word| is_word(&word)) {
        return None;
    }
    let message = format!("{} is no word that `{}` takes: {}", shown(text), datum.key, row.otherwise);
    let help = match nearest(text, row.known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("known here: {}", row.known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "))
        }
    };
    let finding = Finding::new(Code::SettingValue, at(datum), message).with_help(help).with_severity(row.severity);
    Some(finding.with_optional_content(datum.node.span, slip(text, row.known.iter().copied())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::keys;

    #[test]
    fn every_row_is_of_a_key() {
        for row in WORDS {
            let is_of_row = |name: &str, object| object == row.object && name.ends_with(row.end);
            assert!(keys().iter().any(|key| is_of_row(key.name, key.object)), "{}", row.end);
        }
    }
}
