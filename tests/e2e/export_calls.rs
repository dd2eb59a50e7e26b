//! Exports of n8n that run other workflows.

use jackfield_standin::{Answer, Mattermost, Web};
use serde_json::{Value, json};

use crate::support::exports::{
    call, called, chain, code, each, fork, given_by, manual, node, numbers, post, same, set,
    shelved, with,
};
use crate::support::process::Jackfield;
use crate::support::{chat, messages};

/// A workflow that calls `other`, once or for each item, and then this node.
fn calling(mode: &str, last: Value) -> Value {
    let call = call("Call", "other", &json!({"mode": mode, "options": {}}));
    chain(&[manual(), call, last])
}

fn other(nodes: &[Value]) -> Value {
    shelved("other", chain(&[&[called()], nodes].concat()))
}

fn stop(name: &str, message: &str) -> Value {
    node(name, "stopAndError", 1.0, &json!({"errorMessage": message}))
}

#[test]
fn another_workflow_runs_once_with_all_items_or_once_for_each() {
    let count = "return [{ json: { got: $input.all().length, run: $runIndex } }];";
    let other = || Jackfield::new().others(&[other(&[code("Count", count)])]);
    let once = given_by(other(), &calling("once", same("End")), &numbers(3));
    assert_eq!(once["End"], json!([[[{"got": 3, "run": 0}]]]));
    let each = given_by(other(), &calling("each", same("End")), &numbers(3));
    let one = json!({"got": 1, "run": 0});
    assert_eq!(each["End"], json!([[[one, one, one]]]));
}

#[test]
fn workflows_run_within_each_other() {
    let middle = {
        let nodes = [
            called(),
            call("Deeper", "deep", &json!({})),
            set("Middle", "middle", "yes"),
        ];
        shelved("other", chain(&nodes))
    };
    let deep = shelved(
        "deep",
        chain(&[called(), set("Deep", "deep", "={{ $workflow.name }}")]),
    );
    let jackfield = Jackfield::new().others(&[middle, deep]);
    let given = given_by(jackfield, &calling("once", same("End")), &numbers(1));
    assert_eq!(
        given["End"],
        json!([[[{"n": 1, "deep": "deep", "middle": "yes"}]]])
    );
}

#[test]
fn a_workflow_that_runs_itself_ends_somewhere() {
    let itself = other(&[call("Again", "other", &json!({}))]);
    let jackfield = Jackfield::new().others(&[itself]);
    let said = jackfield.run_export(&calling("once", same("End")), &numbers(1), &[]);
    said.ends(8).says(&[
        "Call (executeWorkflow): other > Again: more than 16 workflows are running each other",
        "look whether a workflow runs itself",
    ]);
}

#[test]
fn the_first_failure_of_another_workflow_ends_the_run() {
    let server = Mattermost::start().unwrap();
    let fails = "if ($json.n === 2) { throw new Error('no twos'); } return $input.item;";
    let others = [other(&[
        post("Post", "=Number {{ $json.n }}"),
        each("Judge", fails),
    ])];
    let mut judged = others[0].clone();
    // The post's own answer has no number.
    judged["nodes"][2]["parameters"]["jsCode"] = json!(
        "if ($('Called').item.json.n === 2) { throw new Error('no twos'); } return $input.item;"
    );
    let jackfield = chat(&server).others(&[judged]);
    let said = jackfield.run_export(&calling("each", same("End")), &numbers(3), &[]);
    said.ends(3).says(&[
        "Call (executeWorkflow): other > Judge: no twos",
        "done before it: Call > Post (2 items); another run does that again",
    ]);
    assert_eq!(messages(&server), ["Number 1", "Number 2"]);
}

#[test]
fn failures_of_another_workflow_leave_by_the_error_output_where_the_node_says_so() {
    let fails =
        "if ($json.n === 2) { throw new Error('no twos'); } return { json: { ok: $json.n } };";
    let run = |on_error: &str| {
        let mut flow = calling("each", same("End"));
        flow["nodes"][1]["onError"] = json!(on_error);
        let jackfield = Jackfield::new().others(&[other(&[each("Judge", fails)])]);
        let said = jackfield.run_export(&flow, &numbers(3), &["--output", "all"]);
        said.ends(0)
            .says(&["failed: Call, item 1: other > Judge: no twos"])
            .json()
    };
    let by_error = run("continueErrorOutput");
    assert_eq!(by_error["End"], json!([[[{"ok": 1}, {"ok": 3}]]]));
    assert_eq!(by_error["Call"][0][1][0]["n"], 2);
    let in_place = run("continueRegularOutput");
    let items = in_place["End"][0][0].as_array().unwrap();
    assert_eq!(
        [&items[0], &items[2]],
        [&json!({"ok": 1}), &json!({"ok": 3})]
    );
    let only: Vec<&String> = items[1].as_object().unwrap().keys().collect();
    assert_eq!(only, ["error"]);
}

