//! A workflow as an SVG picture.
//!
//! The picture needs nothing but itself: no script, no font, no style sheet from elsewhere. It
//! follows the reader's light or dark colours on a ground of its own, so that it can be read on any
//! page. Screen readers are given its title and, in words, all that it shows; a pointer is shown
//! whatever was shortened.

mod card;
mod style;
mod words;
mod xml;

use std::collections::HashMap;

use jackfield_workflow::Workflow;

use crate::edges::{Edge, edges, order};
use crate::layout::{Layout, Point, Size, lay_out};
use crate::text::{line, shorten};
use card::Card;
use style::STYLE;

/// The space around everything.
const MARGIN: i32 = 32;
/// The height of the line with the workflow's name, and of the space below it.
const HEADING: i32 = 44;
/// How wide the picture is at least.
const NARROWEST: i32 = 320;
/// How wide the label of an edge is at most, as [`shorten`] counts it.
const LABEL: u32 = 1_800;
/// How long an arrow head is.
const ARROW: i32 = 8;

/// The workflow as an SVG picture.
///
/// Steps stand below those whose items they take; the input of the run is at the top. The text is a
/// whole document, and can be put into an HTML page as it is.
#[must_use]
pub fn svg(workflow: &Workflow) -> String {
    let edges = edges(workflow);
    // An export's items come from its own nodes.
    let run = workflow.export.is_none().then(Card::run);
    let drawn = Drawn::of(&order(workflow, &edges), &edges, usize::from(run.is_some()));
    let nodes = drawn
        .order
        .iter()
        .filter_map(|node| workflow.nodes.get(*node));
    let cards: Vec<Card> = run.into_iter().chain(nodes.map(Card::step)).collect();
    let sizes: Vec<Size> = cards.iter().map(Card::size).collect();
    let layout = lay_out(&sizes, &drawn.ends);

    let width = (layout.size.width + 2 * MARGIN).max(NARROWEST);
    let height = layout.size.height + 2 * MARGIN + HEADING;
    let left = (width - layout.size.width) / 2;
    let top = MARGIN + HEADING;
    let heading = shorten(
        &line(&workflow.name),
        style::limit(width - 2 * MARGIN, style::HEADING),
    );
    [
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"jackfield-graph\" role=\"img\" \
             aria-labelledby=\"jackfield-graph-title jackfield-graph-desc\" \
             width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n"
        ),
        format!(
            "<title id=\"jackfield-graph-title\">{}</title>\n",
            xml::text(&words::title(workflow))
        ),
        format!(
            "<desc id=\"jackfield-graph-desc\">{}</desc>\n",
            xml::text(&words::description(workflow, &edges))
        ),
        format!("<style>\n{STYLE}</style>\n"),
        format!(
            "<defs><marker id=\"jackfield-graph-arrow\" markerUnits=\"userSpaceOnUse\" \
             markerWidth=\"{ARROW}\" markerHeight=\"{ARROW}\" refX=\"1\" refY=\"4\" \
             orient=\"auto\"><path class=\"arrow\" d=\"M0 0L8 4L0 8Z\"/></marker></defs>\n"
        ),
        format!("<rect class=\"ground\" width=\"{width}\" height=\"{height}\" rx=\"12\"/>\n"),
        format!(
            "<text class=\"heading\" x=\"{MARGIN}\" y=\"{}\">{}</text>\n",
            MARGIN + 12,
            xml::text(&heading)
        ),
        format!("<g transform=\"translate({left} {top})\">\n"),
        drawn.draw(&cards, &layout),
        "</g>\n</svg>\n".to_owned(),
    ]
    .concat()
}

/// What is drawn, and in which order its boxes are laid out.
struct Drawn {
    /// The nodes, in the order of their boxes.
    order: Vec<usize>,
    /// The edges, each as the boxes it leads between, the upper one first.
    ends: Vec<(usize, usize)>,
    /// What is drawn along each of them.
    lines: Vec<Line>,
}

