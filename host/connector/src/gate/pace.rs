//! How fast requests follow one another.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::caps::Caps;

/// Lets so many requests to an origin out in a second; those beyond that wait for their turn (the
/// generic cell rate algorithm).
#[derive(Debug)]
pub(crate) struct Pace {
    rate: NonZeroU32,
    /// When the next request would be on time, were they evenly spaced.
    due: Mutex<HashMap<String, Instant>>,
}

impl Pace {
    pub(crate) fn new(rate: NonZeroU32) -> Self {
        Self {
            rate,
            due: Mutex::default(),
        }
    }

    /// Waits for a request's turn.
    pub(crate) async fn turn(&self, url: &Url) {
        let wait = self.book(url.origin().ascii_serialization(), Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    fn book(&self, origin: String, now: Instant) -> Duration {
        let spacing = Duration::from_secs(1) / self.rate.get();
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let next = due.entry(origin).or_insert(now);
        let at = (*next).max(now);
        *next = at + spacing;
        let ahead = at.saturating_duration_since(now);
        ahead.saturating_sub(Duration::from_secs(Caps::BURST.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_goes_out_at_once_and_the_rest_at_its_rate() {
        let pace = Pace::new(NonZeroU32::new(2).unwrap());
        let now = Instant::now();
        let waits: Vec<u128> = (0..14)
            .map(|_| pace.book("https://a.example".to_owned(), now).as_millis())
            .collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500, 1000, 1500]);
        assert_eq!(
            pace.book("https://b.example".to_owned(), now),
            Duration::ZERO,
            "each origin has a pace of its own"
        );
        let later = now + Duration::from_secs(60);
        assert_eq!(
            pace.book("https://a.example".to_owned(), later),
            Duration::ZERO
        );
    }
}
