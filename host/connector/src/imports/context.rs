//! `context`: about the call being made.

use std::time::SystemTime;

use jackfield_sandbox::GuestState;
use tokio::time::Instant;

use super::{CallState, milliseconds};
use crate::bindings::jackfield::connector::context;

impl context::Host for GuestState<CallState> {
    fn idempotency_key(&mut self) -> wasmtime::Result<String> {
        Ok(self.data.call.context.idempotency_key.clone())
    }

    fn attempt(&mut self) -> wasmtime::Result<u32> {
        Ok(self.data.call.context.attempt)
    }

    fn in_doubt(&mut self) -> wasmtime::Result<bool> {
        Ok(self.data.call.context.in_doubt)
    }

    fn first_attempt_at_ms(&mut self) -> wasmtime::Result<u64> {
        Ok(milliseconds(self.data.call.context.first_attempt_at))
    }

    fn deadline_ms(&mut self) -> wasmtime::Result<u64> {
        let left = self
            .data
            .call
            .deadline
            .saturating_duration_since(Instant::now());
        Ok(milliseconds(SystemTime::now() + left))
    }

    fn now_ms(&mut self) -> wasmtime::Result<u64> {
        Ok(milliseconds(SystemTime::now()))
    }
}
