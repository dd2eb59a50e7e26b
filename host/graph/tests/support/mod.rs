//! Workflows to draw.

use jackfield_workflow::{Input, Node, OnError, Pointer, Retry, Source, Workflow, read};
use serde_json::{Map, Value};

/// The workflow of a file with this text.
pub(crate) fn workflow(text: &str) -> Workflow {
    let source = Source {
        name: "test.json".to_owned(),
        text: text.to_owned(),
    };
    read(&source).unwrap().workflow
}

/// A node that takes these items.
pub(crate) fn node(name: &str, inputs: Vec<Input>) -> Node {
    Node {
        name: name.to_owned(),
        pointer: Pointer::root(),
        connector: "mattermost".to_owned(),
        operation: "message.post".to_owned(),
        credentials: Vec::new(),
        parameters: Map::new(),
        condition: None,
        timeout: None,
        retry: Retry::default(),
        on_error: OnError::default(),
        concurrency: 1,
        inputs,
        export: None,
        is_whole: true,
    }
}

/// Nodes of these names, each behind the one before, all with a condition.
pub(crate) fn chain<'a>(names: impl IntoIterator<Item = &'a str>) -> Workflow {
    let nodes = names.into_iter().enumerate().map(|(index, name)| Node {
        condition: Some(Value::String(name.to_owned())),
        ..node(
            name,
            vec![index.checked_sub(1).map_or(Input::Run, Input::main)],
        )
    });
    Workflow {
        hosts: Vec::new(),
        export: None,
        name: "chain".to_owned(),
        nodes: nodes.collect(),
    }
}

/// Names that try to be something else.
pub(crate) fn hostile_names() -> Vec<String> {
    [
        "\"",
        "</text>",
        "</title></desc></style><script>alert(1)</script>",
        "]]>",
        "-->",
        "n0 --> n1",
        "%%",
        "%%{init: {}}%%",
        "a\nend\nn9[x]",
        "\r\n\t",
        "",
        "end",
        "`code` **bold** _it_",
        "1. one",
        "- one",
        "# one",
        "#quot;",
        "&amp;&#0;&nosuch;",
        "style a:#b;",
        "classDef a:#b;",
        "fa:fa-user $$x$$ :::x",
        "direction LR",
        "ﬂ°°34¶ß",
        "\\n \\\" \\",
        "\u{202e}txet desrever\u{2066}",
        "שלום עולם",
        "🚀🇩🇪👨\u{200d}👩\u{200d}👧",
        "\u{0}\u{7}\u{1b}[31m\u{7f}\u{85}\u{fffe}\u{feff}",
        "<br/>",
        "{{ $json.a }}",
        "A['x'](y){z}|w|;",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain(["x", "部", "e\u{301}", "\u{301}", "<", "\""].map(|part| part.repeat(10_000)))
    .collect()
}
