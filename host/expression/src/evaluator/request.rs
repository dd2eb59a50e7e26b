//! What the evaluator is given for some items.

use std::collections::BTreeSet;

use jackfield_item::Item;
use serde::{Deserialize, Serialize};

use super::columns::{Columns, List, Source};
use super::small;
use crate::data::Data;

/// How many items are evaluated in one call into the sandbox, and about how much JSON they may be.
const ITEMS: usize = 500;
const BYTES: usize = 4 << 20;

/// What a script reads of an item.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Reads {
    /// Whether it takes all of it.
    whole: bool,
    columns: BTreeSet<Source>,
}

impl Reads {
    /// What all of them read.
    pub(crate) fn all<'a>(reads: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for Self { whole, columns } in reads {
            all.whole |= whole;
            all.columns.extend(columns.iter().cloned());
        }
        if all.whole {
            all.columns.retain(|source| !source.is_item());
        }
        all
    }
}

/// How a call is made.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Manner {
    /// Whether to go on behind what has no value.
    pub(crate) each: bool,
    /// Whether the host is told, before each evaluation, which one it is.
    pub(crate) tells: bool,
}

/// Items for one call, and what is read of them.
#[derive(Debug)]
pub(crate) struct Chunk<'a> {
    pub(crate) items: &'a [usize],
    /// The last members of the request.
    read: String,
}

#[derive(Serialize)]
struct Head {
    templates: Vec<u32>,
    items: Vec<(u32, u32)>,
    #[serde(flatten)]
    manner: Manner,
}

impl<'a> Chunk<'a> {
    /// Takes as many items from the first on as one call can have.
    pub(crate) fn first_of(items: &'a [usize], reads: &Reads, data: &dyn Data) -> Self {
        let mut objects = reads.whole.then(List::default);
        let mut columns = Columns::new(&reads.columns, data);
        let mut taken = 0;
        for index in items.iter().take(ITEMS) {
            let size = objects.as_ref().map_or(0, List::size) + columns.size();
            if size > BYTES {
                break;
            }
            let item = data.item(*index);
            let json = item.as_ref().map(Item::json);
            if let Some(objects) = &mut objects {
                objects.push(json);
            }
            columns.push(*index, json);
            taken += 1;
        }
        let mut read = format!("\"columns\":{}", columns.into_json());
        if let Some(objects) = objects {
            read.push_str(",\"objects\":");
            read.push_str(&objects.into_json());
        }
        Self {
            items: items.get(..taken).unwrap_or(items),
            read,
        }
    }

    /// The request, as JSON.
    pub(crate) fn request(&self, scripts: &[usize], manner: Manner) -> String {
        let head = Head {
            templates: scripts.iter().map(|number| small(*number)).collect(),
            items: runs(self.items),
            manner,
        };
        let head = serde_json::to_string(&head).unwrap_or_default();
        let head = head.strip_suffix('}').unwrap_or_default();
        format!("{head},{}}}", self.read)
    }
}

/// Indices as pairs of the first of a run and its length.
fn runs(items: &[usize]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for index in items.iter().map(|index| small(*index)) {
        match runs.last_mut() {
            Some((from, count)) if from.saturating_add(*count) == index => *count += 1,
            _ => runs.push((index, 1)),
        }
    }
    runs
}
