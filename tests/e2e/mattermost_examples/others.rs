//! The examples of `reaction.*`, `file.*`, `api.call` and `webhook.post`.

use jackfield_standin::Mattermost;
use serde_json::json;

use super::scene::{BOB, Scene, scene};
use crate::support::messages;

const FILE: &str = "zazw7nbskbn48xokdpnsh3dqsr";
/// A webhook's id, which is its secret.
const HOOK: &str = "xxceoskgibni3rdgkdj9fdwgzy";

pub(super) fn scenes() -> Vec<Scene> {
    [reactions(), files(), calls()].concat()
}

fn reactions() -> Vec<Scene> {
    let post = "n8d3fypqtjyybkae4gb1uboqka";
    let tada = json!({"postId": post, "emojiName": "tada"});
    let to_a_post = |operation, method, path: &str| {
        scene(operation, method, path)
            .where_there_is(|server| {
                let id = "n8d3fypqtjyybkae4gb1uboqka";
                server.add_post(id, Mattermost::TOWN_SQUARE, Mattermost::ALICE, "a");
            })
            .with_input(json!([{"id": post}]))
    };
    let of_post = format!("posts/{post}/reactions");
    vec![
        to_a_post("reaction.create", "POST", "reactions")
            .sends(json!({
                "user_id": Mattermost::ALICE, "post_id": post, "emoji_name": "tada",
            }))
            .gives("/emoji_name", json!(["tada"])),
        to_a_post("reaction.getAll", "GET", &of_post)
            .after("reaction.create", &tada)
            .after("message.get", &json!({"postId": post}))
            .gives("/user_id", json!([Mattermost::ALICE]))
            .gives("/emoji_name", json!(["tada"])),
        to_a_post(
            "reaction.delete",
            "DELETE",
            &format!("users/me/posts/{post}/reactions/tada"),
        )
        .after("reaction.create", &tada)
        .after("message.get", &json!({"postId": post}))
        .gives_ok()
        .leaves(|server| {
            let metadata = server.posts()[0]["metadata"].clone();
            assert_eq!(metadata, json!({}), "no reaction is left");
        }),
    ]
}

fn files() -> Vec<Scene> {
    let with_file = |operation, method, path: &str| {
        scene(operation, method, path).where_there_is(|server| {
            server.add_file(FILE, Mattermost::ALICE, "report.csv", b"1,2\n");
        })
    };
    let post = json!({"channelId": Mattermost::TOWN_SQUARE, "fileIds": [FILE]});
    vec![
        with_file("file.upload", "POST", "files")
            .after("file.get", &json!({"fileId": FILE}))
            .gives("/name", json!(["report.csv"]))
            .gives("/size", json!([4])),
        with_file("file.get", "GET", &format!("files/{FILE}"))
            .after("message.post", &post)
            .gives("/name", json!(["report.csv"])),
        with_file("file.getInfo", "GET", &format!("files/{FILE}/info"))
            .after("message.post", &post)
            .gives("/mime_type", json!(["text/csv; charset=utf-8"])),
    ]
}

fn calls() -> Vec<Scene> {
    vec![
        scene("api.call", "GET", "users")
            .by_admin()
            .with_bob()
            .after("user.deactive", &json!({"userId": BOB}))
            .query("inactive", "true")
            .query("per_page", "200")
            .gives("/username", json!(["bob"])),
        scene(
            "api.call",
            "PUT",
            &format!("users/{}/status", Mattermost::ALICE),
        )
        .after("user.get", &json!({}))
        .sends(json!({"user_id": Mattermost::ALICE, "status": "away"}))
        .gives("/status", json!(["away"])),
        scene("webhook.post", "POST", "")
            .by(HOOK)
            .where_there_is(|server| server.add_hook(HOOK, Mattermost::RELEASE_NEWS))
            .at(&format!("/hooks/{HOOK}"))
            .sends(json!({"text": "Released 1.2.3"}))
            .gives_ok()
            .leaves(|server| assert_eq!(messages(server), ["Released 1.2.3"])),
    ]
}
