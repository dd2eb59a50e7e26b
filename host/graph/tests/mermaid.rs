//! Mermaid: every node and edge once, and nothing in a name that Mermaid could understand.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a failing step fails the test"
)]

mod support;

use jackfield_graph::mermaid;
use jackfield_workflow::{Input, Workflow};
use proptest::prelude::*;
use support::{chain, hostile_names, node, workflow};

const BRANCHES: &str = r#"{
  "name": "on-call: \"now\"",
  "steps": [
    {"name": "Look", "uses": "mattermost/user.get", "credential": "team-chat"},
    {"name": "Page", "uses": "mattermost/message.post", "if": "{{ $json.urgent }}"},
    {"name": "Note", "uses": "mattermost/message.post", "needs": "Look", "if": false},
    {"uses": "jelastic/environment.stop", "needs": ["Page", "Note", "Page"]},
    {"name": "v1.2 #4", "uses": "mattermost/message.post", "needs": []}
  ]
}"#;

#[test]
fn branches_are_a_flowchart() {
    assert_eq!(
        mermaid(&workflow(BRANCHES)),
        r##"flowchart TD
    accTitle: on-call now
    run(["Input of the run"])
    n0["Look<br/>mattermost/user.get"]
    n1{{"Page<br/>mattermost/message.post<br/>if #36;json.urgent"}}
    n2{{"Note<br/>mattermost/message.post<br/>if false"}}
    n3["jelastic/environment.stop"]
    n4["v1#46;2 #35;4<br/>mattermost/message.post"]
    run --> n0
    n0 --> n1
    n0 --> n2
    n1 -->|"×2"| n3
    n2 --> n3
    run --> n4
"##
    );
}

const LOOP: &str = r#"{
  "name": "loop",
  "nodes": [
    {"name": "Next", "type": "n8n-nodes-base.noOp"},
    {"name": "Batch", "type": "n8n-nodes-base.splitInBatches", "typeVersion": 3},
    {"name": "Start", "type": "n8n-nodes-base.manualTrigger"},
    {"name": "Check", "type": "n8n-nodes-base.if", "typeVersion": 2, "onError": "continueErrorOutput"},
    {"name": "Agent", "type": "@n8n/n8n-nodes-langchain.agent"},
    {"name": "Model", "type": "@n8n/n8n-nodes-langchain.lmChatOpenAi"},
    {"name": "Note", "type": "n8n-nodes-base.stickyNote"}
  ],
  "connections": {
    "Start": {"main": [[{"node": "Batch"}]]},
    "Batch": {"main": [[{"node": "Check"}], [{"node": "Next"}]]},
    "Next": {"main": [[{"node": "Batch"}, {"node": "Next"}]]},
    "Check": {"main": [[{"node": "Agent"}], [], [{"node": "Agent"}]]},
    "Model": {"ai_languageModel": [[{"node": "Agent", "type": "ai_languageModel"}]]}
  }
}"#;

#[test]
fn an_export_is_drawn_with_its_loops_and_outputs() {
    assert_eq!(
        mermaid(&workflow(LOOP)),
        r##"flowchart TD
    accTitle: loop
    n0["Next<br/>noOp"]
    n1["Batch<br/>splitInBatches"]
    n2["Start<br/>manualTrigger"]
    n3["Check<br/>if"]
    n4["Agent<br/>#64;n8n/n8n-nodes-langchain.agent"]
    n5["Model<br/>#64;n8n/n8n-nodes-langchain.lmChatOpenAi"]
    n1 -->|"loop"| n0
    n0 --> n0
    n2 --> n1
    n0 --> n1
    n1 -->|"done"| n3
    n3 -->|"true"| n4
    n3 -->|"error"| n4
    n5 -.->|"serves"| n4
"##
    );
}

#[test]
fn credentials_are_not_shown() {
    assert!(!mermaid(&workflow(BRANCHES)).contains("team-chat"));
}

