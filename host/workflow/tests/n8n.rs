//! n8n's exports: what is read from them, and what is said about strange ones.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, which fail by panicking"
)]

use std::time::Duration;

use jackfield_workflow::{
    Input, Node, OnError, Order, Reading, Retry, Source, Target, Workflow, read, read_chosen,
};
use serde_json::{Value, json};

fn source(document: &Value) -> Source {
    Source {
        name: "flow.json".to_owned(),
        text: document.to_string(),
    }
}

fn reading(document: &Value) -> Reading {
    read(&source(document)).unwrap()
}

/// The workflow of a document with which nothing is wrong.
#[track_caller]
fn workflow(document: &Value) -> Workflow {
    let reading = reading(document);
    assert_eq!(reading.diagnostics, [], "{document}");
    assert_eq!(reading.notes, [], "{document}");
    reading.workflow
}

/// What is said about a document: place, message and hint of each finding.
fn said(document: &Value) -> Vec<String> {
    lines(&reading(document).diagnostics)
}

fn lines(diagnostics: &[jackfield_workflow::Diagnostic]) -> Vec<String> {
    let line = |finding: &jackfield_workflow::Diagnostic| {
        let hint = finding.hint.as_deref().unwrap_or("-");
        format!("{} {} ({hint})", finding.pointer.as_str(), finding.message)
    };
    diagnostics.iter().map(line).collect()
}

fn set(name: &str) -> Value {
    json!({"name": name, "type": "n8n-nodes-base.set", "typeVersion": 3.4, "position": [0, 0], "parameters": {}})
}

/// A workflow of one node, with these further members.
fn one_node(members: &Value) -> Value {
    let mut node = set("Set");
    let members = members.as_object().unwrap().clone();
    node.as_object_mut().unwrap().extend(members);
    json!({"nodes": [node], "connections": {}})
}

fn only_node(members: &Value) -> Node {
    workflow(&one_node(members)).nodes.remove(0)
}

fn names(workflow: &Workflow) -> Vec<&str> {
    let names = workflow.nodes.iter().map(|node| node.name.as_str());
    names.collect()
}

#[test]
fn a_node_is_read_with_all_that_it_says() {
    let read = workflow(&json!({
        "id": "5uapJIjLLhwnhX0n", "name": "Release", "active": true, "versionId": "x", "meta": {},
        "tags": ["a"],
        "nodes": [{
            "id": "f7", "name": "Post", "type": "n8n-nodes-base.mattermost", "typeVersion": 1,
            "position": [250, -40.5], "webhookId": "w1", "disabled": true, "executeOnce": true,
            "alwaysOutputData": true, "notes": "for people", "notesInFlow": true,
            "parameters": {"message": "={{ $json.a }}", "channelId": "c"},
            "credentials": {"mattermostApi": {"id": "7", "name": "Team chat"}},
        }],
        "connections": {}, "settings": {"executionOrder": "v1", "timezone": "Europe/Zurich",
            "errorWorkflow": "e1", "executionTimeout": 90, "callerPolicy": "any"},
        "staticData": {"global": {"last": 3}},
    }));
    assert_eq!(read.name, "Release");
    let export = read.export.unwrap();
    assert_eq!(export.id.as_deref(), Some("5uapJIjLLhwnhX0n"));
    assert!(export.is_active);
    assert_eq!(export.order, Order::DepthFirst);
    assert_eq!(export.timezone.as_deref(), Some("Europe/Zurich"));
    assert_eq!(export.error_workflow.as_deref(), Some("e1"));
    assert_eq!(export.timeout, Some(Duration::from_secs(90)));
    assert_eq!(
        Value::Object(export.static_data),
        json!({"global": {"last": 3}})
    );
    let node = &read.nodes[0];
    assert_eq!(node.name, "Post");
    assert_eq!(node.pointer.as_str(), "/nodes/0");
    assert_eq!(
        node.credentials,
        [("mattermostApi".to_owned(), "Team chat".to_owned())]
    );
    assert_eq!(node.parameters["channelId"], "c");
    assert!(node.is_whole);
    let own = node.export.as_ref().unwrap();
    assert_eq!(own.own_type(), Some("mattermost"));
    assert_eq!((own.version, own.position), (1.0, [250.0, -40.5]));
    assert_eq!(own.id.as_deref(), Some("f7"));
    assert_eq!(own.webhook_id.as_deref(), Some("w1"));
    assert!(own.is_disabled && own.executes_once && own.always_outputs);
}

