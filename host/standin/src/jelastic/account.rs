//! The account, as `users/account` and `billing/account` tell of it.

use serde_json::json;

use crate::jelastic::envelope::Outcome;
use crate::jelastic::parameters::Parameters;
use crate::jelastic::world::{USER, World};

#[expect(clippy::unnecessary_wraps, reason = "one signature for every method")]
pub(super) fn info(_: &mut World, _: &Parameters) -> Outcome {
    Ok(json!({
        "result": 0,
        "uid": USER,
        "email": "alice@example.com",
        "name": "Alice",
        "status": 1,
    }))
}

#[expect(clippy::unnecessary_wraps, reason = "one signature for every method")]
pub(super) fn billing(_: &mut World, _: &Parameters) -> Outcome {
    Ok(json!({
        "result": 0,
        "uid": USER,
        "email": "alice@example.com",
        "group": "billing",
        "status": "ACTIVE",
        "balance": 25.0,
        "bonus": 0.0,
        "credit": 0.0,
    }))
}
