//! Cutting secrets out of what leaves the process.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, RwLock};

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

use crate::credential::SHORTEST_TOKEN;
use crate::token::AccessToken;

/// What stands where a secret was.
const MASK: &str = "****";

/// Knows all secrets of a process and cuts them out of text: as they are, percent-encoded as URLs
/// and forms have it, with JSON escapes, and in base64 at each of the three alignments. Cheap to
/// clone; clones share what they know.
#[derive(Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Known>>,
}

#[derive(Default)]
struct Known {
    spellings: BTreeSet<String>,
    matcher: Option<AhoCorasick>,
    /// There are secrets and no way to find them: nothing can be shown.
    is_blind: bool,
}

impl Redactor {
    /// Adds a secret.
    pub fn add(&self, token: &AccessToken) {
        self.add_all(std::slice::from_ref(token));
    }

    /// Adds secrets. What is too short to be one stands in other words by chance: cutting it out
    /// would make every message unreadable, and give it away.
    #[expect(
        clippy::disallowed_methods,
        reason = "what is to be cut out must be known"
    )]
    pub fn add_all(&self, tokens: &[AccessToken]) {
        let mut known = match self.known.write() {
            Ok(known) => known,
            Err(poisoned) => poisoned.into_inner(),
        };
        let before = known.spellings.len();
        let secrets = tokens.iter().map(AccessToken::expose);
        for secret in secrets.filter(|secret| secret.len() >= SHORTEST_TOKEN) {
            known.spellings.extend(spellings(secret));
        }
        if known.spellings.len() == before {
            return;
        }
        // Of two secrets of which one begins like the other, the longer one is cut out.
        known.matcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&known.spellings)
            .ok();
        known.is_blind = known.matcher.is_none();
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
        let known = match self.known.read() {
            Ok(known) => known,
            Err(poisoned) => poisoned.into_inner(),
        };
        if known.is_blind {
            return Cow::Owned(MASK.as_bytes().to_vec());
        }
        match &known.matcher {
            Some(matcher) if matcher.is_match(bytes) => {
                let masks = vec![MASK; known.spellings.len()];
                Cow::Owned(matcher.replace_all_bytes(bytes, &masks))
            }
            _ => Cow::Borrowed(bytes),
        }
    }
}

/// What `encodeURIComponent` leaves as it is (ECMAScript, section "encodeURIComponent").
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');
/// What may stand in a path as it is (RFC 3986, section 3.3).
const PATH: &AsciiSet = &COMPONENT
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

fn spellings(secret: &str) -> BTreeSet<String> {
    let mut spellings = BTreeSet::from([secret.to_owned()]);
    let form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let encoded =
        [NON_ALPHANUMERIC, COMPONENT, PATH].map(|set| utf8_percent_encode(secret, set).to_string());
    for encoded in encoded.into_iter().chain([form]) {
        spellings.insert(with_small_digits(&encoded));
        spellings.insert(encoded);
    }
    let json = serde_json::Value::from(secret).to_string();
    let json = json.trim_matches('"');
    spellings.insert(json.to_owned());
    spellings.insert(json.replace('/', "\\/"));
    for offset in 0..3 {
        spellings.extend(in_base64(secret, offset));
    }
    spellings.remove("");
    spellings
}

/// Percent-encoding with `%2f` for `%2F`.
fn with_small_digits(encoded: &str) -> String {
    let mut digits = 0;
    encoded
        .chars()
        .map(|character| {
            if character == '%' {
                digits = 2;
                return character;
            }
            if digits == 0 {
                return character;
            }
            digits -= 1;
            character.to_ascii_lowercase()
        })
        .collect()
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
    fn the_encodings_of_urls_and_forms_are_known_in_both_cases() {
        let redactor = Redactor::default();
        redactor.add(&AccessToken::new("Ab-cdEF+gh/12345==".to_owned()));
        for spelling in [
            "Ab-cdEF%2Bgh%2F12345%3D%3D",
            "Ab-cdEF%2bgh%2f12345%3d%3d",
            "Ab%2DcdEF%2Bgh%2F12345%3D%3D",
            "Ab-cdEF+gh%2F12345==",
        ] {
            assert_eq!(redactor.scrub(spelling), MASK, "{spelling}");
        }
    }

    #[test]
    fn of_two_secrets_the_longer_one_is_cut_out() {
        let redactor = Redactor::default();
        for secret in ["abcdef", "abcdef0123456789"] {
            redactor.add(&AccessToken::new(secret.to_owned()));
        }
        assert_eq!(redactor.scrub("<abcdef0123456789>"), "<****>");
        assert_eq!(redactor.scrub("<abcdef>"), "<****>");
    }

    #[test]
    fn other_text_is_left_alone() {
        assert!(matches!(
            redactor().scrub("nothing to hide"),
            Cow::Borrowed("nothing to hide")
        ));
    }
}
