//! Exports of n8n: loops.

use jackfield_standin::Web;
use serde_json::{Value, json};

use crate::support::exports::{
    Link, batches, chain, code, export, fork, given, manual, node, numbers, same, set, settings,
    with,
};
use crate::support::process::Jackfield;

/// The start into a loop, the loop's body back to it, and its end.
const LINKS: &[Link<'_>] = &[
    ("Start", 0, "Loop", 0),
    ("Loop", 0, "End", 0),
    ("Loop", 1, "Body", 0),
    ("Body", 0, "Loop", 0),
];

#[test]
fn a_loop_gives_batches_and_then_all_that_came_back() {
    let body = set(
        "Body",
        "turn",
        "={{ $runIndex }} after {{ $prevNode.name }}/{{ $prevNode.outputIndex }}/{{ $prevNode.runIndex }}",
    );
    let flow = export(
        &[manual(), batches("Loop", 3.0, 2), body, same("End")],
        LINKS,
    );
    let given = given(&flow, &numbers(3));
    assert_eq!(given["Loop"].as_array().unwrap().len(), 3);
    let expected = json!([[[
        {"n": 1, "turn": "0 after Loop/1/0"},
        {"n": 2, "turn": "0 after Loop/1/0"},
        {"n": 3, "turn": "1 after Loop/1/1"},
    ]]]);
    assert_eq!(given["End"], expected);
}

#[test]
fn the_runs_of_a_node_are_told_apart_by_their_number() {
    let look = code(
        "End",
        "return [{ json: {\
           second: $('Body').all(0, 1).map((item) => item.json.n),\
           first: $('Body').first(0, 0).json.n,\
           last: $('Body').last().json.n,\
           given: $('Loop').all(1, 2).length,\
           older: $items('Body', 0, 2).map((item) => item.json.n),\
         } }];",
    );
    let flow = export(
        &[manual(), batches("Loop", 3.0, 1), same("Body"), look],
        LINKS,
    );
    let given = given(&flow, &numbers(3));
    let expected = json!({"second": [2], "first": 1, "last": 3, "given": 1, "older": [3]});
    assert_eq!(given["End"][0][0][0], expected);
}

#[test]
fn a_loop_of_the_first_version_ends_where_its_context_says_that_nothing_is_left() {
    let flow = export(
        &[
            manual(),
            batches("Loop", 1.0, 2),
            same("Body"),
            fork("Over?", "={{ $node[\"Loop\"].context[\"noItemsLeft\"] }}"),
            set("End", "turns", "={{ $('Loop').context.currentRunIndex }}"),
        ],
        &[
            ("Start", 0, "Loop", 0),
            ("Loop", 0, "Body", 0),
            ("Body", 0, "Over?", 0),
            ("Over?", 0, "End", 0),
            ("Over?", 1, "Loop", 0),
        ],
    );
    let given = given(&flow, &numbers(3));
    assert_eq!(given["Loop"], json!([[[{"n": 1}, {"n": 2}]], [[{"n": 3}]]]));
    assert_eq!(given["End"], json!([[[{"n": 3, "turns": "1"}]]]));
}

/// A loop within a loop, which gets two items for each of the outer one.
fn nested(options: &Value) -> Value {
    let mut inner = batches("Inner", 3.0, 1);
    inner["parameters"]["options"] = options.clone();
    export(
        &[
            manual(),
            batches("Outer", 3.0, 1),
            code(
                "Two",
                "return [1, 2].map((part) => ({ json: { of: $input.first().json.n, part } }));",
            ),
            inner,
            set("Body", "from", "={{ $('Start').item.json.n }}"),
            same("End"),
        ],
        &[
            ("Start", 0, "Outer", 0),
            ("Outer", 0, "End", 0),
            ("Outer", 1, "Two", 0),
            ("Two", 0, "Inner", 0),
            ("Inner", 0, "Outer", 0),
            ("Inner", 1, "Body", 0),
            ("Body", 0, "Inner", 0),
        ],
    )
}

#[test]
fn a_loop_within_a_loop_begins_anew_where_it_is_told_to() {
    let flow = nested(&json!({"reset": "={{ $prevNode.name === 'Two' }}"}));
    let given = given(&flow, &numbers(2));
    let expected = json!([[[
        {"of": 1, "part": 1, "from": "1"},
        {"of": 1, "part": 2, "from": "1"},
        {"of": 2, "part": 1, "from": "2"},
        {"of": 2, "part": 2, "from": "2"},
    ]]]);
    assert_eq!(given["End"], expected);
    assert_eq!(given["Body"].as_array().unwrap().len(), 4);
}

