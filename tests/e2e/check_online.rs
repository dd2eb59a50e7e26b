//! `jackfield check` asks whether credentials work, and with `--offline` nobody.

use std::time::Duration;

use jackfield_standin::{Answer, Jelastic, Mattermost};
use serde_json::json;

use crate::support::guests::guests;
use crate::support::process::Jackfield;
use crate::support::servers::{Mute, NOBODY};
use crate::support::{chat, chat_at, cloud_step, count, post};

#[test]
fn each_credential_is_asked_about_once() {
    let server = Mattermost::start().unwrap();
    let cloud = Jelastic::start().unwrap();
    let said = chat(&server)
        .credential("cloud", "jelastic", &cloud.base_url(), Jelastic::TOKEN)
        .steps(&[
            post("One", "a"),
            post("Two", "b"),
            cloud_step("environment.stop", "shop"),
        ])
        .call(&["check", "workflow.json", "-v"])
        .ends(0)
        .says(&[
            "credential: team-chat: works\n",
            "credential: cloud: works\n",
            "workflow.json: 3 steps, nothing wrong",
        ]);
    assert_eq!(said.stdout, "");
    assert_eq!(count(&server.received(), "GET", "/users/me"), 1);
    assert_eq!(server.received().len(), 1);
    assert_eq!(cloud.received().len(), 1);
}

#[test]
fn a_credential_that_is_refused_is_a_mistake_where_it_is_named() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new()
        .credential(
            "team-chat",
            "mattermost",
            &server.base_url(),
            "no-such-token-at-all",
        )
        .steps(&[post("One", "a"), post("Two", "b")]);
    let said = jackfield.check().ends(4).says(&[
        "error: workflow.json:7:21: the credential `team-chat` does not work: ",
        "7 |       \"credential\": \"team-chat\",\n  |                     ^^^^^^^^^^^\n",
        "Mattermost answered 401",
        "kind: credential-rejected",
        "Token ID",
    ]);
    assert_eq!(said.stderr.matches("error: ").count(), 1, "{said}");

    // Another mistake is said as well, and decides about the exit code.
    let mut wrong = post("Two", "b");
    wrong["with"]["mesage"] = json!("c");
    jackfield
        .steps(&[post("One", "a"), wrong])
        .check()
        .ends(3)
        .says(&["`team-chat` does not work", "unknown parameter `mesage`"]);
}

#[test]
fn a_platform_that_cannot_be_asked_is_no_mistake() {
    let busy = Mattermost::start().unwrap();
    busy.script(Answer::new(503).times(9));
    for base_url in [NOBODY, &busy.base_url()] {
        let jackfield = chat_at(base_url).steps(&[post("Post", "a")]);
        jackfield.check().ends(0).says(&[
            "warning: workflow.json:7:21: the credential `team-chat` could not be tried: ",
            "7 |       \"credential\": \"team-chat\"",
            "nothing wrong",
        ]);
        let said = jackfield.call(&["check", "workflow.json", "-q"]).ends(0);
        assert_eq!(said.stderr, "");
    }
}

#[test]
fn platforms_are_asked_at_the_same_time() {
    let first = Mute::start();
    let second = Mattermost::start().unwrap();
    let mut other = post("Two", "b");
    other["credential"] = json!("other");
    let jackfield = chat_at(&first.base_url())
        .credential("other", "mattermost", &second.base_url(), Mattermost::TOKEN)
        .steps(&[post("One", "a"), other]);
    let mut command = jackfield.command(&["check", "workflow.json"]);
    let mut child = command.spawn().unwrap();
    // While the first one keeps silent the second one is asked.
    first.while_waiting(|| {
        while second.received().is_empty() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before");
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn offline_no_credential_is_missed_and_none_is_asked_about() {
    Jackfield::new()
        .steps(&[post("Post", "a")])
        .call(&["check", "workflow.json", "--offline"])
        .ends(0)
        .says(&["1 step, nothing wrong"]);
    let server = Mattermost::start().unwrap();
    let offline = |token: &str, kind: &str| {
        Jackfield::new()
            .credential("team-chat", kind, &server.base_url(), token)
            .steps(&[post("Post", "a")])
            .call(&["check", "workflow.json", "--offline"])
    };
    offline("no-such-token-at-all", "mattermost").ends(0);
    offline(Mattermost::TOKEN, "jelastic").ends(4).says(&[
        "workflow.json:7:21: ",
        "is of type `jelastic`, and mattermost is needed",
    ]);
    Jackfield::new()
        .env("JACKFIELD_CREDENTIAL_TEAM_CHAT", "{\"type\":")
        .steps(&[post("Post", "a")])
        .call(&["check", "workflow.json", "--offline"])
        .ends(4)
        .says(&["workflow.json:7:21: ", "JACKFIELD_CREDENTIAL_TEAM_CHAT"]);
    assert!(server.received().is_empty());
}

#[test]
fn a_type_without_a_check_is_passed_over() {
    let server = Mattermost::start().unwrap();
    let step = json!({"name": "Eat", "uses": "resource-hog/feed.eat", "credential": "feed"});
    let jackfield = Jackfield::new()
        .credential("feed", "hog-feed", &server.base_url(), "abcdefgh")
        .steps(&[step]);
    let plugin = ["--plugin", &guests().hog];
    jackfield
        .call(&[&["check", "workflow.json"], &plugin[..]].concat())
        .ends(0)
        .says(&["nothing wrong"])
        .keeps_quiet_about(&["feed"]);
    let check = ["credential", "check", "feed"];
    let said = jackfield.call(&[&check, &plugin[..]].concat()).ends(0);
    assert_eq!(
        said.stdout,
        format!(
            "feed: well formed (hog-feed at {}); the connector has no check, so nothing was sent\n",
            server.base_url()
        )
    );
    let said = jackfield
        .call(&[&check, &plugin[..], &["--json"]].concat())
        .ends(0);
    assert_eq!(said.json()["credential"]["type"], "hog-feed");
    assert!(server.received().is_empty());
}
