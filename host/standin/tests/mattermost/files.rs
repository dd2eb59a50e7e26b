//! Files, from upload to post.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::Heard;
use crate::talk::{Talk, refusal};

fn upload(talk: &mut Talk, channel_id: &str, bytes: &[u8]) -> Heard {
    let path = format!("/api/v4/files?channel_id={channel_id}&filename=notes.TXT");
    talk.send("POST", &path, bytes).unwrap()
}

fn uploaded(talk: &mut Talk) -> Value {
    let heard = upload(talk, Mattermost::TOWN_SQUARE, b"notes");
    heard.json()["file_infos"][0].clone()
}

fn post_with(talk: &mut Talk, file_ids: &Value) -> Heard {
    talk.post(&json!({
        "channel_id": Mattermost::TOWN_SQUARE,
        "message": "see files",
        "file_ids": file_ids,
    }))
}

#[test]
fn a_file_attaches_once_and_only_for_its_uploader() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let first = uploaded(&mut talk);
    let second = uploaded(&mut talk);
    assert_eq!(first["extension"], "txt");
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    let by_other = post_with(&mut talk, &json!([first["id"]])).json();
    assert!(by_other.get("file_ids").is_none());
    talk.turn_into(Mattermost::TOKEN);
    let post = post_with(&mut talk, &json!([first["id"]])).json();
    assert_eq!(post["file_ids"], json!([first["id"]]));
    let again = post_with(&mut talk, &json!([first["id"], second["id"]])).json();
    assert_eq!(again["file_ids"], json!([second["id"]]));
    assert_eq!(again["metadata"]["files"][0]["post_id"], again["id"]);
    let kept = talk.mattermost.posts();
    assert_eq!(kept[2]["file_ids"], json!([second["id"]]));
}

#[test]
fn more_than_ten_files_are_too_many() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let ids = vec!["a".repeat(26); 11];
    let refused = post_with(&mut talk, &json!(ids));
    assert_eq!(
        refusal(&refused),
        (400, "model.post.is_valid.file_ids.app_error".to_owned())
    );
}

#[test]
fn a_file_is_for_its_uploader_until_it_is_posted() {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let id = uploaded(&mut talk)["id"].clone();
    let path = format!("/api/v4/files/{}", id.as_str().unwrap());
    talk.turn_into(Mattermost::TOKEN);
    assert_eq!(talk.get(&path).status, 403);
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    let post = post_with(&mut talk, &json!([id])).json();
    talk.turn_into(Mattermost::TOKEN);
    assert_eq!(talk.get(&path).body, b"notes");
    talk.turn_into(Mattermost::BOT_TOKEN);
    assert_eq!(talk.get(&path).status, 403);
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    let post_path = format!("posts/{}", post["id"].as_str().unwrap());
    talk.call("DELETE", &post_path, &json!(null));
    assert_eq!(talk.get(&path).status, 404);
}

#[test]
fn uploads_go_to_channels_one_is_in() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    assert_eq!(upload(&mut talk, Mattermost::SECRET, b"x").status, 403);
    assert_eq!(upload(&mut talk, "", b"x").status, 400);
    assert_eq!(upload(&mut talk, Mattermost::TOWN_SQUARE, b"").status, 400);
    let nameless = format!("/api/v4/files?channel_id={}", Mattermost::TOWN_SQUARE);
    assert_eq!(talk.send("POST", &nameless, b"x").unwrap().status, 400);
}

#[test]
fn one_body_brings_many_files() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name={name}\r\n\r\n{text}\r\n")
    };
    let files = [
        part("\"files\"; filename=\"a.csv\"", "1,2"),
        part("\"files\"; filename=\"b\"", ""),
    ]
    .concat();
    let channel = part("\"channel_id\"", Mattermost::TOWN_SQUARE);
    let mut send = |parts: &[&str]| {
        let headers = [
            ("Authorization", talk.bearer.as_str()),
            ("Content-Type", "multipart/form-data; boundary=b"),
        ];
        let body = parts.concat();
        talk.client
            .send("POST", "/api/v4/files", &headers, body.as_bytes())
            .unwrap()
    };
    let ids = [part("client_ids", "x"), part("client_ids", "y")].concat();
    let made = send(&[&channel, &ids, &files, "--b--\r\n"]);
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["client_ids"], json!(["x", "y"]));
    let infos = made.json()["file_infos"].clone();
    assert_eq!(infos[0]["mime_type"], "text/csv; charset=utf-8");
    assert_eq!(infos[1]["size"], 0);

    let one_id = part("client_ids", "x");
    assert_eq!(send(&[&channel, &one_id, &files, "--b--"]).status, 400);
    assert_eq!(send(&[&files, "--b--"]).status, 400);
    assert_eq!(send(&[&channel, &channel, &files, "--b--"]).status, 400);
    assert_eq!(send(&[&channel, &files]).status, 400);
}

#[test]
fn a_file_comes_back_under_its_name() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    for (id, name, disposition) in [
        (
            "notesfile12345678901234567",
            "my notes.txt",
            "attachment;filename=\"my%20notes.txt\"; filename*=UTF-8''my%20notes.txt",
        ),
        (
            "imagefile12345678901234567",
            "größe.png",
            "inline;filename=\"gr%C3%B6%C3%9Fe.png\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.png",
        ),
    ] {
        talk.mattermost.add_file(id, Mattermost::ALICE, name, b"x");
        let heard = talk.get(&format!("/api/v4/files/{id}"));
        assert_eq!(heard.header("content-disposition"), Some(disposition));
    }
}
