//! Settings that come from the environment.

use std::env;
use std::path::PathBuf;

use jackfield_sandbox::Cache;

use crate::args::Global;
use crate::terminal;

/// The cache of compiled connectors: `--cache-dir`, `JACKFIELD_CACHE_DIR`, or `jackfield` in the
/// user's cache directory (XDG Base Directory Specification). Without a place for it, or with one
/// that is not private, connectors are compiled at each start, which is said.
pub(crate) fn cache(global: &Global) -> Option<Cache> {
    let Some(directory) = cache_directory(global) else {
        terminal::say(
            "warning: there is no place for compiled connectors (HOME is not set), so this start takes longer; name one with --cache-dir",
        );
        return None;
    };
    match Cache::open(&directory) {
        Ok(cache) => Some(cache),
        Err(refusal) => {
            terminal::say(&format!(
                "warning: {}; connectors are compiled anew, so this start takes longer",
                with_sources(&refusal)
            ));
            None
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads settings from the environment"
)]
fn cache_directory(global: &Global) -> Option<PathBuf> {
    let named = |variable: &str| {
        env::var_os(variable)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    global
        .cache_dir
        .clone()
        .or_else(|| named("JACKFIELD_CACHE_DIR"))
        .or_else(|| {
            let base = named("XDG_CACHE_HOME")
                .filter(|path| path.is_absolute())
                .or_else(|| Some(named("HOME")?.join(".cache")))?;
            Some(base.join("jackfield"))
        })
}

/// An error and what is behind it, in one line.
pub(crate) fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}
