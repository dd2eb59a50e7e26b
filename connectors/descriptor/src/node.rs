//! Node types of n8n: which operation a node stands for, said as data.
//!
//! A node names no operation as we know it; it has parameters from which one follows. Here is how,
//! so that the engine asks [`N8nNode::operation`] and knows no node by name.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A node type of n8n that a connector serves. A type can stand there more than once, with other
/// versions each time.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct N8nNode {
    /// The type as exports name it, such as `n8n-nodes-base.mattermost`.
    pub name: String,
    /// The type versions whose parameters are understood.
    pub versions: Vec<f64>,
    /// The resource of a node that names none, where `resource` does not say more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_resource: Option<String>,
    /// The operation of a node that names none, where `operation` does not say more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_operation: Option<String>,
    /// What says the resource, the part before the point of an operation's name. Without it that is
    /// the parameter `resource`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Selector>,
    /// What says the operation, the part behind the point. Without it that is the parameter
    /// `operation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Selector>,
    /// What says which of a node's credentials is used. Without it a node uses what it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<CredentialSelector>,
    /// On how many items n8n works at the same time; 1 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<u32>,
    /// Where in the parameters stands how the items are batched, as a JSON Pointer: an object with
    /// `batchSize`, how many items are worked on together, -1 or 0 for all (50), and
    /// `batchInterval`, how many milliseconds lie between two batches (1000). Without such an
    /// object in the parameters there are no batches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batching: Option<String>,
    /// Whether the field `error` of an item that n8n's node has failed with is an object, with the
    /// `message`, the `name` and the `httpCode` of what failed. Otherwise it is the message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub error_object: bool,
}

/// How one value follows from a node's parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Selector {
    /// The parameter that says it. Without one it is always the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The value where the parameter is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The same by resource, where resources differ; for operations.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub defaults: BTreeMap<String, String>,
    /// What stands in the parameter, by what it means here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub aliases: BTreeMap<String, String>,
    /// Whether the value is in lower case whatever the parameter is in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lower_case: bool,
    /// The value where the parameter is an expression, which is not known before the run. Without
    /// it an expression is a mistake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// The value where the parameter has one that no operation is called by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Otherwise>,
}

/// What stands for values that are not known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Otherwise {
    /// The values that are known.
    pub known: Vec<String>,
    /// What stands for all others.
    pub value: String,
}

/// How the type of the credential that a node uses follows from its parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CredentialSelector {
    /// The parameter that says it. A node in which it is missing uses none.
    pub parameter: String,
    /// n8n's credential types by the values of the parameter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub types: BTreeMap<String, String>,
    /// The parameters that hold n8n's credential type, by the values of the first one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub named_by: BTreeMap<String, String>,
}

/// Why a node stands for no operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unchosen {
    /// The parameter is missing and there is no default.
    Missing(String),
    /// The parameter is an expression, by which nothing can be known before the run.
    Expression(String),
    /// The parameter is no text.
    NoText(String),
}

impl N8nNode {
    /// The name of the operation that a node of this type with these parameters stands for, such
    /// as `message.post`. Whether there is one of that name is another question.
    ///
    /// # Errors
    /// What is wrong with the parameter that should say it.
    pub fn operation(&self, parameters: &Map<String, Value>) -> Result<String, Unchosen> {
        let said = |selector: &Option<Selector>, parameter: &str, default: &Option<String>| {
            selector.clone().unwrap_or_else(|| Selector {
                parameter: Some(parameter.to_owned()),
                default: default.clone(),
                ..Selector::default()
            })
        };
        let resource =
            said(&self.resource, "resource", &self.default_resource).choose(parameters, "")?;
        let operation = said(&self.operation, "operation", &self.default_operation)
            .choose(parameters, &resource)?;
        Ok(format!("{resource}.{operation}"))
    }
}

impl Selector {
    fn choose(&self, parameters: &Map<String, Value>, resource: &str) -> Result<String, Unchosen> {
        let default = || {
            self.defaults
                .get(resource)
                .or(self.default.as_ref())
                .cloned()
        };
        let Some(parameter) = &self.parameter else {
            return default().ok_or_else(|| Unchosen::Missing(String::new()));
        };
        let missing = || default().ok_or_else(|| Unchosen::Missing(parameter.clone()));
        let text = match parameters.get(parameter) {
            None | Some(Value::Null) => return missing(),
            Some(Value::String(text)) if text.is_empty() => return missing(),
            Some(Value::String(text)) => text,
            Some(_) => return Err(Unchosen::NoText(parameter.clone())),
        };
        if text.starts_with('=') {
            let expression = self.expression.clone();
            return expression.ok_or_else(|| Unchosen::Expression(parameter.clone()));
        }
        let text = if self.lower_case {
            text.to_lowercase()
        } else {
            text.clone()
        };
        let meant = self.aliases.get(&text).cloned().unwrap_or(text);
        Ok(match &self.otherwise {
            Some(otherwise) if !otherwise.known.contains(&meant) => otherwise.value.clone(),
            _ => meant,
        })
    }
}

