//! If and Filter: items that meet conditions, and those that do not.

use jackfield_descriptor::Fault;
use serde_json::Value;

use super::conditions::{Manner, Surroundings};
use super::read::Parameters;
use super::visit::{Deed, Visit};
use super::visiting::from_one;
use super::{conditions, old_conditions};

/// If: those that meet the conditions leave by the first output, the others by the second one,
/// and so do those with which it fails.
pub(super) fn r#if(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let version = visit.version;
    let mut surroundings = Surroundings::of(&visit.moment.zone);
    let ports = vec![Vec::new(), Vec::new()];
    let ports = visit.each(ports, 1, |number, item, parameters, ports| {
        let holds = holds(
            version,
            "combineOperation",
            "any",
            &parameters,
            &mut surroundings,
        )?;
        if let Some(port) = ports.get_mut(usize::from(!holds)) {
            port.push(from_one(item.clone(), number));
        }
        Ok(())
    })?;
    Ok(Deed::Done(ports))
}

/// Filter: those that meet the conditions go on. One with which it fails is given at a second
/// output, to which nothing can be connected: it is discarded like the others.
pub(super) fn filter(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let version = visit.version;
    let mut surroundings = Surroundings::of(&visit.moment.zone);
    let ports = vec![Vec::new()];
    let ports = visit.each(ports, 1, |number, item, parameters, ports| {
        let holds = holds(
            version,
            "combineConditions",
            "OR",
            &parameters,
            &mut surroundings,
        )?;
        if holds && let Some(port) = ports.first_mut() {
            port.push(from_one(item.clone(), number));
        }
        Ok(())
    })?;
    Ok(Deed::Done(ports))
}

/// Whether the conditions of a node hold, whose first version says in `combines` with the word
/// `any` that one is enough.
fn holds(
    version: f64,
    combines: &str,
    any: &str,
    parameters: &Value,
    surroundings: &mut Surroundings,
) -> Result<bool, Fault> {
    let parameters = Parameters(parameters);
    let written = parameters.get("conditions");
    if version < 2.0 {
        let any = parameters.text(combines, "all") == any;
        return old_conditions::hold(written, any, surroundings);
    }
    let manner = Manner::of(parameters);
    conditions::hold(written.unwrap_or(&Value::Null), manner, surroundings)
}
