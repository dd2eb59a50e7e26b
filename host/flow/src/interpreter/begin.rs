//! How a run begins.

use std::collections::HashMap;
use std::sync::Arc;

use jackfield_item::Item;
use jackfield_workflow::{Export, Node, Role, Workflow};
use serde_json::Map;

use super::{Interpreter, State};
use crate::history::{Given, History};
use crate::nodes::NodeType;
use crate::plan::Plan;
use crate::protocol::Command;
use crate::schedule::{Activation, Schedule, Sequence, Shape, Stack};

/// Where the run of an export begins.
#[derive(Clone, Debug)]
pub struct Start {
    /// The node's index.
    pub node: usize,
    /// What it gives; none if that is its own affair.
    pub items: Option<Vec<Item>>,
    /// What nodes give that are not carried out, by their index.
    pub pinned: HashMap<usize, Vec<Item>>,
}

impl Interpreter {
    /// Begins a run of steps with these items.
    #[must_use]
    pub fn start(workflow: &Workflow, input: Vec<Item>) -> (Self, Vec<Command>) {
        let schedule = Schedule::Sequence(Sequence::new(workflow, input.into()));
        Self::begin(Plan::all(workflow, &HashMap::new()), schedule)
    }

    /// Begins a run of an export.
    #[must_use]
    pub fn start_at(workflow: &Workflow, export: &Export, start: Start) -> (Self, Vec<Command>) {
        let Start {
            node,
            items,
            pinned,
        } = start;
        let mut pinned: HashMap<usize, Arc<[Item]>> = pinned
            .into_iter()
            .map(|(node, items)| (node, items.into()))
            .collect();
        let mut given: Arc<[Item]> = [Item::new(Map::new())].into();
        if let Some(items) = items {
            given = items.into();
            // Others than triggers act upon what they are given, and so does the one that says which
            // fields of its items go on.
            let begins = workflow.nodes.get(node).is_some_and(|node| {
                let role = node.export.as_ref().map(|export| export.role);
                kind_of(node).map_or(role == Some(Role::Given), |kind| {
                    kind.is_trigger() && kind != NodeType::ExecuteWorkflowTrigger
                })
            });
            if begins {
                pinned.insert(node, Arc::clone(&given));
            }
        }
        let shapes = workflow.nodes.iter().map(shape_of);
        let first = Activation {
            node,
            given: vec![Given {
                by: None,
                output: 0,
                count: given.len(),
            }],
            inputs: vec![given],
        };
        let schedule = Schedule::Stack(Stack::new(export.order, shapes.collect(), first));
        Self::begin(Plan::all(workflow, &pinned), schedule)
    }

    fn begin(plans: Vec<Plan>, schedule: Schedule) -> (Self, Vec<Command>) {
        let mut interpreter = Self {
            history: Arc::new(History::new(plans.len())),
            plans,
            schedule,
            memories: HashMap::new(),
            tolerated: Vec::new(),
            answers: Vec::new(),
            at: Activation::default(),
            state: State::Finished,
        };
        let command = interpreter.next();
        (interpreter, vec![command])
    }
}

fn kind_of(node: &Node) -> Option<NodeType> {
    NodeType::find(&node.export.as_ref()?.kind)
}

/// What the schedule is to know of a node.
fn shape_of(node: &Node) -> Shape {
    let Some(export) = &node.export else {
        return Shape::default();
    };
    let kind = kind_of(node);
    Shape {
        position: export.position,
        outputs: export.outputs.clone(),
        needs_all: kind.is_some_and(|kind| kind.waits_for_all(export.version, &node.parameters)),
        inputs: 0,
    }
}
