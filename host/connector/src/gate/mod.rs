//! The gate: the one place through which bytes leave for the network.
//!
//! Two layers. The pure one ([`target`], [`headers`], [`placement`], [`hosts`], [`address`])
//! judges a request as the guest wrote it, before any secret is in it. The thin one, here, adds
//! the token, sends, and cuts secrets out of what comes back. Whichever door a request comes
//! through, it goes through [`Gate::send`].

pub(crate) mod address;
mod answer;
mod caps;
mod certificate;
mod clients;
mod denial;
mod failure;
mod headers;
mod hosts;
mod lookup;
mod method;
mod pace;
mod parts;
mod placement;
mod preview;
#[cfg(test)]
mod properties;
mod request;
mod resolver;
mod size;
mod target;

use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::BytesMut;
use jackfield_credential::{Credential, Proxy, Redactor};
use jackfield_descriptor::{Delivery, Fault, FaultKind};
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    TRANSFER_ENCODING,
};
use reqwest::multipart;
use url::{Host, Url, form_urlencoded};

use address::{Reach, permits};
use clients::{Clients, Kind, Trust};
use pace::Pace;
use placement::Placed;
use resolver::AddressDenied;

pub use caps::Caps;
pub(crate) use denial::Denial;
pub use hosts::{AllowedHosts, InvalidHost};
pub use lookup::{InvalidEntry, Lookup, SystemLookup};
pub use preview::Withheld;
pub(crate) use request::{AnswerForm, Body, Part, Request, Response, Target};

/// How long an answer may take when the connector does not say.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// How many secrets a run takes out of answers.
const MAX_TAKEN: usize = 1_000;

/// Which door a request comes through.
#[derive(Clone, Debug)]
pub(crate) enum Door {
    /// With a credential, to its base URL.
    Credential(Arc<Credential>),
    /// Without one, to hosts that the workflow's author allowed.
    Open,
}

/// A request that may go out.
struct Judged<'a> {
    credential: Option<&'a Credential>,
    url: Url,
    headers: HeaderMap,
    method: reqwest::Method,
    kind: Kind,
}

/// What a gate is made with.
#[derive(Clone)]
pub struct GateSettings {
    /// What it calls itself (`User-Agent`, RFC 9110, section 10.1.5).
    pub user_agent: String,
    /// Where requests without a credential may go.
    pub hosts: AllowedHosts,
    /// What cuts secrets out of answers.
    pub redactor: Redactor,
    /// What finds the addresses of names.
    pub lookup: Arc<dyn Lookup>,
    /// How much connectors may send and receive.
    pub caps: Caps,
    /// How platforms are reached whose credentials do not say.
    pub proxy: Proxy,
}

impl GateSettings {
    /// Settings with which no request goes out without a credential.
    #[must_use]
    pub fn new(user_agent: String, redactor: Redactor) -> Self {
        Self {
            user_agent,
            hosts: AllowedHosts::default(),
            redactor,
            lookup: Arc::new(SystemLookup::default()),
            caps: Caps::default(),
            proxy: Proxy::Direct,
        }
    }
}

/// Lets requests out, or not. One for a run; connections are kept and shared within it.
pub struct Gate {
    clients: Clients,
    hosts: AllowedHosts,
    redactor: Redactor,
    caps: Caps,
    pace: Pace,
    proxy: Proxy,
    taken: AtomicUsize,
}

impl Gate {
    /// A gate with these settings.
    #[must_use]
    pub fn new(settings: GateSettings) -> Self {
        Self {
            clients: Clients::new(settings.user_agent, settings.lookup),
            hosts: settings.hosts,
            redactor: settings.redactor,
            caps: settings.caps,
            pace: Pace::new(settings.caps.rate),
            proxy: settings.proxy,
            taken: AtomicUsize::new(0),
        }
    }

    /// How much connectors may send and receive.
    pub(crate) fn caps(&self) -> Caps {
        self.caps
    }

    /// Whether so many more secrets may be taken out of answers. Each one makes it dearer to cut
    /// them all out of everything else.
    pub(crate) fn takes(&self, secrets: usize) -> bool {
        let taken = self.taken.fetch_add(secrets, Ordering::Relaxed) + secrets;
        if taken > MAX_TAKEN {
            self.gives_back(secrets);
        }
        taken <= MAX_TAKEN
    }

    /// So many of those were not there.
    pub(crate) fn gives_back(&self, secrets: usize) {
        self.taken.fetch_sub(secrets, Ordering::Relaxed);
    }

