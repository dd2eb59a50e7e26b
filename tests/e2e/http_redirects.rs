//! The HTTP connector: where redirects lead.

use jackfield_standin::{Answer, Received, Web};
use serde_json::{Value, json};

use crate::http::{run_at, step};
use crate::support::process::Jackfield;

const TOKEN: &str = "token-of-a-service-1234";

fn to(status: u16, location: &str) -> Answer {
    Answer::new(status)
        .header("location", location)
        .only("GET", "/from")
}

fn said_of(site: &Web) -> Vec<String> {
    let line = |request: &Received| format!("{} {}", request.method, request.path);
    site.received().iter().map(line).collect()
}

#[test]
fn a_redirect_is_followed_and_its_address_may_be_relative() {
    for location in ["to", "/to", "?", "ORIGIN/to"] {
        let site = Web::start().unwrap();
        let origin = site.base_url();
        site.script(to(302, &location.replace("ORIGIN", &origin)));
        let with = json!({"url": format!("{origin}/from"), "query": {"a": 1}});
        run_at(&site, &[step("get", &with)]).ends(0);
        let received = site.received();
        assert_eq!(received.len(), 2, "{location}: {received:?}");
        assert_eq!(received[0].query.as_deref(), Some("a=1"));
        assert!(received[1].query.as_deref().unwrap_or_default().is_empty());
    }
}

#[test]
fn methods_change_as_in_browsers() {
    for (status, method, then) in [
        (301, "post", "GET"),
        (302, "post", "GET"),
        (303, "put", "GET"),
        (307, "post", "POST"),
        (308, "put", "PUT"),
    ] {
        let site = Web::start().unwrap();
        let origin = site.base_url();
        site.script(Answer::new(status).header("location", "/to"));
        let with = json!({"url": format!("{origin}/from"), "json": {"a": 1}});
        run_at(&site, &[step(method, &with)]).ends(0);
        let second = site.received().remove(1);
        assert_eq!(second.method, then, "{status}");
        assert_eq!(second.json().is_some(), then != "GET", "{status}");
        assert_eq!(second.header("content-type").is_some(), then != "GET");
    }
}

#[test]
fn redirects_end_after_so_many() {
    for (with, requests) in [
        (json!({"redirects": 2}), 3),
        (
            json!({"options": {"redirect": {"redirect": {"maxRedirects": 3}}}}),
            4,
        ),
    ] {
        let site = Web::start().unwrap();
        site.script(Answer::new(302).header("location", "/again").times(20));
        let mut with = with;
        with["url"] = json!(site.base_url());
        run_at(&site, &[step("get", &with)])
            .ends(5)
            .says(&[&format!("redirects more than {} times", requests - 1)]);
        assert_eq!(site.received().len(), requests);
    }
}

#[test]
fn a_redirect_that_is_not_to_be_followed_is_a_fault_that_says_where_it_leads() {
    for (operation, with, words) in [
        (
            "get",
            json!({"redirects": 0}),
            "redirects are not followed here",
        ),
        (
            "get",
            json!({"options": {"redirect": {"redirect": {"followRedirects": false}}}}),
            "redirects are not followed here",
        ),
        (
            "get",
            json!({"requestMethod": "GET", "options": {"followRedirect": false}}),
            "not followed here",
        ),
        (
            "post",
            json!({"requestMethod": "POST"}),
            "a request that changes something is not followed",
        ),
    ] {
        let site = Web::start().unwrap();
        site.script(Answer::new(302).header("location", "/to"));
        let mut with = with;
        with["url"] = json!(site.base_url());
        run_at(&site, &[step(operation, &with)])
            .ends(5)
            .says(&["answered 302 and redirects to /to", words]);
        assert_eq!(site.received().len(), 1);
    }
}

#[test]
fn a_redirect_leads_only_to_allowed_hosts() {
    let elsewhere = Web::start().unwrap();
    let site = Web::redirecting(&format!("{}/to", elsewhere.base_url())).unwrap();
    let with = json!({"url": site.base_url(), "headers": {"X-Api-Key": "mine", "Accept": "a/b"}});
    run_at(&site, &[step("get", &with)])
        .ends(7)
        .says(&[&format!("--allow-host {}", elsewhere.base_url())]);
    assert!(elsewhere.received().is_empty());
    Jackfield::new()
        .steps(&[step("get", &with)])
        .run(&[
            "--allow-host",
            &site.base_url(),
            "--allow-host",
            &elsewhere.base_url(),
        ])
        .ends(0);
    let there = elsewhere.received().remove(0);
    assert_eq!(there.path, "/to");
    assert_eq!(there.header("accept"), Some("a/b"));
    assert_eq!(there.header("x-api-key"), None, "a header can be a secret");
}

fn with_token(site: &Web, path: &str) -> Value {
    let mut step = step("get", &json!({"url": format!("{}{path}", site.base_url())}));
    step["credential"] = json!("api");
    step
}

#[test]
fn a_credential_goes_along_within_its_base_url_and_no_further() {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    let jackfield = |base: &str| {
        Jackfield::new()
            .credential("api", "http-bearer", base, TOKEN)
            .steps(&[with_token(&site, "/v1/from")])
    };
    site.script(to(302, "/v1/to"));
    jackfield(&format!("{origin}/v1")).run(&[]).ends(0);
    for request in site.received() {
        let bearer = format!("Bearer {TOKEN}");
        assert_eq!(request.header("authorization"), Some(bearer.as_str()));
    }
    site.script(to(302, "/v2/to"));
    jackfield(&format!("{origin}/v1")).run(&[]).ends(7).says(&[
        &format!("it tried to reach {origin}/v2/to"),
        "the credential's base URL",
    ]);
    assert_eq!(said_of(&site).len(), 3);

    site.script(to(301, "https://127.0.0.1/v1/from"));
    jackfield(&origin)
        .run(&[])
        .ends(5)
        .says(&["base URL probably has to begin with https://"]);

    let elsewhere = Web::start().unwrap();
    let there = elsewhere.base_url();
    site.script(to(307, &format!("{there}/to")).times(2));
    jackfield(&origin)
        .run(&[])
        .ends(7)
        .says(&["without a credential", &format!("--allow-host {there}")]);
    assert!(elsewhere.received().is_empty());
    jackfield(&origin).run(&["--allow-host", &there]).ends(0);
    let received = elsewhere.received();
    assert_eq!(received.len(), 1);
    assert!(!format!("{received:?}").contains(TOKEN), "{received:?}");
}
