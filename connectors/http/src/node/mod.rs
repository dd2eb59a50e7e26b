//! The parameters of n8n's HTTP Request node, in their two shapes.
//!
//! n8n stores only what differs from a parameter's default, so the defaults are part of what is
//! read here.

mod current;
mod legacy;
mod pages;
#[cfg(test)]
mod tests;

pub(crate) use legacy::AUTHENTICATION;

use jackfield_sdk::Fault;
use serde_json::{Map, Value};

use crate::plan::{Authentication, Content, Format, Part, Plan};
use crate::values::{Listed, flag_at, object_at, text_at, wrong};

/// The parameters that only versions 1 and 2 have.
const LEGACY: [&str; 12] = [
    "requestMethod",
    "allowUnauthorizedCerts",
    "responseFormat",
    "dataPropertyName",
    "jsonParameters",
    "sendBinaryData",
    "bodyParametersJson",
    "bodyParametersUi",
    "headerParametersJson",
    "headerParametersUi",
    "queryParametersJson",
    "queryParametersUi",
];

/// What is meant where nobody says which version the parameters are of.
const CURRENT: f64 = 4.2;
/// The version from which on the parameters have their present shape.
const PRESENT_SHAPE: f64 = 3.0;

/// Reads the parameters of a node of this version, with the method of the operation, if it is
/// settled.
pub(crate) fn read(
    parameters: &Map<String, Value>,
    version: Option<f64>,
    settled: Option<&str>,
) -> Result<Plan, Fault> {
    let is_legacy = match version {
        Some(version) => version < PRESENT_SHAPE,
        None => is_legacy(parameters),
    };
    let name = if is_legacy { "requestMethod" } else { "method" };
    let method = method(parameters, name, settled)?;
    let mut plan = Plan::new(&method, text_at(parameters, "url"));
    refuse(parameters)?;
    if is_legacy {
        legacy::read(parameters, &mut plan)?;
    } else {
        current::read(parameters, version.unwrap_or(CURRENT), &mut plan)?;
    }
    if version.is_none() && !parameters.contains_key("authentication") {
        plan.authentication = Authentication::AsGiven;
    }
    if let Some(timeout) = object_at(parameters, &["options"])
        .and_then(|options| crate::values::number_at(options, "timeout"))
        .filter(|timeout| *timeout > 0)
    {
        plan.timeout_ms = u32::try_from(timeout).unwrap_or(u32::MAX);
    }
    Ok(plan)
}

/// Whether parameters are those of versions 1 and 2, by what only these have.
fn is_legacy(parameters: &Map<String, Value>) -> bool {
    let authentication = text_at(parameters, "authentication");
    let mut names = LEGACY.iter();
    names.any(|name| parameters.contains_key(*name))
        || AUTHENTICATION
            .iter()
            .any(|(name, _)| *name == authentication)
}

/// The method: that of the operation, or of the parameter where the operation leaves it open.
fn method(
    parameters: &Map<String, Value>,
    name: &str,
    settled: Option<&str>,
) -> Result<String, Fault> {
    let given = text_at(parameters, name).trim().to_ascii_uppercase();
    match settled {
        Some(settled) if given.is_empty() || given == settled => Ok(settled.to_owned()),
        Some(settled) => Err(wrong(format!(
            "the operation sends {settled}, and the parameter `{name}` says {given}"
        ))
        .hint(format!(
            "leave `{name}` out, or use `http/request.send`, which takes any method"
        ))),
        None if given.is_empty() => Ok("GET".to_owned()),
        None => Ok(given),
    }
}

/// What cannot be had here is never passed over in silence.
fn refuse(parameters: &Map<String, Value>) -> Result<(), Fault> {
    let options = object_at(parameters, &["options"]);
    let says = |name: &str| options.is_some_and(|options| flag_at(options, name) == Some(true));
    if options.is_some_and(|options| !text_at(options, "proxy").is_empty()) {
        return Err(
            wrong("the option `proxy`: a proxy is not the connector's to choose").hint(
                "run the workflow with `--proxy URL`, or give the credential one (`jackfield credential edit NAME --proxy URL`), and take the option out",
            ),
        );
    }
    if flag_at(parameters, "provideSslCertificates") == Some(true) {
        return Err(
            wrong("`provideSslCertificates`: a client certificate cannot be sent from here").hint(
                "authenticate by a credential, or leave the certificate to a proxy in front of the server; an authority of your own is the field `caFile` of a credential",
            ),
        );
    }
    if says("sendCredentialsOnCrossOriginRedirect") {
        return Err(wrong(
            "the option `sendCredentialsOnCrossOriginRedirect`: a credential goes to its own base URL and nowhere else",
        )
        .hint("give the other place a step with a credential of its own, and take the option out"));
    }
    Ok(())
}

/// Headers of a list, the last one of a name.
fn set_headers(plan: &mut Plan, headers: Vec<Listed>) {
    for Listed { name, value, .. } in headers.into_iter().filter(|header| !header.value.is_null()) {
        plan.set_header(name.trim(), crate::values::text(&value));
    }
}

/// An object of a list, the last one of a name.
fn object_of(listed: Vec<Listed>) -> Value {
    let members = listed.into_iter().map(|entry| (entry.name, entry.value));
    Value::Object(members.collect())
}

/// The fields of a multipart body.
fn parts_of(members: &Map<String, Value>) -> Content {
    let parts = members.iter().map(|(name, value)| {
        let part = Part::Text(crate::values::text(value));
        (name.clone(), part)
    });
    Content::Multipart(parts.collect())
}

fn format_named(name: &str, otherwise: Format) -> Result<Format, Fault> {
    Ok(match name {
        "" => otherwise,
        "autodetect" => Format::Auto,
        "json" => Format::Json,
        "text" | "string" => Format::Text,
        "file" => Format::File,
        other => return Err(wrong(format!("there is no response format `{other}`"))),
    })
}
