//! YAML: a text is read or a finding says why not; both readers agree; what was read can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tiphys::document::{self, Node};
use tiphys::emit;
use tiphys_fuzz::{assert_finding_inside, assert_tree_inside, source_of};

fuzz_target!(|bytes: &[u8]| {
    let Some((sources, id)) = source_of(bytes) else { return };
    let source = sources.get(id);

    let mut findings = Vec::new();
    let strict = document::parse_stream(source, id, &mut findings);
    assert_eq!(strict.is_none(), !findings.is_empty(), "a refusal says why, and nothing else does: {findings:?}");
    findings.iter().for_each(|finding| assert_finding_inside(finding, &sources));

    let (lenient, stop) = document::parse_material(source, id);
    let found = lenient.iter().flat_map(|found| &found.findings).chain(&stop);
    found.for_each(|finding| assert_finding_inside(finding, &sources));
    lenient.iter().for_each(|found| assert_tree_inside(&found.node, &sources));

    if let Some(nodes) = strict {
        let lenient: Vec<&Node> = lenient.iter().map(|found| &found.node).collect();
        assert_eq!((nodes.iter().collect(), stop), (lenient, None), "who reads strictly reads the same");
        nodes.iter().for_each(|node| assert_round_trip(&node.to_value()));
    }

    let mut findings = Vec::new();
    let environment = document::parse(source, id, &mut findings);
    assert_eq!(environment.is_none(), !findings.is_empty(), "{findings:?}");
    findings.iter().for_each(|finding| assert_finding_inside(finding, &sources));
    if let Some(node) = environment {
        assert_round_trip(&node.to_value());
    }
});

/// Asserts that both dialects read back what is written of a value, so that it is written the same again.
fn assert_round_trip(value: &Value) {
    let written = emit::yaml_value(value);
    let (sources, id) = source_of(written.as_bytes()).expect("what is written is UTF-8");
    let mut findings = Vec::new();
    let core = document::parse(sources.get(id), id, &mut findings).map(|node| node.to_value());
    assert_eq!(core.as_ref(), Some(value), "{written:?} {findings:?}");
    let kubernetes = document::parse_stream(sources.get(id), id, &mut findings);
    let kubernetes = kubernetes.map(|nodes| nodes.first().map_or(Value::Null, Node::to_value));
    assert_eq!(kubernetes.as_ref(), Some(value), "{written:?} {findings:?}");
}
