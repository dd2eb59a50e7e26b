//! What templates give: the table in `cases.txt`, and what expressions cannot do.

mod support;

use serde_json::json;
use support::{Outcome, evaluate, evaluator, same};

/// A message and the hint behind it.
fn says(message: &str, hint: Option<&str>, words: &str) -> bool {
    let (said, hinted) = words.split_once(" | ").unwrap_or((words, ""));
    message.contains(said) && hint.unwrap_or_default().contains(hinted)
}

#[tokio::test]
async fn every_case_of_the_table_holds() {
    let evaluator = evaluator();
    let table = include_str!("cases.txt");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (template, expected) = line.rsplit_once(" => ").expect(line);
        count += 1;
        let outcome = evaluate(&evaluator, template).await;
        let (wrong_words, no_expression) = (expected.strip_prefix('!'), expected.strip_prefix('?'));
        let holds = match (&outcome, wrong_words, no_expression) {
            (Outcome::Wrong(error), Some(words), _) => {
                says(&error.message, error.hint.as_deref(), words)
            }
            (Outcome::NoExpression(error), _, Some(words)) => {
                says(&error.message, error.hint.as_deref(), words)
            }
            (Outcome::Value(value), None, None) => {
                serde_json::from_str(expected).is_ok_and(|expected| same(value, &expected))
            }
            _ => false,
        };
        if !holds {
            wrong.push(format!("{line}\n    gave {outcome:?}"));
        }
    }
    assert!(count >= 150, "{count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn an_expression_that_takes_too_much_is_stopped_and_harms_no_other() {
    let evaluator = evaluator();
    for (template, words) in [
        ("{{ (() => { for (;;) {} })() }}", "did not end within"),
        (
            "{{ (() => { const hoard = []; for (;;) hoard.push('x'.repeat(1e6) + hoard.length) })() }}",
            "",
        ),
        ("{{ (function f() { return 1 + f() })() }}", ""),
        (
            "{{ /(a+)+$/.test('a'.repeat(40) + 'b') }}",
            "did not end within",
        ),
    ] {
        let outcome = evaluate(&evaluator, template).await;
        match outcome {
            Outcome::Wrong(error) => assert!(error.message.contains(words), "{template}: {error}"),
            other => panic!("{template}: {other:?}"),
        }
        let after = evaluate(&evaluator, "{{ 1 + 1 }}").await;
        assert!(
            matches!(after, Outcome::Value(value) if value == 2),
            "after {template}"
        );
    }
}

#[tokio::test]
async fn nothing_that_an_expression_does_is_seen_by_another() {
    let evaluator = evaluator();
    for template in [
        "{{ (Object.prototype.polluted = 1) }}",
        "{{ (Array.prototype.map = () => 1, 2) }}",
        "{{ (globalThis.left = 1) }}",
        "{{ JSON.parse('{\"__proto__\": {\"polluted\": 1}}') }}",
    ] {
        evaluate(&evaluator, template).await;
        for (probe, expected) in [
            ("{{ ({}).polluted ?? 'clean' }}", json!("clean")),
            ("{{ [1].map(x => x + 1) }}", json!([2])),
            ("{{ typeof globalThis.left }}", json!("undefined")),
        ] {
            match evaluate(&evaluator, probe).await {
                Outcome::Value(value) => assert_eq!(value, expected, "{template}, then {probe}"),
                other => panic!("{template}, then {probe}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn chance_is_the_same_each_time_and_differs_within_a_session() {
    let evaluator = evaluator();
    let roll = "{{ [Math.random(), Math.random()] }}";
    let (first, second) = (
        evaluate(&evaluator, roll).await,
        evaluate(&evaluator, roll).await,
    );
    let (Outcome::Value(first), Outcome::Value(second)) = (first, second) else {
        panic!("two rolls");
    };
    assert_eq!(first, second);
    assert_ne!(first.get(0), first.get(1));
}
