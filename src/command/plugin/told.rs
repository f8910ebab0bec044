//! Findings as Argo CD's UI shows them: standard error of the plugin, wrapped into one text.
//!
//! Keeps true: the first line is the decisive one; no colours, no excerpts; no more lines than asked for, and the last one says
//! how to see the others. The UI shows what stands there in front of everybody who may see the Application.

use crate::finding::{Finding, Severity, any_error};
use crate::report::{Context, Format, Manner, Report, Style};
use crate::value::date::Date;

/// The findings in at most so many lines; if any is an error, only errors. `check` is the command that shows all.
pub fn text(findings: &[Finding], context: Context<'_>, today: Date, most_lines: usize, check: &str) -> String {
    let is_decisive = |finding: &&Finding| !any_error(findings) || finding.severity() == Severity::Error;
    let decisive: Vec<Finding> = findings.iter().filter(is_decisive).cloned().collect();
    let style = Style { is_coloured: false, has_excerpts: false };
    let manner = Manner { format: Format::Text, style, bar: Severity::Error, today };
    shortened(&Report::new(manner).add(&decisive, context), most_lines, check)
}

/// The first lines and the last, which counts.
fn shortened(text: &str, most_lines: usize, check: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() <= most_lines {
        return text.to_owned();
    }
    let Some((count, findings)) = lines.split_last() else { return String::new() };
    let kept = &findings[..most_lines.saturating_sub(1)];
    let lines: String = kept.iter().flat_map(|line| [line, "\n"]).collect();
    format!("{lines}{count}; `{check}` shows all\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_ends_with_how_to_see_the_rest() {
        let text = "a\nb\nc\nd\n4 errors\n";
        assert_eq!(shortened(text, 5, "x"), text);
        assert_eq!(shortened(text, 3, "x"), "a\nb\n4 errors; `x` shows all\n");
        assert_eq!(shortened(text, 1, "x"), "4 errors; `x` shows all\n");
        assert_eq!(shortened("", 1, "x"), "");
    }
}
