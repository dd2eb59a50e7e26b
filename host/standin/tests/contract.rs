//! Holds the Mattermost stand-in to the recordings of a real server.
//!
//! Every recorded exchange is sent again, in the order it was recorded, to a server that starts
//! as empty as the recorded one did. Status, headers and the whole body have to be the recorded
//! ones, but for ids, secrets and times: those are learned when they first appear, and have to
//! stay the same, and different from each other, wherever the recorded ones do. The last three
//! exchanges were recorded on a server with a rate limit and are sent to one with the same.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failing step fails the test"
)]

#[path = "contract/renaming.rs"]
mod renaming;
mod support;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::renaming::Renaming;
use crate::support::{Client, Heard};

const EXCHANGES: usize = 125;
const RATE_LIMITED: usize = 3;

/// A session the recordings use and do not show the beginning of.
const BOB_SESSION: &str = "<bob-session>";

#[test]
fn the_stand_in_answers_as_the_recorded_server_did() {
    let recorded = exchanges();
    let (recorded, _) = recorded.split_at(EXCHANGES - RATE_LIMITED);
    let mattermost = Mattermost::start_empty().unwrap();
    let mut client = Client::new(&mattermost.base_url());
    let mut renaming = Renaming::new();
    renaming.learn("<invalid>", "garbage");
    renaming.learn("http://127.0.0.1:8065", &mattermost.base_url());
    for (position, exchange) in recorded.iter().enumerate() {
        let place = format!("{position}, {}", exchange["name"].as_str().unwrap());
        let uses_bob = exchange["request"].to_string().contains(BOB_SESSION);
        if uses_bob && !renaming.knows(BOB_SESSION) {
            renaming.learn(BOB_SESSION, &log_in(&mut client, "bob"));
        }
        let heard = replay(&mut client, &renaming.apply(&exchange["request"]), &place);
        let expected = &exchange["response"];
        assert_eq!(heard.status, expected["status"], "status of {place}");
        compare_headers(&mut renaming, &place, &heard, &expected["headers"]);
        match expected.get("json") {
            Some(body) => renaming.compare(&place, body, &heard.json()),
            None => assert_eq!(text(&heard), expected["text"], "text of {place}"),
        }
    }
}

#[test]
fn the_stand_in_limits_the_rate_as_the_recorded_server_did() {
    let recorded = exchanges();
    let (_, recorded) = recorded.split_at(EXCHANGES - RATE_LIMITED);
    let heard = heard_in_time(recorded);
    for (exchange, heard) in recorded.iter().zip(heard) {
        let name = exchange["name"].as_str().unwrap();
        let expected = &exchange["response"];
        assert_eq!(heard.status, expected["status"], "status of {name}");
        for header in expected["headers"].as_array().unwrap() {
            let header_name = header[0].as_str().unwrap();
            let value = heard.header(header_name);
            assert_eq!(value, header[1].as_str(), "{header_name} of {name}");
        }
        if expected["text"] == "(user)" {
            assert_eq!(heard.json()["username"], "admin", "body of {name}");
        } else {
            assert_eq!(text(&heard), expected["text"], "text of {name}");
        }
    }
}

/// The answers of a server with a limit of 1 a second and a burst of 2, all within the second
/// in which none of it comes back.
fn heard_in_time(recorded: &[Value]) -> Vec<Heard> {
    let mut renaming = Renaming::new();
    renaming.learn("<admin-token>", Mattermost::ADMIN_TOKEN);
    loop {
        let mattermost = Mattermost::start().unwrap();
        mattermost.limit_rate(1, 2);
        let mut client = Client::new(&mattermost.base_url());
        let started = Instant::now();
        let mut heard = Vec::new();
        for exchange in recorded {
            let name = exchange["name"].as_str().unwrap();
            let request = renaming.apply(&exchange["request"]);
            if name == "rate limited" {
                // The two requests that used up the burst were not recorded.
                for _ in 0..2 {
                    replay(&mut client, &request, name);
                }
            }
            heard.push(replay(&mut client, &request, name));
        }
        if started.elapsed() < Duration::from_secs(1) {
            return heard;
        }
    }
}

fn text(heard: &Heard) -> &str {
    std::str::from_utf8(&heard.body).unwrap()
}

fn exchanges() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/recordings/mattermost-recordings.json");
    let recordings: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let exchanges = recordings["exchanges"].as_array().unwrap().clone();
    assert_eq!(exchanges.len(), EXCHANGES);
    exchanges
}

fn log_in(client: &mut Client, name: &str) -> String {
    let credentials = json!({ "login_id": name, "password": "Password-123456" }).to_string();
    let heard = client
        .send("POST", "/api/v4/users/login", &[], credentials.as_bytes())
        .unwrap();
    heard.header("Token").unwrap().to_owned()
}

fn replay(client: &mut Client, request: &Value, place: &str) -> Heard {
    let mut headers = Vec::new();
    if let Some(authorization) = request["authorization"].as_str() {
        headers.push(("Authorization", authorization));
    }
    // The recording names the cookie in its title only.
    if place.ends_with("cookie wins over header") {
        headers.push(("Cookie", "MMAUTHTOKEN=stale"));
    }
    let body = match request.get("json") {
        Some(json) => {
            headers.push(("Content-Type", "application/json"));
            spelled_out(json).to_string()
        }
        None => {
            if let Some(content_type) = request["content_type"].as_str() {
                headers.push(("Content-Type", content_type));
            }
            request["raw"].as_str().unwrap_or_default().to_owned()
        }
    };
    client
        .send(
            request["method"].as_str().unwrap(),
            request["path"].as_str().unwrap(),
            &headers,
            body.as_bytes(),
        )
        .unwrap()
}

/// The body with a message noted as `a repeated 16384 times` written in full.
fn spelled_out(body: &Value) -> Value {
    let message = body.get("message").and_then(Value::as_str);
    let Some((text, times)) = message.and_then(|message| message.split_once(" repeated ")) else {
        return body.clone();
    };
    let times: usize = times.strip_suffix(" times").unwrap().parse().unwrap();
    let mut body = body.clone();
    body["message"] = Value::from(text.repeat(times));
    body
}

fn compare_headers(renaming: &mut Renaming, place: &str, heard: &Heard, recorded: &Value) {
    for name in ["Content-Type", "Set-Cookie", "X-Version-Id"] {
        let expected = recorded.get(name).and_then(Value::as_str);
        assert_eq!(heard.header(name), expected, "{name} of {place}");
    }
    assert_eq!(
        heard.header("Token").is_some(),
        recorded.get("Token").is_some(),
        "token of {place}"
    );
    if let Some(token) = heard.header("Token") {
        renaming.learn(recorded["Token"].as_str().unwrap(), token);
    }
    let request_id = heard.header("X-Request-Id");
    assert_eq!(
        request_id.is_some(),
        recorded.get("X-Request-Id").is_some(),
        "request id of {place}"
    );
    if heard.status >= 400 && request_id.is_some() {
        let named = heard.json();
        assert_eq!(named["request_id"].as_str(), request_id, "{place}");
    }
}
