//! `docs/findings.md` lists every code with its severity and what it is about, and has its page.

use std::fmt::Write as _;

use tiphys::explain;
use tiphys::finding::Code;

use crate::assert_current;

const HEAD: &str = "# Findings

What tiphys reports, in the order in which it looks. Errors keep everything from being printed; warnings and notes do not, unless
`--fail-on` says so. `tiphys explain CODE` prints a code's page. Examples show what matters; the rest of the file is as it should be.

`fix`: `tiphys check --fix` mends it where that needs no judgement.

| code | severity | fix | about |
|---|---|---|---|
";

#[test]
fn the_list_has_every_code() {
    let mut page = HEAD.to_owned();
    for code in Code::ALL {
        let fix = if code.has_fix() { "yes" } else { "" };
        let about = explain::summary(*code).replace('|', "\\|");
        let _ = writeln!(page, "| [`{code}`](#{code}) | {} | {fix} | {about} |", code.severity());
    }
    for code in Code::ALL {
        let body = explain::body(*code).replace("\n## ", "\n### ");
        let body = body.strip_prefix("## ").map_or_else(|| body.clone(), |rest| format!("### {rest}"));
        let _ = write!(page, "\n## {code}\n\n{}\n\n{body}\n", explain::summary(*code));
        let _ = writeln!(page, "A case with the message: [testdata/{0}](../testdata/{0}/).", case(*code));
    }
    assert_current("docs/findings.md", &page);
}

/// The folder that shows a code: the one without a situation, if there is one.
fn case(code: Code) -> String {
    let folders = ["err", "check"].into_iter().flat_map(|kind| {
        let entries = std::fs::read_dir(crate::repository(&format!("testdata/{kind}"))).expect("there are cases");
        entries.map(move |entry| {
            let name = entry.expect("a folder can be read").file_name().to_string_lossy().into_owned();
            format!("{kind}/{name}")
        })
    });
    let is_of_code = |folder: &String| folder.split(['/', '.']).nth(1) == Some(code.as_str());
    folders.filter(is_of_code).min().unwrap_or_else(|| panic!("no case shows `{code}`"))
}
