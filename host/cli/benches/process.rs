//! The program as a whole process: starts, one post, items through core steps and through the nodes of
//! an export, and a check of many nodes.
//!
//! `cargo bench -p jackfield --bench process` prints medians of wall time and CPU time and the
//! greatest resident memory. Each line stands beside a baseline: this very bench, run as a process
//! that does the same by hand. Program and baseline take turns, so that a machine that becomes
//! slower makes both slower.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench, with a client of its own as the baseline"
)]

use std::env;
use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jackfield_standin::Mattermost;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// How often a start is measured, and how often a long run.
const STARTS: usize = 15;
const RUNS: usize = 5;
/// What makes this bench a baseline.
const BY_HAND: &str = "BY_HAND";
/// What makes it start a program and say what that took: what the kernel keeps about the children of
/// a process is the most that any of them had.
const WATCH: &str = "WATCH";

fn main() {
    if env::var(WATCH).is_ok() {
        return watch();
    }
    match env::var(BY_HAND).as_deref() {
        Ok("post") => return post_by_hand(),
        Ok("items") => return items_by_hand(),
        Ok("read") => return read_by_hand(),
        _ => {}
    }
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let server = Mattermost::start().expect("a server");
    write_inputs(directory);

    println!("medians                             wall        CPU     memory");
    let warm = directory.join("warm");
    let bench = Bench {
        directory,
        server: &server,
    };
    let post = ["run", "post.json", "-q", "--output", "none"];
    compare(
        "one post, compiled cache warm",
        STARTS,
        || bench.program(&post, &warm),
        || bench.by_hand("post", "items-1.json"),
    );
    let shout = [
        "run",
        "shout.json",
        "-q",
        "--output",
        "none",
        "--input",
        r#"{"version": "a"}"#,
    ];
    compare(
        "the same with a JavaScript expression",
        STARTS,
        || bench.program(&shout, &warm),
        || bench.by_hand("post", "items-1.json"),
    );
    let mut round = 0;
    compare(
        "one post, first start on a machine",
        STARTS,
        || {
            round += 1;
            bench.program(&post, &directory.join(format!("cold-{round}")))
        },
        || bench.by_hand("post", "items-1.json"),
    );
    for (what, file) in [
        ("3 steps, 2 expressions each", "sets.json"),
        ("an export of Set, If, Set, the same", "export.json"),
    ] {
        let mut took = Vec::new();
        for count in [10_000, 100_000] {
            let input = format!("@items-{count}.json");
            let arguments = ["run", file, "-q", "--input", &input];
            took.push(compare(
                &format!("{count} items, {what}"),
                RUNS,
                || bench.program(&arguments, &warm),
                || bench.by_hand("items", &format!("items-{count}.json")),
            ));
        }
        if let [small, large] = took.as_slice() {
            println!(
                "  ten times the items: {:.1} times the CPU time, {:.1} times the memory",
                large.cpu.as_secs_f64() / small.cpu.as_secs_f64(),
                large.memory as f64 / small.memory as f64
            );
        }
    }
    compare(
        "an export of 2,000 nodes, checked",
        STARTS,
        || bench.program(&["check", "--offline", "wide.json", "-q"], &warm),
        || bench.by_hand("read", "wide.json"),
    );
}

/// What one process took.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Took {
    wall: Duration,
    cpu: Duration,
    /// The most it had at a time, in MiB.
    memory: i64,
}

struct Bench<'a> {
    directory: &'a Path,
    server: &'a Mattermost,
}

impl Bench<'_> {
    fn program(&self, arguments: &[&str], cache: &Path) -> Took {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(cache)
            .expect("a cache");
        let mut command = Command::new(env!("CARGO_BIN_EXE_jackfield"));
        command.args(arguments).env("JACKFIELD_CACHE_DIR", cache);
        self.measure(command)
    }

    fn by_hand(&self, what: &str, input: &str) -> Took {
        let mut command = Command::new(env::current_exe().expect("this bench"));
        command.env(BY_HAND, what).arg(input);
        self.measure(command)
    }

    /// Runs a process whose output is thrown away.
    fn measure(&self, command: Command) -> Took {
        let credential = json!({
            "type": "mattermost",
            "baseUrl": self.server.base_url(),
            "accessToken": Mattermost::TOKEN,
        });
        let mut watcher = Command::new(env::current_exe().expect("this bench"));
        for (name, value) in command.get_envs() {
            watcher.env(name, value.unwrap_or_default());
        }
        let output = watcher
            .arg(command.get_program())
            .args(command.get_args())
            .current_dir(self.directory)
            .env(WATCH, "")
            .env("JACKFIELD_CREDENTIAL_TEAM_CHAT", credential.to_string())
            .env("SERVER", self.server.base_url())
            .stderr(Stdio::inherit())
            .output()
            .expect("a process");
        assert!(output.status.success(), "{command:?}");
        serde_json::from_slice(&output.stdout).expect("what it took")
    }
}

