//! The values of chart argo-cd 10 (argoproj/argo-helm), as one more `--values` file of the release.
//!
//! Keeps true: every key is one of the chart's `values.yaml`. Container and account names are the chart's business: its
//! values for pods have no container names. A key with dots is one key, as in `configs.cm`.
//!
//! The release's full name is taken to be `argocd`, so that its Ingress is `argocd-server`: App Routing's NGINX calls
//! the certificate's Secret after the Ingress, and our route names the Service.

use serde_json::{Map, Value, json};

use super::pod_identity::Pod;
use super::values::Values;
use super::{Nginx, Settings};
use crate::finding::Finding;
use crate::output::ingress;

/// The document.
pub fn document(settings: &Settings, extra: Map<String, Value>, findings: &mut Vec<Finding>) -> Value {
    // The chart's own default: who has no role may do nothing.
    let mut values = shared(settings, "");
    set_pod(&mut values, "server", &settings.server);
    set_pod(&mut values, "controller", &settings.application_controller);
    Value::Object(values.merged(replicas(settings), extra, findings))
}

/// What the chart and the extension, which is made of it, call alike; `no_role` is what `policy.default` says for none.
pub fn shared(settings: &Settings, no_role: &str) -> Values {
    let mut values = Values::default();
    if let Some(domain) = &settings.domain {
        values.set(["global", "domain"], domain.as_str());
        values.set(["configs", "cm", "url"], domain.url());
    }
    values.set(["configs", "cm", "admin.enabled"], settings.local_admin);
    if let Some(oidc_config) = &settings.oidc_config {
        values.set(["configs", "cm", "oidc.config"], oidc_config.as_str());
    }
    if let Some(rbac) = &settings.rbac {
        values.set(["configs", "rbac", "policy.default"], rbac.default_role.as_deref().unwrap_or(no_role));
        if let Some(policy) = &rbac.policy {
            values.set(["configs", "rbac", "policy.csv"], policy.csv.as_str());
            values.set(["configs", "rbac", "scopes"], policy.scopes.as_str());
        }
    }
    if settings.is_insecure {
        values.set(["configs", "params", "server.insecure"], true);
    }
    if let Some(nginx) = &settings.nginx {
        set_ingress(&mut values, nginx);
    }
    values.set(["redis-ha", "enabled"], settings.high_availability);
    values
}

/// The chart's `server.ingress.tls` names a Secret of its own, which App Routing does not fill.
fn set_ingress(values: &mut Values, nginx: &Nginx) {
    values.set(["server", "ingress", "enabled"], true);
    values.set(["server", "ingress", "ingressClassName"], ingress::CLASS);
    values.set(["server", "ingress", "hostname"], nginx.host.as_str());
    values.set(["server", "ingress", "annotations", ingress::CERTIFICATE], nginx.key_vault_certificate.as_str());
    let tls = json!({"hosts": [nginx.host], "secretName": ingress::secret_name()});
    values.set(["server", "ingress", "extraTls"], json!([tls]));
}

fn set_pod(values: &mut Values, component: &str, pod: &Pod) {
    if pod.identity.is_some() {
        values.set([component, "serviceAccount", "name"], pod.account.as_str());
    }
    values.set([component, "serviceAccount", "annotations"], pod.annotations());
    values.set([component, "podLabels"], pod.labels());
    values.set([component, "volumes"], pod.volumes());
    values.set([component, "volumeMounts"], pod.volume_mounts());
    values.set([component, "env"], pod.env());
}

/// The chart's README, "HA mode without autoscaling". The controller has one replica for each shard, so its number is
/// left to the file's settings and to the chart, whose default is one.
fn replicas(settings: &Settings) -> Values {
    let mut values = Values::default();
    if settings.high_availability {
        for component in ["server", "repoServer", "applicationSet"] {
            values.set([component, "replicas"], 2);
        }
    }
    values
}
