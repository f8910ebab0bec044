//! What every one-word value has in common: it is there, it is visible, and somebody filled it in.

use super::Malformed;
use super::shown::{is_invisible, shown};

/// Checks that the text is not empty, has neither white space nor control characters, and is not a
/// placeholder; returns it.
pub(crate) fn one_word(text: &str) -> Result<&str, Malformed> {
    if text.is_empty() {
        return Err(empty());
    }
    if text.trim() != text {
        return Err(surrounded(text));
    }
    visible(text)?;
    filled_in(text)?;
    match text.find(char::is_whitespace) {
        Some(_) => Err(Malformed::new(format!("{} contains a space", shown(text)))
            .with_help("write one word; several values are items of a list")),
        None => Ok(text),
    }
}

/// Checks that the text has no control and no invisible character.
pub(crate) fn visible(text: &str) -> Result<(), Malformed> {
    if text.chars().any(|c| c.is_control() || is_invisible(c)) {
        let message = format!("{} contains a character that is not visible", shown(text));
        return Err(Malformed::new(message).with_help("type the value instead of pasting it, on one line"));
    }
    Ok(())
}

/// Checks that the text is not what an example or a template leaves to be filled in.
pub(crate) fn filled_in(text: &str) -> Result<(), Malformed> {
    let angle = text.find('<').is_some_and(|at| text[at..].contains('>'));
    let template = ["{{", "${", "$(", "…"].iter().any(|mark| text.contains(mark));
    if angle || template {
        let message = format!("{} is a placeholder", shown(text));
        return Err(
            Malformed::new(message).with_help("write the value itself; variables are not expanded in this file")
        );
    }
    Ok(())
}

/// Returns the refusal of an RBAC subject without characters (argo-cd `util/rbac/rbac.go`, `enforce`: after a refusal it
/// asks again with an empty subject).
pub(crate) fn empty_subject() -> Malformed {
    Malformed::new("the subject is empty: Argo CD would grant its role to everyone who is signed in")
        .with_help("write the id; an unset variable leaves such a gap")
}

/// Returns the refusal of a text without characters.
pub(crate) fn empty() -> Malformed {
    Malformed::new("the value is empty")
        .with_help("write a value, or leave the key out where it is optional; an unset variable leaves such a gap")
}

/// Returns the refusal of a text that begins or ends with white space.
pub(crate) fn surrounded(text: &str) -> Malformed {
    Malformed::new(format!("{} begins or ends with white space", shown(text)))
        .with_help(format!("write {}", shown(text.trim())))
}

/// Returns the refusal of a text that is longer than allowed, in characters.
pub(crate) fn too_long(text: &str, longest: usize) -> Malformed {
    let length = text.chars().count();
    let message = format!("{} has {length} characters, more than {longest}", shown(text));
    Malformed::new(message).with_help(format!("shorten it to {longest} characters"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_gap_is_named() {
        let cases = [
            ("", "empty"),
            (" a", "begins or ends"),
            ("a\n", "begins or ends"),
            ("a b", "contains a space"),
            ("a\u{200b}b", "not visible"),
            ("<tenant>", "placeholder"),
            ("$(TENANT)", "placeholder"),
            ("{{ tenant }}", "placeholder"),
            ("/subscriptions/…/x", "placeholder"),
        ];
        for (text, fragment) in cases {
            let message = one_word(text).expect_err("refused").message;
            assert!(message.contains(fragment), "{text:?}: {message}");
        }
        assert_eq!(one_word("a>b<c"), Ok("a>b<c"));
    }
}
