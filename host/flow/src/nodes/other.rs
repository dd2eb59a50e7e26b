//! Wait, Stop and Error, the code nodes, and runs of other workflows.

use std::time::Duration;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::{Map, Value};

use super::kind::NodeType;
use super::read::{self, Parameters, invalid, shown};
use super::visit::{Code, CodeStyle, Deed, Named, SubRun, Visit};
use super::visiting::passed_on;
use super::{convert, instant, js};

/// No wait is longer than this, about ten years.
const LONGEST: f64 = 10.0 * 365.0 * 86_400.0;

pub(super) fn wait(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let written = visit.once()?;
    let parameters = Parameters(&written);
    let ports = vec![passed_on(visit.items())];
    let seconds = match parameters.text("resume", "timeInterval").as_ref() {
        "timeInterval" => {
            let is_old = visit.version < 1.1 - 1e-9;
            let (amount, unit) = if is_old {
                (1.0, "hours")
            } else {
                (5.0, "seconds")
            };
            let amount = parameters.get("amount").map_or(amount, js::number);
            let factor = match parameters.text("unit", unit).as_ref() {
                "seconds" => 1.0,
                "minutes" => 60.0,
                "hours" => 3_600.0,
                "days" => 86_400.0,
                unknown => return Err(invalid(format!("knows no `unit` called `{unknown}`"))),
            };
            if !amount.is_finite() || amount < 0.0 {
                return Err(invalid(format!(
                    "the wait should be a number from 0 on, and is {}",
                    shown(parameters.get("amount").unwrap_or(&Value::Null))
                )));
            }
            amount * factor
        }
        "specificTime" => {
            let value = parameters.get("dateTime").unwrap_or(&Value::Null);
            let zone = instant::zone(&visit.moment.zone);
            let until = instant::of(value, &zone)
                .ok_or_else(|| invalid(format!("{} is not a valid date", shown(value))))?;
            let now = i64::try_from(visit.moment.now_ms).unwrap_or(i64::MAX);
            let left = until
                .timestamp()
                .as_millisecond()
                .saturating_sub(now)
                .max(0);
            #[expect(clippy::cast_precision_loss, reason = "no wait is so long")]
            let seconds = left as f64 / 1_000.0;
            seconds
        }
        other => {
            return Err(invalid(format!(
                "waits for a {other}, and nothing listens for one here"
            ))
            .hint("wait for a time (`timeInterval` or `specificTime`)"));
        }
    };
    let wait = Duration::from_secs_f64(seconds.min(LONGEST));
    Ok(if wait.is_zero() {
        Deed::Done(ports)
    } else {
        Deed::Later(wait, ports)
    })
}

pub(super) fn stop(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let written = visit.once()?;
    let parameters = Parameters(&written);
    if parameters.text("errorType", "errorMessage") != "errorObject" {
        let message = parameters.text("errorMessage", "");
        return Err(invalid(if message.is_empty() {
            "the workflow stops here, and says no more"
        } else {
            message.as_ref()
        }));
    }
    let object = match parameters.get("errorObject") {
        Some(Value::String(text)) => read::json(text),
        other => other.cloned(),
    };
    let Some(object @ Value::Object(_)) = object else {
        return Err(invalid("the error object is no JSON object"));
    };
    let said = ["message", "error", "description"];
    let mut said = said.iter().filter_map(|name| object.get(*name)?.as_str());
    let message = said
        .next()
        .map_or_else(|| js::json(&object), ToOwned::to_owned);
    Err(invalid(message))
}

/// Code that gives every item a field, as n8n's editor begins with; a file that says nothing means
/// that.
const FOR_ALL: &str =
    "return $input.all().map((item) => { item.json.myNewField = 1; return item; });";
const FOR_EACH: &str = "$input.item.json.myNewField = 1; return $input.item;";
const OLD_FOR_ALL: &str = "items[0].json.myVariable = 1; return items;";
const OLD_FOR_EACH: &str = "item.myVariable = 1; return item;";

pub(super) fn code(kind: NodeType, mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let written = visit.once()?;
    let parameters = Parameters(&written);
    let (name, default, style) = match kind {
        NodeType::Function => ("functionCode", OLD_FOR_ALL, CodeStyle::Function),
        NodeType::FunctionItem => ("functionCode", OLD_FOR_EACH, CodeStyle::FunctionItem),
        _ => {
            let language = parameters.text("language", "javaScript");
            if language != "javaScript" {
                return Err(invalid("is written in Python, which is not run here")
                    .hint("write the code in JavaScript (`\"language\": \"javaScript\"`)"));
            }
            if parameters.text("mode", "runOnceForAllItems") == "runOnceForEachItem" {
                ("jsCode", FOR_EACH, CodeStyle::EachItem)
            } else {
                ("jsCode", FOR_ALL, CodeStyle::AllItems)
            }
        }
    };
    Ok(Deed::Script(Code {
        source: parameters.text(name, default).into_owned(),
        style,
    }))
}

