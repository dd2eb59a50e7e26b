//! n8n's exports, held against what there is: types, starts, credentials, hosts.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::chat;
use crate::support::process::{Jackfield, Said};

/// A node of n8n's own package.
pub(crate) fn node(name: &str, kind: &str, more: &Value) -> Value {
    let mut node = json!({"name": name, "type": format!("n8n-nodes-base.{kind}"), "typeVersion": 1, "parameters": {}});
    let more = more.as_object().unwrap().clone();
    node.as_object_mut().unwrap().extend(more);
    node
}

/// A workflow in which each of these nodes gives its items to the next one.
pub(crate) fn chain(nodes: &[Value]) -> Value {
    let mut connections = serde_json::Map::new();
    for pair in nodes.windows(2) {
        let from = pair[0]["name"].as_str().unwrap().to_owned();
        let to = json!({"main": [[{"node": pair[1]["name"], "type": "main", "index": 0}]]});
        connections.insert(from, to);
    }
    json!({"name": "W", "nodes": nodes, "connections": connections})
}

pub(crate) fn manual() -> Value {
    node("Go", "manualTrigger", &json!({}))
}

pub(crate) fn post(label: &Value) -> Value {
    let parameters = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "={{ $json.text }}"});
    node(
        "Post",
        "mattermost",
        &json!({"parameters": parameters, "credentials": {"mattermostApi": label}}),
    )
}

pub(crate) fn check(jackfield: Jackfield, export: &Value, more: &[&str]) -> Said {
    let jackfield = jackfield.file("flow.json", format!("{export:#}"));
    jackfield.call(&[&["check", "flow.json"], more].concat())
}

/// Nothing is wrong with it, apart from credentials, which may be elsewhere.
#[track_caller]
pub(crate) fn passes(export: &Value, more: &[&str]) -> Said {
    let more = [&["--offline"], more].concat();
    check(Jackfield::new(), export, &more).ends(0)
}

#[track_caller]
pub(crate) fn fails(export: &Value, more: &[&str], code: i32, words: &[&str]) -> Said {
    let more = [&["--offline"], more].concat();
    check(Jackfield::new(), export, &more)
        .ends(code)
        .says(words)
}

#[test]
fn an_export_is_checked_as_it_is() {
    let server = Mattermost::start().unwrap();
    let export = chain(&[manual(), post(&json!({"id": "7", "name": "team-chat"}))]);
    check(chat(&server), &export, &[])
        .ends(0)
        .says(&["flow.json: 2 nodes, nothing wrong"]);
}

#[test]
fn a_type_that_nothing_serves_is_named_with_what_to_do() {
    let export = chain(&[manual(), node("Tell", "mattermosst", &json!({}))]);
    fails(
        &export,
        &[],
        3,
        &[
            "the node `Tell` is of the type n8n-nodes-base.mattermosst, which nothing here serves",
            "the nearest type there is is n8n-nodes-base.mattermost",
            "--plugin",
            "`--pinned`",
        ],
    );
    let export = chain(&[manual(), node("Tell", "merge", &json!({"typeVersion": 99}))]);
    fails(
        &export,
        &[],
        3,
        &[
            "is of version 99 of the type n8n-nodes-base.merge",
            "versions 1, 2, 2.1",
        ],
    );
}

#[test]
fn pinned_items_stand_for_what_nothing_serves() {
    let mut export = chain(&[manual(), node("Ask", "openAi", &json!({}))]);
    fails(
        &export,
        &["--pinned"],
        3,
        &["pin items to it in n8n and give `--pinned`"],
    );
    export["pinData"] = json!({"Ask": [{"answer": 1}]});
    fails(
        &export,
        &[],
        3,
        &["give `--pinned`, and the items pinned to it in n8n"],
    );
    passes(&export, &["--pinned"]);
}

#[test]
fn a_node_that_models_serve_is_told_of_once() {
    let agent =
        json!({"name": "Agent", "type": "@n8n/n8n-nodes-langchain.agent", "typeVersion": 1.6});
    let model = json!({"name": "Model", "type": "@n8n/n8n-nodes-langchain.lmChatOpenAi"});
    let mut export = chain(&[manual(), agent]);
    export["nodes"].as_array_mut().unwrap().push(model);
    export["connections"]["Model"] =
        json!({"ai_languageModel": [[{"node": "Agent", "type": "ai_languageModel", "index": 0}]]});
    let said = fails(&export, &[], 3, &["works with models, memories or tools"]);
    assert_eq!(said.stderr.matches("error: ").count(), 1, "{said}");
}

