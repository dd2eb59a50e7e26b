//! The examples of `channel.*`.

use jackfield_standin::Mattermost;
use serde_json::json;

use super::scene::{BOB, Scene, scene};
use crate::support::{gives, texts};

/// The channel of the examples that are done with one.
const RELEASE_1: &str = "4xp9fdt77pncbef59f4k1qe83o";
const TOWN_SQUARE: &str = Mattermost::TOWN_SQUARE;

pub(super) fn scenes() -> Vec<Scene> {
    [lives(), members(), finding(), conversations()].concat()
}

fn lives() -> Vec<Scene> {
    let release_1 = format!("channels/{RELEASE_1}");
    let restore = || {
        scene("channel.restore", "POST", &format!("{release_1}/restore"))
            .by_admin()
            .where_there_is(|server| server.add_channel(RELEASE_1, "release-1", true))
            .gives("/name", json!(["release-1"]))
            .gives("/delete_at", json!([0]))
    };
    vec![
        scene("channel.create", "POST", "channels")
            .sends(json!({
                "team_id": Mattermost::ENGINEERING, "display_name": "Release 2",
                "name": "release-2", "type": "O",
            }))
            .gives("/display_name", json!(["Release 2"])),
        scene("channel.delete", "DELETE", &release_1)
            .where_there_is(|server| server.add_channel(RELEASE_1, "release-1", false))
            .gives_ok(),
        restore(),
        restore(),
        scene(
            "channel.update",
            "PUT",
            &format!("channels/{TOWN_SQUARE}/patch"),
        )
        .sends(json!({"header": "Code freeze"}))
        .gives("/header", json!(["Code freeze"]))
        .gives("/display_name", json!(["Town Square"])),
    ]
}

fn members() -> Vec<Scene> {
    let news = format!("channels/{}/members", Mattermost::RELEASE_NEWS);
    vec![
        scene("channel.addUser", "POST", &news)
            .with_bob()
            .sends(json!({"user_id": BOB}))
            .gives("/user_id", json!([BOB]))
            .leaves(|server| assert!(is_in_news(server, BOB))),
        scene(
            "channel.removeUser",
            "DELETE",
            &format!("{news}/{}", Mattermost::ALICE),
        )
        .by_admin()
        .gives_ok()
        .leaves(|server| assert!(!is_in_news(server, Mattermost::ALICE))),
        scene(
            "channel.members",
            "GET",
            &format!("channels/{TOWN_SQUARE}/members"),
        )
        .gives("/user_id", json!([Mattermost::ADMIN, Mattermost::ALICE])),
    ]
}

fn is_in_news(server: &Mattermost, user_id: &str) -> bool {
    let with = json!({"channelId": Mattermost::RELEASE_NEWS});
    let members = gives(server, Mattermost::ADMIN_TOKEN, "channel.members", &with);
    texts(&members, "user_id").contains(&user_id.to_owned())
}

fn finding() -> Vec<Scene> {
    let engineering = Mattermost::ENGINEERING;
    vec![
        scene(
            "channel.search",
            "POST",
            &format!("teams/{engineering}/channels/search"),
        )
        .sends(json!({"term": "release"}))
        .gives("/name", json!(["release-news"])),
        scene(
            "channel.statistics",
            "GET",
            &format!("channels/{TOWN_SQUARE}/stats"),
        )
        .gives("/member_count", json!([2])),
        scene("channel.get", "GET", &format!("channels/{TOWN_SQUARE}"))
            .gives("/id", json!([TOWN_SQUARE])),
        scene(
            "channel.getAll",
            "GET",
            &format!("users/me/teams/{engineering}/channels"),
        )
        .gives("/name", json!(["release-news", "town-square"])),
    ]
}

fn conversations() -> Vec<Scene> {
    vec![
        scene("channel.direct", "POST", "channels/direct")
            .with_bob()
            .sends(json!([Mattermost::ALICE, BOB]))
            .gives("/type", json!(["D"])),
        scene("channel.group", "POST", "channels/group")
            .by_admin()
            .with_bob()
            .sends(json!([Mattermost::ADMIN, Mattermost::ALICE, BOB]))
            .gives("/display_name", json!(["admin, alice, bob"])),
    ]
}
