//! What becomes of an answer.

use jackfield_sdk::{Blob, Fault, FaultKind, Outcome, Response};
use serde_json::{Map, Value};

use crate::plan::{Format, Reading};
use crate::{media, status};

/// The longest text that is read into an item, in bytes: what an answer in a connector's memory
/// may have.
const MAX_TEXT: u64 = 8 << 20;
/// How much of an answer is read at a time.
const CHUNK: u64 = 1 << 20;
/// How many characters of an answer a fault quotes.
const EXCERPT: usize = 120;

/// An answer that was taken for what it is.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Where it was asked for.
    pub(crate) url: String,
    headers: Vec<(String, String)>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Json(Value),
    Text(String),
    File(Blob),
}

impl Answer {
    /// Reads an answer whose body came as a blob.
    pub(crate) fn read(response: Response, url: &str, reading: &Reading) -> Result<Self, Fault> {
        let status = response.status();
        let headers = response.all_headers().to_vec();
        let media_type = response
            .header("content-type")
            .unwrap_or_default()
            .to_owned();
        let Some(blob) = response.into_blob() else {
            return Err(Fault::new(
                FaultKind::Internal,
                "the host gave the answer in another form than it was asked for",
            ));
        };
        let format = match reading.format {
            Format::Auto => media::format_of(&media_type),
            format => format,
        };
        let content = match format {
            Format::File => Content::File(blob),
            Format::Json => Content::Json(json(&text(&blob, &media_type)?, status, &media_type)?),
            Format::Text | Format::Auto => Content::Text(text(&blob, &media_type)?),
        };
        Ok(Self {
            status,
            url: url.to_owned(),
            headers,
            content,
        })
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.content {
            Content::Json(Value::Array(elements)) => elements.is_empty(),
            Content::Json(Value::Object(members)) => members.is_empty(),
            Content::Json(value) => value.is_null(),
            Content::Text(text) => text.trim().is_empty(),
            Content::File(blob) => blob.size() == 0,
        }
    }

    /// The body as expressions see it.
    pub(crate) fn body(&self) -> Value {
        match &self.content {
            Content::Json(value) => value.clone(),
            Content::Text(text) => Value::from(text.as_str()),
            Content::File(_) => Value::Object(Map::new()),
        }
    }

    /// The headers by name. Where a name came more than once, the values are joined (RFC 9110,
    /// section 5.3), but for cookies, which are a list.
    pub(crate) fn headers(&self) -> Value {
        let mut members = Map::new();
        for (name, value) in &self.headers {
            let value = value.as_str();
            match members.get_mut(name) {
                None if name == "set-cookie" => {
                    members.insert(name.clone(), Value::from(vec![value]));
                }
                None => {
                    members.insert(name.clone(), Value::from(value));
                }
                Some(Value::Array(values)) => values.push(Value::from(value)),
                Some(Value::String(values)) => {
                    values.push_str(", ");
                    values.push_str(value);
                }
                Some(_) => {}
            }
        }
        Value::Object(members)
    }

    /// The items that it is.
    pub(crate) fn items(self, reading: &Reading) -> Result<Outcome, Fault> {
        let mut item = Map::new();
        if reading.full {
            item.insert("headers".to_owned(), self.headers());
            item.insert("statusCode".to_owned(), Value::from(self.status));
            item.insert(
                "statusMessage".to_owned(),
                Value::from(status::reason(self.status)),
            );
        }
        match self.content {
            Content::Json(value) if reading.full => {
                let mut whole = Map::from_iter([("body".to_owned(), value)]);
                whole.append(&mut item);
                Outcome::json(&Value::Object(whole))
            }
            Content::Json(Value::Array(elements)) if reading.splits => {
                let elements = elements
                    .into_iter()
                    .map(|element| as_object(element, &reading.output));
                Outcome::json(&elements.collect())
            }
            Content::Json(value) => Outcome::json(&as_object(value, &reading.output)),
            Content::Text(text) => {
                let mut whole = Map::from_iter([(reading.output.clone(), Value::from(text))]);
                whole.append(&mut item);
                Outcome::json(&Value::Object(whole))
            }
            Content::File(blob) => {
                Ok(Outcome::json(&Value::Object(item))?.with_binary(reading.output.clone(), blob))
            }
        }
    }
}

/// An item is an object: what is none stands in one.
fn as_object(value: Value, name: &str) -> Value {
    match value {
        Value::Object(_) => value,
        other => Value::Object(Map::from_iter([(name.to_owned(), other)])),
    }
}

/// The text of a blob, in the character set of its media type.
fn text(blob: &Blob, media_type: &str) -> Result<String, Fault> {
    let size = blob.size();
    if size > MAX_TEXT {
        return Err(Fault::new(
            FaultKind::TooLarge,
            format!(
                "the answer has {} MiB, and at most {} MiB of text or JSON become an item",
                size >> 20,
                MAX_TEXT >> 20
            ),
        )
        .hint("ask for less, or take it for a file (`\"response\": \"file\"`; in n8n's node the response format File)"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    while (bytes.len() as u64) < size {
        let chunk = blob.read(bytes.len() as u64, CHUNK);
        if chunk.is_empty() {
            break;
        }
        bytes.extend(chunk);
    }
    Ok(media::decoded(bytes, media_type))
}

/// The JSON of an answer; an empty one is an object without members.
fn json(text: &str, status: u16, media_type: &str) -> Result<Value, Fault> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_str(text).map_err(|error| {
        let media_type = if media_type.is_empty() {
            "no content type"
        } else {
            media_type
        };
        let excerpt: String = text.trim().chars().take(EXCERPT).collect();
        Fault::new(
            FaultKind::UnexpectedResponse,
            format!("the server answered {status} with {media_type} that is no JSON ({error}): {excerpt}"),
        )
        .status(status)
        .hint("take the answer for text (`\"response\": \"text\"`; in n8n's node the response format Text)")
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> Value {
        Answer {
            status: 200,
            url: String::new(),
            headers: pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            content: Content::Json(Value::Null),
        }
        .headers()
    }

    #[test]
    fn headers_of_one_name_are_joined_and_cookies_are_a_list() {
        assert_eq!(
            headers(&[("a", "1"), ("b", "2"), ("a", "3")]),
            json!({"a": "1, 3", "b": "2"})
        );
        assert_eq!(
            headers(&[("set-cookie", "a=1"), ("set-cookie", "b=2")]),
            json!({"set-cookie": ["a=1", "b=2"]})
        );
        assert_eq!(
            headers(&[("set-cookie", "a")]),
            json!({"set-cookie": ["a"]})
        );
    }

    #[test]
    fn json_is_read_with_a_mark_before_it_and_nothing_is_an_empty_object() {
        for (text, expected) in [
            ("", json!({})),
            (" \n", json!({})),
            ("\u{feff}{\"a\":1}", json!({"a": 1})),
            ("null", json!(null)),
        ] {
            assert_eq!(
                json(text, 200, "application/json").unwrap(),
                expected,
                "{text:?}"
            );
        }
        let fault = json("<html>", 200, "text/html").unwrap_err();
        assert!(fault.message.contains("200 with text/html that is no JSON"));
        assert!(fault.message.ends_with("<html>"));
    }
}
