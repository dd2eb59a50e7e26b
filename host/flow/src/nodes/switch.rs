//! Switch: sends an item to the output of the rule that it meets.

use serde_json::{Map, Value};

use super::kind::{count, text};

/// How many outputs a node has, by its parameters as they are written.
pub(super) fn outputs(version: f64, parameters: &Map<String, Value>) -> usize {
    let by_expression = text(parameters, "mode", "rules") == "expression";
    if version < 2.0 {
        return 4;
    }
    let (list, number, fallback) = if version < 3.0 {
        ("rules", "outputsAmount", parameters.get("fallbackOutput"))
    } else {
        let options = parameters.get("options");
        let fallback = options.and_then(|options| options.get("fallbackOutput"));
        ("values", "numberOutputs", fallback)
    };
    if by_expression {
        return count(parameters, number, 4);
    }
    let rules = parameters.get("rules").and_then(|rules| rules.get(list));
    // n8n's editor begins with one rule, and a file says nothing of it.
    let rules = rules
        .and_then(Value::as_array)
        .map_or(usize::from(version >= 3.0), Vec::len);
    let extra = fallback.and_then(Value::as_str) == Some("extra");
    rules + usize::from(extra)
}
