//! The parameters that people write by hand.

use jackfield_sdk::Fault;
use serde_json::{Map, Value};

use crate::plan::{Content, End, Format, Pages, Part, Place, Plan};
use crate::values::{Lists, flag_at, number_at, object_at, text, text_at, wrong};

/// The parameters of which there can be one: the kinds of bodies.
const BODIES: [&str; 5] = ["json", "form", "multipart", "text", "file"];

/// Adds what is spelled in our own way.
pub(crate) fn add(parameters: &Map<String, Value>, plan: &mut Plan) -> Result<(), Fault> {
    let lists = match text_at(parameters, "arrays").as_str() {
        "" => Lists::Repeat,
        named => {
            Lists::named(named).ok_or_else(|| wrong(format!("`arrays` cannot be `{named}`")))?
        }
    };
    if let Some(query) = object_at(parameters, &["query"]) {
        plan.query.extend(lists.spell_all(query));
    }
    for (name, value) in object_at(parameters, &["headers"]).into_iter().flatten() {
        plan.set_header(name, text(value));
    }
    if let Some(content) = content(parameters, lists)? {
        plan.content = content;
    }
    let reading = &mut plan.reading;
    reading.format = match text_at(parameters, "response").as_str() {
        "" => reading.format,
        "auto" => Format::Auto,
        "json" => Format::Json,
        "text" => Format::Text,
        "file" => Format::File,
        other => return Err(wrong(format!("`response` cannot be `{other}`"))),
    };
    let output = text_at(parameters, "as");
    if !output.is_empty() {
        reading.output = output;
    }
    reading.full = flag_at(parameters, "fullResponse").unwrap_or(reading.full);
    reading.any_status = flag_at(parameters, "neverError").unwrap_or(reading.any_status);
    if let Some(most) = number_at(parameters, "redirects") {
        plan.redirects.most = u32::try_from(most).unwrap_or(u32::MAX);
        plan.redirects.changing = true;
    }
    if let Some(pages) = object_at(parameters, &["pages"]) {
        plan.pages = Some(self::pages(pages));
    }
    Ok(())
}

fn content(parameters: &Map<String, Value>, lists: Lists) -> Result<Option<Content>, Fault> {
    let given: Vec<&str> = BODIES
        .into_iter()
        .filter(|name| parameters.contains_key(*name))
        .collect();
    let (name, value) = match given.as_slice() {
        [] => return Ok(None),
        [name] => (*name, parameters.get(*name).unwrap_or(&Value::Null)),
        [first, second, ..] => {
            return Err(wrong(format!(
                "`{first}` and `{second}` cannot be given together: a request has one body"
            )));
        }
    };
    let object = || {
        value
            .as_object()
            .ok_or_else(|| wrong(format!("`{name}` must be an object")))
    };
    Ok(Some(match name {
        "json" => Content::Json(value.to_string()),
        "form" => Content::Form(lists.spell_all(object()?)),
        "multipart" => Content::Multipart(
            object()?
                .iter()
                .map(|(name, value)| {
                    let file = value.get("file").and_then(Value::as_str);
                    let part = match file {
                        Some(file) => Part::Binary(file.to_owned()),
                        None => Part::Text(text(value)),
                    };
                    (name.clone(), part)
                })
                .collect(),
        ),
        "text" => Content::Text(text(value), "text/plain; charset=utf-8".to_owned()),
        _ => Content::Binary(text(value)),
    }))
}

fn pages(pages: &Map<String, Value>) -> Pages {
    let query = object_at(pages, &["query"]).into_iter().flatten();
    Pages {
        next: pages.get("next").map(text),
        set: query
            .map(|(name, value)| (Place::Query, name.clone(), value.clone()))
            .collect(),
        end: match flag_at(pages, "until") {
            Some(until) => End::Asked(until),
            None => End::Empty,
        },
        most: number_at(pages, "limit"),
        interval_ms: number_at(pages, "everyMs").unwrap_or(0),
    }
}
