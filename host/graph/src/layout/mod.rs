//! Where boxes and edges stand: pure geometry, which knows nothing of workflows or SVG.
//!
//! The layered method of Sugiyama, top-down, in the steps of its usual telling: [`layers`] gives
//! every box a layer below all that lead to it and long edges a bend in each layer that they pass,
//! [`order`] arranges the layers so that few edges cross, and [`columns`] says how far to the right
//! everything stands. Nothing is random: the same boxes and edges are the same layout.

mod blocks;
mod columns;
mod layers;
mod order;
#[cfg(test)]
mod tests;

use layers::Layered;

/// The least space between two layers.
const LAYER_GAP: i32 = 48;
/// The space that is added where edges run far to the side, at most.
const STEEPER: i32 = 96;

/// How large a box is. Both are even, so that a box has a middle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// Where a box stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rect {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

impl Rect {
    /// The middle, from left to right.
    pub(crate) fn center(self) -> i32 {
        self.x + self.width / 2
    }

    /// The lower side.
    pub(crate) fn bottom(self) -> i32 {
        self.y + self.height
    }
}

/// Where everything stands. All of it is right of and below 0, and within `size`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) size: Size,
    /// The boxes, in the order of their sizes.
    pub(crate) boxes: Vec<Rect>,
    /// The ways of the edges, in the order of the edges: from the middle of the lower side of one
    /// box to that of the upper side of another, and downwards from point to point. Edges of one
    /// box share their way as far as they can. Two points above each other are joined by a line,
    /// others by a curve that leaves and arrives vertically; it stays between two layers.
    pub(crate) routes: Vec<Vec<Point>>,
}

/// Lays out boxes of these sizes. An edge leads from one box to another that comes behind it; no
/// edge is there twice.
pub(crate) fn lay_out(sizes: &[Size], edges: &[(usize, usize)]) -> Layout {
    let mut layered = Layered::new(sizes.len(), edges);
    order::reduce_crossings(&mut layered);
    let widths: Vec<i32> = sizes.iter().map(|size| size.width).collect();
    let (columns, width) = columns::columns(&layered, &widths);
    let (rows, height) = rows(&layered, &columns, sizes);

    let boxes: Vec<Rect> = sizes
        .iter()
        .enumerate()
        .map(|(vertex, size)| {
            let row = at(&rows, layered.layer(vertex));
            Rect {
                x: at(&columns, vertex) - size.width / 2,
                y: row.top + (row.bottom - row.top - size.height) / 2,
                width: size.width,
                height: size.height,
            }
        })
        .collect();
    let routes = edges
        .iter()
        .zip(&layered.chains)
        .map(|(edge, bends)| route(*edge, bends, &boxes, &columns, &rows, &layered))
        .collect();
    Layout {
        size: Size { width, height },
        boxes,
        routes,
    }
}

#[derive(Clone, Copy, Default)]
struct Row {
    top: i32,
    bottom: i32,
}

/// The rows that the layers stand in, and the height of all of them.
fn rows(layered: &Layered, columns: &[i32], sizes: &[Size]) -> (Vec<Row>, i32) {
    let mut rows = Vec::with_capacity(layered.layers.len());
    let mut top = 0;
    let mut height = 0;
    for layer in &layered.layers {
        let tallest = layer.iter().map(|vertex| at(sizes, *vertex).height).max();
        let farthest = layer
            .iter()
            .flat_map(|from| list(&layered.below, *from).iter().map(move |to| (from, to)))
            .map(|(from, to)| (at(columns, *to) - at(columns, *from)).abs())
            .max();
        let bottom = top + tallest.unwrap_or_default();
        rows.push(Row { top, bottom });
        height = bottom;
        top = bottom + LAYER_GAP + (farthest.unwrap_or_default() / 8).min(STEEPER);
    }
    (rows, height)
}

fn route(
    (from, to): (usize, usize),
    bends: &[usize],
    boxes: &[Rect],
    columns: &[i32],
    rows: &[Row],
    layered: &Layered,
) -> Vec<Point> {
    let (source, target) = (at(boxes, from), at(boxes, to));
    let mut ends = vec![(
        source.center(),
        source.bottom(),
        at(rows, layered.layer(from)).bottom,
    )];
    for bend in bends {
        let row = at(rows, layered.layer(*bend));
        ends.push((at(columns, *bend), row.top, row.bottom));
    }
    ends.push((target.center(), at(rows, layered.layer(to)).top, target.y));

    let mut points: Vec<Point> = Vec::new();
    for (x, top, bottom) in ends {
        for y in [top, bottom] {
            let point = Point { x, y };
            match points.as_mut_slice() {
                [.., last] if *last == point => {}
                [.., before, last] if before.x == x && last.x == x => *last = point,
                _ => points.push(point),
            }
        }
    }
    points
}

/// The value at an index. Indices of vertices and layers are made here and fit; if one did not, a
/// picture that looks odd is better than a program that stops.
fn at<T: Copy + Default>(values: &[T], index: usize) -> T {
    values.get(index).copied().unwrap_or_default()
}

/// The list at an index.
fn list<T>(lists: &[Vec<T>], index: usize) -> &[T] {
    lists.get(index).map_or(&[], Vec::as_slice)
}

fn put<T>(values: &mut [T], index: usize, value: T) {
    if let Some(place) = values.get_mut(index) {
        *place = value;
    }
}
