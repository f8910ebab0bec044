//! GUIDs, and the four kinds of identifier that must never be taken for one another.
//!
//! Argo CD and Kubernetes compare them as text, case by case, so the kept form is lower case.

use std::str::FromStr;

use serde_json::{Value, json};

use super::shown::{is_secret, shown};
use super::{Malformed, Text, schema, word};

/// The written form of a GUID, in either case.
pub(crate) const GUID_PATTERN: &str = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}";

const ZERO: &str = "00000000-0000-0000-0000-000000000000";
const SAMPLE: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
const HINT: &str = "a GUID is 32 hexadecimal digits in groups of 8-4-4-4-12, \
                    such as `3f2504e0-4f89-41d3-9a0c-0305e82c3301`";

newtype! {
    /// A GUID in lower case, `8-4-4-4-12`, never all zero.
    Guid,
    code = MalformedGuid,
    parse = |text| lower_case_guid(text, HINT),
    schema = guid_schema("a GUID, 8-4-4-4-12 hexadecimal digits; upper case is accepted"),
}

/// Declares a kind of identifier that is written as a GUID; `hint` says where to find it.
macro_rules! identifier {
    ($(#[$attribute:meta])* $name:ident, $description:literal, $hint:literal $(, empty = $empty:ident)?) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            guid: Guid,
        }

        impl $name {
            /// Returns the GUID, to compare identifiers of different kinds.
            #[must_use]
            pub fn guid(&self) -> &Guid {
                &self.guid
            }

            /// Returns the GUID as text, in lower case.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.guid.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                $(if Self::code_of(text) == crate::finding::Code::$empty {
                    return Err(word::empty_subject());
                })?
                let text = lower_case_guid(text, $hint)?;
                Ok(Self { guid: Guid { text } })
            }
        }

        impl Text for $name {
            const CODE: crate::finding::Code = crate::finding::Code::MalformedGuid;

            $(fn code_of(text: &str) -> crate::finding::Code {
                if text.trim().is_empty() { crate::finding::Code::$empty } else { Self::CODE }
            })?

            fn schema() -> Value {
                guid_schema($description)
            }
        }
    };
}

identifier! {
    /// The id of a Microsoft Entra tenant.
    TenantId,
    "the id of a Microsoft Entra tenant, a GUID",
    "write the tenant's id, not its domain: `az account show --query tenantId -o tsv` prints it"
}

identifier! {
    /// The client id (application id) of a managed identity or an app registration.
    ClientId,
    "a client id (application id), a GUID",
    "write the client id, not a name or a secret: `az identity show -g GROUP -n NAME --query clientId -o tsv` \
     or `az ad app list --display-name NAME --query '[].appId' -o tsv` prints it"
}

identifier! {
    /// The object id of a principal, which is what RBAC on a target binds.
    PrincipalId,
    "an object id (principal id), a GUID; not the client id",
    "write the object id, not a name: `az identity show -g GROUP -n NAME --query principalId -o tsv` prints it"
}

identifier! {
    /// The object id of a Microsoft Entra group, which is what Entra puts into the `groups` claim.
    GroupId,
    "the object id of a Microsoft Entra group, a GUID",
    "write the group's object id, not its name: `az ad group show --group NAME --query id -o tsv` prints it",
    empty = EmptySubject
}

fn lower_case_guid(text: &str, hint: &str) -> Result<String, Malformed> {
    if is_secret(text) || is_random(text) {
        return Err(secret());
    }
    word::one_word(text)?;
    if !is_guid(text) {
        return Err(not_a_guid(text, hint));
    }
    if text == ZERO {
        return Err(Malformed::new(format!("{} is a placeholder", shown(text))).with_help(hint));
    }
    Ok(text.to_ascii_lowercase())
}

fn is_guid(text: &str) -> bool {
    let groups = text.split('-');
    let hexadecimal = |group: &str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    groups.clone().map(str::len).eq(GROUPS) && groups.clone().all(hexadecimal)
}

