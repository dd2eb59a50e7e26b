//! The order of n8n's exports: a stack of nodes that have items, and nodes that wait for more.

use std::cmp::Ordering;
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use jackfield_item::Item;
use jackfield_workflow::{Order, Target};

use super::Activation;
use crate::history::{Given, History};

/// What the schedule knows of a node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    /// Where it stands in the picture, from the left and from the top.
    pub(crate) position: [f64; 2],
    /// Where its items go, by output.
    pub(crate) outputs: Vec<Vec<Target>>,
    /// How many inputs it has, up to the last one that something leads to.
    pub(crate) inputs: usize,
    /// Whether it cannot run while one of its inputs has nothing.
    pub(crate) needs_all: bool,
}

/// Nodes that have items, and nodes that wait for more.
#[derive(Debug)]
pub(crate) struct Stack {
    order: Order,
    shapes: Vec<Shape>,
    /// Those who lead to each node.
    parents: Vec<Vec<usize>>,
    ready: VecDeque<Activation>,
    /// Those who wait, in the order in which they began to, each with the runs that it waits for.
    waiting: Vec<(usize, VecDeque<Partial>)>,
}

/// A run to be, by input.
type Partial = Vec<Option<(Given, Arc<[Item]>)>>;

impl Stack {
    pub(crate) fn new(order: Order, mut shapes: Vec<Shape>, first: Activation) -> Self {
        let mut parents = vec![Vec::new(); shapes.len()];
        let mut inputs = vec![0; shapes.len()];
        for (node, shape) in shapes.iter().enumerate() {
            for target in shape.outputs.iter().flatten() {
                if let Some(parents) = parents.get_mut(target.node) {
                    parents.push(node);
                }
                if let Some(inputs) = inputs.get_mut(target.node) {
                    *inputs = target.input.saturating_add(1).max(*inputs);
                }
            }
        }
        for (shape, inputs) in shapes.iter_mut().zip(inputs) {
            shape.inputs = inputs;
        }
        Self {
            order,
            shapes,
            parents,
            ready: VecDeque::from([first]),
            waiting: Vec::new(),
        }
    }

    pub(super) fn order(&self) -> Order {
        self.order
    }

    pub(super) fn next(&mut self) -> Option<Activation> {
        if self.ready.is_empty() {
            self.release();
        }
        self.ready.pop_front()
    }

    pub(super) fn done(&mut self, place: usize, history: &History) {
        let Some(run) = history.get(place) else {
            return;
        };
        let Some(shape) = self.shapes.get(run.node) else {
            return;
        };
        let mut found: Vec<(Target, Given, Arc<[Item]>)> = Vec::new();
        for (output, targets) in shape.outputs.iter().enumerate() {
            let items = run.outputs.get(output).cloned().unwrap_or_default();
            let given = Given {
                by: Some(place),
                output,
                count: items.len(),
            };
            let goes_on = |target: &&Target| {
                !items.is_empty() || (self.order == Order::BreadthFirst && target.input > 0)
            };
            let reached = targets.iter().filter(goes_on);
            found.extend(reached.map(|target| (*target, given, Arc::clone(&items))));
        }
        if self.order == Order::DepthFirst {
            // The last one is put on top last.
            found.sort_by(|(one, ..), (other, ..)| self.below(one.node, other.node));
        }
        for (target, given, items) in found {
            self.give(target, given, items);
        }
    }

    /// Orders nodes from the lowest in the picture to the highest, and beside each other from the
    /// right to the left.
    fn below(&self, one: usize, other: usize) -> Ordering {
        let position = |node: usize| {
            self.shapes
                .get(node)
                .map_or([0.0; 2], |shape| shape.position)
        };
        let ([x, y], [other_x, other_y]) = (position(one), position(other));
        other_y.total_cmp(&y).then(other_x.total_cmp(&x))
    }

    fn give(&mut self, target: Target, given: Given, items: Arc<[Item]>) {
        let inputs = self.shapes.get(target.node).map_or(0, |shape| shape.inputs);
        if inputs <= 1 {
            return self.schedule(Activation {
                node: target.node,
                inputs: vec![items],
                given: vec![given],
            });
        }
        let index = match self
            .waiting
            .iter()
            .position(|(node, _)| *node == target.node)
        {
            Some(index) => index,
            None => {
                self.waiting.push((target.node, VecDeque::new()));
                self.waiting.len() - 1
            }
        };
        let Some((_, partials)) = self.waiting.get_mut(index) else {
            return;
        };
        let lacks = |partial: &Partial| matches!(partial.get(target.input), Some(None));
        let slot = match partials.iter().position(lacks) {
            Some(slot) => slot,
            None => {
                partials.push_back(vec![None; inputs]);
                partials.len() - 1
            }
        };
        let Some(partial) = partials.get_mut(slot) else {
            return;
        };
        if let Some(place) = partial.get_mut(target.input) {
            *place = Some((given, items));
        }
        if partial.iter().all(Option::is_some) {
            let complete = partials.remove(slot);
            if partials.is_empty() {
                self.waiting.remove(index);
            }
            if let Some(complete) = complete {
                self.schedule(activation(target.node, complete));
            }
        }
    }

    fn schedule(&mut self, activation: Activation) {
        match self.order {
            Order::DepthFirst => self.ready.push_front(activation),
            Order::BreadthFirst => self.ready.push_back(activation),
        }
    }

    /// Lets a node run that has waited for more and will get none: one before which no other one
    /// waits.
    fn release(&mut self) {
        while self.ready.is_empty() {
            let waiting: HashSet<usize> = self.waiting.iter().map(|(node, _)| *node).collect();
            let is_first = |(node, _): &(usize, _)| !self.comes_after(*node, &waiting);
            let index = self.waiting.iter().position(is_first);
            // Nodes that wait for each other: the first one goes on with what it has.
            let Some((node, partials)) = self.waiting.get_mut(index.unwrap_or(0)) else {
                return;
            };
            let node = *node;
            let partial = partials.pop_front();
            if partials.is_empty() {
                self.waiting.retain(|(other, _)| *other != node);
            }
            let needs_all = self.order == Order::DepthFirst
                && self.shapes.get(node).is_some_and(|shape| shape.needs_all);
            let Some(partial) = partial else {
                continue;
            };
            if !needs_all || partial.iter().all(Option::is_some) {
                self.ready.push_back(activation(node, partial));
            }
        }
    }

    /// Whether one of these comes before a node, however far.
    fn comes_after(&self, node: usize, others: &HashSet<usize>) -> bool {
        let mut seen = HashSet::from([node]);
        let mut ways = vec![node];
        while let Some(next) = ways.pop() {
            for parent in self.parents.get(next).into_iter().flatten() {
                if !seen.insert(*parent) {
                    continue;
                }
                if others.contains(parent) {
                    return true;
                }
                ways.push(*parent);
            }
        }
        false
    }
}

fn activation(node: usize, partial: Partial) -> Activation {
    const NOTHING: Given = Given {
        by: None,
        output: 0,
        count: 0,
    };
    let (given, inputs) = partial
        .into_iter()
        .map(|input| input.unwrap_or_else(|| (NOTHING, Arc::default())))
        .unzip();
    Activation {
        node,
        inputs,
        given,
    }
}
