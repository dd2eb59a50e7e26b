//! A connector takes no more than it may, and what it says of itself is not believed.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::harness::End::{Denied, Fault, Harmless};
use super::harness::{Assault, Case, End, assert_bearer_only, case, chat_below, step};
use super::wire::{Reply, Wire};
use crate::support::guests::guests;

const LIMIT: &str = "limit-exceeded";
const TIME: End = Fault(LIMIT, "did not finish within 0.5 seconds");
const SILENCE: End = Fault(
    "timeout",
    "no answer before the call's 0.5 seconds were over",
);
const FAILED: End = Fault("internal", "the connector limit-crosser failed: ");
const BLOBS: End = Fault(LIMIT, "needs more than 128 MiB of blobs");
const HANDED: End = Fault(LIMIT, "needs more than 32 MiB handed over at once");
const BROKEN: End = Fault("unreachable", "broke before the answer was complete");

/// What would go on for ever.
pub(crate) const WAITS: &[Case] = &[
    case("loop", TIME),
    case("sleep", TIME),
    case("sleeps", TIME),
    case("log without end", TIME),
    case("cache without end", TIME),
    case("silent server", SILENCE),
    case("dripping server", SILENCE),
    case("server that never gets to the point", SILENCE),
];

/// What ends at a limit, or is seen through.
pub(crate) const CROSSES: &[Case] = &[
    case("memory", Fault(LIMIT, "needs more than 64 MiB of memory")),
    case("stack", Fault("internal", "stack")),
    case("abort", FAILED),
    case("exit as if all were well", FAILED),
    case("exit", FAILED),
    case("index beyond the end", FAILED),
    case(
        "requests",
        Fault(LIMIT, "more than 1000 requests in one call"),
    ),
    case("body beyond what can be handed over", HANDED),
    case("message beyond what can be handed over", HANDED),
    case("fault beyond what can be handed over", HANDED),
    case("blobs", BLOBS),
    case("names of blobs", BLOBS),
    case("media types of blobs", BLOBS),
    case(
        "handles",
        Fault(LIMIT, "needs more than the handles that it may hold"),
    ),
    case("state", Fault("internal", "a state of more than 8 MiB")),
    case(
        "wait of years",
        Fault("internal", "a wait of more than 30 days"),
    ),
    case("fields of a form", Denied("more than 1000 fields of form")),
    case(
        "parameters of a query",
        Denied("more than 1000 parameters of query"),
    ),
    case(
        "answer without end",
        Fault("too-large", "is larger than 8 MiB"),
    ),
    case(
        "answer that says it is long",
        Fault("too-large", "is larger than 8 MiB"),
    ),
    case(
        "zip bomb",
        Fault("unexpected-response", "in the coding gzip"),
    ),
    case("head without end", BROKEN),
    case("answer that breaks off", BROKEN),
    case("answer that is none", BROKEN),
    case("answer of two lengths", BROKEN),
    case("fault of megabytes", Fault("not-found", "xxxxxxxx")),
    case("fault of its own invention", Fault("internal", "invented")),
    case(
        "fault that asks for years of patience",
        Fault("rate-limited", "patience"),
    ),
    case(
        "fault that denies what was sent",
        Fault("unavailable", "nothing was sent"),
    ),
    case(
        "denial unseen behind many words",
        Denied("the header `Host`"),
    ),
    case(
        "denial that is called something else",
        Fault("unexpected-response", "form of a secret"),
    ),
    case("message of megabytes", Harmless),
];

fn answer(path: &str) -> Reply {
    let head = |line: &str| format!("HTTP/1.1 200 OK\r\n{line}\r\n\r\n").into_bytes();
    match path.rsplit('/').next().unwrap() {
        "silent" => Reply::Silence,
        "dripping" => Reply::Drip(head("Content-Length: 99999999"), b"x".to_vec()),
        "interim" => Reply::Drip(Vec::new(), b"HTTP/1.1 102 Processing\r\n\r\n".to_vec()),
        "flood" => Reply::Flood(head("Content-Type: text/plain"), vec![b'x'; 1 << 20]),
        "long" => Reply::Flood(head("Content-Length: 99999999999"), vec![b'x'; 1 << 20]),
        "bomb" => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&vec![0; 64 << 20]).unwrap();
            Reply::new(
                "200 OK",
                &["Content-Encoding: gzip"],
                encoder.finish().unwrap(),
            )
        }
        "head" => Reply::Flood(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-A: a\r\n".repeat(1000)),
        "broken" => Reply::Last(head("Content-Length: 99")),
        "nonsense" => Reply::Last(b"\x15\x03\x01 nonsense\r\n\r\n".to_vec()),
        "two-lengths" => Reply::Last(head("Content-Length: 2\r\nContent-Length: 999")),
        "words" => Reply::new(
            "200 OK",
            &[],
            r#"["denied:","it tried to reach","limit-crosser"]"#,
        ),
        _ => Reply::ok(),
    }
}

#[test]
fn what_never_ends_is_ended() {
    let origin = Wire::start(answer);
    let mut step = step("limit-crosser/limit.wait");
    step["timeout"] = json!("500ms");
    Assault {
        jackfield: chat_below(&origin),
        guest: &guests().limit_crosser,
        step,
        cases: WAITS,
        arguments: &[],
    }
    .run();
    assert_bearer_only(&origin);
}

#[test]
fn what_takes_too_much_is_stopped() {
    let origin = Wire::start(answer);
    let (items, said) = Assault {
        jackfield: chat_below(&origin),
        guest: &guests().limit_crosser,
        step: step("limit-crosser/limit.cross"),
        cases: CROSSES,
        arguments: &[],
    }
    .run();
    let requests = assert_bearer_only(&origin);
    assert!(requests > 1000 + CROSSES.len(), "{requests}");
    let item = |trick: &str| {
        let place = CROSSES.iter().position(|case| case.trick == trick);
        &items[place.unwrap()]["error"]
    };
    let long = item("fault of megabytes");
    for key in ["message", "code", "hint"] {
        let length = long[key].as_str().unwrap().len();
        assert!((4000..5000).contains(&length), "{key}: {length}");
    }
    let denied = item("fault that denies what was sent");
    let hint = denied["hint"].as_str().unwrap();
    assert!(
        hint.contains("nobody knows whether this took effect"),
        "{denied}"
    );
    assert!(said.stderr.len() < 1 << 20, "it had too much to say");
}
