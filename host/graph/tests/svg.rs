//! SVG: well-formed whatever a step is called, with every node and every edge in it once.
#![expect(clippy::unwrap_used, reason = "a failing step fails the test")]

mod support;

use jackfield_graph::svg;
use jackfield_workflow::{Input, Workflow};
use proptest::prelude::*;
use roxmltree::{Document, Node};
use support::{chain, hostile_names, node, workflow};

const TWO_STEPS: &str = r#"{
  "name": "release",
  "steps": [
    {"name": "Post", "uses": "mattermost/message.post", "credential": "team-chat",
     "with": {"message": "parameters are not shown"}},
    {"name": "Page", "uses": "mattermost/message.post", "if": "{{ $json.urgent }}"}
  ]
}"#;

#[test]
fn two_steps_are_drawn_below_each_other() {
    let text = svg(&workflow(TWO_STEPS));
    let picture = text.split_once("<rect class=\"ground\"").unwrap().1;
    assert_eq!(
        picture,
        r##" width="320" height="384" rx="12"/>
<text class="heading" x="32" y="44">release</text>
<g transform="translate(64 76)">
<path class="edge" marker-end="url(#jackfield-graph-arrow)" d="M96 36V77"/>
<path class="edge" marker-end="url(#jackfield-graph-arrow)" d="M96 142V183"/>
<g class="run">
<title>The items that the run is given</title>
<rect class="card" x="21" y="0" width="150" height="36" rx="18"/>
<text class="name" x="96" y="23">Input of the run</text>
</g>
<g class="step">
<title>Post
mattermost/message.post</title>
<rect class="card" x="0" y="84" width="192" height="58" rx="10"/>
<text class="name" x="96" y="109">Post</text>
<text class="operation" x="96" y="128">mattermost/message.post</text>
</g>
<g class="step">
<title>Page
mattermost/message.post
if $json.urgent</title>
<rect class="card" x="0" y="190" width="192" height="86" rx="10"/>
<path class="strip" d="M0 248h192v18a10 10 0 0 1 -10 10h-172a10 10 0 0 1 -10 -10Z"/>
<text class="name" x="96" y="215">Page</text>
<text class="operation" x="96" y="234">mattermost/message.post</text>
<text class="condition" x="96" y="266">if $json.urgent</text>
</g>
</g>
</svg>
"##
    );
}

#[test]
fn the_picture_says_in_words_what_it_shows() {
    let text = svg(&workflow(TWO_STEPS));
    let document = Document::parse(&text).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let labels: Vec<&str> = root
        .attribute("aria-labelledby")
        .unwrap()
        .split(' ')
        .map(|id| by_id(&document, id).text().unwrap())
        .collect();
    assert_eq!(
        labels,
        [
            "release",
            "A workflow of 2 steps, from top to bottom. \
             “Post” (mattermost/message.post) takes the input of the run. \
             “Page” (mattermost/message.post) takes the items of “Post”, and acts if $json.urgent."
        ]
    );
}

#[test]
fn the_picture_needs_nothing_but_itself() {
    let text = svg(&workflow(TWO_STEPS));
    assert_eq!(text.matches("http").count(), 1, "the namespace");
    for word in [
        "<script",
        "@import",
        "@font-face",
        "href",
        "<image",
        "team-chat",
        "not shown",
    ] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn items_that_are_taken_twice_are_one_edge_that_says_so() {
    let workflow = Workflow {
        hosts: Vec::new(),
        export: None,
        name: "twice".to_owned(),
        nodes: vec![
            node("a", vec![Input::Run]),
            node("b", vec![Input::main(0), Input::Run, Input::main(0)]),
        ],
    };
    let text = svg(&workflow);
    check(&text, 2, 3);
    let document = Document::parse(&text).unwrap();
    let label = with_class(&document, "times").next().unwrap();
    assert_eq!(label.text(), Some("×2"));
}

#[test]
fn an_export_in_any_order_stands_from_top_to_bottom() {
    let text = svg(&workflow(
        r#"{"name": "loop", "nodes": [
            {"name": "Last", "type": "n8n-nodes-base.noOp"},
            {"name": "Work", "type": "n8n-nodes-base.noOp"},
            {"name": "Batch", "type": "n8n-nodes-base.splitInBatches", "typeVersion": 3},
            {"name": "First", "type": "n8n-nodes-base.manualTrigger"}
        ], "connections": {
            "First": {"main": [[{"node": "Batch"}]]},
            "Batch": {"main": [[{"node": "Last"}], [{"node": "Work"}]]},
            "Work": {"main": [[{"node": "Batch"}]]}
        }}"#,
    ));
    let document = Document::parse(&text).unwrap();
    let heights: Vec<(String, i32)> = with_class(&document, "step")
        .map(|step| {
            let card = step.descendants().find(|node| node.has_tag_name("rect"));
            let y = card.unwrap().attribute("y").unwrap().parse().unwrap();
            let title = step.descendants().find(|node| node.has_tag_name("title"));
            let name = title
                .unwrap()
                .text()
                .unwrap()
                .lines()
                .next()
                .unwrap()
                .to_owned();
            (name, y)
        })
        .collect();
    let height = |name: &str| heights.iter().find(|(known, _)| known == name).unwrap().1;
    assert!(height("First") < height("Batch"), "{heights:?}");
    assert!(height("Batch") < height("Work"), "{heights:?}");
    assert!(height("Batch") < height("Last"), "{heights:?}");
    // The way back is drawn along the way there.
    assert_eq!(with_class(&document, "edge").count(), 4);
    let labels: Vec<_> = with_class(&document, "times")
        .filter_map(|label| label.text())
        .collect();
    assert_eq!(labels, ["done", "loop"]);
    assert_eq!(with_class(&document, "run").count(), 0);
    assert!(text.contains("A workflow of 4 nodes, from top to bottom."));
    assert!(text.contains("“Work” (noOp) takes the items of “Batch” loop."));
}

