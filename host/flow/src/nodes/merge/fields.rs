//! Items of two inputs that have the same values in certain fields.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use jackfield_descriptor::Fault;
use serde_json::Value;

use super::clash::Clash;
use super::{Entry, both, limited};
use crate::nodes::compare;
use crate::nodes::path::Field;
use crate::nodes::read::{Parameters, invalid};
use crate::nodes::visit::Made;
use crate::nodes::visiting::from_one;

/// What has found a counterpart and what has not, by position.
#[derive(Default)]
struct Matches {
    /// Items of the first input with those of the second one.
    pairs: Vec<(usize, Vec<usize>)>,
    unmatched: [Vec<usize>; 2],
    /// Items of the second input that have a counterpart.
    matched_second: Vec<usize>,
}

pub(super) fn carry_out(
    version: f64,
    parameters: Parameters<'_>,
    inputs: &[Vec<Entry<'_>>],
) -> Result<Vec<Made>, Fault> {
    let names = names(version, parameters)?;
    let dotted = parameters.dotted();
    let fields: Vec<[Field<'_>; 2]> = names
        .iter()
        .map(|[first, second]| [Field::new(first, dotted), Field::new(second, dotted)])
        .collect();
    let (first, second) = both(inputs);
    if version < 2.1 - 1e-9 {
        is_anywhere(first, &fields, 0)?;
        is_anywhere(second, &fields, 1)?;
    }
    let join = parameters.text("joinMode", "keepMatches");
    let join = join.as_ref();
    let from = parameters.text("outputDataFrom", "both");
    let only = match from.as_ref() {
        "input1" => Some(0),
        "input2" => Some(1),
        _ => None,
    };
    let matches = matches(parameters, &fields, first, second);
    let pairs = matches.pairs.iter().map(|(_, found)| found.len());
    limited(pairs.sum())?;

    let mut clash = Clash::of(parameters);
    // What is added wins over what is there, whichever input it is added to.
    if join == "enrichInput2" && clash.preferred.is_none() && !says_clash(parameters) {
        clash.preferred = Some(0);
    }
    let one = |input: usize, position: usize, adds_suffix: bool| {
        let entry = if input == 0 {
            first.get(position)
        } else {
            second.get(position)
        };
        entry.map(|entry| {
            if adds_suffix {
                clash.alone(entry, input)
            } else {
                from_one(entry.item.clone(), entry.number)
            }
        })
    };
    let merged = || {
        let pairs = matches.pairs.iter();
        let pairs = pairs.flat_map(|(left, found)| found.iter().map(move |right| (*left, *right)));
        pairs.filter_map(|(left, right)| {
            Some(clash.merged(&[(0, first.get(left)?), (1, second.get(right)?)]))
        })
    };
    let [unmatched_first, unmatched_second] = &matches.unmatched;
    let rest = |input: usize, positions: &[usize]| -> Vec<Made> {
        let positions = positions.iter();
        positions
            .filter_map(|position| one(input, *position, true))
            .collect()
    };
    let mut made: Vec<Made> = Vec::new();
    match (join, only) {
        ("keepNonMatches", Some(input)) => {
            let positions = if input == 0 {
                unmatched_first
            } else {
                unmatched_second
            };
            made.extend(positions.iter().filter_map(|at| one(input, *at, false)));
        }
        ("keepNonMatches", None) => {
            for (input, positions) in [(0, unmatched_first), (1, unmatched_second)] {
                let positions = positions.iter();
                let alone = positions.filter_map(|position| one(input, *position, false));
                made.extend(alone.map(|made| with_source(made, input)));
            }
        }
        ("enrichInput1", _) => {
            made.extend(merged());
            made.extend(rest(0, unmatched_first));
        }
        ("enrichInput2", _) => {
            made.extend(merged());
            made.extend(rest(1, unmatched_second));
        }
        (_, Some(0)) => {
            let pairs = matches.pairs.iter();
            made.extend(pairs.filter_map(|(position, _)| one(0, *position, false)));
        }
        (_, Some(_)) => {
            let positions = matches.matched_second.iter();
            made.extend(positions.filter_map(|position| one(1, *position, false)));
        }
        (_, None) => made.extend(merged()),
    }
    if join == "keepEverything" {
        made.extend(rest(0, unmatched_first));
        made.extend(rest(1, unmatched_second));
    }
    Ok(made)
}

fn says_clash(parameters: Parameters<'_>) -> bool {
    let way = "options.clashHandling.values.resolveClash";
    parameters.get(way).is_some()
}

type Pair<'a> = [Cow<'a, str>; 2];

/// The names of the fields, of the first input and of the second one.
fn names<'a>(version: f64, parameters: Parameters<'a>) -> Result<Vec<Pair<'a>>, Fault> {
    let is_simple = version >= 3.0 && !parameters.flag("advanced", false);
    let names: Vec<Pair<'a>> = if is_simple {
        let names = parameters.names("fieldsToMatchString").into_iter();
        names.map(|name| [name.clone(), name]).collect()
    } else {
        let pairs = parameters
            .list("mergeByFields.values")
            .iter()
            .map(Parameters);
        pairs
            .map(|pair| [pair.text("field1", ""), pair.text("field2", "")])
            .collect()
    };
    let is_blank = names.iter().flatten().any(|name| name.is_empty());
    if names.is_empty() || is_blank {
        return Err(invalid("does not say which fields of the items it matches")
            .hint("name at least one pair of fields"));
    }
    Ok(names)
}

