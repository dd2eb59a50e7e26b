//! `jackfield run`: what goes in, what is posted, what comes out, what is said.

use std::process::Stdio;

use jackfield_standin::Mattermost;
use serde_json::json;

use crate::support::process::Said;
use crate::support::{ANNOUNCE, chat, count, messages, post, text};

#[test]
fn the_example_posts_its_message_and_prints_the_post() {
    let server = Mattermost::start().unwrap();
    let said = chat(&server)
        .file("announce-release.json", ANNOUNCE)
        .call(&[
            "run",
            "announce-release.json",
            "--input",
            r#"[{"version":"1.2.3"}]"#,
        ])
        .ends(0)
        .says(&["announce-release: 1 step, 1 item"]);
    let posts = server.posts();
    assert_eq!(posts.len(), 1, "{said}");
    let printed = said.json_lines();
    assert_eq!(printed.len(), 1, "{said}");
    for key in ["id", "message", "channel_id", "user_id"] {
        assert_eq!(text(&printed[0], key), text(&posts[0], key), "{key}");
    }
    assert_eq!(text(&printed[0], "message"), "Released 1.2.3");
    assert_eq!(text(&printed[0], "channel_id"), Mattermost::TOWN_SQUARE);
}

#[test]
fn the_workflow_of_the_readme_is_the_example() {
    let readme = include_str!("../../README.md");
    let block = readme.split("```json\n").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    assert_eq!(block, ANNOUNCE);
}

#[test]
fn each_item_is_posted_in_order_and_gives_a_line() {
    let server = Mattermost::start().unwrap();
    let said = chat(&server)
        .steps(&[post("Post", "{{ $json.word }}")])
        .run(&["--input", r#"[{"word":"a"},{"word":"b"},{"word":"c"}]"#])
        .ends(0)
        .says(&["test: 1 step, 3 items"]);
    assert_eq!(messages(&server), ["a", "b", "c"]);
    let printed: Vec<String> = said
        .json_lines()
        .iter()
        .map(|item| text(item, "message"))
        .collect();
    assert_eq!(printed, ["a", "b", "c"]);
}

#[test]
fn output_is_of_the_last_step_or_of_all_or_nothing() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("One", "a"), post("Two", "b")]);

    let said = jackfield.run(&["--output", "last"]).ends(0);
    assert_eq!(said.json_lines().len(), 1, "{said}");
    assert_eq!(text(&said.json_lines()[0], "message"), "b", "{said}");

    let said = jackfield.run(&["--output", "all"]).ends(0);
    let all = &said.json_lines()[0];
    assert_eq!(said.json_lines().len(), 1, "{said}");
    for (step, message) in [("One", "a"), ("Two", "b")] {
        assert_eq!(text(&all[step][0], "message"), message, "{said}");
        assert_eq!(all[step].as_array().unwrap().len(), 1, "{said}");
    }
    let names: Vec<&String> = all.as_object().unwrap().keys().collect();
    assert_eq!(names, ["One", "Two"]);

    let said = jackfield.run(&["--output", "none"]).ends(0);
    assert_eq!(said.stdout, "");
    assert_eq!(server.posts().len(), 6);

    jackfield
        .run(&["--output", "some"])
        .ends(2)
        .says(&["some", "last", "all", "none"]);
    assert_eq!(
        server.posts().len(),
        6,
        "a wrong command line posts nothing"
    );
}

#[test]
fn quiet_success_says_nothing_at_all() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("Post", "a")]);
    for flag in ["-q", "--quiet"] {
        let said = jackfield.run(&[flag, "--output", "none"]).ends(0);
        assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("", ""));
    }
    assert_eq!(server.posts().len(), 2);
}

#[test]
fn a_quiet_failure_is_said() {
    chat(&Mattermost::start().unwrap())
        .steps(&[post("Post", "{{ $json.x }}")])
        .run(&["-q"])
        .ends(3)
        .says(&["error: Post"]);
}

#[test]
fn verbose_tells_of_steps_and_calls() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("Post", "a")]);
    let input = ["--input", "[{},{}]", "--output", "none"];
    let told = ["step: Post: 2 items", "call: Post, item 1: done in"];
    jackfield.run(&input).ends(0).keeps_quiet_about(&told);
    for flag in ["-v", "-vv"] {
        jackfield
            .run(&[&input[..], &[flag]].concat())
            .ends(0)
            .says(&told);
    }
}

