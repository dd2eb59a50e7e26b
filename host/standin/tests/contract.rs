//! Holds the Mattermost stand-in to the recordings of a real server.
//!
//! Each exchange named below is sent again, in the order it was recorded, with the recorded ids
//! and tokens replaced by the stand-in's own; status, error id and the keys of the answer have
//! to be the recorded ones.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failing step fails the test"
)]

mod support;

use std::fs;
use std::path::Path;

use jackfield_standin::Mattermost;
use serde_json::Value;

use crate::support::{Client, Heard};

const REPLAYED: [&str; 52] = [
    "users.me with token",
    "users.me with token id instead of token",
    "users.me no token",
    "users.me garbage token",
    "token.get",
    "token.list mine",
    "token.list all",
    "users.me with disabled token",
    "users.me with revoked token",
    "teams of me",
    "team by name",
    "channel.get",
    "channel.get unknown id",
    "channel.get malformed id",
    "channel.byName",
    "channel.byTeamAndName",
    "channel.byName unknown",
    "channel.search",
    "channels of team for me",
    "channels all without admin",
    "channels all as admin",
    "message.post",
    "message.post set_online=false",
    "message.post reply",
    "message.post reply to a reply",
    "message.post unknown root",
    "message.post attachments",
    "message.post unknown channel",
    "message.post malformed channel",
    "message.post no channel",
    "message.post empty",
    "message.post too long",
    "message.post not a member of private",
    "message.post malformed JSON",
    "message.post pending_post_id first",
    "message.post pending_post_id repeated",
    "message.post props marker",
    "message.get",
    "message.get unknown",
    "channel.posts",
    "channel.posts since",
    "user.getByEmail",
    "user.getByEmail unknown",
    "user.byUsername",
    "bot posts without membership",
    "bot lists channels",
    "message.delete",
    "message.delete again",
    "message.post to archived channel",
    "unknown route",
    "ping",
    "cookie wins over header",
];

/// What the recorded world calls things, and what the stand-in does.
const RENAMED: [(&str, &str); 13] = [
    ("<admin-token>", Mattermost::ADMIN_TOKEN),
    ("<admin-token-id>", Mattermost::ADMIN_TOKEN_ID),
    ("<second-token>", Mattermost::DISABLED_TOKEN),
    ("<bot-token>", Mattermost::BOT_TOKEN),
    ("<bob-session>", Mattermost::TOKEN),
    ("<invalid>", "garbage"),
    ("7nfr493bsjrm5kenjgy7tuasgy", Mattermost::ADMIN),
    ("y3t58fr6ufnx7qekpxxem7fwsw", Mattermost::ALICE),
    ("bc3hxxubtjf67n71z1z9gpf5dh", Mattermost::ENGINEERING),
    ("gr5w9a48c7dmdcf71r87fhkaph", Mattermost::RELEASE_NEWS),
    ("e66stbki9ift581tiieh6xsgio", Mattermost::SECRET),
    ("bob@example.com", "alice@example.com"),
    ("username/bob", "username/alice"),
];

#[test]
fn the_stand_in_answers_as_the_recorded_server_did() {
    let mattermost = Mattermost::start().unwrap();
    let mut client = Client::new(&mattermost.base_url());
    let recorded = exchanges();
    let mut renamed = Renamed::new();
    let mut replayed = Vec::new();
    for exchange in &recorded {
        let name = exchange["name"].as_str().unwrap();
        if !REPLAYED.contains(&name) {
            continue;
        }
        let request = renamed.request(name, &exchange["request"]);
        let heard = replay(&mut client, name, &request);
        let expected = &exchange["response"];
        assert_eq!(heard.status, expected["status"], "status of {name}");
        let expected_body = renamed.apply(&expected["json"]);
        let body = heard.json();
        if heard.status >= 400 {
            assert_eq!(body["id"], expected_body["id"], "error of {name}");
            assert_eq!(body["message"], expected_body["message"], "text of {name}");
        }
        assert_headers(name, &heard, &expected["headers"]);
        renamed.learn(&expected["json"], &body);
        assert_same_shape(name, &renamed.apply(&expected["json"]), &body);
        replayed.push(name.to_owned());
    }
    for name in REPLAYED {
        assert!(
            replayed.iter().any(|done| done == name),
            "no recording is called {name}"
        );
    }
}

