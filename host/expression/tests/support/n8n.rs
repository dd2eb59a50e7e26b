//! Evaluating templates as a node of an export does.

use std::sync::Arc;

use jackfield_expression::{Compiled, Data, Dialect, Evaluator, Place, Scope, Script, Settings};
use jackfield_item::{Blob, Item};
use serde_json::{Value, json};

use super::item;

/// Nodes before the one at work: `Webhook` gave two items by its first output and one by its
/// second, in each of two runs; `Later` has not run; of the items of `Many` nobody knows where
/// they come from.
#[derive(Clone)]
pub(crate) struct Nodes {
    pub(crate) items: Vec<Item>,
}

impl Nodes {
    pub(crate) fn new() -> Self {
        let first = json!({
            "n": 7, "f": 0.1, "s": "Hello", "z": null, "t": true, "no": false, "empty": "",
            "list": [3, 1, 2], "o": {"a": 1, "b": {"c": "d"}}, "first name": "X", "nan": "x",
            "users": [{"name": "Ann", "age": 30}, {"name": "Bob", "age": 25}],
            "when": "2024-03-10T06:59:59.000Z", "link": "https://a.example/x?y=1",
        });
        let blob = Blob {
            name: Some("report.pdf".to_owned()),
            media_type: Some("application/pdf".to_owned()),
            data: vec![0; 1500].into(),
        };
        let first = item(&first).with_binary([("data".to_owned(), blob)].into());
        Self {
            items: vec![first, item(&json!({"n": 8, "b": "second"}))],
        }
    }

    pub(crate) fn of(items: &[Value]) -> Self {
        Self {
            items: items.iter().map(item).collect(),
        }
    }

    fn known(name: &str) -> Result<(), String> {
        match name {
            "Webhook" | "Many" | "None" => Ok(()),
            "Later" => Err("the node `Later` has not run".to_owned()),
            _ => Err(format!(
                "there is no node `{name}` (did you mean `Webhook`?)"
            )),
        }
    }
}

impl Data for Nodes {
    fn count(&self) -> usize {
        self.items.len()
    }

    fn item(&self, index: usize) -> Option<Item> {
        self.items.get(index).cloned()
    }

    fn node_count(
        &self,
        name: &str,
        output: Option<u32>,
        run: Option<u32>,
    ) -> Result<usize, String> {
        Self::known(name)?;
        match (name, output.unwrap_or(0), run.unwrap_or(1)) {
            ("None", ..) => Ok(0),
            (_, 0, 0..2) => Ok(2),
            (_, 1, 0..2) => Ok(1),
            (_, output, 0..2) => Err(format!("the node `{name}` has no output {output}")),
            (_, _, run) => Err(format!("the node `{name}` had no run {run}")),
        }
    }

    fn node_item(&self, name: &str, at: Place) -> Option<Item> {
        let (output, run) = (at.output.unwrap_or(0), at.run.unwrap_or(1));
        let count = self.node_count(name, at.output, at.run).ok()?;
        let json =
            json!({"id": format!("{name}-{output}-{run}-{}", at.index), "body": {"x": at.index}});
        let blob = Blob {
            name: Some("photo.png".to_owned()),
            data: vec![1, 2, 3].into(),
            ..Blob::default()
        };
        let binary = (output == 1).then(|| ("file".to_owned(), blob));
        (at.index < count).then(|| item(&json).with_binary(binary.into_iter().collect()))
    }

    fn paired(&self, name: &str, item: usize) -> Result<Place, String> {
        Self::known(name)?;
        match name {
            "Many" => Err(format!(
                "`$('Many').item`: item {item} comes from several items"
            )),
            // Each comes from the other one.
            _ => Ok(Place {
                run: Some(1),
                ..Place::at(1 - item.min(1))
            }),
        }
    }

    fn node_facts(&self, name: &str) -> Result<Value, String> {
        if name == "Later" {
            return Ok(json!({"isExecuted": false}));
        }
        Self::known(name)?;
        Ok(json!({
            "isExecuted": true, "runIndex": 1, "parameters": {"path": "hook", "computed": "={{ $json.n }} items"},
            "context": {"seen": 3},
        }))
    }

    fn environment(&self, name: &str) -> Result<String, String> {
        match name {
            "ALLOWED" => Ok("value".to_owned()),
            _ => Err(format!(
                "the environment variable `{name}` is not allowed; run the workflow with --allow-env {name}"
            )),
        }
    }
}

