//! The Jelastic stand-in.
#![expect(clippy::unwrap_used, reason = "a failing step fails the test")]

#[path = "jelastic/lifecycle.rs"]
mod lifecycle;
#[path = "jelastic/nodes.rs"]
mod nodes;
#[path = "jelastic/slow.rs"]
mod slow;
mod support;

use jackfield_standin::{Answer, Jelastic};
use serde_json::Value;

use crate::support::{Client, Heard};

const FORM: &str = "application/x-www-form-urlencoded";

fn send(jelastic: &Jelastic, method: &str, body: &str) -> Heard {
    let path = format!("/1.0/environment/control/rest/{method}");
    Client::new(&jelastic.base_url())
        .send("POST", &path, &[("Content-Type", FORM)], body.as_bytes())
        .unwrap()
}

/// Calls a method with these parameters, encoded already, as the account.
fn ask(jelastic: &Jelastic, path: &str, parameters: &str) -> Value {
    let body = format!("{parameters}&session={}", Jelastic::TOKEN);
    let heard = Client::new(&jelastic.base_url())
        .send(
            "POST",
            &format!("/1.0/{path}"),
            &[("Content-Type", FORM)],
            body.as_bytes(),
        )
        .unwrap();
    assert_eq!(heard.status, 200);
    heard.json()
}

/// Calls a method of `environment/control`.
fn control(jelastic: &Jelastic, method: &str, parameters: &str) -> Value {
    let path = format!("environment/control/rest/{method}");
    ask(jelastic, &path, parameters)
}

fn call(jelastic: &Jelastic, method: &str, token: &str, environment: &str) -> Value {
    let body = format!("envName={environment}&session={token}");
    let heard = send(jelastic, method, &body);
    assert_eq!(heard.status, 200);
    heard.json()
}

#[test]
fn environments_stop_and_start_as_often_as_they_are_told() {
    let jelastic = Jelastic::start().unwrap();
    assert_eq!(jelastic.environment_status("shop"), Some(1));
    for _ in 0..2 {
        let stopped = call(&jelastic, "stopenv", Jelastic::TOKEN, "shop");
        assert_eq!(stopped["result"], 0);
        assert_eq!(stopped["response"]["result"], 0);
        assert_eq!(stopped["responses"][1]["result"], 0);
        assert_eq!(jelastic.environment_status("shop"), Some(2));
    }
    let info = call(&jelastic, "getenvinfo", Jelastic::TOKEN, "shop");
    assert_eq!(info["env"]["status"], 2);
    assert_eq!(info["env"]["envName"], "shop");
    call(&jelastic, "startenv", Jelastic::TOKEN, "shop");
    assert_eq!(jelastic.environment_status("shop"), Some(1));
    assert_eq!(jelastic.environment_status("nothing"), None);
}

#[test]
fn failures_hide_at_every_level() {
    let jelastic = Jelastic::start().unwrap();
    let foreign = call(&jelastic, "stopenv", Jelastic::TOKEN, "legacy");
    assert_eq!(foreign["result"], 8);
    assert_eq!(foreign["source"], "hx-core");

    let stuck = call(&jelastic, "stopenv", Jelastic::TOKEN, "stuck");
    assert_eq!(stuck["result"], 0);
    assert_eq!(stuck["response"]["result"], 0);
    assert_eq!(stuck["responses"][0]["result"], 0);
    assert_eq!(stuck["responses"][1]["result"], 4109);
    assert_ne!(stuck["responses"][1]["errOut"], "");

    let nested = call(&jelastic, "stopenv", Jelastic::TOKEN, "nested");
    assert_eq!(nested["result"], 0);
    assert_eq!(nested["response"]["result"], 99);
    for name in ["legacy", "stuck", "nested"] {
        assert_eq!(jelastic.environment_status(name), Some(1), "{name}");
    }
}

#[test]
fn errors_are_answers_with_codes() {
    let jelastic = Jelastic::start().unwrap();
    let missing = send(&jelastic, "stopenv", "envName=shop").json();
    assert_eq!(missing["result"], 3);
    assert_eq!(missing["error"], "invalid parameter [session]");
    let empty = call(&jelastic, "stopenv", "", "shop");
    assert_eq!(empty["result"], 3);
    let unknown = call(&jelastic, "stopenv", "somebody", "shop");
    assert_eq!(unknown["result"], 702);
    assert_eq!(
        unknown["error"],
        "not authenticated (session [xxx...] not exist)"
    );
    let nowhere = call(&jelastic, "getenvinfo", Jelastic::TOKEN, "nowhere");
    assert_eq!(nowhere["result"], 11);
    assert_eq!(nowhere["error"], "application [nowhere] not exist");
    let unnamed = call(&jelastic, "getenvinfo", Jelastic::TOKEN, "");
    assert_eq!(unnamed["result"], 3);
    assert_eq!(jelastic.environment_status("shop"), Some(1));
}

