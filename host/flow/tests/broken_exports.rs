//! Real exports, broken anywhere, with answers to what they ask for that nobody would think of.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, which fail by panicking"
)]

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use jackfield_descriptor::{Descriptor, Fault, FaultKind};
use jackfield_flow::nodes::{Made, Moment, NodeType};
use jackfield_flow::{
    CallId, CallOutcome, Command, Evaluation, Event, Failure, Finish, Interpreter, Next, Start,
};
use jackfield_item::Item;
use jackfield_workflow::{
    Catalog, CoreType, Source, Wish, Workflow, check_operations, read, serve,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// After so many answers a run has shown what it does; many go round in circles.
const MOST_ANSWERS: usize = 60;

/// The files of the corpus.
fn corpus() -> &'static [Value] {
    static CORPUS: OnceLock<Vec<Value>> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
        let paths = fs::read_dir(directory).unwrap();
        let mut paths: Vec<_> = paths.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let texts = paths
            .iter()
            .filter_map(|path| fs::read_to_string(path).ok());
        let documents = texts.filter_map(|text| serde_json::from_str::<Value>(&text).ok());
        documents.filter(Value::is_object).collect()
    })
}

/// A connector for the nodes of the corpus that need one.
fn connector() -> &'static Descriptor {
    static CONNECTOR: OnceLock<Descriptor> = OnceLock::new();
    let operation = |name: &str| {
        json!({
            "name": name, "summary": "", "effect": "unsafe",
            "credentials": [{"name": "default", "types": ["*"], "optional": true}],
            "parameters": {
                "type": "object", "additionalProperties": false, "required": ["url"],
                "properties": {
                    "url": {"type": "string", "minLength": 1},
                    "message": {"type": "string"},
                    "options": {"type": "object", "additionalProperties": false, "properties": {"timeout": {"type": "integer"}}},
                    "list": {"type": "array", "items": {"$ref": "#/$defs/Entry"}},
                },
                "$defs": {"Entry": {"type": "object", "additionalProperties": false, "properties": {"name": true}}},
            },
        })
    };
    let selector = |parameter: &str, default: &str| json!({"parameter": parameter, "default": default, "expression": "send", "otherwise": {"known": ["get"], "value": "send"}, "lowerCase": true});
    CONNECTOR.get_or_init(|| {
        serde_json::from_value(json!({
            "descriptorVersion": 1, "name": "web", "version": "1.0.0", "title": "", "summary": "",
            "operations": [operation("request.get"), operation("request.send"), operation("message.post")],
            "n8nNodes": [
                {
                    "name": "n8n-nodes-base.httpRequest", "versions": [1, 3, 4, 4.1, 4.2],
                    "resource": {"default": "request"}, "operation": selector("method", "get"),
                    "batching": "/options/batching/batch", "concurrency": 3,
                },
                {"name": "n8n-nodes-base.mattermost", "versions": [1], "defaultResource": "message", "defaultOperation": "post"},
            ],
        }))
        .unwrap()
    })
}

