//! n8n's exports of its Mattermost node, run as they are.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::process::{Jackfield, Said};
use crate::support::{messages, text, texts};

/// A chain of Mattermost nodes behind a manual trigger, as n8n writes it, run as an administrator.
fn export(server: &Mattermost, nodes: &[(&str, Value)]) -> Said {
    let mut list = vec![json!({
        "name": "Go", "type": "n8n-nodes-base.manualTrigger", "typeVersion": 1,
        "position": [0, 0], "parameters": {},
    })];
    let mut connections = serde_json::Map::new();
    for (name, parameters) in nodes {
        let before = text(list.last().unwrap(), "name");
        let to = json!({"main": [[{"node": name, "type": "main", "index": 0}]]});
        connections.insert(before, to);
        list.push(json!({
            "name": name, "type": "n8n-nodes-base.mattermost", "typeVersion": 1,
            "position": [200, 0], "parameters": parameters,
            "credentials": {"mattermostApi": {"id": "1", "name": "team-chat"}},
        }));
    }
    let workflow = json!({
        "name": "W", "nodes": list, "connections": connections,
        "settings": {"executionOrder": "v1"},
    });
    let token = Mattermost::ADMIN_TOKEN;
    Jackfield::new()
        .credential("team-chat", "mattermost", &server.base_url(), token)
        .file("flow.json", workflow.to_string())
        .call(&["run", "flow.json"])
}

#[test]
fn a_channel_of_an_export_lives_and_dies() {
    let server = Mattermost::start().unwrap();
    let channel = "={{ $('Create').item.json.id }}";
    let of_channel = |operation: &str, more: Value| {
        let mut parameters =
            json!({"resource": "channel", "operation": operation, "channelId": channel});
        let all = parameters.as_object_mut().unwrap();
        all.extend(more.as_object().unwrap().clone());
        parameters
    };
    let said = export(
        &server,
        &[
            (
                "Create",
                json!({"resource": "channel", "teamId": Mattermost::ENGINEERING, "displayName": "R", "channel": "release-2"}),
            ),
            ("Add", of_channel("addUser", json!({"userId": Mattermost::ALICE}))),
            ("Members", of_channel("members", json!({"teamId": "", "returnAll": false, "limit": 1}))),
            ("Stats", of_channel("statistics", json!({}))),
            (
                "Search",
                json!({"resource": "channel", "operation": "search", "teamId": Mattermost::ENGINEERING, "term": "release-2"}),
            ),
            ("Delete", of_channel("del", json!({}))),
            ("Restore", of_channel("restore", json!({}))),
        ],
    )
    .ends(0);
    let restored = said.json_lines();
    assert_eq!(texts(&restored, "name"), ["release-2"]);
    assert_eq!(restored[0]["delete_at"], json!(0));
}

#[test]
fn messages_and_reactions_of_an_export_run_as_they_are() {
    let server = Mattermost::start().unwrap();
    let reaction = json!({
        "resource": "reaction", "userId": Mattermost::ADMIN,
        "postId": "={{ $('Post').item.json.id }}", "emojiName": ":tada:",
    });
    let with = |operation: &str| {
        let mut parameters = reaction.clone();
        parameters["operation"] = json!(operation);
        parameters
    };
    let said = export(
        &server,
        &[
            (
                "Post",
                json!({
                    "message": "=Released {{ 1 + 1 }}", "channelId": Mattermost::TOWN_SQUARE,
                    "attachments": [{"title": "=T{{ 3 }}", "fields": {"item": [{"title": "a", "value": "b"}]}, "actions": {"item": [{"name": "No integration"}]}}],
                    "otherOptions": {},
                }),
            ),
            (
                "Reply",
                json!({
                    "message": "again", "channelId": Mattermost::TOWN_SQUARE, "attachments": [],
                    "otherOptions": {"root_id": "={{ $json.id }}"},
                }),
            ),
            ("React", {
                let mut own = reaction.clone();
                own["userId"] = json!("me");
                own
            }),
            ("Reactions", with("getAll")),
            ("Take back", with("delete")),
            (
                "Whisper",
                json!({"operation": "postEphemeral", "userId": Mattermost::ALICE, "channelId": Mattermost::TOWN_SQUARE, "message": "psst"}),
            ),
            (
                "Delete",
                json!({"operation": "delete", "postId": "={{ $('Reply').item.json.id }}"}),
            ),
        ],
    )
    .ends(0);
    assert_eq!(said.json_lines(), [json!({"status": "OK"})]);
    assert_eq!(messages(&server), ["Released 2"]);
    let attachment = &server.posts()[0]["props"]["attachments"][0];
    assert_eq!(text(attachment, "title"), "T3");
    assert_eq!(text(&attachment["fields"][0], "value"), "b");
}

#[test]
fn people_of_an_export_come_and_go() {
    let server = Mattermost::start().unwrap();
    let said = export(
        &server,
        &[
            (
                "Create",
                json!({
                    "resource": "user", "operation": "create", "username": "bob",
                    "authService": "email", "email": "bob@example.com", "password": "Password-123456",
                    "additionalFields": {"nickname": "Bobby", "notificationUi": {"notificationValues": {"desktop_sound": false}}},
                }),
            ),
            (
                "Invite",
                json!({"resource": "user", "operation": "invite", "teamId": Mattermost::ENGINEERING, "emails": "={{ $json.email }}"}),
            ),
            (
                "By email",
                json!({"resource": "user", "operation": "getByEmail", "email": "={{ $('Create').item.json.email }}"}),
            ),
            (
                "By id",
                json!({"resource": "user", "operation": "getById", "userIds": "={{ $json.id }}", "additionalFields": {"since": ""}}),
            ),
            (
                "Deactivate",
                json!({"resource": "user", "operation": "desactive", "userId": "={{ $json.id }}"}),
            ),
            (
                "All",
                json!({"resource": "user", "operation": "getAll", "returnAll": false, "limit": "={{ '3' }}", "additionalFields": {"sort": "username", "inTeam": "", "notInChannel": null}}),
            ),
        ],
    )
    .ends(0);
    assert_eq!(
        texts(&said.json_lines(), "username"),
        ["admin", "alice", "bob"]
    );
}