/// Runs a program whose output is thrown away, and prints what it took.
fn watch() {
    let mut arguments = env::args_os().skip(1);
    let mut command = Command::new(arguments.next().expect("a program"));
    command
        .args(arguments)
        .env_remove(WATCH)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let began = Instant::now();
    let status = command.status().expect("a process");
    let wall = began.elapsed();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("usage");
    let time = |time: TimeVal| {
        let seconds = Duration::from_secs(time.tv_sec().unsigned_abs());
        seconds + Duration::from_micros(time.tv_usec().unsigned_abs())
    };
    let took = Took {
        wall,
        cpu: time(usage.user_time()) + time(usage.system_time()),
        memory: usage.max_rss() >> 10,
    };
    println!("{}", serde_json::to_string(&took).expect("JSON"));
    assert!(status.success());
}

fn compare(
    name: &str,
    rounds: usize,
    mut program: impl FnMut() -> Took,
    mut by_hand: impl FnMut() -> Took,
) -> Took {
    // Once unmeasured, so that files are in memory and caches are filled.
    program();
    by_hand();
    let (mut programs, mut hands) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        programs.push(program());
        hands.push(by_hand());
    }
    println!("{name}");
    let took = show("jackfield", &programs);
    show("by hand", &hands);
    took
}

fn show(who: &str, all: &[Took]) -> Took {
    let middle = |mut times: Vec<Duration>| {
        times.sort();
        times.get(times.len() / 2).copied().unwrap_or_default()
    };
    let took = Took {
        wall: middle(all.iter().map(|took| took.wall).collect()),
        cpu: middle(all.iter().map(|took| took.cpu).collect()),
        memory: all.iter().map(|took| took.memory).max().unwrap_or_default(),
    };
    println!(
        "  {who:<28} {:>8.1} ms {:>7.1} ms {:>5} MiB",
        took.wall.as_secs_f64() * 1e3,
        took.cpu.as_secs_f64() * 1e3,
        took.memory
    );
    took
}

fn write_inputs(directory: &Path) {
    let set = |name: &str, fields: Value| json!({"name": name, "uses": "core/set", "with": {"fields": fields}});
    let sets = json!({"name": "sets", "steps": [
        set("One", json!({
            "total": "{{ $json.price * $json.count }}",
            "label": "{{ $json.name.toUpperCase() }}",
        })),
        set("Two", json!({
            "big": "{{ $json.total > 100 }}",
            "text": "{{ $json.label }} costs {{ $json.total.toFixed(2) }}",
        })),
        set("Three", json!({
            "line": "{{ $json.text + ($json.big ? '!' : '') }}",
            "n": "{{ $json.tags.length + $json.id }}",
        })),
    ]});
    let post = |message: &str| {
        json!({"name": "post", "steps": [{
            "uses": "mattermost/message.post",
            "credential": "team-chat",
            "with": {"channelId": Mattermost::TOWN_SQUARE, "message": message},
        }]})
    };
    let write = |name: &str, value: &Value| {
        let mut file = File::create(directory.join(name)).expect("a file");
        write!(file, "{value}").expect("room for it");
    };
    write("sets.json", &sets);
    write("export.json", &export());
    write("wide.json", &wide());
    write("post.json", &post("Released"));
    write(
        "shout.json",
        &post("Released {{ $json.version.toUpperCase() }}"),
    );
    for count in [1, 10_000, 100_000] {
        let items: Value = (0..count)
            .map(|n| {
                json!({
                    "id": n,
                    "name": format!("item {n}"),
                    "price": f64::from(n) * 1.5,
                    "count": n % 7,
                    "tags": ["a", "b", "c"],
                    "active": n % 2 == 0,
                })
            })
            .collect();
        write(&format!("items-{count}.json"), &items);
    }
}

/// A node of n8n's own package.
fn node(name: &str, kind: &str, version: f64, parameters: &Value) -> Value {
    json!({
        "name": name, "type": format!("n8n-nodes-base.{kind}"), "typeVersion": version,
        "position": [0, 0], "parameters": parameters,
    })
}

fn set(fields: &[(&str, &str, &str)]) -> Value {
    let assignments: Vec<Value> = fields
        .iter()
        .map(|(name, kind, value)| json!({"name": name, "type": kind, "value": value}))
        .collect();
    json!({"assignments": {"assignments": assignments}, "includeOtherFields": true})
}

fn condition(left: &str, operation: &str, right: &Value) -> Value {
    json!({"leftValue": left, "rightValue": right, "operator": {"type": "number", "operation": operation}})
}

fn conditions(conditions: &[Value]) -> Value {
    let options = json!({"caseSensitive": true, "typeValidation": "strict", "version": 2});
    json!({"conditions": {"options": options, "combinator": "and", "conditions": conditions}})
}

