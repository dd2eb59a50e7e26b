//! Tokens, and the stand-ins that guests hold instead.

use std::fmt;
use std::io::{self, Read};

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// How every stand-in begins, so that one is recognised wherever it turns up.
pub const SEALED_PREFIX: &str = "jackfield-sealed-";

/// A longer text is no token, in bytes.
const LONGEST: u64 = 64 * 1024;

/// An access token. It prints as `****` and is wiped from memory when it is dropped.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// Takes a token into keeping.
    #[must_use]
    pub fn new(token: String) -> Self {
        Self(token.into())
    }

    /// Takes a token that a person has typed or pasted, without the white space around it.
    #[must_use]
    pub fn typed(text: String) -> Self {
        let text = Zeroizing::new(text);
        Self::new(text.trim().to_owned())
    }

    /// Reads a token to the end of a stream, without the white space around it.
    ///
    /// # Errors
    /// When the stream cannot be read, is no text, or is too long for a token.
    pub fn read(stream: impl Read) -> io::Result<Self> {
        // Of one size from the start, so that it never grows and leaves no copy behind in memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST as usize + 1));
        stream.take(LONGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LONGEST {
            return Err(io::Error::other("it is too long for a token"));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| io::Error::other("it is no text"))?;
        Ok(Self::new(text.trim().to_owned()))
    }

    /// Whether it is the same token.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "compares tokens")]
    pub fn is(&self, other: &Self) -> bool {
        self.expose() == other.expose()
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