    /// What cuts secrets out.
    #[must_use]
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Judges a request, adds the token, sends it, and gives back the answer without secrets.
    ///
    /// # Errors
    /// A fault of kind `policy-denied` for what may not go out; and one that says what is known
    /// about the effect when there was no whole answer.
    pub(crate) async fn send(&self, door: &Door, mut request: Request) -> Result<Response, Fault> {
        let Judged {
            credential,
            url,
            headers,
            method,
            kind,
        } = self.judge(door, &mut request)?;
        let timeout = request.timeout.unwrap_or(DEFAULT_TIMEOUT);
        let answer = request.answer;

        let mut placed = Placed::new(credential, with_query(url.clone(), &request.query), headers)?;
        let builder = self
            .clients
            .get(&kind, credential.map_or("", |credential| &credential.name))
            .map_err(|error| failure::fault(&error, &url, timeout))?
            .request(method, std::mem::replace(&mut placed.url, url.clone()));
        let builder = attach_body(builder, request.body, &mut placed)
            .headers(placed.headers)
            // What cannot be read cannot be cleared of secrets.
            .header(ACCEPT_ENCODING, "identity")
            .timeout(timeout);
        self.pace.turn(&url).await;
        match builder.send().await {
            Ok(response) => self.read(response, answer, &url, timeout).await,
            Err(error) => {
                let fault = failure::fault(&error, &url, timeout);
                Err(self.scrubbed(self.with_certificate(fault, &kind, &url).await))
            }
        }
    }

    /// Adds whose certificate it is that was not accepted.
    async fn with_certificate(&self, mut fault: Fault, kind: &Kind, url: &Url) -> Fault {
        if fault.kind == FaultKind::TlsRefused
            && matches!(kind.proxy, Proxy::Direct)
            && let Some(shown) = certificate::shown_by(self.clients.lookup(), kind.reach, url).await
        {
            let _ = write!(fault.message, "; the server shows {shown}");
        }
        fault
    }

    /// Judges a request like [`Gate::send`], and gives what it would send instead of sending it.
    ///
    /// # Errors
    /// A fault of kind `policy-denied` for what may not go out.
    pub(crate) fn preview(&self, door: &Door, mut request: Request) -> Result<Withheld, Fault> {
        let url = self.judge(door, &mut request)?.url;
        Ok(Withheld::new(&request, url, &self.redactor))
    }

    /// Judges a request as the guest wrote it, and takes sealed stand-ins out of the places where
    /// the token will be.
    fn judge<'a>(&self, door: &'a Door, request: &mut Request) -> Result<Judged<'a>, Fault> {
        size::check(request)?;
        let (credential, url) = match door {
            Door::Credential(credential) => (
                Some(credential.as_ref()),
                target::below(&credential.base_url, &request.target)?,
            ),
            Door::Open => (None, target::in_the_open(&self.hosts, &request.target)?),
        };
        if let Some(credential) = credential {
            target::permit(credential, &request.method, &url)?;
        }
        placement::refuse_strays(credential, request)?;
        let headers = headers::admit(&request.headers)?;
        parts::check(request)?;
        let method = method::admit(&request.method)?;
        let kind = self.kind(credential, &url)?;
        Ok(Judged {
            credential,
            url,
            headers,
            method,
            kind,
        })
    }

    /// Which client a URL needs. An address that is written out never reaches the resolver, so it
    /// is judged here.
    fn kind(&self, credential: Option<&Credential>, url: &Url) -> Result<Kind, Denial> {
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            _ => None,
        };
        let consents = credential.is_some()
            || self.hosts.are_private(url)
            || literal.is_some_and(|address| self.hosts.name_literally(address));
        let reach = if consents {
            Reach::Private
        } else {
            Reach::Public
        };
        if let Some(address) = literal
            && !permits(reach, address)
        {
            return Err(Denial::new(
                AddressDenied {
                    host: address.to_string(),
                    address,
                    reach,
                }
                .to_string(),
            ));
        }
        let trust = match credential {
            Some(credential) if credential.ignore_ssl => Trust::IgnoreSsl,
            Some(Credential { ca: Some(ca), .. }) => Trust::Authorities(ca.clone()),
            _ => Trust::Strict,
        };
        let proxy = match credential.map(|credential| &credential.proxy) {
            None | Some(Proxy::Direct) => self.proxy.clone(),
            Some(own) => own.clone(),
        };
        refuse_literal_proxy(&proxy)?;
        Ok(Kind {
            trust,
            reach,
            proxy,
        })
    }

    async fn read(
        &self,
        mut response: reqwest::Response,
        answer: AnswerForm,
        url: &Url,
        timeout: Duration,
    ) -> Result<Response, Fault> {
        let cap = match answer {
            AnswerForm::Inline => self.caps.inline,
            AnswerForm::Blob => self.caps.blob,
        };
        let status = response.status().as_u16();
        refuse_coding(response.headers())?;
        let headers = self.read_headers(response.headers());
        let mut body = BytesMut::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| self.scrubbed(failure::fault(&error, url, timeout)))?
        {
            if body.len() + chunk.len() > cap {
                let mut fault = Fault::new(
                    FaultKind::TooLarge,
                    format!(
                        "the answer of {} is larger than {}",
                        url.origin().ascii_serialization(),
                        size::readable(cap)
                    ),
                )
                .hint("ask for less, or run the workflow with a higher `--limit answer=` (or `blob=`)");
                fault.status = Some(status);
                fault.delivery = Delivery::OutcomeUnknown;
                return Err(fault);
            }
            body.extend_from_slice(&chunk);
        }
        let body = answer::cleared(&self.redactor, body.freeze());
        Ok(Response {
            status,
            headers,
            body,
        })
    }

    fn read_headers(&self, headers: &HeaderMap) -> Vec<(String, String)> {
        headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                (
                    // A server that echoes can put a token into a name as well.
                    self.redactor.scrub(name.as_str()).into_owned(),
                    answer::cleared_text(&self.redactor, &value),
                )
            })
            .collect()
    }

    fn scrubbed(&self, mut fault: Fault) -> Fault {
        fault.message = self.redactor.scrub(&fault.message).into_owned();
        fault
    }
}

