//! Stop and Error: fails, with words of the workflow's own.

use jackfield_descriptor::Fault;
use serde_json::Value;

use super::js;
use super::read::{self, Parameters, invalid};
use super::visit::{Deed, Visit};

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let written = visit.once()?;
    let parameters = Parameters(&written);
    if parameters.text("errorType", "errorMessage") != "errorObject" {
        let message = parameters.text("errorMessage", "");
        return Err(invalid(if message.is_empty() {
            "the workflow stops here, and says no more"
        } else {
            message.as_ref()
        }));
    }
    let object = match parameters.get("errorObject") {
        Some(Value::String(text)) => read::json(text),
        other => other.cloned(),
    };
    let Some(object @ Value::Object(_)) = object else {
        return Err(invalid("the error object is no JSON object"));
    };
    let said = ["message", "error", "description"];
    let mut said = said.iter().filter_map(|name| object.get(*name)?.as_str());
    let message = said
        .next()
        .map_or_else(|| js::json(&object), ToOwned::to_owned);
    Err(invalid(message))
}
