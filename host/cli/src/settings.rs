//! Settings that come from the environment.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use jackfield_credential::{AccessToken, IdentitySource};
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

fn cache_directory(global: &Global) -> Option<PathBuf> {
    global
        .cache_dir
        .clone()
        .or_else(|| named("JACKFIELD_CACHE_DIR"))
        .or_else(|| Some(base("XDG_CACHE_HOME", ".cache")?.join("jackfield")))
}

/// The state directory, in which the credential store is: `--state-dir`, `JACKFIELD_STATE_DIR`, or
/// `jackfield` in the user's state directory (XDG Base Directory Specification). None where nobody
/// says, as in a container without a home.
pub(crate) fn state(global: &Global) -> Option<PathBuf> {
    global
        .state_dir
        .clone()
        .or_else(|| named("JACKFIELD_STATE_DIR"))
        .or_else(|| Some(base("XDG_STATE_HOME", ".local/state")?.join("jackfield")))
}

/// The key of the credential store: that in `JACKFIELD_IDENTITY`, that in the file which
/// `JACKFIELD_IDENTITY_FILE` names, or the one beside the store.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads settings from the environment"
)]
pub(crate) fn identity() -> Result<IdentitySource, Failure> {
    let key = env::var("JACKFIELD_IDENTITY").ok();
    let key = key.filter(|key| !key.is_empty()).map(AccessToken::typed);
    match (key, named("JACKFIELD_IDENTITY_FILE")) {
        (Some(_), Some(_)) => Err(Failure::new(
            Exit::Credential,
            "JACKFIELD_IDENTITY and JACKFIELD_IDENTITY_FILE are both set; remove one of them",
        )),
        (Some(key), None) => {
            terminal::secrets().add(&key);
            Ok(IdentitySource::Key(key))
        }
        (None, Some(path)) => Ok(IdentitySource::File(path)),
        (None, None) => Ok(IdentitySource::Beside),
    }
}

/// n8n's encryption key, and what n8n reads it from: `N8N_ENCRYPTION_KEY` or the file that
/// `N8N_ENCRYPTION_KEY_FILE` names.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads settings from the environment"
)]
pub(crate) fn n8n_key() -> (Option<AccessToken>, Option<PathBuf>) {
    let key = env::var("N8N_ENCRYPTION_KEY").ok();
    let key = key.filter(|key| !key.is_empty()).map(AccessToken::typed);
    (key, named("N8N_ENCRYPTION_KEY_FILE"))
}

/// The mounted directory of credentials: what was given, or `JACKFIELD_CREDENTIALS_DIR`.
pub(crate) fn credentials_directory(given: Option<&Path>) -> Option<PathBuf> {
    given
        .map(Path::to_owned)
        .or_else(|| named("JACKFIELD_CREDENTIALS_DIR"))
}

/// The directory of credentials that systemd gives a service (systemd.exec(5)).
pub(crate) fn service_directory() -> Option<PathBuf> {
    named("CREDENTIALS_DIRECTORY")
}

/// The user's home directory.
pub(crate) fn home() -> Option<PathBuf> {
    named("HOME")
}

/// One of the user's base directories: a variable, or a place in the home directory.
fn base(variable: &str, in_home: &str) -> Option<PathBuf> {
    named(variable)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(home()?.join(in_home)))
}

/// The path in a variable, if there is one.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads settings from the environment"
)]
fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
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
