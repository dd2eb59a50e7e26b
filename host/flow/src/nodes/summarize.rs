//! Summarize: counts, adds up and lists the values of fields, by group.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::{Map, Value};

use super::check::{Problem, wrong_choice};
use super::path::Field;
use super::read::{Parameters, invalid, shown};
use super::visit::{Deed, Visit};
use super::visiting::from_some;
use super::{compare, convert, js};

const AGGREGATIONS: [(&str, &str); 8] = [
    ("append", "appended_"),
    ("average", "average_"),
    ("concatenate", "concatenated_"),
    ("count", "count_"),
    ("countUnique", "unique_count_"),
    ("max", "max_"),
    ("min", "min_"),
    ("sum", "sum_"),
];

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let parameters = visit.once()?;
    summarize(
        visit.items(),
        Parameters(&parameters),
        visit.version < 1.1 - 1e-9,
    )
}

/// Summarizes; a field that no item has is a fault where the version is `strict`, unless an option
/// says otherwise.
pub(super) fn summarize(
    items: &[Item],
    parameters: Parameters<'_>,
    strict: bool,
) -> Result<Deed, Fault> {
    let dotted = parameters.dotted();
    let entries = parameters.list("fieldsToSummarize.values");
    let names: Vec<_> = entries
        .iter()
        .map(|entry| Parameters(entry).text("field", ""))
        .collect();
    let mut columns = Vec::new();
    for (entry, name) in entries.iter().zip(&names) {
        columns.push(Column::read(Parameters(entry), name, dotted)?);
    }
    if columns.is_empty() {
        return Err(invalid("does not say which fields to summarize")
            .hint("name at least one in `fieldsToSummarize`"));
    }
    let splits = parameters.names("fieldsToSplitBy");
    let splits: Vec<Field<'_>> = splits.iter().map(|name| Field::new(name, dotted)).collect();
    if strict && !parameters.flag("options.continueIfFieldNotFound", false) {
        let wanted = columns.iter().map(|column| &column.field).chain(&splits);
        for field in wanted {
            super::sort::is_somewhere(items, field)?;
        }
    }
    let skips = parameters.flag("options.skipEmptySplitFields", false);
    let groups = groups(items, &splits, skips);
    let mut rows = Vec::with_capacity(groups.len());
    for group in groups {
        let mut result = Map::new();
        for column in &columns {
            result.insert(column.target.clone(), column.of(items, &group.items)?);
        }
        rows.push((group, result));
    }
    let is_single = parameters.text("options.outputFormat", "separateItems") == "singleItem";
    let made = if is_single {
        let sources = rows.iter().flat_map(|(group, _)| sources(group)).collect();
        let mut whole = Value::Object(Map::new());
        for (group, result) in rows {
            nest(&mut whole, &group.values, result);
        }
        vec![from_some(super::visiting::item_of(whole), sources)]
    } else {
        let rows = rows.into_iter().map(|(group, result)| {
            let values = group.values.iter().map(|value| (*value).clone());
            let names = splits.iter().map(|field| field.name.to_owned());
            let mut row: Map<String, Value> = names.zip(values).collect();
            row.extend(result);
            from_some(Item::new(row), sources(&group))
        });
        rows.collect()
    };
    Ok(Deed::Done(vec![made]))
}

fn sources(group: &Group<'_>) -> Vec<u32> {
    let numbers = group.items.iter();
    numbers
        .map(|number| u32::try_from(*number).unwrap_or(u32::MAX))
        .collect()
}

/// Puts what came of a group where its values lead to.
fn nest(whole: &mut Value, values: &[&Value], result: Map<String, Value>) {
    let mut slot = whole;
    for value in values {
        let Value::Object(members) = slot else { return };
        slot = members
            .entry(convert::text(value))
            .or_insert_with(|| Value::Object(Map::new()));
    }
    if let Value::Object(members) = slot {
        members.extend(result);
    }
}

struct Group<'a> {
    values: Vec<&'a Value>,
    /// By number.
    items: Vec<usize>,
}

fn groups<'a>(items: &'a [Item], splits: &[Field<'_>], skips: bool) -> Vec<Group<'a>> {
    const NOTHING: &Value = &Value::Null;
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (number, item) in items.iter().enumerate() {
        let values = splits.iter().map(|field| field.get(item.json()));
        let values: Vec<&Value> = values.map(|value| value.unwrap_or(NOTHING)).collect();
        if skips && values.iter().any(|value| is_nothing(value)) {
            continue;
        }
        let mut key = String::new();
        for value in &values {
            compare::write_key(Some(value), &mut key);
            key.push('\u{0}');
        }
        let position = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(position) {
            Some(group) => group.items.push(number),
            None => groups.push(Group {
                values,
                items: vec![number],
            }),
        }
    }
    if groups.is_empty() && splits.is_empty() {
        groups.push(Group {
            values: Vec::new(),
            items: Vec::new(),
        });
    }
    groups
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value == ""
}

struct Column<'a> {
    aggregation: &'static str,
    field: Field<'a>,
    target: String,
    includes_empty: bool,
    separator: String,
}

