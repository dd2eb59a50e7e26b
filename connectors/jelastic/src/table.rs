//! The public methods of the API and their parameters.
//!
//! The table is text that is searched as it is: read into maps it would be larger than the rest of
//! the connector together, and a call needs one line of it.

use jackfield_sdk::{Fault, FaultKind};
use serde_json::{Map, Value};

use crate::fields::Fields;

const TABLE: &str = include_str!("methods.txt");

/// How alike two names must be before one is offered for the other (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.75;

/// A method of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    parameters: &'static str,
}

/// A parameter of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parameter {
    name: &'static str,
    kind: Kind,
    is_required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Boolean,
    Json,
}

/// Every method: its service, such as `environment.control`, its name in lower case and its
/// parameters.
fn methods() -> impl Iterator<Item = (&'static str, &'static str, Entry)> {
    let mut service = "";
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(move |line| {
            let Some(method) = line.strip_prefix(' ') else {
                service = line;
                return None;
            };
            let (name, parameters) = method.split_once(' ').unwrap_or((method, ""));
            Some((service, name, Entry { parameters }))
        })
}

/// The method of this full name, which counts in any case.
pub(crate) fn find(method: &str) -> Result<Entry, Fault> {
    let wanted = method.to_ascii_lowercase();
    let known = wanted.rsplit_once('.').and_then(|(service, name)| {
        methods().find(|(known, candidate, _)| *known == service && *candidate == name)
    });
    if let Some((_, _, entry)) = known {
        return Ok(entry);
    }
    let fault = Fault::new(
        FaultKind::InvalidParameter,
        format!("the public API has no method `{method}`"),
    );
    let names = methods().map(|(service, name, _)| format!("{service}.{name}"));
    Err(match nearest(&wanted, names) {
        Some(name) => fault.hint(format!("did you mean `{name}`?")),
        None => fault.hint("a method is written as a token's list of methods has it, such as `environment.control.GetSumStat`; the API reference has all of them"),
    })
}

impl Entry {
    fn parameters(self) -> impl Iterator<Item = Parameter> {
        self.parameters.split_whitespace().map(|spelled| {
            let (name, kind) = spelled.split_once(':').unwrap_or((spelled, ""));
            Parameter {
                name: name.trim_end_matches('?'),
                is_required: !name.ends_with('?'),
                kind: match kind {
                    "i" => Kind::Integer,
                    "b" => Kind::Boolean,
                    "j" => Kind::Json,
                    _ => Kind::Text,
                },
            }
        })
    }

    /// The form fields for these parameters, each as the method wants it.
    pub(crate) fn fields(self, given: &Map<String, Value>) -> Result<Fields, Fault> {
        let mut fields = Fields::default();
        for (name, value) in given {
            let Some(parameter) = self.parameters().find(|known| known.name == name) else {
                return Err(self.unknown(name));
            };
            if !value.is_null() {
                fields = fields.text(parameter.name, parameter.text(value)?);
            }
        }
        let missing: Vec<String> = self
            .parameters()
            .filter(|known| known.is_required)
            .filter(|known| given.get(known.name).is_none_or(Value::is_null))
            .map(|known| format!("`{}`", known.name))
            .collect();
        if missing.is_empty() {
            return Ok(fields);
        }
        Err(Fault::new(
            FaultKind::InvalidParameter,
            format!("the method also needs {}", missing.join(", ")),
        )
        .hint("they go into `parameters`"))
    }

    fn unknown(self, name: &str) -> Fault {
        let fault = |words: &str| {
            Fault::new(
                FaultKind::InvalidParameter,
                format!("the method has no parameter `{name}`{words}"),
            )
        };
        if name.eq_ignore_ascii_case("session") {
            return fault(": the token is put there by the host");
        }
        let names: Vec<&str> = self.parameters().map(|known| known.name).collect();
        match nearest(name, names.iter()) {
            Some(name) => fault("").hint(format!("did you mean `{name}`?")),
            None if names.is_empty() => fault("").hint("it takes none"),
            None => fault("").hint(format!("it takes {}", names.join(", "))),
        }
    }
}

impl Parameter {
    fn text(self, value: &Value) -> Result<String, Fault> {
        let wanted = match (self.kind, value) {
            (Kind::Text | Kind::Json, Value::String(text)) => return Ok(text.clone()),
            // What is nested is JSON text inside a form field.
            (Kind::Text | Kind::Json, value) => return Ok(value.to_string()),
            (Kind::Integer, Value::Number(number)) if !number.is_f64() => {
                return Ok(number.to_string());
            }
            (Kind::Integer, Value::String(text)) if text.parse::<i64>().is_ok() => {
                return Ok(text.clone());
            }
            (Kind::Boolean, Value::Bool(truth)) => return Ok(truth.to_string()),
            (Kind::Boolean, Value::String(text)) if text == "true" || text == "false" => {
                return Ok(text.clone());
            }
            (Kind::Integer, _) => "a whole number",
            (Kind::Boolean, _) => "true or false",
        };
        Err(Fault::new(
            FaultKind::InvalidParameter,
            format!("`{}` has to be {wanted}, and is {value}", self.name),
        ))
    }
}

