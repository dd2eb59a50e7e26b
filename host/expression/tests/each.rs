//! Evaluation item by item, in which one that has no value does not stop the others.

mod support;

use jackfield_expression::Row;
use serde_json::{Value, json};
use support::{evaluator, session_of};

/// The values of a row, or the script and the words of what is wrong.
fn told(row: &Row) -> Result<Value, (usize, String)> {
    row.as_ref()
        .map(|values| Value::from(values.clone()))
        .map_err(|failed| (failed.script, failed.error.message.clone()))
}

#[tokio::test]
async fn an_item_that_has_no_value_is_told_from_the_others() {
    let items = [
        json!({"n": 1, "s": "a"}),
        json!({"m": 1, "s": "b"}),
        json!({"n": 3}),
        json!({"n": 4, "s": "d"}),
    ];
    let mut session = session_of(
        &evaluator(),
        &items,
        &[
            "{{ $json.n * 2 }}",
            "{{ $json.s.toUpperCase() + $itemIndex }}",
        ],
    )
    .await;
    let rows = session.evaluate_each(&[0, 1], &[0, 1, 2, 3]).await.unwrap();
    let expected = [
        Ok(json!([2, "A0"])),
        Err((0, "`$json` has no `n`".to_owned())),
        Err((1, "`$json` has no `s`".to_owned())),
        Ok(json!([8, "D3"])),
    ];
    assert_eq!(rows.iter().map(told).collect::<Vec<_>>(), expected);
    for (index, row) in rows.iter().enumerate() {
        if let Err(failed) = row {
            assert_eq!(failed.item, index);
        }
    }
    // The strict way ends at the first of them.
    let failed = session.evaluate(&[0, 1], &[0, 1, 2, 3]).await.unwrap_err();
    assert_eq!((failed.item, failed.script), (1, 0));
    let rows = session.evaluate(&[1], &[3]).await.unwrap();
    assert_eq!(rows, [[json!("D3")]]);
}

#[tokio::test]
async fn an_expression_that_kills_its_instance_is_its_items_affair_alone() {
    for (killer, words) in [
        ("for (;;) {}", "did not end within"),
        (
            "const hoard = []; for (;;) hoard.push('x'.repeat(1e6) + hoard.length)",
            "",
        ),
        ("(function f() { return 1 + f() })()", ""),
    ] {
        let template =
            format!("{{{{ (() => {{ if ($json.kill) {{ {killer} }} return $json.n }})() }}}}");
        let items = [
            json!({"n": 1, "kill": false}),
            json!({"n": 2, "kill": true}),
            json!({"n": 3, "kill": false}),
        ];
        let mut session = session_of(&evaluator(), &items, &["{{ $json.n + 1 }}", &template]).await;
        let rows = session.evaluate_each(&[0, 1], &[0, 1, 2]).await.unwrap();
        assert_eq!(told(&rows[0]), Ok(json!([2, 1])), "{killer}");
        assert_eq!(told(&rows[2]), Ok(json!([4, 3])), "{killer}");
        let failed = rows[1].as_ref().unwrap_err();
        assert_eq!((failed.item, failed.script), (1, 1), "{killer}");
        assert!(failed.error.message.contains(words), "{}", failed.error);
        // And so in the strict way; the session can still be used.
        let failed = session.evaluate(&[0, 1], &[0, 1, 2]).await.unwrap_err();
        assert_eq!((failed.item, failed.script), (1, 1), "{killer}");
        let rows = session.evaluate(&[0, 1], &[2]).await.unwrap();
        assert_eq!(rows, [[json!(4), json!(3)]], "{killer}");
    }
}
