//! The parameters of versions 1 and 2.

use jackfield_sdk::Fault;
use serde_json::{Map, Value};

use super::{format_named, object_of, parts_of, set_headers};
use crate::plan::{Authentication, Content, Format, Part, Plan, REDIRECTS, Redirects};
use crate::values::{
    Lists, flag_at, json_object_at, json_text_at, listed, object_at, text, text_at, wrong,
};

/// n8n's credential types behind what version 1 says. Version 2 says the type itself.
pub(crate) const AUTHENTICATION: [(&str, &str); 6] = [
    ("basicAuth", "httpBasicAuth"),
    ("digestAuth", "httpDigestAuth"),
    ("headerAuth", "httpHeaderAuth"),
    ("queryAuth", "httpQueryAuth"),
    ("oAuth1", "oAuth1Api"),
    ("oAuth2", "oAuth2Api"),
];

pub(super) fn read(parameters: &Map<String, Value>, plan: &mut Plan) -> Result<(), Fault> {
    let none = Map::new();
    let options = object_at(parameters, &["options"]).unwrap_or(&none);
    plan.authentication = authentication(parameters)?;
    plan.insecure = flag_at(parameters, "allowUnauthorizedCerts") == Some(true);
    let lists = Lists::named(&text_at(options, "queryParameterArrays")).unwrap_or(Lists::Indices);
    let as_json = flag_at(parameters, "jsonParameters") == Some(true);
    if as_json {
        plan.query = lists.spell_all(&json_object_at(parameters, "queryParametersJson")?);
        for (name, value) in json_object_at(parameters, "headerParametersJson")? {
            plan.set_header(name.trim(), text(&value));
        }
    } else {
        for entry in listed(parameters, &["queryParametersUi", "parameter"]) {
            lists.spell(&entry.name, &entry.value, &mut plan.query);
        }
        set_headers(
            plan,
            listed(parameters, &["headerParametersUi", "parameter"]),
        );
    }
    // These show their body's parameters in no editor, so what is left of them is not meant.
    if !matches!(plan.method.as_str(), "GET" | "HEAD" | "OPTIONS") {
        plan.content = content(parameters, options, as_json)?;
    }
    let follows = flag_at(options, "followRedirect") != Some(false);
    let changing = flag_at(options, "followAllRedirects") == Some(true);
    plan.redirects = Redirects {
        most: if follows || changing { REDIRECTS } else { 0 },
        changing,
    };
    let reading = &mut plan.reading;
    reading.full = flag_at(options, "fullResponse") == Some(true);
    reading.any_status = flag_at(options, "ignoreResponseCode") == Some(true);
    reading.splits = flag_at(options, "splitIntoItems") == Some(true);
    reading.format = format_named(&text_at(parameters, "responseFormat"), Format::Json)?;
    let output = text_at(parameters, "dataPropertyName");
    if !output.is_empty() {
        reading.output = output;
    }
    Ok(())
}

fn authentication(parameters: &Map<String, Value>) -> Result<Authentication, Fault> {
    let said = text_at(parameters, "authentication");
    Ok(match said.as_str() {
        "" | "none" => Authentication::None,
        "predefinedCredentialType" => {
            Authentication::Needed(text_at(parameters, "nodeCredentialType"))
        }
        "genericCredentialType" => Authentication::Needed(text_at(parameters, "genericAuthType")),
        other => match AUTHENTICATION.iter().find(|(name, _)| *name == other) {
            Some((_, credential_type)) => Authentication::Needed((*credential_type).to_owned()),
            None => return Err(wrong(format!("there is no `authentication` `{other}`"))),
        },
    })
}

fn content(
    parameters: &Map<String, Value>,
    options: &Map<String, Value>,
    as_json: bool,
) -> Result<Content, Fault> {
    let kind = text_at(options, "bodyContentType");
    if as_json && flag_at(parameters, "sendBinaryData") == Some(true) {
        return Ok(binary(parameters, &kind));
    }
    let fields = || listed(parameters, &["bodyParametersUi", "parameter"]);
    if as_json && kind == "raw" {
        let media_type = text_at(options, "bodyContentCustomMimeType");
        let media_type = if media_type.is_empty() {
            "text/plain".to_owned()
        } else {
            media_type
        };
        return Ok(Content::Text(
            text_at(parameters, "bodyParametersJson"),
            media_type,
        ));
    }
    let nothing = if as_json {
        text_at(parameters, "bodyParametersJson").trim().is_empty()
    } else {
        fields().is_empty()
    };
    if nothing {
        return Ok(Content::None);
    }
    let members = || match as_json {
        true => json_object_at(parameters, "bodyParametersJson"),
        false => Ok(fields()
            .into_iter()
            .map(|entry| (entry.name, entry.value))
            .collect()),
    };
    Ok(match kind.as_str() {
        "form-urlencoded" => Content::Form(Lists::Indices.spell_all(&members()?)),
        "multipart-form-data" => parts_of(&members()?),
        _ if as_json => Content::Json(json_text_at(parameters, "bodyParametersJson")?),
        _ => Content::Json(object_of(fields()).to_string()),
    })
}

/// Binary data, alone or as parts: `data`, or `field:data,other:image`.
fn binary(parameters: &Map<String, Value>, kind: &str) -> Content {
    let names = text_at(parameters, "binaryPropertyName");
    let names = if names.is_empty() { "data" } else { &names };
    if kind != "multipart-form-data" {
        return Content::Binary(names.trim().to_owned());
    }
    let parts = names.split(',').map(|pair| {
        let (field, name) = pair.split_once(':').unwrap_or((pair, pair));
        (
            field.trim().to_owned(),
            Part::Binary(name.trim().to_owned()),
        )
    });
    Content::Multipart(parts.collect())
}