/// Whether the text looks random: long, without hyphens, of upper and lower case and digits.
///
/// Client secrets of older generations look like this, so such a value is not repeated.
fn is_random(text: &str) -> bool {
    let has = |kind: fn(&char) -> bool| text.chars().any(|character| kind(&character));
    text.len() >= 28
        && !text.contains(['-', ' ', '@', '<'])
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_digit)
}

fn secret() -> Malformed {
    Malformed::new("the value is not a GUID and looks like a secret").with_help(
        "write the id; no client secret is needed with workload identity, and one that was saved in a file should be revoked",
    )
}

fn not_a_guid(text: &str, hint: &str) -> Malformed {
    let malformed = Malformed::new(format!("{} is not a GUID", shown(text)));
    match unwrapped(text) {
        Some(guid) => malformed.with_help(format!("write `{guid}`")),
        None => malformed.with_help(hint),
    }
}

/// Returns the GUID inside braces, quotes, a `urn:uuid:` or without its hyphens.
fn unwrapped(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let bare = lower.strip_prefix("urn:uuid:").unwrap_or(&lower);
    let bare = bare.trim_matches(['{', '}', '(', ')', '"', '\'']);
    let digits: String = bare.chars().filter(|character| *character != '-').collect();
    let complete = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    complete.then(|| hyphenated(&digits))
}

fn hyphenated(digits: &str) -> String {
    let mut rest = digits;
    let groups = GROUPS.map(|length| {
        let (group, remainder) = rest.split_at(length);
        rest = remainder;
        group
    });
    groups.join("-")
}

fn guid_schema(description: &str) -> Value {
    let schema = schema::text(description, GUID_PATTERN, &[SAMPLE]);
    schema::but_not(schema, json!({"const": ZERO}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{exact, refusal};

    const REFUSED: [&str; 12] = [
        "",
        ZERO,
        "<guid>",
        "contoso.onmicrosoft.com",
        "{3f2504e0-4f89-41d3-9a0c-0305e82c3301}",
        "urn:uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "3f2504e04f8941d39a0c0305e82c3301",
        "3f2504e0-4f89-41d3-9a0c-0305e82c330",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301-",
        "3f2504e0-4f8941d3-9a0c-0305e82c3301",
        "3g2504e0-4f89-41d3-9a0c-0305e82c3301",
        " 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    ];

    #[test]
    fn laws() {
        exact::<Guid>(&REFUSED);
        exact::<TenantId>(&REFUSED);
        exact::<ClientId>(&REFUSED);
        exact::<PrincipalId>(&REFUSED);
        exact::<GroupId>(&REFUSED);
    }

    #[test]
    fn upper_case_is_lowered() {
        let guid: Guid = SAMPLE.to_uppercase().parse().expect("a GUID");
        assert_eq!(guid.as_str(), SAMPLE);
    }

    #[test]
    fn a_wrapped_guid_is_offered_bare() {
        let wrapped = [
            "{3F2504E0-4F89-41D3-9A0C-0305E82C3301}",
            "urn:uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "3f2504e04f8941d39a0c0305e82c3301",
        ];
        for text in wrapped {
            let help = refusal::<Guid>(text).help.expect("help");
            assert_eq!(help, format!("write `{SAMPLE}`"));
        }
    }

    #[test]
    fn a_client_secret_is_recognised_and_not_repeated() {
        let secrets = ["abC8Q~dEfGhIjKlMnOpQrStUvWxYz0123456789a", "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZg=="];
        for secret in secrets {
            let malformed = refusal::<ClientId>(secret);
            let spoken = format!("{malformed} {:?}", malformed.help);
            assert!(spoken.contains("secret") && !spoken.contains(secret));
        }
    }

    #[test]
    fn a_group_name_leads_to_the_command_that_prints_its_id() {
        let help = refusal::<GroupId>("ArgoCdAdmins").help.expect("help");
        assert!(help.contains("az ad group show"));
    }
}
