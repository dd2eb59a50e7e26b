//! Exit codes. They are stable: scripts and schedulers rely on them.

use jackfield_descriptor::{Delivery, Effect, Fault, FaultKind};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// A defect of jackfield, or of the machine it runs on. A retry does not help.
    Internal = 1,
    /// The command line is wrong. A retry does not help.
    Usage = 2,
    /// The workflow, or what it was given, is wrong. A retry does not help.
    InvalidWorkflow = 3,
    /// A credential is missing, malformed, not accepted, or may not do this. A retry does not
    /// help.
    Credential = 4,
    /// The platform refused, or its certificate was refused. A retry does not help.
    Refused = 5,
    /// The platform cannot be reached or cannot answer now. A retry may help.
    Unavailable = 6,
    /// The gate did not let a request out. A retry does not help.
    Denied = 7,
    /// Time or another limit was used up. A retry may help.
    Limit = 8,
    /// Interrupted by a signal. A retry starts from the beginning.
    Interrupted = 9,
    /// A connector failed or cannot be used. A retry does not help.
    Connector = 10,
    /// Nobody knows whether a call took effect, and a repeat could do it twice. Look before you
    /// retry.
    Unknown = 11,
}

impl Exit {
    /// The code for a fault of an operation with this effect.
    pub(crate) fn of(fault: &Fault, effect: Effect) -> Self {
        if fault.delivery == Delivery::OutcomeUnknown && !effect.may_begin_anew() {
            return Self::Unknown;
        }
        match fault.kind {
            FaultKind::InvalidParameter | FaultKind::UnknownOperation => Self::InvalidWorkflow,
            FaultKind::CredentialRejected | FaultKind::PermissionDenied => Self::Credential,
            FaultKind::NotFound
            | FaultKind::Conflict
            | FaultKind::RefusedByPlatform
            | FaultKind::UnexpectedResponse
            | FaultKind::TlsRefused => Self::Refused,
            FaultKind::RateLimited | FaultKind::Unavailable | FaultKind::Unreachable => {
                Self::Unavailable
            }
            FaultKind::PolicyDenied => Self::Denied,
            FaultKind::Timeout | FaultKind::TooLarge | FaultKind::LimitExceeded => Self::Limit,
            FaultKind::Internal => Self::Connector,
        }
    }

    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    /// A name for it, as stable as the code.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Usage => "usage",
            Self::InvalidWorkflow => "invalid-workflow",
            Self::Credential => "credential",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
            Self::Denied => "denied",
            Self::Limit => "limit",
            Self::Interrupted => "interrupted",
            Self::Connector => "connector",
            Self::Unknown => "unknown",
        }
    }
}
