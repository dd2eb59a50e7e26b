//! Where a request may go.
//!
//! With a credential that is its base URL and what lies below; without one, the hosts that the
//! workflow's author allowed. Everything is judged on the URL that will really be sent.

use std::borrow::Cow;

use jackfield_credential::{BaseUrl, Credential};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use super::denial::Denial;
use super::hosts::AllowedHosts;
use super::request::Target;

/// `pchar` of RFC 3986, section 3.3, without the percent sign: everything else in a segment is
/// encoded.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// The URL of a request on a credential.
pub(crate) fn below(base: &BaseUrl, target: &Target) -> Result<Url, Denial> {
    match target {
        Target::Path(segments) => join(base, segments),
        Target::Url(text) => {
            let url = absolute(text)?;
            if base.covers(&url) {
                Ok(url)
            } else {
                Err(Denial::new(format!(
                    "it tried to reach {}, and the credential's base URL is {base}",
                    without_query(&url)
                ))
                .remedy("a credential reaches its own base URL and nothing else; another platform needs a credential of its own"))
            }
        }
    }
}

/// Holds a request against what the credential may be used for.
pub(crate) fn permit(credential: &Credential, method: &str, url: &Url) -> Result<(), Denial> {
    let base = credential.base_url.url().path().trim_end_matches('/');
    let path = url.path().strip_prefix(base).unwrap_or_else(|| url.path());
    if credential.allow.permits(method, path) {
        return Ok(());
    }
    Err(Denial::new(format!(
        "it tried {method} {path}, which the credential `{}` is not allowed to be used for",
        credential.name
    ))
    .remedy(format!(
        "if it is meant to, add `{method} {path}` to the credential's `allow` list"
    )))
}

/// The URL of a request without a credential.
pub(crate) fn in_the_open(hosts: &AllowedHosts, target: &Target) -> Result<Url, Denial> {
    let Target::Url(text) = target else {
        return Err(Denial::new(
            "a request without a credential gave a path where it needs an absolute URL",
        ));
    };
    let url = absolute(text)?;
    if hosts.allow(&url) {
        Ok(url)
    } else {
        Err(Denial::new(format!(
            "it tried to reach {} without a credential",
            without_query(&url)
        ))
        .remedy(format!(
            "if the workflow is meant to talk to that host, run it with --allow-host {}",
            AllowedHosts::entry_for(&url)
        )))
    }
}

fn join(base: &BaseUrl, segments: &[String]) -> Result<Url, Denial> {
    let mut url = base.url().clone();
    let mut path = url.path().trim_end_matches('/').to_owned();
    for segment in segments {
        refuse_bad_segment(segment)?;
        path.push('/');
        path.push_str(&encoded(segment));
    }
    url.set_path(&path);
    if base.covers(&url) {
        Ok(url)
    } else {
        Err(Denial::new(format!(
            "a path that leads out of the base URL {base}"
        )))
    }
}

/// A text as one segment of a path.
pub(crate) fn encoded(segment: &str) -> String {
    utf8_percent_encode(segment, SEGMENT).to_string()
}

fn refuse_bad_segment(segment: &str) -> Result<(), Denial> {
    if segment.is_empty() {
        return Err(Denial::new("an empty path segment")
            .remedy("a parameter that is part of the address is probably empty"));
    }
    if breaks(segment) {
        return Err(Denial::new(format!(
            "a control character in the path segment {segment:?}"
        )));
    }
    if climbs(segment) {
        return Err(Denial::new(format!(
            "the path segment {segment:?}, which leads upwards"
        )));
    }
    Ok(())
}

/// A dot of two or three bytes, which UTF-8 forbids (RFC 3629, section 3) and old servers read.
const LONG_DOTS: [&str; 2] = ["%c0%ae", "%e0%80%ae"];

