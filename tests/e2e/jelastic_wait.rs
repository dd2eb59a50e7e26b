//! `environment.wait-until`.

use jackfield_standin::{Answer, Jelastic};
use serde_json::json;

use crate::support::documented::assert_documented;
use crate::support::{cloud, cloud_step_with, count};

#[test]
fn what_is_so_already_is_not_waited_for() {
    let platform = Jelastic::start().unwrap();
    for (environment, status) in [
        ("shop", "running"),
        ("forum", "down"),
        ("forum", "settled"),
        ("nowhere", "gone"),
    ] {
        let with = json!({"envName": environment, "status": status, "everySeconds": 3600});
        let said = cloud(&platform)
            .steps(&[cloud_step_with("environment.wait-until", &with)])
            .run(&[])
            .ends(0);
        assert_eq!(said.json_lines().len(), 1, "{said}");
    }
    assert_eq!(platform.received().len(), 4);
    assert_documented(&platform);
}

#[test]
fn a_status_of_none_is_that_of_what_is_gone() {
    let platform = Jelastic::start().unwrap();
    platform.script(Answer::new(200).json(json!({"result": 0, "env": {"status": 8}})));
    let with = json!({"envName": "shop", "status": "gone"});
    let said = cloud(&platform)
        .steps(&[cloud_step_with("environment.wait-until", &with)])
        .run(&[])
        .ends(0);
    let gone = json!({"result": 0, "envName": "shop"});
    assert_eq!(said.json_lines(), [gone]);
    assert_eq!(platform.received().len(), 1);
}

#[test]
fn a_status_is_waited_for_look_by_look() {
    let platform = Jelastic::start().unwrap();
    for status in [13, 13] {
        platform.script(
            Answer::new(200)
                .json(json!({"result": 0, "env": {"status": status}}))
                .only("POST", "getenvinfo"),
        );
    }
    let with = json!({"envName": "forum", "status": "down", "everySeconds": 0.1});
    let said = cloud(&platform)
        .steps(&[cloud_step_with("environment.wait-until", &with)])
        .run(&[])
        .ends(0);
    assert_eq!(count(&platform.received(), "POST", "getenvinfo"), 3);
    let items = said.json_lines();
    assert_eq!(items.len(), 1, "only what was waited for is given");
    assert_eq!(items[0]["env"]["status"], 2);
}

#[test]
fn nobody_waits_for_longer_than_was_said() {
    let platform = Jelastic::start().unwrap();
    let with =
        json!({"envName": "shop", "status": "down", "everySeconds": 0.1, "withinSeconds": 0});
    cloud(&platform)
        .steps(&[cloud_step_with("environment.wait-until", &with)])
        .run(&[])
        .ends(5)
        .says(&[
            "`shop` is running after 0 seconds, and was to be down",
            "withinSeconds",
            "conflict",
        ])
        .keeps_quiet_about(&["attempts"]);
    assert_eq!(platform.received().len(), 1);
}

#[test]
fn what_does_not_exist_is_not_waited_for() {
    let platform = Jelastic::start().unwrap();
    let with = json!({"envName": "nowhere"});
    cloud(&platform)
        .steps(&[cloud_step_with("environment.wait-until", &with)])
        .run(&[])
        .ends(5)
        .says(&[
            "no environment `nowhere`",
            "not-found",
            "not its display name",
        ]);
    assert_eq!(platform.received().len(), 1);
}

#[test]
fn a_platform_that_is_away_for_a_while_does_not_end_the_wait() {
    let platform = Jelastic::start().unwrap();
    let look = |answer: Answer| answer.only("POST", "getenvinfo");
    platform.script(look(
        Answer::new(200).json(json!({"result": 0, "env": {"status": 13}})),
    ));
    platform.script(look(Answer::new(503)).times(4));
    let with = json!({"envName": "forum", "status": "down", "everySeconds": 0.1});
    cloud(&platform)
        .steps(&[cloud_step_with("environment.wait-until", &with)])
        .run(&[])
        .ends(0)
        .says(&["answered 503", "looked at again"])
        .keeps_quiet_about(&["retry"]);
    assert_eq!(count(&platform.received(), "POST", "getenvinfo"), 6);
}

#[test]
fn a_platform_that_is_away_from_the_beginning_is_told_soon() {
    let platform = Jelastic::start().unwrap();
    platform.script(Answer::new(503).times(100));
    let with = json!({"envName": "forum", "status": "down", "everySeconds": 0.1});
    cloud(&platform)
        .steps(&[cloud_step_with("environment.wait-until", &with)])
        .run(&[])
        .ends(6)
        .says(&["answered 503", "after 3 attempts"]);
}
