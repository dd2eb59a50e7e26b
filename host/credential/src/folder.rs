//! A directory of files that hold secrets, one each.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::CredentialError;
use crate::exposure::Home;
use crate::token::AccessToken;

/// A larger file is no field of a credential, in bytes. A bundle of all public certificate
/// authorities has a quarter of it.
const LARGEST: u64 = 1024 * 1024;

/// The directory, by its real path. Symbolic links are followed as long as they stay within.
pub(crate) struct Folder {
    root: PathBuf,
    home: Home,
}

impl Folder {
    /// Opens the directory.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn open(
        place: &str,
        path: &Path,
        home: Option<&Path>,
    ) -> Result<Self, CredentialError> {
        let unreadable = |source| CredentialError::Unreadable {
            place: place.to_owned(),
            path: path.to_owned(),
            source,
        };
        let root = fs::canonicalize(path).map_err(unreadable)?;
        fs::read_dir(&root).map_err(unreadable)?;
        Ok(Self {
            root,
            home: Home::new(home),
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.root
    }

    /// The names in a directory of it, sorted. Those that begin with a dot are left out: the
    /// volumes of Kubernetes keep their content in `..data` and link to it.
    pub(crate) fn names(&self, directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        names
    }

    /// The content of a file, without white space at its end, and what is to be said about it.
    pub(crate) fn read(
        &self,
        path: &Path,
    ) -> Result<(AccessToken, Option<String>), CredentialError> {
        let unreadable = |source| CredentialError::Unreadable {
            place: "credential".to_owned(),
            path: path.to_owned(),
            source,
        };
        let malformed = |reason: &str| CredentialError::Malformed {
            place: path.display().to_string(),
            reason: reason.to_owned(),
        };
        let real = self.within(path).map_err(unreadable)?;
        let file = File::open(&real).map_err(unreadable)?;
        // Asked of the open file, not of its path, which could lead elsewhere a moment later.
        let metadata = file.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(malformed("it is no file"));
        }
        if metadata.len() > LARGEST {
            return Err(malformed("it is too large for a field of a credential"));
        }
        let warning = self.home.judge(&real, &metadata)?;
        let room = usize::try_from(metadata.len()).unwrap_or_default() + 1;
        let mut content = Zeroizing::new(Vec::with_capacity(room));
        file.take(LARGEST)
            .read_to_end(&mut content)
            .map_err(unreadable)?;
        let content = std::str::from_utf8(&content).map_err(|_| malformed("it is no text"))?;
        Ok((AccessToken::new(content.trim_end().to_owned()), warning))
    }

    /// The real path, unless it leads out of the directory.
    pub(crate) fn within(&self, path: &Path) -> io::Result<PathBuf> {
        let real = fs::canonicalize(path)?;
        if real.starts_with(&self.root) {
            return Ok(real);
        }
        Err(io::Error::other(format!(
            "it is a symbolic link that leads out of {}",
            self.root.display()
        )))
    }
}

/// A name as directories and files have it: what is no letter and no digit is a hyphen.
#[must_use]
pub fn slug(name: &str) -> String {
    name.chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}
