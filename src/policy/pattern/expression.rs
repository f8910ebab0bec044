//! Go's regular expressions in the words of Rust's. Both are RE2's language, and differ at the edges.
//!
//! Source: Go's `regexp/syntax/parse.go`. What it keeps true: a `{` that begins no repetition is itself (in Rust an error),
//! repetitions are not stacked (`a**` is an error), none counts past a thousand, and in a class `[`, `&` and `~` are
//! themselves. Not followed: `\d`, `\w`, `\s` and `\b` are ASCII in Go; `\Q…\E` is refused.

use std::iter::Peekable;
use std::str::Chars;

use regex::Regex;

/// The most times that something may be repeated.
const MOST_REPETITIONS: u32 = 1000;

/// Compiles an expression of Go's; `None` if Go does not.
pub(super) fn compile(text: &str) -> Option<Regex> {
    Regex::new(&translated(text)?).ok()
}

fn translated(text: &str) -> Option<String> {
    let mut characters = text.chars().peekable();
    let mut out = String::new();
    let mut is_repeated = false;
    while let Some(character) = characters.next() {
        let repetition = match character {
            '*' | '+' | '?' => Some(character.to_string()),
            '{' => match brace(&mut characters) {
                Brace::Repetition(written) => Some(written),
                Brace::Wrong => return None,
                Brace::Itself => None,
            },
            _ => None,
        };
        if let Some(repetition) = repetition {
            if is_repeated {
                return None;
            }
            out.push_str(&repetition);
            out.extend(characters.next_if_eq(&'?'));
            is_repeated = true;
            continue;
        }
        is_repeated = false;
        match character {
            '{' => out.push_str("\\{"),
            '\\' => out.extend(std::iter::once('\\').chain(characters.next())),
            '[' => class(&mut characters, &mut out),
            '(' => {
                out.push('(');
                // The `?` of a group with flags or a name repeats nothing.
                out.extend(characters.next_if_eq(&'?'));
            }
            _ => out.push(character),
        }
    }
    Some(out)
}

/// What a `{` begins.
enum Brace {
    /// A repetition, as written from here on.
    Repetition(String),
    /// One that Go does not take: too often, or backwards.
    Wrong,
    /// Nothing: it is itself.
    Itself,
}

/// What the `{` that was just read begins; a repetition is read to its end.
fn brace(characters: &mut Peekable<Chars<'_>>) -> Brace {
    let written: String = characters.clone().take_while(|c| *c != '}').collect();
    let (least, most) = written.split_once(',').unwrap_or((&written, &written));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_closed = characters.clone().nth(written.chars().count()) == Some('}');
    if !is_closed || !is_number(least) || !(most.is_empty() || is_number(most)) {
        return Brace::Itself;
    }
    let count = |text: &str| text.parse::<u32>().ok().filter(|count| *count <= MOST_REPETITIONS);
    let most = if most.is_empty() { Some(MOST_REPETITIONS) } else { count(most) };
    if count(least).zip(most).is_none_or(|(least, most)| most < least) {
        return Brace::Wrong;
    }
    characters.nth(written.chars().count());
    Brace::Repetition(format!("{{{written}}}"))
}

/// Copies a class whose `[` was just read, up to its `]`.
fn class(characters: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('[');
    out.extend(characters.next_if_eq(&'^'));
    // A bracket in the first place is itself.
    if characters.next_if_eq(&']').is_some() {
        out.push_str("\\]");
    }
    while let Some(character) = characters.next() {
        match character {
            ']' => {
                out.push(']');
                return;
            }
            '\\' => out.extend(std::iter::once('\\').chain(characters.next())),
            '[' if characters.peek() == Some(&':') => {
                out.push('[');
                for named in characters.by_ref() {
                    out.push(named);
                    if named == ']' {
                        break;
                    }
                }
            }
            '[' | '&' | '~' => out.extend(['\\', character]),
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of Go's `regexp.MatchString`.
    #[test]
    fn expressions_match_as_in_go() {
        for (text, matching, others) in [
            ("{get,sync}", &["{get,sync}"][..], &["get"][..]),
            ("a{2}", &["aa"], &["a"]),
            ("a{2,}b", &["aaab"], &["ab"]),
            ("a{,2}", &["a{,2}"], &["aa"]),
            ("a{", &["a{"], &["a"]),
            ("x+?", &["xx"], &["y"]),
            ("(?i)GET", &["get"], &["put"]),
            ("(?:a|b)?c", &["c"], &["d"]),
            ("[[a]", &["["], &["b"]),
            ("[]a]", &["]"], &["b"]),
            ("[a&&b]", &["&"], &["c"]),
            ("[[:alpha:]]1", &["a1"], &["11"]),
            (r"\{a", &["{a"], &["a"]),
            ("^(get|sync)$", &["get"], &["gets"]),
            ("", &["", "x"], &[]),
        ] {
            let expression = compile(text).unwrap_or_else(|| panic!("{text} compiles"));
            assert!(matching.iter().all(|matching| expression.is_match(matching)), "{text}");
            assert!(!others.iter().any(|other| expression.is_match(other)), "{text}");
        }
    }

    #[test]
    fn what_go_refuses_is_refused() {
        for text in
            ["*", "*/*", "+", "a**", "a+*", "a{2}{3}", "a{1001}", "a{3,2}", "[", "[a", "(", ")", "a\\", "[b-a]", "{2}"]
        {
            assert!(compile(text).is_none(), "{text}");
        }
    }
}