/// Values of every kind, and words that mean something in exports.
fn anything() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "",
        "main",
        "v0",
        "v1",
        "id",
        "json",
        "name",
        "append",
        "combine",
        "each",
        "continueErrorOutput",
        "={{ $json.id }}",
        "a.b[0].c",
        "n8n-nodes-base.merge",
        "n8n-nodes-base.splitInBatches",
        "n8n-nodes-base.if",
        "n8n-nodes-base.wait",
        "2024-01-31T10:00:00",
        "/(/",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    let keys = prop::sample::select(vec![
        "id", "json", "name", "value", "error", "main", "node", "index", "a",
    ]);
    leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys.clone(), inner), 0..4).prop_map(|members| {
                let members = members.into_iter();
                Value::Object(
                    members
                        .map(|(key, value)| (key.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

/// Puts a value in the place of one of those in a document.
fn change(document: &mut Value, place: &mut usize, put: &Value) -> bool {
    if *place == 0 {
        *document = put.clone();
        return true;
    }
    *place -= 1;
    match document {
        Value::Array(list) => list.iter_mut().any(|value| change(value, place, put)),
        Value::Object(members) => members.values_mut().any(|value| change(value, place, put)),
        _ => false,
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// What decides about everything, one throw after the other.
struct Dice<'a> {
    throws: std::iter::Cycle<std::slice::Iter<'a, u32>>,
    values: &'a [Value],
}

impl Dice<'_> {
    fn below(&mut self, most: usize) -> usize {
        *self.throws.next().unwrap() as usize % most
    }

    fn value(&mut self) -> Value {
        let index = self.below(self.values.len());
        self.values.get(index).cloned().unwrap_or_default()
    }

    fn item(&mut self) -> Item {
        let fields = match self.value() {
            Value::Object(fields) => fields,
            other => Map::from_iter([("value".to_owned(), other)]),
        };
        let sources = match self.below(4) {
            0 => vec![u32::MAX],
            1 => vec![0, 1, 7],
            _ => Vec::new(),
        };
        Item::new(fields).from_sources(sources)
    }

    fn items(&mut self) -> Vec<Item> {
        let count = match self.below(10) {
            0 => 0,
            _ => 1 + self.below(3),
        };
        (0..count).map(|_| self.item()).collect()
    }

    fn fault() -> Fault {
        Fault::new(FaultKind::PermissionDenied, "no")
    }

    fn call(&mut self) -> CallId {
        let number = |number: usize| u32::try_from(number).unwrap();
        CallId {
            node: self.below(5),
            run: number(self.below(3)),
            item: self.below(3),
            page: number(self.below(2)),
        }
    }

    fn moment(&mut self) -> Moment {
        let zones = ["", "UTC", "Europe/Zurich", "No/Where"];
        let zone = zones.get(self.below(zones.len())).unwrap_or(&"");
        Moment {
            now_ms: self.below(1 << 40) as u64,
            seed: 7,
            zone: (*zone).to_owned(),
        }
    }

    /// The answer to a command; none when the run is over.
    fn answer(&mut self, workflow: &Workflow, command: Command) -> Option<Event> {
        Some(match command {
            Command::Finish(Finish::Completed | Finish::Failed(_)) => return None,
            Command::Evaluate {
                node,
                run,
                items,
                for_each,
            } => {
                let count = if for_each { items.len() } else { 1 };
                // Now and then there is one too many.
                let count = count + usize::from(self.below(60) == 0);
                let written = workflow.nodes.get(node).map(|node| node.parameters.clone());
                let written = Value::Object(written.unwrap_or_default());
                let evaluations = (0..count).map(|_| match self.below(30) {
                    0 => Evaluation::Fail(Self::fault()),
                    1 => Evaluation::Skip,
                    2..5 => Evaluation::Act(self.value()),
                    _ => Evaluation::Act(written.clone()),
                });
                let evaluations = evaluations.collect();
                let result = match self.below(60) {
                    0 => Err(Failure {
                        node,
                        item: Some(9),
                        fault: Self::fault(),
                    }),
                    _ => Ok(evaluations),
                };
                Event::Evaluated {
                    node,
                    run,
                    result,
                    moment: self.moment(),
                }
            }
            Command::Call { call, .. } => {
                let next = (self.below(6) == 0).then(|| Next {
                    after: Duration::MAX,
                    state: "{}".to_owned(),
                });
                let items = self.items();
                let result = match self.below(12) {
                    0 => Err(Self::fault()),
                    _ => Ok(CallOutcome { items, next }),
                };
                Event::Called { call, result }
            }
            Command::Script { call, .. } => {
                let made = self.items().into_iter().map(|item| Made {
                    fault: (self.below(15) == 0).then(Self::fault),
                    item,
                });
                let made: Vec<Made> = made.collect();
                let result = match self.below(15) {
                    0 => Err(Self::fault()),
                    _ => Ok(made),
                };
                Event::Scripted { call, result }
            }
            Command::SubRun { call, .. } => {
                let results = (0..self.below(4)).map(|_| match self.below(4) {
                    0 => Err(Self::fault()),
                    _ => Ok(self.items()),
                });
                let result = results.collect();
                Event::SubRan { call, result }
            }
            Command::Timer { call, .. } => Event::Fired { call },
        })
    }
}

/// Reads an export, holds it against what there is, and runs it as far as it goes.
fn survive(document: &Value, mut dice: Dice<'_>) {
    let source = Source {
        name: "export.json".to_owned(),
        text: document.to_string(),
    };
    let Ok(reading) = read(&source) else {
        return;
    };
    let mut workflow = reading.workflow;
    let core: Vec<CoreType> = NodeType::all()
        .map(|kind| CoreType {
            name: kind.name(),
            versions: kind.versions(),
            is_trigger: kind.is_trigger(),
        })
        .collect();
    let wish = Wish {
        gives_items: dice.below(2) == 0,
        pinned: dice.below(2) == 0,
        ..Wish::default()
    };
    let catalog = [connector()];
    serve(&mut workflow, Catalog::new(&catalog), &core, wish);
    let _ = check_operations(&workflow, Catalog::new(&catalog));
    for node in &workflow.nodes {
        let export = node.export.as_ref();
        if let Some((kind, version)) =
            export.and_then(|export| Some((NodeType::find(&export.kind)?, export.version)))
        {
            let _ = kind.check(version, &node.parameters);
        }
    }
    // What has no place to begin at is not run; the check has said so.
    let Some(export) = workflow.export.clone() else {
        return;
    };
    let Some(node) = export.start else {
        return;
    };
    let pinned: HashMap<usize, Vec<Item>> = (0..dice.below(3))
        .map(|_| (dice.below(workflow.nodes.len() + 1), dice.items()))
        .collect();
    let start = Start {
        node,
        items: wish.gives_items.then(|| dice.items()),
        pinned,
    };
    let (mut interpreter, mut commands) = Interpreter::start_at(&workflow, &export, start);
    for _ in 0..MOST_ANSWERS {
        if commands.is_empty() {
            break;
        }
        if dice.below(8) == 0 {
            let call = dice.call();
            let _ = interpreter.apply(Event::Fired { call });
        }
        let next = dice.below(commands.len());
        let Some(event) = dice.answer(&workflow, commands.swap_remove(next)) else {
            break;
        };
        // What was not asked for is refused, and leaves the run as it was.
        if let Ok(more) = interpreter.apply(event) {
            commands.extend(more);
        }
        let lineage = interpreter.lineage();
        for target in 0..workflow.nodes.len().min(4) {
            let _ = lineage.paired(dice.below(4), target);
            let _ = lineage.context(target);
        }
    }
    let _ = (interpreter.take_tolerated(), interpreter.take_answers());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_file_and_no_answer_is_too_strange(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), anything()), 0..4),
        throws in prop::collection::vec(any::<u32>(), 64),
        values in prop::collection::vec(anything(), 1..8),
    ) {
        let mut document = file.get(corpus()).clone();
        for (place, put) in changes {
            let mut place = place.index(count(&document));
            change(&mut document, &mut place, &put);
        }
        let dice = Dice { throws: throws.iter().cycle(), values: &values };
        survive(&document, dice);
    }
}
