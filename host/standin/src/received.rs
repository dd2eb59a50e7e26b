//! A request as a stand-in received it.
//!
//! Contract: nothing is left out and nothing is interpreted; the helpers read the same bytes in
//! the ways tests ask about. Header names are in lower case, as HTTP compares them.
//!
//! Why: a test that says "the token went in the form body and nowhere else" needs the request
//! itself, not what some framework made of it. Only stand-in secrets travel here, so `Debug`
//! may show everything.

use std::io;

use http_body_util::BodyExt;
use hyper::Request;
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// One request, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The method, in upper case.
    pub method: String,
    /// The path as sent, still percent-encoded, without the query.
    pub path: String,
    /// The query as sent, without the question mark.
    pub query: Option<String>,
    /// Every header in order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as sent.
    pub body: Vec<u8>,
}

impl Received {
    pub(crate) async fn read(request: Request<Incoming>) -> io::Result<Self> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        Ok(Self {
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(str::to_owned),
            headers: head
                .headers
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.as_str().to_owned(), value)
                })
                .collect(),
            body: body.to_vec(),
        })
    }

    /// The first header of this name, in whatever case it is asked for.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body read as JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body read as form fields, whatever the content type says.
    #[must_use]
    pub fn form(&self) -> Vec<(String, String)> {
        pairs(&String::from_utf8_lossy(&self.body))
    }

    /// The query read as fields.
    #[must_use]
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        self.query.as_deref().map(pairs).unwrap_or_default()
    }

    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        self.query_pairs()
            .into_iter()
            .find_map(|(known, value)| (known == name).then_some(value))
    }

    pub(crate) fn segments(&self) -> Vec<String> {
        self.path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect()
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(query: &str, body: &str) -> Received {
        Received {
            method: "POST".to_owned(),
            path: "/a//b%20c/".to_owned(),
            query: Some(query.to_owned()),
            headers: vec![("content-type".to_owned(), "x/y".to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn form_fields_are_decoded_in_order() {
        let received = request("", "a=1+2&b=%7B%22x%22%3A1%7D&empty=&bare&a=3");
        assert_eq!(
            received.form(),
            [
                pair("a", "1 2"),
                pair("b", "{\"x\":1}"),
                pair("empty", ""),
                pair("bare", ""),
                pair("a", "3"),
            ]
        );
    }

    #[test]
    fn the_query_is_read_apart_from_the_body() {
        let received = request("session=x", "session=y");
        assert_eq!(received.query_pairs(), [pair("session", "x")]);
        assert_eq!(received.query_value("session").as_deref(), Some("x"));
        assert_eq!(received.query_value("other"), None);
    }

    #[test]
    fn headers_are_found_in_any_case() {
        assert_eq!(request("", "").header("Content-TYPE"), Some("x/y"));
        assert_eq!(request("", "").header("accept"), None);
    }

    #[test]
    fn empty_path_segments_do_not_count() {
        assert_eq!(request("", "").segments(), ["a", "b c"]);
    }

    #[test]
    fn a_body_that_is_not_json_reads_as_nothing() {
        assert_eq!(request("", "{\"a\":").json(), None);
        assert_eq!(
            request("", "[1]").json(),
            Some(Value::from(vec![Value::from(1)]))
        );
    }
}
