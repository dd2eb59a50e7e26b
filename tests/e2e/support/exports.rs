//! Exports of n8n, put together for a test.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use super::process::{Jackfield, Said};

/// A link: from which node, by which output, to which node, into which input.
pub(crate) type Link<'a> = (&'a str, usize, &'a str, usize);

/// A node of n8n's own package.
pub(crate) fn node(name: &str, kind: &str, version: f64, parameters: &Value) -> Value {
    json!({
        "id": name, "name": name, "type": format!("n8n-nodes-base.{kind}"),
        "typeVersion": version, "position": [0, 0], "parameters": parameters,
    })
}

/// A node with further members, such as `onError`.
pub(crate) fn with(mut node: Value, more: &Value) -> Value {
    let more = more.as_object().unwrap().clone();
    node.as_object_mut().unwrap().extend(more);
    node
}

/// The node that somebody starts.
pub(crate) fn manual() -> Value {
    node("Start", "manualTrigger", 1.0, &json!({}))
}

/// The node that another workflow starts.
pub(crate) fn called() -> Value {
    node("Called", "executeWorkflowTrigger", 1.0, &json!({}))
}

/// A node that passes its items on.
pub(crate) fn same(name: &str) -> Value {
    node(name, "noOp", 1.0, &json!({}))
}

/// A node that sets a field and keeps the others.
pub(crate) fn set(name: &str, field: &str, value: &str) -> Value {
    let assignment = json!({"id": "1", "name": field, "type": "string", "value": value});
    let parameters = json!({"assignments": {"assignments": [assignment]}, "includeOtherFields": true, "options": {}});
    node(name, "set", 3.4, &parameters)
}

/// A node that runs code for all items.
pub(crate) fn code(name: &str, code: &str) -> Value {
    node(name, "code", 2.0, &json!({"jsCode": code}))
}

/// A node that runs code for each item.
pub(crate) fn each(name: &str, code: &str) -> Value {
    let parameters = json!({"mode": "runOnceForEachItem", "jsCode": code});
    node(name, "code", 2.0, &parameters)
}

/// A node that sends the items for which this is true by its first output, the others by its second.
pub(crate) fn fork(name: &str, test: &str) -> Value {
    let condition = json!({
        "id": "1", "leftValue": test, "rightValue": "",
        "operator": {"type": "boolean", "operation": "true", "singleValue": true},
    });
    let options =
        json!({"caseSensitive": true, "leftValue": "", "typeValidation": "loose", "version": 2});
    let conditions = json!({"options": options, "combinator": "and", "conditions": [condition]});
    let parameters = json!({"conditions": conditions, "options": {}});
    node(name, "if", 2.2, &parameters)
}

/// A loop that gives so many items at a time.
pub(crate) fn batches(name: &str, version: f64, size: usize) -> Value {
    let parameters = json!({"batchSize": size, "options": {}});
    node(name, "splitInBatches", version, &parameters)
}

/// A node that posts this message to the town square.
pub(crate) fn post(name: &str, message: &str) -> Value {
    let parameters = json!({"channelId": Mattermost::TOWN_SQUARE, "message": message});
    let credential = json!({"mattermostApi": {"id": "17", "name": "Team Chat"}});
    with(
        node(name, "mattermost", 1.0, &parameters),
        &json!({"credentials": credential}),
    )
}

/// A node that runs the workflow with this id.
pub(crate) fn call(name: &str, id: &str, parameters: &Value) -> Value {
    let locator = json!({"__rl": true, "mode": "list", "value": id});
    let mut call = node(
        name,
        "executeWorkflow",
        1.1,
        &json!({"workflowId": locator}),
    );
    let more = parameters.as_object().unwrap().clone();
    call["parameters"].as_object_mut().unwrap().extend(more);
    call
}

