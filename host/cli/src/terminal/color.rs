//! Whether to use colours.

use std::env;
use std::ffi::OsString;

use crate::args::ColorChoice;

/// Whether a stream gets colours: as the command line says; else not with `NO_COLOR`
/// (no-color.org); else always with `CLICOLOR_FORCE`; else if it is a terminal that has colours.
pub(super) fn wanted(choice: ColorChoice, is_terminal: bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if is_set("NO_COLOR") => false,
        ColorChoice::Auto if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColorChoice::Auto => is_terminal && !is_dumb(),
    }
}

/// Whether the terminal is one that only prints.
pub(super) fn is_dumb() -> bool {
    variable("TERM").is_some_and(|value| value == "dumb")
}

fn is_set(name: &str) -> bool {
    variable(name).is_some()
}

/// A variable that says something: an empty one does not.
#[expect(
    clippy::disallowed_methods,
    reason = "what a terminal can do is said by its environment"
)]
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}
