//! Blocks: vertices that stand exactly above each other.
//!
//! Each vertex joins the block of the median of its neighbours in the layer before, if nothing that
//! has joined crosses that. Pieces of edges between two bends have precedence, which makes long
//! edges straight.

use std::collections::HashSet;

use super::layers::Layered;
use super::{at, list, put};

/// The pieces of edges that cross a piece between two bends, upper vertex first. They do not
/// become part of a block.
pub(super) fn conflicts(layered: &Layered) -> HashSet<(usize, usize)> {
    let positions = layered.positions();
    let mut conflicts = HashSet::new();
    for layer in &layered.layers {
        let mut first = 0;
        let mut scanned = 0;
        for (index, vertex) in layer.iter().enumerate() {
            let inner = inner_neighbour(layered, *vertex, true);
            if inner.is_none() && index + 1 < layer.len() {
                continue;
            }
            let last = inner.map_or(usize::MAX, |upper| at(&positions, upper));
            for lower in layer.iter().take(index + 1).skip(scanned) {
                for upper in list(&layered.above, *lower) {
                    let position = at(&positions, *upper);
                    let is_inner = layered.is_bend(*upper) && layered.is_bend(*lower);
                    if (position < first || position > last) && !is_inner {
                        conflicts.insert((*upper, *lower));
                    }
                }
            }
            scanned = index + 1;
            first = inner.map_or(first, |upper| at(&positions, upper));
        }
    }
    conflicts
}

/// The bend above or below a bend.
fn inner_neighbour(layered: &Layered, vertex: usize, above: bool) -> Option<usize> {
    let neighbours = if above {
        &layered.above
    } else {
        &layered.below
    };
    list(neighbours, vertex)
        .iter()
        .copied()
        .find(|other| layered.is_bend(vertex) && layered.is_bend(*other))
}

/// The first vertex of the block of each vertex.
pub(super) fn blocks(
    layered: &Layered,
    layers: &[Vec<usize>],
    downwards: bool,
    conflicts: &HashSet<(usize, usize)>,
) -> Vec<usize> {
    let mut positions = vec![0_usize; layered.len()];
    for layer in layers {
        for (position, vertex) in layer.iter().enumerate() {
            put(&mut positions, *vertex, position);
        }
    }
    let neighbours = if downwards {
        &layered.above
    } else {
        &layered.below
    };
    let mut roots: Vec<usize> = (0..layered.len()).collect();
    for layer in layers {
        let mut free = 0;
        for vertex in layer {
            let mut candidates = inner_neighbour(layered, *vertex, downwards)
                .map_or_else(|| list(neighbours, *vertex).to_vec(), |bend| vec![bend]);
            candidates.sort_unstable_by_key(|other| at(&positions, *other));
            let count = candidates.len();
            let medians = candidates
                .iter()
                .take(count / 2 + 1)
                .skip(count.saturating_sub(1) / 2);
            for other in medians {
                let pair = if downwards {
                    (*other, *vertex)
                } else {
                    (*vertex, *other)
                };
                if at(&positions, *other) >= free && !conflicts.contains(&pair) {
                    let root = at(&roots, *other);
                    put(&mut roots, *vertex, root);
                    free = at(&positions, *other) + 1;
                    break;
                }
            }
        }
    }
    roots
}
