//! `--input`: the items that a run begins with.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use jackfield_item::Item;
use serde_json::{Deserializer, Value};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::file::without_mark;

/// How many characters of an input a message quotes.
const EXCERPT: usize = 40;

/// Reads the items: JSON values one after the other, of which an array is a list of items and an
/// object is one item. So the output of one run is the input of another.
pub(crate) fn read(argument: &str) -> Result<Vec<Item>, Failure> {
    let (name, text) = match argument {
        "-" => {
            let mut text = String::new();
            io::stdin()
                .lock()
                .read_to_string(&mut text)
                .map_err(|error| invalid("standard input", format!("cannot be read: {error}")))?;
            ("standard input".to_owned(), text)
        }
        argument => match argument.strip_prefix('@') {
            Some(path) => {
                let text = fs::read_to_string(path)
                    .map_err(|error| invalid(path, format!("cannot be read: {error}")))?;
                (path.to_owned(), text)
            }
            None => return literal(&without_mark(argument.to_owned())),
        },
    };
    let values = values(&without_mark(text))
        .map_err(|error| invalid(&name, format!("is not JSON: {error}")))?;
    items(&name, values)
}

/// The items that stand on the command line itself.
fn literal(text: &str) -> Result<Vec<Item>, Failure> {
    const NAME: &str = "--input";
    if text.trim().is_empty() {
        return Err(invalid(NAME, "is empty")
            .hint("leave it out for one item without fields, or give `[]` for no item"));
    }
    match values(text) {
        Ok(values) => items(NAME, values),
        Err(_) if names_a_file(text) => {
            Err(invalid(NAME, format!("is not JSON: `{}`", excerpt(text)))
                .hint(format!("did you mean `--input @{text}`?")))
        }
        Err(error) => Err(invalid(
            NAME,
            format!("is not JSON: `{}`: {error}", excerpt(text)),
        )),
    }
}

fn names_a_file(text: &str) -> bool {
    let is_name = text.ends_with(".json") && !text.starts_with(['{', '[', '"']);
    is_name || Path::new(text).is_file()
}

fn excerpt(text: &str) -> String {
    let mut excerpt: String = text.chars().take(EXCERPT).collect();
    if excerpt.len() < text.len() {
        excerpt.push('\u{2026}');
    }
    excerpt
}

fn values(text: &str) -> serde_json::Result<Vec<Value>> {
    Deserializer::from_str(text).into_iter().collect()
}

fn items(name: &str, values: Vec<Value>) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    for value in values {
        match value {
            Value::Array(array) => {
                for element in array {
                    items.push(item(name, items.len(), element)?);
                }
            }
            other => items.push(item(name, items.len(), other)?),
        }
    }
    Ok(items)
}

fn item(name: &str, index: usize, value: Value) -> Result<Item, Failure> {
    match value {
        Value::Object(object) => Ok(Item::new(object)),
        other => Err(invalid(
            name,
            format!("has `{other}` where item {index} should be an object"),
        )
        .hint("give an object for one item, or an array of objects")),
    }
}

fn invalid(name: &str, reason: impl AsRef<str>) -> Failure {
    Failure::new(
        Exit::InvalidWorkflow,
        format!("the input {name} {}", reason.as_ref()),
    )
}