#[test]
fn a_loop_within_a_loop_that_is_not_told_to_passes_later_items_by() {
    let given = given(&nested(&json!({})), &numbers(2));
    assert_eq!(given["Body"].as_array().unwrap().len(), 2);
    let last = &given["Inner"].as_array().unwrap()[3][0];
    let parts: Vec<&Value> = last
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["of"])
        .collect();
    assert_eq!(parts, [1, 1, 2, 2]);
}

#[test]
fn code_keeps_static_data_from_turn_to_turn() {
    let body = code(
        "Body",
        "const all = $getWorkflowStaticData('global'); all.count = (all.count ?? 0) + 1;\n\
         const own = $getWorkflowStaticData('node'); own.count = (own.count ?? 0) + 1;\n\
         return [{ json: { all: all.count, own: own.count } }];",
    );
    let mut flow = export(
        &[manual(), batches("Loop", 3.0, 1), body, same("End")],
        LINKS,
    );
    flow["staticData"] = json!({"global": {"count": 5}, "node:Body": {"count": 10}});
    let given = given(&flow, &numbers(2));
    assert_eq!(
        given["End"],
        json!([[[{"all": 6, "own": 11}, {"all": 7, "own": 12}]]])
    );
}

fn round_and_round(more: &Value) -> Value {
    export(
        &[
            manual(),
            with(same("There"), more),
            with(same("Back"), more),
        ],
        &[
            ("Start", 0, "There", 0),
            ("There", 0, "Back", 0),
            ("Back", 0, "There", 0),
        ],
    )
}

#[test]
fn a_loop_that_never_waits_is_ended_by_the_time_that_the_file_allows() {
    let flow = settings(
        round_and_round(&json!({})),
        &json!({"executionTimeout": 0.2}),
    );
    let said = Jackfield::new().run_export(&flow, &numbers(1), &[]);
    said.ends(8).says(&[
        "the workflow took longer than the 0.2 s that its settings allow",
        "executionTimeout",
    ]);
}

#[test]
fn a_loop_that_nothing_is_done_in_does_not_go_on_for_ever() {
    let flow = round_and_round(&json!({"disabled": true}));
    let said = Jackfield::new().run_export(&flow, &numbers(1), &[]);
    said.ends(8).says(&[
        "nodes have run 1000000 times",
        "look whether a loop of the workflow never ends",
    ]);
}

#[test]
fn a_report_counts_the_turns_of_a_loop() {
    let flow = export(
        &[manual(), batches("Loop", 3.0, 1), same("Body"), same("End")],
        LINKS,
    );
    let said = Jackfield::new().run_export(&flow, &numbers(3), &["--report", "json"]);
    let report = said.ends(0).report();
    let steps = report["steps"].as_array().unwrap();
    let figures = |name: &str| {
        let step = steps.iter().find(|step| step["name"] == name).unwrap();
        (step["runs"].clone(), step["itemsIn"].clone())
    };
    assert_eq!(figures("Loop"), (json!(4), json!(6)));
    assert_eq!(figures("Body"), (json!(3), json!(3)));
    assert_eq!(figures("End"), (Value::Null, json!(3)));
}

#[test]
fn thousands_of_turns_of_requests_are_no_more_than_so_many_times_the_work() {
    let site = Web::start().unwrap();
    let parameters =
        json!({"url": format!("{}/{{{{ $json.n }}}}", site.base_url()), "options": {}});
    let mut body = node("Body", "httpRequest", 4.2, &parameters);
    body["parameters"]["url"] = json!(format!("={}/{{{{ $json.n }}}}", site.base_url()));
    let flow = export(
        &[manual(), batches("Loop", 3.0, 1), body, same("End")],
        LINKS,
    );
    let said = Jackfield::new()
        .file("items.json", numbers(3_000).to_string())
        .file("flow.json", flow.to_string())
        .call(&[
            "run",
            "flow.json",
            "--items",
            "@items.json",
            "--allow-host",
            &site.base_url(),
        ]);
    said.ends(0).says(&["4 nodes, 3000 items"]);
    assert_eq!(site.received().len(), 3_000);
}

#[test]
fn an_item_goes_round_until_it_says_that_it_is_enough() {
    let nodes = [
        manual(),
        set("Count", "turn", "={{ $runIndex + 1 }}"),
        fork("Enough?", "={{ Number($json.turn) >= 4 }}"),
        same("End"),
    ];
    let mut flow = chain(&nodes);
    flow["connections"]["Enough?"]["main"] = json!([
        [{"node": "End", "type": "main", "index": 0}],
        [{"node": "Count", "type": "main", "index": 0}],
    ]);
    let given = given(&flow, &numbers(1));
    assert_eq!(given["End"], json!([[[{"n": 1, "turn": "4"}]]]));
}
