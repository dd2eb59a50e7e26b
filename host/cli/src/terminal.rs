//! Standard error and standard output: the two ways in which text leaves the process.
//!
//! Whatever goes out is free of secrets, and what a person reads is free of control characters: a
//! server, a connector or a file could otherwise say something to the terminal itself. A reader
//! that has gone away is no error.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::LazyLock;

use jackfield_connector::{Level, Log, Withheld};
use jackfield_credential::Redactor;
use jackfield_engine::{Event, Observer};

use crate::args::Global;
use crate::exit::Exit;
use crate::failure::Failure;

/// Every secret that this process has come to know.
static SECRETS: LazyLock<Redactor> = LazyLock::new(Redactor::default);

/// What cuts secrets out of everything that leaves the process.
pub(crate) fn secrets() -> &'static Redactor {
    &SECRETS
}

/// Says something to the person who watches.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", harmless(&SECRETS.scrub(text)));
}

/// Gives a person what was asked for.
///
/// # Errors
/// When standard output cannot be written to, for another reason than that nobody reads on.
pub(crate) fn show(text: &str) -> Result<(), Failure> {
    write(&harmless(&SECRETS.scrub(text)))
}

/// Gives data as JSON, for programs to read.
///
/// # Errors
/// When standard output cannot be written to, for another reason than that nobody reads on.
pub(crate) fn give(text: &str) -> Result<(), Failure> {
    let text = SECRETS.scrub(text);
    // What JSON leaves as it is and a terminal would obey; outside of texts JSON is ASCII.
    if !text.contains(acts) {
        return write(&text);
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if acts(character) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            escaped.push(character);
        }
    }
    write(&escaped)
}

fn write(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let result = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(
            Exit::Internal,
            format!("standard output cannot be written: {error}"),
        )),
        _ => Ok(()),
    }
}

/// A terminal obeys control characters, and turns its writing round at others (Unicode Standard
/// Annex 9). Line breaks are welcome.
fn acts(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with such characters made visible.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.contains(acts) {
        Cow::Owned(text.replace(acts, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
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

    fn denied(&self, connector: &str, message: &str) {
        say(&format!("warning: {connector}: {message}"));
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
            Event::Tolerated { node, item, fault } if self.0 >= Verbosity::Normal => {
                let item = item.map_or_else(String::new, |item| format!(", item {item}"));
                say(&format!(
                    "failed: {node}{item}: {}; it goes on",
                    fault.message
                ));
            }
            Event::Withheld {
                node,
                item,
                requests,
            } => say(&withheld(node, item, requests)),
            Event::NotShown { node, item, fault } => say(&format!(
                "not shown: {node}, item {item}: {}; it may depend on what was not sent",
                fault.message
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

/// What a dry run shows instead of sending it.
fn withheld(node: &str, item: usize, requests: &[Withheld]) -> String {
    let mut text = format!("not sent: {node}, item {item}:");
    for Withheld { method, url, body } in requests {
        text.push_str(&format!("\n  {method} {url}"));
        for line in body.iter().flat_map(|body| body.lines()) {
            text.push_str(&format!("\n    {line}"));
        }
    }
    text
}

/// `1 item`, `2 items`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
