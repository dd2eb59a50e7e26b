//! Looking at an environment and at what is being done to it.

use jackfield_sdk::{Credential, Fault, FaultKind, context};
use serde_json::Value;

use crate::fields::Fields;
use crate::method::{GET_CURRENT_ACTIONS, GET_ENV_INFO, Method};
use crate::{api, status};

/// How long a question may take.
const LONGEST_MS: u64 = 30 * 1000;

/// What there was to be seen.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The answer to `GetEnvInfo`; none if there is no such environment.
    pub(crate) info: Option<Value>,
    /// Whether an action that concerns the environment is under way.
    pub(crate) is_busy: bool,
}

/// Looks at the environment of this name.
pub(crate) fn at(credential: Credential<'_>, environment: &str) -> Result<Seen, Fault> {
    // The actions first: one that ends between the two questions has left its mark by the second.
    let actions = match ask(credential, GET_CURRENT_ACTIONS, &Fields::default()) {
        Ok(actions) => actions,
        // A token may be allowed one and not the other, and the status tells most of it.
        Err(fault) if fault.code.is_some() && !will_pass(&fault) => Value::Null,
        Err(fault) => return Err(fault),
    };
    let info = info(credential, environment)?;
    let is_passing = info
        .as_ref()
        .and_then(status::of)
        .is_some_and(status::is_passing);
    let is_busy = is_passing || concerns(&actions, environment);
    Ok(Seen { info, is_busy })
}

/// The answer to `GetEnvInfo`; none if there is no such environment.
pub(crate) fn info(credential: Credential<'_>, environment: &str) -> Result<Option<Value>, Fault> {
    match ask(credential, GET_ENV_INFO, &Fields::of(environment)) {
        Ok(info) if status::of(&info) == Some(status::NONE) => Ok(None),
        Ok(info) => Ok(Some(info)),
        Err(fault) if fault.code.as_deref() == Some("11") => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Asks within a part of the call's time, so that a server that does not answer leaves enough of it
/// to say what that means: a call that is cut short knows nothing of the order before it.
fn ask(credential: Credential<'_>, method: Method<'_>, fields: &Fields) -> Result<Value, Fault> {
    let left = context::deadline_ms().saturating_sub(context::now_ms());
    let time = LONGEST_MS.min(left / 3);
    let request = method
        .request(fields)
        .timeout_ms(u32::try_from(time).unwrap_or(u32::MAX));
    api::question(credential, method, request)
}

/// Whether the same question may well be answered a little later.
pub(crate) fn will_pass(fault: &Fault) -> bool {
    FaultKind::from_contract(&fault.kind).is_transient()
}

/// Whether an action names the environment. What an action looks like is not written down
/// anywhere, so any text in it counts that is the name, or begins a domain with it, or holds it in
/// quotes, as JSON inside of text does.
fn concerns(actions: &Value, environment: &str) -> bool {
    match actions {
        Value::String(text) => {
            text == environment
                || text
                    .strip_prefix(environment)
                    .is_some_and(|rest| rest.starts_with('.'))
                || text.contains(&format!("\"{environment}\""))
        }
        Value::Array(list) => list.iter().any(|inner| concerns(inner, environment)),
        Value::Object(object) => object.values().any(|inner| concerns(inner, environment)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::concerns;

    #[test]
    fn an_action_concerns_the_environment_that_it_names() {
        for (action, is_ours) in [
            (json!({"array": [{"envName": "shop"}]}), true),
            (json!({"array": [{"domain": "shop.example.com"}]}), true),
            (json!({"array": [{"parameters": {"env": "shop"}}]}), true),
            (
                json!({"array": [{"parameters": "{\"envName\":\"shop\"}"}]}),
                true,
            ),
            (json!({"array": [{"envName": "shop-two"}]}), false),
            (
                json!({"array": [{"parameters": "{\"envName\":\"my-shop\"}"}]}),
                false,
            ),
            (json!({"array": [{"action": "workshop"}]}), false),
            (json!({"array": []}), false),
            (json!(null), false),
        ] {
            assert_eq!(concerns(&action, "shop"), is_ours, "{action}");
        }
    }
}
