//! How large a request may be.
//!
//! Everything about a request is looked at before it goes out, on the thread that carries out the
//! run, so its size bounds how long that takes.

use super::denial::Denial;
use super::request::{Body, Request, Target};

const MAX_HEADERS: usize = 64;
const MAX_PAIRS: usize = 1000;
const MAX_PARTS: usize = 100;
/// Of method, URL, query and headers together.
const MAX_HEAD: usize = 64 << 10;
const MAX_BODY: usize = 64 << 20;

/// Refuses a request that is too large.
pub(crate) fn check(request: &Request) -> Result<(), Denial> {
    let over = |what: &str, limit: usize, unit: &str| {
        Err(Denial::new(format!(
            "a request with more than {limit} {unit} of {what}"
        )))
    };
    if request.headers.len() > MAX_HEADERS {
        return over("headers", MAX_HEADERS, "fields");
    }
    if request.query.len() > MAX_PAIRS {
        return over("query", MAX_PAIRS, "parameters");
    }
    let target = match &request.target {
        Target::Path(segments) => segments.iter().map(String::len).sum(),
        Target::Url(url) => url.len(),
    };
    let head = request.method.len() + target + length(&request.query) + length(&request.headers);
    if head > MAX_HEAD {
        return over("URL and headers", MAX_HEAD >> 10, "KiB");
    }
    let body = match &request.body {
        Body::None => 0,
        Body::Bytes(bytes) => bytes.len(),
        Body::Json(text) => text.len(),
        Body::Form(fields) if fields.len() > MAX_PAIRS => {
            return over("form", MAX_PAIRS, "fields");
        }
        Body::Form(fields) => length(fields),
        Body::Multipart(parts) if parts.len() > MAX_PARTS => {
            return over("multipart body", MAX_PARTS, "parts");
        }
        Body::Multipart(parts) => parts.iter().map(|part| part.content.len()).sum(),
        Body::Blob(blob) => blob.data.len(),
    };
    if body > MAX_BODY {
        return over("body", MAX_BODY >> 20, "MiB");
    }
    Ok(())
}

fn length(pairs: &[(String, String)]) -> usize {
    pairs
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum()
}

/// A number of bytes, for a person.
pub(crate) fn readable(bytes: usize) -> String {
    match bytes {
        bytes if bytes >= 1 << 20 => format!("{} MiB", bytes >> 20),
        bytes if bytes >= 1 << 10 => format!("{} KiB", bytes >> 10),
        bytes => format!("{bytes} bytes"),
    }
}
