//! Whose certificate a server shows, when it was not accepted.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use url::{Host, Url};
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};

use super::address::{Reach, permits};
use super::lookup::Lookup;

/// How long it may take to find out. It is only for a message.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many names of a certificate are told.
const NAMES: usize = 4;

/// Says whose certificate the server at a URL shows: its names, who issued it, and how long it is
/// valid. Nothing is sent to the server beyond the beginning of TLS.
pub(crate) async fn shown_by(lookup: &Arc<dyn Lookup>, reach: Reach, url: &Url) -> Option<String> {
    let look = async {
        let der = fetch(lookup, reach, url).await?;
        let (_, certificate) = X509Certificate::from_der(&der).ok()?;
        Some(described(&certificate))
    };
    tokio::time::timeout(PATIENCE, look).await.ok()?
}

#[expect(
    clippy::disallowed_methods,
    reason = "the gate is the one place that opens connections"
)]
async fn fetch(lookup: &Arc<dyn Lookup>, reach: Reach, url: &Url) -> Option<Vec<u8>> {
    let host = url.host_str()?;
    let addresses: Vec<IpAddr> = match url.host()? {
        Host::Ipv4(address) => vec![address.into()],
        Host::Ipv6(address) => vec![address.into()],
        Host::Domain(name) => lookup.addresses(name).await.ok()?,
    };
    if !addresses.iter().all(|address| permits(reach, *address)) {
        return None;
    }
    let port = url.port_or_known_default()?;
    let sockets: Vec<_> = addresses
        .into_iter()
        .map(|address| (address, port).into())
        .collect();
    let stream = TcpStream::connect(sockets.as_slice()).await.ok()?;
    let connector = native_tls::TlsConnector::builder()
        .danger_accept_invalid_certs(true)
        .danger_accept_invalid_hostnames(true)
        .build()
        .ok()?;
    let connector = tokio_native_tls::TlsConnector::from(connector);
    let stream = connector.connect(host, stream).await.ok()?;
    stream.get_ref().peer_certificate().ok()??.to_der().ok()
}

fn described(certificate: &X509Certificate<'_>) -> String {
    let subject = certificate.subject().to_string();
    let mut names = names(certificate);
    let more = names.len().saturating_sub(NAMES);
    names.truncate(NAMES);
    let mut text = match (names.is_empty(), subject.is_empty()) {
        (true, true) => "a certificate without a name".to_owned(),
        (true, false) => format!("the certificate of {subject}"),
        (false, _) => format!("a certificate for {}", names.join(", ")),
    };
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    let issuer = certificate.issuer().to_string();
    let _ = match (
        certificate.subject() == certificate.issuer(),
        issuer.is_empty(),
    ) {
        (true, _) => write!(text, ", issued by itself"),
        (false, true) => Ok(()),
        (false, false) => write!(text, ", issued by {issuer}"),
    };
    let day = |time: x509_parser::time::ASN1Time| {
        let date = time.to_datetime().date();
        format!(
            "{}-{:02}-{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        )
    };
    let validity = certificate.validity();
    let _ = write!(
        text,
        ", valid from {} to {}",
        day(validity.not_before),
        day(validity.not_after)
    );
    text
}

/// The names that a client compares with the host's (RFC 9525, section 6).
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(alternatives)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    let names = alternatives.value.general_names.iter();
    names
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress([a, b, c, d]) => Some(format!("{a}.{b}.{c}.{d}")),
            GeneralName::IPAddress(bytes) => {
                let octets: [u8; 16] = (*bytes).try_into().ok()?;
                Some(std::net::Ipv6Addr::from(octets).to_string())
            }
            _ => None,
        })
        .collect()
}