pub(crate) fn settings() -> Settings {
    let facts = json!({
        "node": {
            "name": "Set", "id": "node-1", "version": 3.4, "webhookId": "hook-1",
            "parameters": {
                "plain": "text", "computed": "={{ $json.n + 1 }}", "self": "={{ $parameter.self }}",
                "inner": {"list": ["={{ $json.s }}!"]},
            },
        },
        "previous": {"name": "Webhook", "outputIndex": 0, "runIndex": 1},
        "runIndex": 2,
        "mode": "cli",
        "workflow": {"id": "w1", "name": "Test", "active": true},
        "execution": {"id": "run-1", "mode": "production", "resumeUrl": "https://x.example/resume"},
        "vars": {"region": "eu"},
    });
    Settings {
        now_ms: 1_719_835_200_000,
        seed: 42,
        zone: "Europe/Zurich".to_owned(),
        facts,
        roots: json!({"$response": {"body": {"next": 2}, "statusCode": 200}, "$pageCount": 3})
            .as_object()
            .unwrap()
            .clone(),
    }
}

/// A value, or what is wrong and what to do.
pub(crate) type Outcome = Result<Option<Value>, (String, Option<String>)>;

/// Evaluates a template for the first item.
pub(crate) async fn evaluate(evaluator: &Evaluator, template: &str) -> Outcome {
    outcome_of(evaluator, &Value::from(template), Nodes::new()).await
}

/// Evaluates a value for the first of the items.
pub(crate) async fn outcome_of(evaluator: &Evaluator, value: &Value, nodes: Nodes) -> Outcome {
    let mut scripts: Vec<Script> = Vec::new();
    let compiled = Compiled::compile(value, Dialect::N8n, &mut scripts).expect("always");
    let checked = evaluator
        .check(&scripts, &serde_json::Map::new())
        .await
        .unwrap();
    if let Some((_, error)) = checked.into_iter().next() {
        return Err((error.message, error.hint));
    }
    let first = nodes.items.first().unwrap().clone();
    let mut session = evaluator
        .session(&settings(), Arc::new(nodes))
        .await
        .unwrap();
    for script in &scripts {
        session.compile(script).await.unwrap();
    }
    let numbers: Vec<usize> = (0..scripts.len()).collect();
    let mut rows = match session.evaluate(&numbers, &[0]).await {
        Ok(rows) => rows,
        Err(failed) => return Err((failed.error.message, failed.error.hint)),
    };
    let scope = Scope {
        item: &first,
        index: 0,
        scripts: &rows.remove(0),
    };
    compiled
        .evaluate(scope)
        .map_err(|(_, error)| (error.message, error.hint))
}

/// Evaluates these templates, each by itself, for an item of this object.
pub(crate) async fn each_of(
    evaluator: &Evaluator,
    templates: &[String],
    json: &Value,
) -> Vec<Outcome> {
    let mut scripts: Vec<Script> = Vec::new();
    let compiled: Vec<Compiled> = templates
        .iter()
        .map(|text| Compiled::compile(&Value::from(text.as_str()), Dialect::N8n, &mut scripts))
        .collect::<Result<_, _>>()
        .expect("always");
    let nodes = Nodes::of(std::slice::from_ref(json));
    let item = nodes.items.first().unwrap().clone();
    let mut session = evaluator
        .session(&settings(), Arc::new(nodes))
        .await
        .unwrap();
    let mut values = Vec::new();
    for (number, script) in scripts.iter().enumerate() {
        session.compile(script).await.unwrap();
        let row = session.evaluate(&[number], &[0]).await;
        values.push(row.map(|mut rows| rows.remove(0).remove(0)));
    }
    let mut outcomes = Vec::new();
    for compiled in compiled {
        let outcome = match &compiled {
            Compiled::Script { number, .. } => {
                let value = values.get(*number).expect("as many").clone();
                value.map_err(|failed| failed.error)
            }
            _ => {
                let scope = Scope {
                    item: &item,
                    index: 0,
                    scripts: &[],
                };
                compiled.evaluate(scope).map_err(|(_, error)| error)
            }
        };
        outcomes.push(outcome.map_err(|error| (error.message, error.hint)));
    }
    outcomes
}
