//! The authority that is asked for tokens is one, wherever it is written: in a cluster Secret or in a pod.
//!
//! azure-sdk-for-go `sdk/azidentity/azidentity.go`, `setAuthorityHost`: `https` only. A host that is nobody's is found when
//! the first token is needed. Another authority than Microsoft's (Azure Stack Hub, AD FS) is as right.

use crate::cloud::{self, Cloud};
use crate::value::shown;

/// The variable that names it.
pub const AUTHORITY: &str = "AZURE_AUTHORITY_HOST";

/// Why a text is no authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// How to put it right.
    pub help: String,
    /// The authority that is certainly meant.
    pub meant: Option<&'static str>,
}

/// What is wrong with an authority, and how to put it right.
pub fn fault(text: &str) -> Option<Fault> {
    let host = text.strip_prefix("https://").map(|rest| rest.trim_end_matches('/'));
    let Some(host) = host.filter(|host| !host.is_empty() && !host.contains(['/', ' ', '?', '#'])) else {
        let message = format!("{} is no authority: `https://`, a host, and nothing behind it", shown(text));
        let bare = text.trim_matches([' ', '\'', '"']).to_ascii_lowercase().replacen("http://", "https://", 1);
        let cloud = cloud::cloud_of_issuer(&bare);
        let help = format!("write `{}`", cloud.unwrap_or_default().facts().authority_host);
        return Some(Fault { message, help, meant: cloud.map(|cloud| cloud.facts().authority_host) });
    };
    if cloud::cloud_of_issuer(text).is_some() {
        return None;
    }
    let known = Cloud::all().map(|cloud| cloud.facts().authority_host);
    let is_near =
        |known: &&str| strsim::damerau_levenshtein(host, known["https://".len()..].trim_end_matches('/')) <= 2;
    let meant = known.into_iter().find(is_near)?;
    let message = format!("{} is nearly an authority of Microsoft's, and none", shown(text));
    Some(Fault { message, help: format!("did you mean `{meant}`?"), meant: Some(meant) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities() {
        for right in
            ["https://login.microsoftonline.com/", "https://login.microsoftonline.us", "https://adfs.example.com/"]
        {
            assert_eq!(fault(right), None, "{right}");
        }
        for (wrong, help) in [
            ("https://login.micosoftonline.com/", "`https://login.microsoftonline.com/`"),
            ("http://login.microsoftonline.us/", "`https://login.microsoftonline.us/`"),
            ("'https://login.chinacloudapi.cn/'", "`https://login.chinacloudapi.cn/`"),
            ("login.microsoftonline.com", "`https://login.microsoftonline.com/`"),
            ("https://login.microsoftonline.com/tenant", "`https://login.microsoftonline.com/`"),
        ] {
            assert!(fault(wrong).expect(wrong).help.contains(help), "{wrong}");
        }
    }
}
