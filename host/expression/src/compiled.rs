//! A whole value of a workflow file, with templates anywhere in it.

use serde_json::{Map, Value};

use crate::error::{EvaluateError, ParseError};
use crate::expression::Scope;
use crate::template::Template;

/// A compiled value.
#[derive(Clone, Debug)]
pub enum Compiled {
    /// A value without templates.
    Constant(Value),
    /// A text with templates.
    Template(Template),
    /// A list with templates somewhere in it.
    List(Vec<Self>),
    /// An object with templates somewhere in it. Its keys are as they are.
    Object(Vec<(String, Self)>),
}

/// Something wrong at a place below a value: names and indices on the way to it, and what it is.
pub type Misplaced<E> = (Vec<String>, E);

impl Compiled {
    /// Compiles a value, and finds everything in it that is no template.
    ///
    /// # Errors
    /// Every template that cannot be compiled.
    pub fn compile(value: &Value) -> Result<Self, Vec<Misplaced<ParseError>>> {
        let mut errors = Vec::new();
        let compiled = compile(value, &mut Vec::new(), &mut errors);
        if errors.is_empty() {
            Ok(compiled)
        } else {
            Err(errors)
        }
    }

    /// The value for an item.
    ///
    /// # Errors
    /// The first expression that is undefined.
    pub fn evaluate(&self, scope: Scope<'_>) -> Result<Value, Misplaced<EvaluateError>> {
        let below = |name: String, (mut way, error): Misplaced<EvaluateError>| {
            way.insert(0, name);
            (way, error)
        };
        match self {
            Self::Constant(value) => Ok(value.clone()),
            Self::Template(template) => template
                .evaluate(scope)
                .map_err(|error| (Vec::new(), error)),
            Self::List(list) => list
                .iter()
                .enumerate()
                .map(|(index, element)| {
                    element
                        .evaluate(scope)
                        .map_err(|error| below(index.to_string(), error))
                })
                .collect(),
            Self::Object(members) => members
                .iter()
                .map(|(name, member)| {
                    let value = member
                        .evaluate(scope)
                        .map_err(|error| below(name.clone(), error))?;
                    Ok((name.clone(), value))
                })
                .collect::<Result<Map<_, _>, _>>()
                .map(Value::Object),
        }
    }
}

fn compile(
    value: &Value,
    way: &mut Vec<String>,
    errors: &mut Vec<Misplaced<ParseError>>,
) -> Compiled {
    let mut below = |name: String, value: &Value, errors: &mut _| {
        way.push(name);
        let compiled = compile(value, way, errors);
        way.pop();
        compiled
    };
    match value {
        Value::String(text) => match Template::parse(text) {
            Ok(template) => match template.as_text() {
                Some(text) => Compiled::Constant(Value::String(text.to_owned())),
                None => Compiled::Template(template),
            },
            Err(error) => {
                errors.push((way.clone(), error));
                Compiled::Constant(Value::Null)
            }
        },
        Value::Array(array) => {
            let list: Vec<Compiled> = array
                .iter()
                .enumerate()
                .map(|(index, element)| below(index.to_string(), element, errors))
                .collect();
            constant_or(
                list.iter(),
                || Compiled::List(list.clone()),
                |values| Value::Array(values.collect()),
            )
        }
        Value::Object(object) => {
            let members: Vec<(String, Compiled)> = object
                .iter()
                .map(|(name, member)| (name.clone(), below(name.clone(), member, errors)))
                .collect();
            let names = object.keys().cloned();
            constant_or(
                members.iter().map(|(_, member)| member),
                || Compiled::Object(members.clone()),
                |values| Value::Object(names.zip(values).collect()),
            )
        }
        other => Compiled::Constant(other.clone()),
    }
}

/// A container of constants is a constant.
fn constant_or<'a>(
    parts: impl Iterator<Item = &'a Compiled>,
    otherwise: impl FnOnce() -> Compiled,
    whole: impl FnOnce(std::vec::IntoIter<Value>) -> Value,
) -> Compiled {
    let constants: Option<Vec<Value>> = parts
        .map(|part| match part {
            Compiled::Constant(value) => Some(value.clone()),
            _ => None,
        })
        .collect();
    match constants {
        Some(values) => Compiled::Constant(whole(values.into_iter())),
        None => otherwise(),
    }
}
