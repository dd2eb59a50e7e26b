//! Evaluation of many items, in which one that has no value is told from the others.

mod support;

use jackfield_expression::Row;
use serde_json::{Value, json};
use support::{evaluator, session_of, values};

/// The values of a row, or item, script and words of what is wrong.
fn told(row: &Row) -> Result<Value, (usize, usize, String)> {
    row.as_ref()
        .map(|row| Value::from(values([row.clone()]).concat()))
        .map_err(|failed| (failed.item, failed.script, failed.error.message.clone()))
}

fn wrong(item: usize, script: usize, words: &str) -> Result<Value, (usize, usize, String)> {
    Err((item, script, words.to_owned()))
}

#[tokio::test]
async fn an_item_that_has_no_value_does_not_stop_the_others() {
    let items = [
        json!({"n": 1, "s": "a"}),
        json!({"m": 1, "s": "b"}),
        json!({"n": 3}),
        json!({"n": 4, "s": "d"}),
    ];
    let templates = [
        "{{ $json.n * 2 }}",
        "{{ $json.s.toUpperCase() + $itemIndex }}",
    ];
    let mut session = session_of(&evaluator(), &items, &templates).await;
    let rows = session.evaluate_each(&[0, 1], &[0, 1, 2, 3]).await.unwrap();
    let expected = [
        Ok(json!([2, "A0"])),
        wrong(1, 0, "`$json` has no `n`"),
        wrong(2, 1, "`$json` has no `s`"),
        Ok(json!([8, "D3"])),
    ];
    assert_eq!(rows.iter().map(told).collect::<Vec<_>>(), expected);
    // The strict way ends at the first of them.
    let failed = session.evaluate(&[0, 1], &[0, 1, 2, 3]).await.unwrap_err();
    assert_eq!((failed.item, failed.script), (1, 0));
    let failed = session.evaluate(&[1], &[3, 2, 1]).await.unwrap_err();
    assert_eq!((failed.item, failed.script), (2, 1));
    // And leaves the session as it was.
    let rows = values(session.evaluate(&[1], &[3, 0]).await.unwrap());
    assert_eq!(rows, [[json!("D3")], [json!("A0")]]);
}

#[tokio::test]
async fn values_that_have_no_json_are_found_among_those_that_have() {
    let items: Vec<Value> = (0..8).map(|n| json!({"n": n})).collect();
    let odd = "{{ (() => { const self = { n: $json.n }; if ($json.n === 2) self.self = self; \
               if ($json.n === 4) self.big = 1n; if ($json.n === 5) return { toJSON() {} }; \
               return self; })() }}";
    let templates = [
        "{{ [$json.n] }}",
        odd,
        "{{ $json.n === 6 ? undefined : 'x' }}",
    ];
    let mut session = session_of(&evaluator(), &items, &templates).await;
    let all = [0, 1, 2, 3, 4, 5, 6, 7];
    let rows = session.evaluate_each(&[0, 1, 2], &all).await.unwrap();
    for (index, row) in rows.iter().enumerate() {
        match (index, told(row)) {
            (2 | 4 | 5, Err((item, 1, words))) => {
                assert_eq!(item, index);
                assert!(words.contains("its value has no JSON form"), "{words}");
            }
            (6, told) => assert_eq!(told, wrong(6, 2, "it is undefined")),
            (_, told) => assert_eq!(told, Ok(json!([[index], {"n": index}, "x"]))),
        }
    }
    let failed = session.evaluate(&[0, 1, 2], &all).await.unwrap_err();
    assert_eq!((failed.item, failed.script), (2, 1));
    let failed = session.evaluate(&[2, 1], &[3, 6, 2]).await.unwrap_err();
    assert_eq!((failed.item, failed.script), (6, 2));
}

