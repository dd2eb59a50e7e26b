//! The HTTP connector: what becomes of answers.

use jackfield_standin::{Answer, Web};
use serde_json::{Value, json};

use crate::http::{run_at, step};
use crate::support::process::Jackfield;

/// The items of a GET that is answered so.
fn items(answer: Answer, with: &Value) -> Vec<Value> {
    let site = Web::start().unwrap();
    site.script(answer);
    let mut with = with.clone();
    with["url"] = json!(site.base_url());
    run_at(&site, &[step("get", &with)]).ends(0).json_lines()
}

fn typed(content_type: &str, body: &str) -> Answer {
    Answer::new(200)
        .header("content-type", content_type)
        .body(body)
}

fn legacy(more: Value) -> Value {
    let mut with = more;
    with["requestMethod"] = json!("GET");
    with
}

#[test]
fn an_answer_is_taken_for_what_its_content_type_says() {
    for (answer, expected) in [
        (typed("application/json", "{\"a\":1}"), json!([{"a": 1}])),
        (
            typed("application/json; charset=utf-8", "[{\"a\":1},{\"a\":2}]"),
            json!([{"a": 1}, {"a": 2}]),
        ),
        (typed("application/problem+json", "{}"), json!([{}])),
        (typed("application/json", ""), json!([{}])),
        (typed("application/json", "[]"), json!([])),
        (typed("application/json", "7"), json!([{"data": 7}])),
        (
            typed("application/json", "[1,{}]"),
            json!([{"data": 1}, {}]),
        ),
        (typed("text/html", "<p>"), json!([{"data": "<p>"}])),
        (Answer::new(204), json!([{"data": ""}])),
        (typed("image/png", "x"), json!([{}])),
    ] {
        assert_eq!(
            json!(items(answer.clone(), &json!({}))),
            expected,
            "{answer:?}"
        );
    }
}

#[test]
fn or_for_what_the_parameters_say() {
    let n8n = |response: Value| json!({"options": {"response": {"response": response}}});
    let list = || typed("text/plain", "[{\"a\":1},{\"a\":2}]");
    for (answer, with, expected) in [
        (
            list(),
            json!({"response": "json"}),
            json!([{"a": 1}, {"a": 2}]),
        ),
        (
            list(),
            n8n(json!({"responseFormat": "json"})),
            json!([{"a": 1}, {"a": 2}]),
        ),
        (
            list(),
            json!({"response": "text", "as": "page"}),
            json!([{"page": "[{\"a\":1},{\"a\":2}]"}]),
        ),
        (
            typed("application/json", "{}"),
            n8n(json!({"responseFormat": "text", "outputPropertyName": "page"})),
            json!([{"page": "{}"}]),
        ),
        (list(), json!({"response": "file"}), json!([{}])),
        // Versions 1 and 2.
        (
            list(),
            legacy(json!({})),
            json!([{"data": [{"a": 1}, {"a": 2}]}]),
        ),
        (
            list(),
            legacy(json!({"options": {"splitIntoItems": true}})),
            json!([{"a": 1}, {"a": 2}]),
        ),
        (
            list(),
            legacy(json!({"responseFormat": "string", "dataPropertyName": "page"})),
            json!([{"page": "[{\"a\":1},{\"a\":2}]"}]),
        ),
    ] {
        assert_eq!(json!(items(answer, &with)), expected, "{with}");
    }
}

#[test]
fn the_whole_answer_has_status_and_headers() {
    for (answer, with, body) in [
        (
            typed("application/json", "[1]"),
            json!({"fullResponse": true}),
            json!({"body": [1]}),
        ),
        (
            typed("application/json", "[1]"),
            legacy(json!({"options": {"fullResponse": true}})),
            json!({"body": [1]}),
        ),
        (
            typed("text/plain", "a"),
            json!({"options": {"response": {"response": {"fullResponse": true}}}}),
            json!({"data": "a"}),
        ),
        (
            typed("image/png", "a"),
            json!({"fullResponse": true}),
            json!({}),
        ),
    ] {
        let answer = answer.header("X-One", "1").header("Set-Cookie", "a=b");
        let mut item = items(answer, &with).remove(0);
        let item = item.as_object_mut().unwrap();
        let headers = item.remove("headers").unwrap();
        assert_eq!(headers["x-one"], json!("1"));
        assert_eq!(headers["set-cookie"], json!(["a=b"]));
        assert_eq!(item.remove("statusCode"), Some(json!(200)));
        assert_eq!(item.remove("statusMessage"), Some(json!("OK")));
        assert_eq!(json!(item), body, "{with}");
    }
}

