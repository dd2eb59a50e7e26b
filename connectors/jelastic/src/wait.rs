//! `environment.wait-until`: a wait that outlives the process, for each look is a call of its own.

use jackfield_sdk::{Call, Effect, Fault, FaultKind, Operation, Outcome, context, log};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::look;
use crate::method;
use crate::status;

/// What is waited for.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Wait {
    /// The environment's name, the first part of its domain.
    env_name: String,
    /// What it is to be: `settled` is any status that does not pass, `gone` is deleted.
    #[serde(default)]
    status: Awaited,
    /// How many seconds pass between two looks.
    #[serde(default = "every_seconds")]
    #[schemars(range(min = 0.1, max = 86400), extend("default" = 10))]
    every_seconds: f64,
    /// After how many seconds nobody waits any more.
    #[serde(default = "within_seconds")]
    #[schemars(range(max = 2_592_000))]
    within_seconds: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
enum Awaited {
    #[default]
    Running,
    Down,
    Asleep,
    Settled,
    Gone,
}

fn every_seconds() -> f64 {
    10.0
}

fn within_seconds() -> u32 {
    1800
}

pub(crate) fn operation() -> Operation {
    Operation::new("environment.wait-until", wait)
        .summary("Waits until an environment is running, down, asleep, settled or gone.")
        .effect(Effect::Read)
        .permission(method::GET_ENV_INFO.0)
        .credential("jelastic")
        .example(
            "Until it runs, half an hour at most",
            json!({"envName": "shop"}),
        )
        .example(
            "Until it is down, with a look every minute",
            json!({"envName": "shop", "status": "down", "everySeconds": 60}),
        )
}

fn wait(call: &Call, wait: Wait) -> Result<Outcome, Fault> {
    let until = match call.state() {
        Some(state) => state.parse().map_err(|error| {
            Fault::new(
                FaultKind::Internal,
                format!("the state of a wait cannot be read: {error}"),
            )
        })?,
        None => context::now_ms() + 1000 * u64::from(wait.within_seconds),
    };
    let again = || {
        let pause = milliseconds(wait.every_seconds);
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
                wait.within_seconds,
                json!(wait.status).as_str().unwrap_or_default()
            ),
        )
        .hint("give it longer with `withinSeconds`, or look in the dashboard what keeps it"));
    }
    again()
}

impl Awaited {
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
    // The schema keeps it below 30 days; what is no number of them is none.
    u64::try_from((seconds * 1000.0) as i64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_waited_for_is_met_by_the_status_it_names() {
        let all = [
            Awaited::Running,
            Awaited::Down,
            Awaited::Asleep,
            Awaited::Settled,
            Awaited::Gone,
        ];
        let met = |info: Option<Value>| {
            all.into_iter()
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
    fn seconds_may_be_parts() {
        assert_eq!(milliseconds(0.25), 250);
        assert_eq!(milliseconds(-1.0), 0);
        assert_eq!(milliseconds(f64::NAN), 0);
    }
}