/// A proxy whose address is written out never reaches the resolver. Whoever set it consents to
/// private addresses.
fn refuse_literal_proxy(proxy: &Proxy) -> Result<(), Denial> {
    let Proxy::Url(url) = proxy else {
        return Ok(());
    };
    let address = match url.url().host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        _ => return Ok(()),
    };
    if permits(Reach::Private, address) {
        return Ok(());
    }
    let denied = AddressDenied {
        host: format!("the proxy {url}"),
        address,
        reach: Reach::Private,
    };
    Err(Denial::new(denied.to_string()))
}

/// A coded body would carry a secret past the redactor, whether its content is coded or its
/// transfer (RFC 9112, section 7). The HTTP stack takes `chunked` off and no other coding.
fn refuse_coding(headers: &HeaderMap) -> Result<(), Fault> {
    let other_than = |name: HeaderName, plain: &'static str| {
        headers
            .get_all(name)
            .iter()
            .find(move |coding| !coding.as_bytes().eq_ignore_ascii_case(plain.as_bytes()))
    };
    let coded = other_than(CONTENT_ENCODING, "identity")
        .or_else(|| other_than(TRANSFER_ENCODING, "chunked"));
    match coded {
        None => Ok(()),
        Some(coding) => {
            let mut fault = Fault::new(
                FaultKind::UnexpectedResponse,
                format!(
                    "the server sent its answer in the coding {}, though it was asked for none",
                    String::from_utf8_lossy(coding.as_bytes())
                ),
            );
            fault.delivery = Delivery::OutcomeUnknown;
            Err(fault)
        }
    }
}

fn with_query(mut url: Url, query: &[(String, String)]) -> Url {
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    url
}

fn attach_body(
    builder: reqwest::RequestBuilder,
    body: Body,
    placed: &mut Placed,
) -> reqwest::RequestBuilder {
    let mut implied = |media_type: &str| {
        if let Ok(value) = HeaderValue::from_str(media_type) {
            placed.headers.entry(CONTENT_TYPE).or_insert(value);
        }
    };
    match body {
        Body::None => builder,
        Body::Bytes(bytes) => builder.body(bytes),
        Body::Json(text) => {
            implied("application/json");
            builder.body(text)
        }
        Body::Form(fields) => {
            implied("application/x-www-form-urlencoded");
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(&placed.form_fields).extend_pairs(&fields);
            builder.body(form.finish())
        }
        Body::Blob(blob) => {
            implied(
                blob.media_type
                    .as_deref()
                    .unwrap_or("application/octet-stream"),
            );
            builder.body(blob.data)
        }
        Body::Multipart(parts) => {
            let mut form = multipart::Form::new();
            for part in parts {
                let size = part.content.len() as u64;
                let mut content = multipart::Part::stream_with_length(part.content, size);
                if let Some(file_name) = part.file_name {
                    content = content.file_name(file_name);
                }
                if let Some(media_type) = part.media_type
                    && let Ok(value) = HeaderValue::from_str(&media_type)
                {
                    content = content.headers(HeaderMap::from_iter([(CONTENT_TYPE, value)]));
                }
                form = form.part(part.name, content);
            }
            builder.multipart(form)
        }
    }
}
