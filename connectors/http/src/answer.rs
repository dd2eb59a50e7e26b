//! What becomes of an answer.

use jackfield_sdk::{Blob, Fault, FaultKind, Outcome, Response};
use serde_json::{Map, Value};

use crate::plan::{Format, Reading};
use crate::{json, media, status};

/// The longest text that is read out of a blob, in bytes: what an answer in a connector's memory
/// has at most unless whoever runs the workflow says otherwise.
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
    /// JSON as it is spelled.
    Json(String),
    Text(String),
    File(Blob),
}

impl Answer {
    /// Reads an answer: one that was to be JSON or text came as it is, any other as a blob.
    pub(crate) fn read(response: Response, url: &str, reading: &Reading) -> Result<Self, Fault> {
        let status = response.status();
        let headers = response.all_headers().to_vec();
        let media_type = response
            .header("content-type")
            .unwrap_or_default()
            .to_owned();
        let format = match reading.format {
            Format::Auto => media::format_of(&media_type),
            format => format,
        };
        let content = match format {
            Format::File => Content::File(response.into_blob().ok_or_else(|| {
                Fault::new(
                    FaultKind::Internal,
                    "the host gave the answer in another form than it was asked for",
                )
            })?),
            Format::Json => {
                Content::Json(checked(text(response, &media_type)?, status, &media_type)?)
            }
            Format::Text | Format::Auto => Content::Text(text(response, &media_type)?),
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
            Content::Json(text) => json::is_empty(text),
            Content::Text(text) => text.trim().is_empty(),
            Content::File(blob) => blob.size() == 0,
        }
    }

    /// The body as expressions see it.
    pub(crate) fn body(&self) -> Value {
        match &self.content {
            Content::Json(text) => serde_json::from_str(text).unwrap_or_default(),
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
        let rest = [
            ("headers", self.headers().to_string()),
            ("statusCode", self.status.to_string()),
            (
                "statusMessage",
                Value::from(status::reason(self.status)).to_string(),
            ),
        ];
        let rest = rest
            .iter()
            .filter(|_| reading.full)
            .map(|(name, value)| (*name, value.as_str()));
        let outcome = Outcome::default();
        let output = reading.output.as_str();
        Ok(match self.content {
            Content::Json(text) if reading.full => outcome.with_json_text(json::object(
                [("body", text.as_str())].into_iter().chain(rest),
            )),
            Content::Json(text) => match json::elements(&text) {
                Some(elements) if reading.splits => elements
                    .into_iter()
                    .map(|element| as_object(element, output))
                    .fold(outcome, Outcome::with_json_text),
                _ => outcome.with_json_text(as_object(&text, output)),
            },
            Content::Text(text) => {
                let text = Value::from(text).to_string();
                let data = [(output, text.as_str())];
                outcome.with_json_text(json::object(data.into_iter().chain(rest)))
            }
            Content::File(blob) => outcome
                .with_json_text(json::object(rest))
                .with_binary(output, blob),
        })
    }
}

/// An item is an object: what is none stands in one.
fn as_object(text: &str, name: &str) -> String {
    if json::is_object(text) {
        text.to_owned()
    } else {
        json::object([(name, text)])
    }
}

/// The text of an answer, in the character set of its media type.
fn text(response: Response, media_type: &str) -> Result<String, Fault> {
    if !response.bytes().is_empty() {
        return Ok(media::decoded(response.bytes().to_vec(), media_type));
    }
    let Some(blob) = response.into_blob() else {
        return Ok(String::new());
    };
    let size = blob.size();
    if size > MAX_TEXT {
        return Err(Fault::new(
            FaultKind::TooLarge,
            format!(
                "the answer has {} MiB, and at most {} MiB of it become an item where nobody says what it is",
                size >> 20,
                MAX_TEXT >> 20
            ),
        )
        .hint("ask for less; or take it for a file (`\"response\": \"file\"`; in n8n's node the response format File); or say that it is text or JSON and run the workflow with `--limit answer=` and `--limit memory=`"));
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
fn checked(text: String, status: u16, media_type: &str) -> Result<String, Fault> {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if text.trim().is_empty() {
        return Ok("{}".to_owned());
    }
    json::check(&text).map_err(|error| {
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
    })?;
    Ok(text)
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
            content: Content::Json("null".to_owned()),
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
            ("", "{}"),
            (" \n", "{}"),
            ("\u{feff}{\"a\":1}", "{\"a\":1}"),
            ("null", "null"),
        ] {
            assert_eq!(
                checked(text.to_owned(), 200, "application/json").unwrap(),
                expected,
                "{text:?}"
            );
        }
        let fault = checked("<html>".to_owned(), 200, "text/html").unwrap_err();
        assert!(fault.message.contains("200 with text/html that is no JSON"));
        assert!(fault.message.ends_with("<html>"));
    }
}
