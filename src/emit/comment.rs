//! Comments that stay comments: one line whatever their text.

use super::character::is_hidden;

/// Writes a comment line. White space that could end the line becomes a space, other hidden characters U+FFFD, the replacement character.
pub(super) fn write(out: &mut String, text: &str) {
    out.push('#');
    let text = text.trim();
    if !text.is_empty() {
        out.push(' ');
        out.extend(text.chars().map(harmless));
    }
    out.push('\n');
}

fn harmless(character: char) -> char {
    match character {
        hidden if !is_hidden(hidden) => hidden,
        hidden if hidden.is_whitespace() => ' ',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(text: &str) -> String {
        let mut out = String::new();
        write(&mut out, text);
        out
    }

    #[test]
    fn every_line_break_becomes_a_space() {
        for line_break in ["\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"] {
            assert_eq!(comment(&format!("a{line_break}kind: Secret")), "# a kind: Secret\n");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_replaced() {
        assert_eq!(comment("a\u{feff}b\u{202e}c\0d\u{7f}"), "# a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}\n");
    }

    #[test]
    fn a_line_has_no_blank_end() {
        assert_eq!(comment("  target a \n"), "# target a\n");
        assert_eq!(comment("\n"), "#\n");
    }
}
