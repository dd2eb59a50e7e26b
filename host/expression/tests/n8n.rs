//! What the templates of n8n's exports give: the tables in `n8n-*.txt`, and what they may look at.

#![expect(clippy::expect_used, reason = "helpers of tests are not seen as such")]

mod support;

use serde_json::json;
use support::n8n::{Nodes, evaluate, outcome_of};
use support::{evaluator, same};

/// Holds every line of a table, each `template => JSON`, `template => undefined` or
/// `template => !words of the fault | words of the hint`, and gives how many there were.
async fn hold(table: &str) -> usize {
    let evaluator = evaluator();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (template, expected) = line.rsplit_once(" => ").expect(line);
        // So that a template can have line breaks.
        let template = template.replace('⏎', "\n");
        count += 1;
        let outcome = evaluate(&evaluator, &template).await;
        let holds = match (&outcome, expected.strip_prefix('!')) {
            (Err((message, hint)), Some(words)) => {
                let (said, hinted) = words.split_once(" | ").unwrap_or((words, ""));
                message.contains(said) && hint.as_deref().unwrap_or_default().contains(hinted)
            }
            (Ok(None), None) => expected == "undefined",
            (Ok(Some(value)), None) => {
                serde_json::from_str(expected).is_ok_and(|expected| same(value, &expected))
            }
            _ => false,
        };
        if !holds {
            wrong.push(format!("{line}\n    gave {outcome:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    count
}

#[tokio::test]
async fn every_template_gives_what_the_table_says() {
    let count = hold(include_str!("n8n-templates.txt")).await;
    assert!(count >= 80, "{count}");
}

#[tokio::test]
async fn every_root_gives_what_the_table_says() {
    let count = hold(include_str!("n8n-roots.txt")).await;
    assert!(count >= 80, "{count}");
}

#[tokio::test]
async fn every_extension_method_gives_what_the_table_says() {
    let count = hold(include_str!("n8n-methods.txt")).await;
    assert!(count >= 150, "{count}");
}

#[tokio::test]
async fn what_is_undefined_is_left_out_of_objects_and_null_in_lists() {
    let evaluator = evaluator();
    let parameters = json!({
        "there": "={{ $json.n }}",
        "null": "={{ $json.z }}",
        "missing": "={{ $json.missing }}",
        "computed": "={{ $json.missing?.x }}",
        "list": ["={{ $json.missing }}", "={{ undefined }}", "={{ $json.n }}"],
        "inner": {"gone": "={{ $json.a.b.c }}", "text": "=<{{ $json.missing }}>"},
        "={{ key }}": "{{ literal }}",
    });
    let expected = json!({
        "there": 7,
        "null": null,
        "list": [null, null, 7],
        "inner": {"text": "<>"},
        "={{ key }}": "{{ literal }}",
    });
    assert_eq!(
        outcome_of(&evaluator, &parameters, Nodes::new()).await,
        Ok(Some(expected))
    );
}
