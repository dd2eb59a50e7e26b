//! The report in a file.

use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::exit::Exit;
use crate::failure::Failure;

/// Finds out whether a report can be written to this place, before anything is done that it would
/// have to tell of.
///
/// # Errors
/// When it cannot.
pub(crate) fn try_place(path: &Path) -> Result<(), Failure> {
    if is_stream(path) {
        return Ok(());
    }
    if path.is_dir() {
        return Err(unwritable(path, &io::ErrorKind::IsADirectory.into()));
    }
    beside(path)
        .map(drop)
        .map_err(|error| unwritable(path, &error))
}

/// Writes a report: whoever reads the file finds the old one or the new one, and never a part.
pub(super) fn write(path: &Path, report: &str) -> Result<(), Failure> {
    let written = || {
        if is_stream(path) {
            return fs::write(path, format!("{report}\n"));
        }
        let mut file = beside(path)?;
        writeln!(file, "{report}")?;
        file.persist(path)?;
        Ok(())
    };
    written().map_err(|error| unwritable(path, &error))
}

/// A file beside it, that others may read as they may read any other.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let directory = path
        .parent()
        .filter(|directory| !directory.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    tempfile::Builder::new()
        .prefix(".jackfield-report-")
        // The process's mask is taken off.
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(directory)
}

/// A pipe or a device is written to as it is: nothing can take its place.
fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        Exit::Internal,
        format!("the report {} cannot be written: {error}", path.display()),
    )
    .hint("give --report-file a file in a directory that can be written to")
}
