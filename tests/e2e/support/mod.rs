//! What the tests share: the program as a process, the guests, servers that misbehave.

pub(crate) mod corpus;
pub(crate) mod described;
pub(crate) mod documented;
pub(crate) mod exports;
pub(crate) mod guests;
pub(crate) mod process;
pub(crate) mod proxy;
pub(crate) mod servers;
pub(crate) mod spellings;
pub(crate) mod terminal;

use jackfield_standin::{Jelastic, Mattermost};
use serde_json::{Value, json};

use process::Jackfield;

/// The example of the README.
pub(crate) const ANNOUNCE: &str = include_str!("../../../examples/announce-release.json");
/// The channel that most tests post to.
pub(crate) const CHANNEL: &str = "engineering/town-square";

/// The program with alice's credential `team-chat` for this server.
pub(crate) fn chat(server: &Mattermost) -> Jackfield {
    chat_at(&server.base_url())
}

/// The program with alice's credential `team-chat` for a server at this address.
pub(crate) fn chat_at(base_url: &str) -> Jackfield {
    Jackfield::new().credential("team-chat", "mattermost", base_url, Mattermost::TOKEN)
}

/// The program with the credential `cloud` for this platform.
pub(crate) fn cloud(server: &Jelastic) -> Jackfield {
    cloud_at(&server.base_url())
}

/// The program with the credential `cloud` for a platform at this address.
pub(crate) fn cloud_at(base_url: &str) -> Jackfield {
    Jackfield::new().credential("cloud", "jelastic", base_url, Jelastic::TOKEN)
}

/// A step that posts to the town square by the channel's id, so that posting is its only request.
pub(crate) fn post(name: &str, message: &str) -> Value {
    json!({
        "name": name,
        "uses": "mattermost/message.post",
        "credential": "team-chat",
        "with": {"channelId": Mattermost::TOWN_SQUARE, "message": message},
    })
}

/// A step of the Mattermost connector.
pub(crate) fn chat_step(operation: &str, with: &Value) -> Value {
    json!({
        "name": "Chat",
        "uses": format!("mattermost/{operation}"),
        "credential": "team-chat",
        "with": with,
    })
}

/// A workflow of one step of the Mattermost connector, run with this token.
pub(crate) fn operate(
    server: &Mattermost,
    token: &str,
    operation: &str,
    with: &Value,
) -> process::Said {
    Jackfield::new()
        .credential("team-chat", "mattermost", &server.base_url(), token)
        .steps(&[chat_step(operation, with)])
        .run(&[])
}

/// The items of such a workflow.
#[track_caller]
pub(crate) fn gives(server: &Mattermost, token: &str, operation: &str, with: &Value) -> Vec<Value> {
    operate(server, token, operation, with).ends(0).json_lines()
}

/// The text under a key of each item.
pub(crate) fn texts(items: &[Value], key: &str) -> Vec<String> {
    items.iter().map(|item| text(item, key)).collect()
}

/// A step of the Jelastic connector that concerns an environment.
pub(crate) fn cloud_step(operation: &str, environment: &str) -> Value {
    cloud_step_with(operation, &json!({"envName": environment}))
}

/// A step of the Jelastic connector.
pub(crate) fn cloud_step_with(operation: &str, with: &Value) -> Value {
    json!({
        "name": "Cloud",
        "uses": format!("jelastic/{operation}"),
        "credential": "cloud",
        "with": with,
    })
}

/// The messages of all posts, oldest first.
pub(crate) fn messages(server: &Mattermost) -> Vec<String> {
    server
        .posts()
        .iter()
        .map(|post| text(post, "message"))
        .collect()
}

/// The text under a key.
pub(crate) fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// How many requests of this method had this in their path.
pub(crate) fn count(
    received: &[jackfield_standin::Received],
    method: &str,
    path_part: &str,
) -> usize {
    received
        .iter()
        .filter(|request| request.method == method && request.path.contains(path_part))
        .count()
}
