//! Values held against a JSON Schema, with findings that a person can act on.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Part, Violation};
use crate::pointer::Pointer;

/// The schema of an operation's parameters, ready for use.
#[derive(Debug)]
pub struct ParameterSchema {
    schema: Value,
    validator: Validator,
    noun: &'static str,
}

/// What opens a template. A text with it in it can become anything.
const TEMPLATE: &str = "{{";
/// What an expression in an export begins with.
const EXPRESSION: char = '=';

/// What is written in a value and is no value yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// Nothing.
    Values,
    /// Text with templates in it.
    Templates,
    /// n8n's expressions. Beside the parameters of an export stand others that are left over from
    /// before.
    Export,
}

impl ParameterSchema {
    /// Prepares a schema (draft 2020-12 unless it says otherwise). `noun` is what its properties
    /// are called in messages, such as `parameter`.
    ///
    /// # Errors
    /// When it is no schema, as a sentence.
    pub fn new(schema: &Value, noun: &'static str) -> Result<Self, String> {
        let validator = jsonschema::validator_for(schema).map_err(|error| error.to_string())?;
        Ok(Self {
            schema: schema.clone(),
            validator,
            noun,
        })
    }

    /// Everything that is wrong with a value, with pointers relative to it. With `templates`,
    /// text that contains a template is taken for whatever is wanted there.
    #[must_use]
    pub fn violations(&self, value: &Value, templates: bool) -> Vec<Violation> {
        let written = if templates {
            Written::Templates
        } else {
            Written::Values
        };
        self.all(value, written)
    }

    /// Everything that is wrong with the parameters of an export's node, as they are written:
    /// expressions are taken for whatever is wanted there, and parameters that are not known are
    /// left over from before.
    #[must_use]
    pub fn violations_in_export(&self, value: &Value) -> Vec<Violation> {
        self.all(value, Written::Export)
    }

    fn all(&self, value: &Value, written: Written) -> Vec<Violation> {
        self.validator
            .iter_errors(value)
            .filter(|error| !is_open(error.instance(), written))
            .flat_map(|error| self.explain(&error, written))
            .collect()
    }

