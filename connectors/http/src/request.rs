//! The operations: one request, or as many as there are pages.

use jackfield_sdk::{Call, Credential, Fault, Outcome};
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::pages::Progress;
use crate::plan::{Authentication, End, Plan};
use crate::values::{object_at, wrong};
use crate::{address, headers, node, send, status, steps, warn};

/// Sends a request, with the method that the operation settles if it does, and gives what is
/// answered.
pub(crate) fn request(
    call: &Call,
    parameters: &Map<String, Value>,
    method: Option<&str>,
) -> Result<Outcome, Fault> {
    let mut plan = read(parameters, call.type_version(), method)?;
    let credential = credential(call, &plan)?;
    if let Some(credential) = credential {
        headers::give_way(&mut plan, credential, object_at(parameters, &["headers"]));
    }
    settle_address(&mut plan, credential)?;
    let progress = Progress::of(call);
    if !progress.turn(&mut plan)? {
        return Ok(Outcome::default());
    }
    let response = send::send(call, &plan, credential)?;
    let ends = plan.pages.as_ref().is_some_and(|pages| {
        matches!(&pages.end, End::Statuses(statuses) if statuses.contains(&response.status()))
    });
    if ends && !response.is_success() {
        return Ok(Outcome::default());
    }
    let response = if plan.reading.any_status {
        response
    } else {
        status::ok(response, plan.redirects.most > 0)?
    };
    let answer = Answer::read(response, &plan.url, &plan.reading)?;
    let Some(pages) = &plan.pages else {
        return answer.items(&plan.reading);
    };
    progress.onwards(pages, &plan, answer)
}

/// The plan that parameters spell.
pub(crate) fn read(
    parameters: &Map<String, Value>,
    version: Option<f64>,
    method: Option<&str>,
) -> Result<Plan, Fault> {
    let mut plan = node::read(parameters, version, method)?;
    if version.is_none() {
        steps::add(parameters, &mut plan)?;
    }
    Ok(plan)
}

/// The credential to act with.
fn credential<'a>(call: &'a Call, plan: &Plan) -> Result<Option<Credential<'a>>, Fault> {
    let given = call.optional_credential();
    let used = match &plan.authentication {
        Authentication::None => None,
        Authentication::AsGiven => given,
        Authentication::Needed(credential_type) => {
            Some(given.ok_or_else(|| missing(credential_type))?)
        }
    };
    if plan.insecure && !used.is_some_and(|credential| credential.ignore_ssl()) {
        // Most servers have a certificate that verifies, and a request is only the safer for it.
        warn::once(
            "`allowUnauthorizedCerts` is passed over, and certificates are verified: only a credential can say otherwise (`--ca-file FILE` names the authority that signed the certificate, `--ignore-ssl` accepts any)",
        );
    }
    Ok(used)
}

/// Why there is no credential of a type, and what to do.
fn missing(credential_type: &str) -> Fault {
    let fault = wrong(format!(
        "the node authenticates with `{credential_type}`, and there is no such credential"
    ));
    match credential_type {
        "oAuth1Api" | "oAuth2Api" => fault.hint("a sign-in with OAuth is not done here: get an access token, make a credential of it (`jackfield credential add NAME --type http-bearer`), and give the node that one"),
        "httpDigestAuth" => fault.hint("Digest authentication is not spoken here: if the server takes Basic or a token as well, give the node a credential of type http-basic or http-bearer"),
        "httpSslAuth" => fault.hint("a client certificate cannot be sent from here: give the node a credential of another type"),
        _ => fault.hint("take it over with `jackfield credential import`, or add one that puts the token where the service wants it: `jackfield credential add NAME --type http-bearer` (or http-header, http-query, http-basic, or the type of a connector)"),
    }
}

/// Makes the address absolute, or says what is wrong with it.
fn settle_address(plan: &mut Plan, credential: Option<Credential<'_>>) -> Result<(), Fault> {
    let url = plan.url.trim();
    if url.is_empty() {
        return Err(wrong("the parameter `url` is empty"));
    }
    if let (Some(credential), true) = (credential, url.starts_with('/')) {
        plan.url = format!("{}{url}", credential.base_url());
        return Ok(());
    }
    if !address::is_absolute(url) {
        return Err(wrong(format!(
            "the parameter `url` is `{url}`, which does not begin with https:// or http://"
        )));
    }
    plan.url = url.to_owned();
    Ok(())
}
