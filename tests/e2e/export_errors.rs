//! Exports of n8n: what becomes of failures.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::exports::{
    chain, each, export, given, manual, node, numbers, post, same, set, settings, shelved, with,
};
use crate::support::process::Jackfield;
use crate::support::servers::Mute;
use crate::support::{chat, messages};

fn stop(message: &str) -> Value {
    node(
        "Stop",
        "stopAndError",
        1.0,
        &json!({"errorMessage": message}),
    )
}

/// A node that fails with twos, and what follows each of its outputs.
fn failing(on_error: &str) -> Value {
    let code =
        "if ($json.n === 2) { throw new Error('no twos'); } return { json: { ok: $json.n } };";
    export(
        &[
            manual(),
            with(each("Judge", code), &json!({"onError": on_error})),
            same("Good"),
            set("Bad", "from", "={{ $('Start').item.json.n }}"),
        ],
        &[
            ("Start", 0, "Judge", 0),
            ("Judge", 0, "Good", 0),
            ("Judge", 1, "Bad", 0),
        ],
    )
}

#[test]
fn an_item_leaves_by_the_error_output_with_its_fields_and_what_was_wrong() {
    let given = given(&failing("continueErrorOutput"), &numbers(3));
    assert_eq!(given["Good"], json!([[[{"ok": 1}, {"ok": 3}]]]));
    let bad = &given["Bad"][0][0][0];
    assert_eq!((&bad["n"], &bad["from"]), (&json!(2), &json!("2")));
    assert!(
        bad["error"].as_str().unwrap().starts_with("no twos"),
        "{bad}"
    );
}

#[test]
fn an_item_goes_on_in_its_place_as_nothing_but_what_was_wrong() {
    let given = given(&failing("continueRegularOutput"), &numbers(3));
    let items = given["Good"][0][0].as_array().unwrap();
    assert_eq!(
        [&items[0], &items[2]],
        [&json!({"ok": 1}), &json!({"ok": 3})]
    );
    let fields: Vec<&String> = items[1].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["error"]);
    assert!(given.get("Bad").is_none());
}

#[test]
fn a_node_that_fails_as_a_whole_lets_its_items_go_on_by_its_first_output() {
    let parameters =
        json!({"type": "simple", "sortFieldsUi": {"sortField": [{"fieldName": "none"}]}});
    for on_error in ["continueErrorOutput", "continueRegularOutput"] {
        let sort = with(
            node("Sort", "sort", 1.0, &parameters),
            &json!({"onError": on_error}),
        );
        let flow = export(
            &[manual(), sort, same("Good"), same("Bad")],
            &[
                ("Start", 0, "Sort", 0),
                ("Sort", 0, "Good", 0),
                ("Sort", 1, "Bad", 0),
            ],
        );
        let given = given(&flow, &numbers(2));
        assert_eq!(given["Good"], json!([[[{"n": 1}, {"n": 2}]]]));
        assert!(given.get("Bad").is_none());
    }
}

#[test]
fn a_call_that_fails_leaves_by_the_error_output_and_the_others_are_made() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().only("POST", "/posts"));
    server.script(Answer::new(403).only("POST", "/posts"));
    let posting = post("Post", "=Number {{ $json.n }}");
    let flow = export(
        &[
            manual(),
            with(posting, &json!({"onError": "continueErrorOutput"})),
            same("Good"),
            set("Bad", "from", "={{ $('Start').item.json.n }}"),
        ],
        &[
            ("Start", 0, "Post", 0),
            ("Post", 0, "Good", 0),
            ("Post", 1, "Bad", 0),
        ],
    );
    let said = chat(&server).run_export(&flow, &numbers(3), &["--output", "all"]);
    let given = said.ends(0).json();
    assert_eq!(messages(&server), ["Number 1", "Number 3"]);
    assert_eq!(given["Good"][0][0].as_array().unwrap().len(), 2);
    let bad = given["Bad"][0][0].as_array().unwrap();
    assert_eq!(
        (bad.len(), &bad[0]["n"], &bad[0]["from"]),
        (1, &json!(2), &json!("2"))
    );
}

