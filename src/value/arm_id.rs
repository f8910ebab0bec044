//! Azure Resource Manager ids of resources in a resource group.
//!
//! Azure compares ids without regard to case and its tools print several (`resourcegroups`,
//! `resourceGroups`), so every fixed word is read in any case and the id is kept as written.

use std::str::FromStr;

use serde_json::Value;

use super::guid::{GUID_PATTERN, Guid};
use super::shown::shown;
use super::{Malformed, Text, any_case, schema, word};

/// A resource group's name; what ends it is left to the parser.
pub(crate) const GROUP_PATTERN: &str = r"[^\s/<>{}$%#?&\\]{1,90}";

/// A resource's name, where its type has no rule of its own.
const NAME_PATTERN: &str = r"[^\s/<>%#?&\\]+";

const LONGEST_GROUP: usize = 90;

/// The number of segments of an id whose resource is not below another.
const SHORTEST: usize = 8;

const HINT: &str = "write `/subscriptions/GUID/resourceGroups/GROUP/providers/NAMESPACE/TYPE/NAME`, \
                    which `az resource show` prints as `id`";

/// The id of a resource, kept as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArmId {
    text: String,
    subscription: Guid,
    resource_group: String,
    resource_type: String,
    name: String,
}

as_written!(ArmId);

impl ArmId {
    /// Returns the subscription's id.
    #[must_use]
    pub fn subscription(&self) -> &Guid {
        &self.subscription
    }

    /// Returns the resource group's name as written.
    #[must_use]
    pub fn resource_group(&self) -> &str {
        &self.resource_group
    }

    /// Returns namespace and type as written, such as `Microsoft.Network/dnsZones`; a resource
    /// below another has both types, such as `Microsoft.Network/dnsZones/A`.
    #[must_use]
    pub fn resource_type(&self) -> &str {
        &self.resource_type
    }

    /// Returns the last name as written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the form that all spellings of one id share.
    #[must_use]
    pub fn normalised(&self) -> String {
        self.text.to_lowercase()
    }
}

impl FromStr for ArmId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        word::one_word(text)?;
        refuse_frame(text)?;
        let segments: Vec<&str> = text[1..].split('/').collect();
        if segments.len() < SHORTEST || !segments.len().is_multiple_of(2) {
            return Err(incomplete(text));
        }
        fixed_words(&segments, text)?;
        let subscription = subscription(segments[1])?;
        let resource_group = resource_group(segments[3])?;
        let resource_type = resource_type(&segments[5..], text)?;
        let name = resource_name(&segments[5..])?;
        let text = text.to_owned();
        Ok(Self { text, subscription, resource_group, resource_type, name })
    }
}

impl Text for ArmId {
    const CODE: crate::finding::Code = crate::finding::Code::ArmId;

    fn schema() -> Value {
        let resource = format!("[A-Za-z0-9.]+(/[A-Za-z0-9.]+/{NAME_PATTERN})+");
        schema::text(
            "the Azure Resource Manager id of a resource",
            &id_pattern(&resource),
            &[
                "/subscriptions/3f2504e0-4f89-41d3-9a0c-0305e82c3301/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub",
            ],
        )
    }
}

/// Returns the pattern of ids whose part after `providers/` matches `resource`.
pub(crate) fn id_pattern(resource: &str) -> String {
    let [subscriptions, groups, providers] = ["/subscriptions/", "/resourceGroups/", "/providers/"].map(any_case);
    format!("{subscriptions}{GUID_PATTERN}{groups}{GROUP_PATTERN}{providers}{resource}")
}

/// Refuses a URL around the id, a missing slash before it and a slash behind it.
fn refuse_frame(text: &str) -> Result<(), Malformed> {
    let lower = text.to_ascii_lowercase();
    match lower.find("subscriptions/") {
        Some(1) if text.starts_with('/') => {}
        Some(at) => {
            let message = format!("{} does not begin with `/subscriptions/`", shown(text));
            let id = format!("/{}", &text[at..]);
            return Err(Malformed::new(message).with_help(format!("write {}", shown(&id))));
        }
        None => {
            let message = format!("{} is not an Azure resource id", shown(text));
            return Err(Malformed::new(message).with_help(HINT));
        }
    }
    if text.ends_with('/') {
        let message = format!("{} ends with a slash", shown(text));
        return Err(Malformed::new(message).with_help("leave the last slash out"));
    }
    Ok(())
}

fn fixed_words(segments: &[&str], text: &str) -> Result<(), Malformed> {
    let words = [(2, "resourceGroups"), (4, "providers")];
    for (position, word) in words {
        if !segments[position].eq_ignore_ascii_case(word) {
            let found = shown(segments[position]);
            let message = format!("{} has {found} where `{word}` belongs", shown(text));
            return Err(Malformed::new(message).with_help(HINT));
        }
    }
    Ok(())
}

