//! The HTTP connector: pages. The calls here are those that an engine makes which evaluates
//! expressions anew for each page: the parameters are given with their values.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jackfield_connector::{
    AllowedHosts, Call, CallContext, Connector, Gate, GateSettings, Lane, Level, Log, NoKeeper,
    Surroundings,
};
use jackfield_credential::Redactor;
use jackfield_descriptor::Fault;
use jackfield_sandbox::{Cache, Digest, Limits, Sandbox};
use jackfield_standin::{Answer, Web};
use serde_json::{Value, json};

use crate::http::{run_at, step};
use crate::support::guests::guests;
use crate::support::process::shared_cache;

struct Nobody;

impl Log for Nobody {
    fn write(&self, _: &str, _: Level, _: &str) {}
    fn denied(&self, _: &str, _: &str) {}
}

/// What an engine does: calls until nothing is left, with parameters that are evaluated by the
/// variables that the connector gave.
fn paged(
    site: &Web,
    operation: &str,
    evaluate: impl Fn(&Value) -> Value,
) -> Result<(Vec<Value>, Vec<Duration>), Fault> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let sandbox = Sandbox::new(Some(Cache::open(&shared_cache()).unwrap())).unwrap();
        let bytes = std::fs::read(&guests().http).unwrap();
        let digest = Digest::of(&bytes);
        let connector = Connector::load(&sandbox, &bytes, digest, Limits::default());
        let connector = connector.await.unwrap();
        let mut settings = GateSettings::new("test".to_owned(), Redactor::default());
        settings.hosts = AllowedHosts::parse([site.base_url().as_str()]).unwrap();
        let mut lane = Lane::new(
            connector,
            Surroundings {
                gate: Arc::new(Gate::new(settings)),
                memory: Arc::default(),
                log: Arc::new(Nobody),
                keeper: Arc::new(NoKeeper),
            },
        );
        let mut variables = json!({
            "$pageCount": 0,
            "$request": {},
            "$response": {"body": {}, "headers": {}, "statusCode": 0},
        });
        let (mut items, mut waits, mut state) = (Vec::new(), Vec::new(), None);
        loop {
            let call = Call {
                operation: operation.to_owned(),
                type_version: Some(4.2),
                parameters: evaluate(&variables).to_string(),
                credentials: Vec::new(),
                binary: BTreeMap::new(),
                state: state.take(),
                withholds: false,
                saving: None,
                context: CallContext {
                    idempotency_key: "key".to_owned(),
                    attempt: 1,
                    in_doubt: false,
                    first_attempt_at: SystemTime::now(),
                    timeout: Duration::from_secs(60),
                },
            };
            let outcome = lane.execute(call).await?;
            items.extend(outcome.items.iter().map(|item| json!(item.json())));
            let Some(next) = outcome.next else {
                return Ok((items, waits));
            };
            let given: Value = serde_json::from_str(&next.state).unwrap();
            variables = given["variables"].clone();
            waits.push(next.after);
            state = Some(next.state);
            assert!(waits.len() < 20, "it never ends");
        }
    })
}

fn with(origin: &str, pagination: Value) -> Value {
    json!({
        "url": format!("{origin}/list"),
        "options": {"pagination": {"pagination": pagination}},
    })
}

fn page(entries: Value) -> Answer {
    Answer::new(200).json(entries)
}

fn queries(site: &Web) -> Vec<String> {
    let query = |request: &jackfield_standin::Received| request.query.clone().unwrap_or_default();
    site.received().iter().map(query).collect()
}

#[test]
fn a_parameter_of_each_request_counts_pages_until_one_is_empty() {
    let site = Web::start().unwrap();
    for entries in [json!([{"n": 1}, {"n": 2}]), json!([{"n": 3}]), json!([])] {
        site.script(page(entries));
    }
    let (items, waits) = paged(&site, "request.get", |variables| {
        let page = variables["$pageCount"].as_u64().unwrap() + 1;
        with(
            &site.base_url(),
            json!({
                "parameters": {"parameters": [{"name": "page", "value": page}]},
                "requestInterval": 5,
            }),
        )
    })
    .unwrap();
    assert_eq!(items, [json!({"n": 1}), json!({"n": 2}), json!({"n": 3})]);
    assert_eq!(queries(&site), ["page=1", "page=2", "page=3"]);
    assert_eq!(waits, [Duration::from_millis(5); 2]);
}

