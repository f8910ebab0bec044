//! Tests over the table of clouds: complete, unique, in the forms that the outputs rely on.

use std::collections::BTreeSet;

use super::*;
use crate::value::{Guid, exact, refusal};

const TENANT: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

/// Every fact of a row that is text, the cloud-independent ones aside.
fn own_facts(cloud: Cloud) -> [&'static str; 8] {
    let facts = cloud.facts();
    [
        facts.name,
        facts.environment_name,
        facts.authority_host,
        facts.issuer_base,
        facts.server_domain,
        facts.key_vault_suffix,
        facts.resource_manager,
        facts.graph,
    ]
}

#[test]
fn laws() {
    exact::<Cloud>(&["", "Azure", "public", "AzureGermanCloud", " AzureCloud", "<cloud>"]);
}

#[test]
fn no_two_clouds_share_a_fact() {
    for column in 0..own_facts(Cloud::Public).len() {
        let values = Cloud::all().map(|cloud| own_facts(cloud)[column]);
        assert_eq!(BTreeSet::from(values).len(), values.len(), "{values:?}");
    }
    let names: Vec<String> = Cloud::all().into_iter().flat_map(names).map(str::to_lowercase).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

#[test]
fn every_row_is_complete_and_well_formed() {
    for cloud in Cloud::all() {
        let facts = cloud.facts();
        assert!(own_facts(cloud).iter().all(|fact| !fact.is_empty()));
        for url in [facts.authority_host, facts.issuer_base] {
            assert!(url.starts_with("https://") && url.ends_with('/'), "{url}");
        }
        for url in [facts.resource_manager, facts.graph] {
            assert!(url.starts_with("https://") && !url.ends_with('/'), "{url}");
        }
        for text in &own_facts(cloud)[2..] {
            assert_eq!(*text, text.to_lowercase());
        }
        for suffix in [facts.server_domain, facts.key_vault_suffix] {
            assert!(!suffix.starts_with('.') && suffix.contains('.'), "{suffix}");
        }
        assert!(facts.federated_audience.starts_with("api://AzureADTokenExchange"));
        assert!(facts.server_zones.contains(&ServerZone::PrivateLink));
        assert!(facts.server_application_id.parse::<Guid>().is_ok());
    }
}

/// `argocd-k8s-auth` takes an unknown name for the public cloud, so ours are names that it knows.
#[test]
fn environment_names_are_known_to_kubelogin() {
    let known = ["AzurePublicCloud", "AzureUSGovernmentCloud", "AzureChinaCloud"];
    assert_eq!(Cloud::all().map(|cloud| cloud.facts().environment_name), known);
}

#[test]
fn names_of_other_tools_are_read_in_any_case() {
    for cloud in Cloud::all() {
        for name in names(cloud) {
            assert_eq!(name.to_uppercase().parse(), Ok(cloud));
        }
    }
    assert_eq!("AzureCloud".parse(), Ok(Cloud::Public));
    assert_eq!(Cloud::default().to_string(), "AzurePublicCloud");
    let help = refusal::<Cloud>("AzureGermanCloud").help.expect("help");
    assert!(help.contains("`AzureChinaCloud`"));
}

#[test]
fn an_issuer_leads_back_to_its_cloud() {
    let tenant: TenantId = TENANT.parse().expect("a tenant");
    for cloud in Cloud::all() {
        assert_eq!(cloud_of_issuer(&cloud.issuer(&tenant)), Some(cloud));
        assert_eq!(cloud_of_issuer(cloud.facts().authority_host), Some(cloud));
    }
    assert_eq!(Cloud::Public.issuer(&tenant), format!("https://login.microsoftonline.com/{TENANT}/v2.0"));
    assert_eq!(cloud_of_issuer("https://login.microsoftonline.com"), Some(Cloud::Public));
    assert_eq!(cloud_of_issuer("https://login.microsoftonline.com.example.com/x"), None);
}

#[test]
fn a_server_leads_back_to_its_place() {
    for cloud in Cloud::all() {
        for zone in cloud.facts().server_zones.iter().copied() {
            let host = format!("Dev-abc.sub.{}", cloud.server_zone(zone, "region1"));
            let region = "region1".to_owned();
            assert_eq!(cloud_of_server(&host), Some(cloud));
            assert_eq!(server_place(&host), Some(ServerPlace { cloud, zone, region }));
        }
    }
}

#[test]
fn other_servers_have_no_place() {
    for host in ["dev.example.com", "evilazmk8s.io", "azmk8s.io", "dev.azmk8s.io.example.com"] {
        assert_eq!(cloud_of_server(host), None, "{host}");
        assert_eq!(server_place(host), None, "{host}");
    }
    assert_eq!(server_place("dev.other.westeurope.azmk8s.io"), None);
    assert_eq!(server_place("privatelink.westeurope.azmk8s.io"), None);
}
