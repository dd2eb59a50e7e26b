//! Messages as text for a person.

use annotate_snippets::{AnnotationKind, Group, Renderer, Snippet};
use anstyle::{AnsiColor, Style};
use console::Term;

use super::clean::{quoted, shown};
use crate::message::{Excerpt, Level, Message, Place};

/// How wide an excerpt is where no terminal says how wide it is, and at least and at most.
const WIDTH: usize = 100;
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=160;

/// A message, in lines. Every word of it is clean before a style is added.
pub(super) fn spelled(message: &Message, styled: bool) -> String {
    let (word, color) = match message.level {
        Level::Error | Level::Complaint => ("error", AnsiColor::BrightRed),
        Level::Alarm | Level::Warning => ("warning", AnsiColor::BrightYellow),
        Level::Retry => ("retry", AnsiColor::BrightYellow),
        Level::Tolerated => ("failed", AnsiColor::BrightYellow),
        Level::Summary => ("", AnsiColor::White),
        Level::Shown(word) | Level::Progress(word) => (word, AnsiColor::BrightBlue),
        Level::Debug => ("debug", AnsiColor::BrightBlue),
    };
    let paint = |word: &str, color: AnsiColor| {
        if styled {
            let style = Style::new().bold().fg_color(Some(color.into()));
            format!("{style}{word}{style:#}")
        } else {
            word.to_owned()
        }
    };
    let mut text = String::new();
    if !word.is_empty() {
        text += &format!("{}: ", paint(word, color));
    }
    if let Some(place @ Place { excerpt, .. }) = &message.place {
        if let Some(excerpt) = excerpt {
            text += &indented(&format!("{place}: {}", message.title), "  ");
            text.push('\n');
            text += &drawn(excerpt, place.position.line, message.level, styled);
        } else {
            text += &indented(&message.title, "  ");
            text += &format!("\n  at {}", indented(&place.to_string(), "    "));
        }
    } else {
        text += &indented(&message.title, "  ");
    }
    for line in &message.lines {
        text += &format!("\n  {}", indented(line, "    "));
    }
    for hint in &message.hints {
        text += &format!(
            "\n  {}: {}",
            paint("hint", AnsiColor::BrightCyan),
            indented(hint, "    ")
        );
    }
    text
}

/// A text of which only the first line can be taken for the beginning of something that is said:
/// names and answers have line breaks in them.
fn indented(text: &str, by: &str) -> String {
    shown(text).replace('\n', &format!("\n{by}"))
}

/// The line that is meant, with its number, and a mark under the place.
fn drawn(excerpt: &Excerpt, number: usize, level: Level, styled: bool) -> String {
    let [before, marked, behind] = quoted(excerpt);
    let line = format!("{before}{marked}{behind}");
    let level = match level {
        Level::Error => annotate_snippets::Level::ERROR,
        _ => annotate_snippets::Level::WARNING,
    };
    let annotation = AnnotationKind::Primary.span(before.len()..before.len() + marked.len());
    let snippet = Snippet::source(line)
        .line_start(number)
        .annotation(annotation);
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let drawn = renderer
        .term_width(width())
        .render(&[Group::with_level(level).element(snippet)]);
    // The first line is only there to keep its distance from a title.
    let lines = drawn.lines().skip(1).map(str::trim_end);
    lines.collect::<Vec<_>>().join("\n")
}

fn width() -> usize {
    match Term::stderr().size_checked() {
        Some((_, width)) if width > 0 => usize::from(width).clamp(*WIDTHS.start(), *WIDTHS.end()),
        _ => WIDTH,
    }
}
