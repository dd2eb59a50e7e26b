//! The text of a file, and where things stand in it.

use std::collections::HashSet;
use std::fmt;

use jsonc_parser::ast::Value;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::diagnostic::Part;
use crate::pointer::Pointer;

/// The text of a file and the name it goes by in messages.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name, usually the path that was given.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A place in a text. Both numbers count from 1; a column is a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.line, self.column)
    }
}

impl Source {
    /// Where a place begins. What is not in the text begins where the nearest thing around it
    /// does.
    #[must_use]
    pub fn position(&self, pointer: &Pointer, part: Part) -> Position {
        // The text is read a second time, with positions, only when there is something to say.
        let parsed = parse_to_ast(
            &self.text,
            &CollectOptions::default(),
            &ParseOptions::default(),
        );
        let offset = parsed
            .ok()
            .and_then(|parsed| parsed.value)
            .map_or(0, |value| find(&value, pointer, part).start);
        self.position_of(offset)
    }

    /// Where a key stands that the same object has already had.
    #[must_use]
    pub(crate) fn repeated_keys(&self) -> Vec<Pointer> {
        let mut repeated = Vec::new();
        let options = (CollectOptions::default(), ParseOptions::default());
        if let Ok(parsed) = parse_to_ast(&self.text, &options.0, &options.1)
            && let Some(value) = parsed.value
        {
            find_repeated(&value, &Pointer::root(), &mut repeated);
        }
        repeated
    }

    /// The place that the JSON parser names: it counts bytes, from 1, and 0 for a line's end.
    #[must_use]
    pub(crate) fn position_of_byte(&self, line: usize, column: usize) -> Position {
        let line = line.max(1);
        let text = self.text.lines().nth(line - 1).unwrap_or_default();
        let bytes = column.saturating_sub(1).min(text.len());
        Position {
            line,
            column: String::from_utf8_lossy(text.as_bytes().get(..bytes).unwrap_or_default())
                .chars()
                .count()
                + 1,
        }
    }

    fn position_of(&self, offset: usize) -> Position {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }
}

fn find_repeated(value: &Value<'_>, pointer: &Pointer, repeated: &mut Vec<Pointer>) {
    match value {
        Value::Object(object) => {
            let mut seen = HashSet::new();
            for property in &object.properties {
                let below = pointer.join(property.name.as_str());
                if !seen.insert(property.name.as_str().to_owned()) {
                    repeated.push(below.clone());
                }
                find_repeated(&property.value, &below, repeated);
            }
        }
        Value::Array(array) => {
            for (index, element) in array.elements.iter().enumerate() {
                find_repeated(element, &pointer.join(index), repeated);
            }
        }
        _ => {}
    }
}

fn find(root: &Value<'_>, pointer: &Pointer, part: Part) -> Range {
    let mut value = root;
    let mut range = root.range();
    for token in pointer.tokens() {
        let next = match value {
            Value::Object(object) => object
                .properties
                .iter()
                .rfind(|property| property.name.as_str() == token)
                .map(|property| (property.name.range(), &property.value)),
            Value::Array(array) => token
                .parse::<usize>()
                .ok()
                .and_then(|index| array.elements.get(index))
                .map(|element| (element.range(), element)),
            _ => None,
        };
        let Some((key, below)) = next else {
            return range;
        };
        value = below;
        range = match part {
            Part::Key => key,
            Part::Value => value.range(),
        };
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_its_pointer() {
        let source = Source {
            name: "test.json".to_owned(),
            text: "{\n  \"é\": [1, {\"a/b\": true}]\n}".to_owned(),
        };
        for (pointer, part, expected) in [
            ("", Part::Value, (1, 1)),
            ("/é", Part::Key, (2, 3)),
            ("/é", Part::Value, (2, 8)),
            ("/é/1/a~1b", Part::Key, (2, 13)),
            ("/é/1/a~1b", Part::Value, (2, 20)),
            ("/é/7", Part::Value, (2, 8)),
            ("/nowhere/at/all", Part::Value, (1, 1)),
        ] {
            let position = source.position(&Pointer::from_text(pointer), part);
            assert_eq!((position.line, position.column), expected, "{pointer}");
        }
    }
}
