//! Names that Kubernetes checks: DNS-1123 labels and subdomains, and what we call by them.

use serde_json::Value;

use super::shown::shown;
use super::{Malformed, schema, word};

const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

/// The greatest length of a DNS-1123 label.
pub(crate) const LONGEST_LABEL: usize = 63;

/// The greatest length of a DNS-1123 subdomain.
pub(crate) const LONGEST_SUBDOMAIN: usize = 253;

newtype! {
    /// A DNS-1123 label: 1 to 63 lower-case letters, digits and hyphens.
    Dns1123Label,
    code = MalformedName,
    parse = label,
    schema = label_schema("a DNS-1123 label: lower-case letters, digits and hyphens", "dev"),
}

newtype! {
    /// A DNS-1123 subdomain: labels with dots between them, 1 to 253 characters.
    Dns1123Subdomain,
    code = MalformedName,
    parse = |text| subdomain(text, LONGEST_SUBDOMAIN),
    schema = subdomain_schema(
        "a DNS-1123 subdomain: lower-case letters, digits, hyphens and dots",
        LONGEST_SUBDOMAIN,
        "dev.example.com",
    ),
}

newtype! {
    /// The name of an environment: a DNS-1123 label.
    EnvironmentName,
    code = MalformedName,
    parse = label,
    schema = label_schema("the environment's name", "contoso-prod"),
}

newtype! {
    /// The name of a namespace: a DNS-1123 label.
    NamespaceName,
    code = MalformedName,
    parse = label,
    schema = label_schema("a namespace's name", "argocd"),
}

newtype! {
    /// The name of a Kubernetes object: a DNS-1123 subdomain.
    ObjectName,
    code = MalformedName,
    parse = |text| subdomain(text, LONGEST_SUBDOMAIN),
    schema = subdomain_schema("an object's name", LONGEST_SUBDOMAIN, "argocd-server"),
}

newtype! {
    /// The name of a target cluster in Argo CD: a DNS-1123 subdomain of at most 63 characters.
    ///
    /// Argo CD takes any text, but the name also becomes a folder, a part of the command line
    /// (`target/NAME`), a label's value, and the `nameNormalized` of `ApplicationSets`, which equals
    /// the name only for this form (`SanitizeName` in `applicationset/utils/template_functions.go`).
    TargetName,
    code = MalformedName,
    parse = |text| subdomain(text, LONGEST_LABEL),
    schema = subdomain_schema("the target's name in Argo CD", LONGEST_LABEL, "devworkloadaks1"),
}

newtype! {
    /// The name of an `AppProject`: a DNS-1123 subdomain.
    ProjectName,
    code = MalformedName,
    parse = |text| subdomain(text, LONGEST_SUBDOMAIN),
    schema = subdomain_schema("the name of an AppProject", LONGEST_SUBDOMAIN, "team-a"),
}

/// Whether the text is a DNS-1123 label, its length aside.
pub(crate) fn is_label(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(allowed) && !text.starts_with('-') && !text.ends_with('-')
}

/// Whether the text is a DNS-1123 subdomain, its length aside.
pub(crate) fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_label)
}

fn label(text: &str) -> Result<String, Malformed> {
    let rule = "lower-case letters, digits and hyphens, with a letter or digit at both ends";
    checked(text, is_label, LONGEST_LABEL, rule)
}

fn subdomain(text: &str, longest: usize) -> Result<String, Malformed> {
    let rule = "lower-case letters, digits, hyphens and dots, with a letter or digit at both ends of each part";
    checked(text, is_subdomain, longest, rule)
}

fn checked(text: &str, is_name: fn(&str) -> bool, longest: usize, rule: &str) -> Result<String, Malformed> {
    word::one_word(text)?;
    if !is_name(text) {
        let malformed = Malformed::new(format!("{} is not a name", shown(text)));
        let similar = similar(text);
        return Err(if is_name(&similar) && similar.len() <= longest {
            malformed.with_help(format!("names have {rule}, such as {}", shown(&similar)))
        } else {
            malformed.with_help(format!("names have {rule}"))
        });
    }
    if text.len() <= longest { Ok(text.to_owned()) } else { Err(word::too_long(text, longest)) }
}

/// Returns the text in lower case with a hyphen for what no name holds.
fn similar(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let replaced = text.chars().map(|c| if allowed(c) { c.to_ascii_lowercase() } else { '-' });
    let replaced: String = replaced.collect();
    replaced.trim_matches(['-', '.']).to_owned()
}

fn label_schema(description: &str, example: &str) -> Value {
    schema::at_most(schema::text(description, LABEL, &[example]), LONGEST_LABEL)
}

fn subdomain_schema(description: &str, longest: usize, example: &str) -> Value {
    schema::at_most(schema::text(description, SUBDOMAIN, &[example]), longest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{exact, refusal};

    const REFUSED: [&str; 9] = ["", "A", "a_b", "-a", "a-", "a b", "a/b", "..", "<name>"];

    #[test]
    fn laws_of_labels() {
        let long = "a".repeat(64);
        let refused = [&REFUSED[..], &["a.b", &long]].concat();
        exact::<Dns1123Label>(&refused);
        exact::<EnvironmentName>(&refused);
        exact::<NamespaceName>(&refused);
    }

    #[test]
    fn laws_of_subdomains() {
        let long = "a".repeat(254);
        let refused = [&REFUSED[..], &["a..b", "a.-b", ".a", &long]].concat();
        exact::<Dns1123Subdomain>(&refused);
        exact::<ObjectName>(&refused);
        exact::<ProjectName>(&refused);
        let long = "a".repeat(64);
        exact::<TargetName>(&[&refused[..], &[&long]].concat());
    }

    #[test]
    fn a_similar_name_is_offered() {
        let help = refusal::<TargetName>("Dev_AKS.1").help.expect("help");
        assert!(help.ends_with("such as `dev-aks.1`"), "{help}");
    }
}
