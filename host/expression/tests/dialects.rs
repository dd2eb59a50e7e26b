//! Code that is tried first, and code that says what is wrong: they come to the same.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "helpers of tests are not seen as such"
)]

mod support;

use serde_json::{Value, json};
use support::{evaluator, session_of};

/// Part of a template that sees what is thrown, and so has only the code that says what is wrong.
const STRICT: &str = "{{ (() => { try { return '' } finally { 0 } })() }}";
/// The same without.
const SWIFT: &str = "{{ (() => '')() }}";

const VALUES: [&str; 26] = [
    "$json.n",
    "$json.text",
    "$json.none",
    "$json.list",
    "$json.o",
    "$json.o.b",
    "$json.o.b.c",
    "$json.missing",
    "$json.missing.deep",
    "$json['first name']",
    "$json.list[0]",
    "$json.list[$itemIndex]",
    "$json.toString",
    "$json.__proto__",
    "$json?.n",
    "$json.o?.b?.c",
    "$json",
    "$input.item.json.n",
    "$input.first().json",
    "$('Post').item.json.id",
    "$('Post').item.json.missing",
    "$('Post').item?.json.id",
    "$('Post').first().json",
    "$itemIndex",
    "$now.missing",
    "undefined",
];

const USES: [&str; 58] = [
    "V",
    "V + 1",
    "'x' + V",
    "`<${V}>`",
    "-V",
    "!V",
    "typeof V",
    "V === undefined",
    "V ?? 'd'",
    "V || 'd'",
    "V && 'd'",
    "V ? 1 : 2",
    "V > 3",
    "[V]",
    "({ a: V })",
    "({ a: V }).a",
    "[...[V]]",
    "[...V]",
    "({ ...V })",
    "JSON.stringify(V)",
    "Boolean(V)",
    "$if(V, 1, 2)",
    "$ifEmpty(V, 'e')",
    "V.x",
    "V.x.y",
    "V?.x",
    "V?.x.y",
    "V?.x?.y ?? 3",
    "(V?.x).y",
    "V[0]",
    "V['length']",
    "V[V]",
    "V.length",
    "V.map(x => x + 1)",
    "V.map(x => x.a)",
    "V.toString()",
    "V.x()",
    "V.x?.()",
    "V.slice(0, 1)",
    "V.sort()",
    "(V.sort(), V)",
    "(x => x + 1)(V)",
    "(({ a }) => a)(V)",
    "((x = V) => x)()",
    "(() => { const x = V; return x + 1 })()",
    "(() => { let s = ''; for (const x of V) s += x; return s })()",
    "[1].reduce((all, n) => { all[n] = V; return all }, {})",
    "V instanceof Object",
    "'a' in V",
    "Object.assign({}, V)",
    "Object.assign(V, { q: V })",
    "(V).concat`x`",
    "new Set([V]).size",
    "[2, 1].sort(() => V)",
    "(V, 1)",
    "(function* () { yield V })().next().value",
    "String(V) + V",
    "[V].find(x => x?.a) + 'x'",
];

fn items() -> [Value; 3] {
    [
        json!({
            "n": 7, "text": "word", "none": null, "list": [3, 1, 2], "first name": "X",
            "o": {"a": 1, "b": {"c": "d"}, "x": {"y": 1}},
        }),
        json!({}),
        json!({"n": [2, 1], "text": {"x": {"y": [1]}}, "list": "abc", "o": null, "toString": 1}),
    ]
}

/// Evaluates every use of every value in both ways, and gives how many have come to one.
async fn compare(begin: &str) -> usize {
    let evaluator = evaluator();
    let mut values = 0;
    for value in VALUES {
        let uses: Vec<String> = USES.iter().map(|used| used.replace('V', value)).collect();
        let templates: Vec<String> = uses
            .iter()
            .flat_map(|used| {
                [SWIFT, STRICT].map(|behind| format!("{begin}{{{{ {used} }}}}{behind}"))
            })
            .collect();
        let templates: Vec<&str> = templates.iter().map(String::as_str).collect();
        let mut session = session_of(&evaluator, &items(), &templates).await;
        for (number, used) in uses.iter().enumerate() {
            let mut outcomes = Vec::new();
            for script in [2 * number, 2 * number + 1] {
                let rows = session.evaluate_each(&[script], &[0, 1, 2]).await.unwrap();
                let told = rows
                    .into_iter()
                    .map(|row| row.map_err(|failed| (failed.error.message, failed.error.hint)));
                outcomes.push(told.collect::<Vec<Result<Vec<Option<Value>>, _>>>());
            }
            values += outcomes[0].iter().filter(|row| row.is_ok()).count();
            assert_eq!(outcomes[0], outcomes[1], "{used}");
        }
    }
    values
}

#[tokio::test]
async fn every_use_of_every_value_comes_to_the_same_either_way() {
    let values = compare("").await;
    // Most of them have a value for some of the items.
    assert!(values > VALUES.len() * USES.len(), "{values}");
}

#[tokio::test]
async fn so_does_every_use_in_an_export() {
    let values = compare("=").await;
    // What fails is undefined, and so nearly all of them have one for all of the items.
    assert!(values > VALUES.len() * USES.len() * 2, "{values}");
}
