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
mod pages;
mod plan;
mod request;
mod send;
mod status;
mod steps;
mod values;
mod warn;

use jackfield_sdk::{
    Connector, CredentialSelector, Effect, N8nNode, Operation, Otherwise, Selector,
};
use serde_json::json;

/// The longest that a call takes: each request has a limit of its own, and there may be redirects.
const CALL_MS: u64 = 60 * 60 * 1000;
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
    let connector = credentials::types()
        .into_iter()
        .fold(connector, Connector::credential_type);
    operations()
        .into_iter()
        .fold(connector, Connector::operation)
}

fn operations() -> Vec<Operation> {
    let url = "https://api.example.com/v1/orders";
    let order = format!("{url}/7");
    let operation = |name, summary, effect| {
        Operation::new(name, request::request)
            .summary(summary)
            .effect(effect)
            .timeout_ms(CALL_MS)
            .any_credential()
            .pagewise(&["/options/pagination", "/pages"])
    };
    vec![
        operation("request.get", "Gets what is at an address.", Effect::Read)
            .example(
                "A list, of which each element becomes an item",
                json!({"url": url, "query": {"state": "open"}}),
            )
            .example(
                "All pages of a list, until one is empty",
                json!({"url": url, "pages": {"query": {"page": "{{ $pageCount + 1 }}"}}}),
            )
            .example(
                "A file, which goes to the next step as binary data",
                json!({"url": "https://example.com/report.pdf", "response": "file", "as": "report"}),
            )
            .example(
                "How a service is, whatever it answers",
                json!({"url": "https://api.example.com/health", "fullResponse": true, "neverError": true}),
            ),
        operation(
            "request.head",
            "Gets the headers of what is at an address.",
            Effect::Read,
        )
        .example(
            "The headers of a file",
            json!({"url": "https://example.com/report.pdf", "fullResponse": true}),
        ),
        operation(
            "request.options",
            "Asks what can be done at an address.",
            Effect::Read,
        )
        .example(
            "The methods that are allowed",
            json!({"url": url, "fullResponse": true}),
        ),
        operation(
            "request.put",
            "Puts something at an address, in place of what is there.",
            Effect::Idempotent,
        )
        .example(
            "An order as it is to be",
            json!({"url": order, "json": {"state": "paid"}}),
        ),
        operation(
            "request.delete",
            "Deletes what is at an address.",
            Effect::Idempotent,
        )
        .example("An order", json!({"url": order})),
        operation(
            "request.post",
            "Posts something to an address.",
            Effect::Unsafe,
        )
        .example(
            "A new order",
            json!({"url": url, "json": {"article": "{{ $json.article }}"}}),
        )
        .example(
            "A form, as a web page sends it",
            json!({"url": "https://example.com/contact", "form": {"name": "Alice", "topic": "Orders"}}),
        ),
        operation(
            "request.patch",
            "Changes something at an address in part.",
            Effect::Unsafe,
        )
        .example(
            "The state of an order",
            json!({"url": order, "json": {"state": "paid"}}),
        ),
        operation(
            "request.send",
            "Sends a request with any method.",
            Effect::Unsafe,
        )
        .example(
            "A method that the item names",
            json!({"url": url, "method": "{{ $json.method }}"}),
        ),
    ]
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
