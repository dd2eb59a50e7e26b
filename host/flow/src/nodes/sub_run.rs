//! Execute Workflow: which workflow is run, and with what.

use std::borrow::Cow;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::{Map, Value};

use super::read::{self, Parameters, invalid, shown};
use super::visit::{Deed, Named, SubRun, Visit};
use super::{convert, js};

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
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
        "url" => Err(
            invalid("takes a workflow from a URL, which is not done here")
                .hint("save that workflow beside this file, and name it by its id"),
        ),
        unknown => Err(invalid(format!("knows no `source` called `{unknown}`"))),
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
        "array" => convert::array(value).map(Cow::into_owned),
        "object" => convert::object(value).map(Cow::into_owned),
        _ => Some(value.clone()),
    }
}
