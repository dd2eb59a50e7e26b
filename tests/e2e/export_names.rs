//! What expressions and code of exports name: other nodes, and environment variables.

use serde_json::json;

use crate::support::exports::{called, chain, code, export, manual, same, set, with};
use crate::support::process::{Jackfield, Said};

fn checked(export: &serde_json::Value, more: &[&str]) -> Said {
    let jackfield = Jackfield::new().file("flow.json", format!("{export:#}"));
    jackfield.call(&[&["check", "flow.json"], more].concat())
}

#[test]
fn nodes_that_are_looked_at_and_not_there_are_named_all_at_once() {
    let script = "// $('Gone')\nconst all = $items('Ordres');\nreturn [{json: {n: all.length, text: \"$('Lost')\"}}];";
    let flow = chain(&[
        manual(),
        set("Orders", "n", "1"),
        set(
            "Look",
            "n",
            "={{ $('Ordres').item.json.n }} {{ $node[\"Nothing like it\"].json.n }} {{ $('Ordres').item.json.m }} $('Text')",
        ),
        code("Count", script),
    ]);
    let said = checked(&flow, &[]).ends(0).says(&[
        "warning: flow.json:",
        "the node `Look` looks at the node `Ordres`, which is not there",
        "did you mean `Orders`?",
        "the node `Look` looks at the node `Nothing like it`, which is not there",
        "if the node was renamed or removed",
        "the node `Count` looks at the node `Ordres`, which is not there",
        "4 nodes, nothing wrong but for 3 warnings",
    ]);
    assert_eq!(
        said.stderr.matches("which is not there").count(),
        3,
        "{said}"
    );
    // A run says it as well, before it begins, and fails where it comes to it, as in n8n.
    let said = Jackfield::new().run_export(&flow, &json!([{}]), &[]);
    said.ends(3).says(&[
        "the node `Look` looks at the node `Ordres`, which is not there",
        "error: Look (set, item 0)",
        "there is no node `Ordres`",
    ]);
}

#[test]
fn what_is_there_or_is_not_carried_out_is_not_named() {
    let flow = export(
        &[
            manual(),
            set(
                "Orders",
                "n",
                "={{ $('Start').item.json.n }}{{ $node.Orders }}",
            ),
            with(
                set("Off", "n", "={{ $('Gone').item.json.n }}"),
                &json!({"disabled": true}),
            ),
            set("Apart", "n", "={{ $('Gone').item.json.n + $env.GONE }}"),
        ],
        &[("Start", 0, "Orders", 0), ("Orders", 0, "Off", 0)],
    );
    checked(&flow, &[])
        .ends(0)
        .keeps_quiet_about(&["warning", "Gone"]);
}

#[test]
fn a_called_workflow_is_looked_through_as_well() {
    let other = crate::support::exports::shelved(
        "other",
        chain(&[called(), set("Inner", "n", "={{ $('Outer').item.json.n }}")]),
    );
    let outer = chain(&[
        manual(),
        same("Outer"),
        crate::support::exports::call("Call", "other", &json!({})),
    ]);
    Jackfield::new()
        .others(&[other])
        .file("flow.json", outer.to_string())
        .call(&["check", "flow.json", "--workflows", "others"])
        .ends(0)
        .says(&[
            "others/other.json:",
            "the node `Inner` looks at the node `Outer`, which is not there",
        ]);
}

#[test]
fn variables_that_are_not_allowed_or_not_set_are_named_all_at_once() {
    let flow = chain(&[
        manual(),
        set("One", "n", "={{ $env.STAGE }}{{ $env['REGION'] }}"),
        code("Two", "return [{json: {stage: $env.STAGE}}];"),
    ]);
    let said = checked(&flow, &[]).ends(0).says(&[
        "the node `One` reads `$env.STAGE`, which is not allowed",
        "allow it with `--allow-env STAGE`; all of them with `--allow-env REGION --allow-env STAGE`",
        "the node `One` reads `$env.REGION`, which is not allowed",
        "the node `Two` reads `$env.STAGE`, which is not allowed",
    ]);
    assert_eq!(said.stderr.matches("is not allowed").count(), 3, "{said}");
    checked(&flow, &["--allow-env", "REGION", "--allow-env", "STAGE"])
        .ends(0)
        .says(&[
            "the node `One` reads `$env.STAGE`, which is not set",
            "set the environment variable `STAGE`",
            "`$env.REGION`, which is not set",
        ]);
    // What is set may be known elsewhere only.
    let both = ["--allow-env", "REGION", "--allow-env", "STAGE", "--offline"];
    checked(&flow, &both)
        .ends(0)
        .keeps_quiet_about(&["warning"]);
    let jackfield = Jackfield::new().env("STAGE", "test").env("REGION", "eu");
    let said = jackfield.run_export(&flow, &json!([{}]), &both[..4]);
    assert_eq!(
        said.ends(0).keeps_quiet_about(&["warning"]).json_lines(),
        [json!({"stage": "test"})]
    );
}

#[test]
fn variables_of_steps_are_named_as_well() {
    let step =
        json!({"name": "Set", "uses": "core/set", "with": {"fields": {"x": "{{ $env.STAGE }}"}}});
    let jackfield = Jackfield::new().steps(&[step]);
    let said = jackfield.check().ends(0);
    said.says(&[
        "warning: workflow.json:",
        "`$env.STAGE` is not allowed",
        "allow it with `--allow-env STAGE`",
    ]);
    let report = jackfield
        .call(&["check", "workflow.json", "--report", "json"])
        .report();
    assert_eq!(report["diagnostics"][0]["severity"], json!("warning"));
    assert_eq!(
        report["diagnostics"][0]["pointer"],
        json!("/steps/0/with/fields/x")
    );
}