impl<'a> Column<'a> {
    fn read(entry: Parameters<'_>, name: &'a str, dotted: bool) -> Result<Self, Fault> {
        let wanted = entry.text("aggregation", "count");
        let mut known = AGGREGATIONS.iter();
        let Some((aggregation, prefix)) = known.find(|(known, _)| *known == wanted) else {
            return Err(invalid(format!("knows no aggregation called `{wanted}`")));
        };
        if name.is_empty() {
            return Err(invalid("does not say which field to summarize")
                .hint("every entry of `fieldsToSummarize` names a `field`"));
        }
        let plain: String = name
            .chars()
            .filter(|character| !matches!(character, '[' | ']' | '"'))
            .map(|character| match character {
                ' ' | '.' => '_',
                other => other,
            })
            .collect();
        let separator = match entry.text("separateBy", ",").as_ref() {
            "other" => entry.text("customSeparator", "").into_owned(),
            separator => separator.to_owned(),
        };
        Ok(Self {
            aggregation,
            field: Field::new(name, dotted),
            target: format!("{prefix}{plain}"),
            includes_empty: entry.flag("includeEmpty", false),
            separator,
        })
    }

    fn of(&self, items: &[Item], numbers: &[usize]) -> Result<Value, Fault> {
        let items = numbers.iter().filter_map(|number| items.get(*number));
        let values: Vec<Option<&Value>> = items.map(|item| self.field.get(item.json())).collect();
        let kept = || {
            let values = values.iter();
            let values = values.map(|value| value.unwrap_or(&Value::Null));
            values.filter(|value| self.includes_empty || !is_nothing(value))
        };
        let present = || {
            let values = values.iter().flatten();
            values.copied().filter(|value| !is_nothing(value))
        };
        Ok(match self.aggregation {
            "append" => kept().cloned().collect(),
            "concatenate" => {
                let texts: Vec<_> = kept().map(convert::text).collect();
                Value::String(texts.join(&self.separator))
            }
            "count" => Value::from(kept().count()),
            "countUnique" => {
                let keys = kept().map(|value| compare::key(Some(value)));
                Value::from(keys.collect::<HashSet<_>>().len())
            }
            "max" => extreme(present(), Ordering::Greater),
            "min" => extreme(present(), Ordering::Less),
            "average" => {
                let sum = self.sum(present())?;
                #[expect(clippy::cast_precision_loss, reason = "there are not so many")]
                let count = values.len() as f64;
                js::from_float(sum / count)
            }
            _ => js::from_float(self.sum(present())?),
        })
    }

    fn sum<'v>(&self, values: impl Iterator<Item = &'v Value>) -> Result<f64, Fault> {
        let mut sum = 0.0;
        for value in values {
            let number = match value {
                Value::Number(_) | Value::String(_) | Value::Bool(_) => js::number(value),
                _ => f64::NAN,
            };
            if number.is_nan() {
                return Err(invalid(format!(
                    "adds up `{}`, and finds {} there, which is no number",
                    self.field.name,
                    shown(value)
                )));
            }
            sum += number;
        }
        Ok(sum)
    }
}

/// The least or the greatest value; the first of those that are.
fn extreme<'v>(values: impl Iterator<Item = &'v Value>, wanted: Ordering) -> Value {
    let found = values.reduce(|best, value| {
        if compare::by_size(value, best) == wanted {
            value
        } else {
            best
        }
    });
    found.cloned().unwrap_or(Value::Null)
}

/// What is written out and cannot work.
pub(super) fn check(parameters: &Map<String, Value>) -> Vec<Problem> {
    let whole = Value::Object(parameters.clone());
    let written = Parameters(&whole);
    let known: Vec<&str> = AGGREGATIONS.iter().map(|(known, _)| *known).collect();
    let entries = written.list("fieldsToSummarize.values").iter().enumerate();
    entries
        .filter_map(|(index, entry)| {
            let index = index.to_string();
            let way = ["fieldsToSummarize", "values", &index, "aggregation"];
            wrong_choice(&way, entry.get("aggregation")?, &known)
        })
        .collect()
}
