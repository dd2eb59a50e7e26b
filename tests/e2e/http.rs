//! The HTTP connector: methods, addresses and bodies, and where requests may go.

use jackfield_standin::{Answer, Received, Web};
use serde_json::{Value, json};

use crate::support::guests::guests;
use crate::support::process::{Jackfield, Said};

/// A step that uses the connector.
pub(crate) fn step(operation: &str, with: &Value) -> Value {
    json!({"name": operation, "uses": format!("http/request.{operation}"), "with": with})
}

/// Runs steps that may talk to this site.
pub(crate) fn run_at(site: &Web, steps: &[Value]) -> Said {
    Jackfield::new()
        .steps(steps)
        .run(&["--allow-host", &site.base_url()])
}

/// The one request that a step makes.
fn sent(operation: &str, with: impl FnOnce(&str) -> Value) -> Received {
    let site = Web::start().unwrap();
    run_at(&site, &[step(operation, &with(&site.base_url()))]).ends(0);
    let mut received = site.received();
    assert_eq!(received.len(), 1, "{received:?}");
    received.remove(0)
}

fn body(request: &Received) -> String {
    String::from_utf8(request.body.clone()).unwrap()
}

#[test]
fn every_method_is_an_operation() {
    for method in ["get", "head", "options", "put", "delete", "post", "patch"] {
        let request = sent(method, |origin| json!({"url": format!("{origin}/a?b=c")}));
        assert_eq!(request.method, method.to_uppercase());
        assert_eq!(request.path, "/a");
        assert_eq!(request.query.as_deref(), Some("b=c"));
        assert!(request.body.is_empty(), "{request:?}");
    }
    let request = sent(
        "send",
        |origin| json!({"url": origin, "method": "PROPFIND"}),
    );
    assert_eq!(request.method, "PROPFIND");
}

#[test]
fn query_and_headers_go_as_they_are_written() {
    let request = sent("get", |origin| {
        json!({
            "url": format!("{origin}/a?z=0"),
            "query": {"q": "a b&c", "n": 7, "list": ["x", "y"]},
            "headers": {"X-Own": "ü no".replace('ü', "u"), "x-number": 3},
        })
    });
    let query = request.query_pairs();
    let query: Vec<(&str, &str)> = query
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        query,
        [
            ("z", "0"),
            ("q", "a b&c"),
            ("n", "7"),
            ("list", "x"),
            ("list", "y")
        ]
    );
    assert_eq!(request.header("x-own"), Some("u no"));
    assert_eq!(request.header("x-number"), Some("3"));
    assert_eq!(
        request.header("accept"),
        Some("application/json, */*;q=0.8")
    );
}

#[test]
fn headers_that_the_host_sets_are_left_out_and_those_that_mean_more_are_told_once() {
    let site = Web::start().unwrap();
    let with = json!({"url": site.base_url(), "headers": {
        "User-Agent": "mine", "Accept-Encoding": "gzip", "Content-Length": "7", "Connection": "close",
        "Origin": "https://a.example",
    }});
    let said = Jackfield::new().steps(&[step("get", &with)]).run(&[
        "--allow-host",
        &site.base_url(),
        "--input",
        "[{},{},{}]",
    ]);
    let said = said.ends(0);
    let warning = "the header `user-agent` is left out";
    assert_eq!(said.stderr.matches(warning).count(), 1, "{said}");
    for request in site.received() {
        assert!(
            request
                .header("user-agent")
                .unwrap()
                .starts_with("jackfield")
        );
        assert_eq!(request.header("accept-encoding"), Some("identity"));
        assert_eq!(request.header("origin"), Some("https://a.example"));
    }
    assert_eq!(site.received().len(), 3);
}

