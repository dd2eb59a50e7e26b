//! Text with expressions in it.

use serde_json::Value;

use crate::error::{EvaluateError, ParseError};
use crate::expression::{Expression, Scope};

const OPEN: &str = "{{";
const CLOSE: &str = "}}";

/// A compiled template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Expression(Expression),
}

impl Template {
    /// Compiles a text. `\{{` stands for two braces that open nothing.
    ///
    /// # Errors
    /// When braces are left open, or an expression is none.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
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
            let Some((source, behind)) = after.split_once(CLOSE) else {
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
            parts.push(Part::Expression(Expression::parse(source)?));
            rest = behind;
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        Ok(Self { parts })
    }

    /// The text itself, if there is no expression in it.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The value for an item: of the expression's own type if there is nothing else, else text.
    ///
    /// # Errors
    /// When an expression in it is undefined.
    pub fn evaluate(&self, scope: Scope<'_>) -> Result<Value, EvaluateError> {
        if let [Part::Expression(expression)] = self.parts.as_slice() {
            return expression.evaluate(scope);
        }
        let mut joined = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => joined.push_str(text),
                Part::Expression(expression) => match expression.evaluate(scope)? {
                    Value::String(text) => joined.push_str(&text),
                    // As in n8n: null leaves no trace in a text.
                    Value::Null => {}
                    other => joined.push_str(&other.to_string()),
                },
            }
        }
        Ok(Value::String(joined))
    }
}

#[cfg(test)]
mod tests {
    use jackfield_item::Item;
    use serde_json::json;

    use super::*;

    fn evaluated(text: &str) -> Value {
        let json = json!({"n": 7, "s": "x", "o": {"a": 1}, "z": null});
        let item = Item::new(json.as_object().unwrap().clone());
        let scope = Scope {
            item: &item,
            index: 3,
        };
        Template::parse(text).unwrap().evaluate(scope).unwrap()
    }

    #[test]
    fn one_expression_alone_keeps_its_type_and_others_are_joined() {
        for (text, expected) in [
            ("{{ $json.n }}", json!(7)),
            ("{{$json.o}}", json!({"a": 1})),
            ("{{ $json.z }}", json!(null)),
            ("{{ $itemIndex }}", json!(3)),
            (" {{ $json.n }}", json!(" 7")),
            ("v{{ $json.n }}-{{ $json.s }}!", json!("v7-x!")),
            ("<{{ $json.z }}>", json!("<>")),
            ("{{ $json.o }};", json!("{\"a\":1};")),
            ("plain", json!("plain")),
            ("", json!("")),
            ("\\{{ $json.n }}", json!("{{ $json.n }}")),
            ("}} {", json!("}} {")),
        ] {
            assert_eq!(evaluated(text), expected, "{text}");
        }
    }

    #[test]
    fn a_template_that_is_not_closed_is_an_error() {
        let error = Template::parse("a {{ $json.n").unwrap_err();
        assert_eq!(error.message, "`{{ $json.n` is not closed");
    }
}
