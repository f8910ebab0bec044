//! Somebody can sign in, and sign-in has an address to come back to.
//!
//! argo-cd `util/settings/accounts.go`: the built-in admin is on unless `admin.enabled` says no; `util/settings/settings.go`,
//! `IsDexConfigured`: without `url` there is no Dex. Only said where the input has all there is to know.

use crate::document::Node;
use crate::finding::{Code, Finding, Severity};
use crate::material::{Data, Input, Item, Material, Origin, Role, ServerConfig, Settings};
use crate::rule::installation::partial;
use crate::rule::settings::{at, at_key};

/// Reports an argocd-cm by which nobody can sign in.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    let Some((_, config)) = only_one(material) else { return };
    let admin = config.data.get("admin.enabled");
    let is_off =
        config.text("admin.enabled").is_some_and(|text| ["false", "False", "FALSE", "f", "F", "0"].contains(&&*text));
    if let Some(datum) = admin.filter(|_| is_off && !has_other_way(config)) {
        let message = "without the built-in admin, SSO and an account with `login` nobody can sign in";
        let finding = Finding::new(Code::NobodyCanSignIn, at(datum), message);
        findings.push(finding.with_help("add `oidc.config`, or leave the admin on until it works"));
    }
    findings.extend(without_address(config));
}

/// The one argocd-cm of the input, if that is all there is to know about it.
fn only_one(material: &Material) -> Option<(&Item, &ServerConfig)> {
    let facts = &material.facts;
    if facts.is_partial || facts.input == Input::SoleFile {
        return None;
    }
    let mut all = material.all::<ServerConfig>();
    let (item, config) = all.next()?;
    let is_whole = partial::is_whole(item) || partial::holds_installation(material);
    let is_alone = item.origin == Origin::Object && item.role == Role::Unknown && all.next().is_none();
    (is_whole && is_alone).then_some((item, config))
}

fn has_other_way(config: &ServerConfig) -> bool {
    let has_login = |data: &Data| {
        data.entries.iter().any(|datum| {
            datum.key.starts_with("accounts.") && datum.text.as_ref().is_some_and(|text| text.contains("login"))
        })
    };
    let is_there = |key: &str| config.text(key).is_some_and(|text| !text.trim().is_empty());
    is_there("oidc.config")
        || is_there("dex.config")
        || has_login(&config.data)
        || config.text("users.anonymous.enabled").as_deref() == Some("true")
}

fn without_address(config: &ServerConfig) -> Option<Finding> {
    let sso = ["oidc.config", "dex.config"].into_iter().find_map(|key| {
        let has_content = config.document(key)?.node.as_ref().is_some_and(|node: &Node| !node.entries().is_empty());
        config.data.get(key).filter(|_| has_content)
    })?;
    if config.data.get("url").is_some() {
        return None;
    }
    let message = format!("`{}` without `url`: sign-in has no address to come back to", sso.key);
    let finding = Finding::new(Code::PublicUrl, at_key(sso), message).with_severity(Severity::Warning);
    Some(finding.with_help("add `url`, the address under which people open Argo CD"))
}
