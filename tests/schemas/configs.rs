//! What the hand-written schemas say beyond shapes: which settings exclude or need each other, and what a text looks like.

use serde_json::{Value, json};
use tiphys::schema::{Schema, errors};

fn accepted(schema: Schema, instance: &Value) {
    assert_eq!(errors(schema, instance), [], "{instance}");
}

/// Asserts that the only error of `instance` is at `pointer`.
fn refused_at(schema: Schema, instance: &Value, pointer: &str) {
    let found = errors(schema, instance);
    let places: Vec<&str> = found.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(places, [pointer], "{instance}: {found:?}");
}

#[test]
fn every_way_to_authenticate_is_accepted() {
    let aws = json!({"clusterName": "dev", "roleARN": "arn:aws:iam::123456789012:role/argocd", "profile": "default"});
    let exec = json!({
        "command": "gke-gcloud-auth-plugin",
        "apiVersion": "client.authentication.k8s.io/v1",
        "args": [""],
        "env": {"EMPTY": ""},
        "installHint": "",
        "provideClusterInfo": true,
        "config": {"any": ["thing"]},
    });
    let ways = [
        json!({}),
        json!({"username": "admin", "password": "p"}),
        json!({"bearerToken": "t", "disableCompression": true}),
        json!({"tlsClientConfig": {"certData": "YQ==", "keyData": "YQ==", "caData": "YQ\n==\n"}}),
        json!({"tlsClientConfig": {"insecure": true}, "bearerToken": "t"}),
        json!({"awsAuthConfig": aws}),
        json!({"execProviderConfig": exec, "proxyUrl": "socks5://proxy:1080"}),
    ];
    for way in ways {
        accepted(Schema::ClusterConfig, &way);
    }
}

#[test]
fn two_ways_to_authenticate_exclude_each_other() {
    let exec = json!({"command": "x", "apiVersion": "client.authentication.k8s.io/v1"});
    let pairs = [
        (json!({"bearerToken": "t", "username": "u"}), "/username"),
        (json!({"execProviderConfig": exec, "bearerToken": "t"}), "/bearerToken"),
        (json!({"awsAuthConfig": {"clusterName": "c"}, "bearerToken": "t"}), "/bearerToken"),
        (json!({"awsAuthConfig": {"clusterName": "c"}, "execProviderConfig": exec}), "/execProviderConfig"),
        (json!({"password": "p"}), ""),
        (json!({"tlsClientConfig": {"certData": "YQ=="}}), "/tlsClientConfig"),
    ];
    for (config, pointer) in pairs {
        refused_at(Schema::ClusterConfig, &config, pointer);
    }
}

#[test]
fn an_unverified_connection_has_no_ca() {
    let config = json!({"tlsClientConfig": {"insecure": true, "caData": "YQ=="}});
    refused_at(Schema::ClusterConfig, &config, "/tlsClientConfig/caData");
    let message = errors(Schema::ClusterConfig, &config).remove(0).message;
    assert_eq!(message, "key `caData` is not allowed here");
}

#[test]
fn argo_cds_own_helper_speaks_one_version() {
    for command in ["argocd-k8s-auth", "/usr/local/bin/argocd-k8s-auth"] {
        let exec = json!({"command": command, "apiVersion": "client.authentication.k8s.io/v1"});
        refused_at(Schema::ClusterConfig, &json!({"execProviderConfig": exec}), "/execProviderConfig/apiVersion");
    }
}

#[test]
fn a_proxy_has_a_scheme_that_argo_cd_knows() {
    for proxy in ["http://proxy", "https://user:secret@proxy:3128/", "socks5://[::1]:1080"] {
        accepted(Schema::ClusterConfig, &json!({"proxyUrl": proxy}));
    }
    for proxy in ["", "proxy:3128", "ftp://proxy", "socks5h://proxy", "http://", "http:///path", "http://a b"] {
        refused_at(Schema::ClusterConfig, &json!({"proxyUrl": proxy}), "/proxyUrl");
    }
}

