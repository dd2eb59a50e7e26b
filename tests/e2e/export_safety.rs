//! What an export of unknown origin tries against whoever runs it.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::chat;
use crate::support::exports::{
    call, called, chain, code, export, manual, node, numbers, post, set, settings, shelved,
    terminated, with,
};
use crate::support::process::{Jackfield, Said};

/// A node that runs the workflow in a file.
fn file_call(path: &str) -> Value {
    let parameters = json!({"source": "localFile", "workflowPath": path});
    node("Call", "executeWorkflow", 1.0, &parameters)
}

fn run(jackfield: Jackfield, flow: &Value) -> Said {
    jackfield.run_export(flow, &numbers(1), &[])
}

#[test]
fn a_path_leads_to_no_file_outside_and_shows_none_inside() {
    const SECRET: &str = "zebra-crossing-42";
    for path in ["/proc/self/environ", "../outside.json", "/etc/passwd"] {
        let flow = chain(&[manual(), file_call(path)]);
        let jackfield = Jackfield::new().env("SECRET", SECRET);
        let said = run(jackfield, &flow).ends(3);
        said.says(&["is not here"])
            .keeps_quiet_about(&[SECRET, "root:"]);
    }
    let flow = chain(&[manual(), file_call("creds.json")]);
    let jackfield =
        Jackfield::new().file("creds.json", json!({"chat": {"uses": SECRET}}).to_string());
    run(jackfield, &flow)
        .ends(3)
        .says(&["creds.json holds no n8n export"])
        .keeps_quiet_about(&[SECRET]);
}

#[test]
fn a_path_that_an_expression_gives_says_nothing_of_a_file() {
    const SECRET: &str = "zebra-crossing-42";
    let flow = chain(&[
        manual(),
        with(
            file_call("={{ 'creds' + '.json' }}"),
            &json!({"onError": "continueRegularOutput"}),
        ),
    ]);
    let jackfield = Jackfield::new().file(
        "creds.json",
        json!({"steps": [{"uses": SECRET}]}).to_string(),
    );
    let said = run(jackfield, &flow);
    assert!(!said.stdout.contains(SECRET), "{said}");
    said.keeps_quiet_about(&[SECRET]);
}

#[test]
fn a_workflow_from_data_acts_with_no_credential_that_the_file_does_not_name() {
    let server = Mattermost::start().unwrap();
    let inner = chain(&[called(), post("Post", "out")]).to_string();
    let literal = json!({"source": "parameter", "workflowJson": inner});
    let by_data = json!({"source": "parameter", "workflowJson": "={{ $json.flow }}"});
    let flow = chain(&[manual(), node("Call", "executeWorkflow", 1.0, &by_data)]);
    let items = json!([{ "flow": inner }]);
    chat(&server)
        .run_export(&flow, &items, &[])
        .ends(7)
        .says(&["wants the credential `Team Chat`, which no file names"]);
    assert_eq!(server.posts().len(), 0);
    let flow = chain(&[manual(), node("Call", "executeWorkflow", 1.0, &literal)]);
    chat(&server).run_export(&flow, &items, &[]).ends(0);
    assert_eq!(server.posts().len(), 1);
}

#[test]
fn values_within_values_end_with_a_fault_and_not_with_the_process() {
    let way = vec!["a"; 60].join(".");
    let deeper = json!({"assignments": {"assignments": [
        {"id": "1", "name": way, "type": "object", "value": "={{ $json }}"},
    ]}, "options": {}});
    let sets: Vec<Value> = (0..8)
        .map(|n| node(&format!("Set {n}"), "set", 3.4, &deeper))
        .collect();
    let flow = chain(&[vec![manual()], sets].concat());
    run(Jackfield::new(), &flow)
        .ends(8)
        .says(&["more than 127 deep"]);
}

#[test]
fn an_error_workflow_that_is_not_here_is_missed_only_when_it_is_needed() {
    let missing = json!({"errorWorkflow": "elsewhere"});
    let works = settings(chain(&[manual(), set("Set", "a", "1")]), &missing);
    let warned = ["warning", "the workflow `elsewhere` is not here"];
    run(Jackfield::new(), &works).ends(0).says(&warned);
    let stop = node(
        "Stop",
        "stopAndError",
        1.0,
        &json!({"errorMessage": "enough"}),
    );
    let fails = settings(chain(&[manual(), stop]), &missing);
    run(Jackfield::new(), &fails)
        .ends(3)
        .says(&["enough", "the workflow for failures was not run"]);
}

#[test]
fn code_that_is_no_javascript_is_found_by_the_check() {
    let flow = chain(&[manual(), code("Wrong", "return [;")]);
    Jackfield::new()
        .file("flow.json", flow.to_string())
        .call(&["check", "flow.json"])
        .ends(3)
        .says(&["the node `Wrong`"]);
}

#[test]
fn the_report_has_the_calls_of_other_workflows() {
    let server = Mattermost::start().unwrap();
    let inner = shelved("inner", chain(&[called(), post("Post", "in")]));
    let flow = chain(&[manual(), call("Call", "inner", &json!({}))]);
    let jackfield = chat(&server).others(&[inner]);
    let said = jackfield.run_export(&flow, &numbers(1), &["--report", "json"]);
    let report = said.ends(0).report();
    let steps = report["steps"].as_array().unwrap();
    let post = steps
        .iter()
        .find(|step| step["name"] == "Call > Post")
        .unwrap();
    assert_eq!(
        (&post["calls"], &post["uses"]),
        (&json!(1), &json!("mattermost"))
    );
}

#[test]
fn a_signal_ends_the_workflow_for_failures_as_well() {
    let stop = node(
        "Stop",
        "stopAndError",
        1.0,
        &json!({"errorMessage": "enough"}),
    );
    let wait = node(
        "Wait",
        "wait",
        1.1,
        &json!({"amount": 600, "unit": "seconds"}),
    );
    let flow = export(
        &[
            manual(),
            stop,
            node("On error", "errorTrigger", 1.0, &json!({})),
            code("Say", "console.warn('on the way'); return $input.all();"),
            wait,
        ],
        &[
            ("Start", 0, "Stop", 0),
            ("On error", 0, "Say", 0),
            ("Say", 0, "Wait", 0),
        ],
    );
    terminated(&flow).ends(9).says(&["interrupted by SIGTERM"]);
}