#[test]
fn every_kind_of_body_arrives() {
    for (with, content_type, expected) in [
        (
            json!({"json": {"a": [1, "x"]}}),
            "application/json",
            "{\"a\":[1,\"x\"]}",
        ),
        (json!({"json": "text"}), "application/json", "\"text\""),
        (
            json!({"form": {"a": "x y", "b": 1}}),
            "application/x-www-form-urlencoded",
            "a=x+y&b=1",
        ),
        (json!({"text": "a,b"}), "text/plain; charset=utf-8", "a,b"),
        (
            json!({"text": "a,b", "headers": {"Content-Type": "text/csv"}}),
            "text/csv",
            "a,b",
        ),
        (
            json!({"sendBody": true, "contentType": "raw", "rawContentType": "text/xml", "body": "<a/>"}),
            "text/xml",
            "<a/>",
        ),
        (
            json!({"sendBody": true, "bodyParameters": {"parameters": [{"name": "a", "value": 1}]}}),
            "application/json",
            "{\"a\":1}",
        ),
        (
            json!({"responseFormat": "string", "bodyParametersUi": {"parameter": [{"name": "a", "value": "b"}]}}),
            "application/json",
            "{\"a\":\"b\"}",
        ),
    ] {
        let request = sent("post", |origin| {
            let mut with = with.clone();
            with["url"] = json!(origin);
            with
        });
        assert_eq!(request.header("content-type"), Some(content_type), "{with}");
        assert_eq!(body(&request), expected);
    }
}

