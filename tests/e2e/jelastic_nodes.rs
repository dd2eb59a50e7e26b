//! Nodes: restarted, commanded, deployed anew, and their variables.

use jackfield_standin::Jelastic;
use serde_json::{Value, json};

use crate::support::documented::assert_documented;
use crate::support::{cloud, cloud_step_with, count};

/// Carries out an operation that succeeds, and gives its only item.
fn carried_out(platform: &Jelastic, operation: &str, with: &Value) -> Value {
    let said = cloud(platform)
        .steps(&[cloud_step_with(operation, with)])
        .run(&[])
        .ends(0);
    let mut items = said.json_lines();
    assert_eq!(items.len(), 1, "{said}");
    items.remove(0)
}

fn sent(platform: &Jelastic, name: &str) -> Option<String> {
    let request = platform.received().pop().unwrap();
    let mut form = request.form().into_iter();
    form.find_map(|(known, value)| (known == name).then_some(value))
}

#[test]
fn nodes_are_restarted_by_id_or_by_group() {
    let platform = Jelastic::start().unwrap();
    let one = carried_out(
        &platform,
        "node.restart",
        &json!({"envName": "shop", "nodeId": 66012}),
    );
    assert_eq!(one["responses"][0]["nodeid"], 66012);
    assert_eq!(sent(&platform, "nodeGroup"), None);
    let with = json!({"envName": "shop", "nodeGroup": "cp", "isSequential": true, "delay": 30});
    let group = carried_out(&platform, "node.restart", &with);
    assert_eq!(group["responses"][0]["nodeid"], 66011);
    assert_eq!(sent(&platform, "isSequential").as_deref(), Some("true"));
    assert_eq!(sent(&platform, "delay").as_deref(), Some("30"));
    assert_documented(&platform);
}

#[test]
fn a_node_that_fails_fails_the_step() {
    let platform = Jelastic::start().unwrap();
    let with = json!({"envName": "stuck", "nodeGroup": "sqldb"});
    cloud(&platform)
        .steps(&[cloud_step_with("node.restart", &with)])
        .run(&[])
        .ends(5)
        .says(&["4109 on node 66042", "could not stop within 60 seconds"]);
    assert_eq!(platform.received().len(), 1);
}

#[test]
fn neither_and_both_are_found_at_check() {
    let platform = Jelastic::start().unwrap();
    for operation in [
        ("node.restart", json!({})),
        ("node.exec", json!({"commands": ["date"]})),
        ("container.redeploy", json!({"tag": "1"})),
        ("variables.get", json!({})),
        ("variables.set", json!({"variables": {}})),
        ("variables.remove", json!({"names": ["A"]})),
    ] {
        for target in [
            json!({}),
            json!({"nodeGroup": "cp", "nodeId": 66011}),
            json!({"nodeGroup": "cp", "nodes": "all"}),
        ] {
            let mut with = operation.1.clone();
            with["envName"] = json!("shop");
            for (key, value) in target.as_object().unwrap() {
                with[key] = value.clone();
            }
            let said = cloud(&platform)
                .steps(&[cloud_step_with(operation.0, &with)])
                .call(&["check", "--offline", "workflow.json"]);
            assert_ne!(said.code, Some(0), "{} {target}\n{said}", operation.0);
            assert!(said.stderr.contains("node"), "{said}");
        }
    }
    assert!(platform.received().is_empty());
}

#[test]
fn commands_are_run_and_what_they_wrote_is_given() {
    let platform = Jelastic::start().unwrap();
    let with = json!({"envName": "shop", "nodeId": 66011, "commands": ["df -h /", "uptime"]});
    let one = carried_out(&platform, "node.exec", &with);
    assert_eq!(one["responses"][0]["out"], "df -h / was run");
    assert_eq!(one["responses"][1]["out"], "uptime was run");
    assert_eq!(count(&platform.received(), "POST", "execcmdbyid"), 1);
    let with = json!({"envName": "shop", "nodeGroup": "cp", "commands": ["date"], "sayYes": true});
    carried_out(&platform, "node.exec", &with);
    assert_eq!(count(&platform.received(), "POST", "execcmdbygroup"), 1);
    assert_eq!(sent(&platform, "sayYes").as_deref(), Some("true"));
    assert_documented(&platform);
}

#[test]
fn a_command_that_fails_is_told_with_what_it_wrote() {
    let platform = Jelastic::start().unwrap();
    let with = json!({"envName": "shop", "nodeId": 66011, "commands": ["false"]});
    cloud(&platform)
        .steps(&[cloud_step_with("node.exec", &with)])
        .run(&[])
        .ends(5)
        .says(&["4109 on node 66011", "it went wrong", "half of it"]);
    assert_eq!(platform.received().len(), 1, "not run again");
}

#[test]
fn variables_are_set_read_and_removed() {
    let platform = Jelastic::start().unwrap();
    let target = json!({"envName": "shop", "nodeGroup": "cp"});
    let with = |key: &str, value: Value| {
        let mut with = target.clone();
        with[key] = value;
        with
    };
    let set = with("variables", json!({"MODE": "a=b & c", "N": "1"}));
    carried_out(&platform, "variables.set", &set);
    let got = carried_out(&platform, "variables.get", &target);
    let all = json!({"LANG": "en_US.UTF-8", "MODE": "a=b & c", "N": "1"});
    assert_eq!(got["object"], all);
    carried_out(
        &platform,
        "variables.remove",
        &with("names", json!(["N", "LANG"])),
    );
    let one = json!({"envName": "shop", "nodeId": 66011});
    let got = carried_out(&platform, "variables.get", &one);
    assert_eq!(got["object"], json!({"MODE": "a=b & c"}));
    assert_documented(&platform);
}

#[test]
fn variables_may_be_written_as_numbers() {
    let platform = Jelastic::start().unwrap();
    let with = json!({
        "envName": "shop",
        "nodeGroup": "cp",
        "variables": {"PORT": 8080, "DEBUG": false, "SCALE": "{{ 1 / 4 }}"},
    });
    carried_out(&platform, "variables.set", &with);
    let set = platform.variables("shop", "cp");
    assert_eq!(set["PORT"], "8080");
    assert_eq!(set["DEBUG"], "false");
    assert_eq!(set["SCALE"], "0.25");
    let with = json!({"envName": "shop", "nodeGroup": "cp", "variables": {"PORT": [8080]}});
    cloud(&platform)
        .steps(&[cloud_step_with("variables.set", &with)])
        .run(&[])
        .ends(3)
        .says(&["PORT"]);
    assert_eq!(platform.received().len(), 1);
}

#[test]
fn containers_are_deployed_anew_from_a_tag() {
    let platform = Jelastic::start().unwrap();
    let with = json!({
        "envName": "shop", "nodeGroup": "cp", "tag": "1.4.2", "useExistingVolumes": true,
    });
    carried_out(&platform, "container.redeploy", &with);
    assert_eq!(
        sent(&platform, "useExistingVolumes").as_deref(),
        Some("true")
    );
    let got = carried_out(&platform, "environment.get", &json!({"envName": "shop"}));
    assert_eq!(got["nodes"][0]["version"], "1.4.2");
    assert_documented(&platform);
}
