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
        Placement::Bearer | Placement::Basic { .. } => {
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
    }
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
                    let pair = STANDARD.encode(format!("{username}:{token}"));
                    headers.insert(AUTHORIZATION, secret_value(&format!("Basic {pair}"))?);
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
            }
        }
        Ok(Self {
            url,
            headers,
            form_fields,
        })
    }
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
pub(crate) mod tests {
    use jackfield_credential::Written;
    use jackfield_descriptor::{BaseUrl, CredentialType};

    use super::super::request::{AnswerForm, Part};
    use super::*;

    pub(crate) const TOKEN: &str = "token0123456789";

    /// A credential with a bearer token for this base URL.
    pub(crate) fn bearer(base_url: &str) -> Credential {
        at(base_url, Placement::Bearer)
    }

    fn credential(placement: Placement) -> Credential {
        at("https://a.example", placement)
    }

    pub(crate) fn at(base_url: &str, placement: Placement) -> Credential {
        let credential_type = CredentialType {
            name: "test".to_owned(),
            title: "Test".to_owned(),
            placement: vec![placement],
            guide: Vec::new(),
            permissions_guide: Vec::new(),
            rotation_guide: Vec::new(),
            base_url: BaseUrl {
                example: String::new(),
                strip_suffixes: Vec::new(),
            },
            public_fields: Vec::new(),
            n8n_aliases: Vec::new(),
        };
        let token = jackfield_credential::AccessToken::new(TOKEN.to_owned());
        let written = Written::new("test", base_url, token);
        Credential::resolve("test", written, [&credential_type]).unwrap()
    }

