//! `cache`: look-ups that a run remembers.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use jackfield_sandbox::GuestState;

use super::CallState;
use crate::bindings::jackfield::connector::cache;

const MAX_ENTRY: usize = 16 << 10;
const MAX_ENTRIES: usize = 1000;

/// What the connectors of one run remember. Each scope (connector and credentials) has its own
/// keys.
#[derive(Debug, Default)]
pub struct Memory(Mutex<HashMap<String, HashMap<String, String>>>);

impl Memory {
    fn scopes(&self) -> MutexGuard<'_, HashMap<String, HashMap<String, String>>> {
        match self.0.lock() {
            Ok(scopes) => scopes,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

impl cache::Host for GuestState<CallState> {
    fn get(&mut self, key: String) -> wasmtime::Result<Option<String>> {
        let CallState { memory, call, .. } = &self.data;
        let scopes = memory.scopes();
        Ok(scopes
            .get(&call.memory_scope)
            .and_then(|entries| entries.get(&key))
            .cloned())
    }

    fn put(&mut self, key: String, value: String) -> wasmtime::Result<()> {
        let CallState { memory, call, .. } = &self.data;
        let mut scopes = memory.scopes();
        let entries = scopes.entry(call.memory_scope.clone()).or_default();
        if key.len() + value.len() <= MAX_ENTRY
            && (entries.len() < MAX_ENTRIES || entries.contains_key(&key))
        {
            entries.insert(key, value);
        }
        Ok(())
    }
}
