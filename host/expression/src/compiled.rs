//! A whole value of a workflow file, with templates anywhere in it.

use serde_json::{Map, Value};

use crate::dialect::Dialect;
use crate::error::{EvaluateError, ParseError};
use crate::expression::Scope;
use crate::named::written_names;
use crate::template::Template;

/// A compiled value.
#[derive(Clone, Debug)]
pub enum Compiled {
    /// A value without templates.
    Constant(Value),
    /// A text of paths, evaluated here.
    Native(Native),
    /// A text that the evaluator computes.
    Script {
        /// The number of its script.
        number: usize,
        /// Whether it is one expression and nothing else.
        is_whole: bool,
    },
    /// A list with templates somewhere in it.
    List(Vec<Self>),
    /// An object with templates somewhere in it. Its keys are as they are.
    Object(Vec<(String, Self)>),
}

/// A template that needs no evaluator.
#[derive(Clone, Debug)]
pub struct Native(Template);

/// A template for the evaluator, and where it stands: names and indices on the way to it.
#[derive(Clone, Debug)]
pub struct Script {
    /// The way.
    pub way: Vec<String>,
    /// What the evaluator is given.
    pub(crate) template: String,
    /// Whether its expressions are some beyond doubt.
    pub(crate) is_simple: bool,
}

/// Something wrong at a place below a value: names and indices on the way to it, and what it is.
pub type Misplaced<E> = (Vec<String>, E);

impl Script {
    /// The names of the steps or nodes that it looks at by `$('Name')`, `$node["Name"]` or
    /// `$items("Name")`, as far as they are written out.
    #[must_use]
    pub fn steps(&self) -> Vec<String> {
        let template: Value = serde_json::from_str(&self.template).unwrap_or_default();
        let parts = template.get("n8n").unwrap_or(&template).as_array();
        let code = parts
            .into_iter()
            .flatten()
            .filter_map(|part| part.get("code")?.as_str());
        code.flat_map(written_names).collect()
    }
}

impl Compiled {
    /// Compiles a value, adds what is for the evaluator to `scripts`, and finds everything in it
    /// that is no template. An expression that is none is found by the evaluator.
    ///
    /// # Errors
    /// Every text that is no template.
    pub fn compile(
        value: &Value,
        dialect: Dialect,
        scripts: &mut Vec<Script>,
    ) -> Result<Self, Vec<Misplaced<ParseError>>> {
        let mut compiler = Compiler {
            dialect,
            way: Vec::new(),
            scripts,
            errors: Vec::new(),
        };
        let compiled = compiler.compile(value);
        if compiler.errors.is_empty() {
            Ok(compiled)
        } else {
            Err(compiler.errors)
        }
    }

    /// Whether this is text for every item, whatever its expressions give.
    #[must_use]
    pub fn is_always_text(&self) -> bool {
        match self {
            Self::Constant(value) => value.is_string(),
            Self::Native(Native(template)) => !template.is_whole(),
            Self::Script { is_whole, .. } => !is_whole,
            Self::List(_) | Self::Object(_) => false,
        }
    }

    /// The value for an item; none if it is undefined, which it can be in exports only. What is
    /// undefined within it is left out of an object, and null in a list.
    ///
    /// # Errors
    /// The first expression that has no value.
    pub fn evaluate(&self, scope: Scope<'_>) -> Result<Option<Value>, Misplaced<EvaluateError>> {
        let below = |name: String, (mut way, error): Misplaced<EvaluateError>| {
            way.insert(0, name);
            (way, error)
        };
        match self {
            Self::Constant(value) => Ok(Some(value.clone())),
            Self::Native(Native(template)) => template
                .evaluate(scope)
                .map_err(|error| (Vec::new(), error)),
            Self::Script { number, .. } => scope.scripts.get(*number).cloned().ok_or_else(|| {
                let error = EvaluateError::new("it was not evaluated");
                (Vec::new(), error)
            }),
            Self::List(list) => list
                .iter()
                .enumerate()
                .map(|(index, element)| {
                    let value = element
                        .evaluate(scope)
                        .map_err(|error| below(index.to_string(), error))?;
                    Ok(value.unwrap_or_default())
                })
                .collect::<Result<_, _>>()
                .map(Some),
            Self::Object(members) => {
                let mut object = Map::new();
                for (name, member) in members {
                    let value = member
                        .evaluate(scope)
                        .map_err(|error| below(name.clone(), error))?;
                    if let Some(value) = value {
                        object.insert(name.clone(), value);
                    }
                }
                Ok(Some(Value::Object(object)))
            }
        }
    }
}

struct Compiler<'a> {
    dialect: Dialect,
    way: Vec<String>,
    scripts: &'a mut Vec<Script>,
    errors: Vec<Misplaced<ParseError>>,
}

impl Compiler<'_> {
    fn compile(&mut self, value: &Value) -> Compiled {
        match value {
            Value::String(text) => self.compile_text(text),
            Value::Array(array) => {
                let list: Vec<Compiled> = array
                    .iter()
                    .enumerate()
                    .map(|(index, element)| self.below(index.to_string(), element))
                    .collect();
                if list.iter().all(Compiled::is_constant) {
                    // Texts may have lost a backslash, so not simply the value.
                    Compiled::Constant(list.into_iter().filter_map(Compiled::constant).collect())
                } else {
                    Compiled::List(list)
                }
            }
            Value::Object(object) => {
                let members: Vec<(String, Compiled)> = object
                    .iter()
                    .map(|(name, member)| (name.clone(), self.below(name.clone(), member)))
                    .collect();
                if members.iter().all(|(_, member)| member.is_constant()) {
                    let members = members
                        .into_iter()
                        .filter_map(|(name, member)| Some((name, member.constant()?)));
                    Compiled::Constant(Value::Object(members.collect()))
                } else {
                    Compiled::Object(members)
                }
            }
            other => Compiled::Constant(other.clone()),
        }
    }

    fn below(&mut self, name: String, value: &Value) -> Compiled {
        self.way.push(name);
        let compiled = self.compile(value);
        self.way.pop();
        compiled
    }

    fn compile_text(&mut self, text: &str) -> Compiled {
        let template = match Template::parse(text, self.dialect) {
            Ok(template) => template,
            Err(error) => {
                self.errors.push((self.way.clone(), error));
                return Compiled::Constant(Value::Null);
            }
        };
        if let Some(text) = template.as_text() {
            return Compiled::Constant(Value::String(text.to_owned()));
        }
        match template.as_script() {
            Some(script) => {
                self.scripts.push(Script {
                    way: self.way.clone(),
                    template: script,
                    is_simple: template.is_simple(),
                });
                Compiled::Script {
                    number: self.scripts.len() - 1,
                    is_whole: template.is_whole(),
                }
            }
            None => Compiled::Native(Native(template)),
        }
    }
}

impl Compiled {
    fn is_constant(&self) -> bool {
        matches!(self, Self::Constant(_))
    }

    fn constant(self) -> Option<Value> {
        match self {
            Self::Constant(value) => Some(value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_either_dialect_name_the_steps_that_they_look_at() {
        for (text, dialect) in [
            ("{{ $('A').first().json.x }} {{ $json.n }}", Dialect::Steps),
            ("={{ $('A').first().json.x }} {{ $json.n }}", Dialect::N8n),
        ] {
            let mut scripts = Vec::new();
            Compiled::compile(&Value::from(text), dialect, &mut scripts).unwrap();
            assert_eq!(scripts[0].steps(), ["A"], "{text}");
        }
    }
}
