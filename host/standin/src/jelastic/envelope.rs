//! The platform's envelope: errors are answers.
//!
//! Contract: an [`ApiError`] is an object of `result`, `source` and `error`, sent with HTTP 200
//! like everything else.

use serde_json::{Value, json};

#[derive(Debug, PartialEq, Eq)]
pub(super) struct ApiError {
    result: i64,
    error: String,
}

/// What a call comes to.
pub(super) type Outcome = Result<Value, ApiError>;

impl ApiError {
    fn new(result: i64, error: impl Into<String>) -> Self {
        Self {
            result,
            error: error.into(),
        }
    }

    pub(super) fn invalid_parameter(name: &str) -> Self {
        Self::new(3, format!("invalid parameter [{name}]"))
    }

    pub(super) fn access_denied(user: i64, environment: &str, right: &str) -> Self {
        Self::new(
            8,
            format!(
                "permission denied (subject = uid/{user} accessObject = [{environment}] \
                 rights = [{right}])"
            ),
        )
    }

    pub(super) fn no_environment(name: &str) -> Self {
        Self::new(11, format!("application [{name}] not exist"))
    }

    pub(super) fn no_node(environment: &str) -> Self {
        Self::new(5, format!("node of [{environment}] not found"))
    }

    pub(super) fn not_authenticated() -> Self {
        Self::new(702, "not authenticated (session [xxx...] not exist)")
    }

    pub(super) fn method_not_granted(method: &str) -> Self {
        Self::new(
            8202,
            format!("access denied: the token does not grant the method [{method}]"),
        )
    }

    pub(super) fn into_json(self) -> Value {
        json!({
            "result": self.result,
            "source": "hx-core",
            "error": self.error,
        })
    }
}
