//! A request as it is to be made, whichever way it was spelled.

use serde_json::Value;

/// How long an answer may take when nobody says, in milliseconds.
pub(crate) const TIMEOUT_MS: u32 = 300_000;
/// How many redirects are followed when nobody says.
pub(crate) const REDIRECTS: u32 = 21;

/// Names and values.
pub(crate) type Pairs = Vec<(String, String)>;

/// A request, and what becomes of its answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) query: Pairs,
    pub(crate) headers: Pairs,
    pub(crate) content: Content,
    pub(crate) authentication: Authentication,
    /// Whether certificates that do not verify are to be accepted.
    pub(crate) insecure: bool,
    pub(crate) timeout_ms: u32,
    pub(crate) redirects: Redirects,
    pub(crate) reading: Reading,
    pub(crate) pages: Option<Pages>,
}

impl Plan {
    /// A request with this method, and everything else as it is when nobody says.
    pub(crate) fn new(method: &str, url: String) -> Self {
        Self {
            method: method.to_owned(),
            url,
            query: Vec::new(),
            headers: Vec::new(),
            content: Content::None,
            authentication: Authentication::AsGiven,
            insecure: false,
            timeout_ms: TIMEOUT_MS,
            redirects: Redirects {
                most: REDIRECTS,
                changing: true,
            },
            reading: Reading::default(),
            pages: None,
        }
    }

    /// Sets a header, in place of one of the same name.
    pub(crate) fn set_header(&mut self, name: &str, value: String) {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value));
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// The body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    None,
    /// JSON text.
    Json(String),
    Form(Pairs),
    Multipart(Vec<(String, Part)>),
    /// Text of a media type.
    Text(String, String),
    /// The item's binary data of this name.
    Binary(String),
}

/// A field of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    Text(String),
    /// The item's binary data of this name.
    Binary(String),
}

/// Whether a credential is used.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Authentication {
    /// If there is one.
    AsGiven,
    /// Not even if there is one.
    None,
    /// One of this type of n8n's, without which nothing is sent.
    Needed(String),
}

/// Which redirects are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Redirects {
    /// How many at most.
    pub(crate) most: u32,
    /// Whether also those of requests that change something.
    pub(crate) changing: bool,
}

/// What becomes of an answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) format: Format,
    /// Whether the item has status and headers as well.
    pub(crate) full: bool,
    /// Whether any status is an answer.
    pub(crate) any_status: bool,
    /// The name for text in the item, or for a file among its binary data.
    pub(crate) output: String,
    /// Whether a list becomes as many items.
    pub(crate) splits: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            format: Format::Auto,
            full: false,
            any_status: false,
            output: "data".to_owned(),
            splits: true,
        }
    }
}

/// What an answer is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// What its content type says.
    Auto,
    Json,
    Text,
    File,
}

/// How one page follows the other.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pages {
    /// The address of the next one, where the answer says it; empty after the last.
    pub(crate) next: Option<String>,
    /// What is set in each request.
    pub(crate) set: Vec<(Place, String, Value)>,
    pub(crate) end: End,
    /// How many there are at most.
    pub(crate) most: Option<u64>,
    pub(crate) interval_ms: u64,
}

/// Where a page's own value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Query,
    Header,
    Body,
}

/// Which page is the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// One without content.
    Empty,
    /// One of these statuses.
    Statuses(Vec<u16>),
    /// The one before this, if so: an expression was asked.
    Asked(bool),
}