fn is_anywhere(
    entries: &[Entry<'_>],
    fields: &[[Field<'_>; 2]],
    input: usize,
) -> Result<(), Fault> {
    for field in fields.iter().filter_map(|pair| pair.get(input)) {
        let found = entries
            .iter()
            .any(|entry| field.get(entry.item.json()).is_some());
        if !found {
            return Err(invalid(format!(
                "no item of input {} has a field `{}`",
                input + 1,
                field.name
            )));
        }
    }
    Ok(())
}

fn matches(
    parameters: Parameters<'_>,
    fields: &[[Field<'_>; 2]],
    first: &[Entry<'_>],
    second: &[Entry<'_>],
) -> Matches {
    let only_first = parameters.text("options.multipleMatches", "all") == "first";
    let fuzzy = parameters.flag("options.fuzzyCompare", false);
    let rights: Vec<Vec<Option<&Value>>> = second
        .iter()
        .map(|entry| values(entry, fields, 1))
        .collect();
    // Where values must be the same their keys are looked up; else everyone is asked.
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    if !fuzzy {
        for (position, values) in rights.iter().enumerate() {
            by_key.entry(key(values)).or_default().push(position);
        }
    }
    let mut matches = Matches::default();
    let mut seen = HashSet::new();
    for (position, entry) in first.iter().enumerate() {
        let lefts = values(entry, fields, 0);
        let mut found = if lefts.iter().any(Option::is_none) {
            Vec::new()
        } else if fuzzy {
            let rights = rights.iter().enumerate();
            let alike = rights.filter(|(_, rights)| {
                let mut pairs = lefts.iter().zip(*rights);
                pairs.all(|(left, right)| are_alike(*left, *right))
            });
            alike.map(|(position, _)| position).collect()
        } else {
            by_key.get(&key(&lefts)).cloned().unwrap_or_default()
        };
        if only_first {
            found.truncate(1);
        }
        if found.is_empty() {
            matches.unmatched[0].push(position);
        } else {
            seen.extend(found.iter().copied());
            matches.pairs.push((position, found));
        }
    }
    for position in 0..second.len() {
        if seen.contains(&position) {
            matches.matched_second.push(position);
        } else {
            matches.unmatched[1].push(position);
        }
    }
    matches
}

fn values<'e>(
    entry: &Entry<'e>,
    fields: &[[Field<'_>; 2]],
    input: usize,
) -> Vec<Option<&'e Value>> {
    let fields = fields.iter().filter_map(|pair| pair.get(input));
    fields.map(|field| field.get(entry.item.json())).collect()
}

fn key(values: &[Option<&Value>]) -> String {
    let mut key = String::new();
    for value in values {
        compare::write_key(*value, &mut key);
        key.push('\u{0}');
    }
    key
}

/// Whether two values are the same to somebody who does not look closely: nothing is nothing in
/// whatever form, and a number or a truth is the same as its text.
fn are_alike(left: Option<&Value>, right: Option<&Value>) -> bool {
    let is_nothing = |value: Option<&Value>| match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(elements)) => elements.is_empty(),
        Some(_) => false,
    };
    if is_nothing(left) && is_nothing(right) {
        return true;
    }
    let (Some(left), Some(right)) = (left, right) else {
        return false;
    };
    match (left, right) {
        (Value::Number(number), Value::String(text))
        | (Value::String(text), Value::Number(number)) => {
            crate::nodes::js::spelled(number) == *text
        }
        (Value::Bool(flag), Value::String(text)) | (Value::String(text), Value::Bool(flag)) => {
            text.eq_ignore_ascii_case(if *flag { "true" } else { "false" })
        }
        _ => compare::same(left, right),
    }
}

/// The item with a field that says which input it is from.
fn with_source(made: Made, input: usize) -> Made {
    let mut fields = crate::nodes::visiting::fields(&made.item).into_owned();
    let source = format!("input{}", input + 1);
    fields.insert("_source".to_owned(), Value::String(source));
    let sources = made.item.sources().to_vec();
    Made {
        item: made.item.with_fields(fields).from_sources(sources),
        fault: None,
    }
}
