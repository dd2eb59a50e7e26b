//! Standard error and standard output. A reader that has gone away is no error.

use std::io::{self, Write};

use jackfield_connector::{Level, Log};
use jackfield_engine::{Event, Observer};

use crate::args::Global;

/// Says something to the person who watches.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Gives data.
///
/// # Errors
/// When standard output cannot be written to, for another reason than that nobody reads on.
pub(crate) fn give(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    Quiet,
    Normal,
    Verbose,
    Debug,
}

impl Verbosity {
    pub(crate) fn of(global: &Global) -> Self {
        match global {
            Global { quiet: true, .. } => Self::Quiet,
            Global { verbose: 0, .. } => Self::Normal,
            Global { verbose: 1, .. } => Self::Verbose,
            _ => Self::Debug,
        }
    }
}

/// Tells a person what happens in a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Narrator(pub(crate) Verbosity);

impl Log for Narrator {
    fn write(&self, connector: &str, level: Level, message: &str) {
        let (word, from) = match level {
            Level::Debug => ("debug", Verbosity::Debug),
            Level::Info => ("info", Verbosity::Verbose),
            Level::Warn => ("warning", Verbosity::Normal),
            Level::Error => ("error", Verbosity::Normal),
        };
        if self.0 >= from {
            say(&format!("{word}: {connector}: {message}"));
        }
    }
}

impl Observer for Narrator {
    fn observe(&self, event: Event<'_>) {
        match event {
            Event::Retrying {
                node,
                item,
                attempt,
                wait,
                fault,
            } if self.0 >= Verbosity::Normal => say(&format!(
                "retry: {node}, item {item}: {}; attempt {} in {wait:.1?}",
                fault.message,
                attempt + 1
            )),
            Event::NodeStarted { node, items } if self.0 >= Verbosity::Verbose => {
                say(&format!("step: {node}: {}", counted(items, "item")));
            }
            Event::Called {
                node,
                item,
                attempts,
                took,
            } if self.0 >= Verbosity::Verbose => say(&format!(
                "call: {node}, item {item}: done in {took:.1?}, {}",
                counted(attempts as usize, "attempt")
            )),
            _ => {}
        }
    }
}

/// `1 item`, `2 items`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
