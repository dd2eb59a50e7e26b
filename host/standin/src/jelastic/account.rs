//! The service `users/account`.

use serde_json::{Value, json};

use crate::jelastic::world::USER;

pub(super) fn info() -> Value {
    json!({
        "result": 0,
        "uid": USER,
        "email": "alice@example.com",
        "name": "Alice",
        "group": "billing",
        "status": 1,
        "balance": 25.0,
        "bonus": 0.0,
        "credit": 0.0,
    })
}
