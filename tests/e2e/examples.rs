//! The examples, run.

use jackfield_standin::{Answer, Mattermost, Web};
use serde_json::json;

use crate::support::{chat, messages};

/// An example with another site in the place of the one that it asks.
fn at(origin: &str, example: &str) -> String {
    example
        .replace("https://api.github.com", origin)
        .replace("\"api.github.com\"", &format!("\"{origin}\""))
}

#[test]
fn the_latest_release_is_announced() {
    let (server, site) = (Mattermost::start().unwrap(), Web::start().unwrap());
    let release = json!({"tag_name": "1.95.0", "html_url": "https://x/1.95.0"});
    site.script(Answer::new(200).json(release));
    let example = include_str!("../../examples/announce-latest-rust.json");
    let jackfield = chat(&server).file("latest.json", at(&site.base_url(), example));
    jackfield.call(&["run", "latest.json"]).ends(0);
    assert_eq!(messages(&server), ["Rust 1.95.0 is out: https://x/1.95.0"]);
    assert_eq!(
        site.received()[0].path,
        "/repos/rust-lang/rust/releases/latest"
    );
}

#[test]
fn the_issues_of_all_pages_become_one_digest() {
    let (server, site) = (Mattermost::start().unwrap(), Web::start().unwrap());
    let origin = site.base_url();
    let issue =
        |n: u32| json!({"title": format!("Issue {n}"), "html_url": format!("https://x/{n}")});
    for (page, next) in [(1, Some(2)), (2, Some(3)), (3, None)] {
        let issues = json!([issue(page * 10), issue(page * 10 + 1)]);
        let mut answer = Answer::new(200).json(issues).times(1);
        if let Some(next) = next {
            let link = format!(
                "<{origin}/repos/rust-lang/rust/issues?page={next}>; rel=\"next\", <{origin}/last>; rel=\"last\""
            );
            answer = answer.header("link", &link);
        }
        site.script(answer);
    }
    let example = at(&origin, include_str!("../../examples/issue-digest.json"));
    let jackfield = chat(&server).file("digest.json", example);
    jackfield.call(&["run", "digest.json"]).ends(0);
    let message = &messages(&server)[0];
    assert!(
        message.starts_with("6 issues to begin with:\n- [Issue 10](https://x/10)\n"),
        "{message}"
    );
    assert!(message.ends_with("- [Issue 31](https://x/31)"), "{message}");
    let queries: Vec<_> = site
        .received()
        .iter()
        .map(|request| request.query.clone().unwrap())
        .collect();
    assert_eq!(queries, ["labels=E-easy&per_page=50", "page=2", "page=3"]);
}

#[test]
fn alerts_become_a_thread_with_the_worst_one_first() {
    let server = Mattermost::start().unwrap();
    let alert = |status: &str, severity: &str, summary: &str| {
        json!({
            "status": status,
            "labels": {"severity": severity, "instance": "db1"},
            "annotations": {"summary": summary},
        })
    };
    let payload = json!({
        "status": "firing",
        "groupLabels": {"alertname": "Disk"},
        "alerts": [
            alert("firing", "warning", "80 % full"),
            alert("resolved", "info", "was slow"),
            alert("firing", "none", "a heartbeat"),
            alert("firing", "critical", "99 % full"),
            alert("resolved", "critical", "was full"),
        ],
    });
    let example = include_str!("../../examples/alert-triage.json");
    let jackfield = chat(&server).file("alerts.json", example);
    let items = payload.to_string();
    jackfield
        .call(&["run", "alerts.json", "--input", &items])
        .ends(0);
    assert_eq!(
        messages(&server),
        [
            ":fire: Disk: 3 of 5 firing",
            "**critical** db1: 99 % full @channel",
            "**critical** db1: was full",
            "**warning** db1: 80 % full",
            "**info** db1: was slow",
            "**none** db1: a heartbeat",
        ]
    );
    let posts = server.posts();
    let root = &posts[0]["id"];
    assert!(
        posts[1..].iter().all(|post| post["root_id"] == *root),
        "{posts:?}"
    );
}

#[test]
fn a_picture_is_posted_with_its_message() {
    let (server, site) = (Mattermost::start().unwrap(), Web::start().unwrap());
    let picture = b"\x89PNG\r\n\x1a\n-not-really".to_vec();
    site.script(
        Answer::new(200)
            .header("content-type", "image/png")
            .body(picture),
    );
    let origin = site.base_url();
    let example = include_str!("../../examples/post-chart.json");
    let example = example
        .replace("https://quickchart.io", &origin)
        .replace("\"quickchart.io\"", &format!("\"{origin}\""));
    chat(&server)
        .file("chart.json", example)
        .call(&["run", "chart.json"])
        .ends(0);
    let post = &server.posts()[0];
    assert_eq!(post["message"], "Builds of the week");
    assert_eq!(post["file_ids"].as_array().map(Vec::len), Some(1), "{post}");
}