#[tokio::test]
async fn many_items_keep_their_order_and_their_faults() {
    let items: Vec<Value> = (0..1703)
        .map(|n| match n {
            700 | 1200 => json!({"text": "x"}),
            _ => json!({"n": n, "text": format!("{n}")}),
        })
        .collect();
    let templates = [
        "{{ $json.n + 1 }}",
        "{{ $json.text }}{{ ($json.text).length }}",
        "{{ $input.item.json === $json && $itemIndex }}",
    ];
    let mut session = session_of(&evaluator(), &items, &templates).await;
    let scripts = [0, 1, 2];
    // Backwards, and without some: positions are not indices.
    let chosen: Vec<usize> = (0..items.len()).rev().filter(|n| n % 5 != 1).collect();
    let rows = session.evaluate_each(&scripts, &chosen).await.unwrap();
    assert_eq!(rows.len(), chosen.len());
    for (index, row) in chosen.iter().zip(&rows) {
        let text = index.to_string();
        let expected = match index {
            700 | 1200 => wrong(*index, 0, "`$json` has no `n`"),
            _ => Ok(json!([index + 1, format!("{text}{}", text.len()), index])),
        };
        assert_eq!(told(row), expected);
    }
    let failed = session.evaluate(&scripts, &chosen).await.unwrap_err();
    assert_eq!((failed.item, failed.script), (1200, 0));
    // Those that are large are handed over a few at a time.
    let large = "x".repeat(1 << 20);
    let items: Vec<Value> = (0..200).map(|n| json!({"n": n, "large": large})).collect();
    let templates = [
        "{{ Object.keys($json).length }}",
        "{{ $json.large.length + $json.n }}",
    ];
    let mut session = session_of(&evaluator(), &items, &templates).await;
    let all: Vec<usize> = (0..items.len()).collect();
    let rows = values(session.evaluate(&[0, 1], &all).await.unwrap());
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(row, &[json!(2), json!((1 << 20) + index)]);
    }
}

#[tokio::test]
async fn an_expression_that_kills_its_instance_is_its_items_affair_alone() {
    for (killer, words) in [
        ("for (;;) {}", "it did not end within 2 seconds"),
        (
            "const hoard = []; for (;;) hoard.push(new Uint8Array(1e6))",
            "it needs more than 128 MiB of memory",
        ),
        ("(function f() { return 1 + f() })()", "stack"),
    ] {
        let template =
            format!("{{{{ (() => {{ if ($json.kill) {{ {killer} }} return $json.n }})() }}}}");
        let items: Vec<Value> = (0..700)
            .map(|n| json!({"n": n, "kill": n == 600}))
            .collect();
        let templates = ["{{ $json.n + 1 }}", &template, "{{ $itemIndex - 1 }}"];
        let mut session = session_of(&evaluator(), &items, &templates).await;
        let all: Vec<usize> = (0..items.len()).collect();
        let rows = session.evaluate_each(&[0, 1, 2], &all).await.unwrap();
        assert_eq!(rows.len(), items.len());
        for (index, row) in rows.iter().enumerate() {
            match (index, told(row)) {
                (600, Err((600, 1, said))) => assert!(said.contains(words), "{said}"),
                (_, told) => assert_eq!(
                    told,
                    Ok(json!([index + 1, index, index as i64 - 1])),
                    "{killer}"
                ),
            }
        }
        // And so in the strict way; the session can still be used.
        let failed = session.evaluate(&[0, 1, 2], &all).await.unwrap_err();
        assert_eq!((failed.item, failed.script), (600, 1), "{killer}");
        assert!(failed.error.message.contains(words), "{}", failed.error);
        let rows = values(session.evaluate(&[0, 1], &[2]).await.unwrap());
        assert_eq!(rows, [[json!(3), json!(2)]], "{killer}");
    }
}

#[tokio::test]
async fn what_takes_long_together_but_not_alone_has_its_values() {
    let items: Vec<Value> = (0..12).map(|n| json!({"n": n})).collect();
    let template = "{{ (() => { let n = 0; while (n < 2e6) n += 1; return n + $json.n })() }}";
    let mut session = session_of(&evaluator(), &items, &[template]).await;
    let all: Vec<usize> = (0..items.len()).collect();
    let rows = values(session.evaluate(&[0], &all).await.unwrap());
    let expected: Vec<_> = (0..items.len()).map(|n| [json!(2_000_000 + n)]).collect();
    assert_eq!(rows, expected);
}

#[tokio::test]
async fn time_is_bounded_whatever_many_items_do() {
    let items: Vec<Value> = (0..9).map(|n| json!({"end": n == 0})).collect();
    let template = "{{ (() => { while (!$json.end); return 'end' })() }}";
    let mut session = session_of(&evaluator(), &items, &[template]).await;
    let all: Vec<usize> = (0..items.len()).collect();
    let rows = session.evaluate_each(&[0], &all).await.unwrap();
    let told: Vec<_> = rows.iter().map(told).collect();
    assert_eq!(told[0], Ok(json!(["end"])));
    let over = |words: &str| {
        let is_so = |row: &&Result<Value, (usize, usize, String)>| {
            row.as_ref().is_err_and(|(_, _, said)| said.contains(words))
        };
        told.iter().filter(is_so).count()
    };
    let (ended, left) = (
        over("it did not end within"),
        over("there was no time left"),
    );
    assert!(ended >= 5 && left >= 2 && ended + left == 8, "{told:?}");
    assert!(
        rows.iter()
            .skip(1)
            .all(|row| row.as_ref().is_err_and(|failed| failed.error.is_limit))
    );
}