    pub(crate) fn request() -> Request {
        Request {
            method: "POST".to_owned(),
            target: Target::Path(vec!["x".to_owned()]),
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::None,
            timeout: None,
            repeatable: false,
            answer: AnswerForm::Inline,
        }
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    fn header(name: &str, prefix: &str) -> Placement {
        Placement::Header {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
        }
    }

    fn query(name: &str) -> Placement {
        Placement::Query {
            name: name.to_owned(),
        }
    }

    fn form(name: &str) -> Placement {
        Placement::Form {
            name: name.to_owned(),
        }
    }

    #[test]
    fn the_token_goes_into_its_place() {
        let basic = Placement::Basic {
            username: "bob".to_owned(),
        };
        let authorization = |value: &str| vec![pair("authorization", value)];
        for (placement, url, headers, form_fields) in [
            (
                Placement::Bearer,
                "https://a.example/x",
                authorization("Bearer token0123456789"),
                vec![],
            ),
            (
                basic,
                "https://a.example/x",
                authorization("Basic Ym9iOnRva2VuMDEyMzQ1Njc4OQ=="),
                vec![],
            ),
            (
                header("X-Key", "K "),
                "https://a.example/x",
                vec![pair("x-key", "K token0123456789")],
                vec![],
            ),
            (
                query("key"),
                "https://a.example/x?key=token0123456789",
                vec![],
                vec![],
            ),
            (
                form("session"),
                "https://a.example/x",
                vec![],
                vec![pair("session", TOKEN)],
            ),
        ] {
            let credential = credential(placement.clone());
            let mut request = request();
            refuse_strays(Some(&credential), &mut request).unwrap();
            let start = Url::parse("https://a.example/x").unwrap();
            let placed = Placed::new(Some(&credential), start, HeaderMap::new()).unwrap();
            let sent: Vec<_> = placed
                .headers
                .iter()
                .map(|(name, value)| {
                    assert!(value.is_sensitive(), "{placement:?}");
                    pair(name.as_str(), value.to_str().unwrap())
                })
                .collect();
            assert_eq!(placed.url.as_str(), url, "{placement:?}");
            assert_eq!(sent, headers, "{placement:?}");
            assert_eq!(placed.form_fields, form_fields, "{placement:?}");
        }
    }

    #[test]
    fn a_token_in_the_path_stands_where_its_stand_in_stood() {
        let credential = credential(Placement::PathSegment);
        let sealed = credential.sealed.as_str();
        let mut request = request();
        request.target = Target::Path(vec!["hooks".to_owned(), sealed.to_owned()]);
        refuse_strays(Some(&credential), &mut request).unwrap();
        let url = Url::parse(&format!("https://a.example/hooks/{sealed}")).unwrap();
        let placed = Placed::new(Some(&credential), url, HeaderMap::new()).unwrap();
        assert_eq!(
            placed.url.as_str(),
            "https://a.example/hooks/token0123456789"
        );
    }

    #[test]
    fn a_token_in_the_path_is_one_segment_and_once() {
        let credential = credential(Placement::PathSegment);
        let sealed = credential.sealed.as_str();
        for segments in [
            vec![sealed.to_owned(), sealed.to_owned()],
            vec![format!("x{sealed}")],
            vec![format!("{sealed}/x")],
            vec![
                self::credential(Placement::PathSegment)
                    .sealed
                    .as_str()
                    .to_owned(),
            ],
        ] {
            let mut request = request();
            request.target = Target::Path(segments.clone());
            let result = refuse_strays(Some(&credential), &mut request);
            assert!(result.is_err(), "{segments:?}");
        }
    }

    #[test]
    fn a_guest_that_fills_the_place_itself_is_refused() {
        let absolute = Target::Url("https://a.example/x?key=mine".to_owned());
        type Change = fn(&mut Request);
        let cases: [(Placement, Change); 6] = [
            (Placement::Bearer, |request| {
                request.headers.push(pair("AUTHORIZATION", "Bearer mine"));
            }),
            (header("X-Key", ""), |request| {
                request.headers.push(pair("x-key", "mine"));
            }),
            (query("key"), |request| {
                request.query.push(pair("key", "mine"));
            }),
            (form("session"), |request| {
                request.body = Body::Form(vec![pair("session", "mine")]);
            }),
            (form("session"), |request| {
                request.body = Body::Json("{}".to_owned());
            }),
            (
                Placement::Basic {
                    username: "bob".to_owned(),
                },
                |request| {
                    request
                        .headers
                        .push(pair("Authorization", "Basic bWluZQ=="));
                },
            ),
        ];
        for (placement, change) in cases {
            let mut request = request();
            change(&mut request);
            let result = refuse_strays(Some(&credential(placement.clone())), &mut request);
            assert!(result.is_err(), "{placement:?}");
        }
        let mut request = request();
        request.target = absolute;
        assert!(refuse_strays(Some(&credential(query("key"))), &mut request).is_err());
    }

    #[test]
    fn a_stand_in_is_taken_in_its_place_and_refused_anywhere_else() {
        let credential = credential(Placement::Bearer);
        let sealed = credential.sealed.as_str().to_owned();
        let mut in_place = request();
        in_place
            .headers
            .push(pair("Authorization", &format!("Bearer {sealed}")));
        refuse_strays(Some(&credential), &mut in_place).unwrap();
        assert!(in_place.headers.is_empty());

        let part = Part {
            name: "file".to_owned(),
            file_name: None,
            media_type: None,
            content: sealed.clone().into(),
        };
        let bodies = [
            Body::Json(format!("{{\"a\":\"{sealed}\"}}")),
            Body::Bytes(sealed.clone().into()),
            Body::Form(vec![pair("a", &sealed)]),
            Body::Multipart(vec![part]),
        ];
        let mut strays: Vec<Request> = bodies
            .into_iter()
            .map(|body| Request { body, ..request() })
            .collect();
        strays.push(Request {
            query: vec![pair("a", &sealed)],
            ..request()
        });
        strays.push(Request {
            headers: vec![pair("X-A", &sealed)],
            ..request()
        });
        strays.push(Request {
            method: sealed.clone(),
            ..request()
        });
        strays.push(Request {
            target: Target::Path(vec![sealed.clone()]),
            ..request()
        });
        strays.push(Request {
            target: Target::Url(format!("https://a.example/{sealed}")),
            ..request()
        });
        for mut stray in strays {
            for door in [Some(&credential), None] {
                let result = refuse_strays(door, &mut stray.clone());
                assert!(result.is_err(), "{stray:?}");
            }
            // Another credential's stand-in is no better.
            let other = self::credential(Placement::Bearer);
            assert!(
                refuse_strays(Some(&other), &mut stray).is_err(),
                "{stray:?}"
            );
        }
    }
}
