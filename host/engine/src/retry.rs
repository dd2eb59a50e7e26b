//! When a call is repeated.
//!
//! The rule: a repeat must be harmless. Whether it is depends on what is known about the failed
//! attempt ([`Delivery`]) and on what a repeat of the operation does ([`Effect`]).
//!
//! | what is known | `read`, `idempotent`, `deduplicated` | `unsafe` |
//! |---|---|---|
//! | nothing was sent, or all of it was turned away (429, 503) | repeat | repeat |
//! | answered, and it will pass (500, …) | repeat | stop |
//! | outcome unknown | repeat, with the same key | stop and say so |
//! | answered, and it will not pass | stop | stop |
//!
//! An export of n8n may ask for repeats whatever was answered; then the last row is like the one
//! above that is about what will pass.

use std::time::Duration;

use jackfield_descriptor::{Delivery, Effect, Fault};
use jackfield_workflow::Retry;

/// How often and how soon a call is repeated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// Attempts in all.
    pub attempts: u32,
    /// The wait before the second attempt.
    pub wait: Duration,
    /// What each wait is multiplied by for the next one.
    pub backoff: f64,
    /// The longest wait. A server that asks for a longer one is not waited for.
    pub max_wait: Duration,
    /// Whether a call is repeated as well whose answer will not pass by itself, as an author may
    /// wish who knows better.
    pub after_refusals: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempts: 3,
            wait: Duration::from_millis(500),
            backoff: 2.0,
            max_wait: Duration::from_secs(60),
            after_refusals: false,
        }
    }
}

impl Policy {
    /// This policy with what a workflow's file says about repeats. A wait that an author asks for
    /// is never too long.
    #[must_use]
    pub fn with(self, retry: Retry) -> Self {
        let wait = retry.wait.unwrap_or(self.wait);
        Self {
            attempts: retry.attempts.unwrap_or(self.attempts),
            wait,
            backoff: retry.backoff.unwrap_or(self.backoff),
            max_wait: self.max_wait.max(wait),
            after_refusals: self.after_refusals || retry.after_refusals,
        }
    }
}

/// What to do after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Wait so long, then try again.
    Repeat(Duration),
    /// The fault stands.
    Stop,
    /// The fault stands, although its author wants a repeat: that could do the thing twice.
    StopUnrepeated,
    /// The fault stands, and a repeat by hand could do the thing twice.
    StopUnknown,
}

/// Decides about a repeat, after this many attempts.
#[must_use]
pub fn decide(policy: Policy, effect: Effect, fault: &Fault, attempts: u32) -> Decision {
    let unknown = fault.delivery == Delivery::OutcomeUnknown;
    if unknown && !effect.may_repeat_unknown() {
        return Decision::StopUnknown;
    }
    let harmless = match fault.delivery {
        Delivery::NotSent | Delivery::OutcomeUnknown => true,
        Delivery::Answered => effect.may_repeat_unknown(),
    };
    // An answer to what only reads has a status, and is not counted as delivered.
    let is_answer = fault.status.is_some() || fault.delivery == Delivery::Answered;
    let is_refusal = policy.after_refusals && is_answer;
    let may_pass = fault.kind.is_transient() || is_refusal;
    if may_pass && !harmless && policy.after_refusals {
        return Decision::StopUnrepeated;
    }
    if !harmless || !may_pass || attempts >= policy.attempts {
        return Decision::Stop;
    }
    let exponent = i32::try_from(attempts.saturating_sub(1)).unwrap_or(i32::MAX);
    let seconds = policy.wait.as_secs_f64() * policy.backoff.powi(exponent);
    // Beyond what a duration can hold it is beyond the longest wait as well.
    let grown = Duration::try_from_secs_f64(seconds).unwrap_or(policy.max_wait);
    let asked = Duration::from_millis(fault.retry_after_ms.unwrap_or(0));
    if asked > policy.max_wait {
        return Decision::Stop;
    }
    Decision::Repeat(grown.min(policy.max_wait).max(asked))
}

#[cfg(test)]
mod tests {
    use jackfield_descriptor::FaultKind;

    use super::*;

    const EFFECTS: [Effect; 4] = [
        Effect::Read,
        Effect::Idempotent,
        Effect::Deduplicated,
        Effect::Unsafe,
    ];

