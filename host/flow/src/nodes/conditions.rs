//! Conditions of If, Filter and Switch: a left value, an operator, a right value.

use std::borrow::Cow;
use std::cmp::Ordering;

use jackfield_descriptor::Fault;
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::check::{Problem, wrong_choice};
use super::read::{Parameters, invalid, shown};
use super::regex::Compiled;
use super::{compare, convert, instant, js};

/// Every type of operator with its operations.
const OPERATIONS: [(&str, &[&str]); 8] = [
    (
        "string",
        &[
            "empty",
            "notEmpty",
            "equals",
            "notEquals",
            "contains",
            "notContains",
            "startsWith",
            "notStartsWith",
            "endsWith",
            "notEndsWith",
            "regex",
            "notRegex",
        ],
    ),
    (
        "number",
        &[
            "equals",
            "notEquals",
            "gt",
            "lt",
            "gte",
            "lte",
            "empty",
            "notEmpty",
        ],
    ),
    (
        "dateTime",
        &[
            "equals",
            "notEquals",
            "after",
            "before",
            "afterOrEquals",
            "beforeOrEquals",
            "empty",
            "notEmpty",
        ],
    ),
    (
        "boolean",
        &["true", "false", "equals", "notEquals", "empty", "notEmpty"],
    ),
    (
        "array",
        &[
            "contains",
            "notContains",
            "lengthEquals",
            "lengthNotEquals",
            "lengthGt",
            "lengthLt",
            "lengthGte",
            "lengthLte",
            "empty",
            "notEmpty",
        ],
    ),
    ("object", &["empty", "notEmpty"]),
    ("any", &[]),
    ("binary", &[]),
];

/// What every type can be asked for.
const FOR_ALL: [&str; 2] = ["exists", "notExists"];

/// How conditions are understood where they do not say it themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    pub(super) ignores_case: bool,
    pub(super) converts: bool,
}

impl Manner {
    /// What the node's own parameters say.
    pub(super) fn of(parameters: Parameters<'_>) -> Self {
        Self {
            ignores_case: parameters.flag("options.ignoreCase", false),
            converts: parameters.flag("looseTypeValidation", false)
                || parameters.flag("options.looseTypeValidation", false),
        }
    }
}

/// What conditions need besides themselves.
pub(super) struct Surroundings {
    pub(super) zone: TimeZone,
    pub(super) regexes: Compiled,
}

impl Surroundings {
    pub(super) fn of(zone: &str) -> Self {
        Self {
            zone: instant::zone(zone),
            regexes: Compiled::default(),
        }
    }
}

/// Whether conditions hold: all of them, or one with the combinator `or`.
///
/// # Errors
/// When a value is of another type than its operator, and is not to be converted or cannot be.
pub(super) fn hold(
    conditions: &Value,
    manner: Manner,
    surroundings: &mut Surroundings,
) -> Result<bool, Fault> {
    let conditions = Parameters(conditions);
    let ignores_case = match conditions.get("options.caseSensitive") {
        Some(sensitive) => !js::is_true(sensitive),
        None => manner.ignores_case,
    };
    let converts = match conditions.get("options.typeValidation") {
        Some(validation) => validation == "loose",
        None => manner.converts,
    };
    let version = conditions.get("options.version").map_or(1.0, js::number);
    let list = conditions.list("conditions");
    let is_or = conditions.text("combinator", "and") == "or";
    for (index, condition) in list.iter().enumerate() {
        let condition = Condition {
            parts: Parameters(condition),
            ignores_case,
            converts,
            version,
        };
        let holds = condition.holds(surroundings).map_err(|mut fault| {
            if list.len() > 1 {
                fault.message = format!("condition {index}: {}", fault.message);
            }
            fault
        })?;
        if holds == is_or {
            return Ok(is_or);
        }
    }
    Ok(!is_or)
}

struct Condition<'a> {
    parts: Parameters<'a>,
    ignores_case: bool,
    converts: bool,
    version: f64,
}

/// A value of the operator's type.
enum Typed<'a> {
    Plain(Cow<'a, Value>),
    Instant(Option<Zoned>),
}

const NULL: &Value = &Value::Null;