    fn explain(&self, error: &ValidationError<'_>, written: Written) -> Vec<Violation> {
        let pointer = Pointer::from_text(error.instance_path().as_str());
        let noun = self.noun;
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { .. } if written == Written::Export => {
                Vec::new()
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let known = self.properties_beside(error);
                unexpected
                    .iter()
                    .map(|name| {
                        Violation::new(pointer.join(name), format!("unknown {noun} `{name}`"))
                            .at_key()
                            .offer(name, known.iter().map(String::as_str))
                    })
                    .collect()
            }
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                let message = format!("the {noun} `{name}` is missing");
                vec![self.explain_missing(error, Violation::new(pointer, message), &[name])]
            }
            ValidationErrorKind::Type { kind } => vec![Violation::new(
                pointer.clone(),
                format!(
                    "{} must be {}, and is {}",
                    called(&pointer),
                    expected(kind),
                    described(error.instance())
                ),
            )],
            ValidationErrorKind::Enum { options } => {
                let options: Vec<&str> = options
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect();
                vec![one_of(error, options)]
            }
            ValidationErrorKind::Constant { expected_value } => {
                let message = format!("{} can only be {expected_value}", called(&pointer));
                let only = Violation::new(pointer, message);
                vec![match self.about(error) {
                    Some(why) => only.hint(why),
                    None => only,
                }]
            }
            ValidationErrorKind::AnyOf { context }
            | ValidationErrorKind::OneOfNotValid { context } => {
                self.explain_alternatives(error, context, written)
            }
            ValidationErrorKind::OneOfMultipleValid { .. } => {
                vec![self.explain_too_many(error, pointer)]
            }
            ValidationErrorKind::MinItems { limit } | ValidationErrorKind::MinLength { limit }
                if *limit == 1 =>
            {
                vec![Violation::new(
                    pointer.clone(),
                    format!("{} must not be empty", called(&pointer)),
                )]
            }
            ValidationErrorKind::Minimum { limit } => vec![Violation::new(
                pointer.clone(),
                format!(
                    "{} must be at least {limit}, and is {}",
                    called(&pointer),
                    error.instance()
                ),
            )],
            ValidationErrorKind::Maximum { limit } => vec![Violation::new(
                pointer.clone(),
                format!(
                    "{} must be at most {limit}, and is {}",
                    called(&pointer),
                    error.instance()
                ),
            )],
            _ => vec![Violation::new(
                pointer.clone(),
                format!("{} is wrong: {error}", called(&pointer)),
            )],
        }
    }

    /// What is wrong with a value that can be of several kinds. When it is of none of them, all
    /// are named; else the kind that it comes closest to says it best.
    fn explain_alternatives(
        &self,
        error: &ValidationError<'_>,
        alternatives: &[Vec<ValidationError<'_>>],
        written: Written,
    ) -> Vec<Violation> {
        let here = error.instance_path().as_str();
        if let Some(names) = missing_names(alternatives, here) {
            let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("the {} {} is missing", self.noun, quoted.join(" or "));
            let missing = Violation::new(Pointer::from_text(here), message);
            return vec![self.explain_missing(error, missing, &names)];
        }
        let alternatives = leaves(alternatives, here);
        let (of_another_kind, of_its_kind): (Vec<_>, Vec<_>) = alternatives
            .into_iter()
            .partition(|errors| wanted_kind(errors, here).is_some());
        if of_its_kind.is_empty() {
            let mut kinds: Vec<String> = of_another_kind
                .iter()
                .filter_map(|errors| wanted_kind(errors, here))
                .filter(|kind| kind != "null")
                .collect();
            kinds.dedup();
            let pointer = Pointer::from_text(here);
            return vec![Violation::new(
                pointer.clone(),
                format!(
                    "{} must be {}, and is {}",
                    called(&pointer),
                    kinds.join(" or "),
                    described(error.instance())
                ),
            )];
        }
        let words: Option<Vec<&str>> = of_its_kind
            .iter()
            .map(|errors| wanted_word(errors, here))
            .collect();
        if let Some(words) = words {
            return vec![one_of(error, words)];
        }
        let depth = |errors: &&[ValidationError<'_>]| {
            let paths = errors.iter().map(|error| error.instance_path().as_str());
            paths.map(str::len).max()
        };
        let closest = of_its_kind.into_iter().max_by_key(depth);
        closest
            .into_iter()
            .flatten()
            .filter(|error| !is_open(error.instance(), written))
            .flat_map(|error| self.explain(error, written))
            .collect()
    }

    /// Adds what the schema says about members that are missing.
    fn explain_missing(
        &self,
        error: &ValidationError<'_>,
        missing: Violation,
        names: &[&str],
    ) -> Violation {
        let properties = self.beside(error);
        let about: Vec<String> = names
            .iter()
            .filter_map(|name| {
                let description = properties?.get(*name)?.get("description")?.as_str()?;
                let first = description.split(". ").next()?.trim_end_matches('.');
                Some(format!("`{name}`: {}", first.replace('\n', " ")))
            })
            .collect();
        if about.is_empty() {
            missing
        } else {
            missing.hint(about.join("; "))
        }
    }

    /// Several members of which there may be one.
    fn explain_too_many(&self, error: &ValidationError<'_>, pointer: Pointer) -> Violation {
        let names: Vec<String> = self
            .schema
            .pointer(error.schema_path().as_str())
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|alternative| alternative.pointer("/required/0")?.as_str())
            .filter(|name| error.instance().get(name).is_some())
            .map(|name| format!("`{name}`"))
            .collect();
        match names.as_slice() {
            [] | [_] => Violation::new(
                pointer.clone(),
                format!("{} is wrong: {error}", called(&pointer)),
            ),
            several => {
                let message = format!("{} cannot be given together", several.join(" and "));
                Violation::new(pointer, message).hint("give one of them")
            }
        }
    }

    /// The names of the properties that the schema allows where the error arose.
    fn properties_beside(&self, error: &ValidationError<'_>) -> Vec<String> {
        self.beside(error)
            .map(|properties| properties.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// What the schema says about the value that is wrong.
    fn about(&self, error: &ValidationError<'_>) -> Option<&str> {
        let path = error.schema_path().as_str();
        let (parent, _) = path.rsplit_once('/')?;
        self.schema.pointer(parent)?.get("description")?.as_str()
    }

    /// The properties in the schema where the error arose.
    fn beside(&self, error: &ValidationError<'_>) -> Option<&Map<String, Value>> {
        let path = error.schema_path().as_str();
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.schema.pointer(parent)?.get("properties")?.as_object()
    }
}

/// The names of members of which one has to be there, if that is what the alternatives are about.
fn missing_names<'a>(
    alternatives: &'a [Vec<ValidationError<'_>>],
    here: &str,
) -> Option<Vec<&'a str>> {
    let names = alternatives.iter().map(|errors| match errors.as_slice() {
        [only] if only.instance_path().as_str() == here => match only.kind() {
            ValidationErrorKind::Required { property } => property.as_str(),
            _ => None,
        },
        _ => None,
    });
    names.collect()
}

