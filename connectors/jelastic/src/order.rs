//! Orders: long calls that change something, whose answer may be lost.
//!
//! Such a call takes minutes, and a gateway on the way waits for one of them. Its 502 or 504, a web
//! page in place of an answer, a broken connection or a timeout say nothing about the action, which
//! goes on. Then nothing is sent again before we have looked: at the actions under way and at the
//! environment, again and again until nothing is under way any more, each time in a call of its own
//! (`next` in the contract), so that a killed run goes on looking where it was.

use jackfield_sdk::{Call, Delivery, Fault, FaultKind, Outcome, context, log};
use serde::{Deserialize, Serialize};

use crate::fields::Fields;
use crate::goal::{Fate, Goal};
use crate::look::Seen;
use crate::lost::Lost;
use crate::method::Method;
use crate::{api, look, status};

/// The wait before the first look; it doubles up to the longest.
const FIRST_WAIT_MS: u64 = 250;
const LONGEST_WAIT_MS: u64 = 10_000;
/// How many looks in a row must find nothing under way: an action may not have begun at the first.
const QUIET_LOOKS: u32 = 2;
/// How long looks may fail in a row.
const BLIND_MS: u64 = 60 * 1000;
/// How often an order is given at the most.
const MOST_SENT: u32 = 2;
/// What is left of a call's time when a request's is over, so that we can still say so.
const MARGIN_MS: u64 = 5_000;

/// A call that changes something.
#[derive(Debug)]
pub(crate) struct Order<'a> {
    pub(crate) method: Method<'a>,
    pub(crate) fields: Fields,
    /// The environment that it concerns.
    pub(crate) environment: Option<&'a str>,
    /// What tells that it was carried out.
    pub(crate) goal: Goal,
}

/// How far looking is.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Watch {
    /// How often the order was given.
    sent: u32,
    looks: u32,
    /// Whether the order was given by an earlier attempt of this call.
    #[serde(default)]
    repeats: bool,
    /// Whether anything was seen under way.
    was_busy: bool,
    /// Whether there was no such environment before the order was given.
    #[serde(default)]
    was_absent: bool,
    /// How many looks in a row found nothing under way.
    quiet: u32,
    /// Since when looks fail.
    blind_since_ms: Option<u64>,
    until_ms: u64,
    lost: Lost,
}

/// Gives an order, and finds out what became of it.
pub(crate) fn carry_out(call: &Call, order: &Order<'_>) -> Result<Outcome, Fault> {
    if let Some(state) = call.state() {
        let watch = serde_json::from_str(state).map_err(|error| {
            Fault::new(
                FaultKind::Internal,
                format!("the state of an order cannot be read: {error}"),
            )
            .outcome_unknown()
        })?;
        return watch_on(call, order, watch);
    }
    if let (true, Some(environment)) = (context::attempt() > 1, order.environment)
        && order.goal.is_idempotent()
    {
        // Nobody here knows how the earlier attempt ended.
        let fault = Fault::new(FaultKind::Unavailable, "an earlier attempt failed");
        let watch = Watch {
            // It failed a while ago: one look is enough.
            quiet: QUIET_LOOKS - 1,
            repeats: true,
            ..Watch::begin(1, &fault)
        };
        return look_again(call, order, environment, watch);
    }
    let was_absent = match order.environment {
        Some(environment) if order.goal == Goal::Exists => is_absent(call, environment)?,
        _ => false,
    };
    send(call, order, 1, was_absent)
}

/// Looks whether a name is free, so that an environment that is there afterwards is known to be
/// the new one. A token that may not look is not kept from creating.
fn is_absent(call: &Call, environment: &str) -> Result<bool, Fault> {
    match look::info(call.credential()?, environment) {
        Ok(None) => Ok(true),
        Ok(Some(info)) => {
            let is = status::of(&info).map_or_else(|| "there".to_owned(), status::in_words);
            Err(Fault::new(
                FaultKind::Conflict,
                format!("there is an environment `{environment}` already, and it is {is}"),
            )
            .hint("give the new one another name, or delete that one first (`environment.delete`)"))
        }
        // Also where a dry run keeps the look in, and shows what comes after it.
        Err(fault)
            if [FaultKind::PermissionDenied, FaultKind::PolicyDenied]
                .map(FaultKind::as_str)
                .contains(&fault.kind.as_str()) =>
        {
            Ok(false)
        }
        Err(fault) => Err(fault),
    }
}