impl<'a> Condition<'a> {
    fn holds(&self, surroundings: &mut Surroundings) -> Result<bool, Fault> {
        let kind = self.parts.text("operator.type", "string");
        let operation = self.parts.text("operator.operation", "equals");
        let (kind, operation) = (kind.as_ref(), operation.as_ref());
        let is_single = self.parts.flag("operator.singleValue", false)
            || matches!(
                operation,
                "exists" | "notExists" | "empty" | "notEmpty" | "true" | "false"
            );
        let right_kind = match self.parts.get("operator.rightType").and_then(Value::as_str) {
            Some(kind) => kind,
            None if kind == "array" && operation.starts_with("length") => "number",
            None if kind == "array" => "any",
            None => kind,
        };
        let left = self.parts.get("leftValue").unwrap_or(NULL);
        let left = self.typed(left, kind, &surroundings.zone)?;
        let right = if is_single {
            Typed::Plain(Cow::Borrowed(NULL))
        } else {
            let right = self.parts.get("rightValue").unwrap_or(NULL);
            self.typed(right, right_kind, &surroundings.zone)?
        };
        let exists = match &left {
            Typed::Plain(value) => !value.is_null(),
            Typed::Instant(instant) => instant.is_some(),
        };
        match operation {
            "exists" => return Ok(exists),
            "notExists" => return Ok(!exists),
            _ => {}
        }
        match (left, right) {
            (Typed::Instant(left), right) => {
                let right = match right {
                    Typed::Instant(right) => right,
                    Typed::Plain(_) => None,
                };
                Ok(instants(operation, left.as_ref(), right.as_ref()))
            }
            (Typed::Plain(left), Typed::Plain(right)) => match kind {
                "string" => self.texts(operation, &left, &right, surroundings),
                "number" => Ok(numbers(operation, &left, &right)),
                "boolean" => Ok(booleans(operation, &left, &right)),
                "array" => Ok(self.arrays(operation, &left, &right)),
                "object" => Ok(objects(operation, &left)),
                _ => Ok(false),
            },
            (Typed::Plain(_), Typed::Instant(_)) => Ok(false),
        }
    }