/// The alternatives, with those that are a choice themselves replaced by what they offer.
fn leaves<'a, 'b>(
    alternatives: &'a [Vec<ValidationError<'b>>],
    here: &str,
) -> Vec<&'a [ValidationError<'b>]> {
    let mut leaves = Vec::new();
    for errors in alternatives {
        match errors.as_slice() {
            [only] if only.instance_path().as_str() == here => match only.kind() {
                ValidationErrorKind::AnyOf { context } => {
                    leaves.extend(self::leaves(context, here));
                }
                _ => leaves.push(errors.as_slice()),
            },
            errors => leaves.push(errors),
        }
    }
    leaves
}

/// The kind of value that an alternative wants at a place, if it is another than the one there.
fn wanted_kind(errors: &[ValidationError<'_>], here: &str) -> Option<String> {
    errors
        .iter()
        .filter(|error| error.instance_path().as_str() == here)
        .find_map(|error| match error.kind() {
            ValidationErrorKind::Type { kind } => Some(expected(kind)),
            _ => None,
        })
}

/// The one text that an alternative takes at a place, if that is what it is about.
fn wanted_word<'a>(errors: &'a [ValidationError<'_>], here: &str) -> Option<&'a str> {
    match errors {
        [only] if only.instance_path().as_str() == here => match only.kind() {
            ValidationErrorKind::Constant { expected_value } => expected_value.as_str(),
            _ => None,
        },
        _ => None,
    }
}

/// A value that is none of a few words.
fn one_of(error: &ValidationError<'_>, words: Vec<&str>) -> Violation {
    let pointer = Pointer::from_text(error.instance_path().as_str());
    let word = error.instance().as_str().unwrap_or_default();
    Violation::new(
        pointer.clone(),
        format!("{} cannot be {}", called(&pointer), error.instance()),
    )
    .offer(word, words)
}

/// Whether a value can still become anything.
fn is_open(value: &Value, written: Written) -> bool {
    value.as_str().is_some_and(|text| match written {
        Written::Values => false,
        Written::Templates => text.contains(TEMPLATE),
        Written::Export => text.starts_with(EXPRESSION),
    })
}

fn called(pointer: &Pointer) -> String {
    match pointer.tokens().last() {
        Some(name) => format!("`{name}`"),
        None => "it".to_owned(),
    }
}

fn expected(kind: &TypeKind) -> String {
    let name = |name: &str| match name {
        "array" => "a list",
        "object" => "an object",
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        _ => "null",
    };
    match kind {
        TypeKind::Single(single) => name(single.as_str()).to_owned(),
        TypeKind::Multiple(set) => set
            .iter()
            .map(|single| name(single.as_str()))
            .filter(|name| *name != "null")
            .collect::<Vec<_>>()
            .join(" or "),
    }
}

/// What kind of value it is, in words.
pub(crate) fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(_) => "text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// Moves findings to where the value stands in a file.
pub(crate) fn placed(violations: Vec<Violation>, at: &Pointer) -> impl Iterator<Item = Diagnostic> {
    violations.into_iter().map(move |violation| Diagnostic {
        pointer: at.concat(&violation.pointer),
        part: match violation.part {
            // A missing member has no place of its own.
            Part::Value if violation.pointer.as_str().is_empty() => Part::Key,
            part => part,
        },
        ..violation
    })
}
