//! What a sandbox costs: a fresh instance for each call, and one that is kept.
//!
//! `cargo bench -p jackfield-engine --bench instances` prints medians. Baselines: a process of its
//! own for each call, which is how programs are kept apart without a sandbox; and the same JSON
//! read and written by a plain function.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench")]

use std::ffi::OsStr;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jackfield_connector::{
    Call, CallContext, Connector, Gate, GateSettings, Lane, Level, Log, NoKeeper, Surroundings,
};
use jackfield_credential::Redactor;
use jackfield_sandbox::{Digest, Limits, Sandbox};
use jackfield_wasm_build::Build;
use serde_json::{Value, json};

const ROUNDS: usize = 1001;

struct Nobody;

impl Log for Nobody {
    fn write(&self, _: &str, _: Level, _: &str) {}
    fn denied(&self, _: &str, _: &str) {}
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let sandbox = Sandbox::new(None).expect("an engine");
    let connector = connector(&sandbox).await;
    let surroundings = Surroundings {
        gate: Arc::new(Gate::new(GateSettings::new(
            "jackfield/bench".to_owned(),
            Redactor::default(),
        ))),
        memory: Arc::default(),
        log: Arc::new(Nobody),
        keeper: Arc::new(NoKeeper),
    };
    let mut kept = Lane::new(connector.clone(), surroundings.clone());
    call(&mut kept).await;

    let (mut fresh, mut warm, mut process, mut function) = (vec![], vec![], vec![], vec![]);
    for round in 0..ROUNDS {
        let began = Instant::now();
        let mut lane = Lane::new(connector.clone(), surroundings.clone());
        call(&mut lane).await;
        drop(lane);
        fresh.push(began.elapsed());

        let began = Instant::now();
        call(&mut kept).await;
        warm.push(began.elapsed());

        let began = Instant::now();
        plain(black_box("{}"));
        function.push(began.elapsed());

        if round % 10 == 0 {
            let began = Instant::now();
            let status = Command::new("true").status().expect("a process");
            assert!(status.success());
            process.push(began.elapsed());
        }
    }
    println!("one call that does next to nothing, median of {ROUNDS} rounds");
    for (name, times) in [
        ("a fresh instance", fresh),
        ("  beside a fresh process", process),
        ("an instance that is kept", warm),
        ("  beside a plain function", function),
    ] {
        println!("{name:<28} {:>9.1?}", median(times));
    }
}

async fn call(lane: &mut Lane) {
    let outcome = lane
        .execute(Call {
            operation: "page.count".to_owned(),
            type_version: None,
            parameters: "{}".to_owned(),
            credentials: Vec::new(),
            binary: std::collections::BTreeMap::new(),
            state: None,
            withholds: false,
            saving: None,
            context: CallContext {
                idempotency_key: "jf-bench".to_owned(),
                attempt: 1,
                in_doubt: false,
                first_attempt_at: SystemTime::now(),
                timeout: Duration::from_secs(60),
            },
        })
        .await
        .expect("an outcome");
    assert_eq!(outcome.items.len(), 1);
}

fn plain(parameters: &str) {
    let read: Value = serde_json::from_str(parameters).expect("JSON");
    black_box(read);
    let written = json!({"page": 0}).to_string();
    let item: Value = serde_json::from_str(&written).expect("JSON");
    black_box(item);
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

async fn connector(sandbox: &Sandbox) -> Connector {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = Build {
        cargo: OsStr::new(env!("CARGO")),
        workspace: &workspace,
        packages: &["resource-hog"],
        target_directory: &workspace.join("target/connectors"),
    }
    .run()
    .expect("the connector builds");
    let bytes = std::fs::read(files.first().expect("one file")).expect("it can be read");
    Connector::load(sandbox, &bytes, Digest::of(&bytes), Limits::default())
        .await
        .expect("a connector")
}
