//! Ids as Mattermost makes them: 26 characters of its own base 32.
//!
//! Contract: ids of one server never repeat in practice and differ from run to run.
//!
//! Why: drawn from a seeded sequence rather than the system for each, because a benchmark makes
//! two for every post.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

const ALPHABET: [char; 32] = [
    'y', 'b', 'n', 'd', 'r', 'f', 'g', '8', 'e', 'j', 'k', 'm', 'c', 'p', 'q', 'x', 'o', 't', '1',
    'u', 'w', 'i', 's', 'z', 'a', '3', '4', '5', 'h', '7', '6', '9',
];
const LENGTH: usize = 26;
const PER_DRAW: usize = 12;

pub(crate) struct Ids(AtomicU64);

impl Ids {
    pub(crate) fn new() -> io::Result<Self> {
        let seed = getrandom::u64().map_err(io::Error::other)?;
        Ok(Self(AtomicU64::new(seed)))
    }

    pub(crate) fn next(&self) -> String {
        let mut id = String::with_capacity(LENGTH);
        while id.len() < LENGTH {
            let mut bits = self.draw();
            for _ in 0..PER_DRAW.min(LENGTH - id.len()) {
                let place = usize::try_from(bits & 31).unwrap_or_default();
                id.extend(ALPHABET.get(place));
                bits >>= 5;
            }
        }
        id
    }

    /// One step of the SplitMix64 generator.
    fn draw(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let state = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Whether the server would take this for an id at all.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_well_formed_and_differ() {
        let ids = Ids::new().unwrap();
        let made: std::collections::HashSet<String> = (0..1_000).map(|_| ids.next()).collect();
        assert_eq!(made.len(), 1_000);
        assert!(made.iter().all(|id| is_id(id)));
    }
}
