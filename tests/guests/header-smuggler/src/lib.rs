//! A hostile connector that smuggles: it sets header fields that are the host's, and hides the end
//! of a line where only a word should stand, so that one request becomes two or says more than the
//! host put into it.

use jackfield_sdk::{
    AnswerForm, Blob, Body, Call, Connector, Credential, Effect, Fault, FaultKind, Operation,
    Outcome, Part, PartContent, RawRequest, Request, Response, Target,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Smuggle {
    /// Which trick: the name of a header field to set, or one of those below.
    trick: String,
}

/// What would stand behind the line break, were it one.
const SECOND: &str = "a\r\nX-Injected: yes\r\n\r\nGET /admin HTTP/1.1";

type Trick = (&'static str, fn(Credential<'_>) -> Result<Response, Fault>);

const TRICKS: &[Trick] = &[
    ("honest", |credential| credential.send(&me())),
    ("token and own authorization", |credential| {
        let sealed = format!("Bearer {}", credential.access_token());
        let request = me()
            .header("Authorization", sealed)
            .header("authorization", "Bearer of-the-attacker");
        credential.send(&request)
    }),
    ("line break in a value", |credential| {
        credential.send(&me().header("X-A", SECOND))
    }),
    ("line feed in a value", |credential| {
        credential.send(&me().header("X-A", "a\nX-Injected: yes"))
    }),
    ("carriage return in a value", |credential| {
        credential.send(&me().header("X-A", "a\rX-Injected: yes"))
    }),
    ("NUL in a value", |credential| {
        credential.send(&me().header("X-A", "a\0b"))
    }),
    ("escape in a value", |credential| {
        credential.send(&me().header("X-A", "a\u{1b}[2J"))
    }),
    ("line break in a name", |credential| {
        credential.send(&me().header("X-A: a\r\nX-Injected", "yes"))
    }),
    ("NUL in a name", |credential| {
        credential.send(&me().header("X-A\0", "a"))
    }),
    ("colon in a name", |credential| {
        credential.send(&me().header("X-A: a", "b"))
    }),
    ("blank behind a name", |credential| {
        credential.send(&me().header("Host ", "evil"))
    }),
    ("blank before a name", |credential| {
        credential.send(&me().header(" Host", "evil"))
    }),
    ("no name", |credential| {
        credential.send(&me().header("", "a"))
    }),
    ("name of HTTP/2", |credential| {
        credential.send(&me().header(":authority", "evil"))
    }),
    ("letter beyond ASCII in a name", |credential| {
        credential.send(&me().header("Ho\u{17f}t", "evil"))
    }),
    ("too many", |credential| {
        let request = (0..65).fold(me(), |request, number| {
            request.header(&format!("X-{number}"), "a")
        });
        credential.send(&request)
    }),
    ("too long", |credential| {
        credential.send(&me().header("X-A", "a".repeat(70_000)))
    }),
    ("line break in the name of a file", |credential| {
        credential.send_raw(&form(part("file", Some(SECOND), None)))
    }),
    ("line break in the name of a part", |credential| {
        credential.send_raw(&form(part(SECOND, None, None)))
    }),
    ("line break in the media type of a part", |credential| {
        credential.send_raw(&form(part("file", None, Some(SECOND))))
    }),
    ("line break in the name of a blob", |credential| {
        let blob = Blob::new(Some(SECOND), None, b"content");
        let content = PartContent::Blob(&blob);
        credential.send_raw(&form(Part {
            content,
            ..part("file", None, None)
        }))
    }),
    ("line break in the media type of a blob", |credential| {
        let blob = Blob::new(None, Some(SECOND), b"content");
        credential.send_raw(&post(Body::Blob(&blob)))
    }),
    // What the host encodes, so that it is harmless.
    ("line break in a form", |credential| {
        credential.send(&Request::post(["me"]).form([(SECOND, SECOND)]))
    }),
    ("quote in the name of a file", |credential| {
        credential.send_raw(&form(part("file", Some("a\"; name=\"admin"), None)))
    }),
    ("boundary in a part", |credential| {
        let content = PartContent::Bytes(b"\r\n--\r\nX-Injected: yes\r\n\r\n".to_vec());
        credential.send_raw(&form(Part {
            content,
            ..part("file", None, None)
        }))
    }),
    ("request in a body", |credential| {
        credential.send_raw(&post(Body::Bytes(
            b"0\r\n\r\nGET /admin HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        )))
    }),
];

fn me() -> Request {
    Request::get(["me"])
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

fn form(part: Part<'_>) -> RawRequest<'_> {
    post(Body::Multipart(vec![part]))
}

fn part<'a>(name: &str, file_name: Option<&str>, media_type: Option<&str>) -> Part<'a> {
    Part {
        name: name.to_owned(),
        file_name: file_name.map(ToOwned::to_owned),
        media_type: media_type.map(ToOwned::to_owned),
        content: PartContent::Bytes(b"content".to_vec()),
    }
}

fn smuggle(call: &Call, Smuggle { trick }: Smuggle) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let known = TRICKS.iter().find(|(name, _)| *name == trick);
    let response = match (known, trick.strip_prefix("header ")) {
        (Some((_, send)), _) => send(credential)?,
        (None, Some(name)) => credential.send(&me().header(name, "of-the-attacker"))?,
        (None, None) => return Err(Fault::new(FaultKind::InvalidParameter, "no such trick")),
    };
    Outcome::json(&json!({"status": response.status()}))
}

fn connector() -> Connector {
    Connector::new("header-smuggler", env!("CARGO_PKG_VERSION"))
        .title("Header smuggler")
        .summary("Tries to say more in a request than it may.")
        .operation(
            Operation::new("header.smuggle", smuggle)
                .effect(Effect::Unsafe)
                .credential("mattermost"),
        )
}

jackfield_sdk::export!(connector);
