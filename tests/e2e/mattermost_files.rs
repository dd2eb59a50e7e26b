//! Files: up, with a post, and down.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::process::Said;
use crate::support::{CHANNEL, chat, chat_step, gives, operate, text, texts};

/// Runs a step with a file that was uploaded before, downloaded as the item's binary data `data`.
fn with_file(server: &Mattermost, steps: &[Value]) -> Said {
    let file = uploaded(server);
    let mut all = vec![chat_step("file.get", &json!({"fileId": file}))];
    all[0]["name"] = json!("Download");
    all.extend_from_slice(steps);
    chat(server).steps(&all).run(&[])
}

/// A file on the server, as somebody else's connector would have put it there.
fn uploaded(server: &Mattermost) -> String {
    let answer = post_raw(server, "report.txt", "text/plain", b"1,2,3\n");
    text(&answer["file_infos"][0], "id")
}

#[expect(clippy::disallowed_methods, reason = "a test connects by itself")]
fn post_raw(server: &Mattermost, name: &str, media_type: &str, bytes: &[u8]) -> Value {
    use std::io::{Read, Write};
    let host = server.base_url().replace("http://", "");
    let mut connection = std::net::TcpStream::connect(&host).unwrap();
    let head = format!(
        "POST /api/v4/files?channel_id={}&filename={name} HTTP/1.1\r\nHost: {host}\r\n\
         Authorization: Bearer {}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        Mattermost::TOWN_SQUARE,
        Mattermost::TOKEN,
        bytes.len()
    );
    connection.write_all(head.as_bytes()).unwrap();
    connection.write_all(bytes).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

#[test]
fn a_file_goes_with_a_post_in_one_step() {
    let server = Mattermost::start().unwrap();
    let with = json!({"channel": CHANNEL, "message": "the report", "files": "data"});
    let made = with_file(&server, &[chat_step("message.post", &with)])
        .ends(0)
        .json_lines();
    let ids = made[0]["file_ids"].as_array().unwrap();
    assert_eq!(ids.len(), 1);
    let upload = server
        .received()
        .into_iter()
        .rfind(|request| request.path == "/api/v4/files")
        .unwrap();
    let body = String::from_utf8_lossy(&upload.body).into_owned();
    let place = |part: &str| {
        body.find(part)
            .unwrap_or_else(|| panic!("{part} in {body}"))
    };
    assert!(
        place("name=\"channel_id\"") < place("name=\"files\""),
        "the server streams what comes behind the channel"
    );
    assert!(body.contains("1,2,3\n"), "{body}");
    let info = gives(
        &server,
        Mattermost::TOKEN,
        "file.getInfo",
        &json!({"fileId": ids[0]}),
    );
    assert_eq!(info[0]["size"], json!(6));
}

#[test]
fn a_file_can_be_uploaded_for_later() {
    let server = Mattermost::start().unwrap();
    let mut upload = chat_step("file.upload", &json!({"channel": CHANNEL}));
    upload["name"] = json!("Upload");
    let post = chat_step(
        "message.post",
        &json!({"channel": CHANNEL, "fileIds": ["{{ $json.id }}"]}),
    );
    let made = with_file(&server, &[upload, post]).ends(0).json_lines();
    assert_eq!(made[0]["file_ids"].as_array().unwrap().len(), 1);
}

#[test]
fn a_file_that_was_downloaded_keeps_its_name() {
    let server = Mattermost::start().unwrap();
    let id = "plotfile123456789012345678";
    server.add_file(id, Mattermost::ALICE, "Größe 1.png", b"png");
    let mut get = chat_step("file.get", &json!({"fileId": id}));
    get["name"] = json!("Get");
    let upload = chat_step("file.upload", &json!({"channel": CHANNEL}));
    let sent = chat(&server).steps(&[get, upload]).run(&[]).ends(0);
    let info = sent.json_lines().remove(0);
    assert_eq!(text(&info, "name"), "Größe 1.png");
    assert_eq!(text(&info, "mime_type"), "image/png");
}

#[test]
fn a_file_that_the_server_leaves_out_is_told() {
    let server = Mattermost::start().unwrap();
    let file = uploaded(&server);
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a", "fileIds": file});
    gives(&server, Mattermost::TOKEN, "message.post", &with);
    operate(&server, Mattermost::TOKEN, "message.post", &with)
        .ends(5)
        .says(&[
            "the message was posted (",
            "without 1 of its 1 files",
            &file,
            "one post only",
        ]);
    let posts = server.posts();
    assert_eq!(texts(&posts, "message"), ["a", "a"]);
}

#[test]
fn a_file_that_is_not_there_is_refused_before_anything_is_sent() {
    let server = Mattermost::start().unwrap();
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a", "files": ["report"]});
    operate(&server, Mattermost::TOKEN, "message.post", &with)
        .ends(3)
        .says(&["the item has no binary data `report`"]);
    let many: Vec<String> = (0..11).map(|number| format!("file{number}")).collect();
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "fileIds": many});
    operate(&server, Mattermost::TOKEN, "message.post", &with)
        .ends(3)
        .says(&["is to have 11 files", "10 at most"]);
    assert!(server.received().is_empty());
}

#[test]
fn a_repeat_uploads_nothing_for_a_post_that_is_there() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().lose_answer().only("POST", "/api/v4/posts"));
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a", "files": "data"});
    with_file(&server, &[chat_step("message.post", &with)]).ends(0);
    assert_eq!(server.posts().len(), 1);
    let uploads = server
        .received()
        .iter()
        .filter(|request| request.path == "/api/v4/files" && request.query.is_none())
        .count();
    assert_eq!(uploads, 1);
}

#[test]
fn a_file_that_is_not_there_is_told_with_those_that_are() {
    let server = Mattermost::start().unwrap();
    let with = json!({"channel": CHANNEL, "message": "the report", "files": "data, chart"});
    with_file(&server, &[chat_step("message.post", &with)])
        .ends(3)
        .says(&["no binary data `chart`", "it has `data`"]);
    let with = json!({"channel": CHANNEL, "message": "the report", "files": "data"});
    operate(&server, Mattermost::TOKEN, "message.post", &with)
        .ends(3)
        .says(&["no binary data `data`", "it has none at all"]);
    assert!(server.posts().is_empty());
}
