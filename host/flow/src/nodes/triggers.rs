//! Triggers: what begins a run. What the run was given goes on; where it was given nothing, a
//! trigger gives what it would give now.

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::{Map, Value, json};

use super::date_format::ordinal;
use super::kind::{NodeType, text};
use super::read::{self, Parameters};
use super::visit::{Deed, Moment, Visit};
use super::visiting::{fields, from_one, item_of, passed_on};
use super::{instant, visit::Made};

pub(super) fn carry_out(kind: NodeType, mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let parameters = match visit.once()? {
        Value::Object(parameters) => parameters,
        _ => Map::new(),
    };
    let items = visit.items();
    let is_given = items.iter().any(|item| !is_bare(item));
    let made = match kind {
        NodeType::ExecuteWorkflowTrigger => called(visit.version, &parameters, items),
        NodeType::Webhook if is_given => items
            .iter()
            .zip(0..)
            .map(|(item, number)| from_one(request(&parameters, item), number))
            .collect(),
        _ if is_given => passed_on(items),
        NodeType::Webhook => alone(requested(&parameters)),
        NodeType::ScheduleTrigger => alone(scheduled(visit.moment)),
        NodeType::ErrorTrigger => alone(failed()),
        _ => alone(json!({})),
    };
    Ok(Deed::Done(vec![made]))
}

fn is_bare(item: &Item) -> bool {
    fields(item).is_empty() && item.binary().is_empty()
}

fn alone(fields: Value) -> Vec<Made> {
    vec![Made {
        item: item_of(fields),
        fault: None,
    }]
}

/// A request, for a run that was given none.
fn requested(parameters: &Map<String, Value>) -> Value {
    json!({
        "headers": {},
        "params": {},
        "query": {},
        "body": {},
        "webhookUrl": format!("/webhook/{}", text(parameters, "path", "").trim_start_matches('/')),
        "executionMode": "production",
    })
}

/// What a run was given as the item of a request: it is one, or else the body of one.
fn request(parameters: &Map<String, Value>, item: &Item) -> Item {
    const PARTS: [&str; 4] = ["headers", "params", "query", "body"];
    let given = fields(item);
    let Value::Object(mut whole) = requested(parameters) else {
        return item.clone();
    };
    if PARTS.iter().any(|part| given.contains_key(*part)) {
        whole.extend(given.into_owned());
    } else {
        whole.insert("body".to_owned(), item.json().clone());
    }
    item.with_fields(whole)
}

/// What a schedule gives at its time.
fn scheduled(moment: &Moment) -> Value {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds are far below that"
    )]
    let now = moment.now_ms as f64;
    let zone = instant::zone(&moment.zone);
    let Some(now) = instant::of_milliseconds(now, &zone) else {
        return json!({});
    };
    let form = |form: &str| now.strftime(form).to_string();
    json!({
        "timestamp": form("%Y-%m-%dT%H:%M:%S%.3f%:z"),
        "Readable date": format!("{} {} {}", form("%B"), ordinal(now.day()), form("%Y, %-I:%M:%S %P")),
        "Readable time": form("%-I:%M:%S %P"),
        "Day of week": form("%A"),
        "Year": form("%Y"),
        "Month": form("%B"),
        "Day of month": form("%d"),
        "Hour": form("%H"),
        "Minute": form("%M"),
        "Second": form("%S"),
        "Timezone": format!("{} (UTC{})", moment.zone, form("%:z")),
    })
}

/// An error workflow's item, for a run that is about no error.
fn failed() -> Value {
    json!({
        "execution": {
            "id": "1",
            "url": "",
            "error": {"message": "an example of an error", "stack": ""},
            "lastNodeExecuted": "",
            "mode": "trigger",
        },
        "workflow": {"id": "1", "name": ""},
    })
}

/// The caller's items, with the fields that the trigger declares and no others.
fn called(version: f64, parameters: &Map<String, Value>, items: &[Item]) -> Vec<Made> {
    let Some(names) = declared(version, parameters) else {
        return passed_on(items);
    };
    let numbered = items.iter().zip(0..);
    numbered
        .map(|(item, number)| {
            let given = fields(item);
            let fields = names.iter().map(|name| {
                let value = given.get(name).cloned().unwrap_or_default();
                (name.clone(), value)
            });
            from_one(item.with_fields(fields.collect()), number)
        })
        .collect()
}

/// The names of the fields that are declared; none when all go on.
fn declared(version: f64, parameters: &Map<String, Value>) -> Option<Vec<String>> {
    if version < 1.1 - 1e-9 {
        return None;
    }
    let whole = Value::Object(parameters.clone());
    let written = Parameters(&whole);
    match written.text("inputSource", "workflowInputs").as_ref() {
        "passthrough" => None,
        "jsonExample" => {
            let example = match written.get("jsonExample") {
                Some(Value::String(text)) => read::json(text)?,
                other => other?.clone(),
            };
            Some(example.as_object()?.keys().cloned().collect())
        }
        _ => {
            let values = written.list("workflowInputs.values").iter();
            let names = values.map(|value| Parameters(value).text("name", "").into_owned());
            Some(names.filter(|name| !name.is_empty()).collect())
        }
    }
}
