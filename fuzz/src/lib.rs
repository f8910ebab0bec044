//! What the targets share: a text as a source, and the law that every place is a place in a text.

use std::path::Path;

use tiphys::document::Node;
use tiphys::finding::{Finding, Place};
use tiphys::source::{SourceId, Sources, Span};

/// The bytes as the one source of a run; `None` if they are not UTF-8, which is refused before anything is read.
pub fn source_of(bytes: &[u8]) -> Option<(Sources, SourceId)> {
    let mut sources = Sources::default();
    let id = sources.add("fuzz.yaml", Path::new("fuzz.yaml"), bytes.to_vec()).ok()?;
    Some((sources, id))
}

/// Asserts that a place lies in its text, on boundaries of characters, and that it has a line and a column.
pub fn assert_inside(span: Span, sources: &Sources) {
    let source = sources.get(span.source);
    assert!(source.text().get(span.start as usize..span.end as usize).is_some(), "{span:?} of {:?}", source.text());
    let ((line, column), (end_line, end_column)) =
        (source.line_and_column(span.start), source.line_and_column(span.end));
    assert!((line, column) <= (end_line, end_column), "{span:?}");
}

/// Asserts the same of every value and key of a tree.
pub fn assert_tree_inside(node: &Node, sources: &Sources) {
    assert_inside(node.span, sources);
    node.items().iter().for_each(|item| assert_tree_inside(item, sources));
    for entry in node.entries() {
        assert_inside(entry.key_span, sources);
        assert_tree_inside(&entry.value, sources);
    }
}

/// Asserts that a finding says something, and that its places lie in their texts and in the file around them.
pub fn assert_finding_inside(finding: &Finding, sources: &Sources) {
    assert!(!finding.message.is_empty());
    let place = match finding.place {
        Place::Text(span) => Some(span),
        _ => None,
    };
    for span in finding.fix.iter().map(|edit| edit.span).chain(place) {
        assert_inside(span, sources);
        let outermost = sources.outermost(span).span;
        assert!(sources.get(outermost.source).within().is_none());
        assert_inside(outermost, sources);
    }
}
