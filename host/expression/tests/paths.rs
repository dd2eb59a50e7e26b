//! Plain paths are evaluated without JavaScript: with the same results.

mod support;

use jackfield_item::Item;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use support::n8n::{Nodes, outcome_of};
use support::{Outcome, evaluate_for, evaluator};

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[ab]", "length", "[0-2]", "first name", "ü\\PC?"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has no other numbers", |number| number.is_finite())
            .prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A step of a path, spelled in one of the ways there are.
fn step() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab]".prop_map(|name| format!(".{name}")),
        Just(".length".to_owned()),
        (0..3_usize).prop_map(|index| format!("[{index}]")),
        name().prop_map(|name| format!("[{}]", Value::from(name))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_path_gives_what_javascript_gives(
        value in value(),
        steps in prop::collection::vec(step(), 0..4),
    ) {
        let item = Item::new(Map::from_iter([("a".to_owned(), value), ("n".to_owned(), json!(1))]));
        let path = format!("$json{}", steps.concat());
        runtime().block_on(async {
            let evaluator = evaluator();
            for (before, after) in [("", ""), ("<", ">")] {
                // In parentheses it is no plain path any more.
                let native = format!("{before}{{{{ {path} }}}}{after}");
                let script = format!("{before}{{{{ ({path}) }}}}{after}");
                let native = evaluate_for(&evaluator, &native, &item).await;
                let script = evaluate_for(&evaluator, &script, &item).await;
                match (&native, &script) {
                    (Outcome::Value(native), Outcome::Value(script)) => {
                        prop_assert!(support::same(native, script), "{path}: {native} and {script}");
                    }
                    (Outcome::Wrong(_), Outcome::Wrong(_)) => {}
                    _ => prop_assert!(false, "{path}: {native:?} and {script:?}"),
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_text_is_split_alike_here_and_where_it_is_known_later(text in "[{}\\\\ 1;+]{0,14}") {
        let json = json!({"a": text});
        let here = Value::from(format!("={text}"));
        let later = Value::from("={{ $evaluateExpression($json.a) }}");
        runtime().block_on(async {
            let evaluator = evaluator();
            let mut outcomes = Vec::new();
            for template in [here, later] {
                let nodes = Nodes::of(std::slice::from_ref(&json));
                outcomes.push(outcome_of(&evaluator, &template, nodes).await);
            }
            prop_assert_eq!(&outcomes[0], &outcomes[1], "{}", text);
            Ok(())
        })?;
    }

    #[test]
    fn so_it_does_in_exports(
        value in value(),
        steps in prop::collection::vec(any_step(), 0..5),
    ) {
        let json = json!({"a": value, "n": 1});
        let path = format!("$json{}", steps.concat());
        runtime().block_on(async {
            let evaluator = evaluator();
            let templates: Vec<String> = [("", ""), ("<", ">")]
                .iter()
                .flat_map(|(before, after)| {
                    [format!("={before}{{{{ {path} }}}}{after}"), format!("={before}{{{{ ({path}) }}}}{after}")]
                })
                .collect();
            let outcomes = support::n8n::each_of(&evaluator, &templates, &json).await;
            for pair in outcomes.chunks(2) {
                match pair {
                    [Ok(Some(native)), Ok(Some(script))] => {
                        prop_assert!(support::same(native, script), "{path}: {native} and {script}");
                    }
                    [native, script] => prop_assert_eq!(native, script, "{}", path),
                    odd => prop_assert!(false, "{odd:?}"),
                }
            }
            Ok(())
        })?;
    }
}

#[expect(clippy::expect_used, reason = "a helper of tests is not seen as such")]
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

/// A step as it can be in an export, to what there is not and to what is inherited too.
fn any_step() -> impl Strategy<Value = String> {
    let names = [
        "map",
        "trim",
        "link",
        "toString",
        "toFixed",
        "valueOf",
        "keys",
        "constructor",
        "x",
        "with",
    ];
    prop_oneof![
        4 => step(),
        1 => prop::sample::select(names.to_vec()).prop_map(|name| format!(".{name}")),
    ]
}
