//! What a template may be: lookups, `if`, comparisons and a few filters.
//!
//! Keeps true: whatever passes is small and flat, so that neither the engine's compiler nor its evaluator can be made to
//! overflow the stack, to loop or to multiply memory: there are no loops, no functions, no arithmetic, no assignments, no
//! brackets within brackets; an `if` nests at most [`MAX_NESTING`] deep.
//!
//! ```text
//! tag       := "{{" value "}}" | "{%" "if" condition "%}" … { "elif" … } [ "else" ] … "endif"
//! value     := condition [ "if" condition "else" value ]
//! condition := operand { ("and" | "or" | "==" | "!=") operand }
//! operand   := [ "not" ] term { "|" filter } [ "is" [ "not" ] "defined" ]
//! term      := text | integer | name { "." name | "[" (text | integer) "]" }
//! filter    := "lower" | "upper" | "trim" | "default" "(" term ")"
//! ```

use super::FILTERS;
use super::token::{Token, tokens};
use crate::finding;
use crate::value::{Malformed, shown};

/// How many bytes a string with a template may have.
pub const MAX_SOURCE: usize = 4096;
/// How deep `if` may nest.
pub const MAX_NESTING: usize = 16;

/// What a template can do, for those who tried something else.
pub const WHAT_IS_ALLOWED: &str = "a template looks up: `{{ target.name }}`, `{{ target.labels['env'] | default('dev') }}`, \
                                   `{% if target.labels.env == 'prod' %}…{% else %}…{% endif %}`";
/// How braces are written that begin no template.
pub const BRACES: &str = "to write the braces themselves, write `{{ '{{' }}`";

/// The words that are no names.
const KEYWORDS: [&str; 8] = ["and", "defined", "else", "if", "in", "is", "not", "or"];

/// Whether a string has anything that a template begins with.
pub fn is_template(text: &str) -> bool {
    next_tag(text).is_some()
}

/// Checks that a string is a template within the grammar, or none at all.
pub fn check(text: &str) -> Result<(), Malformed> {
    let Some(mut tag) = next_tag(text) else { return Ok(()) };
    if text.len() > MAX_SOURCE {
        return Err(
            Malformed::new(format!("a text with a template has no more than {MAX_SOURCE} bytes")).with_help(BRACES)
        );
    }
    let mut branches = Branches::default();
    loop {
        let (kind, inside) = tag;
        let after = match kind {
            Tag::Value => {
                let (tokens, after) = tokens(inside, "}}")?;
                Grammar(&tokens).whole(Grammar::value)?;
                after
            }
            Tag::Statement => {
                let (tokens, after) = tokens(inside, "%}")?;
                branches.statement(&tokens)?;
                after
            }
            Tag::Comment => return Err(Malformed::new("a template has no comments").with_help(BRACES)),
        };
        match next_tag(after) {
            Some(next) => tag = next,
            None => return branches.end(),
        }
    }
}

/// What begins with two signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Value,
    Statement,
    Comment,
}

/// The next tag of a text, and what is behind its first two signs.
fn next_tag(text: &str) -> Option<(Tag, &str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let inside = &text[at + 1..];
        let tag = match inside.bytes().next()? {
            b'{' => Tag::Value,
            b'%' => Tag::Statement,
            b'#' => Tag::Comment,
            _ => return None,
        };
        Some((tag, &inside[1..]))
    })
}

/// The `if`s that are open, each with whether its `else` was there.
#[derive(Debug, Default)]
struct Branches(Vec<bool>);

impl Branches {
    fn statement(&mut self, tokens: &[Token<'_>]) -> Result<(), Malformed> {
        let Some((Token::Name(word), rest)) = tokens.split_first() else {
            return Err(Malformed::new("a statement in a template begins with a word").with_help(WHAT_IS_ALLOWED));
        };
        match (*word, rest, self.0.last_mut()) {
            ("if", rest, _) => {
                self.0.push(false);
                if self.0.len() > MAX_NESTING {
                    return Err(Malformed::new(format!("`if` nests more than {MAX_NESTING} levels deep")));
                }
                Grammar(rest).whole(Grammar::condition)
            }
            ("elif", rest, Some(false)) => Grammar(rest).whole(Grammar::condition),
            ("else", [], Some(has_else @ false)) => {
                *has_else = true;
                Ok(())
            }
            ("endif", [], Some(_)) => {
                self.0.pop();
                Ok(())
            }
            ("elif" | "else" | "endif", ..) => Err(Malformed::new(format!("`{word}` has no place here"))
                .with_help("a branch is `{% if … %}…{% elif … %}…{% else %}…{% endif %}`")),
            _ => Err(Malformed::new(format!("{} cannot stand in a template", shown(word))).with_help(WHAT_IS_ALLOWED)),
        }
    }

    fn end(&self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed::new("an `if` has no `{% endif %}`")) }
    }
}

