//! `--report json` and `--report-file`: what came of it, for programs.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::process::{Jackfield, Said};
use crate::support::servers::{Mute, NOBODY};
use crate::support::{chat, chat_at, post};

const JSON: [&str; 2] = ["--report", "json"];

fn schema() -> Value {
    Jackfield::new()
        .call(&["schema", "--report"])
        .ends(0)
        .json()
}

/// The report on standard error, which follows the schema.
#[track_caller]
fn report(said: &Said) -> Value {
    let report = said.report();
    assert_valid(&report);
    assert_eq!(report["exit"]["code"].as_i64(), said.code.map(i64::from));
    report
}

#[track_caller]
fn assert_valid(report: &Value) {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(report)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}\n{report:#}");
}

#[test]
fn the_schema_is_the_one_beside_the_examples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let committed = fs::read_to_string(root.join("examples/report.schema.json")).unwrap();
    let committed: Value = serde_json::from_str(&committed).unwrap();
    assert_eq!(schema(), committed);
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let server = Mattermost::start().unwrap();
    let said = chat(&server).steps(&[post("Post", "a")]).run(&JSON).ends(0);
    let report = report(&said);
    for (pointer, wrong) in [
        ("/reportVersion", json!(2)),
        ("/command", json!("graph")),
        ("/exit/retryHelps", json!("always")),
        ("/steps/0/itemsIn", json!("one")),
        ("/diagnostics", json!({})),
    ] {
        let mut other = report.clone();
        *other.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&other), "{pointer}");
    }
}

#[test]
fn a_run_that_succeeds_is_reported() {
    let server = Mattermost::start().unwrap();
    let busy = "busy";
    server.script(Answer::new(503).body(busy).only("POST", "/posts"));
    let mut skipped = post("Two", "b");
    skipped["if"] = json!("{{ $itemIndex === 0 }}");
    let said = chat(&server)
        .steps(&[post("One", "a"), skipped])
        .run(&[&JSON[..], &["--input", "[{},{}]"]].concat())
        .ends(0);
    assert_eq!(said.json_lines().len(), 2, "{said}");
    let mut report = report(&said);
    assert_eq!(report["run"]["id"].as_str().unwrap().len(), 16);
    assert!(report["startedAt"].as_str().unwrap().ends_with('Z'));
    for step in report["steps"].as_array_mut().unwrap() {
        step["tookMs"] = json!(0);
    }
    let fault = "posting a message: Mattermost answered 503: busy";
    assert_eq!(
        report["steps"],
        json!([
            {
                "name": "One", "uses": "mattermost/message.post", "itemsIn": 2, "itemsOut": 2,
                "calls": 2, "retries": 1,
                "retried": [{"item": 0, "attempt": 1, "waitMs": 500, "kind": "unavailable", "message": fault}],
                "failures": 0, "tolerated": [], "withheld": [], "tookMs": 0,
            },
            {
                "name": "Two", "uses": "mattermost/message.post", "itemsIn": 2, "itemsOut": 2,
                "calls": 1, "retries": 0, "retried": [],
                "failures": 0, "tolerated": [], "withheld": [], "tookMs": 0,
            },
        ])
    );
    for (key, value) in [
        ("reportVersion", json!(1)),
        ("jackfield", json!(env!("CARGO_PKG_VERSION"))),
        ("command", json!("run")),
        ("workflow", json!({"file": "workflow.json", "name": "test"})),
        (
            "exit",
            json!({"code": 0, "name": "success", "retryHelps": "no"}),
        ),
        ("failure", Value::Null),
        ("doneBefore", json!([])),
        ("diagnostics", json!([])),
        ("warnings", json!([])),
    ] {
        assert_eq!(report[key], value, "{key}");
    }
}

