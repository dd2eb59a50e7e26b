//! Places that credentials come from.

use crate::error::CredentialError;
use crate::written::Written;

/// A place that credentials come from.
pub trait Provider {
    /// The credential of this name, with the place it stands in, if it is here.
    ///
    /// # Errors
    /// When the place has it and it cannot be read.
    fn get(&self, name: &str) -> Result<Option<(String, Written)>, CredentialError>;

    /// The names there are, as far as the place can list them.
    fn names(&self) -> Vec<String>;
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

    /// The credential of this name.
    ///
    /// # Errors
    /// When no place has it, two have it, or the one that has it cannot be read.
    pub fn get(&self, name: &str) -> Result<Written, CredentialError> {
        let mut found: Option<(String, Written)> = None;
        for provider in &self.0 {
            let Some((place, written)) = provider.get(name)? else {
                continue;
            };
            if let Some((first, _)) = found {
                return Err(CredentialError::Ambiguous {
                    name: name.to_owned(),
                    first,
                    second: place,
                });
            }
            found = Some((place, written));
        }
        found.map(|(_, written)| written).ok_or_else(|| {
            let names: Vec<String> = self
                .0
                .iter()
                .flat_map(|provider| provider.names())
                .collect();
            CredentialError::Missing {
                name: name.to_owned(),
                variable: crate::environment::variable_name(name),
                credential_type: None,
                nearest: jackfield_suggest::nearest(name, names.iter().map(String::as_str))
                    .map(ToOwned::to_owned),
            }
        })
    }
}
