//! Tells a person what happens in a run.

use std::time::Duration;

use jackfield_connector::{Level as LogLevel, Log, Withheld};
use jackfield_engine::{Event, Observer};
use jackfield_flow::nodes::{Answer, Body};

use crate::message::{Level, Message};
use crate::terminal::{counted, say};

/// Tells it as it happens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Narrator;

impl Log for Narrator {
    fn write(&self, connector: &str, level: LogLevel, message: &str) {
        let level = match level {
            LogLevel::Debug => Level::Debug,
            LogLevel::Info => Level::Progress("info"),
            LogLevel::Warn => Level::Warning,
            LogLevel::Error => Level::Complaint,
        };
        say(&Message::new(level, format!("{connector}: {message}")));
    }

    fn denied(&self, connector: &str, message: &str) {
        say(&Message::new(
            Level::Alarm,
            format!("{connector}: {message}"),
        ));
    }
}

impl Observer for Narrator {
    fn observe(&self, event: Event<'_>) {
        let message = match event {
            Event::Retrying {
                node,
                item,
                attempt,
                wait,
                fault,
            } => Message::new(
                Level::Retry,
                format!(
                    "{node}, item {item}: {}; attempt {} in {}",
                    fault.message,
                    attempt + 1,
                    spoken(wait)
                ),
            ),
            Event::Tolerated { node, item, fault } => {
                let item = item.map_or_else(String::new, |item| format!(", item {item}"));
                Message::new(
                    Level::Tolerated,
                    format!("{node}{item}: {}; it goes on", fault.message),
                )
            }
            Event::Withheld {
                node,
                item,
                requests,
                is_guess,
            } => withheld(node, item, requests, is_guess),
            Event::NotRotated { node, item } => Message::new(
                Level::Shown("not sent"),
                format!("{node}, item {item}: the token of its credential would be replaced"),
            ),
            Event::NotShown { node, item, fault } => Message::new(
                Level::Shown("not shown"),
                format!(
                    "{node}, item {item}: {}; it may depend on what was not sent",
                    fault.message
                ),
            ),
            Event::Answered { node, answer } => answered(node, answer),
            Event::Logged { node, level, text } => {
                let level = match level {
                    "warn" => Level::Warning,
                    "error" => Level::Complaint,
                    "debug" => Level::Debug,
                    _ => Level::Progress("info"),
                };
                Message::new(level, format!("{node}: {text}"))
            }
            Event::NodeStarted { node, items, .. } => Message::new(
                Level::Progress("step"),
                format!("{node}: {}", counted(items, "item")),
            ),
            Event::Called {
                node,
                item,
                attempts,
                took,
                ..
            } => Message::new(
                Level::Progress("call"),
                format!(
                    "{node}, item {item}: done in {}, {}",
                    spoken(took),
                    counted(attempts as usize, "attempt")
                ),
            ),
            Event::NodeEvaluated { .. } => return,
        };
        say(&message);
    }
}

/// What a dry run shows instead of sending it.
fn withheld(node: &str, item: usize, requests: &[Withheld], is_guess: bool) -> Message {
    let guess = if is_guess {
        " (with the item as it was before what was not sent)"
    } else {
        ""
    };
    let title = format!("{node}, item {item}{guess}:");
    let mut message = Message::new(Level::Shown("not sent"), title);
    for Withheld { method, url, body } in requests {
        message.lines.push(format!("{method} {url}"));
        let body = body.iter().flat_map(|body| body.lines());
        message.lines.extend(body.map(|line| format!("  {line}")));
    }
    message
}

fn answered(node: &str, answer: &Answer) -> Message {
    let title = format!(
        "{node}: the request that began this would be answered with {}",
        answer.status
    );
    let mut message = Message::new(Level::Shown("answer"), title);
    let headers = answer.headers.iter();
    let headers = headers.map(|(name, value)| format!("{name}: {value}"));
    message.lines.extend(headers);
    match &answer.body {
        Body::Nothing => {}
        Body::Text(text) => message.lines.extend(text.lines().map(str::to_owned)),
        Body::Json(value) => message.lines.push(value.to_string()),
        Body::Binary(blob) => message.lines.push(format!("{} bytes", blob.data.len())),
    }
    message
}

/// A length of time as people say it: `500 ms`, `1.5 s`, `2 min`.
pub(crate) fn spoken(time: Duration) -> String {
    let milliseconds = time.as_millis();
    if milliseconds < 1000 {
        return format!("{milliseconds} ms");
    }
    let seconds = time.as_secs_f64();
    let (number, unit) = if seconds < 120.0 {
        (seconds, "s")
    } else {
        (seconds / 60.0, "min")
    };
    let number = format!("{number:.1}");
    format!("{} {unit}", number.strip_suffix(".0").unwrap_or(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_without_more_digits_than_matter() {
        for (milliseconds, said) in [
            (0, "0 ms"),
            (500, "500 ms"),
            (999, "999 ms"),
            (1000, "1 s"),
            (1540, "1.5 s"),
            (60_000, "60 s"),
            (120_000, "2 min"),
            (5_400_000, "90 min"),
        ] {
            assert_eq!(spoken(Duration::from_millis(milliseconds)), said);
        }
    }
}
