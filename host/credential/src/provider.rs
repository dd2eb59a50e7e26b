//! Places that credentials come from.
//!
//! They are asked in this order, and a name that more than one of them has is an error:
//!
//! 1. a file that is named (`--credentials FILE`): [`crate::CredentialFile`];
//! 2. the environment: [`crate::Environment`];
//! 3. a mounted directory, as Kubernetes makes it: [`crate::MountedDirectory`];
//! 4. the directory that systemd gives a service: [`crate::ServiceDirectory`];
//! 5. the store: [`crate::Store`].
//!
//! Wherever a credential stands in JSON, its token can be that of a program
//! ([`crate::TokenCommand`]).

use crate::error::CredentialError;
use crate::token::AccessToken;
use crate::written::Written;

/// A place that credentials come from.
pub trait Provider: Send + Sync {
    /// The credential of this name, if it is here. Nothing secret is read yet, and no program is
    /// started: a name that two places have is an error before either is touched.
    ///
    /// # Errors
    /// When the place cannot be looked at, or has the name twice.
    fn find(&self, name: &str) -> Result<Option<Found<'_>>, CredentialError>;

    /// The names there are, as far as the place can list them.
    fn names(&self) -> Vec<String>;
}

/// A credential that a place has.
pub struct Found<'a> {
    place: String,
    read: Read<'a>,
}

type Read<'a> = Box<dyn FnOnce(Depth) -> Result<Written, CredentialError> + 'a>;

/// How much of a credential is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// All of it.
    Whole,
    /// All but its token: no program is started, and nothing is decrypted.
    WithoutToken,
}

impl<'a> Found<'a> {
    /// A credential that stands in this place, and how it is read.
    pub fn new(
        place: impl Into<String>,
        read: impl FnOnce(Depth) -> Result<Written, CredentialError> + 'a,
    ) -> Self {
        Self {
            place: place.into(),
            read: Box::new(read),
        }
    }

    /// Where it stands, such as the name of a variable or the path of a file.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The credential.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(self) -> Result<Written, CredentialError> {
        (self.read)(Depth::Whole)
    }

    /// The credential with an empty token. No program is started, and nothing is decrypted: of a
    /// credential in the store there are type, base URL, expiry and notes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn without_token(self) -> Result<Written, CredentialError> {
        let written = (self.read)(Depth::WithoutToken)?;
        Ok(Written {
            token: AccessToken::new(String::new()),
            ..written
        })
    }
}

/// All places, in the order they are asked.
#[derive(Default)]
pub struct Providers(Vec<Box<dyn Provider>>);

impl Providers {
    /// Adds a place behind the others.
    #[must_use]
    pub fn with(mut self, provider: impl Provider + 'static) -> Self {
        self.0.push(Box::new(provider));
        self
    }

    /// The credential of this name, not read yet.
    ///
    /// # Errors
    /// When no place has it or several have it.
    pub fn find(&self, name: &str) -> Result<Found<'_>, CredentialError> {
        let mut found = Vec::new();
        for provider in &self.0 {
            found.extend(provider.find(name)?);
        }
        if found.len() > 1 {
            return Err(CredentialError::Ambiguous {
                name: name.to_owned(),
                places: found.into_iter().map(|found| found.place).collect(),
            });
        }
        found.pop().ok_or_else(|| {
            let names = self.names();
            CredentialError::Missing {
                name: name.to_owned(),
                variable: crate::environment::variable_name(name),
                credential_type: None,
                nearest: jackfield_suggest::nearest(name, names.iter().map(String::as_str))
                    .map(ToOwned::to_owned),
            }
        })
    }

    /// The credential of this name.
    ///
    /// # Errors
    /// When no place has it, several have it, or the one that has it cannot be read.
    pub fn get(&self, name: &str) -> Result<Written, CredentialError> {
        self.find(name)?.read()
    }

    /// The names there are, as far as the places can list them.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0
            .iter()
            .flat_map(|provider| provider.names())
            .collect()
    }

    /// Every credential that the places can list, by its name, in the order they are asked; or what
    /// is wrong with the name there. Nothing is read yet.
    #[must_use]
    pub fn list(&self) -> Vec<(String, Result<Found<'_>, CredentialError>)> {
        let mut list: Vec<(String, Result<Found<'_>, CredentialError>)> = Vec::new();
        for provider in &self.0 {
            let mut names = provider.names();
            names.sort();
            names.dedup();
            for name in names {
                if let Some(found) = provider.find(&name).transpose() {
                    list.push((name, found));
                }
            }
        }
        list
    }
}
