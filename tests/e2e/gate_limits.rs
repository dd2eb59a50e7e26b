//! `--limit` and `--resolve`.

use jackfield_standin::{Answer, Mattermost};
use serde_json::json;

use crate::support::guests::guests;
use crate::support::{chat, chat_at, messages, post};

#[test]
fn an_answer_is_as_large_as_the_author_lets_it_be() {
    // A post whose answer could not be read may have been made all the same.
    for (limit, code, words) in [
        ("answer=64KiB", 11, "is larger than 64 KiB"),
        ("answer=1MiB", 0, ""),
    ] {
        let server = Mattermost::start().unwrap();
        let large = json!({"id": "x", "message": "y".repeat(200_000)});
        server.script(Answer::new(201).json(large).only("POST", "/posts"));
        chat(&server)
            .steps(&[post("Post", "a")])
            .run(&["--limit", limit, "--output", "none"])
            .ends(code)
            .says(&[words]);
    }
}

#[test]
fn a_call_sends_as_many_requests_as_the_author_lets_it() {
    let server = Mattermost::start().unwrap();
    let step = json!({"uses": "resource-hog/request.flood", "credential": "team-chat"});
    chat(&server)
        .steps(&[step])
        .run(&["--plugin", &guests().hog, "--limit", "requests=7"])
        .ends(8)
        .says(&["the connector sent more than 7 requests in one call"]);
    assert_eq!(server.received().len(), 7);
}

#[test]
fn a_connector_has_as_much_memory_as_the_author_lets_it_have() {
    let step = json!({"uses": "resource-hog/memory.all"});
    crate::support::process::Jackfield::new()
        .steps(&[step])
        .run(&["--plugin", &guests().hog, "--limit", "memory=16MiB"])
        .ends(8)
        .says(&["needs more than 16 MiB of memory"]);
}

#[test]
fn what_is_no_limit_is_told_with_those_there_are() {
    for (limit, words) in [
        (
            "memmory=1MiB",
            "there are limits of `memory`, `answer`, `blob`, `requests` and `rate`",
        ),
        ("memory=lots", "this is no size"),
        ("memory=0", "this is no size"),
        ("memory=2GiB", "at most 1024 MiB"),
        ("requests=0", "no whole number above zero"),
        ("requests", "no whole number above zero"),
    ] {
        chat_at("http://127.0.0.1:9")
            .steps(&[post("Post", "a")])
            .run(&["--limit", limit])
            .ends(2)
            .says(&[words]);
    }
}

#[test]
fn a_name_leads_to_the_address_that_somebody_has_settled() {
    let server = Mattermost::start().unwrap();
    let port = server.base_url().rsplit_once(':').unwrap().1.to_owned();
    let jackfield = chat_at(&format!("http://chat.example.com:{port}")).steps(&[post("Post", "a")]);
    jackfield
        .run(&["--resolve", "chat.example.com=127.0.0.1"])
        .ends(0);
    assert_eq!(messages(&server), ["a"]);
    assert_eq!(
        server.received()[0].header("host"),
        Some(format!("chat.example.com:{port}").as_str())
    );
    jackfield
        .run(&[
            "--resolve",
            "chat.example.com=127.0.0.1",
            "--resolve",
            "chat.example.com=169.254.169.254",
        ])
        .ends(7)
        .says(&["chat.example.com leads to the address 169.254.169.254"]);
    jackfield
        .run(&["--resolve", "chat.example.com"])
        .ends(2)
        .says(&["write `chat.example.com=192.0.2.7`"]);
    assert_eq!(messages(&server).len(), 1);
}

#[test]
fn hosts_without_a_credential_are_named_by_the_file_or_on_the_command_line() {
    let server = Mattermost::start().unwrap();
    let port = server.base_url().rsplit_once(':').unwrap().1.to_owned();
    let named = format!("http://wiki.example.com:{port}");
    let run = |entry: Option<&str>, extra: &[&str]| {
        let url = format!("{named}/api/v4/system/ping");
        let mut workflow = json!({"steps": [
            {"uses": "resource-hog/web.get", "with": {"to": url}},
        ]});
        if let Some(entry) = entry {
            workflow["allowHosts"] = json!([entry]);
        }
        let settled = [
            "--resolve",
            "wiki.example.com=127.0.0.1",
            "--plugin",
            &guests().hog,
        ];
        crate::support::process::Jackfield::new()
            .file("workflow.json", workflow.to_string())
            .run(&[&settled[..], extra].concat())
    };
    run(None, &[])
        .ends(7)
        .says(&[&format!("--allow-host {named}")]);
    run(Some(&named), &[])
        .ends(7)
        .says(&["is not a public one", "`HOST private`"]);
    assert!(server.received().is_empty());
    let private = format!("{named} private");
    run(Some(&private), &[]).ends(0);
    run(None, &["--allow-host", &private]).ends(0);
    assert_eq!(server.received().len(), 2);
    run(Some("wiki.example.com/path"), &[])
        .ends(3)
        .says(&["workflow.json:1:", "is no host to allow"]);
}
