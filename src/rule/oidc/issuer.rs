//! The issuer is the one that its tokens name, letter by letter.
//!
//! Argo CD fetches ISSUER/.well-known/openid-configuration and refuses an issuer that calls itself otherwise (`oidc: issuer
//! did not match the issuer returned by provider`). Entra's is `https://HOST/TENANT/v2.0` with the tenant as a GUID
//! (learn.microsoft.com, "OpenID Connect on the Microsoft identity platform"); of `common` it names a template, of v1 it
//! names `sts.windows.net`.

use super::Oidc;
use crate::cloud::{Cloud, cloud_of_issuer};
use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::value::{TenantId, shown};

/// Reports an issuer that is none, or that Entra would not name.
pub fn check(oidc: &Oidc<'_>, findings: &mut Vec<Finding>) {
    let Some(node) = oidc.get("issuer") else {
        let message = "`oidc.config` has no `issuer`, so that there is nobody to sign in with";
        findings.push(Finding::new(Code::OidcIssuer, Place::Text(oidc.map.span), message).with_help(HELP));
        return;
    };
    let Some(text) = oidc.text("issuer") else { return };
    let text = text.as_str();
    let fault = match oidc.entra() {
        None if is_entra_by_http(text) => Some("Entra names `https://`"),
        _ if !text.starts_with("https://") && !text.starts_with("http://") => {
            Some("it begins with neither `https://` nor `http://`")
        }
        _ if text.ends_with(DISCOVERY) => Some("Argo CD itself adds `/.well-known/openid-configuration`"),
        _ if text.trim_end() != text || text.contains(['?', '#']) => Some("it has more than a path"),
        Some(cloud) => fault_of_entra(cloud, text),
        None => None,
    };
    findings.extend(fault.map(|fault| finding(node, text, fault)));
}

fn is_entra_by_http(text: &str) -> bool {
    text.strip_prefix("http://").is_some_and(|rest| cloud_of_issuer(&format!("https://{rest}")).is_some())
}

const HELP: &str = "for Entra: `https://login.microsoftonline.com/TENANT/v2.0`, with the tenant's GUID";

fn finding(node: &Node, text: &str, fault: &str) -> Finding {
    let message = format!("{} is not what its tokens name: {fault}", shown(text));
    let finding = Finding::new(Code::OidcIssuer, Place::Text(node.span), message).with_help(HELP);
    finding.with_optional_content(node.span, meant(text))
}

/// The issuer that a text names in another form; the older endpoint is another issuer, but Argo CD's is the newer one.
fn meant(text: &str) -> Option<String> {
    let base = text.trim().strip_suffix(DISCOVERY).unwrap_or(text.trim());
    let lower = base.to_ascii_lowercase().replacen("http://", "https://", 1);
    let of_entra = |cloud: Cloud| {
        let facts = cloud.facts();
        let path = lower.strip_prefix(facts.issuer_base).or_else(|| lower.strip_prefix(facts.authority_host))?;
        let (tenant, version) = path.split_once('/').unwrap_or((path, ""));
        let tenant = tenant.parse::<TenantId>().ok()?;
        matches!(version.trim_end_matches('/'), "" | "v2.0").then(|| cloud.issuer(&tenant))
    };
    let entra = Cloud::all().into_iter().find_map(of_entra);
    entra.or_else(|| {
        (cloud_of_issuer(base).is_none() && base.starts_with("https://") && base != text).then(|| base.to_owned())
    })
}

/// What Argo CD adds to the issuer.
const DISCOVERY: &str = "/.well-known/openid-configuration";

fn fault_of_entra(cloud: Cloud, text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    let base = cloud.facts().issuer_base;
    let Some(path) = lower.strip_prefix(base) else { return Some("tokens of this cloud name another host") };
    if !text.starts_with(base) {
        return Some("the host is in lower case");
    }
    let (tenant, version) = path.split_once('/').unwrap_or((path, ""));
    match tenant {
        "common" | "organizations" | "consumers" => return Some("they name the tenant, not all of them"),
        _ if tenant.parse::<TenantId>().is_err() => return Some("they name the tenant by its GUID"),
        _ => {}
    }
    match version {
        "v2.0" => None,
        "v2.0/" => Some("they have no slash at the end"),
        "" => Some("without `/v2.0` it is the older endpoint, which names `sts.windows.net`"),
        _ => Some("behind the tenant stands `/v2.0` and nothing else"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "11111111-1111-4111-8111-111111111111";

    fn fault(text: &str) -> Option<&'static str> {
        fault_of_entra(cloud_of_issuer(text).expect("it is Entra's"), text)
    }

    #[test]
    fn every_cloud_has_its_issuer() {
        for cloud in Cloud::all() {
            let issuer = cloud.issuer(&TENANT.parse().expect("a tenant"));
            assert_eq!(fault(&issuer), None, "{issuer}");
            assert!(fault(&format!("{issuer}/")).is_some(), "{issuer}/");
        }
    }

    #[test]
    fn other_forms_are_not_what_tokens_name() {
        for path in
            ["", "common/v2.0", "contoso.onmicrosoft.com/v2.0", TENANT, "11111111-1111-4111-8111-111111111111/v1.0"]
        {
            let issuer = format!("https://login.microsoftonline.com/{path}");
            assert!(fault(&issuer).is_some(), "{issuer}");
        }
        assert!(fault(&format!("https://login.chinacloudapi.cn/{TENANT}/v2.0")).is_some());
    }
}
