//! `api.call`: any endpoint of API v4, under the same gate as every other operation.

use jackfield_sdk::Effect::Unsafe;
use jackfield_sdk::{Call, Fault, Outcome, Request, Response};
use serde_json::{Value, json};

use crate::api;
use crate::field::{Field, any, choice, members, text};
use crate::operation::Operation;
use crate::parameters::{Parameters, wrong};

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];

const CALL: &[Field] = &[
    choice("method", METHODS, "The method."),
    text(
        "path",
        "The endpoint below `/api/v4`, such as `users/me/preferences`, without a query.",
    )
    .required(),
    members(
        "query",
        "Query parameters by name; a list is written with commas.",
    ),
    any("body", "The body, sent as JSON: an object or a list."),
];

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new("api.call", Unsafe, call, &[CALL])
        .summary("Calls any endpoint of API v4. A list becomes as many items; what is no JSON stands in the field `text`. Access tokens and sessions are not made by it, for the item would hold them.")
        .permission("what the endpoint needs")
        .example(
            "The accounts that are deactivated",
            r#"{"path": "users", "query": {"inactive": true, "per_page": 200}}"#,
        )
        .more_examples(&[(
            "The account of the step before is away",
            r#"{"method": "PUT", "path": "users/{{ $json.id }}/status", "body": {"user_id": "{{ $json.id }}", "status": "away"}}"#,
        )]),
];

fn call(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let method = method(&parameters.text("method"));
    let path = segments(&parameters.needed("path")?)?;
    refuse_secrets(method, &path)?;
    let mut request = Request::new(method, api::path(path.iter().map(String::as_str)));
    for (name, value) in parameters.object("query").into_members() {
        let text = match value {
            Value::Null => continue,
            // The API writes lists with commas.
            Value::Array(list) => list.iter().map(written).collect::<Vec<_>>().join(","),
            other => written(&other),
        };
        request = request.query(&name, text);
    }
    if let Some(body) = parameters.value("body") {
        request = request.json(body);
    }
    let answer = api::succeed(call.credential()?, &request, "calling the API")?;
    Outcome::json(&item(&answer))
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn method(wanted: &str) -> &'static str {
    let known = METHODS.iter().find(|method| **method == wanted);
    known.copied().unwrap_or("GET")
}

/// The segments of a path, as people copy them.
fn segments(path: &str) -> Result<Vec<String>, Fault> {
    if path.contains(['?', '#']) {
        return Err(wrong(format!("`{path}` has a query in it"))
            .hint("give the query as `query`, an object"));
    }
    let path = path.trim_start_matches('/');
    let below = path.strip_prefix("api/v4/").unwrap_or(path);
    let segments: Vec<String> = below
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    if segments.is_empty() {
        return Err(wrong("the parameter `path` names no endpoint"));
    }
    Ok(segments)
}

/// Refuses what the server answers with a token: no item holds one.
fn refuse_secrets(method: &str, path: &[String]) -> Result<(), Fault> {
    const CREATE: &str = "`token.create` makes a token and saves it as a credential";
    const ROTATE: &str = "`token.rotate` replaces the token of the step's credential";
    const SIGN_IN: &str =
        "a workflow acts with the token of its credential: `jackfield credential add` keeps one";
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let (what, hint) = match (method, path.as_slice()) {
        ("POST", ["users", "tokens", "rotate"]) => ("a new access token", ROTATE),
        ("POST", ["users", _, "tokens"]) => ("a new access token", CREATE),
        ("POST", ["users", "login", "type"]) => return Ok(()),
        ("POST", ["users", "login", ..]) => ("the token of a session", SIGN_IN),
        _ => return Ok(()),
    };
    let path = path.join("/");
    Err(wrong(format!(
        "`POST {path}` answers {what}, which would stand in the clear in the item"
    ))
    .hint(hint))
}

/// What an answer becomes: objects as they are, and anything else in an object.
fn item(answer: &Response) -> Value {
    match answer.json::<Value>() {
        Ok(Value::Array(list)) => list
            .into_iter()
            .map(|element| match element {
                Value::Object(_) => element,
                other => json!({"value": other}),
            })
            .collect(),
        Ok(value @ (Value::Object(_) | Value::Null)) => value,
        Ok(other) => json!({"value": other}),
        Err(_) => json!({"statusCode": answer.status(), "text": answer.text()}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_a_token_is_refused_and_nothing_else() {
        let is_refused = |method, path| refuse_secrets(method, &segments(path).unwrap()).is_err();
        for path in [
            "users/me/tokens",
            "/api/v4/users//me/tokens/",
            "users/tokens/rotate",
            "users/login",
            "users/login/cws",
        ] {
            assert!(is_refused("POST", path), "{path}");
            assert!(!is_refused("GET", path), "{path}");
        }
        for path in [
            "users/tokens/revoke",
            "users/tokens/search",
            "users/login/type",
            "users",
        ] {
            assert!(!is_refused("POST", path), "{path}");
        }
    }

    #[test]
    fn a_path_is_taken_as_people_copy_it() {
        for path in [
            "users/me",
            "/users/me/",
            "/api/v4/users/me",
            "api/v4//users/me",
        ] {
            assert_eq!(segments(path).unwrap(), ["users", "me"], "{path}");
        }
        for path in ["users?page=1", "a#b", "/", "/api/v4/"] {
            assert!(segments(path).is_err(), "{path}");
        }
    }
}
