//! The examples, run.

use jackfield_standin::{Answer, Mattermost, Web};
use serde_json::json;

use crate::support::{chat, messages};

#[test]
fn the_issues_of_all_pages_become_one_digest() {
    let (server, site) = (Mattermost::start().unwrap(), Web::start().unwrap());
    let origin = site.base_url();
    let host = origin.strip_prefix("http://").unwrap();
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
    let example = include_str!("../../examples/issue-digest.json");
    let example = example
        .replace("https://api.github.com", &origin)
        .replace("\"api.github.com\"", &format!("\"http://{host}\""));
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
