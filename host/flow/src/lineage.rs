//! Which item of one node an item of another comes from.

use std::collections::HashSet;
use std::sync::Arc;

use jackfield_item::Item;
use serde_json::{Value, json};

use crate::history::{Given, History};

/// What the nodes before one have given, and how it hangs together. Cheap to make.
#[derive(Clone, Debug)]
pub struct Lineage {
    pub(crate) history: Arc<History>,
    /// Where the items of the node at work come from.
    pub(crate) given: Arc<[Given]>,
    /// Of each loop that has run how many items are left, and how often it has run.
    pub(crate) loops: Vec<(usize, usize, u32)>,
}

/// Why nobody can say which item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unpaired {
    /// The item does not come by way of that node.
    #[error("the item does not come by way of that step")]
    Elsewhere,
    /// The item comes from several items of that node, or of one in between.
    #[error("the item comes from several items")]
    Several,
}

/// One item that a node has given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// In which of the node's runs.
    pub run: u32,
    /// By which of its outputs.
    pub output: usize,
    /// Which of the items there.
    pub index: usize,
}

/// Who gave the items of one input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Giver {
    /// The node's index.
    pub node: usize,
    /// Which of its outputs.
    pub output: usize,
    /// Which of its runs.
    pub run: u32,
}

impl Unpaired {
    /// What is wrong, in a sentence that calls nodes by this word.
    #[must_use]
    pub fn spelled(self, word: &str) -> String {
        match self {
            Self::Elsewhere => format!("the item does not come by way of that {word}"),
            Self::Several => self.to_string(),
        }
    }
}

impl Lineage {
    /// What a loop says of itself, as a JSON object; an empty one for any other node.
    #[must_use]
    pub fn context(&self, node: usize) -> Value {
        match self.loops.iter().find(|(looping, ..)| *looping == node) {
            Some((_, left, runs)) => json!({
                "noItemsLeft": *left == 0,
                "currentRunIndex": runs.saturating_sub(1),
            }),
            None => json!({}),
        }
    }

    /// How often a node has run.
    #[must_use]
    pub fn runs(&self, node: usize) -> usize {
        self.history.count(node)
    }

    /// What a node has given by an output, in one of its runs or in the last one.
    #[must_use]
    pub fn output(&self, node: usize, output: usize, run: Option<usize>) -> Option<&Arc<[Item]>> {
        self.history.run_of(node, run)?.outputs.get(output)
    }

    /// Who gave the items of the inputs of the node at work, in their order; none for the input of
    /// the run.
    #[must_use]
    pub fn givers(&self) -> Vec<Option<Giver>> {
        let giver = |given: &Given| {
            let run = self.history.get(given.by?)?;
            Some(Giver {
                node: run.node,
                output: given.output,
                run: run.run,
            })
        };
        self.given.iter().map(giver).collect()
    }

    /// The item given by `target` that an item of the node at work comes from. Items count over all
    /// its inputs, one behind the other.
    ///
    /// # Errors
    /// When there is no such item, or more than one.
    pub fn paired(&self, item: usize, target: usize) -> Result<Origin, Unpaired> {
        let mut found = None;
        let mut seen = HashSet::new();
        let mut ways: Vec<(&[Given], usize)> = vec![(&self.given, item)];
        while let Some((given, index)) = ways.pop() {
            let Some((place, output, index)) = self.history.origin(given, index) else {
                continue;
            };
            let Some(run) = self.history.get(place) else {
                continue;
            };
            if run.node == target {
                let origin = Origin {
                    run: run.run,
                    output,
                    index,
                };
                if found.is_some_and(|found| found != origin) {
                    return Err(Unpaired::Several);
                }
                found = Some(origin);
                continue;
            }
            let items = self.history.output(place, output);
            let sources = items.and_then(|items| items.get(index)).map(Item::sources);
            let sources = sources.unwrap_or_default();
            let given = run.origins.as_ref().unwrap_or(&run.given);
            for source in sources {
                if sources.len() == 1 || seen.insert((place, *source)) {
                    ways.push((given, *source as usize));
                }
            }
        }
        found.ok_or(Unpaired::Elsewhere)
    }
}
