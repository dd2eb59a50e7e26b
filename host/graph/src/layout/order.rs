//! The order within the layers: few crossings.
//!
//! Sweeps down and up sort each layer by the mean position of the neighbours in the layer before
//! (the barycenter), and then exchange neighbours wherever that saves crossings. To have as few as
//! can be is a hard problem; this is the usual answer to it.

use super::layers::Layered;
use super::{at, list, put};

/// How many sweeps there are at most.
const SWEEPS: usize = 24;
/// After how many sweeps that save nothing there are no more.
const PATIENCE: usize = 5;

/// Orders the layers so that few edges cross.
pub(super) fn reduce_crossings(layered: &mut Layered) {
    let mut best = layered.layers.clone();
    let mut fewest = crossings(layered);
    let mut idle = 0;
    for sweep in 0..SWEEPS {
        if fewest == 0 || idle == PATIENCE {
            break;
        }
        sort_layers(layered, sweep % 2 == 0);
        exchange_neighbours(layered);
        let count = crossings(layered);
        idle += 1;
        if count < fewest {
            fewest = count;
            best.clone_from(&layered.layers);
            idle = 0;
        }
    }
    layered.layers = best;
}

/// How many pairs of edges cross.
pub(super) fn crossings(layered: &Layered) -> usize {
    let positions = layered.positions();
    layered
        .layers
        .iter()
        .map(|layer| {
            let ends: Vec<usize> = layer
                .iter()
                .flat_map(|vertex| sorted_positions(list(&layered.below, *vertex), &positions))
                .collect();
            inversions(&ends)
        })
        .sum()
}

fn sort_layers(layered: &mut Layered, downwards: bool) {
    let mut positions = layered.positions();
    let neighbours = if downwards {
        &layered.above
    } else {
        &layered.below
    };
    let count = layered.layers.len();
    for step in 0..count {
        let index = if downwards { step } else { count - 1 - step };
        let Some(layer) = layered.layers.get_mut(index) else {
            continue;
        };
        layer.sort_by(|left, right| {
            let left = barycenter(list(neighbours, *left), &positions, at(&positions, *left));
            let right = barycenter(list(neighbours, *right), &positions, at(&positions, *right));
            left.total_cmp(&right)
        });
        for (position, vertex) in layer.iter().enumerate() {
            put(&mut positions, *vertex, position);
        }
    }
}

/// The mean position of the neighbours. What has none stays where it is.
fn barycenter(neighbours: &[usize], positions: &[usize], own: usize) -> f64 {
    if neighbours.is_empty() {
        return own as f64;
    }
    let sum: usize = neighbours.iter().map(|vertex| at(positions, *vertex)).sum();
    sum as f64 / neighbours.len() as f64
}

fn exchange_neighbours(layered: &mut Layered) {
    let mut positions = layered.positions();
    for layer in &mut layered.layers {
        for index in 1..layer.len() {
            let (left, right) = (at(layer, index - 1), at(layer, index));
            let crossings = |left: usize, right: usize| {
                [&layered.above, &layered.below].map(|neighbours| {
                    crossings_of_two(list(neighbours, left), list(neighbours, right), &positions)
                })
            };
            let before: usize = crossings(left, right).iter().sum();
            let after: usize = crossings(right, left).iter().sum();
            if after < before {
                layer.swap(index - 1, index);
                put(&mut positions, right, index - 1);
                put(&mut positions, left, index);
            }
        }
    }
}

/// How often the edges of two vertices cross if `left` stands to the left of `right`.
fn crossings_of_two(left: &[usize], right: &[usize], positions: &[usize]) -> usize {
    let right = sorted_positions(right, positions);
    left.iter()
        .map(|vertex| {
            let position = at(positions, *vertex);
            right.partition_point(|other| *other < position)
        })
        .sum()
}

fn sorted_positions(vertices: &[usize], positions: &[usize]) -> Vec<usize> {
    let mut sorted: Vec<usize> = vertices
        .iter()
        .map(|vertex| at(positions, *vertex))
        .collect();
    sorted.sort_unstable();
    sorted
}

/// How many pairs stand in the wrong order, counted in a Fenwick tree.
fn inversions(values: &[usize]) -> usize {
    let size = values.iter().max().map_or(0, |largest| largest + 1);
    let mut tree = vec![0_usize; size + 1];
    let mut count = 0;
    for (seen, value) in values.iter().enumerate() {
        let mut not_larger = 0;
        let mut place = value + 1;
        while place > 0 {
            not_larger += at(&tree, place);
            place &= place - 1;
        }
        count += seen - not_larger;
        place = value + 1;
        while place <= size {
            let sum = at(&tree, place);
            put(&mut tree, place, sum + 1);
            place += place & place.wrapping_neg();
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inversions_are_pairs_in_the_wrong_order() {
        assert_eq!(inversions(&[]), 0);
        assert_eq!(inversions(&[0, 0, 1, 5]), 0);
        assert_eq!(inversions(&[3, 1, 2, 1]), 4);
    }

    #[test]
    fn crossings_that_need_not_be_are_undone() {
        let edges = [(0, 5), (1, 4), (2, 3), (0, 4), (2, 5)];
        let mut layered = Layered::new(6, &edges);
        layered.layers = vec![vec![0, 1, 2], vec![3, 4, 5]];
        assert_eq!(crossings(&layered), 4);
        reduce_crossings(&mut layered);
        assert_eq!(crossings(&layered), 0);
    }
}
