//! Text that is no JSON, and what it may have been meant for.

use crate::source::{Source, Spot};

/// What stops a file from being read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where it stops being JSON.
    pub spot: Spot,
    /// What is wrong there.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl SyntaxError {
    pub(crate) fn new(source: &Source, error: &serde_json::Error) -> Self {
        let spot = source.spot_at(source.position_of_byte(error.line(), error.column()));
        let message = without_position(&error.to_string());
        let rest = spot.line.get(spot.marked.start..).unwrap_or_default();
        let explained = if source.text.trim().is_empty() {
            Some(("the file is empty", WRITE))
        } else if is_yaml(source) {
            Some(("it looks like YAML", WRITE))
        } else {
            mistake(rest, &message)
        };
        let (message, hint) = match explained {
            Some((message, hint)) => (message.to_owned(), Some(hint.to_owned())),
            None => (message, None),
        };
        Self {
            spot,
            message,
            hint,
        }
    }
}

const WRITE: &str = "a workflow is a JSON object with `steps`; the README shows how to write one";

/// What other languages allow at this place. The parser's words name what it saw there.
fn mistake(rest: &str, message: &str) -> Option<(&'static str, &'static str)> {
    if ["//", "/*", "#"].iter().any(|sign| rest.starts_with(sign)) {
        return Some((
            "JSON has no comments",
            "take it out; `description` is for people, in the workflow and in each step",
        ));
    }
    if message.starts_with("trailing comma") {
        return Some((
            "trailing comma: JSON has none behind the last entry",
            "take out the comma in front of this",
        ));
    }
    if rest.starts_with('\'') {
        return Some((
            "JSON has text in double quotes only",
            "write `\"` instead of `'`",
        ));
    }
    if message.starts_with("key must be a string") {
        return Some((
            "a key stands in double quotes",
            "put `\"` around it, or take out the comma in front of it if nothing was to follow",
        ));
    }
    if message.starts_with("EOF while parsing") {
        return Some((
            "the file ends in the middle",
            "a bracket, a brace or a quotation mark is not closed",
        ));
    }
    None
}

/// Whether a text that is no JSON begins like YAML: with a document's mark, an element of a list,
/// or a key without quotes.
fn is_yaml(source: &Source) -> bool {
    let first = source
        .text
        .lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .unwrap_or_default();
    let is_key = |key: &str| {
        key.starts_with(char::is_alphabetic)
            && key
                .chars()
                .all(|character| character.is_alphanumeric() || "_-$ ".contains(character))
    };
    first == "---"
        || first.starts_with("- ")
        || first
            .split_once(':')
            .is_some_and(|(key, value)| is_key(key) && (value.is_empty() || value.starts_with(' ')))
}

/// The parser says the position at the end of its message; it stands in front of ours.
fn without_position(message: &str) -> String {
    message
        .split(" at line ")
        .next()
        .unwrap_or(message)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_guessed() {
        for (text, message, place, marked) in [
            ("", "the file is empty", "1:1", ""),
            (" \n", "the file is empty", "2:1", ""),
            (
                "steps:\n  - uses: a/b\n",
                "it looks like YAML",
                "1:1",
                "steps",
            ),
            ("# mine\n---\na: 1", "it looks like YAML", "1:1", "#"),
            ("- a\n- b\n", "it looks like YAML", "1:2", " "),
            ("{\n  // why\n}", "JSON has no comments", "2:3", "/"),
            ("{\"a\": 1 /* why */}", "JSON has no comments", "1:9", "/"),
            ("{\"a\": [1,]}", "trailing comma", "1:10", "]"),
            ("{'a': 1}", "double quotes only", "1:2", "'"),
            ("{a: 1}", "a key stands in double quotes", "1:2", "a"),
            ("{\"a\": [", "the file ends in the middle", "1:7", "["),
            ("{\"a\": oops}", "expected value", "1:7", "oops"),
            ("{} more", "trailing characters", "1:4", "more"),
        ] {
            let source = Source {
                name: "test.json".to_owned(),
                text: text.to_owned(),
            };
            let error = crate::read(&source).unwrap_err();
            assert!(error.message.contains(message), "{text}: {error:?}");
            assert_eq!(error.spot.position.to_string(), place, "{text}");
            assert_eq!(
                error.spot.line.get(error.spot.marked),
                Some(marked),
                "{text}"
            );
        }
    }
}
