//! `jackfield connector`.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use jackfield_descriptor::{CredentialType, Descriptor, Effect, Operation};
use jackfield_engine::DEFAULT_TIMEOUT;
use serde_json::Value;

use crate::args::{DescribeConnector, Global, ListConnectors, Plugins};
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::narrator::spoken;
use crate::terminal::{give, show};

/// Lists the connectors and their operations.
pub(crate) async fn list(global: &Global, arguments: &ListConnectors) -> Result<(), Failure> {
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    connectors.load_all().await?;
    let mut text = String::new();
    for descriptor in connectors.descriptors() {
        let _ = writeln!(
            text,
            "{} {}  {}",
            descriptor.name, descriptor.version, descriptor.summary
        );
        for operation in &descriptor.operations {
            let _ = writeln!(
                text,
                "  {}/{}  {}",
                descriptor.name, operation.name, operation.summary
            );
        }
    }
    show(&text)
}

/// Describes one connector, or one operation of it.
pub(crate) async fn describe(
    global: &Global,
    arguments: &DescribeConnector,
) -> Result<(), Failure> {
    let name = arguments.connector.as_str();
    let mut connectors = Connectors::new(global, &Plugins { paths: Vec::new() }).await?;
    let (connector, operation) = match name.split_once('/') {
        Some((connector, operation)) => (connector, Some(operation)),
        None => (name, None),
    };
    connectors.load_named(&[connector]).await?;
    let path = Path::new(name);
    let descriptor = match connectors.descriptor(connector) {
        Some(descriptor) => descriptor.clone(),
        None if path.is_dir() => {
            return Err(Failure::new(
                Exit::Usage,
                format!("{name} is a directory; give the .wasm in it"),
            ));
        }
        None if path.exists() => {
            let descriptor = connectors.describe_file(path).await?;
            return give_descriptor(&descriptor, arguments.json);
        }
        None => return Err(unknown(name, &connectors)),
    };
    let Some(operation) = operation else {
        return give_descriptor(&descriptor, arguments.json);
    };
    let operation = descriptor
        .operations
        .iter()
        .find(|candidate| candidate.name == operation)
        .ok_or_else(|| unknown_operation(operation, &descriptor))?;
    if arguments.json {
        give_json(serde_json::to_string_pretty(operation))
    } else {
        let mut text = String::new();
        describe_operation(&mut text, &descriptor.name, operation);
        show(text.trim_start())
    }
}

fn give_descriptor(descriptor: &Descriptor, as_json: bool) -> Result<(), Failure> {
    if as_json {
        give_json(serde_json::to_string_pretty(descriptor))
    } else {
        show(&described(descriptor))
    }
}

fn give_json(json: serde_json::Result<String>) -> Result<(), Failure> {
    let json = json.map_err(|error| Failure::internal(error.to_string()))?;
    give(&format!("{json}\n"))
}

fn unknown_operation(name: &str, descriptor: &Descriptor) -> Failure {
    let names: Vec<&str> = descriptor
        .operations
        .iter()
        .map(|operation| operation.name.as_str())
        .collect();
    let failure = Failure::new(
        Exit::Usage,
        format!(
            "the connector {} has no operation `{name}`",
            descriptor.name
        ),
    );
    let failure = match jackfield_suggest::nearest(name, names.iter().copied()) {
        Some(nearest) => failure.hint(format!("did you mean `{nearest}`?")),
        None => failure,
    };
    failure.hint(format!("there is {}", names.join(", ")))
}

fn unknown(name: &str, connectors: &Connectors) -> Failure {
    let names: Vec<&str> = connectors
        .descriptors()
        .map(|descriptor| descriptor.name.as_str())
        .collect();
    Failure::new(
        Exit::Usage,
        format!("there is no connector `{name}`, and no file of that name"),
    )
    .hint(format!("there is {}", names.join(", ")))
}

fn described(descriptor: &Descriptor) -> String {
    let mut text = format!(
        "{} {}: {}\n{}\n",
        descriptor.name, descriptor.version, descriptor.title, descriptor.summary
    );
    for link in &descriptor.links {
        let _ = writeln!(text, "{}: {}", link.title, link.url);
    }
    for credential_type in &descriptor.credential_types {
        describe_credential(&mut text, credential_type);
    }
    for operation in &descriptor.operations {
        describe_operation(&mut text, &descriptor.name, operation);
    }
    text
}

