//! Tokens, and the stand-ins that guests hold instead.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// How every stand-in begins, so that one is recognised wherever it turns up.
pub const SEALED_PREFIX: &str = "jackfield-sealed-";

/// An access token. It prints as `****` and is wiped from memory when it is dropped.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// Takes a token into keeping.
    #[must_use]
    pub fn new(token: String) -> Self {
        Self(token.into())
    }

    /// The token in the clear. Only this crate and the gate may call it.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the door that the gate uses")]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("****")
    }
}

/// A stand-in for a token: worthless anywhere but at the token's own place in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(String);

impl Sealed {
    /// A new stand-in, which nobody can guess. Where the system has no randomness the stand-in is
    /// the same each time; it protects nothing by being secret.
    #[must_use]
    pub fn new() -> Self {
        let nonce = getrandom::u64().unwrap_or_default();
        Self(format!("{SEALED_PREFIX}{nonce:016x}"))
    }

    /// The stand-in as the guest sees it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Sealed {
    fn default() -> Self {
        Self::new()
    }
}
