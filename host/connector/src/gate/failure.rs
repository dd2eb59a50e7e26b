//! Requests that got no answer.

use std::error::Error;
use std::time::Duration;

use jackfield_descriptor::{Delivery, Fault, FaultKind};
use url::Url;

use super::denial::Denial;
use super::resolver::AddressDenied;

/// The fault for a request that failed on its way, and what is known about its effect.
pub(crate) fn fault(error: &reqwest::Error, url: &Url, timeout: Duration) -> Fault {
    let server = url.origin().ascii_serialization();
    if let Some(denied) = find::<AddressDenied>(error) {
        return Denial::new(format!("{denied}")).into();
    }
    if let Some(tls) = find::<native_tls::Error>(error) {
        return handshake(&server, tls);
    }
    let sent = !error.is_connect() && !error.is_builder();
    let mut fault = if error.is_timeout() && sent {
        Fault::new(
            FaultKind::Timeout,
            format!(
                "{server} gave no answer within {} seconds",
                timeout.as_secs_f32()
            ),
        )
        .hint("the server is slow or overloaded, or something on the way swallows the answer")
    } else if error.is_timeout() {
        Fault::new(
            FaultKind::Unreachable,
            format!("{server} could not be reached: the connection was not established in time"),
        )
        .hint("check host and port of the credential's base URL, and whether a firewall is in between")
    } else if sent {
        Fault::new(
            FaultKind::Unreachable,
            format!(
                "the connection to {server} broke before the answer was complete: {}",
                innermost(error)
            ),
        )
        .hint(if url.scheme() == "http" {
            "the server may have gone away, or it wants TLS: then the base URL has to begin with https://"
        } else {
            "the server, or something on the way, closed the connection"
        })
    } else {
        Fault::new(
            FaultKind::Unreachable,
            format!("{server} could not be reached: {}", innermost(error)),
        )
        .hint("check host and port of the credential's base URL, and whether the server runs")
    };
    fault.delivery = if sent {
        Delivery::OutcomeUnknown
    } else {
        Delivery::NotSent
    };
    fault
}

/// A handshake that came to no good end. Nothing was sent.
fn handshake(server: &str, error: &native_tls::Error) -> Fault {
    if let Some(broken) = find::<std::io::Error>(error) {
        return Fault::new(
            FaultKind::Unreachable,
            format!("the connection to {server} broke while TLS was being set up: {broken}"),
        );
    }
    let words = error.to_string();
    if words.contains("wrong version number") || words.contains("packet length too long") {
        return Fault::new(
            FaultKind::TlsRefused,
            format!("{server} does not speak TLS at that port"),
        )
        .hint("the base URL probably has to begin with http://, or needs another port");
    }
    // OpenSSL's verdict stands in brackets at the end, behind its own source locations.
    let verdict = words
        .rsplit_once('(')
        .map_or(words.as_str(), |(_, verdict)| verdict.trim_end_matches(')'));
    if words.contains("certificate verify failed") {
        return Fault::new(
            FaultKind::TlsRefused,
            format!("the certificate of {server} was not accepted: {verdict}"),
        )
        .hint("if the server is the right one, save the certificate of its authority in a file and name that as the credential's `caFile` (`jackfield credential edit NAME --ca-file FILE`); as a last resort, `ignoreSsl` (insecure) accepts any certificate");
    }
    if words.contains("unexpected eof") {
        return Fault::new(
            FaultKind::Unreachable,
            format!("the connection to {server} broke while TLS was being set up"),
        );
    }
    Fault::new(
        FaultKind::TlsRefused,
        format!("{server} and this host could not agree on TLS: {words}"),
    )
    .hint("the server may be too old, or something in between answers in its place")
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
