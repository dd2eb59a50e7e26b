//! One node of an export.

use std::time::Duration;

use serde_json::{Map, Value};

use super::fields::{Fields, not};
use crate::diagnostic::Diagnostic;
use crate::export::ExportNode;
use crate::graph::{Node, OnError, Retry};
use crate::pointer::Pointer;

/// What n8n allows, whatever a file says: attempts, and milliseconds between them.
const TRIES: (f64, f64) = (2.0, 5.0);
const WAIT_MS: (f64, f64) = (0.0, 5_000.0);
/// What counts where a file does not say.
const DEFAULT_TRIES: f64 = 3.0;
const DEFAULT_WAIT_MS: f64 = 1_000.0;

/// Words of `onError`.
const STOP: &str = "stopWorkflow";
const CONTINUE: &str = "continueRegularOutput";
const OUTPUT: &str = "continueErrorOutput";

/// Reads a node. What is wrong is said; then the node is not whole.
pub(super) fn read(value: Value, pointer: Pointer, wrong: &mut Vec<Diagnostic>) -> Node {
    let before = wrong.len();
    let mut node = match value {
        Value::Object(members) => read_members(Fields::new(members, &pointer, wrong)),
        other => {
            wrong.push(not("an object", "node", &other, pointer.clone()));
            empty()
        }
    };
    node.is_whole = wrong.len() == before;
    node.pointer = pointer;
    node
}

fn read_members(mut fields: Fields<'_>) -> Node {
    let name = fields.text("name").unwrap_or_default();
    if name.is_empty() {
        fields.wrong("name", |at| Diagnostic::new(at, "this node has no name"));
    }
    let kind = fields.text("type").unwrap_or_default();
    if kind.is_empty() {
        let message = format!("the node `{name}` has no type");
        fields.wrong("type", |at| Diagnostic::new(at, message));
    }
    let export = ExportNode {
        version: fields.number("typeVersion").unwrap_or(1.0),
        id: fields.id("id"),
        webhook_id: fields.id("webhookId"),
        position: position(fields.any("position")),
        is_disabled: fields.flag("disabled"),
        executes_once: fields.flag("executeOnce"),
        always_outputs: fields.flag("alwaysOutputData"),
        kind,
        ..ExportNode::default()
    };
    Node {
        name,
        credentials: credentials(&mut fields),
        parameters: fields.object("parameters"),
        retry: retry(&mut fields),
        on_error: on_error(&mut fields),
        export: Some(export),
        ..empty()
    }
}

/// A node of which nothing is known.
fn empty() -> Node {
    Node {
        name: String::new(),
        pointer: Pointer::root(),
        connector: String::new(),
        operation: String::new(),
        credentials: Vec::new(),
        parameters: Map::new(),
        condition: None,
        timeout: None,
        retry: Retry::default(),
        on_error: OnError::Stop,
        concurrency: 1,
        inputs: Vec::new(),
        export: Some(ExportNode::default()),
        is_whole: false,
    }
}

/// The place in the picture, which says nothing but an order: without one a node is where the
/// picture begins.
fn position(value: Option<Value>) -> [f64; 2] {
    let at = |index: usize, name: &str| {
        let value = value.as_ref()?;
        let number = value.get(index).or_else(|| value.get(name))?;
        number.as_f64()
    };
    [
        at(0, "x").unwrap_or_default(),
        at(1, "y").unwrap_or_default(),
    ]
}

/// The credentials, by n8n's types: their labels. Old files write a label alone, new ones an object
/// with a name. A label that is empty is a credential that nobody has chosen.
fn credentials(fields: &mut Fields<'_>) -> Vec<(String, String)> {
    let mut credentials = Vec::new();
    for (credential_type, value) in fields.object("credentials") {
        let label = match value {
            Value::Null => continue,
            Value::String(label) => label,
            Value::Object(reference) => label_of(&reference),
            other => {
                fields.wrong("credentials", |at| {
                    not(
                        "a name or an object",
                        &credential_type,
                        &other,
                        at.join(&credential_type),
                    )
                });
                continue;
            }
        };
        credentials.push((credential_type, label));
    }
    credentials
}

fn label_of(reference: &Map<String, Value>) -> String {
    let text = |key: &str| match reference.get(key)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    text("name").or_else(|| text("id")).unwrap_or_default()
}

/// How often and how soon a node is tried again. Without `retryOnFail` it is not.
fn retry(fields: &mut Fields<'_>) -> Retry {
    let wanted = fields.flag("retryOnFail");
    let mut number = |key: &str, default: f64, (least, most): (f64, f64)| {
        let number = fields.number(key).filter(|number| *number != 0.0);
        number.unwrap_or(default).clamp(least, most)
    };
    let tries = number("maxTries", DEFAULT_TRIES, TRIES);
    let wait = number("waitBetweenTries", DEFAULT_WAIT_MS, WAIT_MS);
    if !wanted {
        return Retry {
            attempts: Some(1),
            ..Retry::default()
        };
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 2 and 5"
    )]
    let attempts = tries as u32;
    Retry {
        attempts: Some(attempts),
        wait: Duration::try_from_secs_f64(wait / 1_000.0).ok(),
        backoff: Some(1.0),
        // As n8n does it, whatever was wrong.
        after_refusals: true,
    }
}

/// What becomes of an item with which a node fails: by today's key, or else by the older one.
fn on_error(fields: &mut Fields<'_>) -> OnError {
    let continues = fields.flag("continueOnFail");
    match fields.text("onError").as_deref() {
        Some(STOP) => OnError::Stop,
        Some(CONTINUE) => OnError::Continue,
        Some(OUTPUT) => OnError::Output,
        None | Some("") if continues => OnError::Continue,
        None | Some("") => OnError::Stop,
        Some(other) => {
            fields.wrong("onError", |at| {
                Diagnostic::new(at, format!("`onError` cannot be \"{other}\""))
                    .offer(other, [STOP, CONTINUE, OUTPUT])
            });
            OnError::Stop
        }
    }
}
