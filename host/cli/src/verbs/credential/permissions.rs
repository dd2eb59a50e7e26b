//! `jackfield credential check --permissions`: what a token has to be allowed for a workflow.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use jackfield_workflow::Wish;
use serde_json::{Value, json};

use crate::args::{CheckCredential, Global};
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::{give, in_line, show};
use crate::{exports, file};

/// The permissions that a credential needs, and the types that it can have.
#[derive(Default)]
struct Needed {
    types: Vec<String>,
    permissions: Vec<String>,
}

/// Lists the permissions that the operations of a workflow need, for each credential.
pub(super) async fn list(
    global: &Global,
    arguments: &CheckCredential,
    path: &Path,
) -> Result<(), Failure> {
    let source = file::open(path)?;
    let mut reading = file::read(&source, None)?;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    if reading.workflow.export.is_some() {
        // By the labels that the export has for its credentials.
        let wish = Wish::default();
        let found = exports::prepare(&mut reading.workflow, &mut connectors, wish).await?;
        reading.diagnostics.extend(found);
    }
    if !reading.diagnostics.is_empty() {
        return Err(Failure::diagnosed(
            Exit::InvalidWorkflow,
            &source,
            &reading.diagnostics,
        ));
    }
    let nodes = &reading.workflow.nodes;
    let names = nodes.iter().map(|node| node.connector.as_str());
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    connectors.load_named(&names).await?;
    let mut needed: BTreeMap<String, Needed> = BTreeMap::new();
    for node in nodes {
        let operation = connectors
            .descriptor(&node.connector)
            .and_then(|descriptor| descriptor.operation(&node.operation));
        let Some(operation) = operation else {
            continue;
        };
        for (slot, name) in &node.credentials {
            if arguments.name.as_ref().is_some_and(|only| only != name) {
                continue;
            }
            let needed = needed.entry(name.clone()).or_default();
            let slots = operation.credentials.iter();
            let types = slots.filter(|known| known.name == *slot);
            add(&mut needed.types, types.flat_map(|slot| slot.types.clone()));
            add(&mut needed.permissions, operation.permission.clone());
        }
    }
    if let (Some(name), true) = (&arguments.name, needed.is_empty()) {
        return Err(Failure::new(
            Exit::Usage,
            format!("no step of {} uses the credential `{name}`", source.name),
        ));
    }
    if arguments.json {
        let json: Value = needed
            .iter()
            .map(|(name, needed)| {
                json!({
                    "credential": name,
                    "types": needed.types,
                    "permissions": needed.permissions,
                })
            })
            .collect();
        return give(&format!("{json:#}\n"));
    }
    let mut text = String::new();
    for (name, needed) in &needed {
        let _ = writeln!(text, "{} ({}):", in_line(name), needed.types.join(" or "));
        for permission in &needed.permissions {
            let _ = writeln!(text, "  {permission}");
        }
        if needed.permissions.is_empty() {
            let _ = writeln!(text, "  nothing that the connector would name");
        }
        let types = connectors.credential_types();
        for step in types
            .filter(|known| needed.types.contains(&known.name))
            .flat_map(|known| &known.permissions_guide)
        {
            let _ = writeln!(text, "  where: {step}");
        }
    }
    if text.is_empty() {
        text = format!("no step of {} uses a credential\n", source.name);
    }
    show(&text)
}

fn add(list: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}
