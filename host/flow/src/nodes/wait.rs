//! Wait: lets items go on later.

use std::time::Duration;

use jackfield_descriptor::Fault;
use serde_json::Value;

use super::read::{Parameters, invalid, shown};
use super::visit::{Deed, Visit};
use super::visiting::passed_on;
use super::{instant, js};

/// No wait is longer than this, about ten years.
const LONGEST: f64 = 10.0 * 365.0 * 86_400.0;

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let written = visit.once()?;
    let parameters = Parameters(&written);
    let ports = vec![passed_on(visit.items())];
    let seconds = match parameters.text("resume", "timeInterval").as_ref() {
        "timeInterval" => {
            let is_old = visit.version < 1.1 - 1e-9;
            let (amount, unit) = if is_old {
                (1.0, "hours")
            } else {
                (5.0, "seconds")
            };
            let amount = parameters.get("amount").map_or(amount, js::number);
            let factor = match parameters.text("unit", unit).as_ref() {
                "seconds" => 1.0,
                "minutes" => 60.0,
                "hours" => 3_600.0,
                "days" => 86_400.0,
                unknown => return Err(invalid(format!("knows no `unit` called `{unknown}`"))),
            };
            if !amount.is_finite() || amount < 0.0 {
                return Err(invalid(format!(
                    "the wait should be a number from 0 on, and is {}",
                    shown(parameters.get("amount").unwrap_or(&Value::Null))
                )));
            }
            amount * factor
        }
        "specificTime" => {
            let value = parameters.get("dateTime").unwrap_or(&Value::Null);
            let zone = instant::zone(&visit.moment.zone);
            let until = instant::of(value, &zone)
                .ok_or_else(|| invalid(format!("{} is not a valid date", shown(value))))?;
            let now = i64::try_from(visit.moment.now_ms).unwrap_or(i64::MAX);
            let left = until
                .timestamp()
                .as_millisecond()
                .saturating_sub(now)
                .max(0);
            #[expect(clippy::cast_precision_loss, reason = "no wait is so long")]
            let seconds = left as f64 / 1_000.0;
            seconds
        }
        other => {
            return Err(invalid(format!(
                "waits for a {other}, and nothing listens for one here"
            ))
            .hint("wait for a time (`timeInterval` or `specificTime`)"));
        }
    };
    let wait = Duration::from_secs_f64(seconds.min(LONGEST));
    Ok(if wait.is_zero() {
        Deed::Done(ports)
    } else {
        Deed::Later(wait, ports)
    })
}