fn describe_credential(text: &mut String, credential_type: &CredentialType) {
    let _ = writeln!(
        text,
        "\ncredential type {} ({})",
        credential_type.name, credential_type.title
    );
    let _ = writeln!(
        text,
        "  base URL such as {}",
        credential_type.base_url.example
    );
    if !credential_type.public_fields.is_empty() {
        let fields = credential_type.public_fields.join(", ");
        let _ = writeln!(text, "  further fields: {fields}");
    }
    for (number, step) in credential_type.guide.iter().enumerate() {
        let _ = writeln!(text, "  {}. {step}", number + 1);
    }
}

fn describe_operation(text: &mut String, connector: &str, operation: &Operation) {
    let _ = writeln!(text, "\n{connector}/{}", operation.name);
    let _ = writeln!(text, "  {}", operation.summary);
    let effect = match operation.effect {
        Effect::Read => "read (changes nothing)",
        Effect::Idempotent => "idempotent (a repeat does no more)",
        Effect::Deduplicated => "deduplicated (a repeat does no more, by its key)",
        Effect::Unsafe => "unsafe (a repeat does it again)",
    };
    let _ = writeln!(text, "  effect: {effect}");
    for slot in &operation.credentials {
        let mut types = slot.types_in_words();
        if slot.optional {
            types += ", or none";
        }
        let _ = if slot.name == "default" {
            writeln!(text, "  credential: {types}")
        } else {
            writeln!(text, "  credential: {types} (slot {})", slot.name)
        };
    }
    if let Some(permission) = &operation.permission {
        let _ = writeln!(text, "  needs: {permission}");
    }
    let time = operation.timeout_ms.map(Duration::from_millis);
    let time = spoken(time.unwrap_or(DEFAULT_TIMEOUT));
    let _ = writeln!(
        text,
        "  time: {time} for a call, unless the step's `timeout` says otherwise"
    );
    describe_parameters(text, &operation.parameters, 1);
    for example in &operation.examples {
        let _ = writeln!(
            text,
            "  example: {}: {}",
            example.summary, example.parameters
        );
    }
}

/// Describes the members of an object, and below each those of its own.
fn describe_parameters(text: &mut String, schema: &Value, depth: usize) {
    let list = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let required: Vec<&str> = list("required").filter_map(Value::as_str).collect();
    let groups = std::iter::once(schema).chain(list("allOf"));
    let choices: Vec<Vec<&str>> = groups.map(one_of).collect();
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut also = Vec::new();
    for (name, schema) in properties.into_iter().flatten() {
        let about = schema
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        // What the connector has no words for is there for workflows of other programs.
        if about.is_empty() && depth == 1 {
            also.push(name.as_str());
            continue;
        }
        let mut notes = vec![type_of(schema)];
        if required.contains(&name.as_str()) {
            notes.push("required".to_owned());
        }
        if let Some(choice) = choices
            .iter()
            .find(|one_of| one_of.contains(&name.as_str()))
        {
            notes.push(format!("one of {}", choice.join(", ")));
        }
        if let Some(default) = schema.get("default").filter(|default| is_telling(default)) {
            notes.push(format!("default {default}"));
        }
        let indent = "  ".repeat(depth);
        let _ = writeln!(text, "{indent}{name} ({}): {about}", notes.join(", "));
        describe_parameters(text, schema, depth + 1);
    }
    if !also.is_empty() {
        let _ = writeln!(text, "  also: {}", also.join(", "));
    }
}

/// The members of which one has to be there.
fn one_of(schema: &Value) -> Vec<&str> {
    ["oneOf", "anyOf"]
        .iter()
        .filter_map(|name| schema.get(*name)?.as_array())
        .flatten()
        .filter_map(|choice| choice.pointer("/required/0")?.as_str())
        .collect()
}

/// Whether a default says more than that there is none.
fn is_telling(default: &Value) -> bool {
    !default.is_null() && default.as_object().is_none_or(|object| !object.is_empty())
}

fn type_of(schema: &Value) -> String {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        // What is empty stands for the default, and is nothing to be chosen.
        let words = words.iter().filter_map(Value::as_str);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        return words.join(" or ");
    }
    if let Some(only) = schema.get("const") {
        return format!("only {only}");
    }
    match schema.get("type") {
        Some(Value::String(single)) => single.clone(),
        Some(Value::Array(several)) => several
            .iter()
            .filter_map(Value::as_str)
            .filter(|name| *name != "null")
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "any".to_owned(),
    }
}
