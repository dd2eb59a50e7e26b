//! A hostile connector that takes more of everything than it may: time, memory, words, handles,
//! requests, answers; and one that lies about what came of it.
//!
//! Tricks of `limit.wait` never end of their own accord; those of `limit.cross` end at a limit.

use std::hint::black_box;
use std::thread::sleep;
use std::time::Duration;

use jackfield_sdk::{
    AnswerForm, Blob, Body, Call, Connector, Delivery, Effect, Fault, FaultKind, Operation,
    Outcome, RawRequest, Request, Target, cache, context, log,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Cross {
    /// Which trick.
    trick: String,
}

type Trick = (&'static str, fn(&Call) -> Result<Outcome, Fault>);

const WAITS: &[Trick] = &[
    ("honest", honest),
    ("loop", |_| {
        let mut number = 0_u64;
        while black_box(number) != u64::MAX {
            number += 1;
        }
        done()
    }),
    ("sleep", |_| {
        sleep(Duration::MAX);
        done()
    }),
    ("sleeps", |_| {
        loop {
            sleep(Duration::from_millis(1));
        }
    }),
    ("log without end", |_| {
        loop {
            log::write(log::Level::Info, "and another thing");
        }
    }),
    ("cache without end", |_| {
        let mut number = 0_u64;
        loop {
            cache::put(&number.to_string(), &"x".repeat(10_000));
            number += 1;
        }
    }),
    ("silent server", |call| get(call, "silent")),
    ("dripping server", |call| get(call, "dripping")),
    ("server that never gets to the point", |call| {
        get(call, "interim")
    }),
];

const CROSSES: &[Trick] = &[
    ("honest", honest),
    ("memory", |_| {
        let mut hoard: Vec<Vec<u8>> = Vec::new();
        loop {
            hoard.push(black_box(vec![1; 1 << 20]));
        }
    }),
    ("stack", |_| {
        fn deeper(depth: u64) -> u64 {
            if black_box(depth) == u64::MAX {
                return 0;
            }
            black_box(deeper(depth + 1)) + 1
        }
        Outcome::json(&json!({"depth": deeper(0)}))
    }),
    ("abort", |_| std::process::abort()),
    ("exit as if all were well", |_| leave(0)),
    ("exit", |_| leave(7)),
    ("index beyond the end", |_| {
        let empty: Vec<u8> = Vec::new();
        let index = black_box(7);
        #[expect(clippy::indexing_slicing, reason = "it does what it should not")]
        let byte = empty[index];
        Outcome::json(&json!({"byte": byte}))
    }),
    ("requests", |call| {
        loop {
            get(call, "me")?;
        }
    }),
    ("body beyond what can be handed over", |call| {
        let body = Body::Bytes(vec![b'x'; 40 << 20]);
        let request = RawRequest {
            method: "POST".to_owned(),
            target: Target::Path(vec!["me".to_owned()]),
            query: Vec::new(),
            headers: Vec::new(),
            body,
            timeout_ms: None,
            repeatable: false,
            answer: AnswerForm::Inline,
        };
        call.credential()?.send_raw(&request)?;
        done()
    }),
    ("message beyond what can be handed over", |_| {
        log::write(log::Level::Warn, &"x".repeat(40 << 20));
        done()
    }),
    ("fault beyond what can be handed over", |_| {
        Err(Fault::new(FaultKind::NotFound, "x".repeat(40 << 20)))
    }),
    ("blobs", |_| {
        let mut blobs = Vec::new();
        loop {
            blobs.push(Blob::new(None, None, &vec![0; 16 << 20]));
        }
    }),
    ("names of blobs", |_| {
        let name = "x".repeat(16 << 20);
        let mut blobs = Vec::new();
        loop {
            blobs.push(Blob::new(Some(&name), None, &[]));
        }
    }),
    ("media types of blobs", |_| {
        let media_type = "x".repeat(16 << 20);
        let mut blobs = Vec::new();
        loop {
            blobs.push(Blob::new(None, Some(&media_type), &[]));
        }
    }),
    ("handles", |_| {
        let mut blobs = Vec::new();
        loop {
            blobs.push(Blob::new(None, None, &[]));
        }
    }),
    ("state", |_| {
        Ok(Outcome::default().call_again(0, "x".repeat(9 << 20)))
    }),
    ("wait of years", |_| {
        Ok(Outcome::default().call_again(u64::MAX, ""))
    }),
    ("fields of a form", |call| {
        let fields = (0..1001).map(|number| (number.to_string(), "x"));
        call.credential()?
            .send(&Request::post(["me"]).form(fields))?;
        done()
    }),
    ("parameters of a query", |call| {
        let request = (0..1001).fold(Request::get(["me"]), |request, number| {
            request.query(&number.to_string(), "x")
        });
        call.credential()?.send(&request)?;
        done()
    }),
    ("answer without end", |call| get(call, "flood")),
    ("answer that says it is long", |call| get(call, "long")),
    ("zip bomb", |call| get(call, "bomb")),
    ("head without end", |call| get(call, "head")),
    ("answer that breaks off", |call| get(call, "broken")),
    ("answer that is none", |call| get(call, "nonsense")),
    ("answer of two lengths", |call| get(call, "two-lengths")),
    // What a connector may say of itself is not believed beyond reason.
    ("fault of megabytes", |_| {
        let words = "x".repeat(4 << 20);
        Err(Fault::new(FaultKind::NotFound, &words)
            .code(&words)
            .hint(words))
    }),
    ("fault of its own invention", |_| {
        Err(Fault {
            kind: "all-is-well".to_owned(),
            ..Fault::new(FaultKind::NotFound, "invented")
        })
    }),
    ("fault that asks for years of patience", |_| {
        Err(Fault::new(FaultKind::RateLimited, "patience").retry_after_ms(Some(u64::MAX)))
    }),
    ("fault that denies what was sent", |call| {
        let request = Request::post(["broken"]).json(&json!({}));
        let _ = call.credential()?.send(&request);
        Err(Fault {
            delivery: Delivery::NotSent,
            ..Fault::new(FaultKind::Unavailable, "nothing was sent").status(503)
        })
    }),
    ("denial unseen behind many words", |call| {
        for _ in 0..2_000 {
            log::write(log::Level::Debug, "nothing to see here");
        }
        let request = Request::get(["me"]).header("Host", "unseen");
        call.credential()?.send(&request)?;
        done()
    }),
    ("denial that is called something else", |call| {
        let answer = Request::get(["words"]);
        let credential = call.credential()?;
        credential.send_sealing(&answer, &["/0", "/1", "/2"])?;
        done()
    }),
    ("message of megabytes", |_| {
        log::write(log::Level::Info, &"long ".repeat(1 << 20));
        done()
    }),
];

/// Leaves the process, as other programs do.
#[expect(clippy::exit, reason = "it does what it should not")]
fn leave(code: i32) -> ! {
    std::process::exit(code)
}

fn get(call: &Call, path: &str) -> Result<Outcome, Fault> {
    let response = call.credential()?.send(&Request::get([path]))?;
    Outcome::json(&json!({"status": response.status()}))
}

fn honest(call: &Call) -> Result<Outcome, Fault> {
    get(call, "me")
}

fn done() -> Result<Outcome, Fault> {
    Outcome::json(&json!({"status": 200, "attempt": context::attempt()}))
}

fn find(tricks: &[Trick], call: &Call, name: &str) -> Result<Outcome, Fault> {
    match tricks.iter().find(|(known, _)| *known == name) {
        Some((_, trick)) => trick(call),
        None => Err(Fault::new(FaultKind::InvalidParameter, "no such trick")),
    }
}

fn connector() -> Connector {
    Connector::new("limit-crosser", env!("CARGO_PKG_VERSION"))
        .title("Limit crosser")
        .summary("Takes more of everything than it may.")
        .operation(
            Operation::new("limit.wait", |call: &Call, Cross { trick }: Cross| {
                find(WAITS, call, &trick)
            })
            .effect(Effect::Unsafe)
            .credential("mattermost"),
        )
        .operation(
            Operation::new("limit.cross", |call: &Call, Cross { trick }: Cross| {
                find(CROSSES, call, &trick)
            })
            .effect(Effect::Unsafe)
            .credential("mattermost"),
        )
}

jackfield_sdk::export!(connector);
