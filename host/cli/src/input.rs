//! `--input`: the items that a run begins with.

use std::fs;
use std::io::{self, Read as _};

use jackfield_item::Item;
use serde_json::{Deserializer, Map, Value};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::file::without_mark;

/// Reads the items: JSON values one after the other, of which an array is a list of items and an
/// object is one item. So the output of one run is the input of another.
pub(crate) fn read(argument: Option<&str>) -> Result<Vec<Item>, Failure> {
    let (name, text) = match argument {
        None => return Ok(vec![Item::new(Map::new())]),
        Some("-") => {
            let mut text = String::new();
            io::stdin()
                .lock()
                .read_to_string(&mut text)
                .map_err(|error| invalid("standard input", format!("cannot be read: {error}")))?;
            ("standard input".to_owned(), text)
        }
        Some(argument) => match argument.strip_prefix('@') {
            Some(path) => {
                let text = fs::read_to_string(path)
                    .map_err(|error| invalid(path, format!("cannot be read: {error}")))?;
                (path.to_owned(), text)
            }
            None => ("--input".to_owned(), argument.to_owned()),
        },
    };
    let text = without_mark(text);
    let mut items = Vec::new();
    for value in Deserializer::from_str(&text).into_iter::<Value>() {
        let value = value.map_err(|error| invalid(&name, format!("is not JSON: {error}")))?;
        match value {
            Value::Array(array) => {
                for element in array {
                    items.push(item(&name, items.len(), element)?);
                }
            }
            other => items.push(item(&name, items.len(), other)?),
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
