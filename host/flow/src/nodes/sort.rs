//! Sort: puts items in order.

use std::cmp::Ordering;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::Value;

use super::js;
use super::path::Field;
use super::read::{Parameters, invalid};
use super::visit::{Code, CodeStyle, Deed, Visit};
use super::visiting::{from_one, numbers};

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let parameters = visit.once()?;
    sort(visit.items(), Parameters(&parameters), visit.moment.seed)
}

pub(super) fn sort(items: &[Item], parameters: Parameters<'_>, seed: u32) -> Result<Deed, Fault> {
    let order = match parameters.text("type", "simple").as_ref() {
        "simple" => by_fields(items, parameters)?,
        "random" => shuffled(items.len(), seed),
        "code" => {
            let source = parameters.text("code", "").into_owned();
            if source.trim().is_empty() {
                return Err(invalid("sorts by code, and has none"));
            }
            return Ok(Deed::Script(Code {
                source,
                style: CodeStyle::Comparator,
            }));
        }
        unknown => return Err(invalid(format!("knows no `type` called `{unknown}`"))),
    };
    let made = order.into_iter().filter_map(|number| {
        let item = items.get(usize::try_from(number).ok()?)?;
        Some(from_one(item.clone(), number))
    });
    Ok(Deed::Done(vec![made.collect()]))
}

/// What an item is sorted by. Numbers come first, then texts, then what is neither; nothing at
/// all comes last in whatever order.
enum Key {
    Number(f64),
    Text(String),
    Other,
    Missing,
}

impl Key {
    fn of(value: Option<&Value>, is_text: bool) -> Self {
        match value {
            None => Self::Missing,
            Some(Value::String(text)) if is_text => Self::Text(text.to_lowercase()),
            Some(value) => {
                let number = js::number(value);
                match value {
                    _ if !number.is_nan() => Self::Number(number),
                    Value::String(text) => Self::Text(text.to_lowercase()),
                    _ => Self::Other,
                }
            }
        }
    }

    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Missing, _) | (_, Self::Missing) => {
                return matches!(self, Self::Missing).cmp(&matches!(other, Self::Missing));
            }
            // A negative zero is a zero.
            (Self::Number(left), Self::Number(right)) => (left + 0.0).total_cmp(&(right + 0.0)),
            (Self::Text(left), Self::Text(right)) => left.encode_utf16().cmp(right.encode_utf16()),
            _ => self.rank().cmp(&other.rank()),
        };
        if descending { order.reverse() } else { order }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Text(_) => 1,
            Self::Other => 2,
            Self::Missing => 3,
        }
    }
}

fn by_fields(items: &[Item], parameters: Parameters<'_>) -> Result<Vec<u32>, Fault> {
    let dotted = parameters.dotted();
    let mut columns = Vec::new();
    for entry in parameters.list("sortFieldsUi.sortField") {
        let entry = Parameters(entry);
        let name = entry.text("fieldName", "");
        if name.is_empty() {
            return Err(no_fields());
        }
        let field = Field::new(&name, dotted);
        is_somewhere(items, &field)?;
        let values = || items.iter().map(|item| field.get(item.json()));
        // Texts that look like numbers are texts, as long as they are among themselves.
        let is_text = values().flatten().all(Value::is_string);
        let keys: Vec<Key> = values().map(|value| Key::of(value, is_text)).collect();
        columns.push((keys, entry.text("order", "ascending") == "descending"));
    }
    if columns.is_empty() {
        return Err(no_fields());
    }
    let mut order: Vec<(usize, u32)> = (0..items.len()).zip(numbers(items.len())).collect();
    order.sort_by(|(left, _), (right, _)| {
        let orders = columns.iter().map(|(keys, descending)| {
            let keys = keys.get(*left).zip(keys.get(*right));
            keys.map_or(Ordering::Equal, |(left, right)| {
                left.compare(right, *descending)
            })
        });
        orders
            .into_iter()
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    Ok(order.into_iter().map(|(_, number)| number).collect())
}

fn no_fields() -> Fault {
    invalid("does not say which fields to sort by").hint("name at least one in `sortFieldsUi`")
}

/// A fault if no item has the field.
pub(super) fn is_somewhere(items: &[Item], field: &Field<'_>) -> Result<(), Fault> {
    if items.is_empty() || items.iter().any(|item| field.get(item.json()).is_some()) {
        return Ok(());
    }
    let fault = invalid(format!(
        "could not find the field `{}` in any item",
        field.name
    ));
    let names = items
        .iter()
        .filter_map(|item| item.json().as_object())
        .flat_map(|fields| fields.keys().map(String::as_str));
    Err(match jackfield_suggest::nearest(field.name, names) {
        Some(nearest) => fault.hint(format!("did you mean `{nearest}`?")),
        None => fault.hint("look at what the node before it gives"),
    })
}

/// An order that nothing but the seed decides (Fisher and Yates, with xorshift32).
fn shuffled(items: usize, seed: u32) -> Vec<u32> {
    let mut order = numbers(items);
    // Seeds beside each other should not begin alike, and it never comes back from zero.
    let mut state = (seed ^ 0x9E37_79B9).max(1);
    for last in (1..order.len()).rev() {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let chosen = usize::try_from(state).unwrap_or_default() % (last + 1);
        order.swap(last, chosen);
    }
    order
}