#[test]
fn a_run_without_items_does_nothing_and_succeeds() {
    let server = Mattermost::start().unwrap();
    let said = chat(&server)
        .steps(&[post("Post", "a")])
        .run(&["--input", "[]"])
        .ends(0)
        .says(&["0 items"]);
    assert_eq!(said.stdout, "");
    assert!(server.received().is_empty());
}

#[test]
fn a_workflow_without_a_name_is_called_like_its_file() {
    let server = Mattermost::start().unwrap();
    let workflow = json!({"steps": [post("Post", "a")]});
    chat(&server)
        .file("unnamed.json", workflow.to_string())
        .call(&["run", "unnamed.json"])
        .ends(0)
        .says(&["unnamed.json: 1 step"]);
}

#[test]
fn what_was_done_before_a_failure_is_printed_and_nothing_comes_after() {
    let server = Mattermost::start().unwrap();
    let mut first = post("First", "a");
    first["with"]["channelId"] = json!("{{ $json.channel }}");
    let channels = [
        Mattermost::TOWN_SQUARE,
        "nochannel12345678901234567",
        Mattermost::TOWN_SQUARE,
    ];
    let items: Vec<_> = channels.map(|id| json!({"channel": id})).to_vec();
    let said = chat(&server)
        .steps(&[first, post("Second", "b")])
        .run(&["--output", "all", "--input", &json!(items).to_string()])
        .ends(4)
        .says(&["error: First (mattermost/message.post, item 1): "]);
    assert_eq!(messages(&server), ["a"]);
    let all = &said.json_lines()[0];
    assert_eq!(all["First"].as_array().unwrap().len(), 1, "{said}");
    assert_eq!(all.get("Second"), None, "{said}");
}

#[test]
fn the_output_of_one_run_is_the_input_of_another() {
    let server = Mattermost::start().unwrap();
    let posted = chat(&server)
        .steps(&[post("Post", "{{ $json.word }}")])
        .run(&["--input", r#"[{"word":"a"},{"word":"b"}]"#])
        .ends(0);
    assert_eq!(server.posts().len(), 2);
    let delete = json!({
        "uses": "mattermost/message.delete",
        "credential": "team-chat",
        "with": {"postId": "{{ $json.id }}"},
    });
    chat(&server)
        .steps(&[delete])
        .call_with(&["run", "workflow.json", "--input", "-"], &posted.stdout)
        .ends(0);
    assert!(server.posts().is_empty());
}

#[test]
fn the_user_agent_names_the_program_and_the_run() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("Post", "a")]);
    jackfield.run(&["--input", "[{},{}]"]).ends(0);
    jackfield.run(&[]).ends(0);
    let agents: Vec<String> = server
        .received()
        .iter()
        .map(|request| request.header("user-agent").unwrap_or_default().to_owned())
        .collect();
    let version = format!("jackfield/{} run/", env!("CARGO_PKG_VERSION"));
    for agent in &agents {
        let id = agent.strip_prefix(&version).unwrap_or_default();
        let is_id = !id.is_empty() && id.chars().all(|letter| letter.is_ascii_alphanumeric());
        assert!(is_id, "`{agent}`");
    }
    assert_eq!(agents[0], agents[1], "one run has one name");
    assert_ne!(agents[0], agents[2], "two runs have two");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("Post", "a")]);
    for arguments in [
        &["run", "workflow.json"][..],
        &["connector", "list"],
        &["connector", "describe", "mattermost"],
        &["credential", "check", "team-chat"],
    ] {
        let mut child = jackfield
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{arguments:?}");
    }
    assert_eq!(count(&server.received(), "POST", "/posts"), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_has_no_room_is_an_error() {
    let server = Mattermost::start().unwrap();
    let full = std::fs::File::options().write(true).open("/dev/full");
    let output = chat(&server)
        .steps(&[post("Post", "a")])
        .command(&["run", "workflow.json"])
        .stdout(full.unwrap())
        .output()
        .unwrap();
    Said::of(&["run"], &output)
        .ends(1)
        .says(&["standard output cannot be written", "No space left"]);
}
