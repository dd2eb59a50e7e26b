//! `--input`: every way to give items.

use jackfield_standin::Mattermost;

use crate::support::{chat, messages, post};

/// What is given, what stands on standard input, and the words that are posted.
type Form = (&'static str, &'static str, &'static [&'static str]);

#[test]
fn items_come_in_every_form() {
    let forms: [Form; 14] = [
        (r#"{"word":"a"}"#, "", &["a"]),
        (r#"[{"word":"a"},{"word":"b"}]"#, "", &["a", "b"]),
        ("{\"word\":\"a\"}\n{\"word\":\"b\"}\n", "", &["a", "b"]),
        ("@array.json", "", &["file a", "file b"]),
        ("@lines.json", "", &["line a", "line b"]),
        ("@pretty.json", "", &["pretty a", "pretty b"]),
        ("-", r#"{"word":"a"}"#, &["a"]),
        ("-", r#"[{"word":"a"},{"word":"b"}]"#, &["a", "b"]),
        ("-", "{\"word\":\"a\"}\n{\"word\":\"b\"}", &["a", "b"]),
        (
            "-",
            "\n\n{\"word\":\"a\"}\n\n{\"word\":\"b\"}\n\n",
            &["a", "b"],
        ),
        (
            "-",
            r#"{"word":"a"} [{"word":"b"}] {"word":"c"}"#,
            &["a", "b", "c"],
        ),
        ("-", "{\"word\":\"a\"}\r\n{\"word\":\"b\"}\r\n", &["a", "b"]),
        ("-", "", &[]),
        ("[]", "", &[]),
    ];
    for (argument, stdin, words) in forms {
        let server = Mattermost::start().unwrap();
        chat(&server)
            .steps(&[post("Post", "{{ $json.word }}")])
            .file("array.json", r#"[{"word":"file a"},{"word":"file b"}]"#)
            .file(
                "lines.json",
                "{\"word\":\"line a\"}\n{\"word\":\"line b\"}\n",
            )
            .file(
                "pretty.json",
                "{\n  \"word\": \"pretty a\"\n}\n{\n  \"word\": \"pretty b\"\n}\n",
            )
            .call_with(&["run", "workflow.json", "--input", argument], stdin)
            .ends(0);
        assert_eq!(messages(&server), words, "{argument} {stdin}");
    }
}

#[test]
fn without_input_there_is_one_empty_item() {
    let server = Mattermost::start().unwrap();
    chat(&server).steps(&[post("Post", "a")]).run(&[]).ends(0);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn input_that_is_none_is_refused_before_anything_is_sent() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server)
        .steps(&[post("Post", "a")])
        .file("broken.json", "{\"word\": \"a\",\n oops}")
        .file("latin-1", "{}")
        .file("latin-1.json", b"{\"word\": \"caf\xe9\"}");
    for (argument, stdin, words) in [
        ("nonsense", "", &["--input is not JSON: `nonsense`"][..]),
        ("", "", &["--input is empty"]),
        (" \n", "", &["--input is empty"]),
        (
            "foo.json",
            "",
            &["is not JSON: `foo.json`\n", "`--input @foo.json`?"],
        ),
        ("latin-1", "", &["is not JSON", "`--input @latin-1`?"]),
        (r#"{"from": x.json"#, "", &["is not JSON", "line 1"]),
        (
            "a text that is longer than what a message quotes of it",
            "",
            &["`a text that is longer than what a messag\u{2026}`"],
        ),
        (r#"{"word":"a""#, "", &["--input", "is not JSON"]),
        ("[1]", "", &["`1`", "item 0 should be an object"]),
        (
            r#""text""#,
            "",
            &["`\"text\"`", "item 0", "array of objects"],
        ),
        ("null", "", &["`null`", "item 0"]),
        (r#"[{"word":"a"}, 2]"#, "", &["`2`", "item 1"]),
        (r#"[[{"word":"a"}]]"#, "", &["item 0 should be an object"]),
        ("{} {} 3", "", &["`3`", "item 2"]),
        ("@missing.json", "", &["missing.json", "cannot be read"]),
        ("@.", "", &["cannot be read"]),
        (
            "@broken.json",
            "",
            &["broken.json", "is not JSON", "line 2"],
        ),
        ("@latin-1.json", "", &["latin-1.json", "UTF-8"]),
        ("-", "{\"word\": oops}", &["standard input", "is not JSON"]),
    ] {
        jackfield
            .call_with(&["run", "workflow.json", "--input", argument], stdin)
            .ends(3)
            .says(words);
    }
    assert!(server.received().is_empty());
}

#[test]
fn a_byte_order_mark_does_no_more_harm_than_in_a_workflow_file() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server)
        .steps(&[post("Post", "{{ $json.word }}")])
        .file("marked.json", "\u{feff}{\"word\":\"a\"}\n");
    jackfield.run(&["--input", "@marked.json"]).ends(0);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn text_arrives_as_it_was_given() {
    let words = [
        "Ünïcödé ☃ 🚀",
        "two\nlines",
        "\"quotes\" and \\ backslashes",
        "{{ no template }}",
        "nul \u{0} and bell \u{7}",
        "\n blanks around \n",
    ];
    let items: Vec<_> = words
        .iter()
        .map(|word| serde_json::json!({"word": word}))
        .collect();
    let server = Mattermost::start().unwrap();
    chat(&server)
        .steps(&[post("Post", "{{ $json.word }}")])
        .run(&["--input", &serde_json::json!(items).to_string()])
        .ends(0);
    assert_eq!(messages(&server), words);
}
