//! `jackfield man`.

use std::fs;
use std::io;

use clap::CommandFactory as _;
use clap_mangen::Man;

use crate::args::{Arguments, Man as ManArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::give_own;

/// Prints the manual page, or writes one for each command into a directory.
pub(crate) fn man(arguments: &ManArguments) -> Result<(), Failure> {
    let command = Arguments::command();
    let Some(directory) = &arguments.dir else {
        let mut page = Vec::new();
        return match Man::new(command).render(&mut page) {
            Ok(()) => give_own(&page),
            Err(error) => Err(Failure::internal(error.to_string())),
        };
    };
    let unwritten = |error: io::Error| {
        Failure::new(
            Exit::Internal,
            format!(
                "the manual pages cannot be written to {}: {error}",
                directory.display()
            ),
        )
    };
    fs::create_dir_all(directory).map_err(unwritten)?;
    clap_mangen::generate_to(command, directory).map_err(unwritten)
}