#[test]
fn a_workflow_that_nobody_waits_for_may_fail() {
    let mut flow = calling("once", same("End"));
    flow["nodes"][1]["parameters"]["options"] = json!({"waitForSubWorkflow": false});
    let jackfield = Jackfield::new().others(&[other(&[stop("Stop", "not today")])]);
    let said = jackfield.run_export(&flow, &numbers(2), &["--output", "all"]);
    let said = said
        .ends(0)
        .says(&["failed: Call: other > Stop: not today; it goes on"]);
    assert_eq!(said.json()["End"], json!([[[{"n": 1}, {"n": 2}]]]));
}

#[test]
fn nobody_warns_of_the_other_triggers_of_a_workflow_that_is_called() {
    let mut both = other(&[same("Work")]);
    let by_hand = with(manual(), &json!({"name": "By hand"}));
    both["nodes"].as_array_mut().unwrap().push(by_hand);
    both["connections"]["By hand"] = both["connections"]["Called"].clone();
    let jackfield = Jackfield::new().others(&[both]);
    let said = jackfield.run_export(&calling("once", same("End")), &numbers(1), &[]);
    said.ends(0).keeps_quiet_about(&["begins with"]);
}

/// Another workflow that sends a POST here, and the run that calls it.
fn sending(site: &Web) -> (Jackfield, String) {
    let parameters = json!({"method": "POST", "url": site.base_url(), "options": {}});
    let send = node("Send", "httpRequest", 4.2, &parameters);
    (Jackfield::new().others(&[other(&[send])]), site.base_url())
}

#[test]
fn a_post_of_another_workflow_whose_answer_is_lost_is_looked_after_before_another_run() {
    let site = Web::start().unwrap();
    site.script(Answer::real().lose_answer());
    let (jackfield, host) = sending(&site);
    let flow = calling("once", same("End"));
    let said = jackfield.run_export(&flow, &numbers(1), &["--allow-host", &host]);
    said.ends(11)
        .says(&["nobody knows whether this took effect"]);
    assert_eq!(site.received().len(), 1);
}

#[test]
fn what_another_workflow_has_sent_is_told_when_the_run_fails_later() {
    let site = Web::start().unwrap();
    let (jackfield, host) = sending(&site);
    let flow = calling("once", stop("Stop", "enough"));
    let arguments = ["--allow-host", &host, "--report", "json"];
    let said = jackfield.run_export(&flow, &numbers(2), &arguments);
    let report = said.ends(3).report();
    assert_eq!(
        report["doneBefore"],
        json!([{"step": "Call > Send", "items": 2}])
    );
}

#[test]
fn a_dry_run_shows_what_another_workflow_would_send_and_goes_on_without_it() {
    let site = Web::start().unwrap();
    let (jackfield, host) = sending(&site);
    let flow = calling(
        "once",
        code("End", "return [{ json: { id: $json.made.id } }];"),
    );
    let strict = set("End", "id", "={{ $('Call').item.json.made.id }}");
    let arguments = ["--allow-host", &host, "--dry-run"];
    let said = jackfield.run_export(&flow, &numbers(1), &arguments);
    // Code is no template: it fails for want of what was not sent.
    said.says(&["not sent: Call > Send, item 0", "POST http://"]);
    let (jackfield, host) = sending(&site);
    let arguments = ["--allow-host", &host, "--dry-run"];
    let said = jackfield.run_export(&calling("once", strict), &numbers(1), &arguments);
    said.ends(0).says(&["not sent: Call > Send, item 0"]);
    assert!(site.received().is_empty());
}

#[test]
fn a_workflow_that_ends_at_a_fork_gives_what_left_by_either_output() {
    let fork = || Jackfield::new().others(&[other(&[fork("Fork", "={{ $json.n === 2 }}")])]);
    let given = given_by(fork(), &calling("once", same("End")), &numbers(3));
    assert_eq!(given["End"], json!([[[{"n": 2}, {"n": 1}, {"n": 3}]]]));
}

