//! Servers that cannot be reached, or are not what the base URL says.

use std::time::Duration;

use jackfield_standin::{Answer, Mattermost, Web};
use serde_json::json;

use crate::support::guests::guests;
use crate::support::servers::{Mute, NOBODY};
use crate::support::{chat, chat_at, chat_step, cloud_at, cloud_step, count, messages, post};

#[test]
fn a_server_that_is_not_there_is_told_with_what_to_check() {
    let address = NOBODY;
    let told = format!("{address} could not be reached");
    let words = [
        told.as_str(),
        "Connection refused",
        "unreachable (the platform's side, or the way to it)",
        "after 3 attempts",
        "hint: check host and port",
    ];
    chat_at(address)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(6)
        .says(&words);
    cloud_at(address)
        .steps(&[cloud_step("environment.stop", "shop")])
        .run(&[])
        .ends(6)
        .says(&words);
}

#[test]
fn a_web_page_is_told_as_such() {
    let site = Web::start().unwrap();
    chat_at(&site.base_url())
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(11)
        .says(&[
            "nobody knows whether this took effect",
            "answered 200 with text/html",
            "<!DOCTYPE html>",
            "unexpected-response",
            "this is a web page",
        ]);
    let methods = site.received().into_iter().map(|request| request.method);
    assert_eq!(
        methods.collect::<Vec<_>>(),
        ["POST", "GET"],
        "looked for, and not repeated"
    );
    chat_at(&site.base_url())
        .call(&["credential", "check", "team-chat"])
        .ends(5)
        .says(&["does not work", "this is a web page"]);
}

#[test]
fn a_redirect_is_told_and_not_followed() {
    let elsewhere = Web::start().unwrap();
    for (to, hint) in [
        (
            "https://chat.example.com/api/v4/posts",
            "has to begin with https://",
        ),
        (
            &elsewhere.base_url(),
            "set the credential's base URL to where the API really is",
        ),
        ("/login", "where the API really is"),
    ] {
        let site = Web::redirecting(to).unwrap();
        chat_at(&site.base_url())
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(5)
            .says(&[
                &format!("answered 301 and wants to redirect to {to}"),
                hint,
                "the token goes only where",
            ]);
        assert_eq!(site.received().len(), 1);
    }
    assert!(elsewhere.received().is_empty());
}

#[test]
fn a_connection_that_breaks_every_time_is_told() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().reset().times(100));
    chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(11)
        .says(&[
            "broke before the answer was complete",
            "unreachable",
            "after 3 attempts",
        ]);
    assert!(server.posts().is_empty());
}

#[test]
fn a_slow_answer_is_waited_for() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().delay(Duration::from_millis(700)));
    chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(0)
        .keeps_quiet_about(&["retry"]);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for_for_ever() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().delay(Duration::from_secs(600)).times(100));
    let mut step = chat_step("", &serde_json::json!({}));
    step["uses"] = serde_json::json!("resource-hog/request.wait");
    chat(&server)
        .steps(&[step])
        .run(&["--plugin", &guests().hog])
        .ends(8)
        .says(&[
            "gave no answer",
            "0.3 seconds",
            "timeout (the platform's side",
            "after 3 attempts",
        ]);
    assert_eq!(count(&server.received(), "GET", "/system/ping"), 3);
}

#[test]
fn another_server_in_its_place_is_told() {
    let mute = Mute::start();
    let address = mute.base_url();
    // Whoever connects is thrown out after the request was read.
    let jackfield = chat_at(&address).steps(&[post("Post", "a")]);
    let child = jackfield
        .command(&["run", "workflow.json"])
        .spawn()
        .unwrap();
    for _ in 0..3 {
        mute.while_waiting(|| ());
    }
    let output = child.wait_with_output().unwrap();
    crate::support::process::Said::of(&["run"], &output)
        .ends(11)
        .says(&["broke before the answer was complete", &address]);
}

#[test]
fn an_https_url_of_a_plain_port_is_told_as_such() {
    let server = Mattermost::start().unwrap();
    let address = server.base_url().replace("http://", "https://");
    chat_at(&address)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(5)
        .says(&[
            &format!("{address} does not speak TLS"),
            "tls-refused",
            "has to begin with http://",
        ]);
    assert!(server.received().is_empty());
}

#[test]
fn answers_that_are_too_large_are_refused() {
    let server = Mattermost::start().unwrap();
    let large = || Answer::new(200).body(vec![b' '; 9 << 20]);
    let with = json!({"teamId": Mattermost::ENGINEERING, "term": "town"});
    let search = chat_step("channel.search", &with);
    for (step, code) in [(search, 8), (post("Post", "a"), 11)] {
        server.script(large());
        chat(&server)
            .steps(&[step])
            .run(&[])
            .ends(code)
            .says(&["larger than 8 MiB", "too-large"]);
    }
}

#[test]
fn proxies_of_the_environment_do_not_get_the_token() {
    let proxy = Web::start().unwrap();
    let server = Mattermost::start().unwrap();
    let mut jackfield = chat(&server);
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "all_proxy",
    ] {
        jackfield = jackfield.env(name, proxy.base_url());
    }
    jackfield.steps(&[post("Post", "a")]).run(&[]).ends(0);
    assert_eq!(messages(&server), ["a"]);
    assert!(proxy.received().is_empty());
}
