//! Base URLs, normalised.

use std::fmt;

use url::Url;

/// Where a credential's platform is: scheme, host, port, and a path that everything lies below.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Why a text is no base URL.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It is no URL.
    #[error("it is not a URL: {0}")]
    Malformed(#[from] url::ParseError),
    /// Neither http nor https.
    #[error("its scheme must be https or http")]
    Scheme,
    /// It carries a user name or a password.
    #[error(
        "it contains a user name or a password, which belong into the credential's other fields"
    )]
    UserInfo,
    /// It has a query or a fragment.
    #[error("it has a part behind `?` or `#`, which a base URL cannot have: `{0}` is without it")]
    Extra(BaseUrl),
}

impl BaseUrl {
    /// Reads a base URL as people write it: the scheme may be missing (https is meant), slashes at
    /// the end are cut off, and so is the first of `strip_suffixes` that the path ends with. What stands
    /// behind one stays: the path of a gateway may have the same words in it, and a base URL is
    /// never made wider than it was written.
    ///
    /// # Errors
    /// When it is no URL of a web server, or carries more than one should.
    pub fn parse(text: &str, strip_suffixes: &[String]) -> Result<Self, BaseUrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BaseUrlError::Empty);
        }
        let mut url = if text.contains("://") {
            Url::parse(text)?
        } else {
            Url::parse(&format!("https://{text}"))?
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BaseUrlError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::UserInfo);
        }
        let mut path = url.path().trim_end_matches('/');
        if let Some(shorter) = strip_suffixes
            .iter()
            .find_map(|suffix| path.strip_suffix(suffix.as_str()))
        {
            path = shorter.trim_end_matches('/');
        }
        let path = path.to_owned();
        url.set_path(&path);
        let has_more = url.query().is_some() || url.fragment().is_some();
        url.set_query(None);
        url.set_fragment(None);
        if has_more {
            return Err(BaseUrlError::Extra(Self(url)));
        }
        Ok(Self(url))
    }

    /// The URL. Its path may be `/` where [`BaseUrl::as_str`] shows none.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Whether an address is this one or lies below it: the same scheme, host and port, and a path
    /// that begins with this one's segments.
    #[must_use]
    pub fn covers(&self, url: &Url) -> bool {
        let base = self.0.path().trim_end_matches('/');
        let below = url.path().strip_prefix(base);
        self.0.origin() == url.origin()
            && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether an address that begins like this, with an absolute URL, can turn out to be one that
    /// [is covered](Self::covers).
    #[must_use]
    pub fn may_cover(&self, beginning: &Url) -> bool {
        if beginning.query().is_some() || beginning.fragment().is_some() {
            return self.covers(beginning);
        }
        let path = beginning.path();
        let base = format!("{}/", self.0.path().trim_end_matches('/'));
        self.0.origin() == beginning.origin() && (path.starts_with(&base) || base.starts_with(path))
    }

    /// The URL without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_is_normalised() {
        let suffixes = ["/api/v4".to_owned()];
        for (pasted, expected) in [
            ("https://chat.example.com", "https://chat.example.com"),
            ("https://chat.example.com/", "https://chat.example.com"),
            (" chat.example.com ", "https://chat.example.com"),
            ("chat.example.com:8065", "https://chat.example.com:8065"),
            ("http://localhost:8065//", "http://localhost:8065"),
            (
                "https://Chat.Example.com/api/v4",
                "https://chat.example.com",
            ),
            (
                "https://chat.example.com/api/v4/",
                "https://chat.example.com",
            ),
            (
                "https://example.com/team/chat/",
                "https://example.com/team/chat",
            ),
            (
                "https://example.com/chat/api/v4",
                "https://example.com/chat",
            ),
            (
                "https://example.com/api/v4/chat",
                "https://example.com/api/v4/chat",
            ),
            (
                "https://example.com/api/v42/api/v4",
                "https://example.com/api/v42",
            ),
            ("https://example.com/api/v42", "https://example.com/api/v42"),
            ("https://example.com:443", "https://example.com"),
        ] {
            let url = BaseUrl::parse(pasted, &suffixes).unwrap();
            assert_eq!(url.as_str(), expected, "{pasted}");
        }
    }

    #[test]
    fn what_lies_below_is_covered() {
        for (base, address, covers, may_cover) in [
            ("https://a.example", "https://a.example/x", true, true),
            ("https://a.example", "https://a.example", true, true),
            ("https://a.example", "http://a.example/x", false, false),
            ("https://a.example", "https://a.example:8443/", false, false),
            ("https://a.example/v1", "https://a.example/v1", true, true),
            ("https://a.example/v1", "https://a.example/v1/x", true, true),
            (
                "https://a.example/v1",
                "https://a.example/v2/",
                false,
                false,
            ),
            ("https://a.example/v1", "https://a.example/v", false, true),
            (
                "https://a.example/v1",
                "https://a.example/v12/",
                false,
                false,
            ),
            ("https://a.example/v1", "https://a.example/", false, true),
            (
                "https://a.example/v1",
                "https://a.example/?a=",
                false,
                false,
            ),
            (
                "https://a.example/v1/x",
                "https://a.example/v1/",
                false,
                true,
            ),
        ] {
            let base = BaseUrl::parse(base, &[]).unwrap();
            let url = Url::parse(address).unwrap();
            assert_eq!(base.covers(&url), covers, "{base} {address}");
            assert_eq!(base.may_cover(&url), may_cover, "{base} {address}");
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused() {
        let example = BaseUrl::parse("https://example.com", &[]).unwrap();
        for (pasted, expected) in [
            ("", BaseUrlError::Empty),
            ("ftp://example.com", BaseUrlError::Scheme),
            ("https://bob:secret@example.com", BaseUrlError::UserInfo),
            (
                "https://example.com/?a=b",
                BaseUrlError::Extra(example.clone()),
            ),
            ("https://example.com/#top", BaseUrlError::Extra(example)),
            (
                "https://",
                BaseUrlError::Malformed(url::ParseError::EmptyHost),
            ),
        ] {
            assert_eq!(BaseUrl::parse(pasted, &[]), Err(expected), "{pasted}");
        }
    }
}
