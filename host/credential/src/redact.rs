//! Cutting secrets out of what leaves the process.

use std::borrow::Cow;
use std::sync::{Arc, RwLock};

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::token::AccessToken;

/// What stands where a secret was.
const MASK: &str = "****";

/// Knows all secrets of a process and cuts them out of text: as they are, percent-encoded, with
/// JSON escapes, and in base64 at each of the three alignments. Cheap to clone; clones share what
/// they know.
#[derive(Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Known>>,
}

#[derive(Default)]
struct Known {
    spellings: Vec<String>,
    matcher: Option<AhoCorasick>,
}

impl Redactor {
    /// Adds a secret.
    #[expect(
        clippy::disallowed_methods,
        reason = "what is to be cut out must be known"
    )]
    pub fn add(&self, token: &AccessToken) {
        let Ok(mut known) = self.known.write() else {
            return;
        };
        for spelling in spellings(token.expose()) {
            if !known.spellings.contains(&spelling) {
                known.spellings.push(spelling);
            }
        }
        known.matcher = AhoCorasick::new(&known.spellings).ok();
    }

    /// The text without secrets.
    #[must_use]
    pub fn scrub<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.scrub_bytes(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    /// The bytes without secrets.
    #[must_use]
    pub fn scrub_bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let Ok(known) = self.known.read() else {
            return Cow::Borrowed(bytes);
        };
        match &known.matcher {
            Some(matcher) if matcher.is_match(bytes) => {
                let masks = vec![MASK; known.spellings.len()];
                Cow::Owned(matcher.replace_all_bytes(bytes, &masks))
            }
            _ => Cow::Borrowed(bytes),
        }
    }
}

fn spellings(secret: &str) -> Vec<String> {
    let mut spellings = vec![secret.to_owned()];
    let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    spellings.push(percent.to_lowercase());
    spellings.push(percent);
    let json = serde_json::Value::from(secret).to_string();
    spellings.push(json.trim_matches('"').to_owned());
    spellings.push(json.trim_matches('"').replace('/', "\\/"));
    for offset in 0..3 {
        spellings.extend(in_base64(secret, offset));
    }
    spellings
}

/// The characters of base64 that depend on the secret alone when it begins at a byte whose
/// position leaves this remainder by three, in both alphabets (RFC 4648, sections 4 and 5).
fn in_base64(secret: &str, offset: usize) -> Vec<String> {
    let padded = [vec![0; offset], secret.as_bytes().to_vec()].concat();
    // Each character holds 6 bits: those that share bits with a neighbouring byte are left out.
    let first = (offset * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    let encoded = STANDARD_NO_PAD.encode(&padded);
    let Some(inner) = encoded.get(first..last) else {
        return Vec::new();
    };
    vec![inner.to_owned(), inner.replace('+', "-").replace('/', "_")]
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    const SECRET: &str = "a?b/c+d\"e7kq9xw3zn8";

    fn redactor() -> Redactor {
        let redactor = Redactor::default();
        redactor.add(&AccessToken::new(SECRET.to_owned()));
        redactor
    }

    #[test]
    fn the_secret_is_cut_out_in_every_spelling() {
        let percent = utf8_percent_encode(SECRET, NON_ALPHANUMERIC).to_string();
        for spelling in [
            SECRET.to_owned(),
            percent.to_lowercase(),
            percent,
            serde_json::Value::from(SECRET).to_string(),
            serde_json::Value::from(SECRET)
                .to_string()
                .replace('/', "\\/"),
        ] {
            let scrubbed = redactor().scrub(&format!("<{spelling}>")).into_owned();
            assert!(
                !scrubbed.contains("7kq9xw3zn8"),
                "{spelling} became {scrubbed}"
            );
            assert!(scrubbed.contains(MASK), "{spelling} became {scrubbed}");
        }
    }

    #[test]
    fn the_secret_is_cut_out_of_base64_wherever_it_begins() {
        for prefix in ["", "a", "ab", "abc", "user:", "session="] {
            for suffix in ["", "x", "xy"] {
                let plain = format!("{prefix}{SECRET}{suffix}");
                for encoded in [STANDARD.encode(&plain), URL_SAFE_NO_PAD.encode(&plain)] {
                    let scrubbed = redactor().scrub(&encoded).into_owned();
                    assert!(scrubbed.contains(MASK), "{plain} as {encoded}");
                }
            }
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        assert!(matches!(
            redactor().scrub("nothing to hide"),
            Cow::Borrowed("nothing to hide")
        ));
    }
}
