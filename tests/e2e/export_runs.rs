//! Exports of n8n, run as they are.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::exports::{
    batches, chain, code, export, fork, manual, node, numbers, post, same, set, terminate,
    terminated, with,
};
use crate::support::process::{Jackfield, Said};
use crate::support::servers::Mute;
use crate::support::{chat, count, messages};

#[test]
fn a_scheduled_export_with_code_and_branches_posts_the_right_messages_in_order() {
    let server = Mattermost::start().unwrap();
    let rule = json!({"rule": {"interval": [{"field": "hours", "hoursInterval": 1}]}});
    let builds = "\
        const builds = await Promise.all([1, 2, 3].map(async (n) => ({ n, broken: n === 2 })));\n\
        return builds.map((build) => ({ json: { ...build, at: $input.first().json.Year } }));";
    let nodes = [
        node("Every hour", "scheduleTrigger", 1.2, &rule),
        code("Builds", builds),
        fork("Broken?", "={{ $json.broken }}"),
        set("Duty", "who", "=on duty for {{ $json.n }}"),
        post(
            "Alert",
            "=Build {{ $json.n }} is broken, {{ $json.who }} ({{ $('Builds').item.json.at > 2000 }})",
        ),
        post("Digest", "=Build {{ $json.n }} works"),
    ];
    let links = [
        ("Every hour", 0, "Builds", 0),
        ("Builds", 0, "Broken?", 0),
        ("Broken?", 0, "Duty", 0),
        ("Broken?", 1, "Digest", 0),
        ("Duty", 0, "Alert", 0),
    ];
    let file = export(&nodes, &links).to_string();
    let said = chat(&server)
        .file("export.json", &file)
        .call(&["run", "export.json"]);
    said.ends(0).says(&["Flow: 6 nodes, 2 items"]);
    assert_eq!(
        messages(&server),
        [
            "Build 2 is broken, on duty for 2 (true)",
            "Build 1 works",
            "Build 3 works"
        ]
    );
}

/// Posts three numbers by a node that is to be tried again.
fn retried(server: &Mattermost) -> Said {
    let retry = json!({"retryOnFail": true, "waitBetweenTries": 1});
    let posting = with(post("Post", "=Number {{ $json.n }}"), &retry);
    let flow = chain(&[manual(), posting]);
    chat(server).run_export(&flow, &numbers(3), &[])
}

#[test]
fn the_export_of_the_readme_posts_what_it_says() {
    let server = Mattermost::start().unwrap();
    let example = include_str!("../../examples/morning-report.n8n.json");
    let jackfield = chat(&server).file("export.json", example);
    jackfield.call(&["check", "export.json"]).ends(0);
    jackfield.call(&["run", "export.json"]).ends(0);
    assert_eq!(
        messages(&server),
        [
            ":white_check_mark: api in 12 min",
            ":white_check_mark: docs in 16 min",
            ":x: web is broken, @carol (1 of 3)",
        ]
    );
    let attachments = &server.posts()[2]["props"]["attachments"];
    assert_eq!(attachments[0]["color"], "#c00000");
}

#[test]
fn a_retry_of_an_export_repeats_the_call_that_failed_and_no_other() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().only("POST", "/posts"));
    server.script(Answer::new(503).only("POST", "/posts"));
    retried(&server).ends(0);
    assert_eq!(messages(&server), ["Number 1", "Number 2", "Number 3"]);
    assert_eq!(count(&server.received(), "POST", "/posts"), 4);
}

#[test]
fn a_retry_of_a_post_whose_answer_was_lost_finds_it_and_posts_it_once() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().lose_answer().only("POST", "/posts"));
    retried(&server).ends(0);
    assert_eq!(messages(&server), ["Number 1", "Number 2", "Number 3"]);
}

#[test]
fn a_node_that_is_not_to_be_tried_again_is_not() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::new(503).only("POST", "/posts"));
    let flow = chain(&[manual(), post("Post", "Once")]);
    chat(&server).run_export(&flow, &numbers(1), &[]).ends(6);
    assert_eq!(count(&server.received(), "POST", "/posts"), 1);
}

#[test]
fn an_export_without_platforms_needs_no_credentials() {
    let file = chain(&[manual(), same("Same")]).to_string();
    let jackfield = Jackfield::new().file("export.json", &file);
    let said = jackfield
        .call(&["run", "export.json", "--output", "all"])
        .ends(0);
    assert_eq!(said.json(), json!({"Start": [[[{}]]], "Same": [[[{}]]]}));
}

#[test]
fn a_dry_run_of_an_export_sends_nothing_and_shows_what_it_would() {
    let server = Mattermost::start().unwrap();
    let flow = chain(&[
        manual(),
        post("Post", "=Number {{ $json.n }}"),
        // The post that is not made has no id.
        post(
            "Reply",
            "={{ $('Post').item.json.id.toUpperCase() }} for {{ $('Start').item.json.n }}",
        ),
    ]);
    let said = chat(&server).run_export(&flow, &numbers(2), &["--dry-run"]);
    said.ends(0).says(&[
        "not sent: Post, item 0",
        "Number 1",
        "not sent: Post, item 1",
        "Number 2",
    ]);
    assert!(server.posts().is_empty());
}

#[test]
fn a_signal_ends_an_export_in_the_middle_of_a_loop_and_what_was_done_is_told() {
    let server = Mattermost::start().unwrap();
    let mute = Mute::start();
    let url = json!({"url": mute.base_url(), "options": {}});
    let flow = export(
        &[
            manual(),
            batches("Loop", 3.0, 1),
            post("Post", "=Number {{ $json.n }}"),
            node("Ask", "httpRequest", 4.2, &url),
        ],
        &[
            ("Start", 0, "Loop", 0),
            ("Loop", 1, "Post", 0),
            ("Post", 0, "Ask", 0),
            ("Ask", 0, "Loop", 0),
        ],
    );
    let jackfield = chat(&server).file("flow.json", flow.to_string());
    let items = numbers(2).to_string();
    let arguments = [
        "run",
        "flow.json",
        "--items",
        &items,
        "--allow-host",
        &mute.base_url(),
    ];
    let child = jackfield.command(&arguments).spawn().unwrap();
    let said = mute.while_waiting(|| {
        terminate(child.id());
        Said::of(&arguments, &child.wait_with_output().unwrap())
    });
    said.ends(9)
        .says(&["interrupted by SIGTERM", "done before it: Post (1 item)"]);
    assert_eq!(messages(&server), ["Number 1"]);
}

#[test]
fn a_signal_ends_a_loop_that_never_waits() {
    let flow = export(
        &[
            manual(),
            same("There"),
            code("Say", "console.warn('on the way'); return [];"),
            same("Back"),
        ],
        &[
            ("Start", 0, "Say", 0),
            ("Start", 0, "There", 0),
            ("There", 0, "Back", 0),
            ("Back", 0, "There", 0),
        ],
    );
    let mut flow: Value = flow;
    // The one that says that the run has begun stands on top.
    flow["nodes"][2]["position"] = json!([0, -100]);
    terminated(&flow).ends(9).says(&["interrupted by SIGTERM"]);
}
