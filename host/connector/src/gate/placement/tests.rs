//! Requests as guests write them, and what becomes of them with a token.

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
            Placement::BasicUser,
            "https://a.example/x",
            authorization("Basic dG9rZW4wMTIzNDU2Nzg5Og=="),
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