#[test]
fn an_input_that_comes_later_is_left_out() {
    let workflow = Workflow {
        hosts: Vec::new(),
        export: None,
        name: String::new(),
        nodes: vec![node("a", vec![Input::main(0), Input::main(7), Input::Run])],
    };
    assert_eq!(
        mermaid(&workflow),
        "flowchart TD\n    run([\"Input of the run\"])\n    \
         n0[\"a<br/>mattermost/message.post\"]\n    run --> n0\n"
    );
}

#[test]
fn what_mermaid_acts_upon_even_in_quotes_is_broken_up() {
    for (name, label) in [
        ("a\\nb", "a#92;#8203;nb"),
        ("$$x$$", "#36;#8203;#36;x#36;#8203;#36;"),
        ("fa:fa-user", "fa#58;#8203;fa-user"),
        ("ﬂ°quot¶ß", "#64258;#8203;°quot#182;#8203;ß"),
        ("direction LR", "direction#8203; LR"),
    ] {
        let text = mermaid(&chain([name]));
        assert!(text.contains(&format!("n0{{{{\"{label}<br/>")), "{text}");
    }
    let mut workflow = chain(["a"]);
    workflow.name = "direction  LR".to_owned();
    assert!(!mermaid(&workflow).contains("direction L"));
}

#[test]
fn hostile_names_stay_in_their_labels() {
    let names = hostile_names();
    check_chain(&names);
    let text = mermaid(&chain(names.iter().map(String::as_str)));
    assert!(text.len() < 50_000, "Mermaid refuses {} bytes", text.len());
}

proptest! {
    #[test]
    fn any_name_stays_in_its_label(names in proptest::collection::vec(any::<String>(), 1..6)) {
        check_chain(&names);
    }
}

/// Every line is one of ours, and its labels are made of nothing that has a meaning.
fn check_chain(names: &[String]) {
    let mut workflow = chain(names.iter().map(String::as_str));
    workflow.name = names.concat();
    let text = mermaid(&workflow);
    let mut lines: Vec<&str> = text.lines().collect();
    if lines[1].starts_with("    accTitle: ") {
        let title = lines.remove(1);
        assert!(
            !title.contains([';', '#', '"', '<', '%', '{', '\u{fb02}']),
            "{title}"
        );
        assert_eq!(title.matches(':').count(), 1, "{title}");
    }
    assert_eq!(lines.len(), 2 + 2 * names.len(), "{text}");
    for (index, line) in lines[2..2 + names.len()].iter().enumerate() {
        let label = line
            .strip_prefix(&format!("    n{index}{{{{\""))
            .and_then(|rest| rest.strip_suffix("\"}}"))
            .unwrap();
        let parts: Vec<&str> = label.split("<br/>").collect();
        assert_eq!(parts.len(), 3, "{label}");
        assert!(parts.iter().all(|part| is_inert(part)), "{label}");
    }
    for (index, line) in lines[2 + names.len()..].iter().enumerate() {
        let from = index
            .checked_sub(1)
            .map_or_else(|| "run".to_owned(), |before| format!("n{before}"));
        assert_eq!(*line, format!("    {from} --> n{index}"));
    }
}

fn is_inert(label: &str) -> bool {
    let mut rest = label;
    let mut entities = 0;
    while let Some((before, behind)) = rest.split_once('#') {
        let (number, after) = behind.split_once(';').unwrap();
        assert!(number.parse::<u32>().is_ok(), "{label}");
        assert!(!before.contains(';'), "{label}");
        entities += 1;
        rest = after;
    }
    assert_eq!(label.matches(';').count(), entities, "{label}");
    !label.trim().is_empty()
        && !label.contains(|c: char| c.is_control() || "\"'`<>()[]{}|\\%&$*:=~^!?@+".contains(c))
        && !label.contains("--")
        && !label.contains("direction ")
        && !label.starts_with(['.', '-', '_', '/'])
}
