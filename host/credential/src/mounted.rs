//! Credentials from a mounted directory, as Kubernetes makes it out of secrets.
//!
//! `DIRECTORY/NAME/access-token`, `base-url`, `type` and so on, a file for each
//! [field](crate::field). Other files are further fields under their own names.

use std::path::{Path, PathBuf};

use crate::document::{Document, Object};
use crate::error::CredentialError;
use crate::field::{self, Spelling};
use crate::folder::{Folder, slug};
use crate::provider::{Depth, Found, Provider};
use crate::reading::{self, Origin};
use crate::written::Written;

/// Credentials from a directory with a directory for each.
pub struct MountedDirectory(Folder);

impl MountedDirectory {
    /// Opens the directory. In the home directory, if there is one, files that others may read
    /// are refused; elsewhere that is a warning.
    ///
    /// # Errors
    /// When it is no directory.
    pub fn open(directory: &Path, home: Option<&Path>) -> Result<Self, CredentialError> {
        Folder::open("the directory of credentials", directory, home).map(Self)
    }

    /// The directory of a credential: that of its name, else the one with hyphens for what is no
    /// letter and no digit.
    fn directory(&self, name: &str) -> Option<PathBuf> {
        let names = self.names();
        let own = names
            .iter()
            .find(|candidate| *candidate == name)
            .or_else(|| names.iter().find(|candidate| **candidate == slug(name)))?;
        Some(self.0.path().join(own))
    }

    fn read(&self, directory: &Path, depth: Depth) -> Result<Written, CredentialError> {
        let mut object = Object::default();
        let mut warnings = Vec::new();
        for name in self.0.names(directory) {
            let path = directory.join(&name);
            if path.is_dir() {
                continue;
            }
            let (text, warning) = self.0.read(&path)?;
            warnings.extend(warning);
            match field::of_file(&name) {
                Some(key) => {
                    field::push(&mut object, key, text, || path.display().to_string())?;
                }
                None => object.push(name, Document::Text(text)),
            }
        }
        let origin = Origin {
            place: &directory.display().to_string(),
            spelling: Spelling::Files,
            directory: Some(directory),
            depth,
        };
        Ok(Written {
            warnings,
            ..reading::read(origin, &object)?
        })
    }
}

impl Provider for MountedDirectory {
    fn find(&self, name: &str) -> Result<Option<Found<'_>>, CredentialError> {
        Ok(self.directory(name).map(|directory| {
            Found::new(directory.display().to_string(), move |depth| {
                self.read(&directory, depth)
            })
        }))
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.0.names(self.0.path());
        names.retain(|name| {
            self.0
                .within(&self.0.path().join(name))
                .is_ok_and(|path| path.is_dir())
        });
        names
    }
}