fn exchanges() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/recordings/mattermost-recordings.json");
    let recordings: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    recordings["exchanges"].as_array().unwrap().clone()
}

fn replay(client: &mut Client, name: &str, request: &Value) -> Heard {
    let mut headers = Vec::new();
    if let Some(authorization) = request["authorization"].as_str() {
        headers.push(("Authorization", authorization));
    }
    if name == "cookie wins over header" {
        headers.push(("Cookie", "MMAUTHTOKEN=stale"));
    }
    let body = match request.get("json") {
        Some(json) => json.to_string(),
        None => request["raw"].as_str().unwrap_or_default().to_owned(),
    };
    if !body.is_empty() {
        headers.push(("Content-Type", "application/json"));
    }
    client
        .send(
            request["method"].as_str().unwrap(),
            request["path"].as_str().unwrap(),
            &headers,
            body.as_bytes(),
        )
        .unwrap()
}

fn assert_headers(name: &str, heard: &Heard, recorded: &Value) {
    for header in ["Content-Type", "Set-Cookie"] {
        let expected = recorded.get(header).and_then(Value::as_str);
        assert_eq!(heard.header(header), expected, "{header} of {name}");
    }
    let expects_id = recorded.get("X-Request-Id").is_some();
    let request_id = heard.header("X-Request-Id");
    assert_eq!(request_id.is_some(), expects_id, "request id of {name}");
    if heard.status >= 400 {
        let named = heard.json();
        assert_eq!(named["request_id"].as_str(), request_id, "{name}");
    }
}

/// Keys and kinds of values, all the way down; of lists the first item. Posts in a map are keyed
/// by id: those that were replayed have to be there, system messages of the recorded world not.
fn assert_same_shape(place: &str, expected: &Value, actual: &Value) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) if place.ends_with("/posts") => {
            let mut compared = 0;
            for (id, post) in expected {
                if let Some(answered) = actual.get(id) {
                    assert_same_shape(&format!("{place}/{id}"), post, answered);
                    compared += 1;
                }
            }
            assert_eq!(compared, actual.len(), "posts at {place}");
        }
        (Value::Object(expected), Value::Object(actual)) => {
            let keys = |object: &serde_json::Map<String, Value>| {
                let mut keys: Vec<String> = object.keys().cloned().collect();
                keys.sort();
                keys
            };
            assert_eq!(keys(actual), keys(expected), "keys at {place}");
            for (key, value) in expected {
                assert_same_shape(&format!("{place}/{key}"), value, &actual[key]);
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            assert_eq!(actual.is_empty(), expected.is_empty(), "list at {place}");
            if let (Some(expected), Some(actual)) = (expected.first(), actual.first()) {
                assert_same_shape(&format!("{place}/0"), expected, actual);
            }
        }
        _ => assert_eq!(
            std::mem::discriminant(actual),
            std::mem::discriminant(expected),
            "kind of value at {place}: {actual} for {expected}"
        ),
    }
}

struct Renamed(Vec<(String, String)>);

impl Renamed {
    fn new() -> Self {
        Self(
            RENAMED
                .iter()
                .map(|(theirs, ours)| ((*theirs).to_owned(), (*ours).to_owned()))
                .collect(),
        )
    }

    /// A recorded request, in the words of the stand-in.
    fn request(&self, name: &str, recorded: &Value) -> Value {
        let mut request = self.apply(recorded);
        match name {
            "message.post to archived channel" => {
                request["json"]["channel_id"] = Value::from(Mattermost::ATTIC);
            }
            "message.post too long" => {
                request["json"]["message"] = Value::from("a".repeat(16_384));
            }
            _ => {}
        }
        request
    }

    fn apply(&self, value: &Value) -> Value {
        let mut text = value.to_string();
        for (theirs, ours) in &self.0 {
            text = text.replace(theirs.as_str(), ours);
        }
        serde_json::from_str(&text).unwrap()
    }

    /// Takes note of the id and the time of a post that was just made.
    fn learn(&mut self, recorded: &Value, answered: &Value) {
        if recorded.get("pending_post_id").is_none() {
            return;
        }
        for key in ["id", "create_at"] {
            let plain = |value: &Value| value.to_string().replace('"', "");
            self.0.push((plain(&recorded[key]), plain(&answered[key])));
        }
    }
}
