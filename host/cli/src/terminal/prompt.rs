//! Questions to a person at a terminal.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use console::Term;
use jackfield_credential::AccessToken;

use super::clean::shown;
use crate::exit::Exit;
use crate::failure::Failure;

/// Whether there is somebody who can answer.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a line.
pub(crate) fn ask(question: &str) -> Result<String, Failure> {
    put(question);
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(0) => Err(no_answer()),
        Ok(_) => Ok(line.trim().to_owned()),
        Err(error) => Err(unreadable(&error)),
    }
}

/// Asks for a secret, which does not show while it is typed or pasted.
pub(crate) fn ask_secret(question: &str) -> Result<AccessToken, Failure> {
    put(question);
    let line = Term::stderr()
        .read_secure_line()
        .map_err(|error| unreadable(&error))?;
    Ok(AccessToken::typed(line))
}

/// Asks whether something is to be done; no answer is no.
pub(crate) fn confirm(question: &str) -> Result<bool, Failure> {
    let answer = ask(&format!("{question} [y/N] "))?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

fn put(question: &str) {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{}", shown(question));
    let _ = stderr.flush();
}

fn no_answer() -> Failure {
    Failure::new(
        Exit::Usage,
        "the input ended before the question was answered",
    )
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::new(Exit::Usage, format!("the answer cannot be read: {error}"))
}
