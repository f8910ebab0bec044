//! The projected token of Argo CD's pods: one definition, from which volume, mount and variable are written.
//!
//! Keeps true: the names and the path collide with neither generation of the workload identity webhook (up to 1.5 it
//! uses `azure-identity-token` under `/var/run/secrets/azure/tokens`, from 1.6 on a reserved name under
//! `/var/run/secrets/azure/wi`; azure-workload-identity `pkg/webhook/consts.go`).

/// The volume's name.
pub const NAME: &str = "argocd-azure-token";
/// Where it is mounted.
pub const MOUNT_PATH: &str = "/var/run/secrets/argocd-azure";
/// The token's file below the mount.
pub const TOKEN: &str = "token";

/// The token's file in the pod.
pub fn file() -> String {
    format!("{MOUNT_PATH}/{TOKEN}")
}
