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
    /// Parameters whose expressions are evaluated anew for every page, as JSON Pointers (RFC 6901)
    /// into the parameters, such as `/options/pagination`. All others are evaluated once for an
    /// item.
    ///
    /// An operation that pages asks to be called again (`next` in `operations.wit`) with a state
    /// that is a JSON object and has the member `variables`: an object whose members are roots of
    /// expressions. Before the next call the engine evaluates these parameters with those roots
    /// beside its own, and gives them in their places; what else is in the state is the
    /// connector's. At the first call, when there is no state yet, the roots are `$pageCount`, 0;
    /// `$request`, an empty object; and `$response`, `{"body": {}, "headers": {}, "statusCode": 0}`,
    /// or an empty object for a node of n8n, whose expressions give null where they find nothing.
    ///
    /// The connector looks at the values that it is given then, and either gets the next page and
    /// gives its items or ends with none. The items of all calls together are those of the item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pagewise: Vec<String>,
    /// The parameter in which a step gives the name of a credential that the operation makes, such
    /// as `saveAs`. The connector asks the host to save it (`credential.save` in
    /// `credentials.wit`) and never sees its token. An operation without this saves none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saves: Option<String>,
    /// Whether the operation replaces the token of the credential that it acts with. The host
    /// carries it out with the interface `rotation` (`operations.wit`), and `execute` is never
    /// asked for it. It takes no parameters and gives one item with the members `credential`, its
    /// name; `tokenId` and `expires`, of the new token, where they are known; and `warning`, which
    /// says what is left of the old one if it could not be revoked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rotates: bool,
}

impl Operation {
    /// An operation of which nothing more is to be said yet.
    #[must_use]
    pub fn new(name: &str, summary: &str, effect: Effect, parameters: Value) -> Self {
        Self {
            name: name.to_owned(),
            summary: summary.to_owned(),
            effect,
            parameters,
            result: None,
            credentials: Vec::new(),
            permission: None,
            timeout_ms: None,
            examples: Vec::new(),
            pagewise: Vec::new(),
            saves: None,
            rotates: false,
        }
    }
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
    /// The credential types that fit; `*` is every type.
    pub types: Vec<String>,
    /// Whether the operation can do without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

impl Slot {
    /// The type that stands for every other.
    pub const ANY: &str = "*";

    /// The only slot of an operation that cannot do without a credential of this type.
    #[must_use]
    pub fn only(credential_type: &str) -> Self {
        Self {
            name: "default".to_owned(),
            types: vec![credential_type.to_owned()],
            optional: false,
        }
    }

    /// Whether a credential of this type fits.
    #[must_use]
    pub fn takes(&self, credential_type: &str) -> bool {
        self.types
            .iter()
            .any(|fitting| fitting == Self::ANY || fitting == credential_type)
    }

    /// The types that fit, for messages, such as `mattermost or jelastic`.
    #[must_use]
    pub fn types_in_words(&self) -> String {
        if self.types.iter().any(|fitting| fitting == Self::ANY) {
            return "any".to_owned();
        }
        self.types.join(" or ")
    }
}

/// Parameters that can be copied.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Example {
    /// What the example does.
    pub summary: String,
    /// The parameters.
    pub parameters: Value,
}

impl Example {
    /// An example of which the parameters are written as JSON.
    #[must_use]
    pub fn written((summary, parameters): &(&str, &str)) -> Self {
        Self {
            summary: (*summary).to_owned(),
            parameters: serde_json::from_str(parameters).unwrap_or_default(),
        }
    }
}
