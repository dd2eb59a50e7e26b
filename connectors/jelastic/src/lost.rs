//! An answer that was lost, kept for the time in which we look what became of its order.

use jackfield_sdk::{Delivery, Fault};
use serde::{Deserialize, Serialize};

/// The fault that stood in the answer's place.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Lost {
    kind: String,
    message: String,
    code: Option<String>,
    status: Option<u16>,
    hint: Option<String>,
}

impl Lost {
    pub(crate) fn of(fault: &Fault) -> Self {
        Self {
            kind: fault.kind.clone(),
            message: fault.message.clone(),
            code: fault.code.clone(),
            status: fault.status,
            hint: fault.hint.clone(),
        }
    }

    /// The fault again, with what was found out since then.
    pub(crate) fn fault(self, found: &str) -> Fault {
        Fault {
            message: format!("{}; {found}", self.message),
            ..self.unexplained()
        }
    }

    /// The fault as it was, for want of a look.
    pub(crate) fn unexplained(self) -> Fault {
        Fault {
            kind: self.kind,
            message: self.message,
            code: self.code,
            status: self.status,
            retry_after_ms: None,
            hint: self.hint,
            delivery: Delivery::OutcomeUnknown,
        }
    }
}
