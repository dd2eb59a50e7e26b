//! A redirect leads nowhere, not with the token and not without.

use native_tls::Identity;
use serde_json::json;

use super::harness::End::Denied;
use super::harness::{
    Assault, Case, End, TOKEN, assert_bearer_only, assert_untouched, case, chat_below, step,
};
use super::wire::{Reply, Wire};
use crate::support::guests::guests;
use crate::support::process::{Jackfield, variable};

const ELSEWHERE: End = Denied("it tried to reach http");

pub(crate) const CASES: &[Case] = &[
    case("300", ELSEWHERE),
    case("301", ELSEWHERE),
    case("302", ELSEWHERE),
    case("303", ELSEWHERE),
    case("305", ELSEWHERE),
    case("307", ELSEWHERE),
    case("307 of a POST", ELSEWHERE),
    case("308", ELSEWHERE),
    case("308 of a POST", ELSEWHERE),
    case("301 without a scheme", Denied("which is none")),
    case(
        "302 with user information",
        Denied("a user name or a password"),
    ),
    case("302 to metadata", ELSEWHERE),
    case("302 to a file", Denied("the scheme `file`")),
    case("302 out of the base path", ELSEWHERE),
    case("200 with Refresh", ELSEWHERE),
    case("200 with Link", ELSEWHERE),
    case("201 with Content-Location", ELSEWHERE),
];

/// From https to http.
pub(crate) const DOWNGRADES: &[Case] = &[
    case("301 to http", ELSEWHERE),
    case("308 to http of a POST", ELSEWHERE),
];

/// An answer of the status that the trick begins with, to a place by its words.
fn redirect(path: &str, attacker: &str, own: &str) -> Reply {
    let trick = path.rsplit('/').next().unwrap().replace("%20", " ");
    if trick == "honest" {
        return Reply::ok();
    }
    let host = attacker.trim_start_matches("http://");
    let to = match trick.as_str() {
        "301 without a scheme" => format!("//{host}/loot"),
        "302 with user information" => format!("http://127.0.0.1@{host}/loot"),
        "302 to metadata" => "http://169.254.169.254/latest".to_owned(),
        "302 to a file" => "file:///etc/passwd".to_owned(),
        "302 out of the base path" => format!("{own}/admin"),
        _ => format!("{attacker}/loot"),
    };
    let header = match trick.as_str() {
        "200 with Refresh" => format!("Refresh: 0; url={to}"),
        "200 with Link" => format!("Link: <{to}>; rel=\"next\""),
        "201 with Content-Location" => format!("Content-Location: {to}"),
        _ => format!("Location: {to}"),
    };
    let status = format!("{} Elsewhere", &trick[..3]);
    Reply::new(
        &status,
        &[&header, "Set-Cookie: session=attacker; Path=/"],
        "",
    )
}

#[test]
fn redirects_lead_nowhere() {
    let attacker = Wire::start(|_| Reply::ok());
    let to = attacker.base_url().to_owned();
    // Its own address is not known before it listens, and another base path is as good.
    let origin = Wire::start(move |path| redirect(path, &to, "http://127.0.0.1:9"));
    let (hostile, said) = Assault {
        jackfield: chat_below(&origin),
        guest: &guests().redirect_chaser,
        step: step("redirect-chaser/redirect.chase"),
        cases: CASES,
        arguments: &[],
    }
    .run();
    assert_eq!(hostile.len(), CASES.len(), "{said}");
    assert_untouched(&attacker);
    assert_eq!(assert_bearer_only(&origin), 2 * CASES.len() + 1);
    assert!(!origin.received().to_lowercase().contains("cookie"));
}

#[test]
fn a_redirect_from_https_to_http_leads_nowhere() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let identity = Identity::from_pkcs8(certificate.as_bytes(), key.as_bytes()).unwrap();
    let attacker = Wire::start(|_| Reply::ok());
    let to = attacker.base_url().to_owned();
    let origin = Wire::start_tls(identity, move |path| redirect(path, &to, ""));
    let credential = json!({
        "type": "mattermost", "baseUrl": format!("{}/chat", origin.base_url()),
        "accessToken": TOKEN, "ignoreSsl": true,
    });
    Assault {
        jackfield: Jackfield::new().env(variable("team-chat"), credential.to_string()),
        guest: &guests().redirect_chaser,
        step: step("redirect-chaser/redirect.chase"),
        cases: DOWNGRADES,
        arguments: &[],
    }
    .run();
    assert_untouched(&attacker);
    assert_eq!(assert_bearer_only(&origin), 2 * DOWNGRADES.len() + 1);
}