fn subscription(text: &str) -> Result<Guid, Malformed> {
    text.parse().map_err(|malformed: Malformed| Malformed {
        message: format!("the subscription is not an id: {}", malformed.message),
        help: Some("`az account show --query id -o tsv` prints the subscription's id".to_owned()),
    })
}

fn resource_group(text: &str) -> Result<String, Malformed> {
    let allowed = |c: char| c.is_alphanumeric() || "-_.()".contains(c);
    let length = text.chars().count();
    let sound = (1..=LONGEST_GROUP).contains(&length) && text.chars().all(allowed) && !text.ends_with('.');
    if sound {
        Ok(text.to_owned())
    } else {
        Err(
            Malformed::new(format!("{} is not a resource group's name", shown(text))).with_help(
                "such a name has 1 to 90 letters, digits, hyphens, underscores, parentheses and dots, and does not end with a dot",
            ),
        )
    }
}

/// Joins the namespace and every second segment behind it, which are the types.
fn resource_type(segments: &[&str], text: &str) -> Result<String, Malformed> {
    let types = segments.iter().skip(1).step_by(2);
    let words: Vec<&str> = segments.iter().take(1).chain(types).copied().collect();
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let sound = |word: &&str| !word.is_empty() && word.chars().all(allowed);
    if words.iter().all(sound) { Ok(words.join("/")) } else { Err(incomplete(text)) }
}

fn resource_name(segments: &[&str]) -> Result<String, Malformed> {
    let names = segments.iter().skip(2).step_by(2);
    let forbidden = |c: char| "<>%#?&\\".contains(c);
    for name in names {
        if name.is_empty() || name.contains(forbidden) {
            let message = format!("{} is not a resource's name", shown(name));
            return Err(Malformed::new(message).with_help(HINT));
        }
    }
    Ok(segments.last().copied().unwrap_or_default().to_owned())
}

fn incomplete(text: &str) -> Malformed {
    Malformed::new(format!("{} is not the whole id of a resource", shown(text))).with_help(HINT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{holds, refusal};

    const BASE: &str = "/subscriptions/3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    fn below(rest: &str) -> String {
        format!("{BASE}{rest}")
    }

    #[test]
    fn laws() {
        let below = |rest| format!("{BASE}{rest}");
        let refused = [
            String::new(),
            "argocd".to_owned(),
            BASE.to_owned(),
            below("/resourceGroups/rg"),
            below("/resourceGroups/rg/providers/Microsoft.Network/dnsZones"),
            below("/resourceGroups/rg/providers/Microsoft.Network/dnsZones/x/"),
            below("/resourceGroups/rg/providers/Microsoft.Network/dnsZones/x/A"),
            below("/resourceGroups/rg/providers/Microsoft.Network//x"),
            below("/resourceGroups/rg./providers/Microsoft.Network/dnsZones/x"),
            below("/resourceGroups/a b/providers/Microsoft.Network/dnsZones/x"),
            below("/resourceGroup/rg/providers/Microsoft.Network/dnsZones/x"),
            below("/resourceGroups/<rg>/providers/Microsoft.Network/dnsZones/x"),
            "/subscriptions/prod/resourceGroups/rg/providers/M.N/t/x".to_owned(),
            format!("https://portal.azure.com/#@t/resource{BASE}/resourceGroups/rg"),
        ];
        holds::<ArmId>(&refused.each_ref().map(String::as_str));
    }

    #[test]
    fn parts_are_read_in_any_case_and_kept_as_written() {
        let text = "/SUBSCRIPTIONS/3F2504E0-4F89-41D3-9A0C-0305E82C3301/resourcegroups/Rg-Hub/Providers/microsoft.network/dnszones/Example.com/A/www";
        let id: ArmId = text.parse().expect("an id");
        assert_eq!(id.as_str(), text);
        assert_eq!(id.subscription().as_str(), "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        assert_eq!(id.resource_group(), "Rg-Hub");
        assert_eq!(id.resource_type(), "microsoft.network/dnszones/A");
        assert_eq!(id.name(), "www");
        assert_eq!(id.normalised(), text.to_lowercase());
    }

    #[test]
    fn a_portal_address_leads_to_the_id() {
        let id = below("/resourceGroups/rg/providers/M.N/t/x");
        let text = format!("https://portal.azure.com/#@t/resource{id}");
        let help = refusal::<ArmId>(&text).help.expect("help");
        assert!(help.starts_with("write `/subscriptions/3f2504e0"), "{help}");
    }

    #[test]
    fn a_named_subscription_leads_to_the_command() {
        let text = "/subscriptions/prod/resourceGroups/rg/providers/M.N/t/x";
        let malformed = refusal::<ArmId>(text);
        assert!(malformed.message.contains("`prod`"));
        assert!(malformed.help.expect("help").contains("az account show"));
    }
}