/// An export of these nodes, from the left to the right in this order.
pub(crate) fn export(nodes: &[Value], links: &[Link<'_>]) -> Value {
    let mut connections = json!({});
    for (from, output, to, input) in links {
        let main = connections[*from]["main"].take();
        let mut main: Vec<Value> = main.as_array().cloned().unwrap_or_default();
        main.resize_with(main.len().max(output + 1), || json!([]));
        let target = json!({"node": to, "type": "main", "index": input});
        main[*output].as_array_mut().unwrap().push(target);
        connections[*from]["main"] = main.into();
    }
    let mut nodes = nodes.to_vec();
    for (index, node) in nodes.iter_mut().enumerate() {
        node["position"] = json!([200 * index, 0]);
    }
    json!({
        "name": "Flow", "nodes": nodes, "connections": connections, "active": false,
        "settings": {"executionOrder": "v1"}, "pinData": {},
    })
}

/// An export in which each of these nodes gives its items to the next one by its first output.
pub(crate) fn chain(nodes: &[Value]) -> Value {
    let names: Vec<&str> = nodes
        .iter()
        .map(|node| node["name"].as_str().unwrap())
        .collect();
    let links: Vec<Link<'_>> = names
        .windows(2)
        .map(|pair| (pair[0], 0, pair[1], 0))
        .collect();
    export(nodes, &links)
}

/// The export of a workflow that others find by this id.
pub(crate) fn shelved(id: &str, export: Value) -> Value {
    with(export, &json!({"id": id, "name": id}))
}

/// The export with these members of its settings.
pub(crate) fn settings(mut export: Value, settings: &Value) -> Value {
    let settings = settings.as_object().unwrap().clone();
    export["settings"].as_object_mut().unwrap().extend(settings);
    export
}

/// So many items `{"n": 1}`, `{"n": 2}` and so on.
pub(crate) fn numbers(count: usize) -> Value {
    (1..=count).map(|n| json!({"n": n})).collect()
}

impl Jackfield {
    /// Writes other workflows into the directory `others`, each into a file of its id's name.
    pub(crate) fn others(self, others: &[Value]) -> Self {
        std::fs::create_dir_all(self.path("others")).unwrap();
        others.iter().fold(self, |jackfield, other| {
            let name = format!("others/{}.json", other["id"].as_str().unwrap());
            jackfield.file(&name, other.to_string())
        })
    }

    /// Runs an export with these items and further arguments.
    pub(crate) fn run_export(self, export: &Value, items: &Value, more: &[&str]) -> Said {
        let jackfield = self.file("flow.json", export.to_string());
        let items = items.to_string();
        let mut arguments = vec!["run", "flow.json", "--items", &items, "--timezone", "UTC"];
        if jackfield.path("others").exists() {
            arguments.extend(["--workflows", "others"]);
        }
        arguments.extend(more);
        jackfield.call(&arguments)
    }
}

/// Runs an export with these items, and gives what its nodes gave: by node, run and output.
#[track_caller]
pub(crate) fn given(export: &Value, items: &Value) -> Value {
    given_by(Jackfield::new(), export, items)
}

/// The same with other workflows or credentials.
#[track_caller]
pub(crate) fn given_by(jackfield: Jackfield, export: &Value, items: &Value) -> Value {
    let said = jackfield.run_export(export, items, &["--output", "all"]);
    said.ends(0).json()
}

/// The names of the nodes that ran, in the order in which they ran first.
pub(crate) fn ran(given: &Value) -> Vec<&str> {
    let nodes = given.as_object().unwrap();
    nodes.keys().map(String::as_str).collect()
}

/// Runs an export, and asks the process to end as soon as it has said something.
pub(crate) fn terminated(export: &Value) -> Said {
    let jackfield = Jackfield::new().file("flow.json", export.to_string());
    let arguments = ["run", "flow.json"];
    let mut child = jackfield.command(&arguments).spawn().unwrap();
    let mut first = [0; 1];
    let stderr = child.stderr.as_mut().unwrap();
    std::io::Read::read_exact(stderr, &mut first).unwrap();
    terminate(child.id());
    Said::of(&arguments, &child.wait_with_output().unwrap())
}

/// Asks a process to end.
pub(crate) fn terminate(process: u32) {
    let mut kill = std::process::Command::new("kill");
    let status = kill.args(["-TERM", &process.to_string()]).status().unwrap();
    assert!(status.success());
}
