//! Requests that are not let out.

use jackfield_descriptor::{Fault, FaultKind};

/// Why the gate does not let a request out: what was tried, and what would allow it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("denied: {tried}")]
pub(crate) struct Denial {
    /// What the connector tried, as a sentence without a subject.
    pub(crate) tried: String,
    /// What would allow it, if anything would.
    pub(crate) remedy: Option<String>,
}

impl Denial {
    pub(crate) fn new(tried: impl Into<String>) -> Self {
        Self {
            tried: tried.into(),
            remedy: None,
        }
    }

    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl From<Denial> for Fault {
    fn from(denial: Denial) -> Self {
        let mut fault = Self::new(FaultKind::PolicyDenied, denial.to_string());
        fault.hint = denial.remedy;
        fault
    }
}
