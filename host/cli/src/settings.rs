//! Settings that come from the environment.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;

use jackfield_sandbox::Cache;
use jiff::tz::TimeZone;

use crate::args::Global;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal;

/// The cache of compiled connectors: `--cache-dir`, `JACKFIELD_CACHE_DIR`, or `jackfield` in the
/// user's cache directory (XDG Base Directory Specification). Without a place for it, or with one
/// that is not private, connectors are compiled at each start, which is said.
pub(crate) fn cache(global: &Global) -> Option<Cache> {
    let Some(directory) = cache_directory(global) else {
        let warning = Message::new(
            Level::Warning,
            "there is no place for compiled connectors (HOME is not set), so this start takes longer; name one with --cache-dir",
        );
        terminal::say(&warning);
        return None;
    };
    match Cache::open(&directory) {
        Ok(cache) => Some(cache),
        Err(refusal) => {
            let title = format!(
                "{}; connectors are compiled anew, so this start takes longer",
                with_sources(&refusal)
            );
            terminal::say(&Message::new(Level::Alarm, title));
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

/// The time zone that was asked for, or the system's.
pub(crate) fn zone(asked: Option<&str>) -> Result<String, Failure> {
    match asked {
        Some(name) if TimeZone::get(name).is_ok() => Ok(name.to_owned()),
        Some(name) => Err(
            Failure::new(Exit::Usage, format!("there is no time zone `{name}`"))
                .hint("time zones have IANA names, such as `Europe/Zurich` or `UTC`"),
        ),
        None => Ok(TimeZone::system().iana_name().unwrap_or("UTC").to_owned()),
    }
}

/// The environment variables of these names, as far as they are set.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads settings from the environment"
)]
pub(crate) fn allowed_environment(names: &[String]) -> BTreeMap<String, Option<String>> {
    names
        .iter()
        .map(|name| (name.clone(), env::var(name).ok()))
        .collect()
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