#[test]
fn whatever_is_left_out_has_a_meaning() {
    let read = workflow(&json!({"nodes": [{"name": "A", "type": "x.y"}]}));
    assert_eq!(read.name, "flow.json");
    let export = read.export.unwrap();
    assert_eq!(export.order, Order::BreadthFirst);
    assert_eq!((export.id, export.timezone), (None, None));
    assert_eq!((export.error_workflow, export.timeout), (None, None));
    assert!(!export.is_active && export.static_data.is_empty() && export.pinned.is_empty());
    let node = &read.nodes[0];
    assert_eq!(node.on_error, OnError::Stop);
    assert_eq!(node.retry.attempts, Some(1));
    assert!(node.inputs.is_empty() && node.credentials.is_empty() && node.parameters.is_empty());
    let own = node.export.as_ref().unwrap();
    assert_eq!((own.version, own.position), (1.0, [0.0, 0.0]));
    assert_eq!(own.own_type(), None);
    assert!(!own.is_disabled && !own.executes_once && !own.always_outputs);
}

#[test]
fn null_is_as_good_as_nothing_and_an_empty_list_as_an_empty_object() {
    for nothing in [json!(null), json!([])] {
        let read = workflow(&json!({
            "id": null, "name": null, "active": null,
            "nodes": [{"name": "A", "type": "x.y", "typeVersion": null, "parameters": nothing,
                "credentials": nothing, "disabled": null, "onError": null, "retryOnFail": null}],
            "connections": nothing, "settings": nothing, "pinData": nothing, "staticData": nothing,
        }));
        assert_eq!(names(&read), ["A"], "{nothing}");
        assert_eq!(read.nodes[0].export.as_ref().unwrap().version, 1.0);
    }
}

#[test]
fn settings_of_the_instance_are_none() {
    let read = workflow(&json!({"nodes": [set("A")], "settings": {
        "timezone": "DEFAULT", "errorWorkflow": "DEFAULT", "executionTimeout": -1,
        "executionOrder": "v0", "saveManualExecutions": "DEFAULT",
    }}));
    let export = read.export.unwrap();
    assert_eq!((export.timezone, export.error_workflow), (None, None));
    assert_eq!((export.timeout, export.order), (None, Order::BreadthFirst));
}

#[test]
fn ids_of_old_files_are_numbers() {
    let read = workflow(&json!({"id": 131, "nodes": [set("A")], "settings": {"errorWorkflow": 7}}));
    let export = read.export.unwrap();
    assert_eq!(export.id.as_deref(), Some("131"));
    assert_eq!(export.error_workflow.as_deref(), Some("7"));
}

#[test]
fn static_data_can_be_text_as_the_database_has_it() {
    let read = workflow(&json!({"nodes": [set("A")], "staticData": "{\"node:A\": {\"n\": 1}}"}));
    assert_eq!(read.export.unwrap().static_data["node:A"]["n"], 1);
}

#[test]
fn a_workflow_is_found_in_whatever_is_around_it() {
    let inner = json!({"name": "W", "nodes": [set("A")], "connections": {}});
    for (document, pointer) in [
        (json!([inner]), "/0/nodes/0"),
        (json!({"data": inner}), "/data/nodes/0"),
        (
            json!({"data": [inner], "nextCursor": null}),
            "/data/0/nodes/0",
        ),
        (json!({"workflow": inner}), "/workflow/nodes/0"),
        (
            json!({"workflow": {"id": 1, "name": "T", "workflow": inner}}),
            "/workflow/workflow/nodes/0",
        ),
        (
            json!({"id": "9", "data": {"resultData": {}}, "workflowData": inner}),
            "/workflowData/nodes/0",
        ),
        (
            json!({"data": {"id": "9", "data": "[…]", "workflowData": inner}}),
            "/data/workflowData/nodes/0",
        ),
    ] {
        let read = workflow(&document);
        assert_eq!(read.name, "W", "{document}");
        assert_eq!(read.nodes[0].pointer.as_str(), pointer, "{document}");
    }
}

