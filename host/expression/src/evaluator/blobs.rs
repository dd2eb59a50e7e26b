//! Binary data, as code sees it: what is to be known of it, and an `id` to ask for the rest.

use std::collections::BTreeMap;

use jackfield_item::{Blob, Item};
use serde_json::{Map, Value, json};

use super::columns::List;

/// The binary data that an instance has been told of. Ids count in the order in which it asked, and
/// so are the same each time.
#[derive(Default)]
pub(crate) struct Blobs {
    known: Vec<Blob>,
    /// The ids of items that have been described, by where their data lies.
    ids: BTreeMap<(usize, usize), usize>,
}

impl Blobs {
    /// What is to be known of the binary data of these items, as a JSON array.
    pub(crate) fn described(&mut self, items: impl Iterator<Item = Option<Item>>) -> String {
        let mut list = List::default();
        for item in items {
            let described = item.map(|item| self.of(&item));
            list.push(Some(&described.unwrap_or_else(|| json!({}))));
        }
        list.into_json()
    }

    /// What is to be known of an item's binary data, by its names.
    pub(crate) fn of(&mut self, item: &Item) -> Value {
        let described = item.binary().iter().map(|(name, blob)| {
            let id = self.keep(blob);
            (name.clone(), describe(blob, id))
        });
        Value::Object(described.collect())
    }

    /// The data with an id.
    pub(crate) fn find(&self, id: &str) -> Option<&Blob> {
        let number: usize = id.strip_prefix("blob-")?.parse().ok()?;
        self.known.get(number)
    }

    fn keep(&mut self, blob: &Blob) -> usize {
        // As long as it is kept here, nothing else can lie there.
        let place = (blob.data.as_ptr().addr(), blob.data.len());
        let known = self.ids.get(&place).copied();
        let same = known.filter(|id| {
            self.known
                .get(*id)
                .is_some_and(|known| known.name == blob.name && known.media_type == blob.media_type)
        });
        same.unwrap_or_else(|| {
            self.known.push(blob.clone());
            let id = self.known.len() - 1;
            self.ids.insert(place, id);
            id
        })
    }
}

fn describe(blob: &Blob, id: usize) -> Value {
    let mut described = Map::new();
    if let Some(name) = &blob.name {
        described.insert("fileName".to_owned(), name.as_str().into());
        if let Some((_, extension)) = name.rsplit_once('.') {
            described.insert("fileExtension".to_owned(), extension.into());
        }
    }
    let media_type = blob.media_type.as_deref();
    let media_type = media_type.unwrap_or("application/octet-stream");
    described.insert("mimeType".to_owned(), media_type.into());
    described.insert("fileSize".to_owned(), size(blob.data.len()).into());
    described.insert("bytes".to_owned(), blob.data.len().into());
    described.insert("id".to_owned(), format!("blob-{id}").into());
    Value::Object(described)
}

/// A size for people: three digits and a decimal unit.
fn size(bytes: usize) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let mut size = bytes as f64 / 1000.0;
    let mut units = UNITS.iter();
    let mut unit = units.next().copied().unwrap_or_default();
    while size >= 1000.0
        && let Some(next) = units.next()
    {
        size /= 1000.0;
        unit = next;
    }
    let decimals = match size {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let digits = format!("{size:.decimals$}");
    let digits = match digits.contains('.') {
        true => digits.trim_end_matches('0').trim_end_matches('.'),
        false => digits.as_str(),
    };
    format!("{digits} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_three_digits_and_a_unit() {
        for (bytes, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1 kB"),
            (1337, "1.34 kB"),
            (100_600, "101 kB"),
            (12_300_000, "12.3 MB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }
}
