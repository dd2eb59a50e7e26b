//! What a request would send, for a person to read.

use std::fmt::Write as _;

use jackfield_credential::Redactor;
use url::Url;

use super::request::{Body, Request};
use super::with_query;

/// How many characters of a body are shown.
const SHOWN: usize = 2_000;

/// A request that was let out by the gate's rules and not sent, because the run is a dry one. It
/// is shown as the connector wrote it, before the token is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// The method, such as `POST`.
    pub method: String,
    /// The address, without the token where that would be part of it.
    pub url: String,
    /// The body as text, as far as it is one; its beginning, if it is long.
    pub body: Option<String>,
}

impl Withheld {
    pub(super) fn new(request: &Request, url: Url, redactor: &Redactor) -> Self {
        let url = with_query(url, &request.query);
        let body = described(&request.body);
        Self {
            method: request.method.clone(),
            url: redactor.scrub(url.as_str()).into_owned(),
            body: body.map(|body| shortened(&redactor.scrub(&body))),
        }
    }
}

fn described(body: &Body) -> Option<String> {
    let sized = |what: &str, size: usize| format!("({what}, {size} bytes)");
    Some(match body {
        Body::None => return None,
        Body::Json(text) => text.clone(),
        Body::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => sized("binary data", bytes.len()),
        },
        Body::Blob(blob) => sized(
            blob.name.as_deref().unwrap_or("binary data"),
            blob.data.len(),
        ),
        Body::Form(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            fields.join("\n")
        }
        Body::Multipart(parts) => {
            let mut text = String::new();
            for part in parts {
                let name = part.file_name.as_deref().unwrap_or("part");
                let _ = writeln!(text, "{}={}", part.name, sized(name, part.content.len()));
            }
            text.trim_end().to_owned()
        }
    })
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}\u{2026}", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