#[test]
fn one_of_several_workflows_is_chosen_by_id_or_name() {
    let of = |id: &str, name: &str| json!({"id": id, "name": name, "nodes": [set(name)]});
    let several = json!([of("1", "A"), of("2", "B"), of("3", "B"), of("A", "C")]);
    assert_eq!(
        said(&several),
        [
            " there are 4 workflows in this file (choose one with `--workflow`: it has `A` (1), `B` (2), `B` (3), `C` (A))"
        ]
    );
    let chosen = |word: &str| read_chosen(&source(&several), Some(word)).unwrap();
    assert_eq!(chosen("1").workflow.name, "A");
    assert_eq!(chosen("3").workflow.nodes[0].pointer.as_str(), "/2/nodes/0");
    assert_eq!(chosen("C").workflow.name, "C");
    // An id goes before a name.
    assert_eq!(chosen("A").workflow.name, "C");
    assert!(lines(&chosen("B").diagnostics)[0].starts_with("/2 there are 2 workflows called `B`"));
    assert!(lines(&chosen("X").diagnostics)[0].starts_with(" there is no workflow `X`"));
    let steps = json!({"name": "S", "steps": [{"uses": "core/set"}]});
    let of_steps = |word: &str| read_chosen(&source(&steps), Some(word)).unwrap();
    assert_eq!(of_steps("S").diagnostics, []);
    assert!(lines(&of_steps("X").diagnostics)[0].starts_with(" there is no workflow `X`"));
}

#[test]
fn connections_go_by_output_and_input() {
    let read = workflow(&json!({
        "nodes": [set("If"), set("A"), set("B")],
        "connections": {
            "If": {"main": [
                [{"node": "B", "type": "main", "index": 1}, {"node": "A", "type": "main", "index": 0}],
                null,
                [null, {"node": "B"}],
            ]},
            "A": {"main": null},
            "B": null,
        },
    }));
    let outputs = &read.nodes[0].export.as_ref().unwrap().outputs;
    let target = |node, input| Target { node, input };
    assert_eq!(
        *outputs,
        [vec![target(2, 1), target(1, 0)], vec![], vec![target(2, 0)]]
    );
    assert_eq!(read.nodes[1].inputs, [Input::main(0)]);
    assert_eq!(
        read.nodes[2].inputs,
        [Input::main(0), Input::Node { node: 0, output: 2 }]
    );
}

#[test]
fn what_serves_a_node_is_attached_to_it() {
    let read = workflow(&json!({
        "nodes": [set("Model"), set("Tool"), set("Agent")],
        "connections": {
            "Model": {"ai_languageModel": [[{"node": "Agent", "type": "ai_languageModel", "index": 0}]]},
            "Tool": {"ai_tool": [[{"node": "Agent", "type": "ai_tool", "index": 0}, {"node": "Agent"}]]},
        },
    }));
    assert_eq!(read.nodes[2].export.as_ref().unwrap().attached, [0, 1]);
    assert!(read.nodes[2].inputs.is_empty());
    assert!(read.nodes[0].export.as_ref().unwrap().outputs.is_empty());
}

#[test]
fn notes_on_the_picture_are_no_nodes() {
    let note = json!({"name": "Note", "type": "n8n-nodes-base.stickyNote"});
    let read = workflow(&json!({
        "nodes": [note, note, set("A")],
        "connections": {
            "Note": {"main": [[{"node": "A"}]]},
            "A": {"main": [[{"node": "Note"}]]},
        },
    }));
    assert_eq!(names(&read), ["A"]);
    assert_eq!(read.nodes[0].pointer.as_str(), "/nodes/2");
    assert!(read.nodes[0].inputs.is_empty());
}

