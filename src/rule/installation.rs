//! Rules over parts of Argo CD's installation: its ConfigMaps, workloads and accounts, and what leads to its server.

pub mod partial;
pub mod tls;
