//! The globs of Argo CD's policies: gobwas/glob without separators (`util/glob/glob.go`), so that `*` crosses `/`.
//!
//! `*` and `**` match any text, `?` one character, `[abc]`, `[a-z]` and `[!abc]` one of a class, `{a,b}` one of
//! several patterns, nested ones too; `\` takes the next character literally.
//!
//! What it keeps true: the answer of gobwas/glob 1.0.0 (Argo CD 3.6), in time proportional to pattern times text.
//! Before 3.6 Argo CD carries 0.2.3, which answers about one question in three hundred otherwise: it takes an unclosed
//! `{` as closed, drops a `\` at the end, lets `?` match nothing, lets both ends of `a*a` overlap (it matches `a`),
//! and often misses what follows a group with a `*` inside.

use std::{fmt, iter::Peekable, ops::RangeInclusive, str::Chars};

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Glob {
    program: Vec<Step>,
}

/// One step of matching; the position after the last step means success.
#[derive(Debug, Clone)]
enum Step {
    Character(char),
    AnyCharacter,
    AnyText,
    Class {
        negated: bool,
        members: Vec<RangeInclusive<char>>,
    },
    /// Goes on at each of these positions, without reading a character.
    Fork(Vec<usize>),
    Jump(usize),
}

/// Why a text is not a glob. Argo CD logs a warning and the row never matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlobError {
    /// A `[` without its `]`.
    UnclosedClass,
    /// Nothing between `[` and `]`.
    EmptyClass,
    /// More than one character after the `-` of a range.
    LongRange,
    /// A range that ends before it begins.
    BackwardRange,
    /// A `{` without its `}`.
    UnclosedGroup,
    /// A backslash with nothing after it.
    TrailingBackslash,
}

impl fmt::Display for GlobError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::UnclosedClass => "`[` is not closed",
            Self::EmptyClass => "the class `[]` is empty",
            Self::LongRange => "a range such as `[a-z]` has nothing after its last character",
            Self::BackwardRange => "the range ends before it begins",
            Self::UnclosedGroup => "`{` is not closed",
            Self::TrailingBackslash => "nothing follows the last backslash",
        })
    }
}

impl std::error::Error for GlobError {}

/// Whether the text has no special character, so that as a glob it matches itself only.
#[must_use]
pub fn is_literal(text: &str) -> bool {
    !text.contains(['*', '?', '[', '{', '\\'])
}

impl Glob {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// A pattern that Argo CD 3.6 does not compile.
    pub fn new(pattern: &str) -> Result<Self, GlobError> {
        let mut compiler = Compiler { characters: pattern.chars().peekable(), program: Vec::new(), groups: Vec::new() };
        compiler.compile()?;
        Ok(Self { program: compiler.program })
    }

    /// Whether the whole text matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let mut positions = self.reachable([0]);
        for character in text.chars() {
            let after = positions.iter().filter_map(|&position| self.after(position, character));
            positions = self.reachable(after);
        }
        positions.contains(&self.program.len())
    }

    /// The position after reading the character at `position`, if the step there takes it.
    fn after(&self, position: usize, character: char) -> Option<usize> {
        match self.program.get(position)? {
            Step::Character(expected) => (*expected == character).then_some(position + 1),
            Step::AnyCharacter => Some(position + 1),
            Step::AnyText => Some(position),
            Step::Class { negated, members } => {
                let member = members.iter().any(|range| range.contains(&character));
                (member != *negated).then_some(position + 1)
            }
            Step::Fork(_) | Step::Jump(_) => None,
        }
    }

    /// All positions that can be reached from these without reading a character, each once.
    fn reachable(&self, starts: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut seen = vec![false; self.program.len() + 1];
        let mut found = Vec::new();
        let mut open: Vec<usize> = starts.into_iter().collect();
        while let Some(position) = open.pop() {
            if std::mem::replace(&mut seen[position], true) {
                continue;
            }
            found.push(position);
            match self.program.get(position) {
                Some(Step::AnyText) => open.push(position + 1),
                Some(Step::Fork(targets)) => open.extend(targets),
                Some(Step::Jump(target)) => open.push(*target),
                _ => {}
            }
        }
        found
    }
}

