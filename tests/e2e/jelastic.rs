//! The Jelastic connector, over the wire.

use jackfield_standin::Jelastic;
use serde_json::json;

use crate::support::{ANNOUNCE, cloud, cloud_step};

const DOWN: Option<i64> = Some(2);
const RUNNING: Option<i64> = Some(1);

#[test]
fn environments_are_stopped_and_started() {
    let platform = Jelastic::start().unwrap();
    for (operation, environment, status) in [
        ("environment.stop", "shop", DOWN),
        ("environment.stop", "shop", DOWN),
        ("environment.start", "shop", RUNNING),
        ("environment.start", "forum", RUNNING),
    ] {
        let said = cloud(&platform)
            .steps(&[cloud_step(operation, environment)])
            .run(&[])
            .ends(0);
        let now = platform.environment_status(environment);
        assert_eq!(now, status, "{operation} {environment}");
        assert_eq!(said.json_lines()[0]["result"], json!(0), "{said}");
    }
}

#[test]
fn an_environment_is_got_with_its_status_and_nodes() {
    let platform = Jelastic::start().unwrap();
    let said = cloud(&platform)
        .steps(&[cloud_step("environment.get", "shop")])
        .run(&[])
        .ends(0);
    let got = &said.json_lines()[0];
    assert_eq!(got["env"]["envName"], json!("shop"));
    assert_eq!(got["env"]["status"], json!(1));
    assert_eq!(got["nodes"].as_array().unwrap().len(), 2);
}

#[test]
fn the_token_is_in_the_form_and_never_in_the_url() {
    let platform = Jelastic::start().unwrap();
    for operation in ["environment.stop", "environment.start", "environment.get"] {
        cloud(&platform)
            .steps(&[cloud_step(operation, "shop")])
            .run(&[])
            .ends(0);
    }
    cloud(&platform)
        .call(&["credential", "check", "cloud"])
        .ends(0);
    let received = platform.received();
    assert_eq!(received.len(), 4);
    for request in received {
        assert_eq!(request.method, "POST", "{request:?}");
        assert_eq!(request.query, None, "{request:?}");
        assert!(!request.path.contains(Jelastic::TOKEN), "{request:?}");
        assert_eq!(
            request.header("content-type"),
            Some("application/x-www-form-urlencoded")
        );
        let in_headers = request
            .headers
            .iter()
            .any(|(_, value)| value.contains(Jelastic::TOKEN));
        assert!(!in_headers, "{request:?}");
        let sessions = request
            .form()
            .iter()
            .filter(|(name, _)| name == "session")
            .count();
        assert_eq!(sessions, 1, "{request:?}");
    }
}

#[test]
fn a_name_cannot_smuggle_further_form_fields() {
    let platform = Jelastic::start().unwrap();
    let name = "shop&session=thief&x=ü +%26";
    cloud(&platform)
        .steps(&[cloud_step("environment.get", "{{ $json.name }}")])
        .run(&["--input", &json!({"name": name}).to_string()])
        .ends(5);
    let form = platform.received()[0].form();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(form.len(), 2, "{form:?}");
    assert!(form.contains(&pair("session", Jelastic::TOKEN)), "{form:?}");
    assert!(form.contains(&pair("envName", name)), "{form:?}");
}

#[test]
fn two_platforms_work_in_one_workflow() {
    let platform = Jelastic::start().unwrap();
    let chat = jackfield_standin::Mattermost::start().unwrap();
    let announce: serde_json::Value = serde_json::from_str(ANNOUNCE).unwrap();
    let mut post = announce["steps"][0].clone();
    post["with"]["message"] = json!("shop: {{ $json.response.methodName }}");
    cloud(&platform)
        .credential(
            "team-chat",
            "mattermost",
            &chat.base_url(),
            jackfield_standin::Mattermost::TOKEN,
        )
        .steps(&[cloud_step("environment.stop", "shop"), post])
        .run(&[])
        .ends(0);
    assert_eq!(platform.environment_status("shop"), DOWN);
    assert_eq!(chat.posts()[0]["message"], json!("shop: StopEnv"));
    let crossed = chat
        .received()
        .iter()
        .any(|request| format!("{request:?}").contains(Jelastic::TOKEN));
    assert!(!crossed, "one platform's token reached the other");
}