#[test]
fn code_of_another_workflow_finds_what_it_kept_in_an_earlier_run() {
    let count = "const data = $getWorkflowStaticData('global'); data.count = (data.count ?? 0) + 1;\n\
        return [{ json: { count: data.count } }];";
    let jackfield = Jackfield::new().others(&[other(&[code("Count", count)])]);
    let given = given_by(jackfield, &calling("each", same("End")), &numbers(2));
    assert_eq!(given["End"], json!([[[{"count": 1}, {"count": 2}]]]));
}

#[test]
fn a_workflow_that_is_not_there_is_missed_by_every_item() {
    let parameters = json!({"mode": "each", "options": {}});
    let call = with(
        call("Call", "={{ 'no' + 'where' }}", &parameters),
        &json!({"onError": "continueRegularOutput"}),
    );
    let flow = chain(&[manual(), call, same("End")]);
    let given = given_by(Jackfield::new(), &flow, &numbers(2));
    let items = given["End"][0][0].as_array().unwrap();
    assert_eq!(items.len(), 2);
    for item in items {
        assert!(
            item["error"]
                .as_str()
                .unwrap()
                .contains("`nowhere` is not here"),
            "{item}"
        );
    }
}

/// A run that tries a workflow again that asks here, by this method.
fn tried_again(site: &Web, method: &str) -> (Jackfield, Value, String) {
    let parameters = json!({"method": method, "url": site.base_url(), "options": {}});
    let ask = node("Ask", "httpRequest", 4.2, &parameters);
    let mut flow = calling("once", same("End"));
    flow["nodes"][1]["retryOnFail"] = json!(true);
    flow["nodes"][1]["waitBetweenTries"] = json!(1);
    (
        Jackfield::new().others(&[other(&[ask])]),
        flow,
        site.base_url(),
    )
}

#[test]
fn a_workflow_is_run_again_where_that_does_no_harm() {
    let site = Web::start().unwrap();
    site.script(Answer::new(404).times(2));
    let (jackfield, flow, host) = tried_again(&site, "GET");
    let said = jackfield.run_export(&flow, &numbers(1), &["--allow-host", &host]);
    said.ends(0).says(&["retry: Call, item 0"]);
    assert_eq!(site.received().len(), 3);
}

#[test]
fn a_workflow_that_could_send_something_twice_is_not_run_again() {
    let site = Web::start().unwrap();
    site.script(Answer::new(500));
    let (jackfield, flow, host) = tried_again(&site, "POST");
    let said = jackfield.run_export(&flow, &numbers(1), &["--allow-host", &host]);
    said.ends(11)
        .says(&["it was not tried again, for that could do it twice"]);
    assert_eq!(site.received().len(), 1);
    // What was sent before the failure counts as well.
    let (jackfield, flow, host) = tried_again(&site, "POST");
    let fails = [other(&[]), other(&[stop("Stop", "enough")])];
    let path = jackfield.path("others/other.json");
    let sends: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let [mut both, stops] = fails;
    both["nodes"] = json!([sends["nodes"][0], sends["nodes"][1], stops["nodes"][1]]);
    both["connections"] = sends["connections"].clone();
    both["connections"]["Ask"] = json!({"main": [[{"node": "Stop", "type": "main", "index": 0}]]});
    let said = jackfield
        .others(&[both])
        .run_export(&flow, &numbers(1), &["--allow-host", &host]);
    said.ends(3)
        .says(&["it was not tried again, for that could do it twice"]);
    assert_eq!(site.received().len(), 2);
}

#[test]
fn a_workflow_that_has_posted_is_not_run_again() {
    let server = Mattermost::start().unwrap();
    let mut flow = calling("once", same("End"));
    flow["nodes"][1]["retryOnFail"] = json!(true);
    let jackfield = chat(&server).others(&[other(&[post("Post", "Once"), stop("Stop", "enough")])]);
    let said = jackfield.run_export(&flow, &numbers(1), &[]);
    said.ends(3).says(&[
        "it was not tried again, for that could do it twice",
        "done before it: Call > Post (1 item)",
    ]);
    assert_eq!(messages(&server), ["Once"]);
}