#[test]
fn a_status_of_failure_is_a_fault_unless_any_is_an_answer() {
    for (status, code, words) in [
        (404, 5, "not-found"),
        (401, 4, "credential-rejected"),
        (403, 4, "permission-denied"),
        (418, 5, "refused-by-platform"),
        (500, 6, "unavailable"),
    ] {
        let site = Web::start().unwrap();
        let answer = Answer::new(status).json(json!({"why": "no such order"}));
        site.script(answer.times(3));
        run_at(&site, &[step("get", &json!({"url": site.base_url()}))])
            .ends(code)
            .says(&[words, "no such order", &format!("HTTP {status}")]);
    }
    let site = Web::start().unwrap();
    site.script(Answer::new(304));
    run_at(&site, &[step("get", &json!({"url": site.base_url()}))])
        .ends(5)
        .says(&["the server answered 304 (Not Modified), which is no answer of success"]);
    for with in [
        json!({"neverError": true}),
        json!({"options": {"response": {"response": {"neverError": true}}}}),
        legacy(json!({"options": {"ignoreResponseCode": true}})),
    ] {
        let answer = Answer::new(404).json(json!({"why": "no such order"}));
        assert_eq!(items(answer, &with), [json!({"why": "no such order"})]);
    }
}

#[test]
fn what_is_no_json_though_it_should_be_is_told() {
    for with in [json!({"response": "json"}), legacy(json!({}))] {
        let site = Web::start().unwrap();
        let mut with = with;
        with["url"] = json!(site.base_url());
        run_at(&site, &[step("get", &with)]).ends(5).says(&[
            "200 with text/html; charset=utf-8 that is no JSON",
            "\"response\": \"text\"",
        ]);
    }
}

#[test]
fn a_long_list_of_small_elements_fits_into_the_connectors_memory() {
    let entry = r#"{"id":123456789012345678901234567890,"tags":["a","b"]}"#;
    let list = format!("[{}]", vec![entry; 140_000].join(","));
    assert!(list.len() > 7 << 20, "{}", list.len());
    let site = Web::start().unwrap();
    site.script(typed("application/json", &list));
    let said = run_at(&site, &[step("get", &json!({"url": site.base_url()}))]).ends(0);
    assert_eq!(said.stdout.lines().count(), 140_000);
}

#[test]
fn text_that_is_too_large_for_an_item_is_told_and_a_file_of_that_size_is_not() {
    let page = || typed("text/plain", &"x".repeat(9 << 20));
    let site = Web::start().unwrap();
    site.script(page());
    run_at(&site, &[step("get", &json!({"url": site.base_url()}))])
        .ends(8)
        .says(&["the answer has 9 MiB", "\"response\": \"file\""]);
    assert_eq!(items(page(), &json!({"response": "file"})), [json!({})]);
    let with = json!({"url": site.base_url(), "response": "text"});
    site.script(page().times(2));
    run_at(&site, &[step("get", &with)])
        .ends(8)
        .says(&["is larger than 8 MiB", "`--limit answer=`"]);
    let said = Jackfield::new().steps(&[step("get", &with)]).run(&[
        "--allow-host",
        &site.base_url(),
        "--limit",
        "answer=16MiB",
        "--limit",
        "memory=256MiB",
    ]);
    let text = said.ends(0).json_lines()[0]["data"].to_string();
    assert_eq!(text.len(), (9 << 20) + 2);
}