pub(super) fn execute_workflow(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let items = visit.items();
    let mut given = Vec::with_capacity(items.len());
    let version = visit.version;
    // Every item's parameters are looked at, and those that fail are faults of their items; a run
    // of another workflow has no place for items that never reach it.
    visit.tolerates = false;
    let mut named: Option<(Value, Named)> = None;
    let mut first = None;
    visit.each(Vec::new(), 0, |number, item, written, _| {
        let parameters = Parameters(&written);
        let key = ["source", "workflowId", "workflowPath", "workflowJson"]
            .iter()
            .map(|name| parameters.get(name).cloned().unwrap_or_default())
            .collect::<Value>();
        match &named {
            None => named = Some((key, workflow(parameters)?)),
            Some((known, _)) if *known == key => {}
            Some(_) => {
                return Err(invalid("its items name different workflows")
                    .hint("send the items to one Execute Workflow node for each workflow"));
            }
        }
        given.push(input(version, parameters, item, number)?);
        if first.is_none() {
            first = Some(written);
        }
        Ok(())
    })?;
    let Some((_, workflow)) = named else {
        return Ok(Deed::Done(vec![Vec::new()]));
    };
    let first = first.unwrap_or_default();
    let parameters = Parameters(&first);
    let executions = if parameters.text("mode", "once") == "each" {
        given.into_iter().map(|item| vec![item]).collect()
    } else {
        vec![given]
    };
    Ok(Deed::Call(SubRun {
        workflow,
        executions,
        waits: parameters.flag("options.waitForSubWorkflow", true),
    }))
}

fn workflow(parameters: Parameters<'_>) -> Result<Named, Fault> {
    let missing = |name: &str| {
        invalid("does not say which workflow to run").hint(format!("name it in `{name}`"))
    };
    match parameters.text("source", "database").as_ref() {
        "database" => {
            let id = parameters
                .get("workflowId.value")
                .or_else(|| parameters.get("workflowId"))
                .filter(|id| id.is_string() || id.is_number())
                .map(js::text)
                .filter(|id| !id.trim().is_empty());
            id.map(|id| Named::Id(id.trim().to_owned()))
                .ok_or_else(|| missing("workflowId"))
        }
        "localFile" => {
            let path = parameters.text("workflowPath", "").into_owned();
            if path.is_empty() {
                return Err(missing("workflowPath"));
            }
            Ok(Named::File(path))
        }
        "parameter" => {
            let written = match parameters.get("workflowJson") {
                Some(Value::String(text)) => read::json(text),
                other => other.cloned(),
            };
            match written {
                Some(object @ Value::Object(_)) => Ok(Named::Inline(object)),
                _ => Err(invalid("the workflow in `workflowJson` is no JSON object")),
            }
        }
        source => Err(invalid(format!(
            "takes a workflow from a {source}, which is not done here"
        ))
        .hint("save that workflow beside this file, and name it by its id")),
    }
}

/// What another workflow is given of an item.
fn input(
    version: f64,
    parameters: Parameters<'_>,
    item: &Item,
    number: u32,
) -> Result<Item, Fault> {
    let sources = vec![number];
    let schema = parameters.list("workflowInputs.schema");
    if version < 1.2 - 1e-9 || schema.is_empty() {
        return Ok(item.clone().from_sources(sources));
    }
    let values = parameters
        .get("workflowInputs.value")
        .unwrap_or(&Value::Null);
    let converts = parameters.flag("workflowInputs.attemptToConvertTypes", false);
    let as_text = parameters.flag("workflowInputs.convertFieldsToString", false);
    let mut result = Map::new();
    for field in schema {
        let field = Parameters(field);
        let name = field.text("id", "");
        if field.flag("removed", false) || name.is_empty() {
            continue;
        }
        let value = values.get(name.as_ref()).unwrap_or(&Value::Null);
        let kind = field.text("type", "any");
        let value = match kind.as_ref() {
            _ if value.is_null() => Value::Null,
            "string" if converts || as_text => Value::String(convert::text(value).into_owned()),
            kind if converts => converted(kind, value).ok_or_else(|| {
                invalid(format!(
                    "the input `{name}` should be of the type {kind}, and is {}",
                    shown(value)
                ))
            })?,
            _ => value.clone(),
        };
        result.insert(name.into_owned(), value);
    }
    Ok(item.with_fields(result).from_sources(sources))
}

fn converted(kind: &str, value: &Value) -> Option<Value> {
    match kind {
        "number" => convert::number(value),
        "boolean" => convert::boolean(value).map(Value::Bool),
        "array" => convert::array(value).map(std::borrow::Cow::into_owned),
        "object" => convert::object(value).map(std::borrow::Cow::into_owned),
        _ => Some(value.clone()),
    }
}
