//! What README.md shows is what a folder of `testdata/examples/` holds, and each folder is told about.
//!
//! A fenced YAML block stands below a comment that names its file. A line that ends with `…` shows the beginning of the
//! file's line, a last line `…` leaves out the rest; an environment file is shown whole.

use std::fs;

use crate::text;

struct Block {
    file: String,
    lines: Vec<String>,
}

#[test]
fn every_yaml_block_is_an_example() {
    let blocks = yaml_blocks(&text("README.md"));
    assert!(blocks.iter().any(|block| block.file.ends_with("/env.yaml")), "README.md shows no environment file");
    for block in blocks {
        assert!(block.file.starts_with("testdata/examples/"), "{} is no example", block.file);
        assert_shows(&block);
    }
}

#[test]
fn every_example_has_a_paragraph() {
    let told = text("testdata/examples/README.md");
    for entry in fs::read_dir(crate::repository("testdata/examples")).expect("there are examples").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let heading = format!("## [{name}]({name}/env.yaml)\n");
        assert!(!entry.path().is_dir() || told.contains(&heading), "testdata/examples/README.md has no `{heading}`");
    }
}

fn yaml_blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut last_line = "";
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("```yaml") {
            let file = last_line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
            let file = file.unwrap_or_else(|| panic!("no comment above a YAML block names its file: `{last_line}`"));
            let lines = lines.by_ref().take_while(|line| *line != "```").map(str::to_owned).collect();
            blocks.push(Block { file: file.to_owned(), lines });
        }
        last_line = line;
    }
    blocks
}

fn assert_shows(block: &Block) {
    let file = text(&block.file);
    let mut wanted = file.lines();
    for (number, line) in block.lines.iter().enumerate() {
        if line == "…" && number + 1 == block.lines.len() {
            assert!(!block.file.ends_with("env.yaml"), "{} is not shown whole", block.file);
            return;
        }
        let wanted = wanted.next().unwrap_or_default();
        let is_shown = line.strip_suffix('…').map_or(line == wanted, |beginning| wanted.starts_with(beginning));
        assert!(is_shown, "README.md shows `{line}` where {} has `{wanted}`", block.file);
    }
    assert_eq!(wanted.next(), None, "README.md leaves out the end of {}", block.file);
}