#[test]
fn a_narrow_token_may_look_and_not_touch() {
    let jelastic = Jelastic::start().unwrap();
    let refused = call(&jelastic, "stopenv", Jelastic::NARROW_TOKEN, "shop");
    assert_eq!(refused["result"], 8202);
    let error = refused["error"].as_str().unwrap();
    assert!(error.contains("environment.control.StopEnv"), "{error}");
    assert_eq!(jelastic.environment_status("shop"), Some(1));
    let allowed = call(&jelastic, "getenvinfo", Jelastic::NARROW_TOKEN, "shop");
    assert_eq!(allowed["result"], 0);
    let probe = call(&jelastic, "getenvs", Jelastic::NARROW_TOKEN, "");
    assert_eq!(probe["result"], 8202);
}

#[test]
fn the_list_holds_what_the_account_owns() {
    let jelastic = Jelastic::start().unwrap();
    let body = format!("session={}", Jelastic::TOKEN);
    let names: Vec<Value> = send(&jelastic, "getenvs", &body).json()["infos"]
        .as_array()
        .unwrap()
        .iter()
        .map(|info| info["env"]["envName"].clone())
        .collect();
    assert_eq!(names, ["shop", "forum", "stuck", "nested"]);
}

#[test]
fn where_the_token_was_sent_can_be_told() {
    let jelastic = Jelastic::start().unwrap();
    let mut client = Client::new(&jelastic.base_url());
    let session = format!("session={}", Jelastic::TOKEN);
    let path = "/1.0/Users/Account/REST/getUserInfo";
    let by_form = client
        .send("POST", path, &[("Content-Type", FORM)], session.as_bytes())
        .unwrap();
    assert_eq!(by_form.json()["result"], 0);
    let by_query = client
        .send("GET", &format!("{path}?{session}"), &[], b"")
        .unwrap();
    assert_eq!(by_query.json()["result"], 0);

    let received = jelastic.received();
    let pair = ("session".to_owned(), Jelastic::TOKEN.to_owned());
    assert_eq!(received[0].form(), std::slice::from_ref(&pair));
    assert_eq!(received[0].query, None);
    assert_eq!(received[1].query_pairs(), [pair]);
    assert!(received[1].body.is_empty());
}

#[test]
fn a_token_in_a_json_body_is_no_token() {
    let jelastic = Jelastic::start().unwrap();
    let body = format!("session={}", Jelastic::TOKEN);
    let heard = Client::new(&jelastic.base_url())
        .send(
            "POST",
            "/1.0/environment/control/rest/getenvs",
            &[("Content-Type", "application/json")],
            body.as_bytes(),
        )
        .unwrap();
    assert_eq!(heard.json()["result"], 3);
}

#[test]
fn unknown_methods_and_paths_outside_the_api_are_plain_404() {
    let jelastic = Jelastic::start().unwrap();
    let mut client = Client::new(&jelastic.base_url());
    for path in [
        "/1.0/environment/control/rest/explode",
        "/environment/control/rest/getenvs",
        "/",
    ] {
        let heard = client.send("POST", path, &[], b"").unwrap();
        assert_eq!(heard.status, 404, "{path}");
        assert_eq!(heard.header("Content-Type"), Some("text/plain"));
    }
}

#[test]
fn a_gateway_can_time_out_while_the_action_goes_on() {
    let jelastic = Jelastic::start().unwrap();
    jelastic.script(Answer::real().lose_answer().only("POST", "stopenv"));
    let body = format!("envName=shop&session={}", Jelastic::TOKEN);
    let lost = Client::new(&jelastic.base_url()).send(
        "POST",
        "/1.0/environment/control/rest/stopenv",
        &[("Content-Type", FORM)],
        body.as_bytes(),
    );
    assert!(lost.is_err());
    assert_eq!(jelastic.environment_status("shop"), Some(2));
}

#[test]
fn a_blind_token_may_touch_and_not_look() {
    let jelastic = Jelastic::start().unwrap();
    let looked = call(&jelastic, "getenvinfo", Jelastic::BLIND_TOKEN, "shop");
    assert_eq!(looked["result"], 8202);
    let stopped = call(&jelastic, "stopenv", Jelastic::BLIND_TOKEN, "shop");
    assert_eq!(stopped["result"], 0);
}

#[test]
fn the_account_is_told_with_its_money_apart() {
    let jelastic = Jelastic::start().unwrap();
    let user = ask(&jelastic, "users/account/rest/getuserinfo", "");
    assert_eq!(user["email"], "alice@example.com");
    assert!(user.get("balance").is_none(), "{user}");
    let account = ask(&jelastic, "billing/account/rest/getaccount", "");
    assert_eq!(account["balance"], 25.0);
}
