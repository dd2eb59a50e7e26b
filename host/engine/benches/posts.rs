//! 1,000 posts through the whole engine beside a bare reqwest loop that sends the same requests.
//!
//! `cargo bench -p jackfield-engine --bench posts` prints the medians of both and their ratios: the
//! time on the clock, in which the server's answer is awaited, and the CPU time of the thread that
//! sends. The two take turns, so that a machine that becomes slower makes both slower; the CPU time
//! holds also where others are at work.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench, with a client of its own as the baseline"
)]

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jackfield_connector::{Connector, Gate, GateSettings, Level, Log, NoKeeper, Surroundings};
use jackfield_credential::{AccessToken, Credential, Redactor, Written};
use jackfield_engine::retry::Policy;
use jackfield_engine::{
    Begin, Credentials, Event, Language, Mode, NoLibrary, Observer, Prepared, Run, RunId,
    StaticData,
};
use jackfield_expression::Evaluator;
use jackfield_item::Item;
use jackfield_sandbox::{Digest, Limits, Sandbox};
use jackfield_standin::Mattermost;
use jackfield_wasm_build::Build;
use jackfield_workflow::Source;
use nix::time::{ClockId, clock_gettime};
use serde_json::{Map, Value, json};

const POSTS: u64 = 1000;
const ROUNDS: usize = 7;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Nobody;

impl Log for Nobody {
    fn write(&self, _: &str, _: Level, _: &str) {}
    fn denied(&self, _: &str, _: &str) {}
}

impl Observer for Nobody {
    fn observe(&self, _: Event<'_>) {}
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let sandbox = Sandbox::new(None).expect("an engine");
    let connector = mattermost(&sandbox).await;
    let evaluator = Evaluator::new(&sandbox);
    let prepared = prepared(&connector, &evaluator).await;
    let mut engine = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..ROUNDS {
        engine.push(posts_through_engine(&connector, &prepared, &evaluator).await);
        bare.push(posts_by_hand().await);
    }
    let (engine, bare) = (median(&engine), median(&bare));
    println!("{POSTS} posts, medians of {ROUNDS} rounds      time        CPU");
    println!("  bare reqwest loop  {bare}");
    println!("  through the engine {engine}");
    println!(
        "  ratio              {:>10.2} {:>10.2}",
        engine.wall.as_secs_f64() / bare.wall.as_secs_f64(),
        engine.cpu.as_secs_f64() / bare.cpu.as_secs_f64()
    );
}

/// What the posts of a round took.
#[derive(Clone, Copy)]
struct Took {
    wall: Duration,
    /// Of this thread, which is the one that sends.
    cpu: Duration,
}

impl fmt::Display for Took {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:>10.1?} {:>10.1?}", self.wall, self.cpu)
    }
}

struct Stopwatch {
    began: Instant,
    cpu: Duration,
}

impl Stopwatch {
    fn start() -> Self {
        Self {
            began: Instant::now(),
            cpu: cpu(),
        }
    }

    fn stop(&self) -> Took {
        Took {
            wall: self.began.elapsed(),
            cpu: cpu() - self.cpu,
        }
    }
}

fn cpu() -> Duration {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("a clock");
    time.into()
}

