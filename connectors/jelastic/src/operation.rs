//! One operation as data: what there is to say about it, and the function that carries it out. An
//! instance lives for a call or a few, in which nobody asks for descriptions.

use jackfield_sdk::{Call, Effect, Example, Fault, OperationDescription, Outcome, Slot};
use serde_json::Value;

use crate::method::Method;
use crate::parameters::Parameters;

/// The type of every operation's credential.
pub(crate) const CREDENTIAL: &str = "jelastic";

pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&Call) -> Result<Outcome, Fault>,
    summary: &'static str,
    effect: Effect,
    /// The API methods that a token has to be given.
    permission: &'static str,
    /// How long a call may take, where the usual minute is too short.
    timeout_ms: Option<u64>,
    parameters: fn() -> Value,
    /// What each shows, and its parameters as JSON.
    examples: &'static [(&'static str, &'static str)],
}

impl Operation {
    /// An operation with the parameters `P`, which `run` reads.
    pub(crate) const fn new<P: Parameters>(
        name: &'static str,
        effect: Effect,
        run: fn(&Call) -> Result<Outcome, Fault>,
    ) -> Self {
        Self {
            name,
            run,
            summary: "",
            effect,
            permission: "",
            timeout_ms: None,
            parameters: P::schema,
            examples: &[],
        }
    }

    pub(crate) const fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// The only method that it calls.
    pub(crate) const fn needs(self, method: Method<'static>) -> Self {
        self.permission(method.0)
    }

    pub(crate) const fn permission(mut self, permission: &'static str) -> Self {
        self.permission = permission;
        self
    }

    pub(crate) const fn minutes(mut self, minutes: u64) -> Self {
        self.timeout_ms = Some(minutes * 60 * 1000);
        self
    }

    pub(crate) const fn examples(
        mut self,
        examples: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.examples = examples;
        self
    }

    pub(crate) fn describe(&self) -> OperationDescription {
        let parameters = (self.parameters)();
        OperationDescription {
            credentials: vec![Slot::only(CREDENTIAL)],
            permission: Some(self.permission.to_owned()),
            timeout_ms: self.timeout_ms,
            examples: self.examples.iter().map(Example::written).collect(),
            ..OperationDescription::new(self.name, self.summary, self.effect, parameters)
        }
    }
}
