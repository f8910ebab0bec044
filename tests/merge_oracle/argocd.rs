//! Patches of the sorts that we emit, on the objects of Argo CD's own `manifests/install.yaml`.

use std::fs;

use serde_json::{Value, json};

use crate::{assert_equal_to_kustomize, go_module, kubectl, merged};

/// The objects of `install.yaml` but for the definitions of custom resources, which nothing of ours patches.
fn install() -> Option<Vec<Value>> {
    let folder = go_module::folder("github.com/argoproj/argo-cd/v3@v3.6")?;
    let stream = fs::read_to_string(folder.join("manifests/install.yaml")).expect("the module has its manifests");
    let documents = stream.split("\n---\n").filter(|document| !document.contains("\nkind: CustomResourceDefinition\n"));
    Some(documents.map(|document| serde_saphyr::from_str(document).expect("the document is YAML")).collect())
}

fn named<'a>(objects: &'a [Value], kind: &str, name: &str) -> &'a Value {
    let is_it = |object: &&Value| object["kind"] == kind && object["metadata"]["name"] == name;
    objects.iter().find(is_it).unwrap_or_else(|| panic!("install.yaml has {kind} {name}"))
}

/// A projected token, its mount and two variables for the first container, as workload identity sets them up.
fn token(workload: &Value) -> Value {
    let name = &workload["spec"]["template"]["spec"]["containers"][0]["name"];
    let source = json!({"serviceAccountToken": {"audience": "api://AzureADTokenExchange", "expirationSeconds": 3600, "path": "token"}});
    json!({"spec": {"template": {
        "metadata": {"labels": {"azure.workload.identity/use": "true"}, "annotations": {"checksum/settings": "1"}},
        "spec": {
            "volumes": [{"name": "azure-token", "projected": {"sources": [source]}}],
            "containers": [{
                "name": name,
                "env": [
                    {"name": "AZURE_CLIENT_ID", "value": "00000000-0000-0000-0000-000000000000"},
                    {"name": "AZURE_FEDERATED_TOKEN_FILE", "value": "/var/run/azure/token"},
                ],
                "volumeMounts": [{"name": "azure-token", "mountPath": "/var/run/azure", "readOnly": true}],
            }],
        },
    }}})
}

/// Changes to what the first container has: its image, arguments, one variable gone, one with another source, one
/// volume of another kind, all ports.
fn changes(workload: &Value) -> Value {
    let spec = &workload["spec"]["template"]["spec"];
    let container = &spec["containers"][0];
    let gone = &container["env"][0]["name"];
    let changed = &container["env"][1]["name"];
    json!({"spec": {"replicas": 2, "template": {"spec": {
        "volumes": [{"name": spec["volumes"][0]["name"], "configMap": null, "secret": null, "emptyDir": {}}],
        "containers": [{
            "name": container["name"],
            "image": "registry.example.com/argocd:v3.6.1",
            "args": ["/usr/local/bin/other", "--insecure"],
            "ports": [{"containerPort": 8080, "name": "web"}, {"containerPort": 9999, "name": "extra"}],
            "env": [{"name": changed, "value": "1", "valueFrom": null}, {"name": gone, "$patch": "delete"}],
            "livenessProbe": {"$patch": "delete"},
            "resources": {"limits": {"memory": "1Gi"}},
        }],
    }}}})
}

/// The patch with the identity of its object, which is how kustomize finds it.
fn patch(object: &Value, mut fields: Value) -> (Value, Value) {
    fields["apiVersion"] = object["apiVersion"].clone();
    fields["kind"] = object["kind"].clone();
    fields["metadata"]["name"] = object["metadata"]["name"].clone();
    (object.clone(), fields)
}

#[test]
fn every_workload_of_the_installation_takes_a_token_as_kustomize_does_it() {
    let Some(objects) = install().filter(|_| kubectl::is_here()) else {
        return;
    };
    let is_workload = |object: &&Value| object["kind"] == "Deployment" || object["kind"] == "StatefulSet";
    let pairs: Vec<_> = objects.iter().filter(is_workload).map(|object| patch(object, token(object))).collect();
    assert_eq!(pairs.len(), 7);
    assert_equal_to_kustomize(&pairs);
}

#[test]
fn the_server_and_the_controller_change_as_kustomize_does_it() {
    let Some(objects) = install().filter(|_| kubectl::is_here()) else {
        return;
    };
    let server = named(&objects, "Deployment", "argocd-server");
    let repo_server = named(&objects, "Deployment", "argocd-repo-server");
    let controller = named(&objects, "StatefulSet", "argocd-application-controller");
    let pairs: Vec<_> = [server, repo_server, controller].map(|object| patch(object, changes(object))).into();
    assert_equal_to_kustomize(&pairs);
}

#[test]
fn settings_accounts_services_and_roles_change_as_kustomize_does_it() {
    let Some(objects) = install().filter(|_| kubectl::is_here()) else {
        return;
    };
    let customization = "resource.customizations.ignoreResourceUpdates.all";
    let settings =
        json!({"data": {"url": "https://argocd.example.com", customization: null, "oidc.config": "name: Entra\n"}});
    let account = json!({"metadata": {"annotations": {"azure.workload.identity/client-id": "id"}}});
    let ports = json!({"spec": {"ports": [
        {"port": 443, "protocol": "TCP", "targetPort": 8443}, {"port": 9, "protocol": "TCP", "name": "extra"},
    ]}});
    let pairs = [
        patch(named(&objects, "ConfigMap", "argocd-cm"), settings),
        patch(named(&objects, "ConfigMap", "argocd-rbac-cm"), json!({"data": {"policy.default": "role:readonly"}})),
        patch(named(&objects, "ConfigMap", "argocd-cmd-params-cm"), json!({"data": {"server.insecure": "true"}})),
        patch(named(&objects, "ServiceAccount", "argocd-server"), account),
        patch(named(&objects, "Service", "argocd-server"), ports),
        patch(
            named(&objects, "Service", "argocd-redis"),
            json!({"spec": {"ports": [{"port": 6379, "targetPort": 1}]}}),
        ),
        patch(
            named(&objects, "NetworkPolicy", "argocd-server-network-policy"),
            json!({"spec": {"ingress": [{"ports": [{"port": 1}]}]}}),
        ),
        patch(
            named(&objects, "Role", "argocd-server"),
            json!({"rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]}),
        ),
    ];
    assert_equal_to_kustomize(&pairs);
}

#[test]
fn an_empty_patch_leaves_every_object_of_the_installation_as_kustomize_does() {
    let Some(objects) = install().filter(|_| kubectl::is_here()) else {
        return;
    };
    let pairs: Vec<_> = objects.iter().map(|object| patch(object, json!({}))).collect();
    assert!(pairs.len() > 50);
    for (object, empty) in &pairs {
        assert_eq!(merged(object, empty).expect("an empty patch has one meaning").to_string(), object.to_string());
    }
    assert_equal_to_kustomize(&pairs);
}
