//! Switch: sends an item to the output of the rule that it meets.

use jackfield_descriptor::Fault;
use serde_json::{Map, Value};

use super::check::Problem;
use super::conditions::{self, Manner, Surroundings};
use super::kind::{count, text};
use super::read::{Parameters, invalid, shown};
use super::visit::{Deed, Visit};
use super::visiting::from_one;
use super::{js, old_conditions};

/// How many outputs the first version has.
const OLD_OUTPUTS: usize = 4;

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let version = visit.version;
    let mut surroundings = Surroundings::of(&visit.moment.zone);
    let mut ports = Vec::new();
    // How many outputs there are, the parameters of the first item say.
    if let Some(Ok(Value::Object(parameters))) = visit.parameters.first() {
        ports.resize_with(outputs(version, parameters), Vec::new);
    }
    let ports = visit.each(ports, 0, |number, item, parameters, ports| {
        let parameters = Parameters(&parameters);
        let targets = if parameters.text("mode", "rules") == "expression" {
            vec![number_of(parameters.get("output"), ports.len())?]
        } else if version < 3.0 {
            old_rules(version, parameters, ports.len(), &mut surroundings)?
        } else {
            rules(parameters, ports.len(), &mut surroundings)?
        };
        for target in targets {
            if let Some(port) = ports.get_mut(target) {
                port.push(from_one(item.clone(), number));
            }
        }
        Ok(())
    })?;
    Ok(Deed::Done(ports))
}

/// The output that a parameter says; the first one where it says none.
fn number_of(value: Option<&Value>, outputs: usize) -> Result<usize, Fault> {
    let Some(value) = value else { return Ok(0) };
    let number = js::number(value);
    let is_whole = number.fract() == 0.0 && (0.0..1e6).contains(&number);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole, small and not negative"
    )]
    let output = is_whole.then_some(number as usize);
    output.filter(|output| *output < outputs).ok_or_else(|| {
        let last = outputs.saturating_sub(1);
        invalid(format!(
            "there is no output {}; the outputs are numbered from 0 to {last}",
            shown(value)
        ))
    })
}

fn rules(
    parameters: Parameters<'_>,
    outputs: usize,
    surroundings: &mut Surroundings,
) -> Result<Vec<usize>, Fault> {
    let manner = Manner::of(parameters);
    let every = parameters.flag("options.allMatchingOutputs", false);
    let mut met = Vec::new();
    for (index, rule) in parameters.list("rules.values").iter().enumerate() {
        let written = rule.get("conditions").unwrap_or(&Value::Null);
        let holds = conditions::hold(written, manner, surroundings).map_err(|mut fault| {
            fault.message = format!("rule {index}: {}", fault.message);
            fault
        })?;
        if holds {
            met.push(index);
            if !every {
                break;
            }
        }
    }
    if met.is_empty() {
        met.extend(fallback(parameters.get("options.fallbackOutput"), outputs)?);
    }
    Ok(met)
}

/// Where an item goes that meets no rule.
fn fallback(written: Option<&Value>, outputs: usize) -> Result<Option<usize>, Fault> {
    match written {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text == "none" => Ok(None),
        Some(Value::String(text)) if text == "extra" => Ok(outputs.checked_sub(1)),
        // The first version says no output so.
        Some(value) if js::number(value) < 0.0 => Ok(None),
        Some(value) => number_of(Some(value), outputs).map(Some),
    }
}

fn old_rules(
    version: f64,
    parameters: Parameters<'_>,
    outputs: usize,
    surroundings: &mut Surroundings,
) -> Result<Vec<usize>, Fault> {
    let kind = parameters.text("dataType", "number");
    let value = parameters.get("value1");
    for (index, rule) in parameters.list("rules.rules").iter().enumerate() {
        let rule = Parameters(rule);
        let operation = rule.get("operation").and_then(Value::as_str);
        let holds =
            old_conditions::holds(&kind, operation, value, rule.get("value2"), surroundings)?;
        if holds {
            let target = if version < 2.0 {
                number_of(rule.get("output"), outputs)?
            } else {
                index
            };
            return Ok(vec![target]);
        }
    }
    let target = fallback(parameters.get("fallbackOutput"), outputs)?;
    Ok(target.into_iter().collect())
}

/// How many outputs a node has, by its parameters as they are written.
pub(super) fn outputs(version: f64, parameters: &Map<String, Value>) -> usize {
    let by_expression = text(parameters, "mode", "rules") == "expression";
    if version < 2.0 {
        return OLD_OUTPUTS;
    }
    let (list, number, fallback) = if version < 3.0 {
        ("rules", "outputsAmount", parameters.get("fallbackOutput"))
    } else {
        let options = parameters.get("options");
        let fallback = options.and_then(|options| options.get("fallbackOutput"));
        ("values", "numberOutputs", fallback)
    };
    if by_expression {
        return count(parameters, number, OLD_OUTPUTS);
    }
    let rules = parameters.get("rules").and_then(|rules| rules.get(list));
    let rules = rules.and_then(Value::as_array).map_or(0, Vec::len);
    let extra = fallback.and_then(Value::as_str) == Some("extra");
    rules + usize::from(extra)
}

/// What is written out and cannot work.
pub(super) fn check(version: f64, parameters: &Map<String, Value>) -> Vec<Problem> {
    let written = Value::Object(parameters.clone());
    let written = Parameters(&written);
    if version < 3.0 || text(parameters, "mode", "rules") != "rules" {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for (index, rule) in written.list("rules.values").iter().enumerate() {
        let index = index.to_string();
        let way = ["rules", "values", &index, "conditions"];
        problems.extend(conditions::check(&way, rule.get("conditions")));
    }
    let outputs = outputs(version, parameters);
    if let Some(value) = written.get("options.fallbackOutput")
        && !value.as_str().is_some_and(|text| text.starts_with('='))
        && let Err(fault) = fallback(Some(value), outputs)
    {
        let way = ["options", "fallbackOutput"];
        problems.push(Problem::new(
            &way,
            format!(
                "sends the rest to an output that it does not have: {}",
                fault.message
            ),
        ));
    }
    problems
}
