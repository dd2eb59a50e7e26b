//! Where the items of a step come from.

use std::collections::{HashMap, HashSet};

use super::file::{Need, Needs, OutputName, Step};
use super::name_of;
use crate::diagnostic::Diagnostic;
use crate::graph::{Input, Node, OnError};
use crate::pointer::Pointer;

/// The names of all steps.
pub(super) struct Names {
    all: Vec<String>,
    /// The first step of each name.
    first: HashMap<String, usize>,
}

impl Names {
    pub(super) fn of(steps: &[Step]) -> Self {
        let all: Vec<String> = steps.iter().map(name_of).collect();
        let mut first = HashMap::new();
        for (index, name) in all.iter().enumerate() {
            first.entry(name.clone()).or_insert(index);
        }
        Self { all, first }
    }

    /// Whether a step before this one has the name already.
    pub(super) fn is_repeated(&self, name: &str, index: usize) -> bool {
        self.first.get(name).is_some_and(|first| *first < index)
    }

    /// The step of this name, which must come before the one at `index`.
    fn find(&self, name: &str, index: usize, at: Pointer) -> Result<usize, Diagnostic> {
        match self.first.get(name) {
            Some(place) if *place < index => Ok(*place),
            Some(_) => Err(Diagnostic::new(
                at,
                format!("the step `{name}` does not come before this one"),
            )
            .hint("a step needs steps above it; move it down")),
            None => {
                let earlier = self.all.iter().take(index).map(String::as_str);
                let named = earlier.filter(|name| !name.is_empty());
                Err(Diagnostic::new(at, format!("there is no step `{name}`")).offer(name, named))
            }
        }
    }
}

/// The inputs of the step at `index`: what it needs, or else the step before it.
pub(super) fn inputs(
    step: &Step,
    pointer: &Pointer,
    index: usize,
    names: &Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Input> {
    let at = pointer.join("needs");
    let needs: Vec<(Pointer, &Need)> = match &step.needs {
        None => {
            return vec![index.checked_sub(1).map_or(Input::Run, Input::main)];
        }
        Some(Needs::One(need)) => vec![(at, need)],
        Some(Needs::Several(needs)) if needs.is_empty() => return vec![Input::Run],
        Some(Needs::Several(needs)) => needs
            .iter()
            .enumerate()
            .map(|(position, need)| (at.join(position), need))
            .collect(),
    };
    let mut inputs = Vec::with_capacity(needs.len());
    for (at, need) in needs {
        let (name, at, output) = match need {
            Need::Step(name) => (name, at, Input::MAIN),
            Need::Output(need) => (
                &need.step,
                at.join("step"),
                match need.output {
                    OutputName::Main => Input::MAIN,
                    OutputName::Error => Input::ERROR,
                },
            ),
        };
        match names.find(name, index, at) {
            Ok(node) => inputs.push(Input::Node { node, output }),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    inputs
}

/// Error outputs that are taken and not given, and those that are given and not taken: what failed
/// would be lost without a word.
pub(super) fn check_error_outputs(nodes: &[Node], broken: &HashSet<usize>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut taken = HashSet::new();
    for node in nodes {
        for input in &node.inputs {
            let Input::Node {
                node: source,
                output: Input::ERROR,
            } = *input
            else {
                continue;
            };
            taken.insert(source);
            let Some(source) = nodes.get(source) else {
                continue;
            };
            if source.on_error != OnError::Output {
                diagnostics.push(
                    Diagnostic::new(
                        node.pointer.join("needs"),
                        format!("the step `{}` has no error output", source.name),
                    )
                    .hint("give that step `\"onError\": \"output\"`"),
                );
            }
        }
    }
    // What takes it may be a step of which a part could not be read.
    if broken.is_empty() {
        for (index, node) in nodes.iter().enumerate() {
            if node.on_error == OnError::Output && !taken.contains(&index) {
                diagnostics.push(
                    Diagnostic::new(
                        node.pointer.join("onError"),
                        format!("no step takes the error output of `{}`", node.name),
                    )
                    .hint(format!(
                        "add a step with `\"needs\": {{\"step\": \"{}\", \"output\": \"error\"}}`, or write `continue`",
                        node.name
                    )),
                );
            }
        }
    }
    diagnostics
}
