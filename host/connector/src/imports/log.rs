//! `log`: what a connector says to the person who watches.

use jackfield_credential::Redactor;
use jackfield_sandbox::GuestState;

use super::CallState;
use crate::bindings::jackfield::connector::log;

const MAX_MESSAGE: usize = 4 << 10;
pub(crate) const MAX_MESSAGES: u32 = 1000;

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For the developer of the connector.
    Debug,
    /// Worth knowing.
    Info,
    /// Probably not what was meant.
    Warn,
    /// Something went wrong.
    Error,
}

/// Where messages of connectors go. They come without secrets and without control characters.
pub trait Log: Send + Sync {
    /// Takes one message of the connector of this name.
    fn write(&self, connector: &str, level: Level, message: &str);

    /// Takes note that the gate denied this connector a request. It is worth showing always.
    fn denied(&self, connector: &str, message: &str);
}

impl log::Host for GuestState<CallState> {
    fn write(&mut self, level: log::Level, message: String) -> wasmtime::Result<()> {
        let level = match level {
            log::Level::Debug => Level::Debug,
            log::Level::Info => Level::Info,
            log::Level::Warn => Level::Warn,
            log::Level::Error => Level::Error,
        };
        self.data.say(
            |log, connector, line| log.write(connector, level, line),
            &message,
        );
        Ok(())
    }
}

/// A message as it is shown.
pub(crate) fn line(redactor: &Redactor, message: &str) -> String {
    // Scrubbed before it is cut: a secret that is cut in two would not be recognised.
    let scrubbed = redactor.scrub(message);
    let mut end = scrubbed.len().min(MAX_MESSAGE);
    while !scrubbed.is_char_boundary(end) {
        end -= 1;
    }
    scrubbed
        .get(..end)
        .unwrap_or_default()
        .chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect()
}
