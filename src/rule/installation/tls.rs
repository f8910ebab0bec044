//! Where TLS ends before argocd-server, the server knows it.
//!
//! Without `server.insecure: "true"` argocd-server answers plain HTTP with a redirect to HTTPS, which ends at the proxy
//! again: `ERR_TOO_MANY_REDIRECTS` (argo-cd `docs/operator-manual/ingress.md`). Only said where argocd-cmd-params-cm is in the
//! input, and nothing there says that the proxy speaks TLS to the server.

use crate::document::Node;
use crate::finding::{Code, Finding, Place};
use crate::material::{Item, Material, Origin, Parameters, Settings};

/// Reports proxies that end TLS before a server that expects it.
pub fn check(material: &Material, findings: &mut Vec<Finding>) {
    let parameters: Vec<_> = material.all::<Parameters>().filter(|(item, _)| item.origin == Origin::Object).collect();
    // Several are several installations, or patches of one.
    let [(_, parameters)] = parameters[..] else { return };
    let is_insecure = parameters.text("server.insecure").is_some_and(|text| !text.eq_ignore_ascii_case("false"));
    if is_insecure || material.facts.is_partial || material.items.iter().any(speaks_tls) {
        return;
    }
    for (item, backend) in material.items.iter().filter_map(|item| Some((item, backend(item)?))) {
        let message =
            format!("TLS ends at this {}, and argocd-server, which expects it, redirects for ever", item.kind());
        let finding = Finding::new(Code::RedirectLoop, Place::Text(backend.span), message);
        findings.push(
            finding.with_help("set `server.insecure: \"true\"` in argocd-cmd-params-cm, and restart argocd-server"),
        );
    }
}

/// Whether an item says that TLS goes on to the server, or that the server does not expect it.
fn speaks_tls(item: &Item) -> bool {
    match item.kind() {
        "BackendTLSPolicy" => true,
        "Deployment" if item.name() == "argocd-server" => {
            item.node.texts().iter().any(|(text, _)| text.contains("--insecure") || *text == "ARGOCD_SERVER_INSECURE")
        }
        _ => false,
    }
}

/// Words in annotations by which a proxy may be told to speak TLS to the server, or to let it pass.
const TLS_ANNOTATIONS: [&str; 6] = ["backend", "passthrough", "protocol", "transport", "ssl", "tls"];

/// The server's name in an `Ingress` or `HTTPRoute` that ends TLS and goes on without.
fn backend(item: &Item) -> Option<&Node> {
    let annotations = item.metadata("annotations").map_or(&[][..], Node::entries);
    let may_speak_tls = |key: &str| TLS_ANNOTATIONS.iter().any(|word| key.to_lowercase().contains(word));
    if annotations.iter().any(|entry| may_speak_tls(&entry.key)) {
        return None;
    }
    let spec = item.node.get("spec")?;
    match item.kind() {
        "Ingress" if !spec.get("tls").map_or(&[][..], Node::items).is_empty() => server(spec),
        "HTTPRoute" => server(spec),
        _ => None,
    }
}

/// Where argocd-server is named.
fn server(node: &Node) -> Option<&Node> {
    if node.text() == Some("argocd-server") {
        return Some(node);
    }
    let mut below = node.entries().iter().map(|entry| &entry.value).chain(node.items());
    below.find_map(server)
}
