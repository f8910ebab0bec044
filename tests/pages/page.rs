//! A page as its examples: fences with their words, in their order.

use libtest_mimic::Failed;

/// A page.
pub struct Page {
    /// The folder of the repository that its examples begin with.
    pub folder: Option<String>,
    pub fences: Vec<Fence>,
}

/// A fenced block.
pub struct Fence {
    /// The words behind the three backticks, the language first.
    pub words: Vec<String>,
    /// Where it begins.
    pub line: usize,
    pub text: String,
}

impl Page {
    /// Reads a page; a fence that stays open is an error.
    pub fn of(text: &str) -> Result<Self, Failed> {
        let folder = text.lines().find_map(|line| line.strip_prefix("<!-- folder: ")?.strip_suffix(" -->"));
        let mut fences = Vec::new();
        let mut lines = text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            let Some(words) = line.trim_start().strip_prefix("```") else { continue };
            let words = words.split_whitespace().map(str::to_owned).collect();
            let text = body(&mut lines).ok_or_else(|| format!("the fence of line {} stays open", number + 1))?;
            fences.push(Fence { words, line: number + 1, text });
        }
        Ok(Self { folder: folder.map(str::to_owned), fences })
    }
}

/// The lines up to the end of a fence.
fn body<'t>(lines: &mut impl Iterator<Item = (usize, &'t str)>) -> Option<String> {
    let mut text = String::new();
    loop {
        let (_, line) = lines.next()?;
        if line.trim_start() == "```" {
            return Some(text);
        }
        text.extend([line, "\n"]);
    }
}

/// Whether a fence shows a text: line by line, `…` at a line's end for the rest of it, a line `…` for any lines.
pub fn shows(fence: &str, text: &str) -> Result<(), Failed> {
    let mut lines = text.lines();
    let mut may_skip = false;
    for shown in fence.lines() {
        if shown.trim() == "…" {
            may_skip = true;
            continue;
        }
        let found = if may_skip { lines.find(|line| is_shown(shown, line)) } else { lines.next() };
        let found = found.ok_or_else(|| format!("`{shown}` is not in\n{text}"))?;
        if !is_shown(shown, found) {
            return Err(format!("it shows `{shown}` where there is `{found}` in\n{text}").into());
        }
        may_skip = false;
    }
    match lines.next() {
        Some(line) if !may_skip => Err(format!("it leaves out the end, from `{line}`").into()),
        _ => Ok(()),
    }
}

fn is_shown(shown: &str, line: &str) -> bool {
    shown.strip_suffix('…').map_or(line == shown, |beginning| line.starts_with(beginning))
}
