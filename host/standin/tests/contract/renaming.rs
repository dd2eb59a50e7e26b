//! What the recorded world calls things, and what the stand-in does.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// The moments of the recording, in milliseconds since 1970.
const RECORDED_TIMES: std::ops::Range<i64> = 1_795_308_000_000..1_795_309_000_000;

/// A one-to-one relation between recorded names and ours: ids, secrets and times.
#[derive(Debug, Default)]
pub(crate) struct Renaming {
    ours: HashMap<String, String>,
    theirs: HashMap<String, String>,
}

impl Renaming {
    pub(crate) fn new() -> Self {
        // The id of nothing, in both worlds.
        let mut renaming = Self::default();
        let nothing = "a".repeat(26);
        renaming.learn(&nothing, &nothing);
        renaming
    }

    pub(crate) fn knows(&self, theirs: &str) -> bool {
        self.ours.contains_key(theirs)
    }

    pub(crate) fn learn(&mut self, theirs: &str, ours: &str) {
        self.pair("what was given", theirs, ours);
    }

    /// A recorded value in the words of the stand-in.
    pub(crate) fn apply(&self, value: &Value) -> Value {
        let mut text = value.to_string();
        for (theirs, ours) in &self.ours {
            text = text.replace(theirs.as_str(), ours);
        }
        serde_json::from_str(&text).unwrap()
    }

    /// Asserts that an answer is the recorded one, all the way down, and learns its names.
    pub(crate) fn compare(&mut self, place: &str, recorded: &Value, answered: &Value) {
        match (recorded, answered) {
            (Value::Object(recorded), Value::Object(answered)) => {
                self.compare_objects(place, recorded, answered);
            }
            (Value::Array(recorded), Value::Array(answered)) => {
                assert_eq!(answered.len(), recorded.len(), "length of {place}");
                for (index, (recorded, answered)) in recorded.iter().zip(answered).enumerate() {
                    self.compare(&format!("{place}/{index}"), recorded, answered);
                }
            }
            (Value::String(recorded), Value::String(answered)) if is_name(recorded) => {
                self.pair(place, recorded, answered);
            }
            (Value::Number(recorded), Value::Number(answered))
                if recorded
                    .as_i64()
                    .is_some_and(|time| RECORDED_TIMES.contains(&time)) =>
            {
                assert!(answered.as_i64().is_some_and(|time| time > 0), "{place}");
                self.pair(place, &recorded.to_string(), &answered.to_string());
            }
            _ => {
                let expected = sorted_pair(self.apply(recorded));
                assert_eq!(sorted_pair(answered.clone()), expected, "value at {place}");
            }
        }
    }

    fn compare_objects(
        &mut self,
        place: &str,
        recorded: &Map<String, Value>,
        answered: &Map<String, Value>,
    ) {
        let mut expected: Vec<String> = recorded
            .keys()
            .map(|key| self.ours.get(key).unwrap_or(key).clone())
            .collect();
        let mut keys: Vec<String> = answered.keys().cloned().collect();
        expected.sort();
        keys.sort();
        assert_eq!(keys, expected, "keys at {place}");
        for (key, recorded) in recorded {
            // Of every answer another; the header is compared with it.
            if key == "request_id" {
                continue;
            }
            let key = self.ours.get(key).unwrap_or(key).clone();
            self.compare(&format!("{place}/{key}"), recorded, &answered[&key]);
        }
    }

    fn pair(&mut self, place: &str, theirs: &str, ours: &str) {
        let known = self
            .ours
            .entry(theirs.to_owned())
            .or_insert_with(|| ours.to_owned());
        assert_eq!(ours, known, "what is {theirs} at {place}");
        let known = self
            .theirs
            .entry(ours.to_owned())
            .or_insert_with(|| theirs.to_owned());
        assert_eq!(theirs, known, "what {ours} stands for at {place}");
    }
}

/// Whether a recorded text is an id, or a secret the recording blanked out.
fn is_name(text: &str) -> bool {
    let is_id = text.len() == 26 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_id || text.starts_with('<') && text.ends_with('>')
}

/// Names of direct channels join two ids by their order, which differs from world to world.
fn sorted_pair(value: Value) -> Value {
    match value.as_str().and_then(|text| text.split_once("__")) {
        Some((one, other)) if one > other => Value::from(format!("{other}__{one}")),
        _ => value,
    }
}
