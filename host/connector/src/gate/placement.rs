//! Putting the token where its type says, and keeping it from everywhere else.
//!
//! Two steps. [`refuse_strays`] looks at what the guest wrote, which contains no secret: the
//! token's places must be free, or hold the sealed stand-in, and the stand-in must be nowhere
//! else. [`Placed::new`] then takes the token and makes what is really sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jackfield_credential::{Credential, SEALED_PREFIX};
use jackfield_descriptor::Placement;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::denial::Denial;
use super::request::{Body, Request, Target};
use super::target;

/// Refuses a request that sets the token's place itself, or carries a stand-in elsewhere; takes
/// stand-ins out of the places where the token will be.
pub(crate) fn refuse_strays(
    credential: Option<&Credential>,
    request: &mut Request,
) -> Result<(), Denial> {
    for placement in credential
        .iter()
        .flat_map(|credential| &credential.placement)
    {
        clear_place(
            credential.map(|credential| credential.sealed.as_str()),
            placement,
            request,
        )?;
    }
    // Where the token is a segment of the path, its stand-in is one: a whole one, and once.
    let in_path = credential
        .filter(|credential| credential.placement.contains(&Placement::PathSegment))
        .map(|credential| credential.sealed.as_str());
    match find_stray(request, in_path) {
        None => Ok(()),
        Some(place) => Err(Denial::new(format!(
            "it put a sealed access token into {place}, which is not the token's place"
        ))
        .remedy("the token goes only where its credential type says; a sealed token is worthless anywhere else")),
    }
}

fn clear_place(
    sealed: Option<&str>,
    placement: &Placement,
    request: &mut Request,
) -> Result<(), Denial> {
    let holds_sealed = |value: &str| sealed.is_some_and(|sealed| value.contains(sealed));
    let taken = |what: String| {
        Err(Denial::new(format!(
            "it set {what} itself, which is the access token's place"
        ))
        .remedy("the connector must leave the token's place to the host"))
    };
    match placement {
        Placement::Bearer | Placement::Basic { .. } | Placement::BasicUser => {
            clear_header("authorization", request, holds_sealed, taken)
        }
        Placement::Header { name, .. } => clear_header(name, request, holds_sealed, taken),
        Placement::Query { name } => {
            if let Target::Url(url) = &request.target
                && Url::parse(url)
                    .is_ok_and(|url| url.query_pairs().any(|(key, _)| key == name.as_str()))
            {
                return taken(format!("the query parameter `{name}`"));
            }
            clear_pairs(&mut request.query, name, holds_sealed, || {
                taken(format!("the query parameter `{name}`"))
            })
        }
        Placement::Form { name } => match &mut request.body {
            Body::Form(fields) => clear_pairs(fields, name, holds_sealed, || {
                taken(format!("the form field `{name}`"))
            }),
            Body::None => {
                request.body = Body::Form(Vec::new());
                Ok(())
            }
            _ => Err(Denial::new(format!(
                "a body that is no form, where the access token goes into the form field `{name}`"
            ))),
        },
        Placement::PathSegment => Ok(()),
        Placement::NamedHeader { .. }
        | Placement::NamedQuery { .. }
        | Placement::NamedBasic { .. } => Err(unsettled()),
    }
}

/// The place of a type's tokens where that of the credential's own token belongs. What is made by
/// [`Credential::resolve`] has none of these.
fn unsettled() -> Denial {
    Denial::new("a credential that does not say where its token goes")
}

fn clear_header(
    name: &str,
    request: &mut Request,
    holds_sealed: impl Fn(&str) -> bool,
    taken: impl Fn(String) -> Result<(), Denial>,
) -> Result<(), Denial> {
    let is_place = |candidate: &str| candidate.eq_ignore_ascii_case(name);
    if request
        .headers
        .iter()
        .any(|(candidate, value)| is_place(candidate) && !holds_sealed(value))
    {
        return taken(format!("the header `{name}`"));
    }
    request
        .headers
        .retain(|(candidate, _)| !is_place(candidate));
    Ok(())
}

fn clear_pairs(
    pairs: &mut Vec<(String, String)>,
    name: &str,
    holds_sealed: impl Fn(&str) -> bool,
    taken: impl Fn() -> Result<(), Denial>,
) -> Result<(), Denial> {
    if pairs
        .iter()
        .any(|(candidate, value)| candidate == name && !holds_sealed(value))
    {
        return taken();
    }
    pairs.retain(|(candidate, _)| candidate != name);
    Ok(())
}

