//! `environment.wait-until`: a wait that outlives the process, for each look is a call of its own.

use jackfield_sdk::{Call, Effect, Fault, FaultKind, Outcome, context, log};
use serde_json::{Value, json};

use crate::look;
use crate::method;
use crate::operation::Operation;
use crate::parameters::{Parameter, parameters, read};
use crate::status;

parameters! {
    /// What is waited for.
    struct Wait {
        /// The environment's name, the first part of its domain.
        env_name: String,
        /// What it is to be: `settled` is any status that does not pass, `gone` is deleted.
        status: Awaited = r#""running""#,
        /// How many seconds pass between two looks.
        every_seconds: Pause = "10",
        /// After how many seconds nobody waits any more.
        within_seconds: Patience = "1800",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    Running,
    Down,
    Asleep,
    Settled,
    Gone,
}

/// A part of a second to a day, in seconds.
struct Pause(f64);

/// At most thirty days, in seconds.
struct Patience(u64);

impl Parameter for Awaited {
    const WORDS: &'static str = "one of `running`, `down`, `asleep`, `settled`, `gone`";

    fn schema() -> Value {
        json!({"type": "string", "enum": Self::ALL.map(Self::word)})
    }

    fn read(value: &Value) -> Option<Self> {
        let word = value.as_str()?;
        Self::ALL.into_iter().find(|awaited| awaited.word() == word)
    }
}

impl Parameter for Pause {
    const WORDS: &'static str = "a number from 0.1 to 86400";

    fn schema() -> Value {
        json!({"type": "number", "minimum": 0.1, "maximum": 86400})
    }

    fn read(value: &Value) -> Option<Self> {
        f64::read(value)
            .filter(|seconds| (0.1..=86400.0).contains(seconds))
            .map(Self)
    }
}

impl Parameter for Patience {
    const WORDS: &'static str = "a whole number up to 2592000";

    fn schema() -> Value {
        json!({"type": "integer", "minimum": 0, "maximum": 2_592_000})
    }

    fn read(value: &Value) -> Option<Self> {
        u64::read(value)
            .filter(|seconds| *seconds <= 2_592_000)
            .map(Self)
    }
}

pub(crate) static OPERATIONS: &[Operation] =
    &[
        Operation::new::<Wait>("environment.wait-until", Effect::Read, |call| {
            wait(call, &read(call)?)
        })
        .summary("Waits until an environment is running, down, asleep, settled or gone.")
        .needs(method::GET_ENV_INFO)
        .examples(&[
            (
                "Until it runs, half an hour at most",
                r#"{"envName": "shop"}"#,
            ),
            (
                "Until it is down, with a look every minute",
                r#"{"envName": "shop", "status": "down", "everySeconds": 60}"#,
            ),
        ]),
    ];

fn wait(call: &Call, wait: &Wait) -> Result<Outcome, Fault> {
    let until = match call.state() {
        Some(state) => state.parse().map_err(|error| {
            Fault::new(
                FaultKind::Internal,
                format!("the state of a wait cannot be read: {error}"),
            )
        })?,
        None => context::now_ms() + 1000 * wait.within_seconds.0,
    };
    let again = || {
        let pause = milliseconds(wait.every_seconds.0);
        Ok(Outcome::default().call_again(pause, until.to_string()))
    };
    let info = match look::info(call.credential()?, &wait.env_name) {
        Ok(info) => info,
        // Once a look has worked, one that does not is no reason to stop waiting.
        Err(fault)
            if look::will_pass(&fault) && call.state().is_some() && context::now_ms() < until =>
        {
            let message = format!("{}; it is looked at again", fault.message);
            log::write(log::Level::Warn, &message);
            return again();
        }
        Err(fault) => return Err(fault),
    };
    if wait.status.is_met(info.as_ref()) {
        let gone = json!({"result": 0, "envName": wait.env_name});
        return Outcome::json(&info.unwrap_or(gone));
    }
    let Some(info) = info else {
        return Err(Fault::new(
            FaultKind::NotFound,
            format!("there is no environment `{}`", wait.env_name),
        )
        .code(11)
        .hint("`envName` is the environment's name, the first part of its domain, not its display name"));
    };
    if context::now_ms() >= until {
        let is = status::of(&info).map_or_else(|| "there".to_owned(), status::in_words);
        // No timeout, after which the engine would look again: it was waited for long enough.
        return Err(Fault::new(
            FaultKind::Conflict,
            format!(
                "`{}` is {is} after {} seconds, and was to be {}",
                wait.env_name,
                wait.within_seconds.0,
                wait.status.word()
            ),
        )
        .hint("give it longer with `withinSeconds`, or look in the dashboard what keeps it"));
    }
    again()
}

impl Awaited {
    const ALL: [Self; 5] = [
        Self::Running,
        Self::Down,
        Self::Asleep,
        Self::Settled,
        Self::Gone,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Down => "down",
            Self::Asleep => "asleep",
            Self::Settled => "settled",
            Self::Gone => "gone",
        }
    }

    /// Whether this is what was waited for; `info` is none when there is no such environment.
    fn is_met(self, info: Option<&Value>) -> bool {
        let status = info.and_then(status::of);
        match self {
            Self::Running => status == Some(status::RUNNING),
            Self::Down => status == Some(status::DOWN),
            Self::Asleep => status == Some(status::ASLEEP),
            Self::Settled => status.is_some_and(|status| !status::is_passing(status)),
            Self::Gone => info.is_none(),
        }
    }
}

fn milliseconds(seconds: f64) -> u64 {
    // It is a day at most; what is no number is none.
    u64::try_from((seconds * 1000.0) as i64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_waited_for_is_met_by_the_status_it_names() {
        let met = |info: Option<Value>| {
            Awaited::ALL
                .into_iter()
                .filter(|awaited| awaited.is_met(info.as_ref()))
                .collect::<Vec<_>>()
        };
        let info = |status: i64| Some(json!({"env": {"status": status}}));
        assert_eq!(met(info(1)), [Awaited::Running, Awaited::Settled]);
        assert_eq!(met(info(2)), [Awaited::Down, Awaited::Settled]);
        assert_eq!(met(info(4)), [Awaited::Asleep, Awaited::Settled]);
        assert_eq!(met(info(11)), [Awaited::Settled]);
        assert_eq!(met(info(13)), []);
        assert_eq!(met(None), [Awaited::Gone]);
    }

    #[test]
    fn waits_are_kept_within_what_can_be_meant() {
        for (seconds, is_pause, is_patience) in [
            (json!(0.1), true, false),
            (json!(60), true, true),
            (json!(0), false, true),
            (json!(86401), false, true),
            (json!(2_592_001), false, false),
            (json!(-1), false, false),
        ] {
            assert_eq!(Pause::read(&seconds).is_some(), is_pause, "{seconds}");
            assert_eq!(Patience::read(&seconds).is_some(), is_patience, "{seconds}");
        }
    }

    #[test]
    fn seconds_may_be_parts() {
        assert_eq!(milliseconds(0.25), 250);
        assert_eq!(milliseconds(-1.0), 0);
        assert_eq!(milliseconds(f64::NAN), 0);
    }
}
