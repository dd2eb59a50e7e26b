//! How many requests the server takes.
//!
//! Contract: so many a second, and a burst on top; every answer says in `X-RateLimit-*` how much
//! is left and in how many seconds all of it is back, a refusal in `Retry-After` when to come
//! again. A refusal is plain text and has no effect.
//!
//! Why the limit named is one more than the burst, and why the seconds are rounded up: the
//! recorded server does it. It keeps no window but the time at which all would be given back.

use std::time::{Duration, Instant};

use crate::reply::Reply;

pub(super) struct RateLimit {
    interval: Duration,
    limit: u32,
    all_back_at: Option<Instant>,
}

/// What came of asking for a place.
pub(super) struct Verdict {
    limit: u32,
    remaining: u128,
    reset: Duration,
    retry_after: Option<Duration>,
}

impl RateLimit {
    pub(super) fn new(per_second: u32, burst: u32) -> Self {
        Self {
            interval: Duration::from_secs(1) / per_second.max(1),
            limit: burst.saturating_add(1),
            all_back_at: None,
        }
    }

    pub(super) fn take(&mut self, now: Instant) -> Verdict {
        let allowance = self.interval.saturating_mul(self.limit);
        let used = self.all_back_at.map_or(Duration::ZERO, |all_back_at| {
            all_back_at.saturating_duration_since(now)
        });
        let after = used + self.interval;
        let retry_after = after.checked_sub(allowance).filter(|wait| !wait.is_zero());
        let reset = if retry_after.is_some() {
            used
        } else {
            self.all_back_at = Some(now + after);
            after
        };
        Verdict {
            limit: self.limit,
            remaining: allowance
                .saturating_sub(reset)
                .as_nanos()
                .checked_div(self.interval.as_nanos())
                .unwrap_or_default(),
            reset,
            retry_after,
        }
    }
}

impl Verdict {
    /// The answer to a request there was no place for.
    pub(super) fn refusal(&self) -> Option<Reply> {
        let wait = self.retry_after?;
        let reply = Reply::text(429, "text/plain; charset=utf-8", "limit exceeded\n")
            .with_header("retry-after", whole_seconds(wait).to_string());
        Some(self.mark(reply))
    }

    pub(super) fn mark(&self, reply: Reply) -> Reply {
        reply
            .with_header("x-ratelimit-limit", self.limit.to_string())
            .with_header("x-ratelimit-remaining", self.remaining.to_string())
            .with_header("x-ratelimit-reset", whole_seconds(self.reset).to_string())
    }
}

fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(reply: &Reply, name: &str) -> Option<String> {
        reply
            .headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    }

    #[test]
    fn the_burst_is_used_up_and_comes_back_one_by_one() {
        let start = Instant::now();
        let mut limit = RateLimit::new(1, 2);
        for remaining in [2, 1, 0] {
            let verdict = limit.take(start);
            assert!(verdict.refusal().is_none());
            assert_eq!(verdict.remaining, remaining);
        }
        assert!(limit.take(start).refusal().is_some());
        let later = start + Duration::from_secs(1);
        assert!(limit.take(later).refusal().is_none());
        assert!(limit.take(later).refusal().is_some());
    }

    #[test]
    fn a_refusal_says_when_to_come_again() {
        let start = Instant::now();
        let mut limit = RateLimit::new(1, 2);
        for _ in 0..3 {
            limit.take(start);
        }
        let soon = start + Duration::from_millis(10);
        let refusal = limit.take(soon).refusal().unwrap();
        assert_eq!(refusal.status, 429);
        assert_eq!(header(&refusal, "retry-after").as_deref(), Some("1"));
        assert_eq!(header(&refusal, "x-ratelimit-limit").as_deref(), Some("3"));
        assert_eq!(
            header(&refusal, "x-ratelimit-remaining").as_deref(),
            Some("0")
        );
        assert_eq!(header(&refusal, "x-ratelimit-reset").as_deref(), Some("3"));
    }
}
