//! Actions that go on behind a gateway that gave up.

use jackfield_standin::Jelastic;
use serde_json::Value;

use crate::{ask, control, send};

fn give_up(jelastic: &Jelastic, method: &str, parameters: &str) {
    let body = format!("{parameters}&session={}", Jelastic::TOKEN);
    let heard = send(jelastic, method, &body);
    assert_eq!(heard.status, 504);
    assert!(heard.body.starts_with(b"<html>"));
}

fn actions(jelastic: &Jelastic) -> Vec<Value> {
    let answer = ask(jelastic, "environment/tracking/rest/getcurrentactions", "");
    assert_eq!(answer.get("result"), Some(&Value::from(0)));
    let actions = answer.get("array").and_then(Value::as_array);
    actions.unwrap().clone()
}

#[test]
fn a_slow_action_ends_when_it_was_looked_at_so_often() {
    let jelastic = Jelastic::start().unwrap();
    jelastic.slow("stopenv", 2);
    give_up(&jelastic, "stopenv", "envName=shop");
    for _ in 0..2 {
        assert_eq!(jelastic.environment_status("shop"), Some(13));
        let actions = actions(&jelastic);
        assert_eq!(actions.len(), 1);
        assert_eq!(actions[0]["action"], "StopEnv");
        assert_eq!(actions[0]["parameters"]["envName"], "shop");
    }
    assert!(actions(&jelastic).is_empty());
    assert_eq!(jelastic.environment_status("shop"), Some(2));
    let now = control(&jelastic, "startenv", "envName=shop");
    assert_eq!(now["result"], 0, "it was slow once");
}

#[test]
fn an_action_in_vain_leaves_everything_as_it_was() {
    let jelastic = Jelastic::start().unwrap();
    jelastic.slow_in_vain("stopenv", 1);
    give_up(&jelastic, "stopenv", "envName=shop");
    assert_eq!(actions(&jelastic).len(), 1);
    assert_eq!(jelastic.environment_status("shop"), Some(1));
}

#[test]
fn an_action_that_nobody_looks_at_is_over_at_once() {
    let jelastic = Jelastic::start().unwrap();
    jelastic.slow("deleteenv", 0);
    give_up(&jelastic, "deleteenv", "envName=shop");
    assert_eq!(jelastic.environment_status("shop"), None);
    assert!(actions(&jelastic).is_empty());
}

#[test]
fn an_environment_that_is_being_made_is_only_an_action() {
    let jelastic = Jelastic::start().unwrap();
    jelastic.slow("createenvironment", 1);
    let env = "env=%7B%22shortdomain%22%3A%22fresh%22%7D&nodes=%5B%5D";
    give_up(&jelastic, "createenvironment", env);
    assert_eq!(jelastic.environment_status("fresh"), None);
    let action = actions(&jelastic).remove(0);
    assert!(
        action["parameters"]["env"].to_string().contains("fresh"),
        "{action}"
    );
    assert_eq!(jelastic.environment_status("fresh"), Some(1));
}

#[test]
fn an_action_of_somebody_else_goes_on_as_well() {
    let jelastic = Jelastic::start().unwrap();
    jelastic.begin("stopenv", "shop", 1);
    assert_eq!(jelastic.environment_status("shop"), Some(13));
    assert_eq!(actions(&jelastic)[0]["action"], "StopEnv");
    assert_eq!(jelastic.environment_status("shop"), Some(2));
}

#[test]
fn the_dashboard_changes_environments_as_well() {
    let jelastic = Jelastic::start().unwrap();
    jelastic.set_status("shop", 4);
    assert_eq!(jelastic.environment_status("shop"), Some(4));
    jelastic.set_variable("shop", "cp", "MODE", "test");
    assert_eq!(jelastic.variables("shop", "cp")["MODE"], "test");
    assert_eq!(jelastic.variables("shop", "sqldb").get("MODE"), None);
    assert!(jelastic.variables("nowhere", "cp").is_empty());
}