#[test]
fn a_multipart_body_has_fields_and_files() {
    let site = Web::start().unwrap();
    site.script(
        Answer::new(200)
            .header("content-type", "image/png")
            .header("content-disposition", "attachment; filename=\"logo.png\"")
            .body(b"\x89PNG".to_vec()),
    );
    let origin = site.base_url();
    run_at(
        &site,
        &[
            step("get", &json!({"url": format!("{origin}/x.bin")})),
            step(
                "post",
                &json!({"url": origin, "multipart": {"title": "A", "logo": {"file": "data"}}}),
            ),
        ],
    )
    .ends(0);
    let request = site.received().remove(1);
    let content_type = request.header("content-type").unwrap().to_owned();
    assert!(content_type.starts_with("multipart/form-data; boundary="));
    let text = String::from_utf8_lossy(&request.body).to_lowercase();
    for part in [
        "name=\"title\"\r\n\r\na\r\n",
        "name=\"logo\"; filename=\"logo.png\"\r\ncontent-type: image/png\r\n\r\n",
        "png\r\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_file_goes_from_one_step_to_the_next_past_the_connectors_memory() {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    let file: Vec<u8> = (0..30_u32 << 20).map(|n| (n % 251) as u8).collect();
    site.script(
        Answer::new(200)
            .header("content-type", "application/zip")
            .body(file.clone())
            .only("GET", "/big"),
    );
    Jackfield::new()
        .steps(&[
            step(
                "get",
                &json!({"url": format!("{origin}/big.zip"), "as": "archive"}),
            ),
            step(
                "put",
                &json!({"url": format!("{origin}/copy"), "file": "archive"}),
            ),
        ])
        .run(&[
            "--allow-host",
            &origin,
            "--limit",
            "memory=8MiB",
            "--output",
            "none",
        ])
        .ends(0);
    let copy = site.received().remove(1);
    assert_eq!(copy.header("content-type"), Some("application/zip"));
    assert!(copy.body == file, "{} bytes arrived", copy.body.len());
}

#[test]
fn what_the_parameters_say_wrongly_is_told() {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    for (operation, with, code, words) in [
        (
            "get",
            json!({"url": "api.example.com/x"}),
            3,
            "does not begin with https:// or http://",
        ),
        ("get", json!({"url": ""}), 3, "`url` is empty"),
        ("get", json!({"url": "/relative"}), 3, "does not begin with"),
        ("get", json!({}), 3, "the parameter `url` is missing"),
        (
            "get",
            json!({"url": origin, "quarry": {}}),
            3,
            "did you mean `query`?",
        ),
        (
            "post",
            json!({"url": origin, "json": 1, "text": "a"}),
            3,
            "`json` and `text` cannot be given together",
        ),
        (
            "get",
            json!({"url": origin, "method": "POST"}),
            3,
            "http/request.send",
        ),
        (
            "put",
            json!({"url": origin, "file": "data"}),
            3,
            "no binary data `data`",
        ),
        (
            "get",
            json!({"url": origin, "headers": {"Cookie": "a=b"}}),
            3,
            "--type http-header --field name=Cookie",
        ),
        (
            "get",
            json!({"url": origin, "headers": {"X-Forwarded-For": "a"}}),
            7,
            "which only the host sets",
        ),
        (
            "get",
            json!({"url": origin, "authentication": "genericCredentialType", "genericAuthType": "oAuth2Api"}),
            3,
            "a sign-in with OAuth is not done here",
        ),
    ] {
        run_at(&site, &[step(operation, &with)])
            .ends(code)
            .says(&[words]);
    }
    assert!(site.received().is_empty());
}

#[test]
fn check_finds_what_cannot_be_had() {
    let jackfield = |with: &Value| Jackfield::new().steps(&[step("get", with)]);
    for (more, words) in [
        (
            json!({"options": {"proxy": "http://p:1"}}),
            &["`proxy` can only be \"\"", "`--proxy URL`"][..],
        ),
        (
            json!({"provideSslCertificates": true}),
            &[
                "`provideSslCertificates` can only be false",
                "A client certificate",
            ],
        ),
        (
            json!({"redirects": -1}),
            &["`redirects` must be at least 0"],
        ),
        (
            json!({"response": "xml"}),
            &["`response` cannot be \"xml\""],
        ),
    ] {
        let mut with = more;
        with["url"] = json!("https://api.example.com");
        jackfield(&with)
            .call(&["check", "--offline", "workflow.json"])
            .ends(3)
            .says(words);
    }
    jackfield(&json!({"url": "{{ $json.url }}", "options": {"proxy": ""}}))
        .call(&["check", "--offline", "workflow.json"])
        .ends(0);
}

#[test]
fn only_allowed_hosts_are_reached_and_a_denial_names_the_option_that_allows_it() {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    // Where the host is written out, it is found before anything runs.
    let url = format!("{{{{ '{origin}' }}}}");
    let jackfield = || Jackfield::new().steps(&[step("get", &json!({"url": url}))]);
    let said = jackfield().run(&[]).ends(7);
    let (_, option) = said.stderr.split_once("run it with ").unwrap();
    let option: Vec<&str> = option.split_whitespace().take(2).collect();
    assert!(site.received().is_empty());
    jackfield().run(&option).ends(0);
    let workflow = json!({"allowHosts": [origin], "steps": [step("get", &json!({"url": origin}))]});
    Jackfield::new()
        .file("workflow.json", workflow.to_string())
        .run(&[])
        .ends(0);
    assert_eq!(site.received().len(), 2);
}

#[test]
fn a_post_whose_outcome_nobody_knows_is_not_sent_again() {
    for (operation, requests, code) in [("post", 1, 11), ("put", 3, 6), ("get", 3, 6)] {
        let site = Web::start().unwrap();
        site.script(Answer::real().lose_answer().times(3));
        let with = json!({"url": site.base_url()});
        run_at(&site, &[step(operation, &with)]).ends(code);
        assert_eq!(site.received().len(), requests, "{operation}");
    }
    // Turned away: it had no effect.
    let site = Web::start().unwrap();
    site.script(Answer::new(503));
    run_at(&site, &[step("post", &json!({"url": site.base_url()}))]).ends(0);
    assert_eq!(site.received().len(), 2);
}

#[test]
fn a_dry_run_sends_what_only_reads() {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    Jackfield::new()
        .steps(&[
            step("get", &json!({"url": origin})),
            step("post", &json!({"url": origin, "json": {"a": 1}})),
        ])
        .run(&["--dry-run", "--allow-host", &origin])
        .ends(0);
    let received = site.received();
    assert_eq!(received.len(), 1, "{received:?}");
    assert_eq!(received[0].method, "GET");
}

#[test]
fn the_connector_is_small() {
    let size = std::fs::metadata(&guests().http).unwrap().len();
    assert!(size < 400 << 10, "{size} bytes");
}
