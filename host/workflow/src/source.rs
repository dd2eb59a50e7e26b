//! The text of a file, and where things stand in it.

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

    /// The text of a line, without its end.
    #[must_use]
    pub fn line(&self, line: usize) -> Option<&str> {
        self.text.lines().nth(line.checked_sub(1)?)
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
