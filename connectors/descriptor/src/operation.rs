//! Operations: what they take, what they give back, and what a repeat of them does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing that a connector can do.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// The name behind the slash in `uses`: resource and verb, such as `message.post`.
    pub name: String,
    /// What it does, in a sentence.
    pub summary: String,
    /// What a repeat of it does. What a reader does not know counts as `unsafe`.
    pub effect: Effect,
    /// The JSON Schema (2020-12) of the parameters, an object.
    pub parameters: Value,
    /// The JSON Schema of the items that come out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// The credentials it acts with; none when it needs none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<Slot>,
    /// What the account or the token must be allowed to do, in the platform's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// How long a call may take, in milliseconds, unless the workflow says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// Parameters that can be copied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
}

/// What happens when an operation is carried out a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing: it only reads.
    Read,
    /// Nothing more: it sets a state that is then already set.
    Idempotent,
    /// Nothing more: the connector makes a repeat harmless by the call's idempotency key.
    Deduplicated,
    /// It happens twice. When nobody knows whether the first one arrived, it is not repeated.
    #[serde(other)]
    Unsafe,
}

impl Effect {
    /// Whether a call may be repeated within its run when nobody knows what became of it.
    #[must_use]
    pub fn may_repeat_unknown(self) -> bool {
        self != Self::Unsafe
    }

    /// Whether another run may make the same call when nobody knows what became of it: another
    /// run has other keys, by which nothing is recognised.
    #[must_use]
    pub fn may_begin_anew(self) -> bool {
        matches!(self, Self::Read | Self::Idempotent)
    }
}

/// A place for a credential in an operation.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Slot {
    /// The slot's name; `default` where there is only one.
    pub name: String,
    /// The credential types that fit.
    pub types: Vec<String>,
}

/// Parameters that can be copied.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Example {
    /// What the example does.
    pub summary: String,
    /// The parameters.
    pub parameters: Value,
}
