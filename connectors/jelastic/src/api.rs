//! Calls of API methods.

use jackfield_sdk::{Credential, Delivery, Fault, FaultKind, Request, Response};
use serde_json::Value;

use crate::fields::Fields;
use crate::method::Method;
use crate::{address, envelope};

/// Calls a method and judges the answer; anything but success at every level is a fault.
pub(crate) fn call(
    credential: Credential<'_>,
    method: Method<'_>,
    request: &Request,
) -> Result<Value, Fault> {
    let base_url = credential.base_url();
    let asked = || {
        let response = credential.send(request)?;
        let answer = read(&response, method, &base_url)?;
        envelope::judge(&answer, method.0)?;
        Ok(answer)
    };
    asked().map_err(|fault| address::advised(fault, &base_url))
}

/// Calls a method that only reads.
pub(crate) fn ask(
    credential: Credential<'_>,
    method: Method<'_>,
    fields: &Fields,
) -> Result<Value, Fault> {
    question(credential, method, method.request(fields))
}

/// Sends a request that only reads. One whose answer is lost has changed nothing, whatever the
/// operation that asks is there for.
pub(crate) fn question(
    credential: Credential<'_>,
    method: Method<'_>,
    request: Request,
) -> Result<Value, Fault> {
    call(credential, method, &request.repeatable()).map_err(|fault| Fault {
        delivery: Delivery::NotSent,
        ..fault
    })
}

fn read(response: &Response, method: Method<'_>, base_url: &str) -> Result<Value, Fault> {
    let status = response.status();
    match status {
        // What is no JSON was not said by the platform, but by something that stands before it.
        200..=299 => response.json().map_err(Fault::outcome_unknown),
        429 => Err(
            Fault::new(FaultKind::RateLimited, "the platform takes no more requests at the moment (429)")
                .status(status)
                .retry_after_ms(response.retry_after_ms()),
        ),
        // What the platform's limit of connections answered before it was 429: nothing was done.
        503 => Err(Fault::new(
            FaultKind::Unavailable,
            format!("the platform answered 503: {}", excerpt(response)),
        )
        .status(status)
        .retry_after_ms(response.retry_after_ms())),
        500..=599 => Err(Fault::new(
            FaultKind::Unavailable,
            format!("the platform's gateway answered {status} in its place"),
        )
        .status(status)
        .hint("long actions go on behind a gateway that gives up waiting: look at the environment before anything is repeated by hand")
        .outcome_unknown()),
        401 | 403 => Err(Fault::new(
            FaultKind::UnexpectedResponse,
            format!("the server answered {status}: {}", excerpt(response)),
        )
        .status(status)
        .hint("the platform itself reports refusals inside its answers: this one comes from something in front of it")),
        404 => Err(Fault::new(
            FaultKind::NotFound,
            format!("the server answered 404: {}", excerpt(response)),
        )
        .status(status)
        .hint(format!(
            "check the credential's base URL: it is the address of the API, such as https://app.PLATFORM-DOMAIN; if it is, the platform is older than the method `{}`",
            method.0
        ))),
        300..=399 => {
            let fault = response.not_the_api("a redirect");
            let location = response.header("location").unwrap_or_default();
            Err(address::redirected(fault, location, base_url))
        }
        _ => Err(response.not_the_api("no answer of the platform's API")),
    }
}

fn excerpt(response: &Response) -> String {
    response.text().trim().chars().take(120).collect()
}
