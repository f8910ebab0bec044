//! `check` as a whole: any text is recognised, judged by every rule and reported, twice alike; fixes come to an end.
//!
//! The seeds are the cases of `testdata`: objects, values of the chart, the extension's settings as JSON and Bicep's
//! parameters, `plugin.yaml`, policies.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tiphys::finding::{Finding, Severity};
use tiphys::fix;
use tiphys::material::{Facts, Input, Material};
use tiphys::report::{Context, Format, Manner, Report, Style};
use tiphys::rule;
use tiphys::source::Sources;
use tiphys::value::date::Date;
use tiphys::waiver;
use tiphys_fuzz::{assert_finding_inside, source_of};

/// How often what `--fix` wrote is fixed again: of two findings about one place it mends one in each run.
const MOST_FIXES: usize = 8;

fuzz_target!(|bytes: &[u8]| {
    let Some((sources, findings)) = judged(bytes) else { return };
    findings.iter().for_each(|finding| assert_finding_inside(finding, &sources));
    if findings.is_empty() {
        return;
    }
    assert_eq!(judged(bytes).map(|(_, again)| again).as_ref(), Some(&findings), "the same text, another judgement");
    assert_reported(&sources, &findings);
    assert_fixes_end(sources, findings);
});

fn today() -> Date {
    Date::from_unix_seconds(1_795_000_000)
}

/// What `check` finds in a file that was named.
fn judged(bytes: &[u8]) -> Option<(Sources, Vec<Finding>)> {
    let (mut sources, id) = source_of(bytes)?;
    let mut findings = Vec::new();
    let facts = Facts { input: Input::SoleFile, ..Facts::of_day(today()) };
    let mut material = Material { facts, ..Material::default() };
    material.read(id, Path::new("fuzz.yaml"), true, &mut sources, &mut findings);
    material.settle();
    rule::check_material(&material, &mut findings);
    waiver::apply(&mut findings, &[id], &sources, today());
    Some((sources, findings))
}

fn assert_reported(sources: &Sources, findings: &[Finding]) {
    for format in [Format::Text, Format::Sarif] {
        let style = Style { is_coloured: false, has_excerpts: true };
        let mut report = Report::new(Manner { format, style, bar: Severity::Error, today: today() });
        let told = report.add(findings, Context { sources, document: None });
        assert!(!told.is_empty() || !report.end().is_empty());
    }
}

fn assert_fixes_end(mut sources: Sources, mut findings: Vec<Finding>) {
    for _ in 0..MOST_FIXES {
        let Some((_, fixed)) = fix::apply(&findings, &sources).pop_first() else { return };
        (sources, findings) = judged(fixed.as_bytes()).expect("a fix leaves UTF-8");
        findings.iter().for_each(|finding| assert_finding_inside(finding, &sources));
    }
    panic!("fixes do not come to an end: {:?}", findings.iter().filter(|f| !f.fix.is_empty()).collect::<Vec<_>>());
}