#[test]
fn a_run_that_fails_is_reported_with_its_fault() {
    let server = Mattermost::start().unwrap();
    let mut second = post("Two", "b");
    second["with"]["channelId"] = json!("nochannel12345678901234567");
    let said = chat(&server)
        .steps(&[post("One", "a"), second])
        .run(&JSON)
        .ends(4);
    let report = report(&said);
    let failure = &report["failure"];
    for (key, value) in [
        ("step", json!("Two")),
        ("operation", json!("mattermost/message.post")),
        ("item", json!(0)),
        ("kind", json!("permission-denied")),
        ("party", json!("author")),
        ("status", json!(403)),
        ("delivery", json!("answered")),
        (
            "at",
            json!({"file": "workflow.json", "line": 13, "column": 5, "pointer": "/steps/1"}),
        ),
    ] {
        assert_eq!(failure[key], value, "{key}\n{report:#}");
    }
    assert!(failure["message"].as_str().unwrap().contains("403"));
    assert!(failure["hint"].is_string(), "{report:#}");
    assert_eq!(report["doneBefore"], json!([{"step": "One", "items": 1}]));
    assert_eq!(report["exit"]["name"], "credential");
    assert_eq!(report["exit"]["retryHelps"], "no");
}

#[test]
fn whether_a_retry_helps_depends_on_what_was_done() {
    let mut gone = post("Gone", "b");
    gone["credential"] = json!("gone");
    gone["retry"] = json!({"attempts": 1});
    let server = Mattermost::start().unwrap();
    for (steps, helps) in [
        (vec![gone.clone()], "yes"),
        (vec![post("One", "a"), gone], "look-first"),
    ] {
        let said = chat(&server)
            .credential("gone", "mattermost", NOBODY, Mattermost::TOKEN)
            .steps(&steps)
            .run(&JSON)
            .ends(6);
        assert_eq!(report(&said)["exit"]["retryHelps"], helps, "{said}");
    }
}

#[test]
fn a_check_is_reported_with_everything_that_is_wrong() {
    let mut first = post("One", "a");
    first["with"]["mesage"] = json!("b");
    let mut second = post("Two", "a");
    second["credential"] = json!("gone");
    let said = Jackfield::new()
        .credential("gone", "mattermost", NOBODY, Mattermost::TOKEN)
        .steps(&[first, second])
        .call(&[&["check", "workflow.json"], &JSON[..]].concat())
        .ends(3);
    let report = report(&said);
    assert_eq!(report["command"], "check");
    assert_eq!(report["failure"], Value::Null);
    let found: Vec<Value> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            json!([
                found["severity"],
                found["file"],
                found["line"],
                found["column"],
                found["pointer"]
            ])
        })
        .collect();
    assert_eq!(
        found,
        [
            json!(["error", "workflow.json", 7, 21, "/steps/0/credential"]),
            json!(["error", "workflow.json", 11, 9, "/steps/0/with/mesage"]),
            json!(["warning", "workflow.json", 17, 21, "/steps/1/credential"]),
        ],
        "{report:#}"
    );
    let unknown = &report["diagnostics"][1];
    assert_eq!(unknown["message"], "unknown parameter `mesage`");
    assert_eq!(unknown["hint"], "did you mean `message`?");
}

#[test]
fn a_file_that_is_none_is_reported() {
    let said = Jackfield::new()
        .file("flow.json", "{\n  oops\n}")
        .call(&[&["check", "flow.json"], &JSON[..]].concat())
        .ends(3);
    let found = &report(&said)["diagnostics"][0];
    assert_eq!((&found["line"], &found["column"]), (&json!(2), &json!(3)));
    assert_eq!(found["pointer"], Value::Null);

    let said = Jackfield::new()
        .call(&[&["run", "missing.json"], &JSON[..]].concat())
        .ends(3);
    let failure = &report(&said)["failure"];
    let message = failure["message"].as_str().unwrap();
    assert!(message.contains("missing.json cannot be read"), "{said}");
}

