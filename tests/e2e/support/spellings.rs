//! The ways in which a secret can be written.

use std::fmt::Write;

use super::process::Said;

/// Fails if any spelling of the secret is in what a process said.
#[track_caller]
pub(crate) fn assert_secret(secret: &str, said: &Said) {
    for (name, spelling) in spellings(secret) {
        for (stream, text) in [
            ("standard output", &said.stdout),
            ("standard error", &said.stderr),
        ] {
            assert!(
                !text.contains(&spelling),
                "the token is on {stream}, {name} (`{spelling}`)\n{said}"
            );
        }
    }
}

/// The secret as it is, and in every coding that something on the way could put it into.
pub(crate) fn spellings(secret: &str) -> Vec<(&'static str, String)> {
    let json = serde_json::Value::from(secret).to_string();
    let json = json.trim_matches('"').to_owned();
    let percent = percent_encoded(secret);
    let mut spellings = vec![
        ("as it is", secret.to_owned()),
        ("with JSON escapes", json.clone()),
        ("with JSON escapes and solidi", json.replace('/', "\\/")),
        ("percent-encoded", percent.clone()),
        ("percent-encoded in small letters", percent.to_lowercase()),
    ];
    for lead in ["", "x", "xx"] {
        let encoded = base64(format!("{lead}{secret}").as_bytes());
        // The outer characters share bits with what stands beside the secret.
        let inner = encoded.trim_end_matches('=');
        let first = (lead.len() * 8).div_ceil(6);
        let last = (lead.len() + secret.len()) * 8 / 6;
        let inner: String = inner.chars().take(last).skip(first).collect();
        spellings.push(("in base64", inner.clone()));
        let url_safe = inner.replace('+', "-").replace('/', "_");
        spellings.push(("in URL-safe base64", url_safe));
    }
    spellings
}

/// Percent-encoding of everything but letters and digits.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
    }
    encoded
}

/// Base64 (RFC 4648, section 4), with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0, |bits, byte| bits << 8 | usize::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            if place <= chunk.len() {
                let index = bits >> (18 - 6 * place) & 63;
                encoded.push(char::from(ALPHABET[index]));
            } else {
                encoded.push('=');
            }
        }
    }
    encoded
}

#[test]
fn the_spellings_are_those_of_rfc_4648() {
    for (text, encoded) in [("f", "Zg=="), ("fo", "Zm8="), ("foobar", "Zm9vYmFy")] {
        assert_eq!(base64(text.as_bytes()), encoded, "{text}");
    }
}