/// A workflow that fails, and the one that is run then.
fn recovered(last: Value) -> Jackfield {
    let trigger = node("Error", "errorTrigger", 1.0, &json!({}));
    let recovery = settings(chain(&[trigger, last]), &json!({"timezone": "Asia/Tokyo"}));
    Jackfield::new().others(&[shelved("recovery", recovery)])
}

fn failing_with_recovery() -> Value {
    let flow = chain(&[manual(), stop("enough")]);
    settings(shelved("main", flow), &json!({"errorWorkflow": "recovery"}))
}

#[test]
fn a_failure_is_told_to_the_workflow_for_it_in_its_own_time_zone() {
    let tell = each(
        "Tell",
        "console.log($json.workflow.id, $json.execution.lastNodeExecuted, $json.execution.error.message, $now.zoneName);\n\
         return $input.item;",
    );
    let said = recovered(tell).run_export(&failing_with_recovery(), &numbers(1), &["-v"]);
    said.ends(3).says(&[
        "Tell: main Stop enough Asia/Tokyo",
        "the workflow for failures was run",
    ]);
}

#[test]
fn a_workflow_for_failures_may_fail_as_well() {
    let again = node(
        "Again",
        "stopAndError",
        1.0,
        &json!({"errorMessage": "once more"}),
    );
    let said = recovered(again).run_export(&failing_with_recovery(), &numbers(1), &[]);
    said.ends(3).says(&[
        "error: Stop (stopAndError): enough",
        "warning: the workflow for failures failed as well: Again: once more",
    ]);
}

#[test]
fn a_workflow_for_failures_has_to_be_there() {
    let said = Jackfield::new().run_export(&failing_with_recovery(), &numbers(1), &[]);
    said.ends(3)
        .says(&["the workflow `recovery` is not here", "--workflows DIR"]);
}

#[test]
fn an_error_trigger_of_its_own_is_told_of_a_failure() {
    let server = Mattermost::start().unwrap();
    let flow = export(
        &[
            manual(),
            stop("=no {{ $json.n }}"),
            node("Error", "errorTrigger", 1.0, &json!({})),
            post(
                "Post",
                "={{ $json.execution.lastNodeExecuted }}: {{ $json.execution.error.message }}",
            ),
        ],
        &[("Start", 0, "Stop", 0), ("Error", 0, "Post", 0)],
    );
    let said = chat(&server).run_export(&flow, &numbers(1), &[]);
    said.ends(3).keeps_quiet_about(&["begins with"]);
    assert_eq!(messages(&server), ["Stop: no 1"]);
}

#[test]
fn a_failure_that_is_an_object_says_its_message() {
    let object = json!({"errorType": "errorObject", "errorObject": "={{ { message: 'number ' + $json.n, code: 7 } }}"});
    let flow = chain(&[manual(), node("Stop", "stopAndError", 1.0, &object)]);
    let said = Jackfield::new().run_export(&flow, &numbers(1), &[]);
    said.ends(3).says(&["error: Stop (stopAndError): number 1"]);
}

#[test]
fn a_run_that_takes_longer_than_its_file_allows_is_ended_where_it_is() {
    let wait = node("Wait", "wait", 1.1, &json!({"amount": 30}));
    let flow = settings(chain(&[manual(), wait]), &json!({"executionTimeout": 1}));
    let said = Jackfield::new().run_export(&flow, &numbers(1), &[]);
    said.ends(8).says(&[
        "Wait (wait): the workflow took longer than the 1 s that its settings allow",
        "raise `settings.executionTimeout` in the file",
    ]);
}

#[test]
fn a_run_that_is_out_of_time_during_a_post_does_not_know_what_came_of_it() {
    let mute = Mute::start();
    let parameters = json!({"method": "POST", "url": mute.base_url(), "options": {}});
    let flow = chain(&[manual(), node("Send", "httpRequest", 4.2, &parameters)]);
    let flow = settings(flow, &json!({"executionTimeout": 1}));
    let host = mute.base_url();
    let said = Jackfield::new().run_export(&flow, &numbers(1), &["--allow-host", &host]);
    said.ends(11).says(&[
        "look at the platform before you run it again",
        "executionTimeout",
    ]);
}
