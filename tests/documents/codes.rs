//! `docs/findings.md` lists every code with its severity and what it is about.

use std::fmt::Write as _;

use tiphys::finding::Code;

use crate::assert_current;

const HEAD: &str = "# Findings

What tiphys reports, in the order in which it looks. Errors keep everything from being printed; warnings and notes do not, unless
`--fail-on` says so. Each code links to a case with the mistake and the message.

| code | severity | about |
|---|---|---|
";

#[test]
fn the_list_has_every_code() {
    let mut page = HEAD.to_owned();
    for code in Code::ALL {
        let about = code.summary().replace('\n', " ").replace('|', "\\|");
        let _ = writeln!(page, "| [`{code}`]({}) | {} | {} |", case(*code), code.severity(), about.trim());
    }
    assert_current("docs/findings.md", &page);
}

/// The folder that shows a code, seen from the list: the one without a situation, if there is one.
fn case(code: Code) -> String {
    let folders = ["err", "check"].into_iter().flat_map(|kind| {
        let entries = std::fs::read_dir(crate::repository(&format!("testdata/{kind}"))).expect("there are cases");
        entries.map(move |entry| {
            let name = entry.expect("a folder can be read").file_name().to_string_lossy().into_owned();
            format!("{kind}/{name}")
        })
    });
    let is_of_code = |folder: &String| folder.split(['/', '.']).nth(1) == Some(code.as_str());
    let folder = folders.filter(is_of_code).min().unwrap_or_else(|| panic!("no case shows `{code}`"));
    format!("../testdata/{folder}/")
}
