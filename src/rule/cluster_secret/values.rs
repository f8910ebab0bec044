//! The values of a cluster Secret are read as they look.
//!
//! argo-cd `util/db/cluster.go`, `SecretToCluster`: text is taken verbatim, with a line break at its end; `shard` goes
//! through Go's `Atoi` and is dropped if that fails; `clusterResources` is true for `true` alone; `namespaces` is split
//! at commas. A negative shard is never reconciled (`controller/sharding/sharding.go`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Subject;
use crate::finding::{Code, Finding, Place, Severity};
use crate::material::{ClusterSecret, Datum, is_placeholder};
use crate::rule::{placeholder, secret_data};
use crate::source::Encoding;
use crate::value::{NamespaceName, ProjectName, Shard, has_placeholder, shown};

/// The name of Argo CD's own cluster (`KubernetesInClusterName`).
const IN_CLUSTER_NAME: &str = "in-cluster";

/// Reports values that are read otherwise than they look, that nobody can read, and placeholders.
pub fn check(subject: &Subject<'_, ClusterSecret>, findings: &mut Vec<Finding>) {
    let data = &subject.reading.data;
    secret_data::check(data, findings);
    for datum in &data.entries {
        let Some(text) = datum.text.as_ref().filter(|text| datum.key != "config" || is_placeholder(text)) else {
            continue;
        };
        let span = datum.node.span;
        if placeholder::report(text, span, subject.item, subject.facts, findings) || has_placeholder(text) {
            continue;
        }
        let fault = fault(&datum.key, text);
        findings.extend(fault.map(|(message, help)| mended(datum, text, finding(datum, message, help))));
    }
    check_own_name(subject.reading, findings);
}

type Fault = Option<(String, String)>;

fn fault(key: &str, text: &str) -> Fault {
    match key {
        "name" | "server" if text.trim().is_empty() => {
            Some((format!("`{key}` is empty"), "write it; an unset variable leaves such a gap".to_owned()))
        }
        "name" | "server" | "project" if text.trim() != text => Some(surrounded(key, text)),
        "name" => written_otherwise(text),
        "project" => refused(text.parse::<ProjectName>()).filter(|_| !text.is_empty()),
        "shard" => shard(text),
        "clusterResources" => cluster_resources(text),
        "namespaces" => namespaces(text),
        _ => None,
    }
}

fn finding(datum: &Datum, message: String, help: String) -> Finding {
    Finding::new(Code::ClusterValue, Place::Text(datum.node.span), message).with_help(help)
}

/// What is around a name, a server or a project goes; a name in base64 is decoded; a word for `true` or `false` becomes it.
fn mended(datum: &Datum, text: &str, finding: Finding) -> Finding {
    let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    let right = match datum.key.as_str() {
        "name" => inside('"').or_else(|| inside('\'')).map_or_else(|| encoded_name(text), |name| Some(name.to_owned())),
        "clusterResources" => Some(text.trim().to_ascii_lowercase()).filter(|word| matches!(&**word, "true" | "false")),
        _ => None,
    };
    let is_surrounded = ["name", "server", "project"].contains(&datum.key.as_str()) && text.trim() != text;
    let right = if is_surrounded { Some(text.trim().to_owned()) } else { right };
    let right = right.filter(|right| !right.trim().is_empty());
    match datum.encoding {
        Encoding::Base64 => finding.with_optional_content(datum.node.span, right.map(|right| STANDARD.encode(right))),
        // The line break at the end is the block's, not the text's.
        Encoding::Scalar if text.ends_with('\n') => finding,
        Encoding::Scalar => finding.with_optional_content(datum.node.span, right),
    }
}

fn surrounded(key: &str, text: &str) -> (String, String) {
    let what = if text.ends_with('\n') { "ends with a line break" } else { "has white space around it" };
    let help = "encode without a line break: `printf %s TEXT | base64 -w0`; in YAML write it in one line";
    (format!("`{key}` {what}, and no Application names it so"), help.to_owned())
}

/// A name that is JSON, in quotes, or base64 of a name: a template or a script wrote it once too often.
fn written_otherwise(text: &str) -> Fault {
    let ends = |open: char, close: char| text.len() > 1 && text.starts_with(open) && text.ends_with(close);
    if ends('\'', '\'') || ends('"', '"') || ends('[', ']') {
        let help = "write the name alone".to_owned();
        return Some((format!("quotes and brackets are part of the name {}", shown(text)), help));
    }
    let name = encoded_name(text)?;
    let message = format!("the name {} is base64 of {}", shown(text), shown(&name));
    Some((message, "encode it once in `data`, and not at all in `stringData`".to_owned()))
}

/// The name that a text is base64 of. No name that somebody chose decodes to one by accident: it would need a capital or `=`
/// in the right places.
fn encoded_name(text: &str) -> Option<String> {
    let name = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    (name.len() > 3 && name.bytes().all(is_part) && !text.bytes().all(is_part)).then_some(name)
}

fn refused<T>(parsed: Result<T, crate::value::Malformed>) -> Fault {
    parsed.err().map(|malformed| (malformed.message, malformed.help.unwrap_or_default()))
}

/// Go's `Atoi`: decimal digits, perhaps behind a sign.
fn shard(text: &str) -> Fault {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<i64>() {
        Ok(number) if is_number => refused(Shard::try_from(number)),
        _ => {
            let help = "write a number, such as `\"0\"`, without anything around it";
            Some((format!("{} is no number, and Argo CD drops the shard", shown(text)), help.to_owned()))
        }
    }
}

fn cluster_resources(text: &str) -> Fault {
    let help = "write `\"true\"` or `\"false\"`".to_owned();
    (!["true", "false", ""].contains(&text))
        .then(|| (format!("{} counts as false: only `true` is true", shown(text)), help))
}

fn namespaces(text: &str) -> Fault {
    let mut names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let wrong = names.find(|name| name.parse::<NamespaceName>().is_err())?;
    if wrong == "*" {
        let help = "leave `namespaces` out: then Argo CD watches all of them".to_owned();
        return Some(("`*` is no namespace: none is watched".to_owned(), help));
    }
    Some((format!("{} is no namespace", shown(wrong)), "write names with commas between them".to_owned()))
}

/// Applications that name `in-cluster` mean Argo CD's own cluster.
fn check_own_name(secret: &ClusterSecret, findings: &mut Vec<Finding>) {
    let (Some(name), Some(server)) = (&secret.name, &secret.server) else { return };
    if name.text == IN_CLUSTER_NAME && !secret.is_in_cluster() && !has_placeholder(&server.text) {
        let message = format!("`{IN_CLUSTER_NAME}` is how Argo CD calls the cluster that it runs on");
        let finding = Finding::new(Code::ClusterValue, Place::Text(name.span()), message);
        findings.push(finding.with_help("give this cluster another name").with_severity(Severity::Warning));
    }
}
