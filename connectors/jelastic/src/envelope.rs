//! Success and failure inside an answer.
//!
//! A failure can hide at three levels: the top `result`, `response.result`, and the `result` of
//! any element of `responses`. There is no official list of the codes; those named here were seen.

use jackfield_sdk::{Fault, FaultKind};
use serde_json::Value;

/// Finds the first failure of an answer to a method.
pub(crate) fn judge(answer: &Value, permission: &str) -> Result<(), Fault> {
    if answer.get("result").is_none() {
        return Err(Fault::new(
            FaultKind::UnexpectedResponse,
            "the answer has no `result`, which every answer of the platform has",
        )
        .hint("check the credential's base URL; something other than the platform's API answers there")
        // The platform has not said it, so nobody knows what became of the request behind it.
        .outcome_unknown());
    }
    judge_level(answer, permission)?;
    if let Some(response) = answer.get("response") {
        judge_level(response, permission)?;
        judge_each(response, permission)?;
    }
    judge_each(answer, permission)
}

fn judge_each(answer: &Value, permission: &str) -> Result<(), Fault> {
    let responses = answer.get("responses").and_then(Value::as_array);
    responses
        .into_iter()
        .flatten()
        .try_for_each(|response| judge_level(response, permission))
}

fn judge_level(level: &Value, permission: &str) -> Result<(), Fault> {
    let Some(result) = level.get("result") else {
        return Ok(());
    };
    let code = code(result);
    if code == 0 {
        return Ok(());
    }
    let mut error = text(level, "error");
    if error.is_empty() {
        // Where packages say it.
        error = text(level, "message");
    }
    let mut words = error.clone();
    for (label, key) in [("standard error", "errOut"), ("output", "out")] {
        let output = text(level, key);
        if !output.is_empty() {
            words = format!("{words}; {label}: {output}");
        }
    }
    if words.is_empty() {
        "without a word of explanation".clone_into(&mut words);
    }
    let node = level
        .get("nodeid")
        .map_or_else(String::new, |id| format!(" on node {id}"));
    let (kind, hint) = meaning(code, &error, permission);
    let mut fault =
        Fault::new(kind, format!("the platform answered {code}{node}: {words}")).code(code);
    if let Some(hint) = hint {
        fault = fault.hint(hint);
    }
    // 17 and 4132: the platform stopped waiting for a node that may still be working. 502 and 504
    // are those of a gateway, passed on.
    if matches!(code, 17 | 502 | 504 | 4132) {
        fault = fault.outcome_unknown();
    }
    Err(fault)
}

/// A code is a number; scripts of the platform also give numbers as text, and words. What is none
/// of these is no success: the platform's own code for "unknown" stands for it.
fn code(result: &Value) -> i64 {
    const UNKNOWN: i64 = 99;
    match result {
        Value::Number(number) => number.as_i64().unwrap_or(UNKNOWN),
        Value::String(text) => match text.as_str() {
            "success" | "info" | "warning" => 0,
            other => other.parse().unwrap_or(UNKNOWN),
        },
        _ => UNKNOWN,
    }
}

fn text(level: &Value, key: &str) -> String {
    level
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn meaning(code: i64, error: &str, permission: &str) -> (FaultKind, Option<String>) {
    match code {
        701 | 702 => (FaultKind::CredentialRejected, Some(rejected())),
        _ if error.contains("not authenticated") => {
            (FaultKind::CredentialRejected, Some(rejected()))
        }
        3 if error.contains("[session]") => (
            FaultKind::CredentialRejected,
            Some("the platform found no token in the request: check that the credential's access token is not empty".to_owned()),
        ),
        3 | 2333 => (FaultKind::InvalidParameter, None),
        11022 | 11041 => (
            FaultKind::InvalidParameter,
            Some("the fault is in the package's manifest, or in what it was given: `settings`, `nodeGroup`, `envName`".to_owned()),
        ),
        8202 => (
            FaultKind::PermissionDenied,
            Some(format!(
                "the token is valid and lacks one API method: tick `{permission}` in the dashboard under Settings > Access Tokens > Edit"
            )),
        ),
        8 => (FaultKind::PermissionDenied, Some(denied(permission))),
        5 | 1702 | 2002 | 2322 => (FaultKind::NotFound, None),
        11 => (
            FaultKind::NotFound,
            Some("`envName` is the environment's name, the first part of its domain, not its display name".to_owned()),
        ),
        502 | 504 => (
            FaultKind::Unavailable,
            Some("the code is that of a gateway, behind which a long action goes on".to_owned()),
        ),
        17 | 4132 => (
            FaultKind::Unavailable,
            Some("the node may still be working: look at the environment before anything is repeated by hand".to_owned()),
        ),
        4075 => (
            FaultKind::RefusedByPlatform,
            Some("the node has no room left on its disk".to_owned()),
        ),
        4078 => (
            FaultKind::RefusedByPlatform,
            Some("the node could not load the archive: its address must be one that the platform reaches, and needs no login".to_owned()),
        ),
        4109 => (
            FaultKind::RefusedByPlatform,
            Some("a command on the node ended with an error; what it wrote says more".to_owned()),
        ),
        2207 | 2223 => (
            FaultKind::RefusedByPlatform,
            Some("the refusal comes from the billing of the hosting provider".to_owned()),
        ),
        _ => (FaultKind::RefusedByPlatform, None),
    }
}

/// Why the account or the token may not call a method, and what helps.
fn denied(permission: &str) -> String {
    let service = permission.to_ascii_lowercase();
    let needs = format!("the token needs `{permission}` (Settings > Access Tokens > Edit)");
    if service.starts_with("environment.") {
        format!(
            "the account may not do this with that environment: its owner can share it (Settings > Collaboration), and {needs}"
        )
    } else if service.starts_with("users.authentication.") {
        "the platform lets no access token look after tokens and sessions: do that in the dashboard, Settings > Access Tokens".to_owned()
    } else if service.starts_with("billing.") {
        format!("{needs}; a platform before version 8.3 lets no token ask about money")
    } else if service.starts_with("marketplace.") {
        format!("{needs}; a platform before version 5.4.8 lets no token install packages")
    } else {
        needs
    }
}

fn rejected() -> String {
    "the platform does not accept the token. Most likely first: the token's id, a short number, was pasted instead of the token of 40 characters; the token was deleted or regenerated in Settings > Access Tokens; it has expired; the base URL belongs to another hosting provider".to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn code_of(answer: &Value) -> Option<String> {
        super::judge(answer, "environment.control.StopEnv")
            .err()
            .map(|fault| fault.code.unwrap_or(fault.kind))
    }

    #[test]
    fn a_failure_is_found_at_every_level() {
        let cases = [
            (json!({"result": 0}), None),
            (json!({"result": "0"}), None),
            (json!({"result": "success"}), None),
            (
                json!({"result": 11, "error": "application [x] not exist"}),
                Some("11"),
            ),
            (json!({"result": "8202"}), Some("8202")),
            (json!({"result": "error"}), Some("99")),
            (
                json!({"result": 0, "response": {"result": 4099}}),
                Some("4099"),
            ),
            (
                json!({"result": 0, "responses": [{"result": 0}, {"result": 4109}]}),
                Some("4109"),
            ),
            (
                json!({"result": 0, "response": {"result": 0, "responses": [{"result": 99}]}}),
                Some("99"),
            ),
            (json!({"result": null}), Some("99")),
            (json!({"result": true}), Some("99")),
            (json!({"hello": "world"}), Some("unexpected-response")),
        ];
        for (answer, expected) in cases {
            assert_eq!(code_of(&answer).as_deref(), expected, "{answer}");
        }
    }
}
