//! Answers that were lost: nothing is sent again before the environment was looked at.

use jackfield_standin::{Answer, Jelastic};
use serde_json::{Value, json};

use crate::support::documented::assert_documented;
use crate::support::process::{Jackfield, Said};
use crate::support::servers::Mute;
use crate::support::{cloud, cloud_at, cloud_step, cloud_step_with, count};

fn sent(platform: &Jelastic, method: &str) -> usize {
    count(&platform.received(), "POST", method)
}

fn run(platform: &Jelastic, operation: &str, with: &Value) -> Said {
    cloud(platform)
        .steps(&[cloud_step_with(operation, with)])
        .run(&[])
}

fn shop() -> Value {
    json!({"envName": "shop"})
}

fn create() -> Value {
    json!({"envName": "fresh", "nodes": [{"nodeType": "docker"}]})
}

#[test]
fn what_goes_on_behind_a_gateway_is_waited_for_and_not_sent_again() {
    for (operation, with, method, status) in [
        ("environment.stop", shop(), "stopenv", Some(2)),
        (
            "environment.start",
            json!({"envName": "forum"}),
            "startenv",
            Some(1),
        ),
        ("environment.sleep", shop(), "sleepenv", Some(4)),
        ("environment.delete", shop(), "deleteenv", None),
        ("environment.create", create(), "createenvironment", Some(1)),
        (
            "node.restart",
            json!({"envName": "shop", "nodeGroup": "cp"}),
            "restartnodes",
            Some(1),
        ),
    ] {
        let platform = Jelastic::start().unwrap();
        platform.slow(method, 1);
        let said = run(&platform, operation, &with)
            .ends(0)
            .says(&["gateway answered 504", "looking at the environment"])
            .keeps_quiet_about(&["error", "retry"]);
        assert_eq!(said.json_lines().len(), 1, "{operation}\n{said}");
        let name = with["envName"].as_str().unwrap();
        assert_eq!(platform.environment_status(name), status, "{operation}");
        assert_eq!(sent(&platform, method), 1, "{operation}");
        assert_eq!(sent(&platform, "getcurrentactions"), 2, "{operation}");
        assert_documented(&platform);
    }
}

#[test]
fn what_was_not_carried_out_is_sent_once_more() {
    for (operation, with, method, status) in [
        ("environment.stop", shop(), "stopenv", Some(2)),
        ("environment.delete", shop(), "deleteenv", None),
        ("environment.create", create(), "createenvironment", Some(1)),
        (
            "variables.set",
            json!({"envName": "shop", "nodeId": 66011, "variables": {"A": "1"}}),
            "addcontainerenvvars",
            Some(1),
        ),
    ] {
        let platform = Jelastic::start().unwrap();
        platform.slow_in_vain(method, 1);
        run(&platform, operation, &with).ends(0);
        let name = with["envName"].as_str().unwrap();
        assert_eq!(platform.environment_status(name), status, "{operation}");
        assert_eq!(sent(&platform, method), 2, "{operation}");
    }
}

#[test]
fn what_does_not_show_is_never_sent_again() {
    let target = |more: Value| {
        let mut with = json!({"envName": "shop", "nodeGroup": "cp"});
        for (key, value) in more.as_object().unwrap() {
            with[key] = value.clone();
        }
        with
    };
    for (operation, with, method) in [
        (
            "node.exec",
            target(json!({"commands": ["date"]})),
            "execcmdbygroup",
        ),
        (
            "container.redeploy",
            target(json!({"tag": "2"})),
            "redeploycontainers",
        ),
        (
            "archive.deploy",
            json!({"envName": "shop", "fileUrl": "https://a.example/b", "fileName": "b"}),
            "deployarchive",
        ),
        (
            "jps.install",
            json!({"envName": "shop", "jps": "x"}),
            "jps/rest/install",
        ),
    ] {
        let platform = Jelastic::start().unwrap();
        platform.slow(method.rsplit('/').next().unwrap(), 1);
        run(&platform, operation, &with).ends(11).says(&[
            "gateway answered 504",
            "an action was under way and has ended, and its result was lost",
            "`shop` is running",
            "nobody knows whether this took effect",
        ]);
        assert_eq!(sent(&platform, method), 1, "{operation}");
        assert_documented(&platform);
    }
}

