//! Faults as a connector makes them.

use crate::{Delivery, Fault, FaultKind};

impl Fault {
    /// A fault of this kind. The message is a sentence without a full stop, with the platform's
    /// own words where there are any.
    #[must_use]
    pub fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self {
            kind: kind.as_str().to_owned(),
            message: message.into(),
            code: None,
            status: None,
            retry_after_ms: None,
            hint: None,
            // The least that a connector can say: the host adds what it knows.
            delivery: Delivery::NotSent,
        }
    }

    /// The fault of a function that is asked for an operation which replaces a token: the host
    /// carries that out with [`Connector::rotate_with`](crate::Connector::rotate_with).
    #[must_use]
    pub fn left_to_host() -> Self {
        Self::new(
            FaultKind::UnknownOperation,
            "tokens are replaced by the host, which calls `rotate`",
        )
    }

    /// Adds the platform's own code.
    #[must_use]
    pub fn code(mut self, code: impl ToString) -> Self {
        self.code = Some(code.to_string());
        self
    }

    /// Adds the HTTP status of the answer.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds what a person can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds after how many milliseconds a repeat is welcome.
    #[must_use]
    pub fn retry_after_ms(mut self, milliseconds: Option<u64>) -> Self {
        self.retry_after_ms = milliseconds;
        self
    }

    /// Says that nobody knows whether what was sent took effect, though there was an answer: a
    /// gateway's 502 or 504 says nothing about the platform behind it.
    #[must_use]
    pub fn outcome_unknown(mut self) -> Self {
        self.delivery = Delivery::OutcomeUnknown;
        self
    }
}