/// Translates a pattern from left to right; open groups wait on a stack, so that nesting costs no call depth.
struct Compiler<'a> {
    characters: Peekable<Chars<'a>>,
    program: Vec<Step>,
    groups: Vec<Group>,
}

/// A `{` that waits for its `}`: where it forks, where its alternatives begin, and the jumps to its end.
struct Group {
    fork: usize,
    alternatives: Vec<usize>,
    jumps: Vec<usize>,
}

impl Compiler<'_> {
    fn compile(&mut self) -> Result<(), GlobError> {
        while let Some(character) = self.characters.next() {
            match character {
                '*' => self.program.push(Step::AnyText),
                '?' => self.program.push(Step::AnyCharacter),
                '[' => {
                    let class = self.class()?;
                    self.program.push(class);
                }
                '{' => self.open_group(),
                ',' if !self.groups.is_empty() => self.next_alternative(),
                '}' if !self.groups.is_empty() => self.close_group(),
                '\\' => {
                    let escaped = self.characters.next();
                    let escaped = escaped.ok_or(GlobError::TrailingBackslash)?;
                    self.program.push(Step::Character(escaped));
                }
                _ => self.program.push(Step::Character(character)),
            }
        }
        if self.groups.is_empty() { Ok(()) } else { Err(GlobError::UnclosedGroup) }
    }

    fn open_group(&mut self) {
        let fork = self.program.len();
        self.program.push(Step::Fork(Vec::new()));
        self.groups.push(Group { fork, alternatives: vec![fork + 1], jumps: Vec::new() });
    }

    fn next_alternative(&mut self) {
        let jump = self.program.len();
        self.program.push(Step::Jump(jump));
        if let Some(group) = self.groups.last_mut() {
            group.jumps.push(jump);
            group.alternatives.push(jump + 1);
        }
    }

    fn close_group(&mut self) {
        let end = self.program.len();
        if let Some(group) = self.groups.pop() {
            self.program[group.fork] = Step::Fork(group.alternatives);
            for jump in group.jumps {
                self.program[jump] = Step::Jump(end);
            }
        }
    }

    /// The class whose `[` was just read: a range if a `-` is its second character, else a list in which `-` is
    /// an ordinary character.
    fn class(&mut self) -> Result<Step, GlobError> {
        let negated = self.characters.next_if_eq(&'!').is_some();
        let first = self.characters.next().ok_or(GlobError::UnclosedClass)?;
        let members = if self.characters.next_if_eq(&'-').is_some() {
            vec![self.range_from(first)?]
        } else {
            self.list_from(first)?
        };
        Ok(Step::Class { negated, members })
    }

    fn range_from(&mut self, low: char) -> Result<RangeInclusive<char>, GlobError> {
        let high = self.characters.next().ok_or(GlobError::UnclosedClass)?;
        match self.characters.next() {
            None => Err(GlobError::UnclosedClass),
            Some(']') if high < low => Err(GlobError::BackwardRange),
            Some(']') => Ok(low..=high),
            Some(_) => Err(GlobError::LongRange),
        }
    }

    fn list_from(&mut self, first: char) -> Result<Vec<RangeInclusive<char>>, GlobError> {
        let mut members = Vec::new();
        let mut character = first;
        while character != ']' {
            if character == '\\' {
                let escaped = self.characters.next();
                character = escaped.ok_or(GlobError::TrailingBackslash)?;
            }
            members.push(character..=character);
            character = self.characters.next().ok_or(GlobError::UnclosedClass)?;
        }
        if members.is_empty() { Err(GlobError::EmptyClass) } else { Ok(members) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Glob::new(pattern).expect("the pattern compiles").matches(text)
    }

    /// Answers taken from gobwas/glob 1.0.0.
    #[test]
    fn patterns_match_as_in_gobwas_glob() {
        for (pattern, matching, others) in [
            ("", &[""][..], &["a"][..]),
            ("*", &["", "a", "a/b/c"], &[]),
            ("***", &["", "a/b"], &[]),
            ("*/*", &["a/b", "a/b/c", "/"], &["", "a"]),
            ("team-a/*", &["team-a/x", "team-a/n/x", "team-a/"], &["team-b/x", "team-a"]),
            ("a*ant", &["aant", "a/ant"], &["ant", "aan"]),
            ("a?c", &["abc", "a/c", "aéc"], &["ac", "abbc"]),
            ("[abc]x", &["ax", "cx"], &["x", "dx"]),
            ("[!a]", &["b", "/"], &["", "a", "bb"]),
            ("[a-c]x[!0-9]", &["bxy"], &["dxy", "bx0"]),
            ("x[ab-c]", &["x-", "xb", "xc"], &["xd"]),
            (r"[\-x]", &[r"\", "x", "]"], &["-", "y"]),
            (r"[\]]", &["]"], &[r"\"]),
            ("[é-ë]x", &["êx"], &["ex"]),
            ("{get,sync}", &["get", "sync"], &["", "get,sync"]),
            ("{a,{b,c}*}d", &["ad", "bd", "cxd"], &["axd", "d"]),
            ("{,a}", &["", "a"], &["b"]),
            ("{}", &[""], &["a"]),
            (r"{a\,b,c}", &["a,b", "c"], &["a"]),
            ("a}b,c", &["a}b,c"], &["ab"]),
            (r"\*", &["*"], &["a", r"\*"]),
        ] {
            for text in matching {
                assert!(matches(pattern, text), "{pattern} matches {text}");
            }
            for text in others {
                assert!(!matches(pattern, text), "{pattern} does not match {text}");
            }
        }
    }

    #[test]
    fn what_gobwas_glob_refuses_is_refused() {
        for (pattern, error) in [
            ("[", GlobError::UnclosedClass),
            ("[a", GlobError::UnclosedClass),
            ("[!", GlobError::UnclosedClass),
            ("[a-", GlobError::UnclosedClass),
            ("[a-]", GlobError::UnclosedClass),
            ("[]", GlobError::EmptyClass),
            ("[]a]", GlobError::EmptyClass),
            ("[!]", GlobError::EmptyClass),
            ("[a-cd]", GlobError::LongRange),
            ("[c-a]", GlobError::BackwardRange),
            ("{a,{b}", GlobError::UnclosedGroup),
            (r"a\", GlobError::TrailingBackslash),
            (r"[a\", GlobError::TrailingBackslash),
        ] {
            assert_eq!(Glob::new(pattern).err(), Some(error), "{pattern}");
        }
    }

    #[test]
    fn hostile_patterns_take_no_time_and_no_stack() {
        let nested = ["{".repeat(50_000), "}".repeat(50_000)].concat();
        assert!(matches(&nested, ""));
        let stars = "*a".repeat(200) + "b";
        assert!(!matches(&stars, &"a".repeat(500)));
        assert!(!matches(&"{a*,b*}".repeat(40), &"c".repeat(200)));
    }

    proptest! {
        #[test]
        fn a_literal_matches_itself_only(literal in "[^*?\\[{\\\\]{0,12}", other in ".{0,12}") {
            prop_assert!(is_literal(&literal));
            prop_assert!(matches(&literal, &literal));
            prop_assert_eq!(matches(&literal, &other), literal == other);
        }

        #[test]
        fn escaping_makes_a_literal(text in ".{0,12}") {
            let escaped: String = text.chars().flat_map(|character| ['\\', character]).collect();
            prop_assert!(matches(&escaped, &text));
        }
    }
}