    fn fault(kind: FaultKind, status: Option<u16>, delivery: Delivery) -> Fault {
        Fault {
            status,
            delivery,
            ..Fault::new(kind, "x")
        }
    }

    fn decision(effect: Effect, fault: &Fault) -> Decision {
        decide(Policy::default(), effect, fault, 1)
    }

    const REPEAT: Decision = Decision::Repeat(Duration::from_millis(500));

    #[test]
    fn what_was_not_sent_is_repeated_whatever_its_effect() {
        for effect in EFFECTS {
            let fault = fault(FaultKind::Unreachable, None, Delivery::NotSent);
            assert_eq!(decision(effect, &fault), REPEAT, "{effect:?}");
        }
    }

    #[test]
    fn an_unknown_outcome_is_repeated_unless_that_is_unsafe() {
        for kind in [
            FaultKind::Timeout,
            FaultKind::Unreachable,
            FaultKind::Unavailable,
        ] {
            let fault = fault(kind, None, Delivery::OutcomeUnknown);
            for effect in EFFECTS {
                let expected = match effect {
                    Effect::Unsafe => Decision::StopUnknown,
                    _ => REPEAT,
                };
                assert_eq!(decision(effect, &fault), expected, "{effect:?} {kind:?}");
            }
        }
    }

    #[test]
    fn an_unsafe_call_is_not_repeated_after_an_answer_whatever_the_connector_says() {
        for (kind, status) in [
            (FaultKind::RateLimited, 429),
            (FaultKind::Unavailable, 503),
            (FaultKind::Unavailable, 500),
        ] {
            let fault = fault(kind, Some(status), Delivery::Answered);
            assert_eq!(decision(Effect::Unsafe, &fault), Decision::Stop, "{status}");
            assert_eq!(decision(Effect::Idempotent, &fault), REPEAT, "{status}");
        }
    }

    #[test]
    fn what_will_not_pass_is_never_repeated() {
        for kind in FaultKind::ALL
            .into_iter()
            .filter(|kind| !kind.is_transient())
        {
            for effect in EFFECTS {
                let fault = fault(kind, Some(400), Delivery::Answered);
                assert_eq!(
                    decision(effect, &fault),
                    Decision::Stop,
                    "{kind:?} {effect:?}"
                );
            }
        }
    }

    #[test]
    fn waits_double_up_to_the_longest_and_obey_the_server() {
        let policy = Policy {
            attempts: 9,
            wait: Duration::from_secs(1),
            backoff: 2.0,
            max_wait: Duration::from_secs(5),
            after_refusals: false,
        };
        let wait = |attempts, retry_after_ms| {
            let fault = Fault {
                retry_after_ms,
                ..fault(FaultKind::RateLimited, Some(429), Delivery::Answered)
            };
            decide(policy, Effect::Read, &fault, attempts)
        };
        let repeat = |seconds| Decision::Repeat(Duration::from_secs(seconds));
        assert_eq!(wait(1, None), repeat(1));
        assert_eq!(wait(2, None), repeat(2));
        assert_eq!(wait(8, None), repeat(5));
        assert_eq!(wait(1, Some(4_000)), repeat(4));
        assert_eq!(wait(1, Some(6_000)), Decision::Stop);
        assert_eq!(wait(9, None), Decision::Stop);
    }

    #[test]
    fn a_refusal_is_a_reason_to_repeat_where_an_author_says_so_and_it_is_harmless() {
        let policy = Policy {
            after_refusals: true,
            ..Policy::default()
        };
        let refused = fault(FaultKind::NotFound, Some(404), Delivery::Answered);
        for effect in EFFECTS {
            let expected = match effect {
                Effect::Unsafe => Decision::StopUnrepeated,
                _ => REPEAT,
            };
            assert_eq!(decide(policy, effect, &refused, 1), expected);
        }
        let decided = |fault: &Fault, attempts| decide(policy, Effect::Read, fault, attempts);
        assert_eq!(decided(&refused, 3), Decision::Stop);
        let unsent = fault(FaultKind::InvalidParameter, None, Delivery::NotSent);
        assert_eq!(decided(&unsent, 1), Decision::Stop);
    }
}
