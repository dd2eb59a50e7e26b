//! The text of a file, and where things stand in it.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
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

/// A place in a text, with the line that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Where it begins.
    pub position: Position,
    /// The whole line, without its end.
    pub line: String,
    /// The bytes of the line that are meant: the whole thing where it ends in this line, and its
    /// first character otherwise.
    pub marked: Range<usize>,
}

impl Source {
    /// Where things stand, in the same order. For what is not in the text it is the place of the
    /// nearest thing around it.
    #[must_use]
    pub fn spots<'a>(&self, places: impl IntoIterator<Item = (&'a Pointer, Part)>) -> Vec<Spot> {
        // The text is read a second time, with positions, only when there is something to say.
        let parsed = parse_to_ast(
            &self.text,
            &CollectOptions::default(),
            &ParseOptions::default(),
        );
        let value = parsed.ok().and_then(|parsed| parsed.value);
        places
            .into_iter()
            .map(|(pointer, part)| {
                let range = value
                    .as_ref()
                    .map_or(0..0, |value| find(value, pointer, part));
                self.spot(range)
            })
            .collect()
    }

    /// Where one thing stands.
    #[must_use]
    pub fn spot_of(&self, pointer: &Pointer, part: Part) -> Spot {
        let mut spots = self.spots([(pointer, part)]);
        spots.pop().unwrap_or_else(|| self.spot(0..0))
    }

    /// The word or sign that begins at a position.
    #[must_use]
    pub(crate) fn spot_at(&self, position: Position) -> Spot {
        let start = self
            .text
            .split_inclusive('\n')
            .take(position.line - 1)
            .map(str::len)
            .sum();
        let line = self.text.get(start..).unwrap_or_default();
        let before: usize = line
            .chars()
            .take(position.column - 1)
            .map(char::len_utf8)
            .sum();
        let rest = line.get(before..).unwrap_or_default();
        let word = rest
            .find(|character: char| !character.is_alphanumeric())
            .unwrap_or(rest.len());
        let first = rest
            .chars()
            .next()
            .filter(|character| !character.is_control());
        let length = word.max(first.map_or(0, char::len_utf8));
        self.spot(start + before..start + before + length)
    }

    fn spot(&self, range: Range<usize>) -> Spot {
        let before = self.text.get(..range.start).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = self.text.get(start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let from = range.start.saturating_sub(start).min(line.len());
        let to = range.end.saturating_sub(start);
        let first = line.get(from..).and_then(|rest| rest.chars().next());
        let marked = if to <= line.len() {
            from..to.max(from)
        } else {
            from..from + first.map_or(0, char::len_utf8)
        };
        Spot {
            position: self.position_of(range.start),
            line: line.to_owned(),
            marked,
        }
    }

    /// Where a key stands that the same object has already had.
    #[must_use]
    pub(crate) fn repeated_keys(&self) -> Vec<Pointer> {
        let mut repeated = Vec::new();
        let options = (CollectOptions::default(), ParseOptions::default());
        if let Ok(parsed) = parse_to_ast(&self.text, &options.0, &options.1)
            && let Some(value) = parsed.value
        {
            find_repeated(&value, &mut Vec::new(), &mut repeated);
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

/// A step on the way to a value.
enum Token<'a> {
    Name(&'a str),
    Index(usize),
}

/// A pointer is made only where one is needed, for a file can have a hundred thousand values.
fn find_repeated<'a>(value: &'a Value<'_>, way: &mut Vec<Token<'a>>, repeated: &mut Vec<Pointer>) {
    match value {
        Value::Object(object) => {
            let mut seen = HashSet::with_capacity(object.properties.len());
            for property in &object.properties {
                let name = property.name.as_str();
                way.push(Token::Name(name));
                if !seen.insert(name) {
                    repeated.push(pointer_of(way));
                }
                find_repeated(&property.value, way, repeated);
                way.pop();
            }
        }
        Value::Array(array) => {
            for (index, element) in array.elements.iter().enumerate() {
                way.push(Token::Index(index));
                find_repeated(element, way, repeated);
                way.pop();
            }
        }
        _ => {}
    }
}

fn pointer_of(way: &[Token<'_>]) -> Pointer {
    way.iter()
        .fold(Pointer::root(), |pointer, token| match token {
            Token::Name(name) => pointer.join(name),
            Token::Index(index) => pointer.join(index),
        })
}

fn find(root: &Value<'_>, pointer: &Pointer, part: Part) -> Range<usize> {
    let mut value = root;
    let mut range = bytes(root.range());
    for token in pointer.tokens() {
        let next = match value {
            Value::Object(object) => object
                .properties
                .iter()
                .rfind(|property| property.name.as_str() == token)
                .map(|property| (bytes(property.name.range()), &property.value)),
            Value::Array(array) => token
                .parse::<usize>()
                .ok()
                .and_then(|index| array.elements.get(index))
                .map(|element| (bytes(element.range()), element)),
            _ => None,
        };
        let Some((key, below)) = next else {
            return range;
        };
        value = below;
        range = match part {
            Part::Key => key,
            Part::Value => bytes(value.range()),
        };
    }
    range
}

fn bytes(range: jsonc_parser::common::Range) -> Range<usize> {
    range.start..range.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source {
            name: "test.json".to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_place_is_found_by_its_pointer() {
        let source = source("{\n  \"é\": [1, {\"a/b\": true}]\n}");
        for (pointer, part, expected, marked) in [
            ("", Part::Value, (1, 1), "{"),
            ("/é", Part::Key, (2, 3), "\"é\""),
            ("/é", Part::Value, (2, 8), "[1, {\"a/b\": true}]"),
            ("/é/1/a~1b", Part::Key, (2, 13), "\"a/b\""),
            ("/é/1/a~1b", Part::Value, (2, 20), "true"),
            ("/é/7", Part::Value, (2, 8), "[1, {\"a/b\": true}]"),
            ("/nowhere/at/all", Part::Value, (1, 1), "{"),
        ] {
            let spot = source.spot_of(&Pointer::from_text(pointer), part);
            let Position { line, column } = spot.position;
            assert_eq!((line, column), expected, "{pointer}");
            assert_eq!(spot.line.get(spot.marked), Some(marked), "{pointer}");
        }
    }

    #[test]
    fn a_word_is_found_by_its_position() {
        let source = source("{\r\n  é: oops,\r\n");
        for (line, column, marked) in [
            (1, 1, "{"),
            (1, 2, ""),
            (2, 3, "é"),
            (2, 4, ":"),
            (2, 6, "oops"),
            (2, 99, ""),
            (3, 1, ""),
            (9, 9, ""),
        ] {
            let spot = source.spot_at(Position { line, column });
            assert_eq!(spot.line.get(spot.marked), Some(marked), "{line}:{column}");
        }
    }
}