    /// The value as one of the type; null stays what it is.
    fn typed(&self, value: &'a Value, kind: &str, zone: &TimeZone) -> Result<Typed<'a>, Fault> {
        if kind == "dateTime" {
            if value.is_null() || value == "" {
                return Ok(Typed::Instant(None));
            }
            return match convert::instant(value, zone) {
                Some(instant) => Ok(Typed::Instant(Some(instant))),
                None => Err(self.wrong(value, kind)),
            };
        }
        let is_empty = value == "" || value.as_array().is_some_and(Vec::is_empty);
        if value.is_null() || kind == "number" && self.version >= 3.0 && is_empty {
            return Ok(Typed::Plain(Cow::Borrowed(NULL)));
        }
        let is_right = match kind {
            "string" => value.is_string(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => true,
        };
        if is_right {
            return Ok(Typed::Plain(Cow::Borrowed(value)));
        }
        if !self.converts {
            return Err(self.wrong(value, kind));
        }
        let converted = match kind {
            "string" => Some(Cow::Owned(Value::String(convert::text(value).into_owned()))),
            "number" => convert::number(value).map(Cow::Owned),
            "boolean" => {
                let said = convert::boolean(value).filter(|_| self.version >= 2.0);
                Some(Cow::Owned(Value::Bool(said.unwrap_or(js::is_true(value)))))
            }
            "array" => convert::array(value),
            _ => convert::object(value),
        };
        converted
            .map(Typed::Plain)
            .ok_or_else(|| self.wrong(value, kind))
    }

    fn wrong(&self, value: &Value, kind: &str) -> Fault {
        let article = if matches!(kind, "array" | "object") {
            "an"
        } else {
            "a"
        };
        if self.converts || kind == "dateTime" {
            return invalid(format!(
                "{} cannot be converted to {article} {kind}",
                shown(value)
            ));
        }
        let is = js::kind(value);
        let its = if matches!(is, "array" | "object") {
            "an"
        } else {
            "a"
        };
        invalid(format!(
            "wrong type: {} is {its} {is}, and the condition expects {article} {kind}",
            shown(value)
        ))
        .hint("turn on \u{201c}Convert types where required\u{201d} (`\"looseTypeValidation\": true`, and `\"typeValidation\": \"loose\"` among the options of the conditions), or compare as another type")
    }

    fn texts(
        &self,
        operation: &str,
        left: &Value,
        right: &Value,
        surroundings: &mut Surroundings,
    ) -> Result<bool, Fault> {
        let left = left.as_str().unwrap_or_default();
        let right = right.as_str().unwrap_or_default();
        let is_pattern = matches!(operation, "regex" | "notRegex");
        let (left, right) = if self.ignores_case {
            let right = if is_pattern {
                Cow::Borrowed(right)
            } else {
                Cow::Owned(right.to_lowercase())
            };
            (Cow::Owned(left.to_lowercase()), right)
        } else {
            (Cow::Borrowed(left), Cow::Borrowed(right))
        };
        let (left, right) = (left.as_ref(), right.as_ref());
        Ok(match operation {
            "empty" => left.is_empty(),
            "notEmpty" => !left.is_empty(),
            "equals" => left == right,
            "notEquals" => left != right,
            "contains" => left.contains(right),
            "notContains" => !left.contains(right),
            "startsWith" => left.starts_with(right),
            "notStartsWith" => !left.starts_with(right),
            "endsWith" => left.ends_with(right),
            "notEndsWith" => !left.ends_with(right),
            "regex" => surroundings.regexes.occurs(right, left)?,
            "notRegex" => !surroundings.regexes.occurs(right, left)?,
            _ => false,
        })
    }

    fn arrays(&self, operation: &str, left: &Value, right: &Value) -> bool {
        let elements = left.as_array().map_or(&[][..], Vec::as_slice);
        let contains = || {
            elements.iter().any(|element| match (element, right) {
                (Value::String(element), Value::String(wanted)) if self.ignores_case => {
                    element.to_lowercase() == wanted.to_lowercase()
                }
                _ => compare::identical(element, right),
            })
        };
        #[expect(clippy::cast_precision_loss, reason = "no list is so long")]
        let length = elements.len() as f64;
        let wanted = js::number(right);
        match operation {
            "contains" => contains(),
            "notContains" => !contains(),
            "lengthEquals" => is_same(length, wanted),
            "lengthNotEquals" => !is_same(length, wanted),
            "lengthGt" => length > wanted,
            "lengthLt" => length < wanted,
            "lengthGte" => length >= wanted,
            "lengthLte" => length <= wanted,
            "empty" => elements.is_empty(),
            "notEmpty" => !elements.is_empty(),
            _ => false,
        }
    }
}

fn is_same(left: f64, right: f64) -> bool {
    left.partial_cmp(&right) == Some(Ordering::Equal)
}

fn numbers(operation: &str, left: &Value, right: &Value) -> bool {
    let order = js::number(left).partial_cmp(&js::number(right));
    match operation {
        "equals" => compare::identical(left, right),
        "notEquals" => !compare::identical(left, right),
        "gt" => order == Some(Ordering::Greater),
        "lt" => order == Some(Ordering::Less),
        "gte" => order.is_some_and(Ordering::is_ge),
        "lte" => order.is_some_and(Ordering::is_le),
        "empty" => left.is_null(),
        "notEmpty" => !left.is_null(),
        _ => false,
    }
}

fn booleans(operation: &str, left: &Value, right: &Value) -> bool {
    match operation {
        "true" => js::is_true(left),
        "false" => !js::is_true(left),
        "equals" => compare::identical(left, right),
        "notEquals" => !compare::identical(left, right),
        "empty" => left.is_null(),
        "notEmpty" => !left.is_null(),
        _ => false,
    }
}

fn objects(operation: &str, left: &Value) -> bool {
    let is_empty = left.as_object().is_none_or(serde_json::Map::is_empty);
    match operation {
        "empty" => is_empty,
        "notEmpty" => !is_empty,
        _ => false,
    }
}

fn instants(operation: &str, left: Option<&Zoned>, right: Option<&Zoned>) -> bool {
    match operation {
        "empty" => return left.is_none(),
        "notEmpty" => return left.is_some(),
        _ => {}
    }
    let (Some(left), Some(right)) = (left, right) else {
        return false;
    };
    let order = left.timestamp().cmp(&right.timestamp());
    match operation {
        "equals" => order.is_eq(),
        "notEquals" => order.is_ne(),
        "after" => order.is_gt(),
        "before" => order.is_lt(),
        "afterOrEquals" => order.is_ge(),
        "beforeOrEquals" => order.is_le(),
        _ => false,
    }
}

/// What is written out in conditions and cannot work.
pub(super) fn check(way: &[&str], conditions: Option<&Value>) -> Vec<Problem> {
    let Some(conditions) = conditions else {
        return Vec::new();
    };
    let conditions = Parameters(conditions);
    let mut problems = Vec::new();
    if let Some(combinator) = conditions.get("combinator") {
        let way = [way, &["combinator"]].concat();
        problems.extend(wrong_choice(&way, combinator, &["and", "or"]));
    }
    for (index, condition) in conditions.list("conditions").iter().enumerate() {
        let index = index.to_string();
        let way = [way, &["conditions", &index, "operator"]].concat();
        let Some(operator) = condition.get("operator") else {
            continue;
        };
        let kind = operator.get("type").unwrap_or(NULL);
        let kinds: Vec<&str> = OPERATIONS.iter().map(|(kind, _)| *kind).collect();
        if let Some(problem) = wrong_choice(&[&way[..], &["type"]].concat(), kind, &kinds) {
            problems.push(problem);
            continue;
        }
        let Some((_, known)) = OPERATIONS.iter().find(|(known, _)| kind == *known) else {
            continue;
        };
        let operation = operator.get("operation").unwrap_or(NULL);
        let known = [known, &FOR_ALL[..]].concat();
        let way = [&way[..], &["operation"]].concat();
        problems.extend(wrong_choice(&way, operation, &known));
    }
    problems
}
