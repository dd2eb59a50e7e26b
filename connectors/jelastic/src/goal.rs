//! What tells that an order was carried out, when its answer was lost.

use serde_json::{Value, json};

use crate::look::Seen;
use crate::status;

/// What an order leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// The environment is in this status.
    Status(i64),
    /// There is an environment where there was none.
    Exists,
    /// There is no such environment any more.
    Gone,
    /// The environment runs, and so do its nodes.
    Restarted,
    /// Nothing that shows, but giving the order again does no more.
    Settled,
    /// Nothing that shows.
    Hidden,
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fate {
    /// It was carried out; this is what was found.
    Done(Value),
    /// It was not carried out: giving it once more does it once.
    Undone,
    /// Nothing tells.
    Unknown,
}

impl Goal {
    /// Whether giving the order again does no more, so that an earlier attempt does not keep
    /// anybody from another one.
    pub(crate) fn is_idempotent(self) -> bool {
        matches!(self, Self::Status(_) | Self::Gone | Self::Settled)
    }

    /// What the answer to an order gives. That to `CreateEnvironment` has the environment one level
    /// deeper than the look has that is taken when the answer is lost: a workflow is given the same.
    pub(crate) fn given(self, mut answer: Value) -> Value {
        let is_deeper = self == Self::Exists && answer.pointer("/response/env").is_some();
        match answer.get_mut("response") {
            Some(response) if is_deeper => response.take(),
            _ => answer,
        }
    }

    /// What became of the order, by what is seen once nothing is under way any more. `is_ours`:
    /// something was under way after the order was given, or what is there was not there before.
    pub(crate) fn fate(self, seen: &Seen, is_ours: bool) -> Fate {
        match (self, &seen.info) {
            (Self::Status(wanted), Some(info)) if status::of(info) == Some(wanted) => {
                Fate::Done(info.clone())
            }
            (Self::Status(_) | Self::Settled, _) => Fate::Undone,
            (Self::Exists, Some(info)) if is_ours && status::of(info) != Some(status::BROKEN) => {
                Fate::Done(info.clone())
            }
            (Self::Exists, None) => Fate::Undone,
            (Self::Gone, None) => Fate::Done(json!({"result": 0})),
            (Self::Gone, Some(_)) => Fate::Undone,
            (Self::Restarted, Some(info)) if is_ours && runs(info) => Fate::Done(info.clone()),
            // An environment that is there may have been there before.
            (Self::Exists | Self::Restarted | Self::Hidden, _) => Fate::Unknown,
        }
    }
}

fn runs(info: &Value) -> bool {
    let nodes = info.get("nodes").and_then(Value::as_array);
    let mut statuses = nodes
        .into_iter()
        .flatten()
        .filter_map(|node| node.get("status").and_then(Value::as_i64));
    status::of(info) == Some(status::RUNNING) && statuses.all(|status| status == status::RUNNING)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::status::{DOWN, RUNNING};

    #[test]
    fn what_is_seen_tells_what_became_of_an_order() {
        let info = |status: i64, node: i64| {
            Some(json!({"env": {"status": status}, "nodes": [{"status": node}]}))
        };
        let up = || info(1, 1);
        let done = |info: Option<Value>| Fate::Done(info.unwrap());
        for (goal, info, was_busy, fate) in [
            (Goal::Status(RUNNING), up(), false, done(up())),
            (Goal::Status(DOWN), up(), true, Fate::Undone),
            (Goal::Status(DOWN), None, false, Fate::Undone),
            (Goal::Exists, None, false, Fate::Undone),
            (Goal::Exists, up(), true, done(up())),
            (Goal::Exists, up(), false, Fate::Unknown),
            (Goal::Gone, None, false, Fate::Done(json!({"result": 0}))),
            (Goal::Gone, up(), true, Fate::Undone),
            (Goal::Restarted, up(), true, done(up())),
            (Goal::Restarted, up(), false, Fate::Unknown),
            (Goal::Restarted, info(1, 2), true, Fate::Unknown),
            (Goal::Restarted, info(2, 1), true, Fate::Unknown),
            (Goal::Restarted, None, true, Fate::Unknown),
            (Goal::Settled, up(), true, Fate::Undone),
            (Goal::Hidden, up(), true, Fate::Unknown),
        ] {
            let seen = Seen {
                info,
                is_busy: false,
            };
            assert_eq!(
                goal.fate(&seen, was_busy),
                fate,
                "{goal:?} {seen:?} {was_busy}"
            );
        }
    }
}
