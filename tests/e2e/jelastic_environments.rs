//! Environments as a whole: listed, created, put to sleep, deleted.

use jackfield_standin::Jelastic;
use serde_json::{Value, json};

use crate::support::documented::assert_documented;
use crate::support::{cloud, cloud_step, cloud_step_with, count};

#[test]
fn environments_are_listed_an_item_each() {
    let platform = Jelastic::start().unwrap();
    for (with, has_nodes) in [(json!({}), true), (json!({"lazy": true}), false)] {
        let said = cloud(&platform)
            .steps(&[cloud_step_with("environment.list", &with)])
            .run(&[])
            .ends(0);
        let items = said.json_lines();
        let names: Vec<&Value> = items.iter().map(|item| &item["env"]["envName"]).collect();
        assert_eq!(names, ["shop", "forum", "stuck", "nested"]);
        for item in &items {
            assert_eq!(item["nodes"].is_array(), has_nodes, "{item}");
        }
    }
    assert_documented(&platform);
}

#[test]
fn an_environment_is_created_used_and_deleted() {
    let platform = Jelastic::start().unwrap();
    let create = cloud_step_with(
        "environment.create",
        &json!({
            "envName": "review-17",
            "region": "eu",
            "displayName": "Review 17",
            "env": {"sslstate": true},
            "nodes": [{"nodeType": "docker", "nodeGroup": "cp", "docker": {"image": "nginx"}}],
        }),
    );
    let said = cloud(&platform)
        .steps(std::slice::from_ref(&create))
        .run(&[])
        .ends(0);
    let env = &said.json_lines()[0]["env"];
    assert_eq!(env["envName"], "review-17");
    assert_eq!(env["displayName"], "Review 17");
    assert_eq!(env["hardwareNodeGroup"], "eu");
    assert_eq!(platform.environment_status("review-17"), Some(1));
    let sent: Value = platform.received()[1]
        .form()
        .iter()
        .find(|(name, _)| name == "env")
        .map(|(_, value)| serde_json::from_str(value).unwrap())
        .unwrap();
    assert_eq!(sent["shortdomain"], "review-17");
    assert_eq!(sent["sslstate"], true);

    cloud(&platform)
        .steps(&[create])
        .run(&[])
        .ends(5)
        .says(&["`review-17` already, and it is running", "conflict"]);
    assert_eq!(count(&platform.received(), "POST", "createenvironment"), 1);

    let delete = cloud_step("environment.delete", "review-17");
    cloud(&platform)
        .steps(std::slice::from_ref(&delete))
        .run(&[])
        .ends(0);
    assert_eq!(platform.environment_status("review-17"), None);
    cloud(&platform)
        .steps(&[delete])
        .run(&[])
        .ends(5)
        .says(&["application [review-17] not exist", "not-found"]);
    assert_documented(&platform);
}

#[test]
fn a_name_that_is_given_twice_is_refused_before_anything_is_sent() {
    let platform = Jelastic::start().unwrap();
    for key in ["shortdomain", "region"] {
        let with = json!({
            "envName": "review-17",
            "region": "eu",
            "env": {key: "other"},
            "nodes": [{}],
        });
        cloud(&platform)
            .steps(&[cloud_step_with("environment.create", &with)])
            .run(&[])
            .ends(3)
            .says(&[&format!("`env` has a `{key}`"), "invalid-parameter"]);
    }
    assert!(platform.received().is_empty());
}

#[test]
fn an_environment_without_nodes_is_found_at_check() {
    let platform = Jelastic::start().unwrap();
    let with = json!({"envName": "review-17", "nodes": []});
    let said = cloud(&platform)
        .steps(&[cloud_step_with("environment.create", &with)])
        .call(&["check", "--offline", "workflow.json"]);
    assert_ne!(said.code, Some(0), "{said}");
    assert!(said.stderr.contains("nodes"), "{said}");
}

#[test]
fn environments_are_put_to_sleep() {
    let platform = Jelastic::start().unwrap();
    cloud(&platform)
        .steps(&[cloud_step("environment.sleep", "shop")])
        .run(&[])
        .ends(0);
    assert_eq!(platform.environment_status("shop"), Some(4));
    assert_documented(&platform);
}

#[test]
fn a_dry_run_shows_what_would_be_created() {
    let platform = Jelastic::start().unwrap();
    let with =
        json!({"envName": "fresh", "nodes": [{"nodeType": "nginx", "flexibleCloudlets": 4}]});
    cloud(&platform)
        .steps(&[cloud_step_with("environment.create", &with)])
        .run(&["--dry-run"])
        .ends(0)
        .says(&["/environment/control/rest/createenvironment", "nginx"]);
    assert!(platform.received().is_empty());
}