/// The tokens that are still to be read.
struct Grammar<'t, 's>(&'t [Token<'s>]);

impl Grammar<'_, '_> {
    /// Reads all tokens by one rule.
    fn whole(mut self, rule: fn(&mut Self) -> Result<(), Malformed>) -> Result<(), Malformed> {
        rule(&mut self)?;
        match self.0.first() {
            None => Ok(()),
            Some(token) => Err(unexpected(Some(token))),
        }
    }

    fn value(&mut self) -> Result<(), Malformed> {
        self.condition()?;
        while self.takes(Token::Name("if")) {
            self.condition()?;
            if !self.takes(Token::Name("else")) {
                return Err(Malformed::new("an `if` within a value has no `else`"));
            }
            self.condition()?;
        }
        Ok(())
    }

    fn condition(&mut self) -> Result<(), Malformed> {
        self.operand()?;
        while [Token::Name("and"), Token::Name("or"), Token::Sign("=="), Token::Sign("!=")]
            .iter()
            .any(|t| self.takes(*t))
        {
            self.operand()?;
        }
        Ok(())
    }

    fn operand(&mut self) -> Result<(), Malformed> {
        self.takes(Token::Name("not"));
        self.term()?;
        while self.takes(Token::Sign("|")) {
            self.filter()?;
        }
        if self.takes(Token::Name("is")) {
            self.takes(Token::Name("not"));
            self.needs(Token::Name("defined"))?;
        }
        Ok(())
    }

    fn term(&mut self) -> Result<(), Malformed> {
        match self.next() {
            Some(Token::Text | Token::Integer) => Ok(()),
            Some(Token::Name(name)) if !KEYWORDS.contains(&name) => self.lookup(),
            other => Err(unexpected(other.as_ref())),
        }
    }

    fn lookup(&mut self) -> Result<(), Malformed> {
        loop {
            if self.takes(Token::Sign(".")) {
                match self.next() {
                    Some(Token::Name(_)) => {}
                    other => return Err(unexpected(other.as_ref())),
                }
            } else if self.takes(Token::Sign("[")) {
                match self.next() {
                    Some(Token::Text | Token::Integer) => self.needs(Token::Sign("]"))?,
                    other => return Err(unexpected(other.as_ref())),
                }
            } else {
                return Ok(());
            }
        }
    }

    fn filter(&mut self) -> Result<(), Malformed> {
        match self.next() {
            Some(Token::Name("default")) => {
                self.needs(Token::Sign("("))?;
                self.term()?;
                self.needs(Token::Sign(")"))
            }
            Some(Token::Name(name)) if FILTERS.contains(&name) => Ok(()),
            Some(Token::Name(name)) => Err(Malformed::new(format!("there is no filter {}", shown(name)))
                .with_help(finding::suggestion(name, &FILTERS))),
            other => Err(unexpected(other.as_ref())),
        }
    }
}

impl<'s> Grammar<'_, 's> {
    fn next(&mut self) -> Option<Token<'s>> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn takes(&mut self, token: Token<'_>) -> bool {
        let is_next = self.0.first() == Some(&token);
        if is_next {
            self.0 = &self.0[1..];
        }
        is_next
    }

    fn needs(&mut self, token: Token<'_>) -> Result<(), Malformed> {
        if self.takes(token) { Ok(()) } else { Err(unexpected(self.0.first())) }
    }
}