#[test]
fn retries_are_held_within_what_n8n_allows() {
    let retry = |members: Value| only_node(&members).retry;
    let of = |attempts, milliseconds| Retry {
        attempts: Some(attempts),
        wait: Some(Duration::from_millis(milliseconds)),
        backoff: Some(1.0),
        after_refusals: true,
    };
    for (members, expected) in [
        (json!({"retryOnFail": true}), of(3, 1_000)),
        (
            json!({"retryOnFail": true, "maxTries": 0, "waitBetweenTries": 0}),
            of(3, 1_000),
        ),
        (
            json!({"retryOnFail": true, "maxTries": 1, "waitBetweenTries": 60_000}),
            of(2, 5_000),
        ),
        (
            json!({"retryOnFail": true, "maxTries": 99, "waitBetweenTries": -5}),
            of(5, 0),
        ),
        (
            json!({"retryOnFail": true, "maxTries": 4, "waitBetweenTries": 250}),
            of(4, 250),
        ),
    ] {
        assert_eq!(retry(members.clone()), expected, "{members}");
    }
    for members in [json!({}), json!({"retryOnFail": false, "maxTries": 5})] {
        assert_eq!(retry(members.clone()).attempts, Some(1), "{members}");
    }
}

#[test]
fn what_becomes_of_errors_is_said_in_two_ways() {
    for (members, expected) in [
        (json!({"onError": "stopWorkflow"}), OnError::Stop),
        (
            json!({"onError": "continueRegularOutput"}),
            OnError::Continue,
        ),
        (json!({"onError": "continueErrorOutput"}), OnError::Output),
        (json!({"continueOnFail": true}), OnError::Continue),
        (json!({"continueOnFail": false}), OnError::Stop),
        (
            json!({"continueOnFail": true, "onError": "continueErrorOutput"}),
            OnError::Output,
        ),
        (
            json!({"continueOnFail": true, "onError": "stopWorkflow"}),
            OnError::Stop,
        ),
    ] {
        assert_eq!(only_node(&members).on_error, expected, "{members}");
    }
}

#[test]
fn credentials_are_labels_of_old_and_new() {
    for (reference, label) in [
        (json!({"id": "7", "name": "Team chat"}), "Team chat"),
        (json!({"id": null, "name": "Team chat"}), "Team chat"),
        (json!("Team chat"), "Team chat"),
        (json!({"id": "7"}), "7"),
        (json!({"id": 7, "name": ""}), "7"),
        (json!(""), ""),
        (json!({}), ""),
    ] {
        let node = only_node(&json!({"credentials": {"chatApi": reference, "other": null}}));
        let expected = [("chatApi".to_owned(), label.to_owned())];
        assert_eq!(node.credentials, expected, "{reference}");
    }
}

