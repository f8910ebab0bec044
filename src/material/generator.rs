//! What a kustomization's `configMapGenerator` makes, read from its `literals`.
//!
//! Files that it takes are read where they are. What it makes is merged with more that is not seen here, so it is read
//! as a patch.

use super::{Data, RbacConfig, Reading};
use crate::document::{Content, Entry, Node};
use crate::source::{Sources, Span};

/// What is made of literals, each with the generator that makes it.
pub fn readings(kustomization: &Node, sources: &mut Sources) -> Vec<(Node, Reading)> {
    let generators = kustomization.get("configMapGenerator").map_or(&[][..], Node::items);
    let rbac = generators.iter().filter(|item| item.get("name").and_then(Node::text) == Some("argocd-rbac-cm"));
    rbac.map(|generator| {
        let config = RbacConfig::of(Data::of_map(&literals(generator, sources)), sources);
        (generator.clone(), Reading::RbacConfig(Box::new(config)))
    })
    .collect()
}

/// The literals `KEY=VALUE` as a map.
fn literals(generator: &Node, sources: &Sources) -> Node {
    let items = generator.get("literals").map_or(&[][..], Node::items);
    let entries = items.iter().filter_map(|item| literal(item, sources)).collect();
    Node { content: Content::Map(entries), span: generator.span }
}

fn literal(item: &Node, sources: &Sources) -> Option<Entry> {
    let (key, value) = item.text()?.split_once('=')?;
    let written = sources.get(item.span.source).text().get(item.span.start as usize..item.span.end as usize)?;
    let at = item.span.start + u32::try_from(written.find('=')?).ok()?;
    let value = Node { content: Content::Text(unquoted(value)), span: Span { start: at + 1, ..item.span } };
    Some(Entry { key: key.to_owned(), key_span: Span { end: at, ..item.span }, value })
}

/// kustomize takes quotes around a value away (`api/kv/kv.go`, `parseLiteralSource`).
fn unquoted(value: &str) -> String {
    let inside = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(value).to_owned()
}
