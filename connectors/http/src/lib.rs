//! HTTP: a request to any server.
//!
//! Parameters are our own, or those of n8n's HTTP Request node in all its versions; both become
//! one plan, which is carried out the same way. With a credential a request goes to its
//! base URL and what lies below, without one to the hosts that are allowed.

mod address;
mod answer;
mod credentials;
mod headers;
mod json;
mod media;
mod node;
mod operations;
mod pages;
mod plan;
mod request;
mod send;
mod status;
mod steps;
mod values;
mod warn;

use jackfield_sdk::{Connector, CredentialSelector, N8nNode, Otherwise, Selector};

/// On how many items n8n would be told to work at the same time: it starts all of them.
const CONCURRENCY: u32 = 16;
/// The operations that are methods.
const METHODS: [&str; 7] = ["get", "head", "options", "put", "delete", "post", "patch"];

fn connector() -> Connector {
    let connector = Connector::new("http", env!("CARGO_PKG_VERSION"))
        .title("HTTP")
        .summary("Sends HTTP requests to any server, with a credential of any type or without one.")
        .link(
            "Statuses and methods",
            "https://www.rfc-editor.org/rfc/rfc9110",
        )
        .n8n_node(node(&[1.0, 2.0], "requestMethod"))
        .n8n_node(N8nNode {
            concurrency: Some(CONCURRENCY),
            batching: Some("/options/batching/batch".to_owned()),
            ..node(&[3.0, 4.0, 4.1, 4.2, 4.3, 4.4, 4.5], "method")
        });
    credentials::types()
        .into_iter()
        .fold(connector, Connector::credential_type)
        .table(operations::describe, operations::execute)
}

/// The node in versions whose method is this parameter.
fn node(versions: &[f64], method: &str) -> N8nNode {
    let texts = |pairs: &[(&str, &str)]| {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    };
    N8nNode {
        error_object: true,
        name: "n8n-nodes-base.httpRequest".to_owned(),
        versions: versions.to_vec(),
        resource: Some(Selector {
            default: Some("request".to_owned()),
            ..Selector::default()
        }),
        operation: Some(Selector {
            parameter: Some(method.to_owned()),
            default: Some("get".to_owned()),
            lower_case: true,
            expression: Some("send".to_owned()),
            otherwise: Some(Otherwise {
                known: METHODS.map(ToOwned::to_owned).to_vec(),
                value: "send".to_owned(),
            }),
            ..Selector::default()
        }),
        credential: Some(CredentialSelector {
            parameter: "authentication".to_owned(),
            types: texts(&node::AUTHENTICATION),
            named_by: texts(&[
                ("predefinedCredentialType", "nodeCredentialType"),
                ("genericCredentialType", "genericAuthType"),
            ]),
        }),
        ..N8nNode::default()
    }
}

jackfield_sdk::export!(connector);
