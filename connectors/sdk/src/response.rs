//! Answers of the platform.

use serde::de::DeserializeOwned;

use crate::bindings::jackfield::connector::messages::{self, ResponseBody};
use crate::{Blob, Fault, FaultKind};

/// How many characters of a body a fault quotes.
const EXCERPT: usize = 120;
/// The most bytes that so many characters can have.
const EXCERPT_BYTES: u64 = EXCERPT as u64 * 4;

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

    /// The answer, if its status is one of success (2xx).
    ///
    /// # Errors
    /// For any other status a fault with the kind that the status stands for and the beginning of
    /// the body. A platform that says more precisely what went wrong deserves a function of the
    /// connector's own in place of this one.
    pub fn ok(self) -> Result<Self, Fault> {
        let status = self.raw.status;
        let kind = match status {
            200..300 => return Ok(self),
            300..400 => return Err(self.not_the_api("a redirect")),
            400 | 422 => FaultKind::InvalidParameter,
            401 => FaultKind::CredentialRejected,
            403 => FaultKind::PermissionDenied,
            404 => FaultKind::NotFound,
            409 => FaultKind::Conflict,
            429 => FaultKind::RateLimited,
            500..600 => FaultKind::Unavailable,
            _ => FaultKind::RefusedByPlatform,
        };
        let excerpt = self.excerpt();
        let message = if excerpt.is_empty() {
            format!("the platform answered {status} with an empty body")
        } else {
            format!("the platform answered {status}: {excerpt}")
        };
        let fault = Fault::new(kind, message)
            .status(status)
            .retry_after_ms(self.retry_after_ms());
        Err(if matches!(status, 502 | 504) {
            fault.outcome_unknown()
        } else {
            fault
        })
    }

    /// The beginning of the body, also of one that was asked for as a blob.
    fn excerpt(&self) -> String {
        let text = match &self.raw.body {
            ResponseBody::Inline(_) => self.text(),
            ResponseBody::Blob(blob) => {
                String::from_utf8_lossy(&blob.read(0, EXCERPT_BYTES)).into_owned()
            }
        };
        text.trim().chars().take(EXCERPT).collect()
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

    /// All headers in the order they came, names in lower case.
    #[must_use]
    pub fn all_headers(&self) -> &[(String, String)] {
        &self.raw.headers
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

    /// The body as JSON, whatever the status is: [`Response::ok`] before it tells errors apart.
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
        let excerpt = self.excerpt();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Delivery;

    fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
        Response::new(messages::Response {
            status,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: ResponseBody::Inline(body.as_bytes().to_vec()),
        })
    }

    #[test]
    fn success_passes() {
        for status in [200, 201, 204, 299] {
            assert_eq!(response(status, &[], "").ok().unwrap().status(), status);
        }
    }

    #[test]
    fn every_other_status_is_a_fault_of_the_kind_it_stands_for() {
        for (status, kind, delivery) in [
            (302, FaultKind::UnexpectedResponse, Delivery::NotSent),
            (400, FaultKind::InvalidParameter, Delivery::NotSent),
            (401, FaultKind::CredentialRejected, Delivery::NotSent),
            (403, FaultKind::PermissionDenied, Delivery::NotSent),
            (404, FaultKind::NotFound, Delivery::NotSent),
            (409, FaultKind::Conflict, Delivery::NotSent),
            (418, FaultKind::RefusedByPlatform, Delivery::NotSent),
            (422, FaultKind::InvalidParameter, Delivery::NotSent),
            (429, FaultKind::RateLimited, Delivery::NotSent),
            (500, FaultKind::Unavailable, Delivery::NotSent),
            (502, FaultKind::Unavailable, Delivery::OutcomeUnknown),
            (503, FaultKind::Unavailable, Delivery::NotSent),
            (504, FaultKind::Unavailable, Delivery::OutcomeUnknown),
        ] {
            let fault = response(status, &[], "no").ok().unwrap_err();
            assert_eq!(fault.kind, kind.as_str(), "{status}");
            assert_eq!(fault.status, Some(status));
            assert_eq!(fault.delivery, delivery, "{status}");
        }
    }

    #[test]
    fn the_fault_quotes_the_beginning_of_the_body() {
        let fault = response(429, &[("retry-after", "7")], " slow down \n").ok();
        let fault = fault.unwrap_err();
        assert_eq!(fault.message, "the platform answered 429: slow down");
        assert_eq!(fault.retry_after_ms, Some(7000));
        let fault = response(500, &[], &"x".repeat(1000)).ok().unwrap_err();
        assert_eq!(fault.message.matches('x').count(), EXCERPT);
        let fault = response(404, &[], "").ok().unwrap_err();
        assert!(
            fault.message.ends_with("an empty body"),
            "{}",
            fault.message
        );
    }
}
