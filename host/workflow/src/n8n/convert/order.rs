//! The order of an export's nodes as steps.

use std::collections::{HashSet, VecDeque};

use crate::export::Order;
use crate::graph::{Input, Workflow};

/// The nodes that items can come to, each behind those that give it items and else as they would
/// run; and those that go in circles.
pub(super) fn in_order(
    workflow: &Workflow,
    order: Order,
    start: usize,
    reached: &[bool],
) -> (Vec<usize>, Vec<usize>) {
    let is_reached = |index: usize| reached.get(index).copied().unwrap_or_default();
    let mut left: Vec<usize> = workflow
        .nodes
        .iter()
        .map(|node| {
            let from =
                |input: &&Input| matches!(input, Input::Node { node, .. } if is_reached(*node));
            node.inputs.iter().filter(from).count()
        })
        .collect();
    let mut ready: VecDeque<usize> = [start].into();
    let others = (0..workflow.nodes.len())
        .filter(|index| is_reached(*index) && *index != start && left.get(*index) == Some(&0));
    ready.extend(others);
    let mut done = Vec::new();
    while let Some(index) = ready.pop_front() {
        done.push(index);
        let export = workflow
            .nodes
            .get(index)
            .and_then(|node| node.export.as_ref());
        let mut next = Vec::new();
        for target in export
            .into_iter()
            .flat_map(|export| export.outputs.iter().flatten())
        {
            if let Some(left) = left.get_mut(target.node) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    next.push(target.node);
                }
            }
        }
        match order {
            Order::BreadthFirst => ready.extend(next),
            Order::DepthFirst => {
                let place = |index: &usize| {
                    let node = workflow
                        .nodes
                        .get(*index)
                        .and_then(|node| node.export.as_ref());
                    node.map_or([0.0, 0.0], |node| [node.position[1], node.position[0]])
                };
                next.sort_by(|one, other| {
                    let (one, other) = (place(one), place(other));
                    one.partial_cmp(&other).unwrap_or(std::cmp::Ordering::Equal)
                });
                for index in next.into_iter().rev() {
                    ready.push_front(index);
                }
            }
        }
    }
    let known: HashSet<usize> = done.iter().copied().collect();
    let circle = (0..workflow.nodes.len())
        .filter(|index| is_reached(*index) && !known.contains(index))
        .collect();
    (done, circle)
}
