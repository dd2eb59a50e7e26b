//! Places in a JSON document.

use std::fmt;

/// A JSON Pointer (RFC 6901).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// A pointer that is written out already.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The member of this name, or the element at this index, below this place.
    #[must_use]
    pub fn join(&self, token: impl fmt::Display) -> Self {
        let token = token.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{token}", self.0))
    }

    /// What another pointer points to, seen from this place.
    #[must_use]
    pub fn concat(&self, below: &Self) -> Self {
        Self(format!("{}{}", self.0, below.0))
    }

    /// Whether this place is another one or below it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        let below = self.0.strip_prefix(&other.0);
        below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
    }

    /// Names and indices on the way, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        self.0
            .split('/')
            .skip(1)
            .map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// The place that this one is a member or an element of, and its name there.
    #[must_use]
    pub fn split(&self) -> Option<(Self, String)> {
        let (parent, token) = self.0.rsplit_once('/')?;
        let token = token.replace("~1", "/").replace("~0", "~");
        Some((Self(parent.to_owned()), token))
    }

    /// The pointer as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
