//! `jackfield completions`.

use clap::CommandFactory as _;

use crate::args::{Arguments, Completions};
use crate::failure::Failure;
use crate::terminal::give_own;

/// Prints the script by which a shell completes commands.
pub(crate) fn completions(arguments: &Completions) -> Result<(), Failure> {
    let mut command = Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "jackfield", &mut script);
    give_own(&script)
}