/// The line between two boxes.
#[derive(Default)]
struct Line {
    /// Whether it leads downwards, and whether upwards; in a circle, both.
    down: bool,
    up: bool,
    labels: Vec<String>,
}

impl Drawn {
    /// `first` boxes stand before those of the nodes. An edge from a node to itself is not drawn.
    fn of(order: &[usize], edges: &[Edge], first: usize) -> Self {
        let mut places = vec![0; order.len()];
        for (place, node) in order.iter().enumerate() {
            if let Some(entry) = places.get_mut(*node) {
                *entry = place + first;
            }
        }
        let place = |node: usize| places.get(node).copied().unwrap_or_default();
        let mut known: HashMap<(usize, usize), usize> = HashMap::new();
        let mut drawn = Self {
            order: order.to_vec(),
            ends: Vec::new(),
            lines: Vec::new(),
        };
        for edge in edges {
            let (from, to) = (edge.from.map_or(0, place), place(edge.to));
            if from == to {
                continue;
            }
            let ends = (from.min(to), from.max(to));
            let index = *known.entry(ends).or_insert_with(|| {
                drawn.ends.push(ends);
                drawn.lines.push(Line::default());
                drawn.lines.len() - 1
            });
            if let Some(line) = drawn.lines.get_mut(index) {
                line.down |= from < to;
                line.up |= from > to;
                line.labels.extend(edge.label());
            }
        }
        drawn
    }

    /// Edges first, then their labels, then the cards, which cover where edges begin.
    fn draw(&self, cards: &[Card], layout: &Layout) -> String {
        let routes = || self.lines.iter().zip(&layout.routes);
        let paths = routes().flat_map(|(line, route)| {
            let upwards: Vec<Point> = route.iter().rev().copied().collect();
            let down = line.down.then(|| path(route));
            let up = line.up.then(|| path(&upwards));
            down.into_iter().chain(up).map(|path| {
                format!(
                    "<path class=\"edge\" marker-end=\"url(#jackfield-graph-arrow)\" d=\"{path}\"/>\n"
                )
            })
        });
        let labels = routes().filter_map(|(line, route)| {
            let middle = last_middle(route)?;
            (!line.labels.is_empty()).then(|| {
                format!(
                    "<text class=\"times\" x=\"{}\" y=\"{}\">{}</text>\n",
                    middle.x,
                    middle.y + 4,
                    xml::text(&shorten(&line.labels.join(", "), LABEL))
                )
            })
        });
        let boxes = cards
            .iter()
            .zip(&layout.boxes)
            .map(|(card, place)| card.draw(*place));
        paths.chain(labels).chain(boxes).collect()
    }
}

/// The way of an edge, short of the place that its arrow head takes up.
fn path(route: &[Point]) -> String {
    let last = route.len().saturating_sub(1);
    let mut path = String::new();
    let mut previous: Option<Point> = None;
    for (index, point) in route.iter().enumerate() {
        let Point { x, mut y } = *point;
        if index == last {
            let down = previous.is_none_or(|from| from.y < y);
            y += if down { 1 - ARROW } else { ARROW - 1 };
        }
        path.push_str(&match previous {
            None => format!("M{x} {y}"),
            Some(from) if from.x == x => format!("V{y}"),
            Some(from) => {
                let middle = (from.y + y) / 2;
                format!("C{} {middle} {x} {middle} {x} {y}", from.x)
            }
        });
        previous = Some(Point { x, y });
    }
    path
}

/// The middle of the last piece that leads from one layer to the next, which an edge shares with no
/// other.
fn last_middle(route: &[Point]) -> Option<Point> {
    let pieces = || route.windows(2).rev();
    let slanted = pieces().find(|piece| matches!(piece, [from, to] if from.x != to.x));
    match slanted.or_else(|| pieces().next())? {
        [from, to] => Some(Point {
            x: (from.x + to.x) / 2,
            y: (from.y + to.y) / 2,
        }),
        _ => None,
    }
}
