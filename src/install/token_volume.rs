//! The projected token of Argo CD's pods: one definition, from which volume, mount and variables are written.
//!
//! Keeps true: the names and the path collide with neither generation of the workload identity webhook (up to 1.5 it
//! uses `azure-identity-token` under `/var/run/secrets/azure/tokens`, from 1.6 on a reserved name under
//! `/var/run/secrets/azure/wi`; azure-workload-identity `pkg/webhook/consts.go`), and every path is made of these names.

use serde_json::{Value, json};

/// The volume's name.
pub const NAME: &str = "argocd-azure-token";
/// Where it is mounted.
pub const MOUNT_PATH: &str = "/var/run/secrets/argocd-azure";
/// The token's file below the mount.
pub const TOKEN: &str = "token";
/// How long a token is valid; the kubelet replaces it when four fifths have passed.
const EXPIRATION_SECONDS: u32 = 3600;

/// The token's file in the pod.
pub fn file() -> String {
    format!("{MOUNT_PATH}/{TOKEN}")
}

/// The volume of a pod, with a token for this audience.
pub fn volume(audience: &str) -> Value {
    let token = json!({"audience": audience, "expirationSeconds": EXPIRATION_SECONDS, "path": TOKEN});
    json!({"name": NAME, "projected": {"sources": [{"serviceAccountToken": token}]}})
}

/// The mount of a container.
pub fn mount() -> Value {
    json!({"mountPath": MOUNT_PATH, "name": NAME, "readOnly": true})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_collides_with_either_webhook() {
        for reserved in ["azure-identity-token", "azure-workload-identity-reserved"] {
            assert!(!NAME.starts_with(reserved) && !TOKEN.starts_with(reserved));
        }
        for mount in ["/var/run/secrets/azure/tokens", "/var/run/secrets/azure/wi", "/var/run/secrets/tokens"] {
            assert!(!MOUNT_PATH.starts_with(mount) && !mount.starts_with(MOUNT_PATH));
        }
    }

    #[test]
    fn the_file_lies_where_the_volume_is_mounted() {
        let volume = volume("api://AzureADTokenExchange");
        let mount = mount();
        assert_eq!(volume["name"], mount["name"]);
        let path = volume.pointer("/projected/sources/0/serviceAccountToken/path").and_then(Value::as_str);
        assert_eq!(file(), format!("{}/{}", mount["mountPath"].as_str().expect("a path"), path.expect("a path")));
    }
}
