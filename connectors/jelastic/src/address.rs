//! The address of the API, for a person who wrote another one.
//!
//! The API is where the dashboard is, mostly at `app.` in front of the platform's domain; the
//! domain itself has the provider's web site, and `jca.` what administrators see. A host's name
//! does not tell for sure which of these it is, and the token goes nowhere but where the
//! credential says. So nothing else is tried: it is said what to write.

use jackfield_sdk::{Delivery, Fault, FaultKind};

/// Adds to a fault that something other than the API may be the cause of what to write instead.
pub(crate) fn advised(fault: Fault, base_url: &str) -> Fault {
    let kind = FaultKind::from_contract(&fault.kind);
    let is_elsewhere = match kind {
        // A redirect says itself where to, and these two come from something in front of the platform.
        FaultKind::UnexpectedResponse => !matches!(fault.status, Some(300..=399 | 401 | 403)),
        FaultKind::NotFound => fault.status == Some(404),
        FaultKind::Unreachable | FaultKind::TlsRefused => fault.delivery == Delivery::NotSent,
        _ => false,
    };
    let Some(instead) = instead_of(base_url).filter(|_| is_elsewhere) else {
        return fault;
    };
    let known = fault.hint.as_deref().map(|hint| format!("{hint}; "));
    let hint = format!(
        "{}the API is where the platform's dashboard is, so the credential's base URL is probably to be {instead}",
        known.unwrap_or_default()
    );
    fault.hint(hint)
}

/// The fault for a redirect to this location: a domain leads to its dashboard, for example.
pub(crate) fn redirected(fault: Fault, location: &str, base_url: &str) -> Fault {
    match (origin(location), origin(base_url)) {
        (Some((scheme, there)), Some((_, here))) if host_of(there) != host_of(here) => {
            fault.hint(format!(
                "if that is the platform, the credential's base URL is to be {scheme}://{there}; redirects are not followed, so that the token goes only where the credential says"
            ))
        }
        _ => fault,
    }
}

/// Scheme and authority of an absolute URL.
fn origin(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    Some((scheme, rest.split(['/', '?', '#']).next().unwrap_or(rest)))
}

fn host_of(authority: &str) -> &str {
    authority.split(':').next().unwrap_or_default()
}

/// What a base URL was probably meant to be; none if it looks like the address of an API.
fn instead_of(base_url: &str) -> Option<String> {
    let (scheme, rest) = base_url.split_once("://")?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host_of(authority);
    // An address of numbers or a name within a network says nothing.
    let is_name = host.contains('.') && host.contains(|c: char| c.is_ascii_alphabetic());
    if !is_name || host.starts_with("app.") {
        return (!path.is_empty()).then(|| format!("{scheme}://{authority}"));
    }
    let domain = ["jca.", "www."]
        .iter()
        .find_map(|other| authority.strip_prefix(other))
        .unwrap_or(authority);
    Some(format!("{scheme}://app.{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_known_by_what_was_written() {
        for (written, meant) in [
            ("https://app.example.com", None),
            ("https://example.com", Some("https://app.example.com")),
            ("https://jca.example.com", Some("https://app.example.com")),
            ("https://www.example.com", Some("https://app.example.com")),
            (
                "https://paas.example.com:8443",
                Some("https://app.paas.example.com:8443"),
            ),
            (
                "https://app.example.com/login",
                Some("https://app.example.com"),
            ),
            ("https://example.com/login", Some("https://app.example.com")),
            ("http://127.0.0.1:8080", None),
            ("http://127.0.0.1:8080/x", Some("http://127.0.0.1:8080")),
            ("http://[::1]:8080", None),
            ("http://localhost:8080", None),
        ] {
            assert_eq!(instead_of(written).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn a_redirect_to_another_host_is_where_the_platform_may_be() {
        let hint = |location: &str| {
            let fault = Fault::new(FaultKind::UnexpectedResponse, "moved").hint("https?");
            let fault = redirected(fault.status(301), location, "https://example.com");
            advised(fault, "https://example.com").hint.unwrap()
        };
        let there = hint("https://app.example.com/login?a=b");
        assert!(
            there.contains("is to be https://app.example.com;"),
            "{there}"
        );
        for same in ["https://example.com/x", "https://example.com:8443", "/x"] {
            assert_eq!(hint(same), "https?", "{same}");
        }
    }

    #[test]
    fn only_what_the_address_may_be_the_cause_of_is_advised() {
        let hint = |fault: Fault| advised(fault, "https://example.com").hint;
        for fault in [
            Fault::new(FaultKind::UnexpectedResponse, "a page").status(200),
            Fault::new(FaultKind::NotFound, "no page").status(404),
            Fault::new(FaultKind::Unreachable, "no such host"),
        ] {
            let hint = hint(fault.hint("check it")).unwrap();
            assert!(hint.starts_with("check it; "), "{hint}");
            assert!(hint.ends_with("https://app.example.com"), "{hint}");
        }
        for fault in [
            Fault::new(FaultKind::UnexpectedResponse, "a proxy").status(403),
            Fault::new(FaultKind::NotFound, "no environment").code(11),
            Fault::new(FaultKind::Unreachable, "it broke").outcome_unknown(),
            Fault::new(FaultKind::Unavailable, "away").status(503),
        ] {
            assert_eq!(hint(fault), None);
        }
    }
}
