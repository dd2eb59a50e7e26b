//! Exports of n8n, run as they are.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::process::Jackfield;
use crate::support::{chat, messages};

/// A node of n8n's own package.
fn node(name: &str, kind: &str, version: f64, position: [i32; 2], parameters: &Value) -> Value {
    json!({
        "id": name, "name": name, "type": format!("n8n-nodes-base.{kind}"),
        "typeVersion": version, "position": position, "parameters": parameters,
    })
}

/// A node that posts this message to a channel.
fn post(name: &str, position: [i32; 2], message: &str) -> Value {
    let parameters = json!({"channelId": Mattermost::TOWN_SQUARE, "message": message});
    let mut node = node(name, "mattermost", 1.0, position, &parameters);
    node["credentials"] = json!({"mattermostApi": {"id": "17", "name": "Team Chat"}});
    node
}

/// An export of these nodes, whose links are `from`, `output`, `to`.
fn export(nodes: &[Value], links: &[(&str, usize, &str)]) -> Value {
    let mut connections = json!({});
    for (from, output, to) in links {
        let main = connections[*from]["main"].take();
        let mut main: Vec<Value> = main.as_array().cloned().unwrap_or_default();
        main.resize_with(main.len().max(output + 1), || json!([]));
        let target = json!({"node": to, "type": "main", "index": 0});
        main[*output].as_array_mut().unwrap().push(target);
        connections[*from]["main"] = main.into();
    }
    json!({
        "name": "Releases", "nodes": nodes, "connections": connections, "active": false,
        "settings": {"executionOrder": "v1"}, "pinData": {},
    })
}

#[test]
fn a_scheduled_export_with_code_and_branches_posts_the_right_messages_in_order() {
    let server = Mattermost::start().unwrap();
    let rule = json!({"rule": {"interval": [{"field": "hours", "hoursInterval": 1}]}});
    let code = json!({"jsCode": "\
        const builds = await Promise.all([1, 2, 3].map(async (n) => ({ n, broken: n === 2 })));\n\
        return builds.map((build) => ({ json: { ...build, at: $input.first().json.Year } }));"});
    let broken = json!({"conditions": {
        "options": {"caseSensitive": true, "leftValue": "", "typeValidation": "strict", "version": 2},
        "combinator": "and",
        "conditions": [{
            "id": "1", "leftValue": "={{ $json.broken }}", "rightValue": "",
            "operator": {"type": "boolean", "operation": "true", "singleValue": true},
        }],
    }, "options": {}});
    let set = json!({"assignments": {"assignments": [
        {"id": "1", "name": "who", "type": "string", "value": "=on duty for {{ $json.n }}"},
    ]}, "includeOtherFields": true, "options": {}});
    let nodes = [
        node("Every hour", "scheduleTrigger", 1.2, [0, 0], &rule),
        node("Builds", "code", 2.0, [200, 0], &code),
        node("Broken?", "if", 2.2, [400, 0], &broken),
        node("Duty", "set", 3.4, [600, 0], &set),
        post(
            "Alert",
            [800, 0],
            "=Build {{ $json.n }} is broken, {{ $json.who }} ({{ $('Builds').item.json.at > 2000 }})",
        ),
        post("Digest", [600, 300], "=Build {{ $json.n }} works"),
    ];
    let links = [
        ("Every hour", 0, "Builds"),
        ("Builds", 0, "Broken?"),
        ("Broken?", 0, "Duty"),
        ("Broken?", 1, "Digest"),
        ("Duty", 0, "Alert"),
    ];
    let file = export(&nodes, &links).to_string();
    let said = chat(&server)
        .file("export.json", &file)
        .call(&["run", "export.json"]);
    said.ends(0).says(&["Releases: 6 nodes, 2 items"]);
    assert_eq!(
        messages(&server),
        [
            "Build 2 is broken, on duty for 2 (true)",
            "Build 1 works",
            "Build 3 works"
        ]
    );
}

#[test]
fn the_export_of_the_readme_posts_what_it_says() {
    let server = Mattermost::start().unwrap();
    let example = include_str!("../../examples/morning-report.n8n.json");
    let jackfield = chat(&server).file("export.json", example);
    jackfield.call(&["check", "export.json"]).ends(0);
    jackfield.call(&["run", "export.json"]).ends(0);
    assert_eq!(
        messages(&server),
        [
            ":white_check_mark: api in 12 min",
            ":white_check_mark: docs in 16 min",
            ":x: web is broken, @carol (1 of 3)",
        ]
    );
    let attachments = &server.posts()[2]["props"]["attachments"];
    assert_eq!(attachments[0]["color"], "#c00000");
}

#[test]
fn a_retry_of_an_export_repeats_the_call_that_failed_and_no_other() {
    let server = Mattermost::start().unwrap();
    let items = json!([{"n": 1}, {"n": 2}, {"n": 3}]);
    let mut posting = post("Post", [200, 0], "=Number {{ $json.n }}");
    posting["retryOnFail"] = json!(true);
    posting["waitBetweenTries"] = json!(0);
    let nodes = [
        node("Start", "manualTrigger", 1.0, [0, 0], &json!({})),
        posting,
    ];
    let file = export(&nodes, &[("Start", 0, "Post")]).to_string();
    server.script(Answer::real().only("POST", "/posts"));
    server.script(Answer::new(503).only("POST", "/posts"));
    let jackfield = chat(&server).file("export.json", &file);
    let said = jackfield.call(&["run", "export.json", "--items", &items.to_string()]);
    said.ends(0);
    assert_eq!(messages(&server), ["Number 1", "Number 2", "Number 3"]);
}

#[test]
fn an_export_without_platforms_needs_no_credentials() {
    let nodes = [
        node("Start", "manualTrigger", 1.0, [0, 0], &json!({})),
        node("Same", "noOp", 1.0, [200, 0], &json!({})),
    ];
    let file = export(&nodes, &[("Start", 0, "Same")]).to_string();
    let jackfield = Jackfield::new().file("export.json", &file);
    let said = jackfield
        .call(&["run", "export.json", "--output", "all"])
        .ends(0);
    assert_eq!(said.json(), json!({"Start": [[[{}]]], "Same": [[[{}]]]}));
}