fn send(call: &Call, order: &Order<'_>, sent: u32, was_absent: bool) -> Result<Outcome, Fault> {
    let left = time_left();
    let time = left - MARGIN_MS.min(left / 10);
    let request = order
        .method
        .request(&order.fields)
        .timeout_ms(u32::try_from(time).unwrap_or(u32::MAX));
    match api::call(call.credential()?, order.method, &request) {
        Ok(answer) => Outcome::json(&order.goal.given(answer)),
        Err(fault) if fault.delivery == Delivery::OutcomeUnknown => {
            let Some(environment) = order.environment else {
                return Err(fault);
            };
            log::write(
                log::Level::Warn,
                &format!(
                    "{}; looking at the environment `{environment}` before anything is sent again",
                    fault.message
                ),
            );
            let watch = Watch {
                was_absent,
                ..Watch::begin(sent, &fault)
            };
            Ok(watch.again())
        }
        Err(fault) => Err(fault),
    }
}

fn watch_on(call: &Call, order: &Order<'_>, watch: Watch) -> Result<Outcome, Fault> {
    match order.environment {
        Some(environment) => look_again(call, order, environment, watch),
        None => Err(watch.lost.unexplained()),
    }
}

fn look_again(
    call: &Call,
    order: &Order<'_>,
    environment: &str,
    mut watch: Watch,
) -> Result<Outcome, Fault> {
    let now = context::now_ms();
    watch.looks += 1;
    let seen = match look::at(call.credential()?, environment) {
        Ok(seen) => seen,
        // The platform is still not to be reached, which says it better than what came before.
        Err(fault) if watch.repeats && watch.looks == 1 && is_unreachable(&fault) => {
            return Err(fault);
        }
        Err(fault) if look::will_pass(&fault) => {
            let since = *watch.blind_since_ms.get_or_insert(now);
            return if now.saturating_sub(since) < BLIND_MS && now < watch.until_ms {
                Ok(watch.again())
            } else {
                Err(watch.lost.unexplained())
            };
        }
        Err(fault) => {
            let hint = format!(
                "nobody could look what became of it: {}. Looking needs `environment.control.GetEnvInfo`, and better also `environment.tracking.GetCurrentActions`",
                fault.message
            );
            // A web page in place of both answers: what is wrong is the address.
            let is_same = fault.kind == FaultKind::UnexpectedResponse.as_str();
            let lost = watch.lost.unexplained();
            return Err(if is_same { lost } else { lost.hint(hint) });
        }
    };
    watch.blind_since_ms = None;
    if seen.is_busy {
        watch.was_busy = true;
        watch.quiet = 0;
        if now >= watch.until_ms {
            let found = format!(
                "the action on `{environment}` is still under way; {}",
                described(environment, &seen)
            );
            return Err(watch.lost.fault(&found));
        }
        return Ok(watch.again());
    }
    watch.quiet += 1;
    let is_ours = watch.was_busy || watch.was_absent;
    match order.goal.fate(&seen, is_ours) {
        Fate::Done(found) => {
            log::write(
                log::Level::Info,
                &format!("it was carried out: {}", described(environment, &seen)),
            );
            Outcome::json(&found)
        }
        _ if watch.quiet < QUIET_LOOKS => Ok(watch.again()),
        Fate::Undone if watch.sent < MOST_SENT => {
            send(call, order, watch.sent + 1, watch.was_absent)
        }
        Fate::Undone => {
            let found = format!(
                "nothing is under way, and it was not carried out, though it was sent {} times; {}",
                watch.sent,
                described(environment, &seen)
            );
            Err(watch.lost.fault(&found))
        }
        Fate::Unknown => {
            let action = if watch.was_busy {
                "an action was under way and has ended, and its result was lost"
            } else {
                "nothing is under way, and nothing tells whether it was carried out"
            };
            let found = format!("{action}; {}", described(environment, &seen));
            Err(watch.lost.fault(&found))
        }
    }
}

fn is_unreachable(fault: &Fault) -> bool {
    fault.kind == FaultKind::Unreachable.as_str()
}

fn described(environment: &str, seen: &Seen) -> String {
    match &seen.info {
        None => format!("there is no environment `{environment}`"),
        Some(info) => match status::of(info) {
            Some(status) => format!("`{environment}` is {}", status::in_words(status)),
            None => format!("`{environment}` is there"),
        },
    }
}

/// How much of the call's time is left, in milliseconds.
fn time_left() -> u64 {
    context::deadline_ms().saturating_sub(context::now_ms())
}

impl Watch {
    /// Looking takes as long as the step lets a call take.
    fn begin(sent: u32, fault: &Fault) -> Self {
        let allowed = context::deadline_ms().saturating_sub(context::first_attempt_at_ms());
        Self {
            sent,
            until_ms: context::now_ms() + allowed,
            lost: Lost::of(fault),
            ..Self::default()
        }
    }

    fn again(&self) -> Outcome {
        let wait = FIRST_WAIT_MS << self.looks.min(10);
        let state = serde_json::to_string(self).unwrap_or_default();
        Outcome::default().call_again(wait.min(LONGEST_WAIT_MS), state)
    }
}
