//! Fleets to measure with: every target has its CA inline, as a fleet that a tool wrote would.

use std::fmt::Write as _;

const CA: &str = include_str!("../testdata/certs/dev.pem");

/// An environment file with that many targets.
pub fn environment(targets: usize) -> String {
    let mut text = String::from(
        "apiVersion: tiphys/v1alpha1
kind: Environment
metadata: {name: fleet}
tenantId: 11111111-1111-4111-8111-111111111111
argocd: {install: helm, domain: argocd.example.com}
identity:
  clientId: 33333333-3333-4333-8333-333333333333
  principalId: 44444444-4444-4444-8444-444444444444
targets:
",
    );
    for i in 0..targets {
        let _ = write!(
            text,
            "  - name: workload-{i}
    server: https://workload-{i}.{i:08x}-8888-4888-8888-888888888888.privatelink.westeurope.azmk8s.io:443
    access: {{write: [team-a, team-b]}}
    labels: {{env: prod, team: platform, region: westeurope}}
    ca: |
"
        );
        for line in CA.lines() {
            let _ = writeln!(text, "      {line}");
        }
    }
    text
}