#[test]
fn what_no_items_can_come_to_is_not_missed() {
    let mut export = chain(&[manual(), node("Next", "noOp", &json!({}))]);
    let nodes = export["nodes"].as_array_mut().unwrap();
    nodes.push(node("Alone", "slack", &json!({})));
    nodes.push(node("Other", "telegram", &json!({"disabled": true})));
    export["connections"]["Next"] = json!({"main": [[{"node": "Other"}]]});
    passes(&export, &[]).keeps_quiet_about(&["Alone", "Other"]);
    fails(
        &export,
        &["--start", "Alone"],
        3,
        &["the run begins with `Alone`"],
    );
}

#[test]
fn the_run_begins_where_a_person_would_begin_it() {
    let mut export = chain(&[
        node("Hook", "webhook", &json!({})),
        node("Next", "noOp", &json!({})),
    ]);
    let nodes = export["nodes"].as_array_mut().unwrap();
    nodes.push(node("Each day", "scheduleTrigger", &json!({})));
    nodes.push(node("On error", "errorTrigger", &json!({})));
    let said = passes(&export, &[]);
    said.says(&[
        "the run begins with `Each day`",
        "begin with `Hook` instead",
    ])
    .keeps_quiet_about(&["On error"]);
    passes(&export, &["--start", "Hook"]).keeps_quiet_about(&["the run begins with"]);
    fails(
        &export,
        &["--start", "Hoook"],
        3,
        &[
            "there is no node `Hoook` to start with",
            "did you mean `Hook`?",
        ],
    );
}

#[test]
fn a_trigger_of_another_service_needs_items() {
    let mut export = chain(&[
        node("Row added", "airtableTrigger", &json!({})),
        node("Next", "noOp", &json!({})),
    ]);
    fails(
        &export,
        &[],
        3,
        &["the run begins with `Row added`", "`--items`", "`--start`"],
    );
    passes(&export, &["--items", "[{\"json\": {\"id\": 1}}]"]);
    passes(&export, &["--start", "Next"]);
    fails(
        &export,
        &["--items", "oops"],
        3,
        &["the input --input is not JSON"],
    );
    export["pinData"] = json!({"Row added": [{"id": 1}]});
    passes(&export, &["--pinned"]);
}

#[test]
fn an_operation_is_chosen_as_n8n_chooses_it() {
    for (parameters, words) in [
        (
            json!({"operation": "postt"}),
            "is to do `message.postt`, which the connector mattermost cannot",
        ),
        (
            json!({"operation": "={{ $json.do }}"}),
            "is an expression, and has to be known before the run",
        ),
        (
            json!({"resource": "user"}),
            "does not say which `operation`",
        ),
        (
            json!({"message": "no channel"}),
            "the node `Post`: the parameter `channel` or `channelId` is missing",
        ),
        (
            json!({"channelId": 5}),
            "the node `Post`: `channelId` must be text, and is the number 5",
        ),
    ] {
        let mut export = chain(&[manual(), post(&json!("x"))]);
        export["nodes"][1]["parameters"] = parameters;
        fails(&export, &[], 3, &[words]);
    }
    for parameters in [
        json!({"operation": "del", "postId": "={{ $json.id }}"}),
        json!({"resource": "channel", "operation": "search", "teamId": {"__rl": true, "mode": "id", "value": "t"}, "term": "a"}),
        // What the node was before it was this.
        json!({"channelId": "={{ $json.id }}", "message": "hi", "emojiName": "+1", "attachments": [], "otherOptions": {"gone": 1}}),
    ] {
        let mut export = chain(&[manual(), post(&json!("x"))]);
        export["nodes"][1]["parameters"] = parameters;
        passes(&export, &[]);
    }
}

#[test]
fn hosts_that_no_credential_is_for_have_to_be_allowed() {
    let get = |name: &str, url: &str| {
        node(
            name,
            "httpRequest",
            &json!({"typeVersion": 4.2, "parameters": {"url": url}}),
        )
    };
    let export = chain(&[
        manual(),
        get("A", "https://api.example.com/v1"),
        get("B", "=http://127.0.0.1:8080/{{ $json.path }}"),
        get("C", "https://api.example.com/v2"),
        get("D", "={{ $json.url }}"),
    ]);
    let said = fails(
        &export,
        &[],
        7,
        &[
            "no request may go to api.example.com without a credential",
            "no request may go to http://127.0.0.1:8080 without a credential",
            "all of them with `--allow-host api.example.com --allow-host http://127.0.0.1:8080`",
        ],
    );
    assert_eq!(
        said.stderr.matches("no request may go").count(),
        2,
        "{said}"
    );
    fails(
        &export,
        &["--allow-host", "api.example.com"],
        7,
        &["allow it with `--allow-host http://127.0.0.1:8080`"],
    );
    let both = [
        "--allow-host",
        "api.example.com",
        "--allow-host",
        "http://127.0.0.1:8080",
    ];
    passes(&export, &both);
}

