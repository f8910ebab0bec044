//! Links between documents: the file is there, and the heading in it.

use std::path::{Component, Path, PathBuf};

use libtest_mimic::Failed;

/// Whether every relative link of a document leads to a file, and to a heading of it.
pub fn lead_somewhere(document: &str) -> Result<(), Failed> {
    let text = crate::text(document);
    let folder = Path::new(document).parent().unwrap_or(Path::new(""));
    let wrong: Vec<String> =
        targets(&text).into_iter().filter_map(|target| problem(&target, document, folder)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// Whether the index has every page.
pub fn every_page_is_in_the_index() -> Result<(), Failed> {
    let index = targets(&crate::text("docs/README.md"));
    let pages = crate::files("docs", "md").into_iter().filter(|page| page != "docs/README.md");
    let missing: Vec<String> =
        pages.filter(|page| !index.iter().any(|target| format!("docs/{target}") == *page)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("docs/README.md does not link to {missing:?}").into()) }
}

/// What the links of a document point to, without those to the web; code is no text with links.
fn targets(document: &str) -> Vec<String> {
    let mut is_code = false;
    let mut targets = Vec::new();
    for line in document.lines() {
        is_code ^= line.trim_start().starts_with("```");
        let prose = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        let ends = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        targets.extend(ends.filter(|_| !is_code).map(|(target, _)| target.to_owned()));
    }
    targets.retain(|target| !target.contains("://"));
    targets
}

fn problem(target: &str, document: &str, folder: &Path) -> Option<String> {
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() { PathBuf::from(document) } else { normal(&folder.join(path)) };
    let file = crate::repository(&path.to_string_lossy());
    if !file.exists() {
        return Some(format!("{document} links to {target}, which is not there"));
    }
    if heading.is_empty() || !file.is_file() {
        return None;
    }
    let headings = crate::text(&path.to_string_lossy());
    let mut names = headings.lines().filter(|line| line.starts_with('#')).map(anchor);
    (!names.any(|name| name == heading)).then(|| format!("{document} links to {target}, a heading that is not there"))
}

/// A path without `..`.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, component| {
        match component {
            Component::ParentDir => _ = path.pop(),
            other => path.push(other),
        }
        path
    })
}

/// The name by which GitHub makes a heading reachable.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
