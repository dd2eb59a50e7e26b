//! Exports of n8n: branches, and where they meet again.

use serde_json::{Value, json};

use crate::support::exports::{
    export, fork, given, manual, node, numbers, ran, same, set, settings, with,
};
use crate::support::process::Jackfield;

/// A fork of which both branches meet in a merge with these parameters, and what comes of it.
fn fork_and_merge(test: &str, parameters: &Value) -> Value {
    export(
        &[
            manual(),
            fork("Fork", test),
            set("Yes", "way", "yes"),
            set("No", "way", "no"),
            node("Merge", "merge", 3.1, parameters),
            same("End"),
        ],
        &[
            ("Start", 0, "Fork", 0),
            ("Fork", 0, "Yes", 0),
            ("Fork", 1, "No", 0),
            ("Yes", 0, "Merge", 0),
            ("No", 0, "Merge", 1),
            ("Merge", 0, "End", 0),
        ],
    )
}

#[test]
fn a_merge_goes_on_without_the_branch_that_never_comes() {
    let flow = fork_and_merge("={{ $json.n > 0 }}", &json!({}));
    for order in ["v1", "v0"] {
        let flow = settings(flow.clone(), &json!({"executionOrder": order}));
        let given = given(&flow, &numbers(2));
        assert_eq!(ran(&given), ["Start", "Fork", "Yes", "Merge", "End"]);
        let expected = json!([[[{"n": 1, "way": "yes"}, {"n": 2, "way": "yes"}]]]);
        assert_eq!(given["End"], expected);
    }
    let lower = given(&fork_and_merge("={{ false }}", &json!({})), &numbers(1));
    assert_eq!(lower["End"], json!([[[{"n": 1, "way": "no"}]]]));
}

#[test]
fn a_merge_that_chooses_a_branch_needs_both() {
    let choose = json!({"mode": "chooseBranch", "output": "specifiedInput", "useDataOfInput": 1});
    let both = given(
        &fork_and_merge("={{ $json.n === 1 }}", &choose),
        &numbers(2),
    );
    assert_eq!(both["End"], json!([[[{"n": 1, "way": "yes"}]]]));
    let one = given(&fork_and_merge("={{ true }}", &choose), &numbers(2));
    assert_eq!(ran(&one), ["Start", "Fork", "Yes"]);
}

#[test]
fn in_the_older_order_a_merge_reads_its_first_input() {
    let flow = |order: &str| {
        let parameters = json!({"mode": "append", "note": "={{ $json.way }}"});
        let mut flow = fork_and_merge("={{ false }}", &parameters);
        flow["nodes"][4]["parameters"] = json!({"mode": "combine", "combineBy": "={{ $json.way ? 'combineAll' : 'combineByPosition' }}", "options": {"includeUnpaired": true}});
        settings(flow, &json!({"executionOrder": order}))
    };
    // The item of the second input is all that there is: `combineAll` makes nothing of it.
    assert_eq!(
        ran(&given(&flow("v1"), &numbers(1))),
        ["Start", "Fork", "No", "Merge"]
    );
    let older = given(&flow("v0"), &numbers(1));
    assert_eq!(older["End"], json!([[[{"n": 1, "way": "no"}]]]));
}

#[test]
fn a_diamond_runs_its_end_once_for_each_way_there() {
    let flow = export(
        &[
            manual(),
            set("Left", "way", "left"),
            set("Right", "way", "right"),
            same("End"),
        ],
        &[
            ("Start", 0, "Left", 0),
            ("Start", 0, "Right", 0),
            ("Left", 0, "End", 0),
            ("Right", 0, "End", 0),
        ],
    );
    let given = given(&flow, &numbers(1));
    assert_eq!(ran(&given), ["Start", "Left", "End", "Right"]);
    let expected = json!([[[{"n": 1, "way": "left"}]], [[{"n": 1, "way": "right"}]]]);
    assert_eq!(given["End"], expected);
}