/// An export of these nodes, one behind the other.
fn in_a_row(nodes: &[Value]) -> Value {
    let mut connections = Map::new();
    for pair in nodes.windows(2) {
        if let [from, to] = pair {
            let target = json!({"node": to["name"], "type": "main", "index": 0});
            let name = from["name"].as_str().unwrap_or_default().to_owned();
            connections.insert(name, json!({"main": [[target]]}));
        }
    }
    json!({"name": "export", "nodes": nodes, "connections": connections, "settings": {"executionOrder": "v1"}})
}

/// Set, If, Set, with two expressions each.
fn export() -> Value {
    let total = "={{ $json.price * $json.count }}";
    let line = "={{ $json.label + ' costs ' + $json.total.toFixed(2) }}";
    in_a_row(&[
        node("Start", "manualTrigger", 1.0, &json!({})),
        node(
            "One",
            "set",
            3.4,
            &set(&[
                ("total", "number", total),
                ("label", "string", "={{ $json.name.toUpperCase() }}"),
            ]),
        ),
        node(
            "Which",
            "if",
            2.2,
            &conditions(&[
                condition("={{ $json.total }}", "gte", &json!(0)),
                condition("={{ $json.tags.length }}", "gt", &json!(2)),
            ]),
        ),
        node(
            "Two",
            "set",
            3.4,
            &set(&[
                ("line", "string", line),
                ("n", "number", "={{ $json.tags.length + $json.id }}"),
            ]),
        ),
    ])
}

/// 2,000 nodes, of which half have expressions.
fn wide() -> Value {
    let mut nodes = vec![node("Start", "manualTrigger", 1.0, &json!({}))];
    for n in 0..500 {
        let before = if n == 0 {
            "Start".to_owned()
        } else {
            format!("Set {}", n - 1)
        };
        let text = format!("=Hello {{{{ $('{before}').item.json.b }}}}, {n}");
        let fields = [
            ("a", "string", "={{ $json.name }}"),
            ("b", "string", text.as_str()),
        ];
        nodes.push(node(&format!("Set {n}"), "set", 3.4, &set(&fields)));
        let left = format!("={{{{ $json.a.length + {n} }}}}");
        let limit = conditions(&[condition(&left, "gt", &json!(n))]);
        nodes.push(node(&format!("If {n}"), "if", 2.2, &limit));
        let message = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "={{ $json.a }}"});
        let mut post = node(&format!("Post {n}"), "mattermost", 1.0, &message);
        if let Some(post) = post.as_object_mut() {
            let label = json!({"mattermostApi": {"id": "1", "name": "team-chat"}});
            post.insert("credentials".to_owned(), label);
        }
        nodes.push(post);
        nodes.push(node(&format!("End {n}"), "noOp", 1.0, &json!({})));
    }
    in_a_row(&nodes)
}

/// One post, as a program that does nothing else would send it.
fn post_by_hand() {
    let server = env::var("SERVER").expect("a server");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let body = json!({"channel_id": Mattermost::TOWN_SQUARE, "message": "Released"});
        let response = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client")
            .post(format!("{server}/api/v4/posts"))
            .bearer_auth(Mattermost::TOKEN)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 201);
    });
}

/// A file as values.
fn read_by_hand() {
    let input = env::args().nth(1).expect("a file");
    let text = fs::read_to_string(input).expect("a file");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    println!(
        "{}",
        value
            .get("nodes")
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
    );
}

/// The three steps in Rust, over values as the program has them.
fn items_by_hand() {
    let input = env::args().nth(1).expect("a file");
    let text = fs::read_to_string(input).expect("items");
    let items: Vec<Map<String, Value>> = serde_json::from_str(&text).expect("items");
    let mut out = String::new();
    for mut item in items {
        let number = |item: &Map<String, Value>, name: &str| {
            item.get(name).and_then(Value::as_f64).unwrap_or_default()
        };
        let word = |item: &Map<String, Value>, name: &str| {
            item.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let total = number(&item, "price") * number(&item, "count");
        let label = word(&item, "name").to_uppercase();
        item.insert("total".to_owned(), json!(total));
        item.insert("label".to_owned(), json!(label));
        let big = total > 100.0;
        let text = format!("{label} costs {total:.2}");
        item.insert("big".to_owned(), json!(big));
        item.insert("text".to_owned(), json!(text));
        let tags = item
            .get("tags")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let n = number(&item, "id") + f64::from(u32::try_from(tags).unwrap_or(u32::MAX));
        let line = format!("{text}{}", if big { "!" } else { "" });
        item.insert("line".to_owned(), json!(line));
        item.insert("n".to_owned(), json!(n));
        out.push_str(&Value::Object(item).to_string());
        out.push('\n');
    }
    println!("{out}");
}
