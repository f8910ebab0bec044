//! Why a text is not a CA. A private key is a kind of its own, because it is an incident and not a typing mistake.
//!
//! Keeps true: no message holds a byte of the text; blocks are named by number, counted from 1.

use std::fmt;

use crate::value::Malformed;

/// Why a text is not a CA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaError {
    /// A private key lies where only certificates belong.
    PrivateKey {
        /// Number of the PEM block that is (or whose content is) a private key, from 1.
        block: usize,
    },
    /// Anything else that keeps the text from being certificates in PEM.
    Malformed(Malformed),
}

impl CaError {
    /// What is wrong, in one sentence without a full stop.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::PrivateKey { block } => format!("block {block} of the CA is a private key"),
            Self::Malformed(malformed) => malformed.message.clone(),
        }
    }

    /// How to put it right.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::PrivateKey { .. } => Some(
                "a private key does not belong into a CA: keep the certificates only, \
                 regard the key as leaked and replace it",
            ),
            Self::Malformed(malformed) => malformed.help.as_deref(),
        }
    }
}

impl From<Malformed> for CaError {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl fmt::Display for CaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())
    }
}

impl std::error::Error for CaError {}
