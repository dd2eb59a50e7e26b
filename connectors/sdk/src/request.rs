//! Requests to the platform.

use serde::Serialize;

use crate::bindings::jackfield::connector::messages::{self, AnswerForm, Target};

/// A request to a path below the credential's base URL.
#[derive(Clone, Debug)]
pub struct Request {
    method: &'static str,
    target: Target,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Body,
    timeout_ms: Option<u32>,
    repeatable: bool,
    answer: AnswerForm,
}

#[derive(Clone, Debug)]
enum Body {
    None,
    Json(String),
    Form(Vec<(String, String)>),
}

impl Request {
    /// A request with this method, to these raw segments of a path.
    pub fn new<S: Into<String>>(method: &'static str, path: impl IntoIterator<Item = S>) -> Self {
        Self::to(
            method,
            Target::Path(path.into_iter().map(Into::into).collect()),
        )
    }

    /// A request with this method to an absolute URL. On a credential it must lie below the base
    /// URL; without one its host must be allowed by the workflow's author.
    pub fn url(method: &'static str, url: impl Into<String>) -> Self {
        Self::to(method, Target::Url(url.into()))
    }

    fn to(method: &'static str, target: Target) -> Self {
        Self {
            method,
            target,
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::None,
            timeout_ms: None,
            repeatable: false,
            answer: AnswerForm::Inline,
        }
    }

    /// A GET request.
    pub fn get<S: Into<String>>(path: impl IntoIterator<Item = S>) -> Self {
        Self::new("GET", path)
    }

    /// A POST request.
    pub fn post<S: Into<String>>(path: impl IntoIterator<Item = S>) -> Self {
        Self::new("POST", path)
    }

    /// A PUT request.
    pub fn put<S: Into<String>>(path: impl IntoIterator<Item = S>) -> Self {
        Self::new("PUT", path)
    }

    /// A DELETE request.
    pub fn delete<S: Into<String>>(path: impl IntoIterator<Item = S>) -> Self {
        Self::new("DELETE", path)
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl ToString) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Sends JSON. A value that has no JSON form, such as a map with keys that are no text,
    /// becomes `null`, which no platform takes for anything else.
    #[must_use]
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Body::Json(serde_json::to_string(body).unwrap_or_else(|_| "null".to_owned()));
        self
    }

    /// Sends a form of these fields.
    #[must_use]
    pub fn form<N: Into<String>, V: Into<String>>(
        mut self,
        fields: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.body = Body::Form(
            fields
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        );
        self
    }

    /// Waits this many milliseconds for the whole answer, instead of 30 seconds.
    #[must_use]
    pub fn timeout_ms(mut self, milliseconds: u32) -> Self {
        self.timeout_ms = Some(milliseconds);
        self
    }

    /// Says that sending this request twice does no more than sending it once.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// Whether the method alone says that this request changes nothing.
    #[must_use]
    pub fn only_reads(&self) -> bool {
        matches!(self.method, "GET" | "HEAD" | "OPTIONS")
    }

    /// Whether sending this request twice may do more than sending it once, as far as the host
    /// can tell.
    #[must_use]
    pub fn has_effect(&self) -> bool {
        !self.repeatable && !self.only_reads()
    }

    /// Asks for the body of the answer as a blob, which stays on the host's side.
    #[must_use]
    pub fn answer_as_blob(mut self) -> Self {
        self.answer = AnswerForm::Blob;
        self
    }

    /// The request as the contract spells it.
    #[must_use]
    pub fn to_raw(&self) -> messages::Request<'static> {
        messages::Request {
            method: self.method.to_owned(),
            target: self.target.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            body: match &self.body {
                Body::None => messages::Body::None,
                Body::Json(text) => messages::Body::Json(text.clone()),
                Body::Form(fields) => messages::Body::Form(fields.clone()),
            },
            timeout_ms: self.timeout_ms,
            repeatable: self.repeatable,
            answer: self.answer,
        }
    }
}
