//! Why a token was not replaced, for whoever asked for it: a person, or the step of a run.

use jackfield_credential::{CredentialError, StoreError};
use jackfield_descriptor::{Delivery, Effect, Fault, FaultKind};

use crate::exit::Exit;
use crate::failure::Failure;

/// Why a rotation did not come to its end.
#[derive(Debug)]
pub(crate) enum Unrotated {
    /// The credential cannot be had, or not be saved.
    Store(CredentialError),
    /// The platform or the connector failed.
    Refused {
        /// What was being done.
        doing: String,
        fault: Box<Fault>,
        /// What is so now, and what to do.
        then: String,
    },
    /// The connector cannot replace such tokens.
    ByHand {
        name: String,
        credential_type: String,
        /// How a person can.
        steps: Vec<String>,
    },
    /// The connector does not come to an end.
    Endless,
    /// There was no time for the next step.
    Late,
}

impl From<CredentialError> for Unrotated {
    fn from(error: CredentialError) -> Self {
        Self::Store(error)
    }
}

const ENDLESS: &str = "the connector does not come to an end with replacing the token";
const LATE: &str = "there was no time left for the next step of replacing the token";
const GO_ON: &str =
    "another run goes on where this one ended; the step's `timeout` gives it more time";

impl Unrotated {
    /// How the program ends for it.
    pub(crate) fn failure(&self) -> Failure {
        match self {
            Self::Store(error) => Failure::credential(error),
            Self::Refused { doing, fault, then } => {
                Failure::fault(Exit::of(fault, Effect::Read), doing, fault).hint(then.clone())
            }
            Self::ByHand {
                name,
                credential_type,
                steps,
            } => {
                let failure = Failure::new(Exit::Credential, not_here(credential_type));
                if steps.is_empty() {
                    return failure.hint(by_two(name, credential_type));
                }
                steps
                    .iter()
                    .fold(failure, |failure, step| failure.also(Some(step.clone())))
            }
            Self::Endless => Failure::new(Exit::Connector, ENDLESS),
            Self::Late => Failure::new(Exit::Limit, LATE).hint(GO_ON),
        }
    }

    /// How a step ends for it.
    pub(crate) fn fault(self) -> Fault {
        match self {
            Self::Store(error) => fault_of(&error),
            Self::Refused { doing, fault, then } => Fault {
                message: format!("{doing}: {}", fault.message),
                hint: Some(match &fault.hint {
                    Some(hint) => format!("{hint}; {then}"),
                    None => then,
                }),
                ..*fault
            },
            Self::ByHand {
                name,
                credential_type,
                steps,
            } => {
                let how = if steps.is_empty() {
                    by_two(&name, &credential_type)
                } else {
                    steps.join(" ")
                };
                Fault::new(FaultKind::UnknownOperation, not_here(&credential_type)).hint(how)
            }
            Self::Endless => Fault::new(FaultKind::Internal, ENDLESS),
            Self::Late => {
                let mut fault = Fault::new(FaultKind::Timeout, LATE).hint(GO_ON);
                fault.delivery = Delivery::Answered;
                fault
            }
        }
    }
}

/// What is wrong with a credential or the store, as the fault of a step.
pub(crate) fn fault_of(error: &CredentialError) -> Fault {
    let kind = match error {
        CredentialError::Store(StoreError::Busy { .. } | StoreError::Rotating { .. }) => {
            FaultKind::Unavailable
        }
        CredentialError::Store(StoreError::Name { .. } | StoreError::Exists { .. }) => {
            FaultKind::InvalidParameter
        }
        _ => FaultKind::CredentialRejected,
    };
    let mut fault = Fault::new(kind, error.to_string());
    fault.hint = error.hint();
    fault
}

fn not_here(credential_type: &str) -> String {
    format!("a token of type `{credential_type}` cannot be replaced by jackfield")
}

fn by_two(name: &str, credential_type: &str) -> String {
    format!(
        "get a second token (`jackfield credential guide {credential_type}`), put it in the place of the first with `jackfield credential edit {name} --token`, then revoke the first"
    )
}