#[test]
fn the_answer_names_the_next_page() {
    for (link, last) in [
        (json!("ORIGIN/list?after=a"), json!(null)),
        (json!("?after=a"), json!("")),
    ] {
        let site = Web::start().unwrap();
        let origin = site.base_url();
        let link = link.as_str().unwrap().replace("ORIGIN", &origin);
        site.script(page(json!({"n": 1, "next": link})));
        site.script(page(json!({"n": 2, "next": last})));
        let (items, _) = paged(&site, "request.get", |variables| {
            let next = variables["$response"]["body"]["next"].clone();
            let mut with = with(
                &origin,
                json!({"paginationMode": "responseContainsNextURL", "nextURL": next}),
            );
            with["sendQuery"] = json!(true);
            with["queryParameters"] = json!({"parameters": [{"name": "size", "value": 1}]});
            with
        })
        .unwrap();
        assert_eq!(items.len(), 2);
        assert_eq!(queries(&site), ["size=1", "after=a"]);
    }
}

#[test]
fn a_next_page_that_is_the_last_one_again_is_no_endless_run() {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    site.script(page(json!({"n": 1})).times(9));
    let fault = paged(&site, "request.get", |_| {
        with(
            &origin,
            json!({"paginationMode": "responseContainsNextURL", "nextURL": "/list?page=2"}),
        )
    })
    .unwrap_err();
    assert!(fault.message.contains("there would be no end"), "{fault:?}");
    assert_eq!(queries(&site), ["", "page=2"]);
}

#[test]
fn an_expression_says_when_it_is_over_and_what_it_is_asked_with() {
    let site = Web::start().unwrap();
    for n in 1..=3 {
        let answer = page(json!({"n": n, "more": n < 3})).header("X-Total", "3");
        site.script(answer);
    }
    let origin = site.base_url();
    let (items, _) = paged(&site, "request.post", |variables| {
        let response = &variables["$response"];
        if variables["$pageCount"] != json!(0) {
            assert_eq!(response["statusCode"], json!(200));
            assert_eq!(response["headers"]["x-total"], json!("3"));
            assert_eq!(variables["$request"]["method"], json!("POST"));
            assert_eq!(
                variables["$request"]["url"],
                json!(format!("{origin}/list"))
            );
        }
        let mut with = with(
            &origin,
            json!({
                "parameters": {"parameters": [
                    {"type": "body", "name": "page", "value": variables["$pageCount"]},
                ]},
                "paginationCompleteWhen": "other",
                "completeExpression": response["body"]["more"] == json!(false),
            }),
        );
        with["sendBody"] = json!(true);
        with["bodyParameters"] = json!({"parameters": [{"name": "q", "value": "a"}]});
        with
    })
    .unwrap();
    assert_eq!(items.len(), 3);
    let bodies: Vec<Value> = site
        .received()
        .iter()
        .map(|request| request.json().unwrap())
        .collect();
    assert_eq!(bodies[2], json!({"q": "a", "page": 2}));
    assert_eq!(bodies.len(), 3);
}

#[test]
fn a_status_says_when_it_is_over() {
    let site = Web::start().unwrap();
    site.script(page(json!({"n": 1})));
    site.script(Answer::new(404).json(json!({"error": "no such page"})));
    let (items, _) = paged(&site, "request.get", |_| {
        with(
            &site.base_url(),
            json!({
                "paginationCompleteWhen": "receiveSpecificStatusCodes",
                "statusCodesWhenComplete": "404",
            }),
        )
    })
    .unwrap();
    assert_eq!(items, [json!({"n": 1})]);
}

#[test]
fn a_page_may_be_larger_than_a_small_state() {
    let site = Web::start().unwrap();
    let long = "x".repeat(1 << 20);
    site.script(page(json!({"text": long, "next": "/list?b"})));
    site.script(page(json!({"text": "", "next": null})));
    let (items, _) = paged(&site, "request.get", |variables| {
        with(
            &site.base_url(),
            json!({
                "paginationMode": "responseContainsNextURL",
                "nextURL": variables["$response"]["body"]["next"],
            }),
        )
    })
    .unwrap();
    assert_eq!(items.len(), 2);
}

#[test]
fn the_number_of_pages_is_limited_in_either_spelling() {
    for pagination in [
        json!({"options": {"pagination": {"pagination": {"limitPagesFetched": true, "maxRequests": 2}}}}),
        json!({"pages": {"limit": 2, "query": {"n": 1}}}),
    ] {
        let site = Web::start().unwrap();
        site.script(page(json!({"n": 1})).times(9));
        let mut with = pagination;
        with["url"] = json!(site.base_url());
        let said = run_at(&site, &[step("get", &with)]).ends(0);
        assert_eq!(said.json_lines().len(), 2, "{with}");
        assert_eq!(site.received().len(), 2);
    }
}

#[test]
fn a_failed_page_fails_the_step() {
    let site = Web::start().unwrap();
    site.script(page(json!({"n": 1})));
    site.script(Answer::new(404));
    let with = json!({"url": site.base_url(), "pages": {"query": {"n": 1}}});
    run_at(&site, &[step("get", &with)]).ends(5).says(&["404"]);
}
