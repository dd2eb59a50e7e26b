//! `api.call`: any method of the public API, held to its table.

use jackfield_standin::{Answer, Jelastic};
use serde_json::{Value, json};

use crate::support::documented::assert_documented;
use crate::support::{cloud, cloud_step_with, count};

fn step(method: &str, parameters: &Value) -> Value {
    cloud_step_with(
        "api.call",
        &json!({"method": method, "parameters": parameters}),
    )
}

#[test]
fn any_public_method_can_be_called() {
    let platform = Jelastic::start().unwrap();
    platform.script(
        Answer::new(200)
            .json(json!({"result": 0, "stats": [{"cpu": 1}]}))
            .only("POST", "environment/control/rest/getsumstat"),
    );
    let parameters = json!({"envName": "shop", "duration": 3600});
    let said = cloud(&platform)
        .steps(&[step("environment.control.GetSumStat", &parameters)])
        .run(&[])
        .ends(0);
    assert_eq!(said.json_lines()[0]["stats"][0]["cpu"], 1);
    let form = platform.received()[0].form();
    assert!(form.contains(&("duration".to_owned(), "3600".to_owned())));
    assert_documented(&platform);
}

#[test]
fn what_is_nested_is_sent_as_json() {
    let platform = Jelastic::start().unwrap();
    let parameters = json!({
        "envName": "shop",
        "nodeId": 66011,
        "commandList": [{"command": "date"}],
    });
    let said = cloud(&platform)
        .steps(&[step("environment.control.ExecCmdById", &parameters)])
        .run(&[])
        .ends(0);
    assert_eq!(said.json_lines()[0]["responses"][0]["out"], "date was run");
    assert_documented(&platform);
}

#[test]
fn mistakes_are_told_before_anything_is_sent() {
    let platform = Jelastic::start().unwrap();
    for (method, parameters, words) in [
        (
            "environment.control.StopEnvs",
            json!({"envName": "shop"}),
            &[
                "no method `environment.control.StopEnvs`",
                "`environment.control.stopenv`",
            ][..],
        ),
        (
            "environment.control.StopEnv",
            json!({"envname": "shop"}),
            &["no parameter `envname`", "did you mean `envName`?"],
        ),
        (
            "environment.control.StopEnv",
            json!({}),
            &["also needs `envName`"],
        ),
        (
            "environment.control.GetEnvs",
            json!({"session": "mine"}),
            &["no parameter `session`", "by the host"],
        ),
        (
            "users.authentication.CreateToken",
            json!({"description": "mine"}),
            &[
                "answers with tokens or sessions",
                "Settings > Access Tokens",
            ],
        ),
        (
            "Users.Authentication.regeneratetoken",
            json!({"id": 7}),
            &["answers with tokens or sessions"],
        ),
    ] {
        cloud(&platform)
            .steps(&[step(method, &parameters)])
            .run(&[])
            .ends(3)
            .says(words)
            .says(&["invalid-parameter"]);
    }
    assert!(platform.received().is_empty());
}

#[test]
fn a_refusal_names_the_method_that_the_token_lacks() {
    let platform = Jelastic::start().unwrap();
    platform.script(Answer::new(200).json(json!({"result": 8202, "error": "no"})));
    cloud(&platform)
        .steps(&[step(
            "environment.control.StopEnv",
            &json!({"envName": "shop"}),
        )])
        .run(&[])
        .ends(4)
        .says(&["tick `environment.control.StopEnv`"]);
}

#[test]
fn a_method_that_only_reads_is_asked_again() {
    for answer in [Answer::real().lose_answer(), Answer::new(504)] {
        let platform = Jelastic::start().unwrap();
        platform.script(answer.only("POST", "getenvinfo"));
        cloud(&platform)
            .steps(&[step(
                "environment.control.GetEnvInfo",
                &json!({"envName": "shop"}),
            )])
            .run(&[])
            .ends(0);
        assert_eq!(count(&platform.received(), "POST", "getenvinfo"), 2);
    }
}

#[test]
fn a_method_that_changes_something_is_called_once() {
    let platform = Jelastic::start().unwrap();
    platform.slow("stopenv", 1);
    cloud(&platform)
        .steps(&[step(
            "environment.control.StopEnv",
            &json!({"envName": "shop"}),
        )])
        .run(&[])
        .ends(11)
        .says(&["has ended, and its result was lost", "`shop` is down"]);
    assert_eq!(count(&platform.received(), "POST", "stopenv"), 1);
}