/// A text as a server could read it: as it is, decoded, and decoded twice.
fn readings(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let decoded = |text: &Cow<'_, str>| {
        if !text.contains('%') {
            return None;
        }
        let text = LONG_DOTS
            .iter()
            .fold(text.to_ascii_lowercase(), |text, long| {
                text.replace(long, ".")
            });
        let decoded = percent_decode_str(&text).decode_utf8_lossy();
        Some(Cow::Owned(decoded.into_owned()))
    };
    std::iter::successors(Some(Cow::Borrowed(text)), decoded).take(3)
}

/// Whether a server could find `.` or `..` in the text. What stands behind a semicolon is a
/// segment's parameter (RFC 3986, section 3.3), which some servers take off first.
fn climbs(text: &str) -> bool {
    readings(text).any(|text| {
        text.split(['/', '\\'])
            .filter_map(|segment| segment.split(';').next())
            .any(|segment| matches!(segment, "." | ".."))
    })
}

/// Whether a server could find a control character in the text: the end of a line, or of a string.
fn breaks(text: &str) -> bool {
    readings(text).any(|text| text.chars().any(char::is_control))
}

fn absolute(text: &str) -> Result<Url, Denial> {
    if text.chars().any(char::is_control) {
        return Err(Denial::new(format!(
            "a control character in the URL {text:?}"
        )));
    }
    let mut url = Url::parse(text)
        .map_err(|error| Denial::new(format!("the URL {text:?}, which is none ({error})")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Denial::new(format!(
            "a URL of the scheme `{}`; only https and http go out",
            url.scheme()
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Denial::new("a URL with a user name or a password in it"));
    }
    // Judged as it was written, for the parser has already resolved the dots of its own accord, and
    // as it was read, for the parser takes blanks off its ends.
    let path = text.split(['?', '#']).next().unwrap_or_default();
    if climbs(path) || climbs(url.path()) {
        return Err(Denial::new(format!(
            "the URL {path:?}, which leads upwards"
        )));
    }
    if breaks(path) {
        return Err(Denial::new(format!(
            "a control character in the URL {path:?}"
        )));
    }
    // The first slash of two begins the name of a host, for a server that takes the path for a
    // whole reference (RFC 3986, section 4.2).
    if url.path().contains("//") {
        return Err(Denial::new(format!(
            "the URL {path:?}, which has an empty path segment"
        )));
    }
    url.set_fragment(None);
    Ok(url)
}

/// For messages: what stands in a query may be none of the reader's business.
pub(crate) fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> BaseUrl {
        BaseUrl::parse(text, &[]).unwrap()
    }

    fn path(segments: &[&str]) -> Target {
        Target::Path(segments.iter().map(ToString::to_string).collect())
    }

    fn url(text: &str) -> Target {
        Target::Url(text.to_owned())
    }

    #[test]
    fn segments_are_encoded_and_joined_to_the_base_path() {
        for (base_url, segments, expected) in [
            (
                "https://a.example",
                vec!["api", "v4"],
                "https://a.example/api/v4",
            ),
            (
                "https://a.example/chat",
                vec!["x"],
                "https://a.example/chat/x",
            ),
            (
                "http://a.example:8065",
                vec!["x"],
                "http://a.example:8065/x",
            ),
            (
                "https://a.example",
                vec!["a/b?c#d"],
                "https://a.example/a%2Fb%3Fc%23d",
            ),
            (
                "https://a.example",
                vec!["ü %"],
                "https://a.example/%C3%BC%20%25",
            ),
            (
                "https://a.example",
                vec!["%2e%2ex"],
                "https://a.example/%252e%252ex",
            ),
            (
                "https://a.example",
                vec!["bob@example.com"],
                "https://a.example/bob@example.com",
            ),
            ("https://a.example", vec!["..."], "https://a.example/..."),
            ("https://a.example/chat", vec![], "https://a.example/chat"),
        ] {
            let joined = below(&base(base_url), &path(&segments)).unwrap();
            assert_eq!(joined.as_str(), expected, "{segments:?}");
        }
    }

    #[test]
    fn segments_that_could_lead_elsewhere_are_refused() {
        for segment in [
            "",
            ".",
            "..",
            "%2e%2e",
            "%2E.",
            "%252e%252e",
            "a/../../b",
            "..\\admin",
            "a%2f..%2fb",
            "a\r\nb",
            "a\0b",
            "a\tb",
            "..;",
            "..;a=b",
            "%2e%2e;x",
            "a/..;/b",
            "%c0%ae%c0%ae",
            "%e0%80%ae.",
            "a%0d%0ab",
            "a%00",
            "a%250a",
        ] {
            let result = below(&base("https://a.example/chat"), &path(&["x", segment]));
            assert!(result.is_err(), "{segment:?} became {result:?}");
        }
    }

    #[test]
    fn an_absolute_url_must_lie_below_the_base_url() {
        let base = base("https://a.example/chat");
        for allowed in [
            "https://a.example/chat",
            "https://a.example/chat/x?page=2",
            "https://A.EXAMPLE:443/chat/x",
            "https://a.example/chat/x#fragment",
            "https://a.example/chat/x/",
            "https://a.example/chat/x;v=1?next=//y&z=%0A",
            "https://a.example/chat/a..b/%C3%BC",
        ] {
            assert!(below(&base, &url(allowed)).is_ok(), "{allowed}");
        }
        for denied in [
            "https://a.example/",
            "https://a.example/chatter",
            "https://a.example/chat/../admin",
            "https://a.example/chat/%2e%2e/admin",
            "https://a.example/chat/..%2fadmin",
            "https://a.example/chat/%252e%252e/admin",
            "https://a.example/chat/%252e%252e ",
            "https://a.example\\@b.example/chat",
            "http://a.example/chat/x",
            "https://a.example:8443/chat/x",
            "https://b.example/chat/x",
            "https://a.example.b.example/chat/x",
            "https://a.example@b.example/chat/x",
            "https://bob:pw@a.example/chat/x",
            "//a.example/chat/x",
            "https://a.example//b.example/chat",
            "https://a.example/chat//b.example/",
            "https://a.example/chat/\\b.example",
            "https://a.example/chat/..;/admin",
            "https://a.example/chat/%2e%2e;x=1/admin",
            "https://a.example/chat/%c0%ae%c0%ae/admin",
            "https://a.example/chat/x%0d%0aX-Injected:%20yes",
            "https://a.example/chat/x%00",
            "https://a.example./chat/x",
            "/chat/x",
            "file:///etc/passwd",
            "https://a.example/chat/\r\nx",
            "",
        ] {
            let result = below(&base, &url(denied));
            assert!(result.is_err(), "{denied:?} became {result:?}");
        }
    }

    #[test]
    fn the_open_web_is_closed_but_for_what_is_allowed() {
        let hosts = AllowedHosts::parse(["api.example.com", "http://127.0.0.1:8080"]).unwrap();
        for (text, allowed) in [
            ("https://api.example.com/x?y=z", true),
            ("https://api.example.com:443/x", true),
            ("http://127.0.0.1:8080/", true),
            ("http://api.example.com/x", false),
            ("https://api.example.com:8443/x", false),
            ("https://sub.api.example.com/", false),
            ("https://example.com/", false),
            ("http://127.0.0.1:8081/", false),
            ("https://127.0.0.1:8080/", false),
        ] {
            assert_eq!(in_the_open(&hosts, &url(text)).is_ok(), allowed, "{text}");
        }
        assert!(in_the_open(&hosts, &path(&["x"])).is_err());
        let denied = in_the_open(
            &AllowedHosts::default(),
            &url("https://b.example:1/x?secret"),
        );
        let denial = denied.unwrap_err();
        assert!(!denial.tried.contains("secret"), "{denial:?}");
        assert!(
            denial.remedy.unwrap().ends_with("--allow-host b.example:1"),
            "the denial names the line that would allow it"
        );
    }
}
