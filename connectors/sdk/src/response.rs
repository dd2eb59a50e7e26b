//! Answers of the platform.

use serde::de::DeserializeOwned;

use crate::bindings::jackfield::connector::messages::{self, ResponseBody};
use crate::{Blob, Fault, FaultKind};

/// How much of an unreadable body a fault quotes.
const EXCERPT: usize = 120;

/// An answer: status, headers and body.
#[derive(Debug)]
pub struct Response {
    raw: messages::Response,
}

impl Response {
    pub(crate) fn new(raw: messages::Response) -> Self {
        Self { raw }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.raw.status
    }

    /// Whether the status is one of success (2xx).
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.raw.status)
    }

    /// The first header of this name, which is given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.raw
            .headers
            .iter()
            .find(|(candidate, _)| candidate == name)
            .map(|(_, value)| value.as_str())
    }

    /// All headers of this name, which is given in lower case.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.raw
            .headers
            .iter()
            .filter(move |(candidate, _)| candidate == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body, empty when it was asked for as a blob.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.raw.body {
            ResponseBody::Inline(bytes) => bytes,
            ResponseBody::Blob(_) => &[],
        }
    }

    /// The body as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }

    /// The body as a blob, when it was asked for so.
    #[must_use]
    pub fn into_blob(self) -> Option<Blob> {
        match self.raw.body {
            ResponseBody::Inline(_) => None,
            ResponseBody::Blob(blob) => Some(blob),
        }
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// A fault of kind `unexpected-response` that quotes the body and names the likely cause.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_slice(self.bytes()).map_err(|error| self.not_the_api(&error.to_string()))
    }

    /// The fault for an answer that the platform's API would never give: a web page, a redirect,
    /// text of a proxy.
    #[must_use]
    pub fn not_the_api(&self, reason: &str) -> Fault {
        let status = self.raw.status;
        if let (300..400, Some(location)) = (status, self.header("location")) {
            return Fault::new(
                FaultKind::UnexpectedResponse,
                format!("the server answered {status} and wants to redirect to {location}"),
            )
            .status(status)
            .hint(if location.starts_with("https://") {
                "the base URL probably has to begin with https://; redirects are not followed, so that the token goes only where the credential says"
            } else {
                "set the credential's base URL to where the API really is; redirects are not followed, so that the token goes only where the credential says"
            });
        }
        let content_type = self.header("content-type").unwrap_or("no content type");
        let text = self.text();
        let excerpt: String = text.trim().chars().take(EXCERPT).collect();
        let fault = if excerpt.is_empty() {
            Fault::new(
                FaultKind::UnexpectedResponse,
                format!(
                    "the server answered {status} with an empty body, where the API answers JSON"
                ),
            )
        } else {
            Fault::new(
                FaultKind::UnexpectedResponse,
                format!(
                    "the server answered {status} with {content_type} that is not the API's JSON ({reason}): {excerpt}"
                ),
            )
        };
        let fault = fault.status(status);
        if excerpt.starts_with('<') {
            fault.hint("this is a web page: the base URL probably points at a web application or a proxy's sign-in page and not at the platform")
        } else {
            fault.hint("check the credential's base URL; something other than the platform's API answers there")
        }
    }

    /// After how many milliseconds the server welcomes a repeat, by `Retry-After` in seconds
    /// (RFC 9110, section 10.2.3). The largest one counts when there are several.
    #[must_use]
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.headers("retry-after")
            .filter_map(|value| value.trim().parse::<u64>().ok())
            .max()
            .map(|seconds| seconds.saturating_mul(1000))
    }
}
