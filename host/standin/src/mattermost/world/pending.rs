//! Which post each client-made id led to.
//!
//! Contract: a `pending_post_id` is remembered for 30 seconds.
//!
//! Why the bare id is the key, not scoped by user: it is so in the real server, and a connector
//! that picks ids carelessly shall get somebody else's post here as well.

use std::collections::HashMap;
use std::time::{Duration, Instant};

const REMEMBERED_FOR: Duration = Duration::from_secs(30);

#[derive(Debug, Default)]
pub(crate) struct Pending(HashMap<String, (String, Instant)>);

impl Pending {
    pub(crate) fn find(&self, pending_id: &str, now: Instant) -> Option<&str> {
        let (post_id, since) = self.0.get(pending_id)?;
        (now.duration_since(*since) < REMEMBERED_FOR).then_some(post_id.as_str())
    }

    pub(crate) fn remember(&mut self, pending_id: String, post_id: String, now: Instant) {
        self.0.insert(pending_id, (post_id, now));
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pending_post_id_is_remembered_for_thirty_seconds() {
        let start = Instant::now();
        let mut pending = Pending::default();
        pending.remember("key".to_owned(), "post".to_owned(), start);
        assert_eq!(pending.find("other", start), None);
        let late = start + Duration::from_secs(29);
        assert_eq!(pending.find("key", late), Some("post"));
        let too_late = start + Duration::from_secs(30);
        assert_eq!(pending.find("key", too_late), None);
    }
}
