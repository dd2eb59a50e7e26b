//! Layers: which boxes stand beside each other.
//!
//! A box is one layer below the lowest of those that lead to it. An edge that passes layers has a
//! bend in each of them, so that afterwards every piece of an edge leads from one layer to the
//! next. The long edges of one box share their bends: they are one line that branches, and a step
//! whose items are taken in a hundred places does not become a hundred parallel lines.

use super::{at, list};

/// Boxes and bends in layers. Both are vertices: the boxes first, by their index.
pub(super) struct Layered {
    /// How many of the vertices are boxes.
    boxes: usize,
    /// The layer of each vertex.
    layer_of: Vec<usize>,
    /// The vertices of each layer, from left to right.
    pub(super) layers: Vec<Vec<usize>>,
    /// For each vertex, those that lead to it from the layer above.
    pub(super) above: Vec<Vec<usize>>,
    /// For each vertex, those that it leads to in the layer below.
    pub(super) below: Vec<Vec<usize>>,
    /// For each edge, the bends on its way.
    pub(super) chains: Vec<Vec<usize>>,
}

impl Layered {
    /// Puts the boxes, and the edges between them, into layers.
    pub(super) fn new(boxes: usize, edges: &[(usize, usize)]) -> Self {
        let mut layered = Self {
            boxes,
            layer_of: longest_paths(boxes, edges),
            layers: Vec::new(),
            above: vec![Vec::new(); boxes],
            below: vec![Vec::new(); boxes],
            chains: Vec::with_capacity(edges.len()),
        };
        let mut trunks: Vec<Vec<usize>> = vec![Vec::new(); boxes];
        for (from, to) in edges {
            layered.add_edge(*from, *to, &mut trunks);
        }
        layered.layers = layered.in_order_of_discovery();
        layered
    }

    /// How many vertices there are.
    pub(super) fn len(&self) -> usize {
        self.layer_of.len()
    }

    /// Whether a vertex is a bend of an edge and not a box.
    pub(super) fn is_bend(&self, vertex: usize) -> bool {
        vertex >= self.boxes
    }

    /// The layer of a vertex.
    pub(super) fn layer(&self, vertex: usize) -> usize {
        at(&self.layer_of, vertex)
    }

    /// Where each vertex stands in its layer.
    pub(super) fn positions(&self) -> Vec<usize> {
        let mut positions = vec![0; self.len()];
        for layer in &self.layers {
            for (position, vertex) in layer.iter().enumerate() {
                super::put(&mut positions, *vertex, position);
            }
        }
        positions
    }

    fn add_edge(&mut self, from: usize, to: usize, trunks: &mut [Vec<usize>]) {
        let mut chain = Vec::new();
        let mut previous = from;
        for (step, layer) in (self.layer(from) + 1..self.layer(to)).enumerate() {
            let known = list(trunks, from).get(step).copied();
            let bend = known.unwrap_or_else(|| {
                let bend = self.add_bend(layer);
                self.connect(previous, bend);
                if let Some(trunk) = trunks.get_mut(from) {
                    trunk.push(bend);
                }
                bend
            });
            chain.push(bend);
            previous = bend;
        }
        self.connect(previous, to);
        self.chains.push(chain);
    }

    fn add_bend(&mut self, layer: usize) -> usize {
        self.layer_of.push(layer);
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        self.len() - 1
    }

    fn connect(&mut self, upper: usize, lower: usize) {
        if let (Some(below), Some(above)) = (self.below.get_mut(upper), self.above.get_mut(lower)) {
            below.push(lower);
            above.push(upper);
        }
    }

    /// Layers in the order in which a walk finds their vertices: each depth first, so that what
    /// hangs together begins together.
    fn in_order_of_discovery(&self) -> Vec<Vec<usize>> {
        let count = self.layer_of.iter().max().map_or(0, |last| last + 1);
        let mut layers = vec![Vec::new(); count];
        let mut found = vec![false; self.len()];
        for root in 0..self.boxes {
            let mut ahead = vec![root];
            while let Some(vertex) = ahead.pop() {
                if at(&found, vertex) {
                    continue;
                }
                super::put(&mut found, vertex, true);
                if let Some(layer) = layers.get_mut(self.layer(vertex)) {
                    layer.push(vertex);
                }
                ahead.extend(list(&self.below, vertex).iter().rev());
            }
        }
        layers
    }
}

fn longest_paths(boxes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); boxes];
    for (from, to) in edges {
        if let Some(above) = above.get_mut(*to) {
            above.push(*from);
        }
    }
    let mut layer_of: Vec<usize> = Vec::with_capacity(boxes);
    for above in above {
        let lowest = above.iter().map(|from| at(&layer_of, *from) + 1).max();
        layer_of.push(lowest.unwrap_or_default());
    }
    layer_of
}
