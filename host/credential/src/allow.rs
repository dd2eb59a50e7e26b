//! What a connector may do with a credential: a list of methods and paths.
//!
//! | rule | allows |
//! |---|---|
//! | `POST /api/v4/posts` | this method on this path, and nothing else |
//! | `* /api/v4/posts` | every method on it |
//! | `GET /api/v4/users/*` | `*` is exactly one segment, which is not empty |
//! | `GET /api/v4/channels/**` | `**`, only at the end, is whatever follows, also nothing |
//!
//! Paths are those behind the credential's base URL. They are compared segment by segment after
//! percent-decoding; a slash at the end is a segment of its own, an empty one.

use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

/// How often a server is taken to decode at most.
const LAYERS: usize = 4;

/// The rules of a credential. No rules allow everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowList(Vec<AllowRule>);

/// One method, or all, on the paths of one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowRule {
    /// `None` is every method.
    method: Option<String>,
    segments: Vec<Segment>,
    /// Whether anything may follow.
    is_open: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    /// Decoded.
    Fixed(Vec<u8>),
    Any,
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AllowError {
    /// It is no method and path.
    #[error(
        "must be a method (or `*`) and a path that begins with `/`, such as `POST /api/v4/posts`"
    )]
    Form,
    /// The method is none.
    #[error("has a method that is none: `GET`, `POST` and the like, or `*` for all")]
    Method,
    /// The path has a query or a fragment.
    #[error("has a `?` or `#` in its path: only paths can be allowed")]
    Query,
    /// `**` is somewhere else than at the end.
    #[error("has a `**` that is not the last segment")]
    OpenInside,
    /// A star is a part of a segment.
    #[error("has a `*` inside a segment: it stands for a whole one")]
    PartOfSegment,
    /// A segment leads upwards.
    #[error("has a segment `.` or `..`")]
    Dots,
}

impl AllowList {
    /// These rules.
    #[must_use]
    pub fn new(rules: Vec<AllowRule>) -> Self {
        Self(rules)
    }

    /// Whether a request may be made: its method, and the path behind the base URL as it is sent,
    /// percent-encoded and without a query.
    #[must_use]
    pub fn permits(&self, method: &str, path: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|rule| rule.permits(method, path))
    }

    /// The rules; none where everything is allowed.
    #[must_use]
    pub fn rules(&self) -> &[AllowRule] {
        &self.0
    }
}

impl AllowRule {
    /// Whether this rule allows the request; see [`AllowList::permits`].
    #[must_use]
    pub fn permits(&self, method: &str, path: &str) -> bool {
        if self.method.as_deref().is_some_and(|own| own != method) {
            return false;
        }
        let Some(path) = path.strip_prefix('/') else {
            return false;
        };
        let mut asked = path.split('/');
        for segment in &self.segments {
            match asked.next() {
                Some(asked) if segment.permits(asked) => {}
                _ => return false,
            }
        }
        if self.is_open {
            asked.all(|segment| !layers(segment).iter().any(|layer| leads_upwards(layer)))
        } else {
            asked.next().is_none()
        }
    }
}

impl Segment {
    fn permits(&self, asked: &str) -> bool {
        match self {
            Self::Fixed(own) => *own == decoded(asked),
            // A server that decodes before it routes, some more than once, would see two segments,
            // and another route.
            Self::Any => {
                let is_bad = |layer: &Vec<u8>| layer.iter().any(is_slash) || leads_upwards(layer);
                !asked.is_empty() && !layers(asked).iter().any(is_bad)
            }
        }
    }
}

/// What a segment is decoded to, and that again, as long as it changes.
fn layers(segment: &str) -> Vec<Vec<u8>> {
    let mut layers = vec![decoded(segment)];
    while let Some(last) = layers.last()
        && layers.len() < LAYERS
    {
        let next: Vec<u8> = percent_encoding::percent_decode(last).collect();
        if next == *last {
            break;
        }
        layers.push(next);
    }
    layers
}

