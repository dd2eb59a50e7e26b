//! Names for runs and keys for calls.

use std::fmt::{self, Write as _};

use jackfield_flow::CallId;
use sha2::{Digest, Sha256};

/// What one run is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunId(String);

impl RunId {
    /// An id that no other run has.
    ///
    /// # Errors
    /// When the system gives no randomness: a key that is not unique could make a platform take
    /// one call for another.
    pub fn random() -> Result<Self, getrandom::Error> {
        Ok(Self(format!("{:016x}", getrandom::u64()?)))
    }

    /// The id of the run of another workflow that a node asked for, for the list of items at this
    /// index.
    #[must_use]
    pub fn below(&self, node: &str, call: CallId, index: usize) -> Self {
        Self(self.key(
            node,
            CallId {
                item: index,
                ..call
            },
        ))
    }

    /// The id of the run for this one's failure. No node can have it.
    #[must_use]
    pub fn recovery(&self) -> Self {
        Self(format!("{}-recovery", self.0))
    }

    /// The idempotency key of a call: the same for all its attempts, and of no other call of this
    /// or another run.
    #[must_use]
    pub fn key(&self, node: &str, call: CallId) -> String {
        let mut hasher = Sha256::new();
        // Lengths keep apart what would read the same in a row.
        for part in [self.0.as_str(), node] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.update(call.run.to_le_bytes());
        hasher.update((call.item as u64).to_le_bytes());
        hasher.update(call.page.to_le_bytes());
        let digest = hasher.finalize();
        let mut key = "jf-".to_owned();
        for byte in digest.iter().take(20) {
            let _ = write!(key, "{byte:02x}");
        }
        key
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn keys_are_stable_and_differ_by_run_node_turn_item_and_page() {
        let mut keys = HashSet::new();
        for run in ["a", "b"] {
            for node in ["x", "y"] {
                for (again, item, page) in [(0, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0)] {
                    let call = CallId {
                        node: 0,
                        run: again,
                        item,
                        page,
                    };
                    let run = RunId(run.to_owned());
                    let key = run.key(node, call);
                    assert_eq!(key, run.key(node, call));
                    assert!(key.len() <= 64, "{key}");
                    assert!(keys.insert(key));
                }
            }
        }
    }
}
