//! One operation as data: what there is to say about it, and the function that carries it out.

use jackfield_sdk::{Call, Effect, Example, Fault, FaultKind, OperationDescription, Outcome, Slot};

use crate::field::{Field, schema_of};
use crate::parameters::Parameters;

/// The credential type of API v4.
pub(crate) const TOKEN: &str = "mattermost";

pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) effect: Effect,
    /// The platform's own name of what the account must be allowed to do.
    pub(crate) permission: Option<&'static str>,
    pub(crate) fields: &'static [&'static [Field]],
    pub(crate) example: Shown,
    pub(crate) more_examples: &'static [Shown],
    pub(crate) run: fn(&Call, &Parameters) -> Result<Outcome, Fault>,
    /// How long a call may take, in milliseconds, where the usual minute is too short.
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) credential: &'static str,
    /// The parameter in which a step names the credential that is saved.
    pub(crate) saves: Option<&'static str>,
    /// Whether the host replaces the credential's token instead.
    pub(crate) rotates: bool,
}

/// An example: what it shows, and its parameters as JSON.
pub(crate) type Shown = (&'static str, &'static str);

impl Operation {
    /// An operation that may be repeated as its effect says.
    pub(crate) const fn new(
        name: &'static str,
        effect: Effect,
        run: fn(&Call, &Parameters) -> Result<Outcome, Fault>,
        fields: &'static [&'static [Field]],
    ) -> Self {
        Self {
            name,
            summary: "",
            effect,
            permission: None,
            fields,
            example: ("", ""),
            more_examples: &[],
            run,
            timeout_ms: None,
            credential: TOKEN,
            saves: None,
            rotates: false,
        }
    }

    pub(crate) const fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    pub(crate) const fn permission(mut self, permission: &'static str) -> Self {
        self.permission = Some(permission);
        self
    }

    pub(crate) const fn example(mut self, about: &'static str, parameters: &'static str) -> Self {
        self.example = (about, parameters);
        self
    }

    pub(crate) const fn more_examples(mut self, examples: &'static [Shown]) -> Self {
        self.more_examples = examples;
        self
    }

    pub(crate) const fn timeout_ms(mut self, milliseconds: u64) -> Self {
        self.timeout_ms = Some(milliseconds);
        self
    }

    pub(crate) const fn credential(mut self, credential_type: &'static str) -> Self {
        self.credential = credential_type;
        self
    }

    pub(crate) const fn saves(mut self, parameter: &'static str) -> Self {
        self.saves = Some(parameter);
        self
    }

    pub(crate) const fn rotates(mut self) -> Self {
        self.rotates = true;
        self
    }

    /// A refusal, with what the account would have to be allowed.
    pub(crate) fn explained(&self, fault: Fault) -> Fault {
        match (self.permission, &fault.hint) {
            (Some(permission), Some(hint))
                if fault.kind == FaultKind::PermissionDenied.as_str() =>
            {
                let hint = format!("{} needs {permission}. {hint}", self.name);
                fault.hint(hint)
            }
            _ => fault,
        }
    }

    pub(crate) fn describe(&self) -> OperationDescription {
        let examples = std::iter::once(&self.example).chain(self.more_examples);
        let parameters = schema_of(self.fields);
        OperationDescription {
            credentials: vec![Slot::only(self.credential)],
            permission: self.permission.map(ToOwned::to_owned),
            timeout_ms: self.timeout_ms,
            examples: examples.map(Example::written).collect(),
            saves: self.saves.map(ToOwned::to_owned),
            rotates: self.rotates,
            ..OperationDescription::new(self.name, self.summary, self.effect, parameters)
        }
    }
}