fn decoded(segment: &str) -> Vec<u8> {
    percent_decode_str(segment).collect()
}

fn is_slash(byte: &u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

/// Whether a decoded segment is `.` or `..`, also behind a slash that was encoded.
fn leads_upwards(segment: &[u8]) -> bool {
    segment
        .split(is_slash)
        .any(|part| matches!(part, b"." | b".."))
}

impl FromStr for AllowRule {
    type Err = AllowError;

    fn from_str(text: &str) -> Result<Self, AllowError> {
        let mut words = text.split_whitespace();
        let (Some(method), Some(path), None) = (words.next(), words.next(), words.next()) else {
            return Err(AllowError::Form);
        };
        let method = match method {
            "*" => None,
            method if method.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                Some(method.to_ascii_uppercase())
            }
            _ => return Err(AllowError::Method),
        };
        if path.contains(['?', '#']) {
            return Err(AllowError::Query);
        }
        let path = path.strip_prefix('/').ok_or(AllowError::Form)?;
        let (path, is_open) = match path.strip_suffix("**") {
            Some("") => return Ok(Self::everything(method)),
            Some(path) => (
                path.strip_suffix('/').ok_or(AllowError::PartOfSegment)?,
                true,
            ),
            None => (path, false),
        };
        let segments = path
            .split('/')
            .map(|segment| match segment {
                "*" => Ok(Segment::Any),
                "**" => Err(AllowError::OpenInside),
                segment if segment.contains('*') => Err(AllowError::PartOfSegment),
                segment => match decoded(segment) {
                    dots if leads_upwards(&dots) => Err(AllowError::Dots),
                    fixed => Ok(Segment::Fixed(fixed)),
                },
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            method,
            segments,
            is_open,
        })
    }
}

impl AllowRule {
    fn everything(method: Option<String>) -> Self {
        Self {
            method,
            segments: Vec::new(),
            is_open: true,
        }
    }
}

impl fmt::Display for AllowRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ", self.method.as_deref().unwrap_or("*"))?;
        for segment in &self.segments {
            match segment {
                Segment::Any => formatter.write_str("/*")?,
                Segment::Fixed(fixed) => {
                    let encoded = percent_encoding::percent_encode(fixed, SEGMENT);
                    write!(formatter, "/{encoded}")?;
                }
            }
        }
        formatter.write_str(if self.is_open { "/**" } else { "" })
    }
}