#[test]
fn an_interrupted_run_is_reported() {
    let server = Mattermost::start().unwrap();
    let mute = Mute::start();
    let mut second = post("Two", "b");
    second["credential"] = json!("mute");
    let jackfield = chat(&server)
        .credential("mute", "mattermost", &mute.base_url(), Mattermost::TOKEN)
        .steps(&[post("One", "a"), second]);
    let arguments = [&["run", "workflow.json"], &JSON[..]].concat();
    let child = jackfield.command(&arguments).spawn().unwrap();
    let output = mute.while_waiting(|| {
        let id = child.id().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(status.success());
        child.wait_with_output().unwrap()
    });
    let said = Said::of(&arguments, &output).ends(9);
    let report = report(&said);
    assert_eq!(report["failure"]["message"], "interrupted by SIGTERM");
    assert_eq!(report["exit"]["retryHelps"], "look-first");
    assert_eq!(report["doneBefore"], json!([{"step": "One", "items": 1}]));
    assert_eq!(report["steps"][1]["itemsIn"], 1);
    assert_eq!(report["steps"][1]["itemsOut"], Value::Null);
}

#[test]
fn failures_that_a_run_goes_on_past_and_warnings_stand_in_it() {
    let server = Mattermost::start().unwrap();
    let mut step = post("Post", "a");
    step["with"]["channelId"] = json!("nochannel12345678901234567");
    step["onError"] = json!("continue");
    let said = chat(&server)
        .credential("far", "mattermost", "http://chat.example.com", "abcdefgh")
        .steps(&[
            step,
            json!({"name": "Far", "uses": "mattermost/channel.search", "credential": "far", "if": false, "with": {"term": "x"}}),
        ])
        .run(&[&JSON[..], &["-v"]].concat());
    let report = report(&said);
    assert_eq!(report["steps"][0]["failures"], 1, "{report:#}");
    let tolerated = &report["steps"][0]["tolerated"][0];
    assert_eq!(
        (&tolerated["item"], &tolerated["kind"]),
        (&json!(0), &json!("permission-denied"))
    );
    let warning = report["warnings"][0].as_str().unwrap();
    assert!(warning.contains("without TLS"), "{report:#}");
}

#[test]
fn what_a_dry_run_does_not_send_stands_in_it() {
    let server = Mattermost::start().unwrap();
    let said = chat(&server)
        .steps(&[post("Post", "hello")])
        .run(&[&JSON[..], &["--dry-run", "-q"]].concat())
        .ends(0);
    let report = report(&said);
    let withheld = &report["steps"][0]["withheld"][0];
    assert_eq!(withheld["method"], "POST", "{report:#}");
    assert!(withheld["body"].as_str().unwrap().contains("hello"));
    assert!(server.posts().is_empty());
}

