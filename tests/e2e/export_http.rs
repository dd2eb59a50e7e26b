//! Exports of n8n with HTTP Request nodes.

use jackfield_standin::{Answer, Received, Web};
use serde_json::{Value, json};

use crate::support::exports::{chain, export, manual, node, numbers, same, set, with};
use crate::support::process::{Jackfield, Said};
use crate::support::servers::Gathering;

fn request(version: f64, parameters: &Value) -> Value {
    node("Request", "httpRequest", version, parameters)
}

fn run_at(host: &str, flow: &Value, items: &Value) -> Said {
    Jackfield::new().run_export(flow, items, &["--allow-host", host, "--output", "all"])
}

fn paths(received: &[Received]) -> Vec<String> {
    let path = |request: &Received| match &request.query {
        Some(query) => format!("{} {}?{query}", request.method, request.path),
        None => format!("{} {}", request.method, request.path),
    };
    received.iter().map(path).collect()
}

#[test]
fn pages_are_asked_for_by_expressions_over_the_answer() {
    let site = Web::start().unwrap();
    for page in 1..=3 {
        let next = (page < 3).then(|| format!("{}/list?page={}", site.base_url(), page + 1));
        site.script(Answer::new(200).json(json!({"page": page, "next": next})));
    }
    let pagination = json!({
        "paginationMode": "responseContainsNextURL", "nextURL": "={{ $response.body.next }}",
        "paginationCompleteWhen": "other", "completeExpression": "={{ !$response.body.next }}",
    });
    let parameters = json!({
        "url": format!("{}/list?page=1", site.base_url()),
        "options": {"pagination": {"pagination": pagination}},
    });
    let flow = chain(&[
        manual(),
        request(4.2, &parameters),
        set("End", "from", "={{ $('Start').item.json.n }}"),
    ]);
    let given = run_at(&site.base_url(), &flow, &numbers(1)).ends(0).json();
    assert_eq!(
        paths(&site.received()),
        ["GET /list?page=1", "GET /list?page=2", "GET /list?page=3"]
    );
    let pages = given["End"][0][0].as_array().unwrap();
    let seen: Vec<(&Value, &Value)> = pages
        .iter()
        .map(|item| (&item["page"], &item["from"]))
        .collect();
    let from = &json!("1");
    assert_eq!(
        seen,
        [(&json!(1), from), (&json!(2), from), (&json!(3), from)]
    );
}

#[test]
fn pages_are_counted_in_a_parameter_and_no_more_than_allowed() {
    let site = Web::start().unwrap();
    site.script(Answer::new(200).json(json!({"items": [1]})).times(9));
    let pagination = json!({
        "parameters": {"parameters": [{"name": "page", "value": "={{ $pageCount + 1 }}"}]},
        "paginationCompleteWhen": "other", "completeExpression": "={{ $response.body.items.length === 0 }}",
        "limitPagesFetched": true, "maxRequests": 3,
    });
    let parameters =
        json!({"url": site.base_url(), "options": {"pagination": {"pagination": pagination}}});
    let flow = chain(&[manual(), request(4.2, &parameters)]);
    run_at(&site.base_url(), &flow, &numbers(1)).ends(0);
    assert_eq!(
        paths(&site.received()),
        ["GET /?page=1", "GET /?page=2", "GET /?page=3"]
    );
}

#[test]
fn all_items_are_sent_at_the_same_time_and_come_back_in_order() {
    let server = Gathering::of(3);
    let parameters =
        json!({"url": format!("={}/{{{{ $json.n }}}}", server.base_url()), "options": {}});
    let flow = chain(&[
        manual(),
        request(4.2, &parameters),
        set("End", "from", "={{ $('Start').item.json.n }}"),
    ]);
    let given = run_at(&server.base_url(), &flow, &numbers(3))
        .ends(0)
        .json();
    assert_eq!(
        given["End"],
        json!([[[
            {"id": "a", "from": "1"}, {"id": "a", "from": "2"}, {"id": "a", "from": "3"},
        ]]])
    );
}

#[test]
fn what_fails_leaves_by_the_error_output() {
    let site = Web::start().unwrap();
    site.script(Answer::new(404).only("GET", "/2"));
    let parameters =
        json!({"url": format!("={}/{{{{ $json.n }}}}", site.base_url()), "options": {}});
    let flow = export(
        &[
            manual(),
            with(
                request(4.2, &parameters),
                &json!({"onError": "continueErrorOutput"}),
            ),
            same("Good"),
            same("Bad"),
        ],
        &[
            ("Start", 0, "Request", 0),
            ("Request", 0, "Good", 0),
            ("Request", 1, "Bad", 0),
        ],
    );
    let given = run_at(&site.base_url(), &flow, &numbers(3)).ends(0).json();
    assert_eq!(given["Good"][0][0].as_array().unwrap().len(), 2);
    let bad = given["Bad"][0][0].as_array().unwrap();
    assert_eq!((bad.len(), &bad[0]["n"]), (1, &json!(2)));
}

