//! The form of a request.

use serde::Serialize;

/// Form fields, in order. What is nested is JSON text inside a field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The field that names the environment.
    pub(crate) fn of(environment: &str) -> Self {
        Self::default().text("envName", environment)
    }

    pub(crate) fn text(mut self, name: &str, value: impl ToString) -> Self {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// A field that is left out where there is no value for it.
    pub(crate) fn maybe(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    pub(crate) fn json(self, name: &str, value: &impl Serialize) -> Self {
        self.text(name, serde_json::to_string(value).unwrap_or_default())
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter();
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