/// What cannot stand in a segment of a rule as it is.
const SEGMENT: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'%')
    .add(b'/')
    .add(b'\\')
    .add(b'?')
    .add(b'#')
    .add(b'*');

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> AllowRule {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn a_rule_permits_what_it_says_and_no_more() {
        for (text, method, path, expected) in [
            ("POST /api/v4/posts", "POST", "/api/v4/posts", true),
            ("post /api/v4/posts", "POST", "/api/v4/posts", true),
            ("POST /api/v4/posts", "GET", "/api/v4/posts", false),
            ("POST /api/v4/posts", "post", "/api/v4/posts", false),
            ("POST /api/v4/posts", "POST", "/api/v4/posts/", false),
            ("POST /api/v4/posts", "POST", "/api/v4/posts/x", false),
            ("POST /api/v4/posts", "POST", "/api/v4//posts", false),
            ("POST /api/v4/posts", "POST", "/api/v4", false),
            ("POST /api/v4/posts", "POST", "/api/v4/post%73", true),
            ("POST /api/v4/posts", "POST", "/api/v4/Posts", false),
            ("POST /api/v4/posts", "POST", "/api%2fv4%2fposts", false),
            ("POST /api/v4/posts", "POST", "api/v4/posts", false),
            ("POST /api/v4/posts", "POST", "", false),
            ("* /api/v4/posts", "DELETE", "/api/v4/posts", true),
            ("GET /users/*", "GET", "/users/u1", true),
            ("GET /users/*", "GET", "/users/a%40b.c", true),
            ("GET /users/*", "GET", "/users/", false),
            ("GET /users/*", "GET", "/users", false),
            ("GET /users/*", "GET", "/users/u1/tokens", false),
            ("GET /users/*", "GET", "/users/u1%2ftokens", false),
            ("GET /users/*", "GET", "/users/u1%5Ctokens", false),
            ("GET /users/*", "GET", "/users/..", false),
            ("GET /users/*", "GET", "/users/%2e%2E", false),
            ("GET /users/*", "GET", "/users/.", false),
            ("GET /users/*", "GET", "/users/u1%252Ftokens", false),
            ("GET /users/*", "GET", "/users/u1%25252Ftokens", false),
            ("GET /users/*", "GET", "/users/%252e%252e", false),
            ("GET /users/*", "GET", "/users/100%25", true),
            ("GET /channels/**", "GET", "/channels/x/%252e%252e/y", false),
            ("GET /users/*", "GET", "/users/...", true),
            ("GET /users/*/image", "GET", "/users/u1/image", true),
            ("GET /users/*/image", "GET", "/users/u1/u2/image", false),
            ("GET /channels/**", "GET", "/channels", true),
            ("GET /channels/**", "GET", "/channels/", true),
            ("GET /channels/**", "GET", "/channels/c1/posts", true),
            ("GET /channels/**", "GET", "/channels/group%2Fname", true),
            ("GET /channels/**", "GET", "/channelsx", false),
            ("GET /channels/**", "GET", "/channels/../users", false),
            ("GET /channels/**", "GET", "/channels/x%2f..%2fy", false),
            ("GET /channels/**", "GET", "/channels/x/%2e./y", false),
            ("GET /**", "GET", "/", true),
            ("GET /**", "GET", "/anything/at/all", true),
            ("GET /**", "POST", "/anything", false),
            ("GET /", "GET", "/", true),
            ("GET /", "GET", "/x", false),
            ("GET /a%20b", "GET", "/a%20b", true),
        ] {
            let permits = rule(text).permits(method, path);
            assert_eq!(permits, expected, "{text}: {method} {path}");
        }
    }

    #[test]
    fn no_rules_permit_everything_and_several_what_one_of_them_does() {
        assert!(AllowList::default().permits("DELETE", "/api/v4/users/u1"));
        let list = AllowList::new(vec![rule("POST /posts"), rule("GET /users/*")]);
        assert!(list.permits("POST", "/posts"));
        assert!(list.permits("GET", "/users/u1"));
        assert!(!list.permits("GET", "/posts"));
        assert!(!list.permits("DELETE", "/users/u1"));
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for (text, expected) in [
            ("", AllowError::Form),
            ("/api/v4/posts", AllowError::Form),
            ("POST", AllowError::Form),
            ("POST api/v4/posts", AllowError::Form),
            ("POST https://h/api", AllowError::Form),
            ("POST /posts /users", AllowError::Form),
            ("PO-ST /posts", AllowError::Method),
            ("POST,GET /posts", AllowError::Method),
            ("POST /posts?a=b", AllowError::Query),
            ("POST /posts#a", AllowError::Query),
            ("POST /**/posts", AllowError::OpenInside),
            ("POST /posts*", AllowError::PartOfSegment),
            ("POST /posts**", AllowError::PartOfSegment),
            ("POST /a/../b", AllowError::Dots),
            ("POST /a/%2e%2e/b", AllowError::Dots),
        ] {
            assert_eq!(text.parse::<AllowRule>(), Err(expected), "{text}");
        }
    }

    #[test]
    fn a_rule_is_read_again_as_it_is_shown() {
        for text in [
            "POST /api/v4/posts",
            "* /users/*/image",
            "GET /**",
            "GET /channels/**",
            "GET /",
            "GET /a%20b/%2Ac",
            "GET /posts/",
        ] {
            assert_eq!(rule(text).to_string(), text);
            assert_eq!(rule(&rule(text).to_string()), rule(text));
        }
    }
}
