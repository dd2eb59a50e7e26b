//! `api.call`: any method of the public API.

use jackfield_sdk::{Call, Effect, Fault, FaultKind, Outcome};
use serde_json::{Map, Value};

use crate::goal::Goal;
use crate::method::Method;
use crate::operation::Operation;
use crate::order::{self, Order};
use crate::parameters::{parameters, read};
use crate::{api, table};

parameters! {
    /// Which method is called, and with what.
    struct AnyMethod {
        /// The method as a token's list of methods has it, such as `environment.control.GetSumStat`.
        method: String,
        /// Its parameters, as the API reference names them. Lists and objects are sent as JSON.
        parameters: Map<String, Value> = "{}",
    }
}

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new::<AnyMethod>("api.call", Effect::Unsafe, |of| call(of, &read(of)?))
        .summary("Calls any method of the public API, but for those that answer with tokens or sessions.")
        .permission("the method that is called")
        .minutes(10)
        .examples(&[
            (
                "How much an environment used in the last hour",
                r#"{"method": "environment.control.GetSumStat", "parameters": {"envName": "shop", "duration": 3600}}"#,
            ),
            (
                "What is being done at the moment",
                r#"{"method": "environment.tracking.GetCurrentActions"}"#,
            ),
        ]),
];

fn call(call: &Call, any: &AnyMethod) -> Result<Outcome, Fault> {
    let fields = table::find(&any.method)?.fields(&any.parameters)?;
    if answers_with_secrets(&any.method) {
        return Err(Fault::new(
            FaultKind::InvalidParameter,
            format!("`{}` answers with tokens or sessions, which no workflow is given", any.method),
        )
        .hint("the platform lets no access token do this: look after tokens in the dashboard, Settings > Access Tokens"));
    }
    let method = Method(&any.method);
    if only_reads(&any.method) {
        return Outcome::json(&api::ask(call.credential()?, method, &fields)?);
    }
    let order = Order {
        method,
        fields,
        environment: any.parameters.get("envName").and_then(Value::as_str),
        goal: Goal::Hidden,
    };
    order::carry_out(call, &order)
}

/// Whether the answer to a method holds what somebody could sign in with.
fn answers_with_secrets(method: &str) -> bool {
    let methods = ["createtoken", "regeneratetoken", "signin", "getsessions"];
    let method = method.to_ascii_lowercase();
    let name = method.strip_prefix("users.authentication.");
    name.is_some_and(|name| methods.contains(&name))
}

/// Whether a method only reads. Those that do are named so, all over the API.
fn only_reads(method: &str) -> bool {
    let name = method
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    ["get", "search", "read", "check"]
        .iter()
        .any(|verb| name.starts_with(verb))
        || name.ends_with("history")
}

#[cfg(test)]
mod tests {
    use super::only_reads;

    #[test]
    fn methods_that_only_read_are_known_by_their_names() {
        for (method, reads) in [
            ("environment.control.GetSumStat", true),
            ("environment.tracking.searchactions", true),
            ("environment.binder.CheckDomain", true),
            ("environment.trigger.autoscalinghistory", true),
            ("environment.file.read", true),
            ("environment.control.StopEnv", false),
            ("environment.file.replaceinbody", false),
        ] {
            assert_eq!(only_reads(method), reads, "{method}");
        }
    }
}