#[test]
fn a_workflow_without_steps_is_a_picture_too() {
    let workflow = Workflow {
        hosts: Vec::new(),
        export: None,
        name: String::new(),
        nodes: Vec::new(),
    };
    check(&svg(&workflow), 0, 0);
}

#[test]
fn hostile_names_break_nothing() {
    let names = hostile_names();
    let mut workflow = chain(names.iter().map(String::as_str));
    workflow.name = names.concat();
    check(&svg(&workflow), names.len(), names.len());
}

#[test]
fn a_shortened_name_can_be_read_whole() {
    let long = "release notes ".repeat(700);
    let text = svg(&chain([long.as_str()]));
    let document = Document::parse(&text).unwrap();
    let step = with_class(&document, "step").next().unwrap();
    let title = step.children().find(|child| child.has_tag_name("title"));
    assert!(title.unwrap().text().unwrap().starts_with(long.trim()));
    let name = with_class(&document, "name")
        .last()
        .unwrap()
        .text()
        .unwrap();
    assert!(
        name.starts_with("release notes release") && name.ends_with('…'),
        "{name}"
    );
    assert!(name.chars().count() < 40, "{name}");
}

#[test]
fn two_hundred_steps_are_drawn_however_they_hang_together() {
    let wide = (0..200).map(|index| match index {
        0 => vec![Input::Run],
        199 => (1..199).map(Input::main).collect(),
        _ => vec![Input::main(0)],
    });
    let dense = (0..200).map(|index| (0..index).map(Input::main).collect());
    for (edges, inputs) in [
        (1 + 198 + 198, wide.collect::<Vec<Vec<Input>>>()),
        (199 * 200 / 2, dense.collect()),
    ] {
        let nodes = inputs.into_iter().enumerate();
        let workflow = Workflow {
            hosts: Vec::new(),
            export: None,
            name: "large".to_owned(),
            nodes: nodes
                .map(|(index, inputs)| node(&format!("step {index}"), inputs))
                .collect(),
        };
        check(&svg(&workflow), 200, edges);
    }
}

proptest! {
    #[test]
    fn any_name_is_drawn(names in proptest::collection::vec(any::<String>(), 1..6)) {
        let text = svg(&chain(names.iter().map(String::as_str)));
        check(&text, names.len(), names.len());
        prop_assert_eq!(svg(&chain(names.iter().map(String::as_str))), text);
    }
}

/// Well-formed, of our elements only, and with so many steps and edges, all of them inside.
fn check(text: &str, steps: usize, edges: usize) {
    let document = Document::parse(text).unwrap();
    for element in document.descendants().filter(Node::is_element) {
        let name = element.tag_name().name();
        assert!(
            [
                "svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text", "g"
            ]
            .contains(&name),
            "{name}"
        );
        let outer = element
            .attributes()
            .find(|one| one.name().starts_with("on"));
        assert!(outer.is_none(), "{outer:?}");
    }
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
    assert_eq!(with_class(&document, "run").count(), 1);
    assert_eq!(with_class(&document, "step").count(), steps);
    assert_eq!(with_class(&document, "edge").count(), edges);

    let root = document.root_element();
    let number =
        |node: Node<'_, '_>, name: &str| -> i32 { node.attribute(name).unwrap().parse().unwrap() };
    for card in with_class(&document, "card") {
        assert!(number(card, "x") + number(card, "width") < number(root, "width"));
        assert!(number(card, "y") + number(card, "height") < number(root, "height"));
    }
}

fn with_class<'a, 'input>(
    document: &'a Document<'input>,
    class: &str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    document
        .descendants()
        .filter(move |node| node.attribute("class") == Some(class))
}

fn by_id<'a, 'input>(document: &'a Document<'input>, id: &str) -> Node<'a, 'input> {
    document
        .descendants()
        .find(|node| node.attribute("id") == Some(id))
        .unwrap()
}
