//! Credentials from the directory that systemd gives a service (`$CREDENTIALS_DIRECTORY`,
//! systemd.exec(5), section "Credentials").
//!
//! | in the unit | file |
//! |---|---|
//! | `LoadCredential=team-chat:/etc/jackfield/team-chat.json` | `team-chat`: the credential as a JSON object |
//! | `LoadCredential=team-chat.access-token:/etc/…` | `team-chat.access-token`: one [field](crate::field) |
//! | `LoadCredential=team-chat:/etc/jackfield/team-chat/`, a directory | `team-chat_access-token`: what systemd calls the files of a directory |

use std::path::{Path, PathBuf};

use crate::document::Object;
use crate::environment::whole;
use crate::error::CredentialError;
use crate::field::{self, FIELDS, REQUIRED, Spelling, in_file};
use crate::folder::{Folder, slug};
use crate::provider::{Depth, Found, Provider};
use crate::reading::{self, Origin};
use crate::written::Written;

/// Credentials from a directory with a file for each, or for each of their fields.
pub struct ServiceDirectory(Folder);

impl ServiceDirectory {
    /// Opens the directory. In the home directory, if there is one, files that others may read
    /// are refused; elsewhere that is a warning.
    ///
    /// # Errors
    /// When it is no directory.
    pub fn open(directory: &Path, home: Option<&Path>) -> Result<Self, CredentialError> {
        Folder::open("the directory of credentials", directory, home).map(Self)
    }

    /// The files with a field of a credential each.
    fn single(&self, name: &str) -> Vec<(&'static str, PathBuf)> {
        self.0
            .names(self.0.path())
            .into_iter()
            .filter_map(|file| {
                let rest = file.strip_prefix(name)?;
                let rest = rest.strip_prefix(['.', '_'])?;
                Some((field::of_file(rest)?, self.0.path().join(&file)))
            })
            .collect()
    }

    fn found(&self, name: &str) -> Result<Option<Found<'_>>, CredentialError> {
        let file = self.0.path().join(name);
        let is_whole = self.0.names(self.0.path()).iter().any(|own| own == name);
        let single = self.single(name);
        let is_single = single.iter().any(|(key, _)| REQUIRED.contains(key));
        let place = file.display().to_string();
        match (is_whole, is_single) {
            (true, true) => Err(CredentialError::Ambiguous {
                name: name.to_owned(),
                places: vec![place.clone(), format!("{place}.…")],
            }),
            (true, false) => Ok(Some(Found::new(place, move |depth| {
                self.read_whole(&file, depth)
            }))),
            (false, true) => Ok(Some(Found::new(format!("{place}.…"), move |depth| {
                self.read_single(&place, single, depth)
            }))),
            (false, false) => Ok(None),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "reads what the file holds")]
    fn read_whole(&self, file: &Path, depth: Depth) -> Result<Written, CredentialError> {
        let (text, warning) = self.0.read(file)?;
        let place = file.display().to_string();
        let object = whole(&place, text.expose())?;
        let origin = Origin {
            place: &place,
            spelling: Spelling::Json,
            directory: Some(self.0.path()),
            depth,
        };
        Ok(Written {
            warnings: warning.into_iter().collect(),
            ..reading::read(origin, &object)?
        })
    }

    fn read_single(
        &self,
        place: &str,
        files: Vec<(&'static str, PathBuf)>,
        depth: Depth,
    ) -> Result<Written, CredentialError> {
        let mut object = Object::default();
        let mut warnings = Vec::new();
        for (key, path) in files {
            let (text, warning) = self.0.read(&path)?;
            warnings.extend(warning);
            field::push(&mut object, key, text, || path.display().to_string())?;
        }
        let origin = Origin {
            place: &format!("{place}.…"),
            spelling: Spelling::Files,
            directory: Some(self.0.path()),
            depth,
        };
        Ok(Written {
            warnings,
            ..reading::read(origin, &object)?
        })
    }
}

impl Provider for ServiceDirectory {
    fn find(&self, name: &str) -> Result<Option<Found<'_>>, CredentialError> {
        match self.found(name)? {
            None if slug(name) != name => self.found(&slug(name)),
            found => Ok(found),
        }
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .0
            .names(self.0.path())
            .into_iter()
            .map(|file| {
                FIELDS
                    .into_iter()
                    .map(in_file)
                    .find_map(|field| {
                        Some(
                            file.strip_suffix(&field)?
                                .strip_suffix(['.', '_'])?
                                .to_owned(),
                        )
                    })
                    .unwrap_or(file)
            })
            .collect();
        names.dedup();
        names
    }
}
