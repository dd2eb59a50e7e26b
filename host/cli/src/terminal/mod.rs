//! Standard error and standard output: the two ways in which text leaves the process.
//!
//! Whatever goes out is free of secrets, and what a person reads is free of control characters: a
//! server, a connector or a file could otherwise say something to the terminal itself. Styles are
//! added to text that is clean already. A reader that has gone away is no error.

mod clean;
mod color;
mod github;
mod progress;
mod prompt;
mod text;

use std::io::{self, IsTerminal as _, Write};
use std::sync::{LazyLock, Mutex, MutexGuard, OnceLock};

use jackfield_credential::Redactor;

use crate::args::{ColorChoice, Form, Global};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};

pub(crate) use clean::{in_json, in_line, shown};
pub(crate) use progress::{advance, begin, end};
pub(crate) use prompt::{ask, ask_secret, can_ask, confirm};

/// Every secret that this process has come to know.
static SECRETS: LazyLock<Redactor> = LazyLock::new(Redactor::default);
/// How things are said, by the command line.
static MANNER: OnceLock<Manner> = OnceLock::new();
/// What was warned of, for the report.
static WARNINGS: Mutex<Vec<Message>> = Mutex::new(Vec::new());

/// How things are said.
#[derive(Clone, Copy, Debug)]
struct Manner {
    form: Form,
    verbosity: Verbosity,
    /// With colours.
    styled: bool,
    /// Standard error is a terminal that a line can be drawn on again and again.
    live: bool,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verbosity {
    Quiet,
    Normal,
    Verbose,
    Debug,
}

/// Decides how things are said from now on.
pub(crate) fn set_up(global: &Global, form: Form) {
    let _ = MANNER.set(Manner {
        form,
        verbosity: match global {
            Global { quiet: true, .. } => Verbosity::Quiet,
            Global { verbose: 0, .. } => Verbosity::Normal,
            Global { verbose: 1, .. } => Verbosity::Verbose,
            _ => Verbosity::Debug,
        },
        styled: color::wanted(global.color, io::stderr().is_terminal()),
        live: io::stderr().is_terminal() && !color::is_dumb(),
    });
}

fn manner() -> Manner {
    // Nothing was decided yet while the command line is read.
    *MANNER.get_or_init(|| Manner {
        form: Form::Text,
        verbosity: Verbosity::Normal,
        styled: color::wanted(ColorChoice::Auto, io::stderr().is_terminal()),
        live: false,
    })
}

/// What cuts secrets out of everything that leaves the process.
pub(crate) fn secrets() -> &'static Redactor {
    &SECRETS
}

/// Says something to the person who watches, if it is of use to them.
pub(crate) fn say(message: &Message) {
    let warns = matches!(
        message.level,
        Level::Alarm | Level::Warning | Level::Complaint
    );
    if warns {
        lock(&WARNINGS).push(message.clone());
    }
    let manner = manner();
    let from = match message.level {
        Level::Error | Level::Alarm | Level::Shown(_) => Verbosity::Quiet,
        Level::Warning | Level::Complaint | Level::Retry | Level::Tolerated | Level::Summary => {
            Verbosity::Normal
        }
        Level::Progress(_) => Verbosity::Verbose,
        Level::Debug => Verbosity::Debug,
    };
    if manner.verbosity < from {
        return;
    }
    let text = match manner.form {
        Form::Text => text::spelled(message, manner.styled),
        Form::Github => github::spelled(message),
        Form::Json => return,
    };
    progress::beside(|| write_error(&text));
}

/// Whether standard error is for the report.
pub(crate) fn wants_report() -> bool {
    manner().form == Form::Json
}

/// Writes the report to standard error, where it takes the place of everything else.
pub(crate) fn say_report(json: &str) {
    if wants_report() {
        write_error(json);
    }
}

fn write_error(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// What was warned of so far.
pub(crate) fn warnings() -> Vec<Message> {
    lock(&WARNINGS).clone()
}

/// Whether nothing is to be said of what went well.
pub(crate) fn is_quiet() -> bool {
    manner().verbosity == Verbosity::Quiet
}

/// Gives a person what was asked for.
///
/// # Errors
/// When standard output cannot be written to, for another reason than that nobody reads on.
pub(crate) fn show(text: &str) -> Result<(), Failure> {
    write(&shown(text))
}

/// Gives data as JSON, for programs to read.
///
/// # Errors
/// When standard output cannot be written to, for another reason than that nobody reads on.
pub(crate) fn give(text: &str) -> Result<(), Failure> {
    write(&in_json(&SECRETS.scrub(text)))
}

/// Gives text that is this program's own to the last character, such as a script for a shell.
///
/// # Errors
/// When standard output cannot be written to, for another reason than that nobody reads on.
pub(crate) fn give_own(text: &[u8]) -> Result<(), Failure> {
    write_bytes(text)
}

fn write(text: &str) -> Result<(), Failure> {
    write_bytes(text.as_bytes())
}

fn write_bytes(text: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let result = stdout.write_all(text).and_then(|()| stdout.flush());
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(
            Exit::Internal,
            format!("standard output cannot be written: {error}"),
        )),
        _ => Ok(()),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
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
