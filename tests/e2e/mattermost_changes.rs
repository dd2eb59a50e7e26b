//! Messages that are changed.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::mattermost_messages::posted;
use crate::support::{gives, messages, operate, text};

const ALICE: &str = Mattermost::TOKEN;

#[test]
fn a_message_is_changed_pinned_and_read() {
    let server = Mattermost::start().unwrap();
    let id = posted(&server, &["a"]).remove(0);
    let at = |more: Value| {
        let mut with = json!({"postId": id});
        with.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        with
    };
    let changed = gives(
        &server,
        ALICE,
        "message.update",
        &at(json!({"message": "b", "props": {"card": "c"}})),
    );
    assert_eq!(
        (
            text(&changed[0], "message"),
            text(&changed[0]["props"], "card")
        ),
        ("b".into(), "c".into())
    );
    for (operation, is_pinned) in [("message.pin", true), ("message.unpin", false)] {
        let done = gives(&server, ALICE, operation, &at(json!({})));
        assert_eq!(done, [json!({"status": "OK"})]);
        let read = gives(&server, ALICE, "message.get", &at(json!({})));
        assert_eq!(read[0]["is_pinned"], json!(is_pinned), "{operation}");
        assert_eq!(text(&read[0], "message"), "b", "what is not given stays");
    }
    operate(&server, ALICE, "message.update", &at(json!({})))
        .ends(3)
        .says(&["nothing is to be changed"]);
}

#[test]
fn what_a_change_does_not_name_stays() {
    let server = Mattermost::start().unwrap();
    let with = json!({
        "channelId": Mattermost::TOWN_SQUARE, "message": "a", "props": {"card": "c"},
        "attachments": [{"text": "one"}],
    });
    let made = gives(&server, ALICE, "message.post", &with).remove(0);
    let key = text(&made["props"], "jackfield_key");
    assert!(!key.is_empty());
    let changed = |change: Value| {
        let mut with = change;
        with["postId"] = made["id"].clone();
        let props = gives(&server, ALICE, "message.update", &with)[0]["props"].clone();
        assert_eq!(text(&props, "jackfield_key"), key, "a repeat finds it");
        let boxed = text(&props["attachments"][0], "text");
        (text(&props, "card"), text(&props, "color"), boxed)
    };
    let three = |card: &str, color: &str, boxed: &str| (card.into(), color.into(), boxed.into());
    assert_eq!(
        changed(json!({"attachments": [{"text": "two"}]})),
        three("c", "", "two")
    );
    assert_eq!(
        changed(json!({"props": {"color": "red"}})),
        three("", "red", "two")
    );
    assert_eq!(
        changed(json!({"message": "b", "attachments": []})),
        three("", "red", "")
    );
    assert_eq!(messages(&server), ["b"]);
}

#[test]
fn a_change_without_its_files_is_told() {
    let server = Mattermost::start().unwrap();
    let file = "reportfile1234567890123456";
    server.add_file(file, Mattermost::ALICE, "report.csv", b"1");
    let id = posted(&server, &["a"]).remove(0);
    let with = json!({"postId": id, "fileIds": [file]});
    let changed = gives(&server, ALICE, "message.update", &with);
    assert_eq!(changed[0]["file_ids"], json!([file]));
    let answer = json!({"id": id, "file_ids": null});
    server.script(Answer::new(200).json(answer).only("PUT", "/patch"));
    operate(&server, ALICE, "message.update", &with)
        .ends(5)
        .says(&["changed without the files", file]);
}