/// The candidate that is most like a word, if any is like it at all.
fn nearest<N: AsRef<str>>(word: &str, candidates: impl Iterator<Item = N>) -> Option<N> {
    let word = word.to_ascii_lowercase();
    candidates
        .map(|candidate| {
            let alike = strsim::jaro_winkler(&word, &candidate.as_ref().to_ascii_lowercase());
            (alike, candidate)
        })
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(method: &str, given: Value) -> Result<Vec<(String, String)>, Fault> {
        let Value::Object(given) = given else {
            panic!("no object");
        };
        let fields = find(method)?.fields(&given)?;
        Ok(fields
            .pairs()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect())
    }

    #[test]
    fn the_table_holds_every_public_method_once() {
        let mut names: Vec<String> = methods()
            .map(|(service, name, _)| format!("{service}.{name}"))
            .collect();
        assert_eq!(names.len(), 310);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 310);
        for (service, name, entry) in methods() {
            assert_eq!(service.split('.').count(), 2, "{service}");
            assert_eq!(name, name.to_ascii_lowercase());
            for parameter in entry.parameters() {
                let is_word = parameter
                    .name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_');
                assert!(
                    is_word && !parameter.name.is_empty(),
                    "{name}: {parameter:?}"
                );
            }
        }
    }

    #[test]
    fn every_method_that_an_operation_calls_is_in_the_table() {
        for line in include_str!("method.rs").split("Method(\"").skip(1) {
            let name = line.split('"').next().unwrap();
            assert!(find(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_slip_in_any_name_of_the_table_is_told_with_the_name() {
        for (service, name, entry) in methods() {
            let full = format!("{service}.{name}");
            let mut slip = full.clone();
            slip.insert(full.len() - 1, 'x');
            let hint = find(&slip).unwrap_err().hint.unwrap();
            assert!(hint.contains(&format!("`{full}`")), "{slip}: {hint}");
            for parameter in entry.parameters() {
                for slip in [
                    parameter.name.to_ascii_uppercase(),
                    format!("{}_", parameter.name),
                ] {
                    if entry.parameters().any(|known| known.name == slip) {
                        continue;
                    }
                    let hint = entry.unknown(&slip).hint.unwrap();
                    assert!(
                        hint.contains(&format!("`{}`", parameter.name)),
                        "{full}, {slip}: {hint}"
                    );
                }
            }
        }
    }

    #[test]
    fn parameters_are_spelled_as_the_method_wants_them() {
        let sent = fields(
            "environment.control.CreateEnvironment",
            json!({"env": {"shortdomain": "a"}, "nodes": "[]", "ownerUid": "7", "envGroups": null}),
        );
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            sent.unwrap(),
            [
                pair("env", r#"{"shortdomain":"a"}"#),
                pair("nodes", "[]"),
                pair("ownerUid", "7"),
            ]
        );
        let sent = fields("Environment.Control.GETENVS", json!({"lazy": true}));
        assert_eq!(sent.unwrap(), [pair("lazy", "true")]);
    }

    #[test]
    fn what_is_wrong_is_said_with_the_nearest_name() {
        for (method, given, message, hint) in [
            (
                "environment.control.getenvinf",
                json!({}),
                "no method",
                "`environment.control.getenvinfo`",
            ),
            (
                "enviroment.control.StopEnv",
                json!({}),
                "no method",
                "`environment.control.stopenv`",
            ),
            ("xyz", json!({}), "no method", "GetSumStat"),
            (
                "environment.control.StopEnv",
                json!({"envname": "a"}),
                "no parameter `envname`",
                "`envName`",
            ),
            (
                "environment.control.StopEnv",
                json!({"force": true}),
                "no parameter `force`",
                "it takes envName",
            ),
            (
                "users.account.GetUserInfo",
                json!({"force": true}),
                "no parameter `force`",
                "takes none",
            ),
            (
                "environment.control.StopEnv",
                json!({}),
                "also needs `envName`",
                "`parameters`",
            ),
            (
                "environment.control.StopEnv",
                json!({"envName": null}),
                "also needs `envName`",
                "",
            ),
            (
                "environment.control.GetEnvs",
                json!({"lazy": 1}),
                "true or false",
                "",
            ),
            (
                "environment.control.GetEnvs",
                json!({"ownerUid": 1.5}),
                "a whole number",
                "",
            ),
            (
                "environment.control.GetEnvs",
                json!({"ownerUid": "x"}),
                "a whole number",
                "",
            ),
            (
                "environment.control.GetEnvs",
                json!({"session": "x"}),
                "by the host",
                "",
            ),
        ] {
            let fault = fields(method, given).unwrap_err();
            assert_eq!(fault.kind, "invalid-parameter");
            assert!(
                fault.message.contains(message),
                "{method}: {}",
                fault.message
            );
            let said = fault.hint.unwrap_or_default();
            assert!(said.contains(hint), "{method}: {said}");
        }
    }
}