#[test]
fn older_versions_send_the_same() {
    let site = Web::start().unwrap();
    let answer = json!({"answer": 1});
    site.script(Answer::new(200).json(answer).times(2));
    let first = json!({
        "url": format!("{}/first", site.base_url()), "requestMethod": "POST", "jsonParameters": true,
        "bodyParametersJson": "={{ JSON.stringify($json) }}", "options": {},
    });
    let second = json!({
        "url": format!("{}/second", site.base_url()),
        "queryParametersUi": {"parameter": [{"name": "q", "value": "={{ $json.answer }}"}]},
        "options": {},
    });
    let flow = chain(&[
        manual(),
        node("First", "httpRequest", 1.0, &first),
        node("Second", "httpRequest", 2.0, &second),
    ]);
    run_at(&site.base_url(), &flow, &numbers(1)).ends(0);
    let received = site.received();
    assert_eq!(paths(&received), ["POST /first", "GET /second?q=1"]);
    assert_eq!(received[0].body, br#"{"n":1}"#);
}

#[test]
fn a_file_that_a_request_brought_is_sent_on() {
    let site = Web::start().unwrap();
    let mut keep = set("Keep", "name", "report");
    keep["parameters"]["options"] = json!({"stripBinary": false});
    let parameters = json!({
        "method": "POST", "url": site.base_url(), "sendBody": true, "contentType": "multipart-form-data",
        "bodyParameters": {"parameters": [
            {"parameterType": "formBinaryData", "name": "file", "inputDataFieldName": "data"},
            {"name": "name", "value": "={{ $json.name }}"},
        ]},
        "options": {},
    });
    let hook = node(
        "Hook",
        "webhook",
        2.0,
        &json!({"path": "p", "httpMethod": "POST"}),
    );
    let flow = chain(&[hook, keep, request(4.2, &parameters)]);
    let file = json!({"data": "aGVsbG8=", "mimeType": "text/plain", "fileName": "a.txt"});
    let items = json!([{"json": {"body": {}}, "binary": {"data": file}}]);
    run_at(&site.base_url(), &flow, &items).ends(0);
    let body = String::from_utf8(site.received()[0].body.clone()).unwrap();
    for part in [
        "name=\"file\"; filename=\"a.txt\"",
        "text/plain",
        "hello",
        "name=\"name\"",
        "report",
    ] {
        assert!(body.contains(part), "{body}");
    }
}

/// A request that is to be tried again.
fn retried(method: &str, site: &Web) -> Value {
    let parameters = json!({"method": method, "url": site.base_url(), "options": {}});
    let more = json!({"retryOnFail": true, "waitBetweenTries": 1});
    chain(&[manual(), with(request(4.2, &parameters), &more)])
}

#[test]
fn a_post_whose_answer_is_lost_is_not_sent_again() {
    let site = Web::start().unwrap();
    site.script(Answer::real().lose_answer());
    let said = run_at(&site.base_url(), &retried("POST", &site), &numbers(1));
    said.ends(11)
        .says(&["nobody knows whether this took effect"]);
    assert_eq!(site.received().len(), 1);
}

#[test]
fn a_post_that_failed_is_not_sent_again_and_it_is_said_why() {
    let site = Web::start().unwrap();
    site.script(Answer::new(500));
    let said = run_at(&site.base_url(), &retried("POST", &site), &numbers(1));
    said.ends(11)
        .says(&["it was not tried again, for that could do it twice"]);
    assert_eq!(site.received().len(), 1);
}

#[test]
fn what_only_reads_is_tried_again_whatever_is_answered() {
    let site = Web::start().unwrap();
    site.script(Answer::new(404).times(2));
    run_at(&site.base_url(), &retried("GET", &site), &numbers(1)).ends(0);
    assert_eq!(site.received().len(), 3);
    site.script(Answer::new(404).times(3));
    let said = run_at(&site.base_url(), &retried("GET", &site), &numbers(1));
    said.ends(5).says(&["(after 3 attempts)"]);
    assert_eq!(site.received().len(), 6);
}

#[test]
fn what_failed_is_an_object_that_expressions_look_into() {
    for (on_error, output) in [("continueRegularOutput", 0), ("continueErrorOutput", 1)] {
        let site = Web::start().unwrap();
        site.script(Answer::new(404).json(json!({"message": "no such order"})));
        let parameters = json!({"url": format!("{}/orders/7", site.base_url())});
        let request = with(request(4.2, &parameters), &json!({"onError": on_error}));
        let seen = "={{ $json.error.httpCode + ' ' + $json.error.message }}";
        let flow = export(
            &[manual(), request, set("Seen", "seen", seen)],
            &[("Start", 0, "Request", 0), ("Request", output, "Seen", 0)],
        );
        let given = run_at(&site.base_url(), &flow, &numbers(1)).ends(0).json();
        let item = &given["Seen"][0][0][0];
        let seen = item["seen"].as_str().unwrap();
        assert!(seen.starts_with("404 "), "{given}");
        assert_eq!(item["error"]["name"], "NodeApiError");
        // By the error output it leaves with the fields that it came with.
        assert_eq!(item.get("n").is_some(), output == 1);
    }
}
