//! Several items of a step at the same time.

use jackfield_standin::{Answer, Mattermost};
use serde_json::json;

use crate::support::guests::guests;
use crate::support::servers::Gathering;
use crate::support::{chat, chat_at, messages, post, text};

#[test]
fn so_many_calls_are_under_way_at_the_same_time() {
    let server = Gathering::of(3);
    let step = json!({
        "name": "Send",
        "uses": "resource-hog/request.send",
        "credential": "team-chat",
        // The server answers no sooner than three requests have come.
        "concurrency": 3,
        "timeout": "20s",
    });
    let said = chat_at(&server.base_url())
        .steps(&[step])
        .run(&["--plugin", &guests().hog, "--input", "[{},{},{},{},{},{}]"])
        .ends(0);
    assert_eq!(said.json_lines(), vec![json!({"status": 201}); 6]);
}

#[test]
fn what_comes_out_keeps_the_order_of_the_items() {
    let server = Mattermost::start().unwrap();
    server.script(
        Answer::real()
            .delay(std::time::Duration::from_millis(300))
            .only("POST", "/posts"),
    );
    let mut step = post("Post", "{{ $json.word }}");
    step["concurrency"] = json!(4);
    let input = r#"[{"word":"a"},{"word":"b"},{"word":"c"},{"word":"d"},{"word":"e"}]"#;
    let said = chat(&server)
        .steps(&[step])
        .run(&["--input", input])
        .ends(0);
    let words: Vec<String> = said
        .json_lines()
        .iter()
        .map(|post| text(post, "message"))
        .collect();
    assert_eq!(words, ["a", "b", "c", "d", "e"]);
    // The first one was answered last.
    let mut posted = messages(&server);
    posted.sort();
    assert_eq!(posted, words);
}

#[test]
fn calls_under_way_are_waited_for_when_one_fails() {
    let server = Mattermost::start().unwrap();
    server.script(
        Answer::real()
            .delay(std::time::Duration::from_millis(500))
            .only("POST", "/posts"),
    );
    server.script(
        Answer::new(403)
            .json(json!({"id": "api.context.permissions.app_error", "message": "no", "status_code": 403}))
            .only("POST", "/posts"),
    );
    let mut step = post("Post", "{{ $json.word }}");
    step["concurrency"] = json!(2);
    let input = r#"[{"word":"a"},{"word":"b"},{"word":"c"},{"word":"d"}]"#;
    let said = chat(&server)
        .steps(&[step])
        .run(&["--input", input, "--output", "all"])
        .ends(4)
        .says(&["done before it: Post (1 item)"]);
    let posted = messages(&server);
    assert_eq!(posted.len(), 1, "{posted:?}");
    assert_eq!(
        said.json_lines()[0]["Post"][0]["message"],
        posted[0].as_str()
    );
}

#[test]
fn a_step_works_on_one_to_a_hundred_items_at_a_time() {
    for (concurrency, words) in [
        (json!(0), "at least 1"),
        (json!(101), "at most 100"),
        (json!("many"), "must be"),
    ] {
        let mut step = post("Post", "x");
        step["concurrency"] = concurrency;
        chat_at("http://127.0.0.1:9")
            .steps(&[step])
            .check()
            .ends(3)
            .says(&[words]);
    }
}
