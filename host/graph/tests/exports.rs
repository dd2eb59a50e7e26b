//! Exports: what their outputs are called, and nodes that are left out.
#![expect(clippy::unwrap_used, reason = "a failing step fails the test")]

#[expect(dead_code, reason = "not all of it is for exports")]
mod support;

use jackfield_graph::{mermaid, svg};
use jackfield_workflow::Workflow;
use roxmltree::Document;
use serde_json::{Value, json};
use support::{hostile_names, workflow};

/// A switch with these parameters, whose outputs go to as many nodes.
fn switch(version: f64, parameters: &Value, more: &Value, outputs: usize) -> Workflow {
    let node =
        |name: &str, kind: &str| json!({"name": name, "type": format!("n8n-nodes-base.{kind}")});
    let mut choose = node("Choose", "switch");
    let own = json!({"typeVersion": version, "parameters": parameters});
    for members in [&own, more] {
        let members = members.as_object().unwrap().clone();
        choose.as_object_mut().unwrap().extend(members);
    }
    let ends = (0..outputs).map(|index| node(&format!("To {index}"), "noOp"));
    let links: Vec<Value> = (0..outputs)
        .map(|index| json!([{"node": format!("To {index}")}]))
        .collect();
    let nodes: Vec<Value> = std::iter::once(choose).chain(ends).collect();
    let file = json!({"name": "s", "nodes": nodes, "connections": {"Choose": {"main": links}}});
    workflow(&file.to_string())
}

/// What stands beside the edges.
fn labels(workflow: &Workflow) -> Vec<String> {
    let text = svg(workflow);
    let document = Document::parse(&text).unwrap();
    let labels: Vec<String> = document
        .descendants()
        .filter(|node| node.attribute("class") == Some("times"))
        .map(|node| node.text().unwrap().to_owned())
        .collect();
    let drawn = mermaid(workflow);
    for label in labels.iter().filter(|label| label.is_ascii()) {
        // Mermaid's own spelling of these is tested elsewhere.
        assert!(
            drawn.contains(&format!("|\"{label}\"|")),
            "{label}\n{drawn}"
        );
    }
    labels
}

#[test]
fn outputs_of_a_switch_have_the_names_that_they_have_in_n8n() {
    let rule = |named: bool, name: &str| json!({"renameOutput": named, "outputKey": name});
    let rules = json!([
        rule(true, "Urgent"),
        rule(false, "not shown"),
        rule(true, " ")
    ]);
    for (version, parameters, more, outputs, expected) in [
        (
            3.2,
            json!({"rules": {"values": rules}, "options": {"fallbackOutput": "extra"}}),
            json!({}),
            4,
            vec!["Urgent", "output 1", "output 2", "fallback"],
        ),
        (
            3.0,
            json!({"rules": {"values": [rule(true, "One")]}, "options": {"fallbackOutput": "extra", "renameFallbackOutput": "All others"}}),
            json!({}),
            2,
            vec!["One", "All others"],
        ),
        (
            3.2,
            json!({"rules": {"values": [rule(true, "One"), rule(true, "Two")]}}),
            json!({"onError": "continueErrorOutput"}),
            3,
            vec!["One", "Two", "error"],
        ),
        (
            3.2,
            json!({"mode": "expression", "rules": {"values": rules}}),
            json!({}),
            2,
            vec!["output 0", "output 1"],
        ),
        (
            2.0,
            json!({"rules": {"rules": [{"outputKey": "Old"}, {}]}}),
            json!({}),
            2,
            vec!["Old", "output 1"],
        ),
        (
            1.0,
            json!({"rules": {"rules": [{"output": 1, "outputKey": "Older"}]}}),
            json!({}),
            2,
            vec!["output 0", "output 1"],
        ),
    ] {
        let workflow = switch(version, &parameters, &more, outputs);
        assert_eq!(labels(&workflow), expected, "{version} {parameters}");
    }
}

#[test]
fn names_of_outputs_stay_in_their_labels() {
    let names = hostile_names();
    let rules: Vec<Value> = names
        .iter()
        .map(|name| json!({"renameOutput": true, "outputKey": name}))
        .collect();
    let workflow = switch(
        3.2,
        &json!({"rules": {"values": rules}}),
        &json!({}),
        names.len(),
    );
    Document::parse(&svg(&workflow)).unwrap();
    let text = mermaid(&workflow);
    let edges: Vec<&str> = text.lines().filter(|line| line.contains("-->")).collect();
    assert_eq!(edges.len(), names.len(), "{text}");
    for (index, edge) in edges.iter().enumerate() {
        let label = edge
            .strip_prefix("    n0 -->|\"")
            .and_then(|rest| rest.strip_suffix(&format!("\"| n{}", index + 1)));
        let label = label.unwrap();
        assert!(
            !label.contains(['"', '|', '<', '>', '{', '}', '`', '$']),
            "{label}"
        );
    }
}

#[test]
fn a_node_that_is_left_out_looks_like_it() {
    let file = json!({
        "name": "d",
        "nodes": [
            {"name": "Go", "type": "n8n-nodes-base.manualTrigger"},
            {"name": "Off", "type": "n8n-nodes-base.set", "disabled": true},
            {"name": "noOp", "type": "n8n-nodes-base.noOp", "disabled": true},
        ],
        "connections": {"Go": {"main": [[{"node": "Off"}]]}, "Off": {"main": [[{"node": "noOp"}]]}},
    });
    let workflow = workflow(&file.to_string());
    let drawn = mermaid(&workflow);
    assert_eq!(
        drawn,
        "flowchart TD\n    accTitle: d\n    n0[\"Go<br/>manualTrigger\"]\n    \
         n1[\"Off<br/>set, disabled\"]:::off\n    n2[\"noOp<br/>disabled\"]:::off\n    \
         classDef off stroke-dasharray:4 3,opacity:0.7\n    n0 --> n1\n    n1 --> n2\n"
    );
    let text = svg(&workflow);
    let document = Document::parse(&text).unwrap();
    let with_class = |class: &str| {
        let nodes = document.descendants();
        nodes
            .filter(|node| node.attribute("class") == Some(class))
            .count()
    };
    assert_eq!((with_class("step"), with_class("step off")), (1, 2));
    assert!(
        text.contains(".jackfield-graph .off .card { stroke-dasharray"),
        "{text}"
    );
    assert!(
        text.contains("“Off” (set, disabled) takes the items of “Go”."),
        "{text}"
    );
}
