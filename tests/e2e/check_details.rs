//! `jackfield check`, in particular.

use jackfield_standin::{Mattermost, Web};
use serde_json::json;

use crate::support::process::Jackfield;
use crate::support::{chat, messages, post};

#[test]
fn a_workflow_with_nothing_wrong_is_said_to_be_so_and_nothing_is_sent() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("One", "{{ $json.x }}"), post("Two", "b")]);
    let check = ["check", "workflow.json", "--offline"];
    let said = jackfield
        .call(&check)
        .ends(0)
        .says(&["workflow.json: 2 steps, nothing wrong"]);
    assert_eq!(said.stdout, "");
    let said = jackfield.call(&[&check[..], &["-q"]].concat()).ends(0);
    assert_eq!(said.stderr, "");
    assert!(server.received().is_empty());
}

#[test]
fn what_is_said_for_people_is_no_mistake() {
    let server = Mattermost::start().unwrap();
    let mut step = post("Post", "a");
    step["description"] = json!("says hello");
    let workflow = json!({"description": "for the README", "steps": [step]});
    let jackfield = chat(&server).file("flow.json", workflow.to_string());
    jackfield.call(&["check", "flow.json"]).ends(0);
    jackfield.call(&["run", "flow.json"]).ends(0);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn columns_count_characters() {
    let text = r#"{ "steps": [ { "name": "ä🚀", "uses": "nix/da" } ] }"#;
    Jackfield::new()
        .file("many.json", text)
        .call(&["check", "many.json"])
        .ends(3)
        .says(&["many.json:1:38: "]);
}

#[test]
fn a_credential_slot_that_the_operation_has_not_is_refused() {
    let server = Mattermost::start().unwrap();
    let mut step = post("Post", "a");
    step["credentials"] = json!({"second": "team-chat"});
    chat(&server)
        .steps(&[step])
        .check()
        .ends(3)
        .says(&["no credential slot `second`"]);
}

#[test]
fn a_condition_that_is_no_condition_is_refused() {
    let server = Mattermost::start().unwrap();
    for condition in [json!(1), json!({}), json!([true])] {
        let mut step = post("Post", "a");
        step["if"] = condition.clone();
        let said = chat(&server).steps(&[step]).check().ends(3).says(&["`if`"]);
        assert!(said.stderr.contains("true or false"), "{condition}\n{said}");
    }
}

#[test]
fn a_step_that_an_expression_names_has_to_be_there_and_before_it() {
    let step = |name: &str, value: &str| json!({"name": name, "uses": "core/set", "with": {"fields": {"x": value}}});
    let steps = [
        step(
            "One",
            "{{ $('Twoo').first().json.x }} {{ $( \"Two\" ).all().length }}",
        ),
        step("Two", "{{ $('One').item.json.x }} costs $('nothing')"),
    ];
    Jackfield::new().steps(&steps).check().ends(3).says(&[
        "there is no step `Twoo`",
        "the step `Two` does not come before this one",
    ]);
    Jackfield::new()
        .steps(&steps[1..])
        .check()
        .ends(3)
        .says(&["there is no step `One`"]);
    let fine = [step("One", "1"), steps[1].clone()];
    Jackfield::new().steps(&fine).check().ends(0);
}

#[test]
fn a_host_that_a_step_goes_to_without_a_credential_is_found_before_anything_runs() {
    let site = Web::start().unwrap();
    let step = |url: String| json!({"uses": "http/request.get", "with": {"url": url}});
    let jackfield = Jackfield::new().steps(&[step(format!("{}/a", site.base_url()))]);
    for said in [jackfield.check(), jackfield.run(&[])] {
        said.ends(7).says(&[
            &format!(
                "no request may go to {} without a credential",
                site.base_url()
            ),
            &format!("\"allowHosts\": [\"{}\"]", site.base_url()),
            "workflow.json:",
        ]);
    }
    assert!(site.received().is_empty());
    let allowed = ["check", "workflow.json", "--allow-host", &site.base_url()];
    jackfield.call(&allowed).ends(0);
    // Where an expression gives the host, the run says it.
    let jackfield = jackfield.steps(&[step("http://{{ 'x' }}.example/".to_owned())]);
    jackfield.check().ends(0);
}
