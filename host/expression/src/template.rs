//! Text with expressions in it.

use serde::Serialize;
use serde_json::Value;

use crate::braces;
use crate::chunks::{Chunk, chunks};
use crate::dialect::Dialect;
use crate::error::{EvaluateError, ParseError};
use crate::expression::{Expression, Scope, walk};
use crate::loose;
use crate::simple;

const OPEN: &str = "{{";
const CLOSE: &str = "}}";

/// A template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    dialect: Dialect,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Expression(Expression),
}

/// A part as the evaluator is given it.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum ScriptPart<'a> {
    Text(&'a str),
    Code(&'a str),
}

impl Template {
    /// Reads a text.
    pub(crate) fn parse(text: &str, dialect: Dialect) -> Result<Self, ParseError> {
        match dialect {
            Dialect::Steps => Self::of_steps(text),
            Dialect::N8n => Ok(Self::of_n8n(text)),
        }
    }

    /// Without an equals sign in front, it is text as it stands.
    fn of_n8n(text: &str) -> Self {
        let parts = match text.strip_prefix('=') {
            None => vec![Part::Text(text.to_owned())],
            Some(template) => chunks(template).into_iter().map(Part::of_n8n).collect(),
        };
        let dialect = Dialect::N8n;
        Self { dialect, parts }
    }

    /// `\{{` stands for two braces that open nothing.
    fn of_steps(text: &str) -> Result<Self, ParseError> {
        let dialect = Dialect::Steps;
        if text.starts_with('=') && text.contains(OPEN) {
            return Err(ParseError {
                message: "a template begins with `=` in n8n's files only".to_owned(),
                hint: Some("leave the `=` out".to_owned()),
            });
        }
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            if let Some(before) = before.strip_suffix('\\') {
                literal.push_str(before);
                literal.push_str(OPEN);
                rest = after;
                continue;
            }
            literal.push_str(before);
            let Some((source, behind)) = split_at_close(after) else {
                return Err(ParseError {
                    message: format!("`{OPEN}{after}` is not closed"),
                    hint: Some(format!(
                        "close it with `{CLOSE}`, or write `\\{OPEN}` if two braces are meant"
                    )),
                });
            };
            if !literal.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut literal)));
            }
            parts.push(Part::Expression(Expression::new(source, dialect)));
            rest = behind;
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        Ok(Self { dialect, parts })
    }

    /// The text itself, if there is no expression in it.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether it is one expression and nothing else.
    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.parts.as_slice(), [Part::Expression(_)])
    }

    /// The template as the evaluator takes it, if it cannot do without.
    pub(crate) fn as_script(&self) -> Option<String> {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Expression(Expression::Script(_))))
            .then(|| self.for_evaluator())
    }

    /// Its expressions, as far as they are for the evaluator.
    pub(crate) fn scripts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Expression(Expression::Script(source)) => Some(source.as_str()),
            Part::Expression(Expression::Path(_)) | Part::Text(_) => None,
        })
    }

    /// Whether its expressions are some beyond doubt. Those of steps have to be known for their
    /// names as well.
    pub(crate) fn is_simple(&self) -> bool {
        self.dialect == Dialect::N8n
            && self.parts.iter().all(|part| match part {
                Part::Text(_) | Part::Expression(Expression::Path(_)) => true,
                Part::Expression(Expression::Script(source)) => simple::is_expression(source),
            })
    }

    /// The template as the evaluator takes it: its parts, and that of an export as the member
    /// `n8n` of an object.
    pub(crate) fn for_evaluator(&self) -> String {
        let parts: Vec<ScriptPart<'_>> = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => ScriptPart::Text(text),
                Part::Expression(Expression::Path(path)) => ScriptPart::Code(path.source()),
                Part::Expression(Expression::Script(source)) => ScriptPart::Code(source),
            })
            .collect();
        let parts = serde_json::to_string(&parts).unwrap_or_default();
        match self.dialect {
            Dialect::Steps => parts,
            Dialect::N8n => format!("{{\"n8n\":{parts}}}"),
        }
    }

    /// The value for an item, of a template of paths: of the expression's own type if there is
    /// nothing else, else text. None if it is undefined and may be.
    pub(crate) fn evaluate(&self, scope: Scope<'_>) -> Result<Option<Value>, EvaluateError> {
        let dialect = self.dialect;
        if let [Part::Expression(Expression::Path(path))] = self.parts.as_slice() {
            return walk(path, scope, dialect);
        }
        let mut joined = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => joined.push_str(text),
                Part::Expression(Expression::Path(path)) => {
                    match (walk(path, scope, dialect)?, dialect) {
                        (Some(value), Dialect::Steps) => join(&mut joined, &value),
                        (Some(value), Dialect::N8n) => loose::join(&mut joined, &value, spelled),
                        (None, _) => {}
                    }
                }
                Part::Expression(Expression::Script(source)) => {
                    return Err(EvaluateError::new(format!("`{source}` was not evaluated")));
                }
            }
        }
        Ok(Some(Value::String(joined)))
    }
}

