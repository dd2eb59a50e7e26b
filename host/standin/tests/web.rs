//! The stand-in for a web site.
#![expect(clippy::unwrap_used, reason = "a failing step fails the test")]

mod support;

use jackfield_standin::{Answer, Web};
use serde_json::json;

use crate::support::Client;

#[test]
fn every_path_is_a_page_and_every_request_is_kept() {
    let web = Web::start().unwrap();
    let mut client = Client::new(&web.base_url());
    let page = client
        .send("POST", "/api/v4/posts?x=1", &[("X-Loot", "gold")], b"{}")
        .unwrap();
    assert_eq!(page.status, 200);
    assert_eq!(
        page.header("Content-Type"),
        Some("text/html; charset=utf-8")
    );
    assert!(String::from_utf8_lossy(&page.body).contains("<h1>"));
    let received = web.received();
    assert_eq!(received[0].path, "/api/v4/posts");
    assert_eq!(received[0].query.as_deref(), Some("x=1"));
    assert_eq!(received[0].header("x-loot"), Some("gold"));
    assert_eq!(received[0].body, b"{}");
}

#[test]
fn a_redirecting_site_names_where_to() {
    let web = Web::redirecting("https://example.com/").unwrap();
    let moved = Client::new(&web.base_url())
        .send("GET", "/anything", &[], b"")
        .unwrap();
    assert_eq!(moved.status, 301);
    assert_eq!(moved.header("Location"), Some("https://example.com/"));
}

#[test]
fn a_site_can_be_scripted_too() {
    let web = Web::start().unwrap();
    web.script(Answer::new(200).json(json!({ "status": "OK" })));
    let mut client = Client::new(&web.base_url());
    let scripted = client.send("GET", "/", &[], b"").unwrap();
    assert_eq!(scripted.header("Content-Type"), Some("application/json"));
    assert_eq!(scripted.json(), json!({ "status": "OK" }));
    let usual = client.send("GET", "/", &[], b"").unwrap();
    assert_ne!(usual.header("Content-Type"), Some("application/json"));
}
