//! `run --dry-run`: reads go out, effects are shown.

use jackfield_standin::{Answer, Jelastic, Mattermost};
use serde_json::json;

use crate::support::{CHANNEL, chat, chat_step, cloud, cloud_step, count, messages, post};

#[test]
fn reads_go_out_and_effects_are_shown() {
    let server = Mattermost::start().unwrap();
    let step = chat_step(
        "message.post",
        &json!({"channel": CHANNEL, "message": "Released {{ $json.version }}"}),
    );
    let said = chat(&server)
        .steps(&[step])
        .run(&["--dry-run", "--input", r#"{"version":"1.2.3"}"#])
        .ends(0)
        .says(&[
            "not sent: Chat, item 0:",
            &format!("POST {}/api/v4/posts", server.base_url()),
            r#""message":"Released 1.2.3""#,
            Mattermost::TOWN_SQUARE,
        ])
        .keeps_quiet_about(&[Mattermost::TOKEN, "warning", "error"]);
    assert_eq!(said.stdout, "", "there are no results");
    assert!(messages(&server).is_empty());
    let received = server.received();
    assert!(
        count(&received, "GET", "/channels/") > 0,
        "the channel was looked up"
    );
    assert!(received.iter().all(|request| request.method == "GET"));
}

#[test]
fn a_platform_whose_every_call_is_a_post_is_sent_what_only_reads() {
    let server = Jelastic::start().unwrap();
    cloud(&server)
        .steps(&[cloud_step("environment.get", "shop"), {
            let mut stop = cloud_step("environment.stop", "shop");
            stop["name"] = json!("Stop");
            stop
        }])
        .run(&["--dry-run"])
        .ends(0)
        .says(&["not sent: Stop, item 0:", "envName=shop"])
        .keeps_quiet_about(&[Jelastic::TOKEN, "not sent: Cloud"]);
    assert_eq!(
        server.environment_status("shop"),
        Some(1),
        "it runs as before"
    );
    assert_eq!(count(&server.received(), "POST", "getenvinfo"), 1);
}

#[test]
fn what_depends_on_a_result_that_there_is_not_is_said_and_passed_over() {
    let server = Mattermost::start().unwrap();
    let reply = post("Reply", "{{ $('Post').item.json.id.toUpperCase() }}");
    let mut last = post("Last", "always");
    last["needs"] = json!("Post");
    chat(&server)
        .steps(&[post("Post", "a"), reply, last])
        .run(&["--dry-run"])
        .ends(0)
        .says(&[
            "not sent: Post, item 0:",
            "not shown: Reply, item 0: in `with.message`",
            "it may depend on what was not sent",
            "not sent: Last, item 0 (with the item as it was before what was not sent):",
        ]);
    assert!(server.received().is_empty());
}

#[test]
fn a_mistake_that_depends_on_nothing_is_a_mistake() {
    let server = Mattermost::start().unwrap();
    chat(&server)
        .steps(&[post("Post", "{{ $json.nothing.here }}")])
        .run(&["--dry-run"])
        .ends(3)
        .says(&["`$json` has no `nothing`"]);
    server.script(Answer::new(401).json(json!({"id": "api.context.session_expired.app_error", "message": "expired", "status_code": 401})));
    let step = chat_step("message.post", &json!({"channel": CHANNEL, "message": "x"}));
    chat(&server).steps(&[step]).run(&["--dry-run"]).ends(4);
}

#[test]
fn what_the_gate_denies_is_denied_in_a_dry_run() {
    let server = Mattermost::start().unwrap();
    let guests = crate::support::guests::guests();
    let steal = json!({"uses": "token-thief/token.carry-off", "credential": "team-chat", "with": {"to": "http://127.0.0.1:9"}});
    chat(&server)
        .steps(&[steal])
        .run(&["--dry-run", "--plugin", &guests.thief])
        .says(&["warning: token-thief: denied: "]);
    assert!(server.received().is_empty());
}

#[test]
fn a_dry_run_gives_no_output_to_choose() {
    let server = Mattermost::start().unwrap();
    chat(&server)
        .steps(&[post("Post", "a")])
        .run(&["--dry-run", "--output", "all"])
        .ends(2);
}

#[test]
fn a_failure_beside_what_was_not_sent_is_a_failure() {
    let server = Mattermost::start().unwrap();
    let mut beside = chat_step(
        "message.post",
        &json!({"channel": "engineering/no-such-channel", "message": "x"}),
    );
    beside["needs"] = json!([]);
    chat(&server)
        .steps(&[post("Post", "a"), beside])
        .run(&["--dry-run"])
        .ends(5)
        .says(&[
            "not sent: Post, item 0:",
            "error: Chat (mattermost/message.post, item 0)",
        ])
        .keeps_quiet_about(&["not shown"]);
}

#[test]
fn what_looks_at_an_unsent_step_by_name_depends_on_it() {
    let server = Mattermost::start().unwrap();
    let mut beside = post("Beside", "{{ $('Post').first().json.id.toUpperCase() }}");
    beside["needs"] = json!([]);
    chat(&server)
        .steps(&[post("Post", "a"), beside])
        .run(&["--dry-run"])
        .ends(0)
        .says(&["not shown: Beside, item 0"]);
}

#[test]
fn what_is_shown_with_the_item_of_before_says_so() {
    let server = Mattermost::start().unwrap();
    let mut delete = chat_step("message.delete", &json!({"postId": "{{ $json.id }}"}));
    delete["name"] = json!("Delete");
    let input = r#"{"id":"ajhencqkpbfs786hs6433gymic"}"#;
    let jackfield = chat(&server).steps(&[post("Post", "a"), delete]);
    jackfield
        .run(&["--dry-run", "--input", input])
        .ends(0)
        .says(&[
            "not sent: Post, item 0:",
            "not sent: Delete, item 0 (with the item as it was before what was not sent",
        ]);
    let said = jackfield.run(&["--dry-run", "--input", input, "--report", "json"]);
    let report = said.ends(0).report();
    for (step, is_guess) in [(0, false), (1, true)] {
        let unsent = &report["steps"][step]["withheld"][0];
        assert_eq!(unsent["isGuess"], json!(is_guess), "{report}");
    }
}

#[test]
fn who_is_not_let_in_or_not_reached_is_a_fault_also_behind_what_was_not_sent() {
    let server = Mattermost::start().unwrap();
    let mut second = chat_step("message.post", &json!({"channel": CHANNEL, "message": "b"}));
    second["name"] = json!("Second");
    let jackfield = chat(&server).steps(&[post("First", "a"), second]);
    let refused = Answer::new(401).json(json!({
        "id": "api.context.session_expired.app_error", "message": "Invalid or expired session",
    }));
    server.script(refused.only("GET", "/channels/name/"));
    jackfield.run(&["--dry-run"]).ends(4).says(&[
        "Second (mattermost/message.post, item 0)",
        "credential: team-chat",
    ]);
}
