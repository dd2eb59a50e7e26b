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

use jackfield_workflow::Workflow;

use crate::edges::{Edge, edges};
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
/// How long an arrow head is.
const ARROW: i32 = 8;

/// The workflow as an SVG picture.
///
/// Steps stand below those whose items they take; the input of the run is at the top. The text is a
/// whole document, and can be put into an HTML page as it is.
#[must_use]
pub fn svg(workflow: &Workflow) -> String {
    let edges = edges(workflow);
    let cards: Vec<Card> = std::iter::once(Card::run())
        .chain(workflow.nodes.iter().map(Card::step))
        .collect();
    let sizes: Vec<Size> = cards.iter().map(Card::size).collect();
    let ends: Vec<(usize, usize)> = edges
        .iter()
        .map(|edge| (edge.from.map_or(0, |step| step + 1), edge.to + 1))
        .collect();
    let layout = lay_out(&sizes, &ends);

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
        drawn(&edges, &cards, &layout),
        "</g>\n</svg>\n".to_owned(),
    ]
    .concat()
}

/// Edges first, then their labels, then the cards, which cover where edges begin.
fn drawn(edges: &[Edge], cards: &[Card], layout: &Layout) -> String {
    let lines = layout.routes.iter().map(|route| {
        format!(
            "<path class=\"edge\" marker-end=\"url(#jackfield-graph-arrow)\" d=\"{}\"/>\n",
            path(route)
        )
    });
    let labels = edges
        .iter()
        .zip(&layout.routes)
        .filter_map(|(edge, route)| {
            let middle = last_middle(route)?;
            Some(format!(
                "<text class=\"times\" x=\"{}\" y=\"{}\">{}</text>\n",
                middle.x,
                middle.y + 4,
                xml::text(&edge.label()?)
            ))
        });
    let boxes = cards
        .iter()
        .zip(&layout.boxes)
        .map(|(card, place)| card.draw(*place));
    lines.chain(labels).chain(boxes).collect()
}

/// The way of an edge, short of the place that its arrow head takes up.
fn path(route: &[Point]) -> String {
    let last = route.len().saturating_sub(1);
    let mut path = String::new();
    let mut previous: Option<Point> = None;
    for (index, point) in route.iter().enumerate() {
        let Point { x, mut y } = *point;
        if index == last {
            y -= ARROW - 1;
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
