//! Warnings.

use jackfield_sdk::{cache, log};

/// Warns of something once in a run, however many calls it concerns.
pub(crate) fn once(message: &str) {
    let key = format!("warned\n{message}");
    if cache::get(&key).is_none() {
        cache::put(&key, "");
        log::write(log::Level::Warn, message);
    }
}
