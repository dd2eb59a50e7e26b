//! Where the workflows stand in a document: n8n's interface, its command line and its API each put
//! something else around them.

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::pointer::Pointer;

/// Under which keys a workflow, or a list of some, can stand; an execution has both its data and
/// its workflow.
const WRAPS: [&str; 4] = ["workflowData", "workflow", "workflows", "data"];
/// So deep n8n wraps nothing.
const DEEPEST: usize = 4;
/// So many workflows are listed at most.
const LISTED: usize = 20;

/// A workflow in a document.
pub(super) struct Found<'a> {
    pub(super) at: Pointer,
    pub(super) workflow: &'a Value,
}

/// All workflows of a document, in its order.
pub(super) fn find(document: &Value) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    look(document, Pointer::root(), 0, &mut found);
    found
}

fn look<'a>(value: &'a Value, at: Pointer, depth: usize, found: &mut Vec<Found<'a>>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(object) if object.contains_key("steps") => {}
        Value::Object(_) if is_workflow(value) => {
            found.push(Found {
                at,
                workflow: value,
            });
        }
        Value::Object(object) => {
            let before = found.len();
            for key in WRAPS {
                if let Some(inner) = object.get(key) {
                    look(inner, at.join(key), depth + 1, found);
                }
                if found.len() > before {
                    break;
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                look(element, at.join(index), depth + 1, found);
            }
        }
        _ => {}
    }
}

fn is_workflow(value: &Value) -> bool {
    let nodes = value.get("nodes");
    nodes.is_some_and(Value::is_array) || (nodes.is_some() && value.get("connections").is_some())
}

/// The workflow that is meant: by its id or its name, where somebody says which.
pub(super) fn choose<'a>(
    found: &'a [Found<'a>],
    chosen: Option<&str>,
) -> Result<&'a Found<'a>, Diagnostic> {
    let all = || format!("it has {}", listed(found));
    let Some(chosen) = chosen else {
        return match found {
            [only] => Ok(only),
            _ => Err(Diagnostic::new(
                Pointer::root(),
                format!("there are {} workflows in this file", found.len()),
            )
            .hint(format!("choose one with `--workflow`: {}", all()))),
        };
    };
    let answering: Vec<&Found<'_>> = ["id", "name"]
        .into_iter()
        .map(|key| {
            let answers = |found: &&Found<'_>| word(found, key).is_some_and(|word| word == chosen);
            found.iter().filter(answers).collect::<Vec<_>>()
        })
        .find(|answering| !answering.is_empty())
        .unwrap_or_default();
    match answering.as_slice() {
        [only] => Ok(only),
        [] => Err(Diagnostic::new(
            Pointer::root(),
            format!("there is no workflow `{chosen}` in this file"),
        )
        .hint(all())),
        [_, second, ..] => Err(Diagnostic::new(
            second.at.clone(),
            format!("there are {} workflows called `{chosen}`", answering.len()),
        )
        .hint(format!("choose one by its id with `--workflow`: {}", all()))),
    }
}

fn listed(found: &[Found<'_>]) -> String {
    let words = found.iter().take(LISTED).map(|found| {
        let name = word(found, "name").unwrap_or_else(|| "(no name)".to_owned());
        match word(found, "id") {
            Some(id) => format!("`{name}` ({id})"),
            None => format!("`{name}`"),
        }
    });
    let mut listed = words.collect::<Vec<_>>().join(", ");
    if found.len() > LISTED {
        listed += &format!(" and {} more", found.len() - LISTED);
    }
    listed
}

/// A name or an id, which old files write as a number.
pub(super) fn word(found: &Found<'_>, key: &str) -> Option<String> {
    match found.workflow.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
