//! `--proxy`, `--resolve` and `--limit`: how platforms are reached, and how much a connector may
//! use.

use std::fs;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

use jackfield_connector::{AllowedHosts, Caps, GateSettings, SystemLookup};
use jackfield_credential::Proxy;
use jackfield_sandbox::{Limits, MAX_MEMORY};
use jackfield_workflow::{Diagnostic, Pointer};

use crate::args::Network;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::secrets;

/// What there are limits of.
const NAMES: &str = "`memory`, `answer`, `blob`, `requests` and `rate`";

/// The hosts of a workflow's file that are none.
pub(crate) fn check_hosts(hosts: &[String]) -> Vec<Diagnostic> {
    let entries = hosts.iter().enumerate();
    entries
        .filter_map(|(index, entry)| {
            let error = AllowedHosts::parse([entry.as_str()]).err()?;
            let at = Pointer::root().join("allowHosts").join(index);
            Some(Diagnostic::new(at, error.to_string()))
        })
        .collect()
}

/// The hosts that the command line allows.
pub(crate) fn allowed(hosts: &[String]) -> Result<AllowedHosts, Failure> {
    AllowedHosts::parse(hosts.iter().map(String::as_str))
        .map_err(|error| Failure::new(Exit::Usage, error.to_string()))
}

/// The settings of the gate of a run, which may reach the hosts of the command line. Those of the
/// file are added when it is read.
pub(crate) fn gate(
    arguments: &Network,
    hosts: &[String],
    user_agent: String,
) -> Result<GateSettings, Failure> {
    let usage = |error: String| Failure::new(Exit::Usage, error);
    let hosts = allowed(hosts)?;
    let lookup = SystemLookup::with(arguments.settled.iter().map(String::as_str))
        .map_err(|error| usage(format!("--resolve: {error}")))?;
    let proxy = match &arguments.proxy {
        None => Proxy::Direct,
        Some(text) => proxy(text)?,
    };
    if let Proxy::Url(url) = &proxy
        && let Some(login) = url.login()
    {
        secrets().add(&login.password);
    }
    Ok(GateSettings {
        hosts,
        lookup: Arc::new(lookup),
        caps: limits(&arguments.limits)?.1,
        proxy,
        ..GateSettings::new(user_agent, secrets().clone())
    })
}

/// A proxy as an argument names it. With a password it must stand in a file: everybody can read
/// arguments.
pub(crate) fn proxy(text: &str) -> Result<Proxy, Failure> {
    let wrong = |reason: String| Failure::new(Exit::Usage, format!("--proxy: {reason}"));
    let read = |text: &str| Proxy::parse(text).map_err(|error| wrong(error.to_string()));
    if let Some(path) = text.strip_prefix('@') {
        let text = fs::read_to_string(Path::new(path))
            .map_err(|error| wrong(format!("{path} cannot be read: {error}")))?;
        return read(&text);
    }
    let proxy = read(text)?;
    match &proxy {
        Proxy::Url(url) if url.login().is_some() => Err(wrong(
            "a password in an argument can be read by everybody on this machine".to_owned(),
        )
        .hint("write the URL into a file of your own and give `--proxy @FILE`")),
        _ => Ok(proxy),
    }
}

/// The limits of the sandbox and those of the gate.
pub(crate) fn limits(entries: &[String]) -> Result<(Limits, Caps), Failure> {
    let (mut limits, mut caps) = (Limits::default(), Caps::default());
    for entry in entries {
        let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
        let invalid = |what: &str| {
            Failure::new(Exit::Usage, format!("--limit {entry}: {what}"))
                .hint("write `memory=128MiB` or `requests=5000`")
        };
        let bytes = || size(value).ok_or_else(|| invalid("this is no size"));
        let count = || {
            value
                .parse::<NonZeroU32>()
                .map_err(|_| invalid("this is no whole number above zero"))
        };
        match name {
            "memory" => {
                limits.memory = bytes()?;
                if limits.memory > MAX_MEMORY {
                    return Err(invalid(&format!(
                        "a connector can have at most {} MiB",
                        MAX_MEMORY >> 20
                    )));
                }
            }
            "answer" => {
                caps.inline = bytes()?;
                // It has to fit through the door as well.
                limits.hostcall_bytes = limits.hostcall_bytes.max(caps.inline.saturating_mul(2));
            }
            "blob" => caps.blob = bytes()?,
            "requests" => caps.requests = count()?.get(),
            "rate" => caps.rate = count()?,
            _ => return Err(invalid(&format!("there are limits of {NAMES}"))),
        }
    }
    Ok((limits, caps))
}

/// Reads `512`, `64KiB`, `8MiB` or `1GiB`.
fn size(text: &str) -> Option<usize> {
    let digits = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    let factor: usize = match unit.trim() {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    let bytes = number.parse::<usize>().ok()?.checked_mul(factor)?;
    (bytes > 0).then_some(bytes)
}
