//! Hosts and ports as URLs carry them.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Malformed;
use super::shown::shown;

/// A DNS name or IPv4 address, or an IPv6 address in brackets.
///
/// Whether an address is complete is left to the parser.
pub(crate) const HOST_PATTERN: &str = r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*|\[[0-9A-Fa-f:.]+\])";

/// An optional `:port`, 1 to 65535.
pub(crate) const PORT_PATTERN: &str =
    "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?";

const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// A host and perhaps a port, checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Authority {
    /// As written; an IPv6 address stands in its brackets.
    pub host: String,
    /// As written, if written.
    pub port: Option<u16>,
}

impl Authority {
    /// Parses `host` or `host:port`.
    pub(crate) fn parse(text: &str) -> Result<Self, Malformed> {
        let (host, port) = host_and_port(text)?;
        check_host(host)?;
        let port = port.map(parse_port).transpose()?;
        let host = host.to_owned();
        Ok(Self { host, port })
    }

    /// Returns the host in the one form that all its spellings share: lower case, and an IPv6
    /// address as RFC 5952 writes it, in brackets.
    pub(crate) fn normalised_host(&self) -> String {
        match bracketed(&self.host).map(str::parse::<Ipv6Addr>) {
            Some(Ok(address)) => format!("[{address}]"),
            _ => self.host.to_ascii_lowercase(),
        }
    }
}

fn host_and_port(text: &str) -> Result<(&str, Option<&str>), Malformed> {
    if let Some(end) = text.find(']').filter(|_| text.starts_with('[')) {
        let (host, rest) = text.split_at(end + 1);
        return match rest.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if rest.is_empty() => Ok((host, None)),
            None => Err(no_host(text)),
        };
    }
    if text.parse::<Ipv6Addr>().is_ok() {
        let message = format!("{} is an IPv6 address without brackets", shown(text));
        return Err(Malformed::new(message).with_help(format!("write `[{text}]`")));
    }
    Ok(match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    })
}

fn parse_port(text: &str) -> Result<u16, Malformed> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    match text.parse() {
        Ok(port) if digits => Ok(port),
        _ => Err(Malformed::new(format!("{} is not a port", shown(text)))
            .with_help("a port is a number from 1 to 65535, such as `:443`; it may be left out")),
    }
}

fn check_host(host: &str) -> Result<(), Malformed> {
    if let Some(address) = bracketed(host) {
        return check_ipv6(address);
    }
    if !host.is_ascii() {
        let message = format!("the host {} is not ASCII", shown(host));
        return Err(Malformed::new(message).with_help("write an international name in its punycode form, `xn--…`"));
    }
    let last = host.rsplit('.').next().unwrap_or_default();
    if !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()) {
        return check_ipv4(host);
    }
    check_name(host)
}

fn bracketed(host: &str) -> Option<&str> {
    host.strip_prefix('[')?.strip_suffix(']')
}

fn check_ipv6(address: &str) -> Result<(), Malformed> {
    match address.parse::<Ipv6Addr>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Malformed::new(format!("{} is not an IPv6 address", shown(address)))
            .with_help("write the address without zone, such as `[2001:db8::1]`")),
    }
}

fn check_ipv4(address: &str) -> Result<(), Malformed> {
    match address.parse::<Ipv4Addr>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Malformed::new(format!("{} is not an IPv4 address", shown(address)))
            .with_help("a host that ends in a number is an address, such as `10.0.0.4`")),
    }
}

fn check_name(name: &str) -> Result<(), Malformed> {
    if name.ends_with('.') && name.len() > 1 {
        let message = format!("the host {} ends with a dot", shown(name));
        return Err(Malformed::new(message).with_help("leave the last dot out"));
    }
    if name.len() > LONGEST_NAME || !name.split('.').all(is_label) {
        return Err(no_host(name));
    }
    Ok(())
}

fn is_label(label: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=LONGEST_LABEL).contains(&label.len())
        && label.bytes().all(allowed)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn no_host(text: &str) -> Malformed {
    if text.is_empty() {
        return Malformed::new("the host is missing").with_help("write a DNS name or an address");
    }
    Malformed::new(format!("{} is not a host", shown(text))).with_help(
        "a host is a DNS name of letters, digits, hyphens and dots, an IPv4 address, or an IPv6 address in brackets",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalised(text: &str) -> String {
        let authority = Authority::parse(text).expect("an authority");
        authority.normalised_host()
    }

    #[test]
    fn spellings_of_one_host_normalise_alike() {
        assert_eq!(normalised("Dev.Example.COM:443"), "dev.example.com");
        assert_eq!(normalised("[2001:DB8:0:0::1]:6443"), "[2001:db8::1]");
    }

    #[test]
    fn ports_are_numbers_from_1_to_65535() {
        for port in ["", "0", "0443", "+443", "65536", "x", "443:443"] {
            assert!(Authority::parse(&format!("a:{port}")).is_err(), "{port}");
        }
        let authority = Authority::parse("a:65535").expect("an authority");
        assert_eq!(authority.port, Some(65535));
    }

    #[test]
    fn what_is_no_host_is_refused_with_its_reason() {
        let cases = [
            ("", "missing"),
            (".", "not a host"),
            ("a..b", "not a host"),
            ("-a", "not a host"),
            ("a_b", "not a host"),
            ("a.", "ends with a dot"),
            ("bücher.example", "not ASCII"),
            ("10.0.0", "not an IPv4"),
            ("10.0.0.256", "not an IPv4"),
            ("[fe80::1%25eth0]", "not an IPv6"),
            ("fe80::1", "without brackets"),
            ("[::1]x", "not a host"),
        ];
        for (text, fragment) in cases {
            let message = Authority::parse(text).expect_err("refused").message;
            assert!(message.contains(fragment), "{text}: {message}");
        }
    }
}