fn unexpected(token: Option<&Token<'_>>) -> Malformed {
    let message = match token {
        None => "a template ends too early".to_owned(),
        Some(Token::Name(word)) => format!("{} has no place here in a template", shown(word)),
        Some(Token::Sign(sign)) => format!("`{sign}` has no place here in a template"),
        Some(Token::Text) => "a text has no place here in a template".to_owned(),
        Some(Token::Integer) => "a number has no place here in a template".to_owned(),
    };
    Malformed::new(message).with_help(WHAT_IS_ALLOWED)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    /// Texts that bring other engines down, or that mean more than a lookup.
    fn bombs() -> Vec<String> {
        let many = |unit: &str| unit.repeat(20_000);
        let short =
            |before: &str, unit: &str, times: usize, after: &str| format!("{before}{}{after}", unit.repeat(times));
        vec![
            "{{ 'x' * 99999999 }}".into(),
            "{{ range(99999999) | join }}".into(),
            "{{ '%99999999d' | format(1) }}".into(),
            "{{ tenantId | replace('', tenantId) }}".into(),
            format!("{{{{ {}1 }}}}", many("-")),
            format!("{{{{ {}a }}}}", many("not ")),
            format!("{{{{ a{} }}}}", many(".b")),
            format!("{{{{ a{} }}}}", many("|lower")),
            short("{{ ", "not ", 900, "a }}"),
            short("{{ a", ".b", 1_900, " }}"),
            short("{{ a", "|lower", 600, " }}"),
            short("{{ ", "(", 2_000, "a }}"),
            short("{{ ", "a[", 1_000, "a }}"),
            short("{{ ", "[", 4_000, ""),
            short("{{ ", "{", 4_000, ""),
            short("{{ a", " if b else a", 300, " }}"),
            short("{{ a", " ~ a", 900, " }}"),
            short("{{ a", " and a", 600, " }}"),
            short("", "{% if a %}", 400, ""),
            short("", "{% if a %}", 17, &"{% endif %}".repeat(17)),
            "{% for a in b %}{{ a }}{% endfor %}".into(),
            "{% set a = 1 %}".into(),
            "{% macro a() %}{% endmacro %}".into(),
            "{% include 'a' %}".into(),
            "{% raw %}{{{% endraw %}".into(),
            "{% filter upper %}{% endfilter %}".into(),
            "{% do a() %}".into(),
            "{# a #}".into(),
            "{{ a.upper() }}".into(),
            "{{ a() }}".into(),
            "{{ a + 1 }}".into(),
            "{{ a // 2 }}".into(),
            "{{ a[1:2] }}".into(),
            "{{ a in b }}".into(),
            "{{ 1e9 }}".into(),
            "{{ 'a\\'b' }}".into(),
            "{{ {} }}".into(),
        ]
    }

    #[test]
    fn bombs_end_in_a_finding_at_once() {
        for bomb in bombs() {
            let start = Instant::now();
            let start_of_it: String = bomb.chars().take(40).collect();
            assert!(check(&bomb).is_err(), "{start_of_it}");
            assert!(start.elapsed() < Duration::from_millis(50), "{start_of_it}");
        }
    }

    #[test]
    fn broken_templates_are_refused() {
        for text in [
            "{{ }}",
            "{{",
            "{{ a",
            "{{ 'a }}",
            "{{ a. }}",
            "{{ a[ }}",
            "{{ a b }}",
            "{{ a | }}",
            "{{ a | default }}",
            "{{ a | default() }}",
            "{{ a if b }}",
            "{{ a is odd }}",
            "{{ if }}",
            "{% if %}{% endif %}",
            "{% if a %}",
            "{% endif %}",
            "{% else %}",
            "{% if a %}{% else %}{% else %}{% endif %}",
            "{% if a %}{% else %}{% elif a %}{% endif %}",
            "{% 1 %}",
            "{%",
            "{{ target.my-label }}",
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_largest_template_that_passes_is_rendered_by_the_engine() {
        let nested = format!("{}{{{{ a{} }}}}{}", "{% if a %}".repeat(16), ".a".repeat(31), "{% endif %}".repeat(16));
        let chained = format!("{{{{ a{} }}}}", " and a".repeat(31));
        for text in [nested, chained, format!("{{{{ a{} }}}}", " | upper".repeat(31))] {
            assert_eq!(check(&text), Ok(()), "{text}");
            assert!(super::super::engine().template_from_str(&text).is_ok(), "{text}");
        }
    }

    proptest::proptest! {
        /// Whatever passes the guard is a template for the engine too: the two cut a text alike.
        #[test]
        fn what_passes_is_what_the_engine_reads(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    "{{", "}}", "{%", "%}", "-", " ", "a", ".", "b", "[", "]", "'c'", "\"d\"", "1", "|", "lower", "default",
                    "(", ")", "if", "else", "elif", "endif", "and", "not", "is", "defined", "==", "text", "\n", "{", "'",
                ]),
                0..24,
            )
        ) {
            let text = parts.concat();
            if check(&text).is_ok() {
                let engine = super::super::engine();
                proptest::prop_assert!(engine.template_from_str(&text).is_ok(), "{}", text);
            }
        }
    }
}
