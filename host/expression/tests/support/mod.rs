//! Evaluating templates as a step does, with items to look at.

#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "shared by tests of which none uses all"
)]

pub(crate) mod code;
pub(crate) mod n8n;

use std::path::Path;
use std::sync::Arc;

use jackfield_expression::{
    Compiled, Data, Dialect, EvaluateError, Evaluator, ParseError, Place, Scope, Script, Session,
    Settings,
};
use jackfield_item::Item;
use jackfield_sandbox::{Cache, Sandbox};
use serde_json::{Value, json};

/// The items that the cases look at, of which the first is theirs.
pub(crate) struct Items(Vec<Item>);

/// A session over items of these objects, in which these templates are compiled.
pub(crate) async fn session_of(
    evaluator: &Evaluator,
    items: &[Value],
    templates: &[&str],
) -> Session {
    let items = Items(items.iter().map(item).collect());
    session_over(evaluator, Arc::new(items), templates).await
}

/// A session over some data, in which these templates are compiled: those that begin with an equals
/// sign, as exports have them.
pub(crate) async fn session_over(
    evaluator: &Evaluator,
    data: Arc<dyn Data>,
    templates: &[&str],
) -> Session {
    let mut session = session(evaluator, data).await;
    let mut scripts: Vec<Script> = Vec::new();
    for template in templates {
        let dialect = if template.starts_with('=') {
            Dialect::N8n
        } else {
            Dialect::Steps
        };
        Compiled::compile(&Value::from(*template), dialect, &mut scripts).expect("a template");
    }
    assert_eq!(scripts.len(), templates.len(), "{templates:?}");
    for (script, template) in scripts.iter().zip(templates) {
        let compiled = session.compile(script).await;
        compiled.unwrap_or_else(|error| panic!("{template}: {error}"));
    }
    session
}

pub(crate) fn item(json: &Value) -> Item {
    Item::new(json.as_object().unwrap().clone())
}

fn items() -> Items {
    let first = json!({
        "n": 7, "f": 0.1, "s": "Hello", "u": "Grüße 𝄞 日", "empty": "", "z": null, "t": true,
        "no": false, "list": [3, 1, 2], "words": ["b", "a", "C"], "num": "42", "csv": "a,b;c",
        "o": {"a": 1, "b": {"c": "d"}}, "first name": "X", "version": "v1.2.3",
        "when": "2024-03-10T06:59:59Z",
        "users": [{"name": "Ann", "age": 30}, {"name": "Bob", "age": 25}],
        "items": [{"price": 1.5, "qty": 2}, {"price": 2.25, "qty": 4}],
    });
    Items(vec![item(&first), item(&json!({"n": 8}))])
}

impl Data for Items {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn item(&self, index: usize) -> Option<Item> {
        self.0.get(index).cloned()
    }

    fn node_count(&self, name: &str, _: Option<u32>, _: Option<u32>) -> Result<usize, String> {
        match name {
            "Post" => Ok(2),
            "Later" => Err("the step `Later` does not come before this one".to_owned()),
            _ => Err(format!("there is no step `{name}` (did you mean `Post`?)")),
        }
    }

    fn node_item(&self, _: &str, at: Place) -> Option<Item> {
        Some(item(&json!({"id": format!("p{}", at.index)})))
    }

    fn paired(&self, _: &str, item: usize) -> Result<Place, String> {
        Ok(Place::at(item))
    }

    fn environment(&self, name: &str) -> Result<String, String> {
        match name {
            "ALLOWED" => Ok("value".to_owned()),
            _ => Err(format!("run the workflow with --allow-env {name}")),
        }
    }
}

pub(crate) fn evaluator() -> Evaluator {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled");
    let cache = Cache::open(&directory).ok();
    Evaluator::new(&Sandbox::new(cache).expect("an engine"))
}

async fn session(evaluator: &Evaluator, data: Arc<dyn Data>) -> Session {
    let settings = Settings {
        now_ms: 1_719_835_200_000,
        seed: 42,
        zone: "Europe/Zurich".to_owned(),
        facts: json!({"workflow": {"name": "test"}, "execution": {"id": "run-1"}}),
        ..Settings::default()
    };
    evaluator.session(&settings, data).await.expect("a session")
}

/// What came of a template.
#[derive(Debug)]
pub(crate) enum Outcome {
    Value(Value),
    Wrong(EvaluateError),
    NoExpression(ParseError),
}

/// Evaluates a template for the first of the items.
pub(crate) async fn evaluate(evaluator: &Evaluator, template: &str) -> Outcome {
    evaluate_in(evaluator, template, items()).await
}

/// Evaluates a template for this item alone.
pub(crate) async fn evaluate_for(evaluator: &Evaluator, template: &str, item: &Item) -> Outcome {
    evaluate_in(evaluator, template, Items(vec![item.clone()])).await
}

/// Evaluates a template as a step would: here if it can be, else in a session of its own.
async fn evaluate_in(evaluator: &Evaluator, template: &str, items: Items) -> Outcome {
    let mut scripts: Vec<Script> = Vec::new();
    let compiled = match Compiled::compile(&Value::from(template), Dialect::Steps, &mut scripts) {
        Ok(compiled) => compiled,
        Err(mut errors) => return Outcome::NoExpression(errors.remove(0).1),
    };
    if let Some((_, error)) = evaluator
        .check(&scripts, &serde_json::Map::new())
        .await
        .unwrap()
        .into_iter()
        .next()
    {
        return Outcome::NoExpression(error);
    }
    let mut rows = vec![Vec::new()];
    if !scripts.is_empty() {
        let mut session = session(evaluator, Arc::new(Items(items.0.clone()))).await;
        for script in &scripts {
            session.compile(script).await.unwrap();
        }
        match session.evaluate(&[0], &[0]).await {
            Ok(values) => rows = values,
            Err(failed) => return Outcome::Wrong(failed.error),
        }
    }
    let scope = Scope {
        item: items.0.first().unwrap(),
        index: 0,
        scripts: &rows.remove(0),
    };
    match compiled.evaluate(scope) {
        Ok(value) => Outcome::Value(value.expect("something")),
        Err((_, error)) => Outcome::Wrong(error),
    }
}

/// JSON has one kind of number: 12 and 12.0 are the same.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, left)| right.get(key).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

/// Values of which none is undefined.
pub(crate) fn values(rows: impl IntoIterator<Item = Vec<Option<Value>>>) -> Vec<Vec<Value>> {
    let row = |row: Vec<Option<Value>>| row.into_iter().map(|value| value.expect("a value"));
    rows.into_iter()
        .map(|values| row(values).collect())
        .collect()
}