impl CredentialSelector {
    /// n8n's type of the credential that a node with these parameters uses; none if it uses none.
    #[must_use]
    pub fn credential_type(&self, parameters: &Map<String, Value>) -> Option<String> {
        let text = |name: &str| parameters.get(name)?.as_str();
        let said = text(&self.parameter)?;
        match self.named_by.get(said) {
            Some(parameter) => text(parameter).map(ToOwned::to_owned),
            None => self.types.get(said).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chosen(node: &Value, parameters: &Value) -> Result<String, Unchosen> {
        let node: N8nNode = serde_json::from_value(node.clone()).unwrap();
        node.operation(parameters.as_object().unwrap())
    }

    #[test]
    fn an_older_descriptor_says_only_the_defaults() {
        let node = json!({
            "name": "a.chat", "versions": [1],
            "defaultResource": "message", "defaultOperation": "post",
        });
        for (parameters, operation) in [
            (json!({}), "message.post"),
            (json!({"resource": "channel"}), "channel.post"),
            (json!({"operation": "delete"}), "message.delete"),
        ] {
            assert_eq!(chosen(&node, &parameters).unwrap(), operation);
        }
    }

    #[test]
    fn defaults_can_differ_by_resource_and_values_have_aliases() {
        let node = json!({
            "name": "a.chat", "versions": [1],
            "resource": {"parameter": "resource", "default": "message"},
            "operation": {
                "parameter": "operation",
                "defaults": {"message": "post", "channel": "create"},
                "aliases": {"del": "delete"},
            },
        });
        for (parameters, operation) in [
            (json!({}), Ok("message.post")),
            (json!({"resource": "channel"}), Ok("channel.create")),
            (
                json!({"resource": "channel", "operation": "del"}),
                Ok("channel.delete"),
            ),
            (
                json!({"resource": "user"}),
                Err(Unchosen::Missing("operation".to_owned())),
            ),
            (
                json!({"resource": "={{ 1 }}"}),
                Err(Unchosen::Expression("resource".to_owned())),
            ),
            (
                json!({"resource": 1}),
                Err(Unchosen::NoText("resource".to_owned())),
            ),
        ] {
            let operation = operation.map(ToOwned::to_owned);
            assert_eq!(chosen(&node, &parameters), operation, "{parameters}");
        }
    }

    #[test]
    fn a_method_is_an_operation() {
        let node = json!({
            "name": "a.request", "versions": [3],
            "resource": {"default": "request"},
            "operation": {
                "parameter": "method", "default": "get", "lowerCase": true, "expression": "send",
                "otherwise": {"known": ["get", "post"], "value": "send"},
            },
        });
        for (parameters, operation) in [
            (json!({}), "request.get"),
            (json!({"method": "POST"}), "request.post"),
            (json!({"method": "={{ $json.method }}"}), "request.send"),
            (json!({"method": "PROPFIND"}), "request.send"),
        ] {
            assert_eq!(chosen(&node, &parameters).unwrap(), operation);
        }
    }

    #[test]
    fn the_credential_in_use_is_named_by_the_parameters() {
        let selector: CredentialSelector = serde_json::from_value(json!({
            "parameter": "authentication",
            "types": {"basicAuth": "httpBasicAuth"},
            "namedBy": {"predefined": "nodeCredentialType"},
        }))
        .unwrap();
        for (parameters, credential_type) in [
            (json!({}), None),
            (json!({"authentication": "none"}), None),
            (
                json!({"authentication": "basicAuth"}),
                Some("httpBasicAuth"),
            ),
            (json!({"authentication": "predefined"}), None),
            (
                json!({"authentication": "predefined", "nodeCredentialType": "chatApi"}),
                Some("chatApi"),
            ),
        ] {
            let found = selector.credential_type(parameters.as_object().unwrap());
            assert_eq!(found.as_deref(), credential_type, "{parameters}");
        }
    }
}