#[test]
fn one_of_several_workflows_is_chosen() {
    let mut first = chain(&[manual()]);
    first["id"] = json!("1");
    let mut second = chain(&[
        node("Hook", "webhook", &json!({})),
        node("Post", "slack", &json!({})),
    ]);
    second["name"] = json!("Other");
    let both = json!([first, second]);
    fails(
        &both,
        &[],
        3,
        &["there are 2 workflows in this file", "`W` (1), `Other`"],
    );
    passes(&both, &["--workflow", "1"]);
    fails(
        &both,
        &["--workflow", "Other"],
        3,
        &["n8n-nodes-base.slack"],
    );
    let jackfield = Jackfield::new().file("flow.json", both.to_string());
    let drawn = jackfield
        .call(&["graph", "flow.json", "--workflow", "Other"])
        .ends(0);
    assert!(drawn.stdout.contains("Hook<br/>webhook"), "{drawn}");
}

#[test]
fn options_of_exports_mean_nothing_to_steps() {
    let steps = json!({"name": "S", "steps": [{"uses": "core/set", "with": {"fields": {}}}]});
    for more in [
        &["--start", "A"][..],
        &["--pinned"],
        &["--credential", "a=b"],
    ] {
        fails(&steps, more, 2, &["is for n8n exports"]);
    }
    passes(&steps, &["--workflow", "S"]);
    fails(
        &steps,
        &["--workflow", "T"],
        3,
        &["there is no workflow `T`"],
    );
}

#[test]
fn strange_places_in_an_export_are_shown() {
    let mut export = chain(&[manual(), node("Next", "noOp", &json!({}))]);
    export["nodes"][1]["disabled"] = json!("yes");
    export["connections"]["Go"]["main"][0][0]["node"] = json!("Nxet");
    export["connections"]["Gone"] = json!({"main": [[{"node": "Next"}]]});
    fails(
        &export,
        &[],
        3,
        &[
            "`disabled` must be true or false, and is text",
            "a connection leads to a node `Nxet`, which is not there",
            "did you mean `Next`?",
            "warning: flow.json:",
            "connections lead from a node `Gone`, which is not there",
        ],
    );
}

#[test]
fn a_time_zone_that_there_is_not_is_shown() {
    let mut export = chain(&[manual()]);
    export["settings"] = json!({"timezone": "Europe/Zurich"});
    passes(&export, &[]);
    export["settings"] = json!({"timezone": "Europe/Zuerich"});
    fails(
        &export,
        &[],
        3,
        &["there is no time zone `Europe/Zuerich`", "\"timezone\""],
    );
}

#[test]
fn permissions_are_listed_by_label() {
    let jackfield = Jackfield::new().file(
        "flow.json",
        chain(&[manual(), post(&json!({"id": "7", "name": "Team chat"}))]).to_string(),
    );
    let said = jackfield
        .call(&["credential", "check", "--permissions", "flow.json"])
        .ends(0);
    assert!(said.stdout.contains("Team chat (mattermost):"), "{said}");
    assert!(said.stdout.contains("create_post"), "{said}");
}

#[test]
fn a_run_begins_behind_a_node_that_nothing_serves() {
    let set = json!({"typeVersion": 3.4, "parameters": {"includeOtherFields": true, "assignments": {"assignments": [
        {"id": "1", "name": "twice", "type": "number", "value": "={{ $json.n * 2 }}"},
    ]}}});
    let export = chain(&[
        manual(),
        node("Ask", "openAi", &json!({})),
        node("Twice", "set", &set),
    ]);
    let jackfield = Jackfield::new().file("flow.json", export.to_string());
    let items = r#"[{"json": {"n": 1}}, {"n": 2}]"#;
    let said = jackfield
        .call(&["run", "flow.json", "--start", "Twice", "--items", items])
        .ends(0);
    assert_eq!(
        said.json_lines(),
        [json!({"n": 1, "twice": 2}), json!({"n": 2, "twice": 4})],
        "{said}"
    );
}