#[test]
fn every_way_to_lose_an_answer_counts() {
    let page = "<html>one moment please</html>";
    for answer in [
        Answer::new(502).body(page),
        Answer::new(504).body(page),
        Answer::new(500).body(page),
        Answer::new(524).body(page),
        Answer::new(200).body(page),
        Answer::new(200).json(json!({"message": "upstream timed out"})),
        Answer::new(200)
            .json(json!({"result": 504, "source": "server", "error": "HTTP transport error"})),
        Answer::new(200).json(json!({"result": 4132, "error": "timed out"})),
        Answer::real().reset(),
    ] {
        let platform = Jelastic::start().unwrap();
        platform.script(answer.only("POST", "createenvironment"));
        run(&platform, "environment.create", &create())
            .ends(0)
            .says(&["looking at the environment `fresh`"]);
        assert_eq!(sent(&platform, "createenvironment"), 2);
        assert_eq!(sent(&platform, "getcurrentactions"), 2);
        assert_eq!(platform.environment_status("fresh"), Some(1));
    }
}

#[test]
fn what_is_created_is_given_in_the_same_way_whether_the_answer_was_lost_or_not() {
    let given = |is_slow: bool| {
        let platform = Jelastic::start().unwrap();
        if is_slow {
            platform.slow("createenvironment", 1);
        }
        let said = run(&platform, "environment.create", &create()).ends(0);
        said.json_lines().remove(0)
    };
    let (answered, lost) = (given(false), given(true));
    assert_eq!(answered["env"]["envName"], "fresh");
    assert_eq!(answered, lost);
}

#[test]
fn an_environment_that_may_have_been_there_before_is_not_taken_for_the_new_one() {
    let platform = Jelastic::start().unwrap();
    // The token may not look at first, so that nobody knows whether the name is free.
    let refused = json!({"result": 8202, "error": "no"});
    platform.script(Answer::new(200).json(refused).only("POST", "getenvinfo"));
    platform.script(Answer::new(504).only("POST", "createenvironment"));
    let mut with = create();
    with["envName"] = json!("shop");
    run(&platform, "environment.create", &with).ends(11).says(&[
        "nothing tells whether it was carried out",
        "`shop` is running",
    ]);
    assert_eq!(sent(&platform, "createenvironment"), 1);
}

#[test]
fn a_name_that_is_taken_is_told_before_anything_is_sent() {
    let platform = Jelastic::start().unwrap();
    let mut with = create();
    with["envName"] = json!("forum");
    let clone = json!({"envName": "shop", "newName": "forum"});
    for (operation, with) in [("environment.create", with), ("environment.clone", clone)] {
        run(&platform, operation, &with)
            .ends(5)
            .says(&["an environment `forum` already, and it is down", "conflict"]);
    }
    assert_eq!(sent(&platform, "getenvinfo"), 2);
    assert_eq!(platform.received().len(), 2);
}

#[test]
fn a_question_before_a_creation_that_gets_no_answer_is_asked_again() {
    let platform = Jelastic::start().unwrap();
    platform.script(Answer::new(504).only("POST", "getenvinfo"));
    run(&platform, "environment.create", &create())
        .ends(0)
        .says(&["retry: Cloud"]);
    assert_eq!(sent(&platform, "getenvinfo"), 2);
    assert_eq!(sent(&platform, "createenvironment"), 1);
}

#[test]
fn what_is_there_and_was_not_before_is_what_was_created() {
    for (operation, with, method) in [
        ("environment.create", create(), "createenvironment"),
        (
            "environment.clone",
            json!({"envName": "shop", "newName": "fresh"}),
            "cloneenv",
        ),
    ] {
        let platform = Jelastic::start().unwrap();
        platform.script(Answer::real().lose_answer().only("POST", method));
        let said = run(&platform, operation, &with).ends(0);
        assert_eq!(said.json_lines()[0]["env"]["envName"], "fresh", "{said}");
        assert_eq!(sent(&platform, method), 1, "{operation}");
        assert_documented(&platform);
    }
}

