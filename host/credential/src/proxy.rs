//! The proxy that requests with a credential go through.

use std::fmt;

use percent_encoding::percent_decode_str;
use url::Url;

use crate::token::AccessToken;

/// How the platform is reached.
#[derive(Clone, Debug, Default)]
pub enum Proxy {
    /// Directly, whatever the environment says.
    #[default]
    Direct,
    /// As the environment variables `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say.
    Environment,
    /// Through this one.
    Url(ProxyUrl),
}

/// The address of a proxy. It prints without its user and password.
#[derive(Clone)]
pub struct ProxyUrl {
    url: Url,
    login: Option<Login>,
}

/// Who uses a proxy.
#[derive(Clone, Debug)]
pub struct Login {
    /// The user's name.
    pub username: String,
    /// The password.
    pub password: AccessToken,
}

/// Why a text is no proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// It is no URL.
    #[error("it must be `env`, `none` or a URL, such as http://proxy.example.com:3128")]
    Malformed,
    /// Neither http nor https.
    #[error("its scheme must be http or https")]
    Scheme,
    /// It has a path, a query or a fragment.
    #[error("it must end behind the host and the port")]
    Extra,
}

impl Proxy {
    /// Reads `env`, `none`, or the URL of a proxy.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        match text.trim() {
            "" | "none" => Ok(Self::Direct),
            "env" => Ok(Self::Environment),
            text => ProxyUrl::parse(text).map(Self::Url),
        }
    }

    /// As [`Proxy::parse`] reads it, without user and password; nothing for [`Proxy::Direct`].
    #[must_use]
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Direct => None,
            Self::Environment => Some("env".to_owned()),
            Self::Url(url) => Some(url.to_string()),
        }
    }
}

impl ProxyUrl {
    fn parse(text: &str) -> Result<Self, ProxyError> {
        let mut url = Url::parse(text).map_err(|_| ProxyError::Malformed)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(ProxyError::Scheme);
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(ProxyError::Extra);
        }
        let decoded = |text: &str| {
            percent_decode_str(text)
                .decode_utf8()
                .map(std::borrow::Cow::into_owned)
                .map_err(|_| ProxyError::Malformed)
        };
        let login = if url.username().is_empty() && url.password().is_none() {
            None
        } else {
            Some(Login {
                username: decoded(url.username())?,
                password: AccessToken::new(decoded(url.password().unwrap_or_default())?),
            })
        };
        url.set_username("").map_err(|()| ProxyError::Malformed)?;
        url.set_password(None).map_err(|()| ProxyError::Malformed)?;
        Ok(Self { url, login })
    }

    /// The URL, without user and password.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Who uses it, if it asks.
    #[must_use]
    pub fn login(&self) -> Option<&Login> {
        self.login.as_ref()
    }

    /// This proxy with this user.
    pub(crate) fn with_login(mut self, login: Option<Login>) -> Self {
        self.login = login;
        self
    }
}

impl fmt::Display for ProxyUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")?;
        if self.login.is_some() {
            formatter.write_str(" (with a login)")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the password must be the one")]
    fn user_and_password_are_taken_out_of_the_address() {
        let text = "http://ali%63e:p%40ss-word@proxy.example.com:3128/";
        let Ok(Proxy::Url(url)) = Proxy::parse(text) else {
            panic!("no proxy");
        };
        let login = url.login().unwrap();
        assert_eq!(login.username, "alice");
        assert_eq!(login.password.expose(), "p@ss-word");
        assert_eq!(url.to_string(), "http://proxy.example.com:3128");
        let printed = format!("{url:?} {:?}", Proxy::Url(url.clone()));
        assert!(!printed.contains("ss-word"), "{printed}");
    }

    #[test]
    fn what_is_written_is_what_is_shown() {
        for (text, expected) in [
            ("", None),
            ("none", None),
            ("env", Some("env")),
            ("https://proxy:8443/", Some("https://proxy:8443")),
        ] {
            let shown = Proxy::parse(text).unwrap().shown();
            assert_eq!(shown.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused() {
        for (text, expected) in [
            ("proxy.example.com", ProxyError::Malformed),
            ("socks5://proxy:1080", ProxyError::Scheme),
            ("http://proxy:3128/path", ProxyError::Extra),
            ("http://proxy:3128/?a", ProxyError::Extra),
        ] {
            assert_eq!(Proxy::parse(text).unwrap_err(), expected, "{text}");
        }
    }
}
