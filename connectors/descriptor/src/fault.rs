//! Faults: what went wrong, who can do something about it, and what is known about its effect.
//!
//! The contract carries a kind as text (`wit/faults.wit` lists them), so that kinds can be added;
//! text that is not in the list counts as [`FaultKind::Internal`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// A parameter is missing, malformed or contradictory.
    InvalidParameter,
    /// The connector has no such operation.
    UnknownOperation,
    /// The platform does not accept the token.
    CredentialRejected,
    /// The token is accepted, and may not do this.
    PermissionDenied,
    /// What the parameters name does not exist.
    NotFound,
    /// The platform's state does not allow it now.
    Conflict,
    /// Too many requests.
    RateLimited,
    /// The platform says that it cannot answer now.
    Unavailable,
    /// Any other error that the platform reports.
    RefusedByPlatform,
    /// An answer that the platform's API would never give.
    UnexpectedResponse,
    /// No connection could be made.
    Unreachable,
    /// The server's certificate was not accepted.
    TlsRefused,
    /// There was no answer in time.
    Timeout,
    /// An answer was over the cap.
    TooLarge,
    /// The gate did not let a request out.
    PolicyDenied,
    /// The connector used more memory, time or calls than it may.
    LimitExceeded,
    /// Anything else: the connector failed.
    #[serde(other)]
    Internal,
}

/// Who can do something about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// Whoever wrote the workflow or its credential.
    Author,
    /// The platform, or the network on the way to it.
    Remote,
    /// The rules of the gate.
    Policy,
    /// The connector.
    Connector,
}

impl FaultKind {
    /// Every kind, in the order of the contract's table.
    pub const ALL: [Self; 17] = [
        Self::InvalidParameter,
        Self::UnknownOperation,
        Self::CredentialRejected,
        Self::PermissionDenied,
        Self::NotFound,
        Self::Conflict,
        Self::RateLimited,
        Self::Unavailable,
        Self::RefusedByPlatform,
        Self::UnexpectedResponse,
        Self::Unreachable,
        Self::TlsRefused,
        Self::Timeout,
        Self::TooLarge,
        Self::PolicyDenied,
        Self::LimitExceeded,
        Self::Internal,
    ];

    /// The kind as the contract spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidParameter => "invalid-parameter",
            Self::UnknownOperation => "unknown-operation",
            Self::CredentialRejected => "credential-rejected",
            Self::PermissionDenied => "permission-denied",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate-limited",
            Self::Unavailable => "unavailable",
            Self::RefusedByPlatform => "refused-by-platform",
            Self::UnexpectedResponse => "unexpected-response",
            Self::Unreachable => "unreachable",
            Self::TlsRefused => "tls-refused",
            Self::Timeout => "timeout",
            Self::TooLarge => "too-large",
            Self::PolicyDenied => "policy-denied",
            Self::LimitExceeded => "limit-exceeded",
            Self::Internal => "internal",
        }
    }

    /// The kind that the contract spells so; [`FaultKind::Internal`] for what is not in its list.
    #[must_use]
    pub fn from_contract(text: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .unwrap_or(Self::Internal)
    }

    /// Who can do something about it.
    #[must_use]
    pub fn party(self) -> Party {
        match self {
            Self::InvalidParameter
            | Self::UnknownOperation
            | Self::CredentialRejected
            | Self::PermissionDenied
            | Self::NotFound => Party::Author,
            Self::Conflict
            | Self::RateLimited
            | Self::Unavailable
            | Self::RefusedByPlatform
            | Self::UnexpectedResponse
            | Self::Unreachable
            | Self::TlsRefused
            | Self::Timeout
            | Self::TooLarge => Party::Remote,
            Self::PolicyDenied => Party::Policy,
            Self::LimitExceeded | Self::Internal => Party::Connector,
        }
    }

    /// Whether the same call may well succeed a little later.
    #[must_use]
    pub fn is_transient(self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::Unavailable | Self::Unreachable | Self::Timeout
        )
    }
}

/// What is known about the requests of a call that ended in a fault. The order is that of
/// knowing less: of two accounts the greater one holds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// Nothing left the host that could have had an effect, or all of it was turned away.
    #[default]
    NotSent,
    /// Whatever was sent was answered.
    Answered,
    /// Something was sent whose effect nobody knows.
    OutcomeUnknown,
}

/// One fault, as `wit/faults.wit` describes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// What kind of thing went wrong.
    pub kind: FaultKind,
    /// What went wrong, in a sentence, with the platform's own words where there are any.
    pub message: String,
    /// The platform's own code for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The HTTP status of the answer that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// After how many milliseconds a repeat is welcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// What a person can do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What is known about the effect.
    pub delivery: Delivery,
}

impl Fault {
    /// A fault of this kind, about which nothing was sent.
    #[must_use]
    pub fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
            status: None,
            retry_after_ms: None,
            hint: None,
            delivery: Delivery::NotSent,
        }
    }

    /// Adds what a person can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_spelled_as_its_json_and_read_back() {
        for kind in FaultKind::ALL {
            let json = serde_json::to_value(kind).unwrap();
            assert_eq!(json, kind.as_str());
            assert_eq!(FaultKind::from_contract(kind.as_str()), kind);
        }
    }

    #[test]
    fn every_kind_is_in_the_table_of_the_contract() {
        let contract = include_str!("../../../wit/faults.wit");
        for kind in FaultKind::ALL {
            let row = format!("| `{}` |", kind.as_str());
            assert!(
                contract.contains(&row),
                "{row} is missing in wit/faults.wit"
            );
        }
    }

    #[test]
    fn a_kind_from_a_later_contract_counts_as_internal() {
        assert_eq!(FaultKind::from_contract("quota-spent"), FaultKind::Internal);
    }
}
