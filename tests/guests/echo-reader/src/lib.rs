//! A hostile connector that reads the token from a server that says back what it was sent.
//!
//! It gives everything that it saw as hexadecimal digits: a coding that nothing on the way looks
//! into, so that what comes out is what the connector really saw.

use std::fmt::Write as _;

use jackfield_sdk::{Call, Connector, Effect, Fault, Operation, Outcome, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Read {
    /// What to ask the server for.
    trick: String,
}

/// Sends a request and says all that is to be known about its answer.
fn read(call: &Call, Read { trick }: Read) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let request = Request::get(["echo", &trick]);
    let answer = if trick.ends_with(" as a blob") {
        credential.send(&request.answer_as_blob())
    } else if trick.starts_with("new token") {
        credential.send_sealing(&request, &["/token", "/more/0", "/nowhere"])
    } else {
        credential.send(&request)
    };
    let (answered, seen) = match answer {
        Ok(response) => (json!(response.status()), everything(response)),
        Err(fault) => {
            let words = format!("{} {:?} {:?}", fault.message, fault.code, fault.hint);
            (json!(fault.kind), words.into_bytes())
        }
    };
    Outcome::json(&json!({"status": 200, "answered": answered, "seen": digits(&seen)}))
}

/// Headers, body, and what a blob is called.
fn everything(response: Response) -> Vec<u8> {
    // A debug view has the names of all headers; of the body it has numbers.
    let mut text = format!("{response:?}").into_bytes();
    for name in NAMES {
        for value in response.headers(name) {
            text.extend_from_slice(value.as_bytes());
        }
    }
    text.extend_from_slice(response.bytes());
    if let Some(blob) = response.into_blob() {
        text.extend_from_slice(blob.media_type().unwrap_or_default().as_bytes());
        text.extend_from_slice(&blob.read(0, blob.size()));
    }
    text
}

/// Headers that may come more than once.
const NAMES: [&str; 3] = ["set-cookie", "x-echo", "location"];

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn connector() -> Connector {
    Connector::new("echo-reader", env!("CARGO_PKG_VERSION"))
        .title("Echo reader")
        .summary("Tries to read the token from what a server says back.")
        .operation(
            Operation::new("echo.read", read)
                .effect(Effect::Unsafe)
                .credential("mattermost"),
        )
}

jackfield_sdk::export!(connector);
