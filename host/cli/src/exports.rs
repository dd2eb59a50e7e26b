//! n8n's exports, held against what this program has.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use jackfield_descriptor::Descriptor;
use jackfield_engine::Begin;
use jackfield_flow::Start;
use jackfield_flow::nodes::NodeType;
use jackfield_item::{Blob, Item};
use jackfield_workflow::{
    Catalog, CoreType, Diagnostic, Purpose, Role, Serving, Wish, Workflow, pinned_item, serve,
};
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::args::ForExports;
use crate::bundled::NODES;
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal::say;

/// Options of exports mean nothing to a file of steps.
pub(crate) fn refuse_options(options: &ForExports) -> Result<(), Failure> {
    let given = [
        ("--start", options.start.is_some()),
        ("--pinned", options.pinned),
        ("--workflows", options.directory.is_some()),
        ("--credential", !options.credentials.is_empty()),
    ];
    match given.iter().find(|(_, is_given)| *is_given) {
        Some((option, _)) => Err(Failure::new(
            Exit::Usage,
            format!("{option} is for n8n exports, and this is a file of steps"),
        )
        .hint("leave it out")),
        None => Ok(()),
    }
}

/// The node types that need no connector.
fn core_types() -> Vec<CoreType> {
    NodeType::all()
        .map(|kind| CoreType {
            name: kind.name(),
            versions: kind.versions(),
            is_trigger: kind.is_trigger(),
        })
        .collect()
}

/// Finds for each node of an export what serves it, and loads the connectors for that. Gives what
/// is wrong.
pub(crate) async fn prepare(
    workflow: &mut Workflow,
    connectors: &mut Connectors,
    wish: Wish<'_>,
) -> Result<Vec<Diagnostic>, Failure> {
    let kinds: BTreeSet<&str> = workflow
        .nodes
        .iter()
        .filter_map(|node| Some(node.export.as_ref()?.kind.as_str()))
        .collect();
    let mut needed: Vec<&str> = Vec::new();
    for (kind, name) in NODES {
        if kinds.contains(kind) {
            needed.push(name);
        }
    }
    connectors.load_named(&needed).await?;
    let written = workflow.clone();
    let mut serving = hold_against(workflow, connectors, wish);
    if !serving.diagnostics.is_empty() {
        // What there is besides can be offered, or serves what we did not think of.
        connectors.load_all().await?;
        *workflow = written;
        serving = hold_against(workflow, connectors, wish);
    }
    // What another workflow runs begins where that one wants it to.
    if wish.purpose == Purpose::Run {
        tell_start(workflow, &serving.other_starts);
    }
    Ok(serving.diagnostics)
}

fn hold_against(workflow: &mut Workflow, connectors: &Connectors, wish: Wish<'_>) -> Serving {
    let descriptors: Vec<&Descriptor> = connectors.descriptors().collect();
    serve(workflow, Catalog::new(&descriptors), &core_types(), wish)
}

/// Says where the run begins, if it could have begun elsewhere.
fn tell_start(workflow: &Workflow, others: &[String]) {
    let start = workflow.export.as_ref().and_then(|export| export.start);
    let Some(start) = start.and_then(|start| workflow.nodes.get(start)) else {
        return;
    };
    if others.is_empty() {
        return;
    }
    let mut message = Message::new(
        Level::Warning,
        format!("the run begins with `{}`", start.name),
    );
    let others: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
    message.hints.push(format!(
        "`--start` lets it begin with {} instead",
        others.join(" or ")
    ));
    say(&message);
}

/// Says that the time zone of an export is none.
pub(crate) fn check_zone(workflow: &Workflow) -> Option<Diagnostic> {
    let export = workflow.export.as_ref()?;
    let zone = export.timezone.as_deref()?;
    if TimeZone::get(zone).is_ok() {
        return None;
    }
    let at = export.pointer.join("settings").join("timezone");
    let diagnostic = Diagnostic::new(at, format!("there is no time zone `{zone}`"));
    Some(diagnostic.hint("time zones have IANA names, such as `Europe/Zurich` or `UTC`"))
}

/// Says that a workflow that is run for the failure of another one does not begin with that.
pub(crate) fn check_recovery(workflow: &Workflow) -> Option<Diagnostic> {
    let export = workflow.export.as_ref()?;
    let start = workflow.nodes.get(export.start?)?;
    let kind = NodeType::find(&start.export.as_ref()?.kind);
    if kind == Some(NodeType::ErrorTrigger) {
        return None;
    }
    let message = format!(
        "`{}` is the workflow for another one's errors, and has no error trigger",
        workflow.name
    );
    let diagnostic = Diagnostic::new(export.pointer.join("nodes"), message).at_key();
    Some(diagnostic.hint("begin it with an Error Trigger in n8n"))
}

/// What a run of an export begins with, given the items that the command line gives.
pub(crate) fn begin(workflow: &Workflow, given: Option<Vec<Item>>) -> Begin {
    let Some(export) = &workflow.export else {
        let nothing = || vec![Item::new(Map::new())];
        return Begin::With(given.unwrap_or_else(nothing));
    };
    let is_pinned = |node: &usize| {
        let node = workflow.nodes.get(*node);
        let node = node.and_then(|node| node.export.as_ref());
        node.is_some_and(|node| node.role == Role::Pinned)
    };
    let pinned = export.pinned.iter().filter(|(node, _)| is_pinned(node));
    Begin::At(Start {
        node: export.start.unwrap_or_default(),
        items: given.map(|items| items.iter().map(|item| as_pinned(item.json())).collect()),
        pinned: pinned
            .map(|(node, items)| (*node, items.iter().map(as_pinned).collect()))
            .collect(),
    })
}

/// An item as n8n pins it: its fields, or an object with `json` and perhaps `binary`.
fn as_pinned(value: &Value) -> Item {
    let Ok(pinned) = pinned_item(value.clone()) else {
        return Item::new(Map::new());
    };
    let fields = pinned.get("json").and_then(Value::as_object);
    let item = Item::new(fields.cloned().unwrap_or_default());
    let binary = pinned.get("binary").and_then(Value::as_object);
    let Some(binary) = binary else {
        return item;
    };
    let blobs = binary.iter().map(|(name, blob)| {
        let text = |key: &str| blob.get(key).and_then(Value::as_str).map(str::to_owned);
        let data = text("data").unwrap_or_default();
        let blob = Blob {
            name: text("fileName"),
            media_type: text("mimeType"),
            // What n8n keeps outside of the file is not here.
            data: BASE64.decode(data).unwrap_or_default().into(),
        };
        (name.clone(), blob)
    });
    item.with_binary(blobs.collect())
}
