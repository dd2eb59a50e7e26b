//! Item Lists: what several nodes of their own do nowadays.

use jackfield_descriptor::Fault;

use super::read::{Parameters, invalid};
use super::visit::{Deed, Visit};
use super::{aggregate, limit, sort, split_out, summarize};

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let operation = match visit.parameters.first() {
        Some(Ok(first)) => Parameters(first)
            .text("operation", "splitOutItems")
            .into_owned(),
        Some(Err(fault)) => return Err(fault.clone()),
        None => "splitOutItems".to_owned(),
    };
    if operation == "splitOutItems" {
        return split_out::carry_out(visit);
    }
    let parameters = visit.once()?;
    let parameters = Parameters(&parameters);
    let items = visit.items();
    match operation.as_str() {
        "aggregateItems" | "concatenateItems" => aggregate::aggregate(items, parameters),
        "removeDuplicates" => limit::unique(items, parameters, true),
        "sort" => sort::sort(items, parameters, visit.moment.seed),
        "limit" => limit::limited(items, parameters),
        "summarize" => summarize::summarize(items, parameters, true),
        unknown => Err(invalid(format!("knows no `operation` called `{unknown}`"))),
    }
}
