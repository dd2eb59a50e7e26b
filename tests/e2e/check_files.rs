//! Workflow files that are none.

use std::fs;

use jackfield_standin::Mattermost;
use serde_json::json;

use crate::support::process::Jackfield;
use crate::support::{chat, messages, post};

#[track_caller]
fn assert_refused(content: &[u8], words: &[&str]) {
    let jackfield = Jackfield::new().file("flow.json", content);
    for verb in ["check", "run"] {
        jackfield
            .call(&[verb, "flow.json"])
            .ends(3)
            .says(&["flow.json"])
            .says(words);
    }
}

#[test]
fn what_is_not_json_is_refused_with_its_place() {
    for (content, words) in [
        ("", &["flow.json:1:", "this is not JSON"][..]),
        ("{", &["flow.json:1:", "this is not JSON"]),
        (
            "{\n  \"steps\": [\n    oops\n  ]\n}",
            &["flow.json:3:5: this is not JSON"],
        ),
        (
            "{\n  \"steps\": [],\n}",
            &["flow.json:3:1: this is not JSON: trailing comma"],
        ),
        (
            "{\n  // a comment\n  \"steps\": []\n}",
            &["flow.json:2:3: this is not JSON"],
        ),
        (
            "{ \"steps\": [] } more",
            &["flow.json:1:17: this is not JSON: trailing"],
        ),
        (
            "steps:\n  - uses: mattermost/message.post\n",
            &["flow.json:1:1: this is not JSON"],
        ),
    ] {
        assert_refused(content.as_bytes(), words);
    }
}

#[test]
fn json_that_is_no_workflow_is_refused_with_its_place() {
    for (content, words) in [
        ("{}", &["flow.json:1:1: the key `steps` is missing"][..]),
        (
            "[]",
            &["flow.json:1:1: ", "must be an object, and is a list"],
        ),
        (
            "null",
            &["flow.json:1:1: ", "must be an object, and is null"],
        ),
        ("{\n  \"steps\": []\n}", &["flow.json:2:12: ", "`steps`"]),
        (
            "{ \"steps\": {} }",
            &["flow.json:1:12: `steps` must be a list, and is an object"],
        ),
        (
            "{ \"stpes\": [] }",
            &[
                "flow.json:1:3: unknown key `stpes`",
                "did you mean `steps`?",
            ],
        ),
        (
            "{ \"steps\": [ 1 ] }",
            &["flow.json:1:14: ", "must be an object, and is the number 1"],
        ),
    ] {
        assert_refused(content.as_bytes(), words);
    }
}

#[test]
fn an_empty_list_of_steps_is_told_in_plain_words() {
    let said = Jackfield::new()
        .file("flow.json", "{ \"steps\": [] }")
        .call(&["check", "flow.json"])
        .ends(3);
    assert!(
        !said.stderr.contains("has less than 1 item"),
        "the words of a schema validator\n{said}"
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_workflow() {
    let server = Mattermost::start().unwrap();
    let workflow = json!({"steps": [post("Post", "a")]});
    let jackfield = chat(&server).file("flow.json", format!("\u{feff}{workflow}"));
    jackfield.call(&["check", "flow.json"]).ends(0);
    jackfield.call(&["run", "flow.json"]).ends(0);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn a_byte_order_mark_does_not_move_places() {
    assert_refused(
        "\u{feff}{ \"stpes\": [] }".as_bytes(),
        &["flow.json:1:3: unknown key"],
    );
}

#[test]
fn what_cannot_be_read_is_refused_by_name() {
    let jackfield = Jackfield::new()
        .file("latin-1.json", b"{\"name\": \"caf\xe9\", \"steps\": []}")
        .file("utf-16.json", b"\xff\xfe{\0}\0");
    fs::create_dir(jackfield.path("directory")).unwrap();
    for (file, words) in [
        ("missing.json", "No such file"),
        ("directory", "directory"),
        ("latin-1.json", "UTF-8"),
        ("utf-16.json", "UTF-8"),
        ("missing/flow.json", "No such file"),
    ] {
        for verb in ["check", "run"] {
            jackfield
                .call(&[verb, file])
                .ends(3)
                .says(&[&format!("the workflow {file} cannot be read"), words]);
        }
    }
}

#[test]
fn the_examples_have_nothing_wrong() {
    let jackfield = Jackfield::new();
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    for entry in fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        let path = path.to_str().unwrap();
        if path.ends_with(".json") && !path.ends_with(".schema.json") {
            jackfield.call(&["check", path, "--offline"]).ends(0);
        }
    }
}

#[test]
fn a_windows_file_is_a_file() {
    let server = Mattermost::start().unwrap();
    let workflow = json!({"steps": [post("Post", "a")]});
    let content = format!("{workflow:#}\n").replace('\n', "\r\n");
    chat(&server)
        .file("flow.json", content)
        .call(&["run", "flow.json"])
        .ends(0);
    assert_eq!(messages(&server), ["a"]);
    assert_refused(
        b"{\r\n  \"stpes\": []\r\n}",
        &["flow.json:2:3: unknown key"],
    );
}
