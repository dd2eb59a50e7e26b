//! The operations as data. An instance lives for a call or a few, in which nobody asks for
//! descriptions.

use jackfield_sdk::{Call, Effect, Example, Fault, OperationDescription, Outcome, Slot};

use crate::request;

/// The longest that a call takes: each request has a limit of its own, and there may be redirects.
const CALL_MS: u64 = 60 * 60 * 1000;
/// What can be given to every operation: our own parameters, and n8n's in their two shapes.
const PARAMETERS: &str = include_str!("parameters.json");

struct Operation {
    name: &'static str,
    /// The method that it settles; none if the parameters name it.
    method: Option<&'static str>,
    summary: &'static str,
    effect: Effect,
    /// What each shows, and its parameters as JSON.
    examples: &'static [(&'static str, &'static str)],
}

static OPERATIONS: [Operation; 8] = [
    Operation {
        name: "request.get",
        method: Some("GET"),
        summary: "Gets what is at an address.",
        effect: Effect::Read,
        examples: &[
            (
                "A list, of which each element becomes an item",
                r#"{"url": "https://api.example.com/v1/orders", "query": {"state": "open"}}"#,
            ),
            (
                "All pages of a list, until one is empty",
                r#"{
                    "url": "https://api.example.com/v1/orders",
                    "pages": {"query": {"page": "{{ $pageCount + 1 }}"}}
                }"#,
            ),
            (
                "A file, which goes to the next step as binary data",
                r#"{"url": "https://example.com/report.pdf", "response": "file", "as": "report"}"#,
            ),
            (
                "How a service is, whatever it answers",
                r#"{"url": "https://api.example.com/health", "fullResponse": true, "neverError": true}"#,
            ),
        ],
    },
    Operation {
        name: "request.head",
        method: Some("HEAD"),
        summary: "Gets the headers of what is at an address.",
        effect: Effect::Read,
        examples: &[(
            "The headers of a file",
            r#"{"url": "https://example.com/report.pdf", "fullResponse": true}"#,
        )],
    },
    Operation {
        name: "request.options",
        method: Some("OPTIONS"),
        summary: "Asks what can be done at an address.",
        effect: Effect::Read,
        examples: &[(
            "The methods that are allowed",
            r#"{"url": "https://api.example.com/v1/orders", "fullResponse": true}"#,
        )],
    },
    Operation {
        name: "request.put",
        method: Some("PUT"),
        summary: "Puts something at an address, in place of what is there.",
        effect: Effect::Idempotent,
        examples: &[(
            "An order as it is to be",
            r#"{"url": "https://api.example.com/v1/orders/7", "json": {"state": "paid"}}"#,
        )],
    },
    Operation {
        name: "request.delete",
        method: Some("DELETE"),
        summary: "Deletes what is at an address.",
        effect: Effect::Idempotent,
        examples: &[(
            "An order",
            r#"{"url": "https://api.example.com/v1/orders/7"}"#,
        )],
    },
    Operation {
        name: "request.post",
        method: Some("POST"),
        summary: "Posts something to an address.",
        effect: Effect::Unsafe,
        examples: &[
            (
                "A new order",
                r#"{"url": "https://api.example.com/v1/orders", "json": {"article": "{{ $json.article }}"}}"#,
            ),
            (
                "A form, as a web page sends it",
                r#"{"url": "https://example.com/contact", "form": {"name": "Alice", "topic": "Orders"}}"#,
            ),
        ],
    },
    Operation {
        name: "request.patch",
        method: Some("PATCH"),
        summary: "Changes something at an address in part.",
        effect: Effect::Unsafe,
        examples: &[(
            "The state of an order",
            r#"{"url": "https://api.example.com/v1/orders/7", "json": {"state": "paid"}}"#,
        )],
    },
    Operation {
        name: "request.send",
        method: None,
        summary: "Sends a request with any method.",
        effect: Effect::Unsafe,
        examples: &[(
            "A method that the item names",
            r#"{"url": "https://api.example.com/v1/orders", "method": "{{ $json.method }}"}"#,
        )],
    },
];

pub(crate) fn describe() -> Vec<OperationDescription> {
    OPERATIONS.iter().map(Operation::describe).collect()
}

pub(crate) fn execute(call: &Call) -> Option<Result<Outcome, Fault>> {
    let mut operations = OPERATIONS.iter();
    let operation = operations.find(|operation| operation.name == call.operation())?;
    let parameters = call.parameters();
    Some(parameters.and_then(|parameters| request::request(call, &parameters, operation.method)))
}

impl Operation {
    fn describe(&self) -> OperationDescription {
        let parameters = serde_json::from_str(PARAMETERS).unwrap_or_default();
        OperationDescription {
            credentials: vec![Slot {
                optional: true,
                ..Slot::only(Slot::ANY)
            }],
            timeout_ms: Some(CALL_MS),
            examples: self.examples.iter().map(Example::written).collect(),
            pagewise: ["/options/pagination", "/pages"]
                .map(ToOwned::to_owned)
                .to_vec(),
            ..OperationDescription::new(self.name, self.summary, self.effect, parameters)
        }
    }
}
