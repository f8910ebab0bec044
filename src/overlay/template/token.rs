//! The words and signs inside `{{ … }}` and `{% … %}`.
//!
//! Keeps true: a text that is cut here is cut at the same places by the template engine, because everything on which two
//! readers could disagree (escapes, numbers with fractions, other signs) is refused.

use crate::value::{Malformed, shown};

/// How many words and signs one pair of braces may hold.
pub const MAX_TOKENS: usize = 64;

/// A word or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'s> {
    /// A name or a keyword.
    Name(&'s str),
    /// A text in quotes.
    Text,
    /// A whole number.
    Integer,
    /// A sign.
    Sign(&'static str),
}

/// The signs that lookups, comparisons and filters are written with; longer ones first.
const SIGNS: [&str; 8] = ["==", "!=", ".", "[", "]", "|", "(", ")"];

/// The tokens up to the closing braces, and the text behind those.
pub fn tokens<'s>(inside: &'s str, closer: &str) -> Result<(Vec<Token<'s>>, &'s str), Malformed> {
    let mut rest = inside.strip_prefix('-').unwrap_or(inside);
    let mut tokens = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let unspaced = rest.strip_prefix('-').unwrap_or(rest);
        if let Some(after) = unspaced.strip_prefix(closer) {
            return Ok((tokens, after));
        }
        let (token, after) = token(rest, closer)?;
        tokens.push(token);
        if tokens.len() > MAX_TOKENS {
            return Err(Malformed::new(format!(
                "a template has no more than {MAX_TOKENS} words and signs between its braces"
            )));
        }
        rest = after;
    }
}

fn token<'s>(text: &'s str, closer: &str) -> Result<(Token<'s>, &'s str), Malformed> {
    let Some(first) = text.chars().next() else {
        return Err(Malformed::new(format!("a template has no closing `{closer}`")).with_help(super::guard::BRACES));
    };
    if let Some(sign) = SIGNS.into_iter().find(|sign| text.starts_with(sign)) {
        return Ok((Token::Sign(sign), &text[sign.len()..]));
    }
    match first {
        'a'..='z' | 'A'..='Z' | '_' => {
            let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
            Ok((Token::Name(&text[..end]), &text[end..]))
        }
        '0'..='9' => {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            Ok((Token::Integer, &text[end..]))
        }
        '\'' | '"' => quoted(&text[1..], first),
        _ => Err(unknown(first)),
    }
}

fn quoted(text: &str, quote: char) -> Result<(Token<'_>, &str), Malformed> {
    match text.find([quote, '\\']) {
        Some(end) if text[end..].starts_with(quote) => Ok((Token::Text, &text[end + 1..])),
        Some(_) => Err(Malformed::new("a backslash cannot stand in a template")
            .with_help("use the other kind of quotes for a text that has quotes in it")),
        None => Err(Malformed::new("a text in a template has no closing quote")),
    }
}

fn unknown(sign: char) -> Malformed {
    let message = format!("{} cannot stand in a template", shown(&sign.to_string()));
    let help = if sign == '-' {
        "a key with `-` is looked up in brackets: `target.labels['my-label']`"
    } else {
        super::guard::WHAT_IS_ALLOWED
    };
    Malformed::new(message).with_help(help)
}
