//! Whether others on the machine may read a file that holds a secret.

use std::fs::Metadata;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::error::CredentialError;

/// What only the owner may do with a file of secrets: everything but this.
const GROUP_AND_OTHERS: u32 = 0o077;
const OTHERS: u32 = 0o007;

/// A home directory, in which nobody but its owner should read secrets. Elsewhere, as in a volume
/// that a container is given, files are often made readable by all and nobody else is there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Home(Option<PathBuf>);

impl Home {
    pub(crate) fn new(directory: Option<&Path>) -> Self {
        let directory = directory.and_then(|directory| directory.canonicalize().ok());
        // The home of a container's user is often the root directory: that says nothing.
        Self(directory.filter(|directory| directory.parent().is_some()))
    }

    /// Refuses a file, given by its real path, that others may read although it is in the home
    /// directory; elsewhere says so.
    pub(crate) fn judge(
        &self,
        path: &Path,
        metadata: &Metadata,
    ) -> Result<Option<String>, CredentialError> {
        let mode = metadata.permissions().mode();
        let is_at_home = self.0.as_deref().is_some_and(|home| path.starts_with(home));
        if is_at_home && mode & GROUP_AND_OTHERS != 0 {
            return Err(CredentialError::Exposed {
                path: path.to_owned(),
                mode: mode & 0o777,
            });
        }
        Ok((mode & OTHERS != 0).then(|| {
            format!(
                "others on this machine may read {} (mode {:04o})",
                path.display(),
                mode & 0o777
            )
        }))
    }
}