#[test]
fn an_environment_that_came_out_broken_is_not_taken_for_created() {
    let platform = Jelastic::start().unwrap();
    platform.slow("createenvironment", 1);
    platform.script(Answer::real().only("POST", "getenvinfo"));
    platform.script(
        Answer::new(200)
            .json(json!({"result": 0, "env": {"envName": "fresh", "status": 11}}))
            .only("POST", "getenvinfo")
            .times(9),
    );
    run(&platform, "environment.create", &create())
        .ends(11)
        .says(&["its result was lost", "`fresh` is broken"]);
    assert_eq!(sent(&platform, "createenvironment"), 1);
}

#[test]
fn a_restart_that_nobody_saw_is_not_taken_for_done() {
    let platform = Jelastic::start().unwrap();
    platform.script(Answer::new(504).only("POST", "restartnodes"));
    let with = json!({"envName": "shop", "nodeGroup": "cp"});
    run(&platform, "node.restart", &with)
        .ends(11)
        .says(&["nothing tells whether it was carried out"]);
    assert_eq!(sent(&platform, "restartnodes"), 1);
}

#[test]
fn an_order_is_given_twice_at_the_most() {
    let platform = Jelastic::start().unwrap();
    platform.script(Answer::new(504).only("POST", "createenvironment").times(9));
    run(&platform, "environment.create", &create())
        .ends(11)
        .says(&[
            "though it was sent 2 times",
            "there is no environment `fresh`",
        ]);
    assert_eq!(sent(&platform, "createenvironment"), 2);
}

#[test]
fn a_look_that_fails_for_a_while_is_taken_again() {
    let platform = Jelastic::start().unwrap();
    platform.slow("stopenv", 1);
    platform.script(Answer::new(503).only("POST", "getcurrentactions"));
    platform.script(Answer::new(504).only("POST", "getenvinfo"));
    run(&platform, "environment.stop", &shop()).ends(0);
    assert_eq!(sent(&platform, "stopenv"), 1);
    assert_eq!(platform.environment_status("shop"), Some(2));
}

#[test]
fn a_token_that_may_not_look_is_told_what_it_lacks() {
    let platform = Jelastic::start().unwrap();
    platform.slow("createenvironment", 1);
    Jackfield::new()
        .credential(
            "cloud",
            "jelastic",
            &platform.base_url(),
            Jelastic::BLIND_TOKEN,
        )
        .steps(&[cloud_step_with("environment.create", &create())])
        .run(&[])
        .ends(11)
        .says(&[
            "gateway answered 504",
            "nobody could look what became of it",
            "`environment.control.GetEnvInfo`",
        ]);
    assert_eq!(sent(&platform, "createenvironment"), 1);
}

#[test]
fn a_later_attempt_looks_before_it_sends() {
    let platform = Jelastic::start().unwrap();
    platform.script(Answer::new(429).only("POST", "stopenv"));
    cloud(&platform)
        .steps(&[cloud_step("environment.stop", "forum")])
        .run(&[])
        .ends(0)
        .says(&["retry: Cloud"]);
    assert_eq!(sent(&platform, "stopenv"), 1, "it was down already");
    assert_eq!(sent(&platform, "getcurrentactions"), 1);
}

#[test]
fn a_server_that_never_answers_leaves_the_outcome_open() {
    let mute = Mute::start();
    let with = json!({"envName": "shop", "nodeGroup": "cp", "commands": ["date"]});
    let mut step = cloud_step_with("node.exec", &with);
    step["timeout"] = json!("1s");
    cloud_at(&mute.base_url())
        .steps(&[step])
        .run(&[])
        .ends(11)
        .says(&["gave no answer within", "looking at the environment `shop`"]);
}
