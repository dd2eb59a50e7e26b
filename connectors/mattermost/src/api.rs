//! Requests to API v4.

use jackfield_sdk::{
    Credential, Delivery, Fault, FaultKind, Outcome, RawRequest, Request, Response, context,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::errors;
use crate::subject::Subject;

/// How far the server's clock may be behind ours.
pub(crate) const CLOCK_SKEW_MS: u64 = 5 * 60 * 1000;

/// The path of an endpoint below `/api/v4`.
pub(crate) fn path<'a>(segments: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    ["api", "v4"]
        .into_iter()
        .chain(segments)
        .map(ToOwned::to_owned)
        .collect()
}

/// Sends a request and reads the answer; every status but 2xx is a fault.
pub(crate) fn call<T: DeserializeOwned>(
    credential: Credential<'_>,
    request: &Request,
    doing: &str,
) -> Result<T, Fault> {
    read(request, &succeed(credential, request, doing)?)
}

/// What a success says. An empty list is `null` at times, as Go writes one that was never filled.
fn read<T: DeserializeOwned>(request: &Request, response: &Response) -> Result<T, Fault> {
    response.json().or_else(|fault| {
        let is_null = response.bytes().trim_ascii() == b"null";
        let empty = is_null.then(|| serde_json::from_str("[]").ok()).flatten();
        empty.ok_or_else(|| unread(request, fault))
    })
}

/// The fault for a success that says nothing the API would say: it may come from a gateway, which
/// says nothing about what the platform behind it has done.
fn unread(request: &Request, fault: Fault) -> Fault {
    if request.has_effect() {
        fault.outcome_unknown()
    } else {
        fault
    }
}

/// Sends a request that makes something, and gives what was made; where a success does not say
/// it, what `look_up` finds of it.
pub(crate) fn made(
    credential: Credential<'_>,
    request: &Request,
    doing: &str,
    look_up: impl FnOnce() -> Result<Option<Value>, Fault>,
) -> Result<Value, Fault> {
    let response = succeed(credential, request, doing)?;
    // The id of a bot is that of its account.
    let has_id = |made: &Value| ["id", "user_id"].iter().any(|id| made.get(id).is_some());
    let fault = match response.json::<Value>() {
        Ok(made) if has_id(&made) => return Ok(made),
        Ok(_) => response.not_the_api("without an id"),
        Err(fault) => fault,
    };
    let (why, kind) = match look_up() {
        Ok(Some(found)) => return Ok(found),
        Ok(None) => ("nothing of the kind is found there".to_owned(), fault.kind),
        // A repeat of the call looks for it again.
        Err(why) if FaultKind::from_contract(&why.kind).is_transient() => (why.message, why.kind),
        Err(why) if why.message == fault.message => {
            ("the same when it was looked for".to_owned(), fault.kind)
        }
        Err(why) => (why.message, fault.kind),
    };
    let message = format!("{doing}: {}; {why}", fault.message);
    Err(Fault {
        kind,
        message,
        ..fault
    }
    .outcome_unknown())
}

/// Sends a request; every status but 2xx is a fault that says what was being done.
pub(crate) fn succeed(
    credential: Credential<'_>,
    request: &Request,
    doing: &str,
) -> Result<Response, Fault> {
    let answer = credential.send(request)?;
    judged(credential, answer, doing, request.has_effect(), || {
        Subject::of(&request.to_raw().target)
    })
}

/// Sends a request whose body refers to blobs; see [`succeed`].
pub(crate) fn succeed_raw(
    credential: Credential<'_>,
    request: &RawRequest<'_>,
    doing: &str,
) -> Result<Response, Fault> {
    let answer = credential.send_raw(request)?;
    judged(credential, answer, doing, !request.repeatable, || {
        Subject::of(&request.target)
    })
}

/// Sends a request and gives the items that the answer stands for.
pub(crate) fn items(
    credential: Credential<'_>,
    request: &Request,
    doing: &str,
) -> Result<Outcome, Fault> {
    Outcome::json(&value(credential, request, doing)?)
}

/// Sends a request and gives the answer. A success without content, such as 204, is what the
/// server says elsewhere when something is done.
pub(crate) fn value(
    credential: Credential<'_>,
    request: &Request,
    doing: &str,
) -> Result<Value, Fault> {
    let response = succeed(credential, request, doing)?;
    if response.bytes().trim_ascii().is_empty() && !request.only_reads() {
        return Ok(done());
    }
    read(request, &response)
}

/// Sends a request that changes something, and gives it as it is then. What a success does not say
/// is asked for, at this path.
pub(crate) fn changed(
    credential: Credential<'_>,
    request: &Request,
    doing: &str,
    path: Vec<String>,
) -> Result<Value, Fault> {
    let response = succeed(credential, request, doing)?;
    if response.bytes().trim_ascii().is_empty() {
        return call(credential, &Request::get(path), doing);
    }
    read(request, &response)
}

/// What the server answers when there is nothing to be said but that it is done.
pub(crate) fn done() -> Value {
    json!({"status": "OK"})
}

/// Whether what the server knows of something fits its having been made by this call: not before
/// the first attempt, as far as two clocks agree.
pub(crate) fn is_of_this_call(made: &Value) -> bool {
    let made_at = made.get("create_at").and_then(Value::as_u64);
    let earliest = context::first_attempt_at_ms().saturating_sub(CLOCK_SKEW_MS);
    made_at.is_some_and(|made_at| made_at >= earliest)
}

/// The answer to a request, or `instead` where it was refused with this code and an earlier
/// attempt of the same call may be the reason: one of which nobody knows what came.
pub(crate) fn or_done_before(
    answer: Result<Value, Fault>,
    code: &str,
    instead: impl FnOnce() -> Result<Value, Fault>,
) -> Result<Value, Fault> {
    match answer {
        Err(fault) if context::in_doubt() && fault.code.as_deref() == Some(code) => instead(),
        answer => answer,
    }
}

/// Sends a request whose answer holds new secrets, at these places; see [`succeed`].
pub(crate) fn succeed_sealing(
    credential: Credential<'_>,
    request: &Request,
    pointers: &[&str],
    doing: &str,
) -> Result<Response, Fault> {
    let response = credential.send_sealing(request, pointers)?;
    judged(credential, response, doing, request.has_effect(), || {
        Subject::of(&request.to_raw().target)
    })
}

/// The answer, if it is a success. Whether a gateway has let a look-up through is of no effect.
fn judged(
    credential: Credential<'_>,
    response: Response,
    doing: &str,
    has_effect: bool,
    subject: impl FnOnce() -> Subject,
) -> Result<Response, Fault> {
    if response.is_success() {
        Ok(response)
    } else {
        let mut fault = errors::fault(credential, &response, doing, subject());
        if !has_effect {
            fault.delivery = Delivery::NotSent;
        }
        Err(fault)
    }
}