#[test]
fn a_run_begins_at_one_trigger_and_leaves_the_other_alone() {
    let rule = json!({"rule": {"interval": [{"field": "hours"}]}});
    let flow = export(
        &[
            node("Hourly", "scheduleTrigger", 1.2, &rule),
            node("Hook", "webhook", 2.0, &json!({"path": "p"})),
            set("End", "hooked", "={{ $('Hook').isExecuted }}"),
        ],
        &[("Hourly", 0, "End", 0), ("Hook", 0, "End", 0)],
    );
    let run = |arguments: &[&str]| {
        let jackfield = Jackfield::new().file("flow.json", flow.to_string());
        let said = jackfield.call(&[&["run", "flow.json", "--output", "all"], arguments].concat());
        said.ends(0)
    };
    let said = run(&[]).says(&["the run begins with `Hourly`", "`Hook`"]);
    assert_eq!(ran(&said.json()), ["Hourly", "End"]);
    assert_eq!(said.json()["End"][0][0][0]["hooked"], "false");
    let said = run(&["--start", "Hook"]);
    assert_eq!(ran(&said.json()), ["Hook", "End"]);
    assert_eq!(said.json()["End"][0][0][0]["hooked"], "true");
}

#[test]
fn a_disabled_trigger_begins_nothing() {
    let off = with(manual(), &json!({"disabled": true}));
    let flow = export(
        &[
            off,
            node("Hook", "webhook", 2.0, &json!({"path": "p"})),
            same("After start"),
            same("After hook"),
        ],
        &[("Start", 0, "After start", 0), ("Hook", 0, "After hook", 0)],
    );
    let jackfield = Jackfield::new().file("flow.json", flow.to_string());
    let said = jackfield.call(&["run", "flow.json", "--output", "all"]);
    let said = said.ends(0).keeps_quiet_about(&["begins with"]);
    assert_eq!(ran(&said.json()), ["Hook", "After hook"]);
}

/// Two branches that meet in a merge with these members.
fn two_into_merge(more: &Value) -> Value {
    export(
        &[
            manual(),
            set("Upper", "way", "upper"),
            set("Lower", "way", "lower"),
            with(node("Merge", "merge", 3.1, &json!({})), more),
        ],
        &[
            ("Start", 0, "Upper", 0),
            ("Start", 0, "Lower", 0),
            ("Upper", 0, "Merge", 0),
            ("Lower", 0, "Merge", 1),
        ],
    )
}

#[test]
fn a_disabled_merge_passes_its_first_input_on() {
    let given = given(&two_into_merge(&json!({"disabled": true})), &numbers(2));
    let expected = json!([[[{"n": 1, "way": "upper"}, {"n": 2, "way": "upper"}]]]);
    assert_eq!(given["Merge"], expected);
}

#[test]
fn a_merge_that_executes_once_takes_the_first_item_of_each_input() {
    let given = given(&two_into_merge(&json!({"executeOnce": true})), &numbers(2));
    let expected = json!([[[{"n": 1, "way": "upper"}, {"n": 1, "way": "lower"}]]]);
    assert_eq!(given["Merge"], expected);
}

#[test]
fn a_fork_that_always_gives_something_gives_an_empty_item_by_its_first_output() {
    let fork = with(
        fork("Fork", "={{ false }}"),
        &json!({"alwaysOutputData": true}),
    );
    let flow = export(
        &[
            manual(),
            fork,
            set("Yes", "way", "yes"),
            set("No", "way", "no"),
        ],
        &[
            ("Start", 0, "Fork", 0),
            ("Fork", 0, "Yes", 0),
            ("Fork", 1, "No", 0),
        ],
    );
    let given = given(&flow, &numbers(1));
    assert_eq!(given["Fork"], json!([[[{}], [{"n": 1}]]]));
    assert_eq!(given["Yes"], json!([[[{"way": "yes"}]]]));
    assert_eq!(given["No"], json!([[[{"n": 1, "way": "no"}]]]));
}

#[test]
fn a_request_is_answered_after_a_wait_and_the_items_go_on() {
    let respond =
        json!({"respondWith": "json", "responseBody": "={{ { next: $json.body.n + 1 } }}"});
    let flow = crate::support::exports::chain(&[
        node(
            "Hook",
            "webhook",
            2.0,
            &json!({"path": "p", "responseMode": "responseNode"}),
        ),
        node("Wait", "wait", 1.1, &json!({"amount": 0.01})),
        node("Respond", "respondToWebhook", 1.1, &respond),
        same("End"),
    ]);
    let said =
        Jackfield::new().run_export(&flow, &json!([{"body": {"n": 1}}]), &["--output", "all"]);
    let said = said
        .ends(0)
        .says(&["would be answered with 200", "{\"next\":2}"]);
    assert_eq!(said.json()["End"], json!([[[{"body": {"n": 1}}]]]));
}
