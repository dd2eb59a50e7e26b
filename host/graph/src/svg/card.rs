//! The box of a step: its name, its operation and its condition.

use jackfield_workflow::Node;

use super::{style, xml};
use crate::layout::{Rect, Size};
use crate::text::{condition, is_disabled, name, operation, shorten, width};

/// How wide a line is at most.
const WIDEST: i32 = 236;
/// How wide a box is at least.
const NARROWEST: i32 = 132;
/// The space on both sides of the text, together.
const PADDING: i32 = 36;
/// How round the corners are.
const CORNER: i32 = 10;
/// The height of the strip with the condition.
const STRIP: i32 = 28;

/// What stands in a box.
pub(super) struct Card {
    class: &'static str,
    /// All of the text, not shortened.
    title: String,
    name: String,
    operation: Option<String>,
    condition: Option<String>,
}

impl Card {
    /// The input of the run.
    pub(super) fn run() -> Self {
        Self {
            class: "run",
            title: "The items that the run is given".to_owned(),
            name: "Input of the run".to_owned(),
            operation: None,
            condition: None,
        }
    }

    /// A step.
    pub(super) fn step(node: &Node) -> Self {
        let (name, operation, condition) = (name(node), operation(node), condition(node));
        let title: Vec<&str> = [Some(&name), operation.as_ref(), condition.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        Self {
            class: if is_disabled(node) {
                "step off"
            } else {
                "step"
            },
            title: title.join("\n"),
            name: shorten(&name, style::limit(WIDEST, style::NAME)),
            operation: operation.map(|text| shorten(&text, style::limit(WIDEST, style::SMALL))),
            condition: condition.map(|text| shorten(&text, style::limit(WIDEST, style::SMALL))),
        }
    }

    /// How large the box is.
    pub(super) fn size(&self) -> Size {
        let small = [&self.operation, &self.condition]
            .into_iter()
            .flatten()
            .map(|text| style::pixels(width(text), style::SMALL));
        let text = small
            .chain([style::pixels(width(&self.name), style::NAME)])
            .max()
            .unwrap_or_default();
        let strip = self.condition.as_ref().map_or(0, |_| STRIP);
        Size {
            width: ((text + PADDING).max(NARROWEST) + 1) / 2 * 2,
            height: self.body() + strip,
        }
    }

    /// The box, standing in its place.
    pub(super) fn draw(&self, place: Rect) -> String {
        let Rect {
            x,
            y,
            width,
            height,
        } = place;
        let center = place.center();
        let corner = if self.class == "run" {
            height / 2
        } else {
            CORNER
        };
        let mut lines = vec![
            format!("<g class=\"{}\">", self.class),
            format!("<title>{}</title>", xml::text(&self.title)),
            format!(
                "<rect class=\"card\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{corner}\"/>"
            ),
        ];
        let mut line = |class: &str, y: i32, text: &str| {
            lines.push(format!(
                "<text class=\"{class}\" x=\"{center}\" y=\"{y}\">{}</text>",
                xml::text(text)
            ));
        };
        match &self.operation {
            None => line("name", y + self.body() / 2 + 5, &self.name),
            Some(operation) => {
                line("name", y + 25, &self.name);
                line("operation", y + 44, operation);
            }
        }
        if let Some(condition) = &self.condition {
            line("condition", y + self.body() + 18, condition);
            lines.insert(3, strip(place));
        }
        lines.push("</g>\n".to_owned());
        lines.join("\n")
    }

    fn body(&self) -> i32 {
        match self.operation {
            _ if self.class == "run" => 36,
            None => 42,
            Some(_) => 58,
        }
    }
}

/// The strip at the lower side of a box, within its outline.
fn strip(place: Rect) -> String {
    let (left, top) = (place.x, place.bottom() - STRIP);
    let (across, down) = (place.width, STRIP - CORNER);
    let bar = across - 2 * CORNER;
    format!(
        "<path class=\"strip\" d=\"M{left} {top}h{across}v{down}a{CORNER} {CORNER} 0 0 1 -{CORNER} {CORNER}h-{bar}a{CORNER} {CORNER} 0 0 1 -{CORNER} -{CORNER}Z\"/>"
    )
}