fn find_stray(request: &Request, in_path: Option<&str>) -> Option<String> {
    let sealed = |text: &str| text.contains(SEALED_PREFIX);
    let sealed_bytes =
        |bytes: &[u8]| memchr::memmem::find(bytes, SEALED_PREFIX.as_bytes()).is_some();
    let sealed_label = |label: &Option<String>| label.as_deref().is_some_and(sealed);
    let in_target = match &request.target {
        Target::Path(segments) => {
            let is_place = |segment: &String| Some(segment.as_str()) == in_path;
            let places = segments.iter().filter(|segment| is_place(segment)).count();
            places > 1
                || segments
                    .iter()
                    .any(|segment| sealed(segment) && !is_place(segment))
        }
        Target::Url(url) => sealed(url),
    };
    if in_target || sealed(&request.method) {
        return Some("the URL".to_owned());
    }
    for (what, pairs) in [
        ("query parameter", &request.query),
        ("header", &request.headers),
    ] {
        if let Some((name, _)) = pairs
            .iter()
            .find(|(name, value)| sealed(name) || sealed(value))
        {
            return Some(format!("the {what} `{name}`"));
        }
    }
    match &request.body {
        Body::Form(fields) => fields
            .iter()
            .find(|(name, value)| sealed(name) || sealed(value))
            .map(|(name, _)| format!("the form field `{name}`")),
        Body::Multipart(parts) => parts
            .iter()
            .find(|part| {
                sealed(&part.name)
                    || sealed_label(&part.file_name)
                    || sealed_label(&part.media_type)
                    || sealed_bytes(&part.content)
            })
            .map(|part| format!("the part `{}`", part.name)),
        Body::Json(text) => sealed(text).then(|| "the body".to_owned()),
        Body::Bytes(bytes) => sealed_bytes(bytes).then(|| "the body".to_owned()),
        Body::Blob(blob) => (sealed_bytes(&blob.data) || sealed_label(&blob.media_type))
            .then(|| "the body".to_owned()),
        Body::None => None,
    }
}

/// What the token adds to a request. It exists only between the judgement and the sending, and
/// has no `Debug`.
pub(crate) struct Placed {
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) form_fields: Vec<(String, String)>,
}

impl Placed {
    /// Adds the token to a request that was let out.
    #[expect(
        clippy::disallowed_methods,
        reason = "the gate puts the token into the request"
    )]
    pub(crate) fn new(
        credential: Option<&Credential>,
        mut url: Url,
        mut headers: HeaderMap,
    ) -> Result<Self, Denial> {
        let mut form_fields = Vec::new();
        let places = credential.iter().flat_map(|credential| {
            credential
                .placement
                .iter()
                .map(move |place| (credential, place))
        });
        for (credential, placement) in places {
            let token = credential.token.expose();
            match placement {
                Placement::Bearer => {
                    headers.insert(AUTHORIZATION, secret_value(&format!("Bearer {token}"))?);
                }
                Placement::Basic { username } => {
                    headers.insert(AUTHORIZATION, basic(username, token)?);
                }
                Placement::BasicUser => {
                    headers.insert(AUTHORIZATION, basic(token, "")?);
                }
                Placement::Header { name, prefix } => {
                    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                        Denial::new(format!("the credential type's header {name:?} is none"))
                    })?;
                    headers.insert(name, secret_value(&format!("{prefix}{token}"))?);
                }
                Placement::Query { name } => {
                    url.query_pairs_mut().append_pair(name, token);
                }
                Placement::Form { name } => form_fields.push((name.clone(), token.to_owned())),
                Placement::PathSegment => {
                    let segment = target::encoded(token);
                    let path = url.path().replace(credential.sealed.as_str(), &segment);
                    url.set_path(&path);
                }
                Placement::NamedHeader { .. }
                | Placement::NamedQuery { .. }
                | Placement::NamedBasic { .. } => return Err(unsettled()),
            }
        }
        Ok(Self {
            url,
            headers,
            form_fields,
        })
    }
}

/// The header of RFC 7617.
fn basic(username: &str, password: &str) -> Result<HeaderValue, Denial> {
    let pair = STANDARD.encode(format!("{username}:{password}"));
    secret_value(&format!("Basic {pair}"))
}

fn secret_value(text: &str) -> Result<HeaderValue, Denial> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        Denial::new("an access token with a character in it that no header can carry")
            .remedy("check the credential's access token")
    })?;
    // So that no log of the HTTP stack prints it.
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
pub(crate) mod tests;
