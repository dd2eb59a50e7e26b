//! The bar that shows how far a long step has come.
//!
//! It stands on the last line of a terminal. What is said meanwhile goes above it.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::clean::shown;
use super::{Verbosity, lock, manner};
use crate::args::Form;

/// Steps with fewer calls are left alone, and those that are through before long.
const CALLS: usize = 20;
const PATIENCE: Duration = Duration::from_millis(300);
/// How many characters of a step's name are shown.
const NAME: usize = 30;

static STEP: Mutex<Option<Step>> = Mutex::new(None);

struct Step {
    began: Instant,
    /// Learns from the beginning how fast it goes, and is hidden at first.
    bar: ProgressBar,
}

/// A step begins with so many items to act upon.
pub(crate) fn begin(name: &str, calls: usize) {
    end();
    let manner = manner();
    let wanted = manner.live && manner.form == Form::Text && manner.verbosity >= Verbosity::Normal;
    if !wanted || calls < CALLS {
        return;
    }
    let bar = ProgressBar::with_draw_target(Some(calls as u64), ProgressDrawTarget::hidden());
    let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:24}] {pos}/{len}, {eta} left")
    else {
        return;
    };
    let name = shown(name);
    let name: String = name.lines().flat_map(str::chars).take(NAME).collect();
    bar.set_style(style.progress_chars("=> "));
    bar.set_prefix(name);
    *lock(&STEP) = Some(Step {
        began: Instant::now(),
        bar,
    });
}

/// So many of them are done.
pub(crate) fn advance(done: usize) {
    if let Some(Step { began, bar }) = lock(&STEP).as_ref() {
        if bar.is_hidden() && began.elapsed() >= PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.set_position(done as u64);
    }
}

/// Takes the bar away.
pub(crate) fn end() {
    if let Some(Step { bar, .. }) = lock(&STEP).take() {
        bar.finish_and_clear();
    }
}

/// Writes something while the bar is out of the way.
pub(super) fn beside(write: impl FnOnce()) {
    match lock(&STEP).as_ref() {
        Some(Step { bar, .. }) => bar.suspend(write),
        None => write(),
    }
}
