//! A request as a guest asks for it, free of WIT types.

use std::time::Duration;

use bytes::Bytes;
use jackfield_item::Blob;
use percent_encoding::percent_decode_str;

/// Where a request goes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// Raw segments below the credential's base path.
    Path(Vec<String>),
    /// An absolute URL.
    Url(String),
}

/// One part of a multipart body.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// The field's name.
    pub(crate) name: String,
    /// The file's name.
    pub(crate) file_name: Option<String>,
    /// The media type.
    pub(crate) media_type: Option<String>,
    /// The content.
    pub(crate) content: Bytes,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// None.
    None,
    /// Bytes as they are.
    Bytes(Bytes),
    /// JSON text.
    Json(String),
    /// Form fields.
    Form(Vec<(String, String)>),
    /// Multipart parts.
    Multipart(Vec<Part>),
    /// Binary data that the guest never saw.
    Blob(Blob),
}

/// How the body of the answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnswerForm {
    /// In the guest's memory.
    Inline,
    /// As a blob.
    Blob,
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The method.
    pub(crate) method: String,
    /// Where it goes.
    pub(crate) target: Target,
    /// Raw names and values.
    pub(crate) query: Vec<(String, String)>,
    /// Header fields.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Body,
    /// How long to wait for the whole answer.
    pub(crate) timeout: Option<Duration>,
    /// Whether sending it twice does no more than sending it once.
    pub(crate) repeatable: bool,
    /// How the answer's body is wanted.
    pub(crate) answer: AnswerForm,
}

impl Request {
    /// Whether a repeat is harmless, by the guest's word or by the method (RFC 9110, section
    /// 9.2.1).
    #[must_use]
    pub(crate) fn is_repeatable(&self) -> bool {
        self.repeatable || self.is_safe()
    }

    /// What a file is called that comes as the answer: the last segment of the path.
    #[must_use]
    pub(crate) fn file_name(&self) -> Option<String> {
        let name = match &self.target {
            Target::Path(segments) => segments.last().cloned(),
            Target::Url(url) => {
                let url = url::Url::parse(url).ok()?;
                let last = url.path_segments()?.next_back()?;
                let decoded = percent_decode_str(last).decode_utf8().ok()?;
                Some(decoded.into_owned())
            }
        };
        name.filter(|name| !name.is_empty() && !name.contains(['/', '\\']))
    }

    /// Whether it changes nothing, by its method (RFC 9110, section 9.2.1).
    #[must_use]
    pub(crate) fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS")
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Header fields, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, free of secrets.
    pub(crate) body: Bytes,
}
