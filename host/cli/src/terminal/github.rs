//! Messages as workflow commands of GitHub Actions, which shows them beside the file they are
//! about
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>).
//!
//! Everything is said as a command, and each command is one line: so no text of a server can be
//! taken for a command of its own.

use super::clean::shown;
use crate::message::{Level, Message};

/// How many characters of a title are the annotation's heading.
const HEADING: usize = 100;

/// A message, as one command.
pub(super) fn spelled(message: &Message) -> String {
    let command = match message.level {
        Level::Error => "error",
        Level::Alarm | Level::Warning | Level::Complaint | Level::Tolerated => "warning",
        Level::Retry | Level::Shown(_) | Level::Summary => "notice",
        Level::Progress(_) | Level::Debug => "debug",
    };
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(place) = &message.place {
        properties.push(("file", place.file.clone()));
        properties.push(("line", place.position.line.to_string()));
        properties.push(("col", place.position.column.to_string()));
    }
    let heading = match message.level {
        Level::Retry => Some("retry".to_owned()),
        Level::Shown(word) => Some(word.to_owned()),
        Level::Summary | Level::Progress(_) | Level::Debug => None,
        _ => Some(heading(&message.title)),
    };
    properties.extend(heading.map(|heading| ("title", heading)));
    let properties: Vec<String> = properties
        .into_iter()
        .map(|(name, value)| format!("{name}={}", property(&shown(&value))))
        .collect();
    let separator = if properties.is_empty() { "" } else { " " };
    let body: Vec<String> = message.body().map(|line| shown(&line)).collect();
    format!(
        "::{command}{separator}{}::{}",
        properties.join(","),
        data(&body.join("\n"))
    )
}

fn heading(title: &str) -> String {
    let line = title.lines().next().unwrap_or_default();
    if line.chars().count() <= HEADING {
        return line.to_owned();
    }
    line.chars().take(HEADING - 1).chain(['…']).collect()
}

/// Text behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