#[test]
fn pinned_items_have_json_whether_they_say_so_or_not() {
    let read = workflow(&json!({
        "nodes": [set("A"), set("B")],
        "pinData": {
            "B": [{"json": {"n": 1}, "binary": {"data": {"data": "aGk="}}}, {"n": 2}, {"json": 3}],
            "A": {"n": 4},
            "gone": [{"n": 5}],
        },
    }));
    let pinned = read.export.unwrap().pinned;
    assert_eq!(pinned.len(), 2);
    assert_eq!(pinned[&0], [json!({"json": {"n": 4}})]);
    assert_eq!(
        pinned[&1],
        [
            json!({"json": {"n": 1}, "binary": {"data": {"data": "aGk="}}}),
            json!({"json": {"n": 2}}),
            json!({"json": {"json": 3}}),
        ]
    );
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_where() {
    let found = said(&json!({
        "name": 5,
        "nodes": [
            7,
            {"type": "n8n-nodes-base.set"},
            {"name": "A"},
            {"name": "B", "type": "n8n-nodes-base.set", "typeVersion": "three", "disabled": "yes",
                "parameters": "none", "onError": "continueRegularOutptu", "credentials": {"x": 4}},
            {"name": "B", "type": "n8n-nodes-base.set"},
        ],
        "connections": {
            "A": {"main": [[{"node": "C"}, {"node": "B", "index": -1}, {}, 5]], "error": [[{"node": "B"}]]},
            "B": {"main": {"node": "A"}},
        },
        "settings": {"executionOrder": "v3", "executionTimeout": "long"},
        "pinData": {"B": [3]},
        "staticData": "none",
    }));
    assert_eq!(
        found,
        [
            "/name `name` must be text, and is the number 5 (-)",
            "/nodes/0 `node` must be an object, and is the number 7 (-)",
            "/nodes/1/name this node has no name (-)",
            "/nodes/2/type the node `A` has no type (-)",
            "/nodes/3/typeVersion `typeVersion` must be a number, and is text (-)",
            "/nodes/3/disabled `disabled` must be true or false, and is text (-)",
            "/nodes/3/credentials/x `x` must be a name or an object, and is the number 4 (-)",
            "/nodes/3/parameters `parameters` must be an object, and is text (-)",
            "/nodes/3/onError `onError` cannot be \"continueRegularOutptu\" (did you mean `continueRegularOutput`?)",
            "/nodes/4/name there are two nodes called `B` (connections and expressions go by name: give each node one of its own)",
            "/connections/A/main/0/0/node a connection leads to a node `C`, which is not there (take the connection out, or add the node)",
            "/connections/A/main/0/1/index no node has an input -1 (-)",
            "/connections/A/main/0/2 this connection names no node (-)",
            "/connections/A/main/0/3 this connection names no node (-)",
            "/connections/A/error there are no connections of the type `error` (connect the node anew in n8n, and export the workflow again)",
            "/connections/B/main `main` must be a list, and is an object (-)",
            "/staticData `staticData` must be an object, and is text (-)",
            "/pinData/B/0 `pinned item` must be an object, and is the number 3 (-)",
            "/settings/executionOrder `executionOrder` cannot be \"v3\" (there is `v1`, `v0`)",
            "/settings/executionTimeout `executionTimeout` must be a number, and is text (-)",
        ]
    );
}

#[test]
fn a_node_that_is_wrong_is_not_whole() {
    let read = reading(&json!({"nodes": [{"name": "A", "type": "x.y", "disabled": 1}, set("B")]}));
    let whole: Vec<bool> = read
        .workflow
        .nodes
        .iter()
        .map(|node| node.is_whole)
        .collect();
    assert_eq!(whole, [false, true]);
}

#[test]
fn a_misspelt_target_is_offered_the_nearest_node() {
    let found = said(&json!({
        "nodes": [set("Send message"), set("Start")],
        "connections": {"Start": {"main": [[{"node": "Send mesage"}]]}},
    }));
    assert!(
        found[0].contains("(did you mean `Send message`?)"),
        "{found:?}"
    );
}

#[test]
fn connections_of_a_node_that_is_gone_are_odd_and_no_mistake() {
    let read = reading(&json!({
        "nodes": [set("A")],
        "connections": {
            "Gone": {"main": [[{"node": "A"}]]},
            "Gone too": {"main": [[], null]},
        },
    }));
    assert_eq!(read.diagnostics, []);
    assert_eq!(
        lines(&read.notes),
        ["/connections/Gone connections lead from a node `Gone`, which is not there (-)"]
    );
    assert!(read.workflow.nodes[0].inputs.is_empty());
}

#[test]
fn a_workflow_without_nodes_is_one_that_does_nothing() {
    for document in [
        json!({"nodes": [], "connections": {}}),
        json!([{"nodes": [{"name": "N", "type": "n8n-nodes-base.stickyNote"}]}]),
    ] {
        let found = said(&document);
        assert!(found[0].contains("has no nodes"), "{found:?}");
    }
}

#[test]
fn nodes_that_are_no_list_are_said_to_be_none() {
    let found = said(&json!({"nodes": {"A": {}}, "connections": {}}));
    assert_eq!(
        found,
        ["/nodes `nodes` must be a list, and is an object (-)"]
    );
}
