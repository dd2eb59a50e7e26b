//! What the templates of n8n's exports give: the tables in `n8n-*.txt`, and what they may look at.

#![expect(clippy::expect_used, reason = "helpers of tests are not seen as such")]

mod support;

use std::sync::Arc;

use serde_json::{Value, json};
use support::n8n::{Nodes, evaluate, outcome_of};
use support::{evaluator, same, session_over};

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

#[tokio::test]
async fn of_many_items_each_has_its_own_values_and_faults() {
    let items: Vec<Value> = (0..1203)
        .map(|n| match n % 3 {
            0 => json!({"n": n, "o": {"x": n}}),
            1 => json!({"n": null}),
            _ => json!({"list": [n]}),
        })
        .collect();
    let templates = [
        "={{ $json.n + 0 }}",
        "={{ ($json.o.x) }}",
        "=<{{ $json.list.first() }}>",
        "={{ $('Webhook').item.json.id + $itemIndex }}",
        "={{ $('Many').item.json.id }}",
        "={{ $data.list?.[0] ?? $node['Webhook'].json.id }}",
    ];
    let nodes = Arc::new(Nodes::of(&items));
    let mut session = session_over(&evaluator(), nodes, &templates).await;
    let all: Vec<usize> = (0..items.len()).collect();
    let rows = session.evaluate_each(&[0, 1, 3], &all).await.unwrap();
    for (n, row) in rows.into_iter().enumerate() {
        let from = usize::from(n == 0);
        let id = Some(json!(format!("Webhook-0-1-{from}{n}")));
        let expected = match n % 3 {
            0 => [Some(json!(n)), Some(json!(n)), id],
            1 => [Some(json!(0)), None, id],
            _ => [Some(json!(null)), None, id],
        };
        assert_eq!(row.unwrap(), expected, "{n}");
    }
    let rows = session.evaluate_each(&[2, 5], &[2, 0, 1]).await.unwrap();
    let told: Vec<_> = rows
        .into_iter()
        .map(|row| row.map_err(|failed| (failed.item, failed.script, failed.error.message)))
        .collect();
    let wrong = |item, now: &str| {
        let message = format!("`.first()` is for lists, and this is {now}");
        Err((item, 2, message))
    };
    assert_eq!(
        told,
        [
            Ok(vec![Some(json!("<2>")), Some(json!(2))]),
            wrong(0, "undefined"),
            wrong(1, "undefined"),
        ]
    );
    for item in [5, 700] {
        let failed = session.evaluate(&[0, 4], &[item]).await.unwrap_err();
        assert_eq!((failed.item, failed.script), (item, 4));
        assert!(failed.error.message.contains("comes from several items"));
    }
    // Only two items of the other node have an index of theirs.
    let failed = session.evaluate(&[5], &[0, 1, 3]).await.unwrap_err();
    assert_eq!(failed.item, 3);
    assert!(
        failed
            .error
            .message
            .contains("gave 2 items, and this is item 3")
    );
}
