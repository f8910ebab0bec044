//! Texts that something fills in before their reader gets them.

/// What begins the placeholders of common tools, where none of our values has it.
///
/// Helm and ApplicationSet templates, shells and Flux, Azure Pipelines, SOPS, vals, argocd-vault-plugin (`<path:…>`).
const OPENINGS: [&str; 6] = ["{{", "${", "$(", "ENC[", "ref+", "<path:"];

/// Whether a text is not yet what its reader will get, so that little follows from what it says.
pub(crate) fn has_placeholder(text: &str) -> bool {
    OPENINGS.iter().any(|opening| text.contains(opening)) || has_word(text, '<', '>') || has_word(text, '{', '}')
}

/// Whether there is a word between brackets: `<client-id>`, `{client_id}`.
fn has_word(text: &str, opening: char, closing: char) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.');
    let bracketed = text.split(opening).skip(1).filter_map(|rest| rest.split_once(closing));
    bracketed.map(|(word, _)| word).any(|word| word.starts_with(char::is_alphabetic) && word.chars().all(is_part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_values() {
        for open in [
            "<client-id>",
            "https://<host>/",
            "{{ .Values.url }}",
            "${URL}",
            "$(URL)",
            "ENC[AES256,x]",
            "/{tenant_id}/v2.0",
        ] {
            assert!(has_placeholder(open), "{open}");
        }
        for closed in [
            "",
            "$oidc.clientSecret",
            "$azure:clientSecret",
            "a < b",
            "<>",
            "{a: b}",
            "{get,sync}",
            "{}",
            "https://x.example.com",
        ] {
            assert!(!has_placeholder(closed), "{closed}");
        }
    }
}
