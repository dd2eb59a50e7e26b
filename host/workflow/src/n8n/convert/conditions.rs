//! The conditions of If and Filter (from version 2 on) as one expression.

use std::collections::BTreeSet;

use serde_json::Value;

use super::expression::operand;

/// A filter's value as JavaScript, or why it is none.
pub(super) fn condition(
    filter: Option<&Value>,
    looks_at: &mut BTreeSet<String>,
) -> Result<String, String> {
    let text = |pointer: &str| filter?.pointer(pointer)?.as_str();
    let sensitive = filter.and_then(|filter| filter.pointer("/options/caseSensitive"));
    if sensitive == Some(&Value::Bool(false)) {
        return Err("compares without regard to case".to_owned());
    }
    let conditions = filter.and_then(|filter| filter.get("conditions")?.as_array());
    let conditions = conditions.ok_or("has no conditions")?;
    let terms = conditions
        .iter()
        .map(|condition| one(condition, looks_at))
        .collect::<Result<Vec<String>, String>>()?;
    let sign = if text("/combinator") == Some("or") {
        " || "
    } else {
        " && "
    };
    match terms.as_slice() {
        [] => Ok("true".to_owned()),
        [only] => Ok(only.clone()),
        _ => Ok(terms
            .iter()
            .map(|term| format!("({term})"))
            .collect::<Vec<_>>()
            .join(sign)),
    }
}

fn one(condition: &Value, looks_at: &mut BTreeSet<String>) -> Result<String, String> {
    let text = |pointer: &str| condition.pointer(pointer).and_then(Value::as_str);
    let kind = text("/operator/type").unwrap_or_default();
    let operation = text("/operator/operation").unwrap_or_default();
    let null = Value::Null;
    let mut side = |name: &str| operand(condition.get(name).unwrap_or(&null), looks_at);
    let left = simple(side("leftValue")?);
    let right = simple(match (kind, condition.get("rightValue")) {
        // Numbers are written as text where somebody typed them.
        ("number", Some(Value::String(number))) if number.trim().parse::<f64>().is_ok() => {
            number.trim().to_owned()
        }
        _ => side("rightValue")?,
    });
    let on = |method: &str| format!("{left}.{method}({right})");
    let compared = |sign: &str| format!("{left} {sign} {right}");
    Ok(match (kind, operation) {
        (_, "exists") => format!("({left} ?? null) !== null"),
        (_, "notExists") => format!("({left} ?? null) === null"),
        ("string" | "number" | "boolean", "equals") => compared("==="),
        ("string" | "number" | "boolean", "notEquals") => compared("!=="),
        ("string", "contains") => on("includes"),
        ("string", "notContains") => format!("!{}", on("includes")),
        ("string", "startsWith") => on("startsWith"),
        ("string", "notStartsWith") => format!("!{}", on("startsWith")),
        ("string", "endsWith") => on("endsWith"),
        ("string", "notEndsWith") => format!("!{}", on("endsWith")),
        ("string", "empty") => format!("({left} ?? '') === ''"),
        ("string", "notEmpty") => format!("({left} ?? '') !== ''"),
        ("array", "contains") => on("includes"),
        ("array", "notContains") => format!("!{}", on("includes")),
        ("array", "empty") => format!("({left} ?? []).length === 0"),
        ("array", "notEmpty") => format!("({left} ?? []).length > 0"),
        ("array", "lengthEquals") => format!("{left}.length === {right}"),
        ("array", "lengthNotEquals") => format!("{left}.length !== {right}"),
        ("array", "lengthGt") => format!("{left}.length > {right}"),
        ("array", "lengthLt") => format!("{left}.length < {right}"),
        ("array", "lengthGte") => format!("{left}.length >= {right}"),
        ("array", "lengthLte") => format!("{left}.length <= {right}"),
        ("object", "empty") => format!("Object.keys({left} ?? {{}}).length === 0"),
        ("object", "notEmpty") => format!("Object.keys({left} ?? {{}}).length > 0"),
        ("number", "gt") => compared(">"),
        ("number", "lt") => compared("<"),
        ("number", "gte") => compared(">="),
        ("number", "lte") => compared("<="),
        ("boolean", "true") => format!("{left} === true"),
        ("boolean", "false") => format!("{left} === false"),
        _ => return Err(format!("compares by `{operation}` of the type `{kind}`")),
    })
}

/// An operand in brackets, unless it is one thing.
fn simple(operand: String) -> String {
    let is_path = operand
        .chars()
        .all(|c| c.is_alphanumeric() || "$_.[]\"'()".contains(c));
    if is_path || operand.starts_with('"') {
        operand
    } else {
        format!("({operand})")
    }
}
