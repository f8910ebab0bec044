//! The common part of every URL in the environment file: scheme, host and port, and no credential.

use super::host::Authority;
use super::shown::shown;
use super::{Malformed, word};

/// What follows the scheme of a URL; `rest` is its path, query and fragment as written.
#[derive(Debug)]
pub(crate) struct Url<'a> {
    pub authority: Authority,
    pub rest: &'a str,
}

/// Takes a URL apart whose scheme is one of `schemes`, the preferred one first.
///
/// A URL with user information is refused without repeating it.
pub(crate) fn parse<'a>(text: &'a str, schemes: &[&str]) -> Result<Url<'a>, Malformed> {
    refuse_user_information(text)?;
    word::one_word(text)?;
    let (scheme, after) = text.split_once("://").ok_or_else(|| no_scheme(text, schemes))?;
    if !schemes.contains(&scheme) {
        return Err(other_scheme(scheme, schemes));
    }
    let end = after.find(['/', '?', '#', '\\']).unwrap_or(after.len());
    let (authority, rest) = after.split_at(end);
    let authority = Authority::parse(authority)?;
    Ok(Url { authority, rest })
}

/// Checks that nothing but slashes follows the host and port.
pub(crate) fn nothing_after_host(url: &Url<'_>, text: &str) -> Result<(), Malformed> {
    let part = match url.rest.trim_start_matches('/').chars().next() {
        None => return Ok(()),
        Some('?') => "a query",
        Some('#') => "a fragment",
        Some(_) => "a path",
    };
    let base = text.strip_suffix(url.rest).unwrap_or(text);
    let message = format!("{} has {part} after the host", shown(text));
    Err(Malformed::new(message).with_help(format!("write {}", shown(base))))
}

/// Refuses user information without repeating it.
pub(crate) fn refuse_user_information(text: &str) -> Result<(), Malformed> {
    if !text.contains('@') {
        return Ok(());
    }
    Err(Malformed::new("the value carries a user name or password before `@`").with_help(
        "leave it out: a credential in this file is readable by everyone who reads the repository, so revoke it",
    ))
}

fn no_scheme(text: &str, schemes: &[&str]) -> Malformed {
    let message = format!("{} is not a URL", shown(text));
    let preferred = schemes.first().copied().unwrap_or("https");
    Malformed::new(message).with_help(format!("begin with `{preferred}://`, then the host"))
}

fn other_scheme(scheme: &str, schemes: &[&str]) -> Malformed {
    let message = format!("the scheme {} is not accepted here", shown(scheme));
    if scheme == "http" {
        return Malformed::new(message).with_help("begin with `https://`: the connection is always encrypted");
    }
    let allowed: Vec<String> = schemes.iter().map(|name| format!("`{name}://`")).collect();
    Malformed::new(message).with_help(format!("begin with {}", allowed.join(", ")))
}
