//! Secrets in the bodies and headers of answers.
//!
//! A redactor knows the usual spellings of a secret, and there are too many to know them all: any
//! character of a JSON text can be written as `\uXXXX`, any of a page as `&#NN;`, any of a URL as
//! `%XX`, and one can stand in the other. So text is decoded as well, and looked at again. Where
//! that brings a secret to light, the answer goes on cleared: JSON with its texts replaced, anything
//! else decoded.

use std::borrow::Cow;

use bytes::Bytes;
use jackfield_credential::Redactor;
use serde_json::{Map, Value};

/// How many codings around one another are taken off.
const LAYERS: usize = 3;

/// The body without secrets.
pub(crate) fn cleared(redactor: &Redactor, body: Bytes) -> Bytes {
    let body = match redactor.scrub_bytes(&body) {
        Cow::Borrowed(_) => body,
        Cow::Owned(scrubbed) => Bytes::from(scrubbed),
    };
    if !is_text(&body) {
        return body;
    }
    let Some(revealed) = revealed(redactor, &body) else {
        return body;
    };
    let Ok(mut value) = serde_json::from_slice::<Value>(&body) else {
        return revealed.into();
    };
    clear(redactor, &mut value);
    let rewritten = value.to_string();
    if self::revealed(redactor, rewritten.as_bytes()).is_some() {
        return revealed.into();
    }
    rewritten.into()
}

/// The text without secrets.
pub(crate) fn cleared_text(redactor: &Redactor, text: &str) -> String {
    let scrubbed = redactor.scrub(text);
    match revealed(redactor, scrubbed.as_bytes()) {
        Some(revealed) => String::from_utf8_lossy(&revealed).into_owned(),
        None => scrubbed.into_owned(),
    }
}

/// Images and archives hold no text in which something could be spelled out.
fn is_text(body: &[u8]) -> bool {
    body.starts_with(b"\xff\xfe")
        || body.starts_with(b"\xfe\xff")
        || std::str::from_utf8(body).is_ok()
}

/// The text decoded and cleared, if a secret comes to light as it is decoded.
fn revealed(redactor: &Redactor, text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = decode(text)?;
    for _ in 0..LAYERS {
        if let Cow::Owned(cleared) = redactor.scrub_bytes(&decoded) {
            return Some(cleared);
        }
        decoded = decode(&decoded)?;
    }
    None
}

/// Takes one coding off, wherever there is one; nothing when there is none.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let first = memchr::memchr3(b'\\', b'%', b'&', text)
        .into_iter()
        .chain(memchr::memchr(0, text))
        .min()?;
    let (plain, mut rest) = text.split_at_checked(first)?;
    let mut decoded = Vec::with_capacity(text.len());
    decoded.extend_from_slice(plain);
    let mut is_changed = false;
    while let Some((&byte, behind)) = rest.split_first() {
        let unit = match byte {
            b'\\' => escape(behind),
            b'%' => percent(behind),
            b'&' => entity(behind),
            // UTF-16 puts one beside each character of ASCII.
            0 => Some((None, behind)),
            _ => None,
        };
        match unit {
            Some((character, after)) => {
                is_changed = true;
                decoded.extend(character);
                rest = after;
            }
            None => {
                decoded.push(byte);
                rest = behind;
            }
        }
    }
    is_changed.then_some(decoded)
}

/// A byte that was spelled out, if it stands for one, and what follows it. Secrets are ASCII, so
/// that nothing beyond it needs to be decoded.
type Unit<'a> = Option<(Option<u8>, &'a [u8])>;

/// JSON (RFC 8259, section 7), behind the backslash.
fn escape(text: &[u8]) -> Unit<'_> {
    match text {
        [b'u', a, b, c, d, rest @ ..] => {
            let code = number(&[*a, *b, *c, *d], 16)?;
            Some((Some(u8::try_from(code).ok().filter(u8::is_ascii)?), rest))
        }
        [byte @ (b'\\' | b'/' | b'"'), rest @ ..] => Some((Some(*byte), rest)),
        _ => None,
    }
}

/// URLs (RFC 3986, section 2.1), behind the percent sign.
fn percent(text: &[u8]) -> Unit<'_> {
    let (digits, rest) = text.split_at_checked(2)?;
    Some((Some(u8::try_from(number(digits, 16)?).ok()?), rest))
}

/// HTML, behind the ampersand: a number, or one of the names that every encoder knows.
fn entity(text: &[u8]) -> Unit<'_> {
    let head = text.get(..text.len().min(10))?;
    let (name, _) = head.split_at_checked(memchr::memchr(b';', head)?)?;
    let rest = text.get(name.len() + 1..)?;
    let byte = match name {
        b"amp" => b'&',
        b"lt" => b'<',
        b"gt" => b'>',
        b"quot" => b'"',
        b"apos" => b'\'',
        [b'#', b'x' | b'X', digits @ ..] => u8::try_from(number(digits, 16)?).ok()?,
        [b'#', digits @ ..] => u8::try_from(number(digits, 10)?).ok()?,
        _ => return None,
    };
    byte.is_ascii().then_some((Some(byte), rest))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok()?;
    let is_plain = digits.bytes().all(|digit| digit.is_ascii_alphanumeric());
    u32::from_str_radix(digits, radix).ok().filter(|_| is_plain)
}

