//! A workflow as a Mermaid flowchart.
//!
//! Labels are quoted, and what could mean something to Mermaid, to the Markdown in its labels or to
//! HTML is written as an entity code (`#34;`). Names are shortened, for Mermaid refuses a text of
//! more than 50,000 characters. It also refuses more than 500 edges, which a text cannot change.

use jackfield_workflow::{Node, Workflow};

use crate::edges::{Edge, edges};
use crate::text::{condition, is_disabled, line, name, operation, shorten};

/// How wide a line of a label is at most.
const WIDEST: u32 = 2_400;

/// The class of nodes that are left out.
const DISABLED: &str = "off";

/// A character that is not seen.
const BREAK: char = '\u{200b}';

/// The workflow as a Mermaid flowchart.
///
/// The nodes are `run`, the input of the run, and `n0`, `n1` and so on in the order of the
/// workflow. A node with a condition is a hexagon. In an export items come from its own nodes, and
/// there is no `run`; dotted lines lead from the nodes that serve another one, and nodes that are
/// disabled have dashed outlines.
///
/// ```
/// # use jackfield_workflow::{Source, read};
/// # let text = r#"{"name": "release", "steps": [
/// #   {"name": "Post", "uses": "mattermost/message.post"},
/// #   {"name": "Page", "uses": "mattermost/message.post", "if": "{{ $json.urgent }}"}]}"#;
/// # let source = Source { name: "release.json".to_owned(), text: text.to_owned() };
/// # let workflow = read(&source).unwrap().workflow;
/// assert_eq!(
///     jackfield_graph::mermaid(&workflow),
///     r#"flowchart TD
///     accTitle: release
///     run(["Input of the run"])
///     n0["Post<br/>mattermost/message.post"]
///     n1{{"Page<br/>mattermost/message.post<br/>if #36;json.urgent"}}
///     run --> n0
///     n0 --> n1
/// "#
/// );
/// ```
#[must_use]
pub fn mermaid(workflow: &Workflow) -> String {
    let mut lines = vec!["flowchart TD".to_owned()];
    let title = title(&workflow.name);
    if !title.is_empty() {
        lines.push(format!("    accTitle: {title}"));
    }
    if workflow.export.is_none() {
        lines.push("    run([\"Input of the run\"])".to_owned());
    }
    lines.extend(workflow.nodes.iter().enumerate().map(node));
    if workflow.nodes.iter().any(is_disabled) {
        lines.push(format!(
            "    classDef {DISABLED} stroke-dasharray:4 3,opacity:0.7"
        ));
    }
    lines.extend(edges(workflow).iter().map(edge));
    lines.push(String::new());
    lines.join("\n")
}

fn node((index, node): (usize, &Node)) -> String {
    let condition = condition(node);
    let (open, close) = if condition.is_some() {
        ("{{", "}}")
    } else {
        ("[", "]")
    };
    let label: Vec<String> = [Some(name(node)), operation(node), condition]
        .iter()
        .flatten()
        .map(|line| encode(&shorten(line, WIDEST)))
        .collect();
    let class = if is_disabled(node) {
        format!(":::{DISABLED}")
    } else {
        String::new()
    };
    format!(
        "    n{index}{open}\"{}\"{close}{class}",
        label.join("<br/>")
    )
}

fn edge(edge: &Edge) -> String {
    let from = edge
        .from
        .map_or_else(|| "run".to_owned(), |index| format!("n{index}"));
    let label = edge.label().map_or_else(String::new, |label| {
        format!("|\"{}\"|", encode(&shorten(&label, WIDEST)))
    });
    let arrow = if edge.serves { "-.->" } else { "-->" };
    format!("    {from} {arrow}{label} n{}", edge.to)
}

/// Mermaid takes this line as it is, entity codes and all: what is special is left out.
fn title(name: &str) -> String {
    let plain: String = line(name)
        .chars()
        .map(|c| if is_plain(c, true) { c } else { ' ' })
        .collect();
    defused(&shorten(&line(&plain), WIDEST))
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut after_letter = false;
    for c in defused(text).chars() {
        if is_plain(c, after_letter) {
            encoded.push(c);
        } else {
            encoded.push_str(&format!("#{};", u32::from(c)));
        }
        after_letter = c.is_alphabetic();
    }
    encoded
}

/// Whether a character stands for itself. Behind a letter, punctuation of names is no Markdown: no
/// list, no rule, no emphasis.
fn is_plain(c: char, after_letter: bool) -> bool {
    match c {
        'ﬂ' | '¶' | BREAK => false,
        '.' | '-' | '_' | '/' | ',' => after_letter,
        _ => c == ' ' || c.is_ascii_alphanumeric() || !c.is_ascii(),
    }
}

/// Breaks up what Mermaid (11) acts upon even in quotes, and even as entity codes: `\n` is a new
/// line, `$$` a formula, `fa:fa-user` an icon, and `direction LR` a statement that swallows its line.
/// What Mermaid itself makes of entity codes, `ﬂ°quot¶ß`, is one wherever it comes from.
fn defused(text: &str) -> String {
    let mut broken = String::with_capacity(text.len());
    let mut previous = ' ';
    for c in text.chars() {
        if matches!(
            (previous, c),
            ('$', '$') | (':', 'f') | ('\\' | 'ﬂ' | '¶', _)
        ) {
            broken.push(BREAK);
        }
        broken.push(c);
        previous = c;
    }
    broken.replace("direction ", &format!("direction{BREAK} "))
}
