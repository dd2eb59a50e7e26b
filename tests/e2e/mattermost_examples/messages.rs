//! The examples of `message.*`.

use jackfield_standin::Mattermost;
use serde_json::json;

use super::scene::{Scene, scene};
use crate::support::{messages, text};

/// The post of the examples that name one by its id.
const POST: &str = "n8d3fypqtjyybkae4gb1uboqka";
const FILE: &str = "zazw7nbskbn48xokdpnsh3dqsr";

pub(super) fn scenes() -> Vec<Scene> {
    [posting(), changing(), finding()].concat()
}

fn posting() -> Vec<Scene> {
    vec![
        scene("message.post", "POST", "posts")
            .sends(json!({"channel_id": Mattermost::TOWN_SQUARE, "message": "Released 1.2.3"}))
            .gives("/message", json!(["Released 1.2.3"]))
            .leaves(|server| assert_eq!(messages(server), ["Released 1.2.3"])),
        scene("message.post", "POST", "posts")
            .by_admin()
            .where_there_is(|server| server.know_priorities(false))
            .sends(json!({
                "message": "The build is broken",
                "metadata": {"priority": {"priority": "urgent", "requested_ack": false}},
            }))
            .gives("/metadata/priority/priority", json!(["urgent"]))
            .gives("/props/attachments/0/fields/0/value", json!(["main"])),
        scene("message.post", "POST", "posts")
            .where_there_is(|server| {
                server.add_file(FILE, Mattermost::ALICE, "report.csv", b"1,2\n");
            })
            .after("file.get", &json!({"fileId": FILE}))
            .sends(json!({"message": "The report of report.csv"}))
            .gives("/metadata/files/0/name", json!(["report.csv"]))
            .gives("/channel_id", json!([Mattermost::RELEASE_NEWS])),
        scene("message.reply", "POST", "posts")
            .after(
                "message.post",
                &json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a"}),
            )
            .gives("/message", json!(["Done"]))
            .leaves(|server| {
                let posts = server.posts();
                assert_eq!(text(&posts[1], "root_id"), text(&posts[0], "id"));
            }),
        scene("message.postEphemeral", "POST", "posts/ephemeral")
            .by_admin()
            .sends(json!({
                "user_id": Mattermost::ALICE,
                "post": {"channel_id": Mattermost::TOWN_SQUARE, "message": "Only you see this"},
            }))
            .gives("/message", json!(["Only you see this"]))
            .leaves(|server| assert!(server.posts().is_empty())),
    ]
}

fn changing() -> Vec<Scene> {
    let one = |operation, method, end: &str| {
        scene(operation, method, &format!("posts/{POST}{end}"))
            .where_there_is(|server| {
                server.add_post(POST, Mattermost::TOWN_SQUARE, Mattermost::ALICE, "a");
            })
            .with_input(json!([{"id": POST}]))
    };
    vec![
        one("message.delete", "DELETE", "")
            .gives_ok()
            .leaves(|server| assert!(server.posts().is_empty())),
        one("message.update", "PUT", "/patch")
            .sends(json!({"message": "Released 1.2.3 (done)"}))
            .gives("/message", json!(["Released 1.2.3 (done)"]))
            .leaves(|server| assert_eq!(messages(server), ["Released 1.2.3 (done)"])),
        one("message.pin", "POST", "/pin")
            .gives_ok()
            .leaves(|server| assert_eq!(server.posts()[0]["is_pinned"], json!(true))),
        one("message.unpin", "POST", "/unpin")
            .after("message.update", &json!({"postId": POST, "isPinned": true}))
            .gives_ok()
            .leaves(|server| assert_eq!(server.posts()[0]["is_pinned"], json!(false))),
        one("message.get", "GET", "").gives("/message", json!(["a"])),
    ]
}

fn finding() -> Vec<Scene> {
    let town_square = format!("channels/{}/posts", Mattermost::TOWN_SQUARE);
    let search = format!("teams/{}/posts/search", Mattermost::ENGINEERING);
    vec![
        scene("message.getThread", "GET", &format!("posts/{POST}/thread"))
            .where_there_is(|server| {
                server.add_post(POST, Mattermost::TOWN_SQUARE, Mattermost::ALICE, "a");
            })
            .after("message.reply", &json!({"postId": POST, "message": "b"}))
            .after("message.get", &json!({"postId": POST}))
            .gives("/message", json!(["a", "b"])),
        scene("message.getAll", "GET", &town_square)
            .where_there_is(|server| {
                for number in 10..21 {
                    let id = format!("postnumber1234567890123{number}a");
                    let words = number.to_string();
                    server.add_post(&id, Mattermost::TOWN_SQUARE, Mattermost::ALICE, &words);
                }
            })
            .query("per_page", "10")
            .gives(
                "/message",
                json!(["20", "19", "18", "17", "16", "15", "14", "13", "12", "11"]),
            ),
        scene("message.search", "POST", &search)
            .where_there_is(|server| {
                for (id, author) in [
                    ("postofrelbot12345678901234", Mattermost::BOT),
                    ("postofalice123456789012345", Mattermost::ALICE),
                ] {
                    server.add_post(id, Mattermost::TOWN_SQUARE, author, "released 1.2.3");
                }
            })
            .sends(json!({"terms": "released from:relbot"}))
            .gives("/user_id", json!([Mattermost::BOT])),
    ]
}