/// Clears every text in a value.
fn clear(redactor: &Redactor, value: &mut Value) {
    match value {
        Value::String(text) => *text = cleared_text(redactor, text),
        Value::Array(array) => array
            .iter_mut()
            .for_each(|element| clear(redactor, element)),
        Value::Object(object) => {
            let members = std::mem::take(object);
            *object = members
                .into_iter()
                .map(|(name, mut member)| {
                    clear(redactor, &mut member);
                    (cleared_text(redactor, &name), member)
                })
                .collect::<Map<_, _>>();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use jackfield_credential::AccessToken;

    use super::*;

    fn escaped(text: &str) -> String {
        text.chars()
            .map(|character| format!("\\u{:04X}", u32::from(character)))
            .collect()
    }

    #[test]
    fn a_secret_in_json_escapes_is_cut_out() {
        let redactor = Redactor::default();
        redactor.add(&AccessToken::new("secret0123456789".to_owned()));
        let half = format!("secret01{}", escaped("23456789"));
        for spelling in [escaped("secret0123456789"), half] {
            for body in [
                format!("{{\"a\":[\"x {spelling} y\"]}}"),
                format!("{{\"{spelling}\":1}}"),
                format!("\"{spelling}\""),
            ] {
                let cleared = cleared(&redactor, Bytes::from(body.clone()));
                let value: Value = serde_json::from_slice(&cleared).unwrap();
                let text = value.to_string();
                assert!(
                    text.contains("****") && !text.contains("secret"),
                    "{body}: {text}"
                );
            }
        }
    }

    /// A token that looks different in every coding.
    const EXOTIC: &str = "s3cr+t/\"of\\the%house&=?~end";

    fn each(text: &str, spell: impl Fn(u8) -> String) -> String {
        text.bytes().map(spell).collect()
    }

    #[test]
    fn a_secret_is_cut_out_whoever_spells_it_and_however_often() {
        let redactor = Redactor::default();
        redactor.add(&AccessToken::new(EXOTIC.to_owned()));
        let percent = each(EXOTIC, |byte| format!("%{byte:02x}"));
        let some_percent = EXOTIC.replace('%', "%25").replace('+', "%2B");
        let numbered = escaped(EXOTIC);
        let twice = serde_json::Value::from(escaped(EXOTIC)).to_string();
        for spelling in [
            percent.replace('%', "%25"),
            each(&percent, |byte| format!("&#{byte};")),
            percent,
            some_percent,
            each(EXOTIC, |byte| format!("&#x{byte:X};")),
            EXOTIC.replace('&', "&amp;").replace('"', "&quot;"),
            EXOTIC.replace('&', "&#38;").replace('+', "&#43;"),
            each(EXOTIC, |byte| format!("{}\0", char::from(byte))),
            format!("{}{numbered}", "[".repeat(200)),
            format!("{{\"a\":\"{numbered}\"}}\n{{}}"),
            format!("callback({{\"a\":\"{numbered}\"}})"),
            format!("{{\"a\":{twice}}}"),
            numbered,
        ] {
            let body = format!("before {spelling} after");
            for text in [
                String::from_utf8(cleared(&redactor, body.clone().into()).to_vec()).unwrap(),
                cleared_text(&redactor, &body),
            ] {
                assert!(text.contains("****"), "{body}: {text}");
                assert!(revealed(&redactor, text.as_bytes()).is_none(), "{text}");
            }
        }
    }

    #[test]
    fn json_stays_json_when_a_secret_is_cut_out_of_it() {
        let redactor = Redactor::default();
        redactor.add(&AccessToken::new(EXOTIC.to_owned()));
        let body = serde_json::json!({
            "a": each(EXOTIC, |byte| format!("%{byte:02X}")),
            "b": "100 % \u{e9} &amp; \\",
        });
        let cleared = cleared(&redactor, body.to_string().into());
        let value: Value = serde_json::from_slice(&cleared).unwrap();
        assert_eq!(value, serde_json::json!({"a": "****", "b": body["b"]}));
    }

    #[test]
    fn other_bodies_are_left_as_they_are() {
        let redactor = Redactor::default();
        redactor.add(&AccessToken::new("secret0123456789".to_owned()));
        for body in [
            "{\"a\": \"\\u00e9\"}",
            "no JSON \\u0041",
            "",
            "{\"a\" : 1.0}",
            "100 % of it, 50%2 &c; &#999999; &#xZ; \\x \\u12",
            "%41&amp;\\u0041",
        ] {
            assert_eq!(cleared(&redactor, Bytes::from(body)), body);
        }
    }
}
