//! The parameters of versions 3 and later.

use jackfield_sdk::Fault;
use serde_json::{Map, Value};

use super::{format_named, object_of, pages, parts_of, set_headers};
use crate::plan::{Authentication, Content, Format, Part, Plan, REDIRECTS, Redirects};
use crate::values::{
    Lists, at, flag_at, json_object_at, json_text_at, listed, number_at, object_at, text, text_at,
    wrong,
};

/// The version from which on redirects are followed unless the node says otherwise.
const FOLLOWS: f64 = 4.0;

pub(super) fn read(
    parameters: &Map<String, Value>,
    version: f64,
    plan: &mut Plan,
) -> Result<(), Fault> {
    let none = Map::new();
    let options = object_at(parameters, &["options"]).unwrap_or(&none);
    plan.authentication = authentication(parameters)?;
    plan.insecure = flag_at(options, "allowUnauthorizedCerts") == Some(true);
    let lists = match text_at(options, "queryParameterArrays").as_str() {
        // Where the option is not added at all.
        "" => Lists::Indices,
        named => Lists::named(named)
            .ok_or_else(|| wrong(format!("there is no `queryParameterArrays` `{named}`")))?,
    };
    if flag_at(parameters, "sendQuery") == Some(true) {
        query(parameters, lists, plan)?;
    }
    if flag_at(parameters, "sendHeaders") == Some(true) {
        headers(parameters, plan)?;
    }
    if flag_at(parameters, "sendBody") == Some(true) {
        plan.content = content(parameters)?;
    }
    plan.redirects = redirects(options, version);
    let none = Map::new();
    let response = object_at(options, &["response", "response"]).unwrap_or(&none);
    let reading = &mut plan.reading;
    reading.full = flag_at(response, "fullResponse") == Some(true);
    reading.any_status = flag_at(response, "neverError") == Some(true);
    reading.format = format_named(&text_at(response, "responseFormat"), Format::Auto)?;
    let output = text_at(response, "outputPropertyName");
    if !output.is_empty() {
        reading.output = output;
    }
    plan.pages = pages::read(options)?;
    Ok(())
}

fn authentication(parameters: &Map<String, Value>) -> Result<Authentication, Fault> {
    let named = |name: &str| Ok(Authentication::Needed(text_at(parameters, name)));
    match text_at(parameters, "authentication").as_str() {
        "" | "none" => Ok(Authentication::None),
        "predefinedCredentialType" => named("nodeCredentialType"),
        "genericCredentialType" => named("genericAuthType"),
        other => Err(wrong(format!("there is no `authentication` `{other}`"))),
    }
}

fn query(parameters: &Map<String, Value>, lists: Lists, plan: &mut Plan) -> Result<(), Fault> {
    if text_at(parameters, "specifyQuery") == "json" {
        plan.query = lists.spell_all(&json_object_at(parameters, "jsonQuery")?);
    } else {
        for entry in listed(parameters, &["queryParameters", "parameters"]) {
            lists.spell(&entry.name, &entry.value, &mut plan.query);
        }
    }
    Ok(())
}

fn headers(parameters: &Map<String, Value>, plan: &mut Plan) -> Result<(), Fault> {
    if text_at(parameters, "specifyHeaders") == "json" {
        for (name, value) in json_object_at(parameters, "jsonHeaders")? {
            if value.is_null() {
                continue;
            }
            plan.set_header(name.trim(), text(&value));
        }
    } else {
        set_headers(
            plan,
            listed(parameters, &["headerParameters", "parameters"]),
        );
    }
    Ok(())
}

fn content(parameters: &Map<String, Value>) -> Result<Content, Fault> {
    let fields = || listed(parameters, &["bodyParameters", "parameters"]);
    let specified = text_at(parameters, "specifyBody");
    Ok(match text_at(parameters, "contentType").as_str() {
        "" | "json" if specified == "json" => Content::Json(json_text_at(parameters, "jsonBody")?),
        "" | "json" => Content::Json(object_of(fields()).to_string()),
        "form-urlencoded" if specified == "string" => Content::Text(
            text_at(parameters, "body"),
            "application/x-www-form-urlencoded".to_owned(),
        ),
        "form-urlencoded" => {
            let mut pairs = Vec::new();
            for entry in fields() {
                Lists::Indices.spell(&entry.name, &entry.value, &mut pairs);
            }
            Content::Form(pairs)
        }
        "multipart-form-data" if specified == "json" => {
            parts_of(&json_object_at(parameters, "jsonBody")?)
        }
        "multipart-form-data" => Content::Multipart(
            fields()
                .into_iter()
                .map(|entry| {
                    let part = if text_at(&entry.entry, "parameterType") == "formBinaryData" {
                        Part::Binary(text_at(&entry.entry, "inputDataFieldName"))
                    } else {
                        Part::Text(text(&entry.value))
                    };
                    (entry.name, part)
                })
                .collect(),
        ),
        "binaryData" => Content::Binary(text_at(parameters, "inputDataFieldName")),
        "raw" => {
            let media_type = text_at(parameters, "rawContentType");
            let media_type = if media_type.is_empty() {
                "text/plain".to_owned()
            } else {
                media_type
            };
            Content::Text(text_at(parameters, "body"), media_type)
        }
        other => return Err(wrong(format!("there is no `contentType` `{other}`"))),
    })
}

fn redirects(options: &Map<String, Value>, version: f64) -> Redirects {
    let option = at(options, &["redirect"]).and_then(Value::as_object);
    let inner = option.and_then(|option| object_at(option, &["redirect"]));
    let follows = inner
        .and_then(|inner| flag_at(inner, "followRedirects"))
        .unwrap_or(version >= FOLLOWS);
    let most = inner.and_then(|inner| number_at(inner, "maxRedirects"));
    Redirects {
        most: match (follows, most) {
            (false, _) => 0,
            (true, most) => most.map_or(REDIRECTS, |most| u32::try_from(most).unwrap_or(u32::MAX)),
        },
        changing: true,
    }
}