#[tokio::test]
async fn what_an_expression_changes_is_not_seen_by_others() {
    let items: Vec<Value> = (0..3)
        .map(|n| json!({"list": [n + 2, n], "o": {"n": n}}))
        .collect();
    let templates = [
        "{{ ($json.list) }}",
        "{{ $input.first().json.o }}",
        "{{ $json.list.sort() }}",
        "{{ ($json.o.n = 'changed', $json.list.push(9), $json) }}",
        "{{ ($input.first().json.o.n = 'changed', $json.list.reverse()) }}",
        "{{ $input.all().map(item => item.json.list.shift()) }}",
        "{{ (() => { try { $json.list.length = 0; return $json.list } finally {} })() }}",
        "{{ Object.assign($json.o, { more: 1 }) }}",
        "{{ [$json.list, $json.o, $input.first().json.o, $input.all().length] }}",
    ];
    let mut session = session_of(&evaluator(), &items, &templates).await;
    let scripts: Vec<usize> = (0..templates.len()).collect();
    for _ in 0..2 {
        let rows = values(session.evaluate(&scripts, &[0, 1, 2]).await.unwrap());
        for (n, row) in rows.iter().enumerate() {
            let (list, o, first) = (json!([n + 2, n]), json!({"n": n}), json!({"n": 0}));
            let expected = [
                list.clone(),
                first.clone(),
                json!([n, n + 2]),
                json!({"list": [n + 2, n, 9], "o": {"n": "changed"}}),
                json!([n, n + 2]),
                json!([2, 3, 4]),
                json!([]),
                json!({"n": n, "more": 1}),
                json!([list, o, first, 3]),
            ];
            assert_eq!(row, &expected);
        }
    }
}

#[tokio::test]
async fn what_all_objects_inherit_is_no_ones_own() {
    let items = [json!({"n": 1}), json!({"n": 2, "extra": "own"})];
    let templates = [
        "{{ $json.extra ?? 'none' }}",
        "{{ ((Object.prototype.extra = 'inherited'), $json.n) }}",
    ];
    let mut session = session_of(&evaluator(), &items, &templates).await;
    let rows = values(session.evaluate(&[0, 1], &[0, 1, 0]).await.unwrap());
    let values: Vec<&Value> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(values, ["none", "own", "inherited"]);
}

#[tokio::test]
async fn chance_is_each_items_and_scripts_own() {
    let items: Vec<Value> = (0..40).map(|n| json!({"n": n})).collect();
    let roll = "{{ Math.random() }}";
    let templates = [
        roll,
        roll,
        "{{ [Math.random(), $json.n > 30 && $json.missing] }}",
    ];
    let mut session = session_of(&evaluator(), &items, &templates).await;
    let all: Vec<usize> = (0..items.len()).collect();
    let rows = values(session.evaluate(&[0, 1], &all).await.unwrap());
    let mut rolls: Vec<f64> = rows.iter().flatten().filter_map(Value::as_f64).collect();
    assert!(rolls.iter().all(|roll| (0.0..1.0).contains(roll)));
    rolls.sort_by(f64::total_cmp);
    rolls.dedup();
    assert_eq!(rolls.len(), 80);
    // What reads nothing of the item is evaluated for each all the same.
    let shaped = "{{ [1, 2].map(() => Math['ran' + 'dom']()) }}";
    let spelled = "{{ Math.r\\u0061ndom() }}";
    let mut others = session_of(&evaluator(), &items, &[shaped, spelled]).await;
    let rolled = values(others.evaluate(&[0, 1], &[1, 2]).await.unwrap());
    assert_ne!(rolled[0][0], rolled[1][0]);
    assert_ne!(rolled[0][1], rolled[1][1]);
    // Neither what is evaluated beside it nor how often matters.
    let again = session.evaluate_each(&[2, 1], &[5, 35, 7]).await.unwrap();
    assert_eq!(again[0].as_ref().unwrap()[1].as_ref(), Some(&rows[5][1]));
    assert!(again[1].is_err());
    assert_eq!(again[2].as_ref().unwrap()[1].as_ref(), Some(&rows[7][1]));
}
