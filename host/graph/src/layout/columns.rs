//! How far to the right everything stands.
//!
//! The method of Brandes and Köpf: vertices are joined into vertical [`blocks`], once from each of
//! the four corners, and each time set as close as the gaps allow. The mean of the middle two of the
//! four places is where a vertex stands.

use super::blocks::{blocks, conflicts};
use super::layers::Layered;
use super::{at, list, put};

/// The space between two boxes.
const BOX_GAP: i32 = 36;
/// The space beside the bend of an edge.
const BEND_GAP: i32 = 24;

/// The middle of each vertex and the width of all of them. Vertices without a width, the bends,
/// are points.
pub(super) fn columns(layered: &Layered, widths: &[i32]) -> (Vec<i32>, i32) {
    let conflicts = conflicts(layered);
    let mut candidates = Vec::with_capacity(4);
    for downwards in [true, false] {
        for leftwards in [true, false] {
            let mut layers = layered.layers.clone();
            if !downwards {
                layers.reverse();
            }
            if !leftwards {
                layers.iter_mut().for_each(|layer| layer.reverse());
            }
            let roots = blocks(layered, &layers, downwards, &conflicts);
            let mut places = compact(&layers, &roots, widths);
            if !leftwards {
                places.iter_mut().for_each(|place| *place = -*place);
            }
            candidates.push(Candidate::new(leftwards, places, widths));
        }
    }
    let narrowest = candidates.iter().min_by_key(|one| one.right - one.left);
    let (left, right) = narrowest.map_or((0, 0), |one| (one.left, one.right));
    for one in &mut candidates {
        let shift = if one.leftwards {
            left - one.left
        } else {
            right - one.right
        };
        one.places.iter_mut().for_each(|place| *place += shift);
    }
    let mut places: Vec<i32> = (0..layered.len())
        .map(|vertex| {
            let mut four: Vec<i32> = candidates
                .iter()
                .map(|one| at(&one.places, vertex))
                .collect();
            four.sort_unstable();
            (at(&four, 1) + at(&four, 2)).div_euclid(2)
        })
        .collect();
    let (left, right) = extent(&places, widths);
    places.iter_mut().for_each(|place| *place -= left);
    (places, right - left)
}

/// The places as seen from one corner.
struct Candidate {
    leftwards: bool,
    places: Vec<i32>,
    left: i32,
    right: i32,
}

impl Candidate {
    fn new(leftwards: bool, places: Vec<i32>, widths: &[i32]) -> Self {
        let (left, right) = extent(&places, widths);
        Self {
            leftwards,
            places,
            left,
            right,
        }
    }
}

fn extent(places: &[i32], widths: &[i32]) -> (i32, i32) {
    let halves = |(vertex, place): (usize, &i32)| (*place, at(widths, vertex) / 2);
    let sides = || places.iter().enumerate().map(halves);
    (
        sides()
            .map(|(place, half)| place - half)
            .min()
            .unwrap_or_default(),
        sides()
            .map(|(place, half)| place + half)
            .max()
            .unwrap_or_default(),
    )
}

/// Sets the blocks as far to the left as the gaps allow, and then as far to the right as that makes
/// nothing else move.
fn compact(layers: &[Vec<usize>], roots: &[usize], widths: &[i32]) -> Vec<i32> {
    let mut rights: Vec<Vec<(usize, i32)>> = vec![Vec::new(); roots.len()];
    let mut lefts = vec![0_usize; roots.len()];
    for pair in layers.iter().flat_map(|layer| layer.windows(2)) {
        if let [left, right] = pair {
            let (from, to) = (at(roots, *left), at(roots, *right));
            if let Some(rights) = rights.get_mut(from) {
                rights.push((to, distance(*left, *right, widths)));
            }
            let count = at(&lefts, to);
            put(&mut lefts, to, count + 1);
        }
    }
    let mut places = vec![0_i32; roots.len()];
    let mut settled: Vec<usize> = (0..roots.len())
        .filter(|vertex| at(roots, *vertex) == *vertex && at(&lefts, *vertex) == 0)
        .collect();
    let mut next = 0;
    while let Some(block) = settled.get(next).copied() {
        next += 1;
        for (right, distance) in list(&rights, block) {
            let place = at(&places, *right).max(at(&places, block) + distance);
            put(&mut places, *right, place);
            let count = at(&lefts, *right) - 1;
            put(&mut lefts, *right, count);
            if count == 0 {
                settled.push(*right);
            }
        }
    }
    for block in settled.iter().rev() {
        let limits = list(&rights, *block).iter();
        if let Some(place) = limits
            .map(|(right, distance)| at(&places, *right) - distance)
            .min()
        {
            put(&mut places, *block, place);
        }
    }
    roots.iter().map(|root| at(&places, *root)).collect()
}

fn distance(left: usize, right: usize, widths: &[i32]) -> i32 {
    let (left, right) = (at(widths, left), at(widths, right));
    let gap = if left > 0 && right > 0 {
        BOX_GAP
    } else {
        BEND_GAP
    };
    left / 2 + right / 2 + gap
}