#[test]
fn the_report_is_written_to_a_file_whatever_is_said() {
    let server = Mattermost::start().unwrap();
    let good = chat(&server).steps(&[post("Post", "a")]);
    let bad = chat(&server).steps(&[post("Post", "{{ $json.x }}")]);
    for (jackfield, code) in [(&good, 0), (&bad, 3)] {
        for form in ["text", "json", "github"] {
            for verb in ["run", "check"] {
                let code = if verb == "check" { 0 } else { code };
                let arguments = [
                    verb,
                    "workflow.json",
                    "--report",
                    form,
                    "--report-file",
                    "r.json",
                ];
                let said = jackfield.call(&arguments).ends(code);
                let text = fs::read_to_string(jackfield.path("r.json")).unwrap();
                let written: Value = serde_json::from_str(&text).unwrap();
                assert_valid(&written);
                assert_eq!(written["exit"]["code"], code);
                assert_eq!(written["command"], verb);
                if form == "json" {
                    assert_eq!(said.report(), written);
                }
            }
        }
        let names: Vec<_> = fs::read_dir(jackfield.path("."))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .filter(|name| name != "r.json" && name != "workflow.json")
            .collect();
        assert!(names.is_empty(), "{names:?}");
        let mode = fs::metadata(jackfield.path("r.json"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o400, 0o400, "{mode:o}");
    }
}

#[test]
fn a_report_that_has_no_place_is_an_error_before_anything_is_done() {
    let server = Mattermost::start().unwrap();
    let good = chat(&server).steps(&[post("Post", "a")]);
    fs::create_dir(good.path("directory")).unwrap();
    for place in ["missing/r.json", "directory", "/proc/r.json"] {
        good.run(&["--report-file", place])
            .ends(1)
            .says(&[&format!("the report {place} cannot be written: "), "hint: "]);
    }
    assert!(server.received().is_empty());
    // A check has nothing to lose, and says what it found as well.
    let said = good.call(&[
        "check",
        "workflow.json",
        "--report-file",
        "missing/r.json",
        "--report",
        "json",
    ]);
    let said = said.ends(1);
    assert_eq!(report(&said)["exit"]["name"], "internal");
    // What is worse decides about the exit code.
    let bad = Jackfield::new().file("flow.json", "{}");
    bad.call(&["check", "flow.json", "--report-file", "missing/r.json"])
        .ends(3)
        .says(&[
            "the key `steps` is missing",
            "missing/r.json cannot be written",
        ]);
}

#[test]
fn a_device_is_written_to_and_not_replaced() {
    let jackfield = chat_at(NOBODY).steps(&[post("Post", "a")]);
    let said = jackfield
        .call(&[
            "check",
            "workflow.json",
            "--offline",
            "-q",
            "--report-file",
            "/dev/stdout",
        ])
        .ends(0);
    assert_valid(&said.json());
    assert_eq!(said.stderr, "");
}

#[test]
fn an_older_report_is_replaced_as_a_whole() {
    let jackfield = chat_at(NOBODY)
        .steps(&[post("Post", "a")])
        .file("r.json", "x".repeat(100_000));
    fs::set_permissions(jackfield.path("r.json"), Permissions::from_mode(0o444)).unwrap();
    jackfield
        .call(&[
            "check",
            "workflow.json",
            "--offline",
            "--report-file",
            "r.json",
        ])
        .ends(0);
    let text = fs::read_to_string(jackfield.path("r.json")).unwrap();
    assert_valid(&serde_json::from_str(&text).unwrap());
}

#[test]
fn no_report_holds_the_token() {
    let server = Mattermost::start().unwrap();
    let token = Mattermost::TOKEN;
    let mut step = post(token, "a");
    step["with"]["channelId"] = json!(token);
    for (arguments, code) in [
        (&["run", "workflow.json"][..], 4),
        (&["run", "workflow.json", "--dry-run"], 0),
        (&["check", "workflow.json"], 0),
    ] {
        let jackfield = chat(&server).steps(std::slice::from_ref(&step));
        let said = jackfield
            .call(&[arguments, &JSON, &["--report-file", "r.json"]].concat())
            .ends(code);
        let written = fs::read_to_string(jackfield.path("r.json")).unwrap();
        for text in [&said.stderr, &written] {
            assert!(!text.contains(token), "{said}");
        }
        report(&said);
    }
}

#[test]
fn a_step_without_items_has_its_own_line_and_nobody_elses() {
    let steps = [
        json!({"name": "None", "uses": "core/filter", "with": {"where": false}}),
        json!({"name": "Idle", "uses": "core/set", "with": {"fields": {}}}),
        json!({"name": "Last", "uses": "core/limit", "needs": [], "with": {"count": 1}}),
    ];
    let said = Jackfield::new()
        .steps(&steps)
        .run(&["--report", "json", "--output", "none"])
        .ends(0);
    let report: Value = serde_json::from_str(&said.stderr).unwrap();
    let line = |step: &Value| {
        let field = |name: &str| step[name].clone();
        [
            field("name"),
            field("uses"),
            field("itemsIn"),
            field("itemsOut"),
        ]
    };
    let lines: Vec<_> = report["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(line)
        .collect();
    assert_eq!(
        lines,
        [
            [json!("None"), json!("core/filter"), json!(1), json!(0)],
            [json!("Idle"), json!("core/set"), json!(0), json!(0)],
            [json!("Last"), json!("core/limit"), json!(1), json!(1)],
        ]
    );
}
