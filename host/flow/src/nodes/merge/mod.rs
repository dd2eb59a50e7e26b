//! Merge: brings the items of several inputs together.

mod clash;
mod fields;
mod old;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::{Map, Value};

use super::check::Problem;
use super::read::{Parameters, invalid};
use super::visit::{Deed, Made, Visit};
use super::visiting::{from_one, from_some, numbers};
use clash::Clash;

/// How many items a node may give: every one with every other soon is more than a machine holds.
const MOST_ITEMS: usize = 1_000_000;

/// An item of an input, with its number over all inputs.
#[derive(Clone)]
struct Entry<'a> {
    item: &'a Item,
    number: u32,
}

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let written = visit.once()?;
    let parameters = Parameters(&written);
    let inputs: Vec<Vec<Entry<'_>>> = (0..visit.inputs.len().max(2))
        .map(|input| {
            let items = visit.input(input).iter();
            let numbered = items.zip(visit.offset(input)..);
            numbered
                .map(|(item, number)| Entry { item, number })
                .collect()
        })
        .collect();
    let made = if visit.version < 2.0 {
        old::carry_out(parameters, &inputs)?
    } else {
        match parameters.text("mode", "append").as_ref() {
            "combine" => combine(visit.version, parameters, &inputs)?,
            "chooseBranch" => choose(visit.version, parameters, &inputs)?,
            "combineBySql" => {
                return Err(invalid("merges with SQL, which is not run here")
                    .hint("use the mode `combine`, or a Code node"));
            }
            "append" => inputs.iter().flatten().map(as_it_is).collect(),
            unknown => return Err(invalid(format!("knows no `mode` called `{unknown}`"))),
        }
    };
    Ok(Deed::Done(vec![made]))
}

fn as_it_is(entry: &Entry<'_>) -> Made {
    from_one(entry.item.clone(), entry.number)
}

fn combine(
    version: f64,
    parameters: Parameters<'_>,
    inputs: &[Vec<Entry<'_>>],
) -> Result<Vec<Made>, Fault> {
    let by = if version < 3.0 {
        parameters.text("combinationMode", "mergeByFields")
    } else {
        parameters.text("combineBy", "combineByFields")
    };
    match by.as_ref() {
        "combineByFields" | "mergeByFields" => fields::carry_out(version, parameters, inputs),
        "combineByPosition" | "mergeByPosition" => Ok(by_position(parameters, inputs)),
        "combineAll" | "multiplex" => all_with_all(parameters, inputs),
        unknown => Err(invalid(format!("knows no `combineBy` called `{unknown}`"))),
    }
}

fn by_position(parameters: Parameters<'_>, inputs: &[Vec<Entry<'_>>]) -> Vec<Made> {
    let clash = Clash::of(parameters);
    let lengths = inputs.iter().map(Vec::len);
    let length = if parameters.flag("options.includeUnpaired", false) {
        lengths.max()
    } else {
        lengths.min()
    };
    (0..length.unwrap_or_default())
        .map(|position| {
            let present = inputs.iter().enumerate();
            let present: Vec<(usize, &Entry<'_>)> = present
                .filter_map(|(input, entries)| Some((input, entries.get(position)?)))
                .collect();
            clash.merged(&present)
        })
        .collect()
}

fn all_with_all(parameters: Parameters<'_>, inputs: &[Vec<Entry<'_>>]) -> Result<Vec<Made>, Fault> {
    let (first, second) = both(inputs);
    limited(first.len().saturating_mul(second.len()))?;
    let clash = Clash::of(parameters);
    let pairs = first
        .iter()
        .flat_map(|left| second.iter().map(move |right| (left, right)));
    Ok(pairs
        .map(|(left, right)| clash.merged(&[(0, left), (1, right)]))
        .collect())
}

/// The first two inputs.
fn both<'e, 'a>(inputs: &'e [Vec<Entry<'a>>]) -> (&'e [Entry<'a>], &'e [Entry<'a>]) {
    let input = |index: usize| inputs.get(index).map_or(&[][..], Vec::as_slice);
    (input(0), input(1))
}

fn limited(items: usize) -> Result<(), Fault> {
    if items > MOST_ITEMS {
        return Err(invalid(format!(
            "would give {items} items, and {MOST_ITEMS} are the most"
        )));
    }
    Ok(())
}

fn choose(
    version: f64,
    parameters: Parameters<'_>,
    inputs: &[Vec<Entry<'_>>],
) -> Result<Vec<Made>, Fault> {
    let default = if version < 3.0 {
        "input1"
    } else {
        "specifiedInput"
    };
    let wanted = match parameters.text("output", default).as_ref() {
        "empty" => {
            let all = inputs.iter().map(Vec::len).sum();
            return Ok(vec![from_some(Item::new(Map::new()), numbers(all))]);
        }
        "input1" => 1,
        "input2" => 2,
        "specifiedInput" => parameters.count("useDataOfInput", 1)?,
        unknown => return Err(invalid(format!("knows no `output` called `{unknown}`"))),
    };
    let chosen = wanted.checked_sub(1).and_then(|index| inputs.get(index));
    let chosen =
        chosen.ok_or_else(|| invalid(format!("there is no input {wanted} to use the data of")))?;
    Ok(chosen.iter().map(as_it_is).collect())
}

/// What is written out and cannot work.
pub(super) fn check(version: f64, parameters: &Map<String, Value>) -> Option<Problem> {
    let written = Value::Object(parameters.clone());
    let written = Parameters(&written);
    let text = |name: &str, default: &'static str| written.text(name, default).into_owned();
    if version < 2.0 || text("mode", "append") != "combine" {
        return None;
    }
    let (by, fields) = if version < 3.0 {
        (text("combinationMode", "mergeByFields"), "mergeByFields")
    } else {
        (text("combineBy", "combineByFields"), "combineByFields")
    };
    if by != fields {
        return None;
    }
    let is_simple = version >= 3.0 && !written.flag("advanced", false);
    let (way, is_missing) = if is_simple {
        let is_missing = written
            .get("fieldsToMatchString")
            .is_none_or(|text| text == "");
        ("fieldsToMatchString", is_missing)
    } else {
        (
            "mergeByFields",
            written.list("mergeByFields.values").is_empty(),
        )
    };
    is_missing.then(|| {
        Problem::new(&[way], "does not say which fields of the items it matches")
            .hint(format!("name at least one field in `{way}`"))
    })
}
