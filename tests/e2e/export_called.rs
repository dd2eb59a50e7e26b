//! The workflows that an export asks for, at check.

use std::fs;

use serde_json::{Value, json};

use crate::exports::{chain, check, fails, manual, node, passes};
use crate::support::process::Jackfield;

/// A node that runs another workflow.
fn call(parameters: &Value) -> Value {
    node(
        "Call",
        "executeWorkflow",
        &json!({"typeVersion": 1.2, "parameters": parameters}),
    )
}

/// A workflow that another one runs, with this id and name.
fn called(id: &str, name: &str, last: &Value) -> Value {
    let mut workflow = chain(&[
        node("When called", "executeWorkflowTrigger", &json!({})),
        last.clone(),
    ]);
    workflow["id"] = json!(id);
    workflow["name"] = json!(name);
    workflow
}

#[test]
fn workflows_that_are_asked_for_have_to_be_there() {
    let last = node("Last", "noOp", &json!({}));
    let by = |id: Value| chain(&[manual(), call(&json!({"workflowId": id}))]);
    let locator =
        json!({"__rl": true, "mode": "list", "value": "wf7", "cachedResultName": "Seventh"});
    for (id, file) in [
        (locator.clone(), "any.json"),
        (json!("wf7"), "any.json"),
        (json!("Seventh"), "any.json"),
        (json!("any"), "any.json"),
        (locator.clone(), "wf7.json"),
    ] {
        let jackfield = Jackfield::new();
        fs::create_dir(jackfield.path("others")).unwrap();
        let jackfield = jackfield
            .file(
                &format!("others/{file}"),
                called("wf7", "Seventh", &last).to_string(),
            )
            .file("others/broken.json", "{");
        check(jackfield, &by(id), &["--offline", "--workflows", "others"]).ends(0);
    }
    fails(
        &by(locator.clone()),
        &[],
        3,
        &["the workflow `wf7` is not here", "`--workflows DIR`"],
    );
    let mut failing = chain(&[manual()]);
    failing["id"] = json!("f1");
    failing["settings"] = json!({"errorWorkflow": "f1"});
    fails(
        &failing,
        &[],
        3,
        &["`W` is the workflow for another one's errors, and has no error trigger"],
    );
    failing["nodes"]
        .as_array_mut()
        .unwrap()
        .push(node("On error", "errorTrigger", &json!({})));
    passes(&failing, &[]);
    // What an expression names is looked for when it is known.
    passes(&by(json!("={{ $json.id }}")), &[]);
    // Several workflows in one file know each other.
    let mut both = json!([by(json!("wf7")), called("wf7", "Seventh", &last)]);
    passes(&both, &["--workflow", "W"]);
    both[1]["nodes"][1]["type"] = json!("n8n-nodes-base.slack");
    fails(
        &both,
        &["--workflow", "W"],
        3,
        &["the node `Last` is of the type n8n-nodes-base.slack"],
    );
}

#[test]
fn a_workflow_that_runs_itself_is_looked_at_once() {
    let mut workflow = called("w1", "Self", &call(&json!({"workflowId": "w1"})));
    workflow["nodes"].as_array_mut().unwrap().push(manual());
    passes(&workflow, &[]);
}
