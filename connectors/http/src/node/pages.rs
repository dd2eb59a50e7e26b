//! The option `pagination`.

use jackfield_sdk::Fault;
use serde_json::{Map, Value};

use crate::plan::{End, Pages, Place};
use crate::values::{flag_at, listed, number_at, object_at, text_at, wrong};

/// How many pages there are at most where that is limited and nobody says to how many.
const MOST: u64 = 100;

pub(super) fn read(options: &Map<String, Value>) -> Result<Option<Pages>, Fault> {
    let Some(pagination) = object_at(options, &["pagination", "pagination"]) else {
        return Ok(None);
    };
    let (next, set) = match text_at(pagination, "paginationMode").as_str() {
        "off" => return Ok(None),
        "" | "updateAParameterInEachRequest" => (None, parameters(pagination)?),
        "responseContainsNextURL" => (Some(text_at(pagination, "nextURL")), Vec::new()),
        other => return Err(wrong(format!("there is no `paginationMode` `{other}`"))),
    };
    let end = match text_at(pagination, "paginationCompleteWhen").as_str() {
        "" | "responseIsEmpty" => End::Empty,
        "receiveSpecificStatusCodes" => {
            End::Statuses(statuses(&text_at(pagination, "statusCodesWhenComplete"))?)
        }
        "other" => End::Asked(is_true(pagination.get("completeExpression"))),
        other => {
            return Err(wrong(format!(
                "there is no `paginationCompleteWhen` `{other}`"
            )));
        }
    };
    let is_limited = flag_at(pagination, "limitPagesFetched") == Some(true);
    Ok(Some(Pages {
        next,
        set,
        end,
        most: is_limited.then(|| number_at(pagination, "maxRequests").unwrap_or(MOST)),
        interval_ms: number_at(pagination, "requestInterval").unwrap_or(0),
    }))
}

fn parameters(pagination: &Map<String, Value>) -> Result<Vec<(Place, String, Value)>, Fault> {
    listed(pagination, &["parameters", "parameters"])
        .into_iter()
        .map(|entry| {
            let place = match text_at(&entry.entry, "type").as_str() {
                "" | "qs" | "query" | "queryString" => Place::Query,
                "headers" | "header" => Place::Header,
                "body" => Place::Body,
                other => {
                    return Err(wrong(format!(
                        "there is no `type` `{other}` of a parameter in `pagination`"
                    )));
                }
            };
            // An expression that gives nothing, as on the first page, leaves no value.
            let value = entry.entry.get("value").cloned().unwrap_or_default();
            Ok((place, entry.name, value))
        })
        .collect()
}

/// Statuses with commas between them.
fn statuses(text: &str) -> Result<Vec<u16>, Fault> {
    text.split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(|code| {
            code.parse().map_err(|_| {
                wrong(format!(
                    "`statusCodesWhenComplete` names `{code}`, which is no status"
                ))
            })
        })
        .collect()
}

/// Whether JavaScript would take a value for true.
fn is_true(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        // What an expression gives as text was put together from pieces.
        Some(Value::String(text)) => !matches!(text.trim(), "" | "false"),
        Some(_) => true,
    }
}
