//! Respond to Webhook: answers the request that began the run.

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::{Map, Value, json};

use super::kind::answers_aloud;
use super::path::Field;
use super::read::{Parameters, invalid, shown};
use super::visit::{Answer, Body, Deed, Made, Visit};
use super::visiting::{from_some, numbers, passed_on};

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let written = visit.once()?;
    let parameters = Parameters(&written);
    let items = visit.items();
    let answer = match answer(parameters, items) {
        Ok(answer) => answer,
        Err(fault) if visit.tolerates => {
            let item = Item::new(Map::new()).from_sources(numbers(items.len()));
            let fault = Some(fault);
            return Ok(Deed::Done(vec![vec![Made { item, fault }]]));
        }
        Err(fault) => return Err(fault),
    };
    let mut ports = vec![passed_on(items)];
    if let Value::Object(written) = &written
        && answers_aloud(visit.version, written)
    {
        let response = json!({"response": {
            "body": answer.body.as_value(),
            "headers": answer.headers.iter().cloned().map(|(name, value)| (name, Value::String(value))).collect::<Map<_, _>>(),
            "statusCode": answer.status,
        }});
        let item = super::visiting::item_of(response);
        ports.push(vec![from_some(item, numbers(items.len()))]);
    }
    Ok(Deed::Answered(ports, answer))
}

fn answer(parameters: Parameters<'_>, items: &[Item]) -> Result<Answer, Fault> {
    let with = parameters.text("respondWith", "firstIncomingItem");
    let is_redirect = with == "redirect";
    let status = parameters.count("options.responseCode", if is_redirect { 307 } else { 200 })?;
    let status = u16::try_from(status)
        .ok()
        .filter(|status| (100..1000).contains(status));
    let status = status.ok_or_else(|| {
        let code = parameters.get("options.responseCode");
        let code = code.unwrap_or(&Value::Null);
        invalid(format!("{} is no HTTP status", shown(code)))
    })?;
    let mut headers: Vec<(String, String)> = parameters
        .list("options.responseHeaders.entries")
        .iter()
        .map(|entry| {
            let entry = Parameters(entry);
            let name = entry.text("name", "").to_lowercase();
            (name, entry.text("value", "").into_owned())
        })
        .filter(|(name, _)| !name.is_empty())
        .collect();
    let first = items
        .first()
        .map_or(Value::Null, |item| item.json().clone());
    let body = match with.as_ref() {
        "firstIncomingItem" => Body::Json(under_key(parameters, first)),
        "allIncomingItems" => {
            let all = items.iter().map(|item| item.json().clone()).collect();
            Body::Json(under_key(parameters, all))
        }
        "json" => Body::Json(json_body(parameters)?),
        "text" => {
            add(&mut headers, "content-type", "text/html; charset=utf-8");
            Body::Text(parameters.text("responseBody", "").into_owned())
        }
        "binary" => {
            let blob = binary(parameters, items)?;
            if let Some(media_type) = &blob.media_type {
                add(&mut headers, "content-type", media_type);
            }
            Body::Binary(blob)
        }
        "redirect" => {
            let target = parameters.text("redirectURL", "");
            add(&mut headers, "location", &target);
            Body::Nothing
        }
        "noData" => Body::Nothing,
        "jwt" => {
            return Err(invalid("answers with a JWT, which is not signed here")
                .hint("answer with `json` or `text`"));
        }
        unknown => {
            return Err(invalid(format!(
                "knows no `respondWith` called `{unknown}`"
            )));
        }
    };
    Ok(Answer {
        status,
        headers,
        body,
    })
}

/// Adds a header, unless the author has set it.
fn add(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    if headers.iter().all(|(known, _)| known != name) {
        headers.push((name.to_owned(), value.to_owned()));
    }
}

fn under_key(parameters: Parameters<'_>, value: Value) -> Value {
    let key = parameters.text("options.responseKey", "");
    if key.is_empty() {
        return value;
    }
    let mut whole = Map::new();
    Field::new(&key, true).set(&mut whole, value);
    Value::Object(whole)
}

fn json_body(parameters: Parameters<'_>) -> Result<Value, Fault> {
    match parameters.get("responseBody") {
        None => Ok(json!({})),
        Some(Value::String(text)) => serde_json::from_str(text).map_err(|_| {
            invalid(format!(
                "the response body is no valid JSON: {}",
                shown(&json!(text))
            ))
        }),
        Some(value) => Ok(value.clone()),
    }
}

fn binary(parameters: Parameters<'_>, items: &[Item]) -> Result<jackfield_item::Blob, Fault> {
    let first = items.first();
    let is_set = parameters.text("responseDataSource", "automatically") == "set";
    let blob = if is_set {
        let name = parameters.text("inputFieldName", "data");
        first.and_then(|item| item.binary().get(name.as_ref()))
    } else {
        first.and_then(|item| item.binary().values().next())
    };
    blob.cloned()
        .ok_or_else(|| invalid("there is no binary data to answer with in the first item"))
}
