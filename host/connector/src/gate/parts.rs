//! Labels in a multipart body.
//!
//! A part has header fields of its own (RFC 7578, section 4), and the name of a file often comes
//! from whoever made the file: a line break in it would add fields, or begin the content early.

use reqwest::header::HeaderValue;

use super::denial::Denial;
use super::request::{Body, Request};

/// Refuses a body whose labels could break out of their lines.
pub(crate) fn check(request: &Request) -> Result<(), Denial> {
    match &request.body {
        Body::Multipart(parts) => parts.iter().try_for_each(|part| {
            refuse_control("name of a part", Some(&part.name))?;
            refuse_control("name of a file", part.file_name.as_ref())?;
            refuse_media_type(part.media_type.as_ref())
        }),
        Body::Blob(blob) => refuse_media_type(blob.media_type.as_ref()),
        Body::None | Body::Bytes(_) | Body::Json(_) | Body::Form(_) => Ok(()),
    }
}

fn refuse_control(what: &str, label: Option<&String>) -> Result<(), Denial> {
    match label {
        Some(label) if label.chars().any(char::is_control) => Err(broken(what, label)),
        _ => Ok(()),
    }
}

/// A media type is a header's value, where a tab is allowed.
fn refuse_media_type(media_type: Option<&String>) -> Result<(), Denial> {
    match media_type {
        Some(text) if HeaderValue::from_str(text).is_err() => Err(broken("media type", text)),
        _ => Ok(()),
    }
}

fn broken(what: &str, label: &str) -> Denial {
    Denial::new(format!(
        "a control character or a line break in the {what} {label:?}"
    ))
}
