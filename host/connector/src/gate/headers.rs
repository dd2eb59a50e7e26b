//! Header fields that a guest may set.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::denial::Denial;

/// Fields that the host owns: those that frame a message or route it (RFC 9110, section 7.6.1,
/// and RFC 9112), those that carry identity, the one by which an operator finds a run, and those that decide in which coding and which
/// pieces an answer comes, which the host must be able to read whole to keep secrets out of it.
const OWNED: [&str; 16] = [
    "accept-encoding",
    "connection",
    "content-length",
    "cookie",
    "expect",
    "forwarded",
    "host",
    "keep-alive",
    "range",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];

/// How the names of further families begin: what is for proxies, and what servers behind one
/// believe about where a request came from, what its path is and what its method is.
const OWNED_FAMILIES: [&str; 7] = [
    "proxy-",
    "x-forwarded-",
    "x-http-method",
    "x-method-override",
    "x-original-",
    "x-real-ip",
    "x-rewrite-",
];

/// Whether the host alone sets a field of this name. Gateway interfaces (RFC 3875, section 4.1.18)
/// make no difference between `-` and `_`.
fn is_owned(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    OWNED.contains(&name.as_str()) || OWNED_FAMILIES.iter().any(|family| name.starts_with(family))
}

/// Turns a guest's header fields into real ones, or refuses them.
pub(crate) fn admit(headers: &[(String, String)]) -> Result<HeaderMap, Denial> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if is_owned(name) {
            return Err(
                Denial::new(format!("the header `{name}`, which only the host sets"))
                    .remedy("the connector must leave it out"),
            );
        }
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Denial::new(format!("the header name {name:?}, which is none")))?;
        let value = HeaderValue::from_str(value).map_err(|_| {
            Denial::new(format!(
                "a control character or a line break in the header `{name}`"
            ))
        })?;
        map.try_append(name, value)
            .map_err(|_| Denial::new("more headers than a request can have"))?;
    }
    Ok(map)
}
