//! What is drawn between the steps, or the nodes of an export.

use jackfield_workflow::{Input, Node, OnError, Workflow};
use serde_json::{Map, Value};

use crate::text::line;

/// The items of one place going to one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The step they come from; none for the input of the run.
    pub(crate) from: Option<usize>,
    /// The step that takes them. In a file of steps it comes behind `from`.
    pub(crate) to: usize,
    /// Which output they leave by, where it is not the only one.
    pub(crate) output: Option<String>,
    /// How often it takes them.
    pub(crate) times: usize,
    /// Whether no items go along it: `from` serves `to`.
    pub(crate) serves: bool,
}

impl Edge {
    /// What stands beside the edge: nothing, unless the items leave by one of several outputs or
    /// are taken more than once.
    pub(crate) fn label(&self) -> Option<String> {
        let times = (self.times > 1).then(|| format!("×{}", self.times));
        match (&self.output, times) {
            (None, times) => times,
            (Some(output), None) => Some(output.clone()),
            (Some(output), Some(times)) => Some(format!("{output} {times}")),
        }
    }
}

/// The edges of a workflow, by the step they lead to. In a file of steps an input that breaks the
/// order that [`Workflow`] promises is left out: without it, there is no top and no bottom.
pub(crate) fn edges(workflow: &Workflow) -> Vec<Edge> {
    let is_export = workflow.export.is_some();
    let mut edges: Vec<Edge> = Vec::new();
    for (to, node) in workflow.nodes.iter().enumerate() {
        let first = edges.len();
        for input in &node.inputs {
            let (from, output) = match *input {
                Input::Run => (None, None),
                Input::Node { node, output } if node < to || is_export => {
                    let source = workflow.nodes.get(node);
                    (
                        Some(node),
                        source.and_then(|source| output_name(source, output)),
                    )
                }
                Input::Node { .. } => continue,
            };
            let same = edges
                .iter_mut()
                .skip(first)
                .find(|edge| edge.from == from && edge.output == output);
            if let Some(edge) = same {
                edge.times += 1;
            } else {
                edges.push(Edge {
                    from,
                    to,
                    output,
                    times: 1,
                    serves: false,
                });
            }
        }
        let attached = node.export.iter().flat_map(|export| &export.attached);
        edges.extend(attached.map(|from| Edge {
            from: Some(*from),
            to,
            output: Some("serves".to_owned()),
            times: 1,
            serves: true,
        }));
    }
    edges
}

/// What an output is called, unless it is the only one.
fn output_name(node: &Node, output: usize) -> Option<String> {
    let Some(export) = &node.export else {
        return (output == Input::ERROR).then(|| "error".to_owned());
    };
    let last = export.outputs.len().saturating_sub(1);
    if export.own_type() == Some("switch")
        && !is_error(node, output, last)
        && let Some(name) = switch_output(node, export.version, output)
    {
        return Some(name);
    }
    let name = match (export.own_type(), output) {
        _ if is_error(node, output, last) => "error",
        (Some("if"), 0) => "true",
        (Some("if"), 1) => "false",
        (Some("splitInBatches"), 0) if export.version >= 3.0 => "done",
        (Some("splitInBatches"), 1) if export.version >= 3.0 => "loop",
        _ if last == 0 => return None,
        _ => return Some(format!("output {output}")),
    };
    Some(name.to_owned())
}

/// Whether it is the output for errors, which n8n puts behind all others.
fn is_error(node: &Node, output: usize, last: usize) -> bool {
    node.on_error == OnError::Output && output > 0 && output == last
}

/// What the output of a switch is called in n8n: what its rule says, or that it is for what meets
/// none.
fn switch_output(node: &Node, version: f64, output: usize) -> Option<String> {
    let parameter = |pointer: &str| below(&node.parameters, pointer);
    let text = |value: Option<&Value>| {
        let text = line(value?.as_str()?);
        (!text.is_empty()).then_some(text)
    };
    if parameter("mode").and_then(Value::as_str) == Some("expression") {
        return None;
    }
    let rules = if version >= 3.0 {
        parameter("rules.values")
    } else {
        parameter("rules.rules")
    };
    let rules = rules
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let Some(rule) = rules.get(output).filter(|_| version >= 2.0) else {
        let fallback = parameter("options.fallbackOutput").and_then(Value::as_str);
        let is_fallback = version >= 3.0 && output == rules.len() && fallback == Some("extra");
        return is_fallback.then(|| {
            text(parameter("options.renameFallbackOutput")).unwrap_or_else(|| "fallback".to_owned())
        });
    };
    let is_named = version < 3.0 || rule.get("renameOutput") == Some(&Value::Bool(true));
    text(rule.get("outputKey").filter(|_| is_named))
}

/// The value behind these names, with dots between them.
fn below<'a>(parameters: &'a Map<String, Value>, names: &str) -> Option<&'a Value> {
    let mut names = names.split('.');
    let first = parameters.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}

/// The steps in an order in which as many as can be come behind those that they take items from:
/// all of them, unless some go in circles.
pub(crate) fn order(workflow: &Workflow, edges: &[Edge]) -> Vec<usize> {
    let count = workflow.nodes.len();
    if workflow.export.is_none() {
        return (0..count).collect();
    }
    let mut below = vec![Vec::new(); count];
    let mut is_below = vec![false; count];
    for edge in edges {
        let Some(from) = edge.from else {
            continue;
        };
        if let Some(below) = below.get_mut(from) {
            below.push(edge.to);
        }
        if let Some(is_below) = is_below.get_mut(edge.to) {
            *is_below |= from != edge.to;
        }
    }
    let is_top = |node: &usize| is_below.get(*node) == Some(&false);
    let (tops, others): (Vec<usize>, Vec<usize>) = (0..count).partition(is_top);
    let mut found = vec![false; count];
    let mut meet = |node: usize| {
        let found = found.get_mut(node);
        found.is_some_and(|found| !std::mem::replace(found, true))
    };
    // Depth first, from the tops down: a step is done when all below it are. What is done last
    // comes first. What hangs below no top goes in a circle, from anywhere.
    let mut done = Vec::with_capacity(count);
    for root in tops.into_iter().rev().chain(others) {
        if !meet(root) {
            continue;
        }
        let mut way = vec![(root, 0)];
        while let Some((node, next)) = way.last_mut() {
            let below = below.get(*node).map_or(&[][..], Vec::as_slice);
            // The last one first, so that the first one comes first in the end.
            let child = below.iter().rev().nth(*next).copied();
            *next += 1;
            match child {
                Some(child) if meet(child) => way.push((child, 0)),
                Some(_) => {}
                None => {
                    done.push(*node);
                    way.pop();
                }
            }
        }
    }
    done.reverse();
    done
}
