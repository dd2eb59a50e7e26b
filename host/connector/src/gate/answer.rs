//! Secrets in the bodies of answers.
//!
//! A redactor knows the spellings of a secret, and JSON has too many: any character of a text can
//! be written as `\uXXXX`. Such a body is read, cleared and written anew, when there is a secret in
//! it.

use std::borrow::Cow;

use bytes::Bytes;
use jackfield_credential::Redactor;
use serde_json::{Map, Value};

/// The body without secrets.
pub(crate) fn cleared(redactor: &Redactor, body: Bytes) -> Bytes {
    let body = match redactor.scrub_bytes(&body) {
        Cow::Borrowed(_) => body,
        Cow::Owned(scrubbed) => Bytes::from(scrubbed),
    };
    if memchr::memmem::find(&body, b"\\u").is_none() {
        return body;
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(&body) else {
        return body;
    };
    if clear(redactor, &mut value) {
        Bytes::from(value.to_string())
    } else {
        body
    }
}

/// Clears every text in a value, and says whether there was anything to clear.
fn clear(redactor: &Redactor, value: &mut Value) -> bool {
    match value {
        Value::String(text) => match redactor.scrub(text) {
            Cow::Borrowed(_) => false,
            Cow::Owned(scrubbed) => {
                *text = scrubbed;
                true
            }
        },
        Value::Array(array) => array
            .iter_mut()
            .fold(false, |found, element| clear(redactor, element) | found),
        Value::Object(object) => {
            let mut found = false;
            let members = std::mem::take(object);
            *object = members
                .into_iter()
                .map(|(name, mut member)| {
                    found |= clear(redactor, &mut member);
                    let scrubbed = redactor.scrub(&name).into_owned();
                    found |= scrubbed != name;
                    (scrubbed, member)
                })
                .collect::<Map<_, _>>();
            found
        }
        _ => false,
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

    #[test]
    fn other_bodies_are_left_as_they_are() {
        let redactor = Redactor::default();
        redactor.add(&AccessToken::new("secret0123456789".to_owned()));
        for body in [
            "{\"a\": \"\\u00e9\"}",
            "no JSON \\u0041",
            "",
            "{\"a\" : 1.0}",
        ] {
            assert_eq!(cleared(&redactor, Bytes::from(body)), body);
        }
    }
}