fn oidc(key: &str, value: Value) -> Value {
    let mut config = json!({"name": "Entra", "issuer": "https://login.example.com/v2.0", "clientID": "c"});
    config[key] = value;
    config
}

#[test]
fn an_issuer_is_a_url_or_a_reference_into_a_secret() {
    for issuer in ["https://login.example.com/v2.0", "http://127.0.0.1:8080", "$oidc.entra.issuer", "$entra:issuer"] {
        accepted(Schema::OidcConfig, &oidc("issuer", json!(issuer)));
    }
    for issuer in ["login.example.com", "ftp://x", "https://", ""] {
        refused_at(Schema::OidcConfig, &oidc("issuer", json!(issuer)), "/issuer");
    }
}

#[test]
fn a_duration_is_one_of_go() {
    for duration in ["5m", "1h30m", "1.5h", ".5s", "300ms", "1µs", "0", "-1m"] {
        accepted(Schema::OidcConfig, &oidc("refreshTokenThreshold", json!(duration)));
    }
    for duration in ["", "5", "5 m", "1d", "m", "1h30", "P1D", "."] {
        refused_at(Schema::OidcConfig, &oidc("refreshTokenThreshold", json!(duration)), "/refreshTokenThreshold");
    }
}

#[test]
fn groups_come_from_user_info_or_from_graph() {
    let mut config = oidc("enableUserInfoGroups", json!(true));
    config["azure"] = json!({"enableUserGroupOverageClaim": true});
    refused_at(Schema::OidcConfig, &config, "/azure/enableUserGroupOverageClaim");
    config["enableUserInfoGroups"] = json!(false);
    accepted(Schema::OidcConfig, &config);
}

#[test]
fn graph_is_one_of_microsofts() {
    let azure = |endpoint: &str| oidc("azure", json!({"graphApiEndpoint": endpoint}));
    for endpoint in ["https://graph.microsoft.com/v1.0", "https://microsoftgraph.chinacloudapi.cn/v1.0"] {
        accepted(Schema::OidcConfig, &azure(endpoint));
    }
    for endpoint in
        ["http://graph.microsoft.com", "https://graph.microsoft.com.example.com", "https://graphXmicrosoft.us"]
    {
        refused_at(Schema::OidcConfig, &azure(endpoint), "/azure/graphApiEndpoint");
    }
}

#[test]
fn an_extension_setting_is_a_path_with_its_own_dots_escaped() {
    for key in ["a", "a.b", r"a.b\.c", r"a.b\.c\.d/e", "a[0].b[12]", r"server.nodeSelector.kubernetes\.io/os", r"\.a"] {
        accepted(Schema::ExtensionSettings, &json!({key: "x"}));
    }
    for key in ["", ".", "a.", ".a", "a..b", r"a\b", r"a\\.b", "a b", "a=b", "a[x]", "a[0]b", "a,b", "{a}"] {
        let errors = errors(Schema::ExtensionSettings, &json!({key: "x"}));
        assert_eq!(errors.len(), 1, "{key:?}: {errors:?}");
        assert!(errors[0].message.starts_with(&format!("key `{key}` does not match")), "{}", errors[0].message);
    }
}

#[test]
fn the_address_of_a_gateway_is_an_ip_unless_it_says_otherwise() {
    let gateway = |address: Value| {
        json!({
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "Gateway",
            "metadata": {"name": "argocd"},
            "spec": {
                "gatewayClassName": "istio",
                "addresses": [address],
                "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}],
            },
        })
    };
    for address in
        [json!({"value": "10.0.0.4"}), json!({"value": "fd00::1"}), json!({"type": "Hostname", "value": "a.b"})]
    {
        accepted(Schema::Gateway, &gateway(address));
    }
    for address in [json!({"value": "a.b"}), json!({"type": "IPAddress", "value": "a.b"})] {
        refused_at(Schema::Gateway, &gateway(address), "/spec/addresses/0");
    }
}