fn median(rounds: &[Took]) -> Took {
    let middle = |part: fn(&Took) -> Duration| {
        let mut times: Vec<Duration> = rounds.iter().map(part).collect();
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    Took {
        wall: middle(|took| took.wall),
        cpu: middle(|took| took.cpu),
    }
}

async fn mattermost(sandbox: &Sandbox) -> Connector {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = Build {
        cargo: OsStr::new(env!("CARGO")),
        workspace: &workspace,
        packages: &["jackfield-mattermost"],
        target_directory: &workspace.join("target/connectors"),
    }
    .run()
    .expect("the connector builds");
    let bytes = std::fs::read(files.first().expect("one file")).expect("it can be read");
    Connector::load(sandbox, &bytes, Digest::of(&bytes), Limits::default())
        .await
        .expect("a connector")
}

async fn prepared(connector: &Connector, evaluator: &Evaluator) -> Prepared {
    let steps = json!({"steps": [{
        "uses": "mattermost/message.post",
        "credential": "team-chat",
        "with": {"channelId": Mattermost::TOWN_SQUARE, "message": "Post {{ $json.n }}"},
    }]});
    let source = Source {
        name: "bench".to_owned(),
        text: steps.to_string(),
    };
    let workflow = jackfield_workflow::read(&source)
        .expect("a workflow")
        .workflow;
    Prepared::new(
        workflow,
        &HashSet::new(),
        std::slice::from_ref(connector),
        evaluator,
    )
    .await
    .expect("nothing wrong")
}

async fn posts_through_engine(
    connector: &Connector,
    prepared: &Prepared,
    evaluator: &Evaluator,
) -> Took {
    let server = Mattermost::start().expect("a server");
    let token = AccessToken::new(Mattermost::TOKEN.to_owned());
    let written = Written::new("mattermost", &server.base_url(), token);
    let types = &connector.descriptor().credential_types;
    let credential = Credential::resolve("team-chat", written, types).expect("a credential");
    let redactor = Redactor::default();
    redactor.add(&credential.token);
    let credentials = Credentials::from([("team-chat".to_owned(), Arc::new(credential))]);
    let gate = Gate::new(GateSettings::new("jackfield/bench".to_owned(), redactor));
    let surroundings = Surroundings {
        gate: Arc::new(gate),
        memory: Arc::default(),
        log: Arc::new(Nobody),
        keeper: Arc::new(NoKeeper),
    };
    let kept = StaticData::default();
    let posts = async |count| {
        let run = Run {
            prepared,
            credentials: &credentials,
            surroundings: surroundings.clone(),
            id: RunId::random().expect("randomness"),
            retry: Policy::default(),
            language: Language {
                evaluator: evaluator.clone(),
                zone: "UTC".to_owned(),
                environment: Arc::default(),
            },
            mode: Mode::Live,
            observer: &Nobody,
            library: &NoLibrary,
            kept: &kept,
            depth: 0,
        };
        let items = (0..count)
            .map(|n| Item::new(Map::from_iter([("n".to_owned(), Value::from(n))])))
            .collect();
        let report = run.execute(Begin::With(items)).await;
        assert!(report.failure.is_none(), "{:?}", report.failure);
    };
    // The first request makes the client and the connection, as the baseline's does.
    posts(1).await;
    let watch = Stopwatch::start();
    posts(POSTS).await;
    let took = watch.stop();
    assert_eq!(server.posts().len() as u64, POSTS + 1);
    took
}

async fn posts_by_hand() -> Took {
    let server = Mattermost::start().expect("a server");
    let url = format!("{}/api/v4/posts?set_online=false", server.base_url());
    let client = reqwest::Client::builder()
        .no_proxy()
        .tcp_nodelay(true)
        .build()
        .expect("a client");
    let post = async |n: u64| {
        let key = format!("bench-{n}");
        let body = json!({
            "channel_id": Mattermost::TOWN_SQUARE,
            "message": format!("Post {n}"),
            "root_id": "",
            "props": {"jackfield_key": key},
            "pending_post_id": key,
        });
        let response = client
            .post(&url)
            .bearer_auth(Mattermost::TOKEN)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 201);
        let answer = response.bytes().await.expect("a body");
        let post: Value = serde_json::from_slice(&answer).expect("a post");
        assert!(post.get("id").is_some());
    };
    post(POSTS).await;
    let watch = Stopwatch::start();
    for n in 0..POSTS {
        post(n).await;
    }
    let took = watch.stop();
    assert_eq!(server.posts().len() as u64, POSTS + 1);
    took
}