impl Part {
    fn of_n8n(chunk: Chunk) -> Self {
        match chunk {
            Chunk::Text(text) => Self::Text(text),
            Chunk::Code(code) => Self::Expression(Expression::new(&code, Dialect::N8n)),
        }
    }
}

/// Adds a value to a text as the evaluator does: null leaves no trace, numbers are spelled as
/// JavaScript spells them, lists and objects as JSON.
fn join(joined: &mut String, value: &Value) {
    match value {
        Value::String(text) => joined.push_str(text),
        Value::Null => {}
        Value::Number(number) => joined.push_str(&spelled(number)),
        other => joined.push_str(&as_json(other)),
    }
}

fn spelled(number: &serde_json::Number) -> String {
    match number.as_f64() {
        // Whole numbers keep their digits, also beyond what JavaScript can hold.
        Some(float) if number.is_f64() => ryu_js::Buffer::new().format(float).to_owned(),
        _ => number.to_string(),
    }
}

fn as_json(value: &Value) -> String {
    match value {
        Value::Number(number) => spelled(number),
        Value::Array(array) => {
            let elements: Vec<String> = array.iter().map(as_json).collect();
            format!("[{}]", elements.join(","))
        }
        Value::Object(object) => {
            let members: Vec<String> = object
                .iter()
                .map(|(name, member)| format!("{}:{}", Value::from(name.as_str()), as_json(member)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}

/// Splits at the braces that close an expression. Where its own are not found, because it is no
/// JavaScript, the first two closing braces are.
fn split_at_close(text: &str) -> Option<(&str, &str)> {
    match braces::closing(text) {
        Some(end) => {
            let (source, behind) = text.split_at_checked(end)?;
            Some((source, behind.strip_prefix(CLOSE)?))
        }
        None => text.split_once(CLOSE),
    }
}

#[cfg(test)]
mod tests {
    use jackfield_item::Item;
    use serde_json::json;

    use super::*;

    fn evaluated(text: &str) -> Value {
        let json = json!({"n": 7, "f": 1e21, "s": "x", "o": {"a": 1.0}, "z": null});
        let item = Item::new(json.as_object().unwrap().clone());
        let scope = Scope {
            item: &item,
            index: 3,
            scripts: &[],
        };
        Template::parse(text, Dialect::Steps)
            .unwrap()
            .evaluate(scope)
            .unwrap()
            .unwrap()
    }

    #[test]
    fn one_expression_alone_keeps_its_type_and_others_are_joined() {
        for (text, expected) in [
            ("{{ $json.n }}", json!(7)),
            ("{{$json.o}}", json!({"a": 1.0})),
            ("{{ $json.z }}", json!(null)),
            ("{{ $itemIndex }}", json!(3)),
            (" {{ $json.n }}", json!(" 7")),
            ("v{{ $json.n }}-{{ $json.s }}!", json!("v7-x!")),
            ("<{{ $json.z }}>", json!("<>")),
            ("{{ $json.o }};", json!("{\"a\":1};")),
            ("{{ $json.f }};", json!("1e+21;")),
            ("plain", json!("plain")),
            ("", json!("")),
            ("\\{{ $json.n }}", json!("{{ $json.n }}")),
            ("}} {", json!("}} {")),
        ] {
            assert_eq!(evaluated(text), expected, "{text}");
        }
    }

    #[test]
    fn an_expression_that_does_not_end_by_itself_ends_at_the_first_braces() {
        for (text, source, behind) in [
            ("{{ '}}' }}", " '}}' ", None),
            ("{{ it's }} {", " it's ", Some(" {")),
        ] {
            let template = Template::parse(text, Dialect::Steps).unwrap();
            let expression = Part::Expression(Expression::Script(source.to_owned()));
            let text = behind.map(|behind| Part::Text(behind.to_owned()));
            let expected: Vec<Part> = std::iter::once(expression).chain(text).collect();
            assert_eq!(template.parts, expected);
        }
    }

    #[test]
    fn a_template_that_is_not_closed_is_an_error() {
        let error = Template::parse("a {{ $json.n", Dialect::Steps).unwrap_err();
        assert_eq!(error.message, "`{{ $json.n` is not closed");
    }

    #[test]
    fn the_equals_sign_of_n8n_is_answered_with_a_hint() {
        let error = Template::parse("={{ $json.n }}", Dialect::Steps).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some("leave the `=` out"));
        assert!(Template::parse("=1", Dialect::Steps).is_ok());
    }
}
