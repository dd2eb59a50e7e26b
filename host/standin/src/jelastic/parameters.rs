//! What a call was given.
//!
//! Contract: parameter names count in any case; a form counts only under its content type, and
//! before the query.

use serde_json::Value;

use crate::jelastic::envelope::ApiError;
use crate::received::Received;

#[derive(Debug, Clone)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(super) fn of(request: &Received) -> Self {
        let is_form = request.header("content-type").is_some_and(|kind| {
            kind.to_ascii_lowercase()
                .starts_with("application/x-www-form-urlencoded")
        });
        let mut pairs = if is_form { request.form() } else { Vec::new() };
        pairs.extend(request.query_pairs());
        Self(pairs)
    }

    /// Those that name an environment and nothing else.
    pub(super) fn naming(environment: &str) -> Self {
        Self(vec![("envName".to_owned(), environment.to_owned())])
    }

    /// A parameter that has to be there and say something.
    pub(super) fn get(&self, name: &str) -> Result<&str, ApiError> {
        self.find(name)
            .ok_or_else(|| ApiError::invalid_parameter(name))
    }

    /// A parameter that may be missing; one that says nothing is.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A parameter that has to be there as JSON text.
    pub(super) fn json(&self, name: &str) -> Result<Value, ApiError> {
        serde_json::from_str(self.get(name)?).map_err(|_| ApiError::invalid_parameter(name))
    }

    /// A number that may be missing.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, ApiError> {
        self.find(name)
            .map(|text| text.parse().map_err(|_| ApiError::invalid_parameter(name)))
            .transpose()
    }
}
