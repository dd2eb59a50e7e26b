//! What a platform says about a credential (`check` in the contract).

use jackfield_credential::{Store, Written};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::message::{Level, Message};
use crate::terminal::say;

/// Whose token it is.
pub(super) fn account(report: &Value) -> Option<String> {
    let name = report.pointer("/account/name")?.as_str()?;
    Some(name.to_owned())
}

/// The day on which the token expires, in UTC, as the platform says it.
pub(super) fn expires(report: &Value) -> Option<Date> {
    let at = report.get("expiresAt")?.as_i64()?;
    let at = Timestamp::from_millisecond(at).ok()?;
    Some(at.to_zoned(TimeZone::UTC).date())
}

/// Takes over what nobody has said and the platform knows.
pub(super) fn complete(written: &mut Written, report: &Value) {
    if written.notes.account.is_none() {
        written.notes.account = account(report);
    }
    if let Some(expires) = expires(report) {
        written.expires = Some(expires);
    }
}

/// Notes in the store that the platform has accepted a credential, and what it said of it. A store
/// that cannot be written to, such as one that is mounted, is no reason to fail.
pub(super) fn note(store: &Store, name: &str, report: Option<&Value>) {
    let noted = store.annotate(name, |annotations| {
        annotations.checked = Some(Timestamp::now());
        let Some(report) = report else { return };
        if annotations.notes.account.is_none() {
            annotations.notes.account = account(report);
        }
        if let Some(expires) = expires(report) {
            annotations.expires = Some(expires);
        }
    });
    if let Err(error) = noted {
        say(&Message::new(
            Level::Progress("credential"),
            format!("{name}: that it works is not noted: {error}"),
        ));
    }
}

/// The report in lines.
pub(super) fn lines(report: &Value) -> Vec<String> {
    let text = |pointer: &str| report.pointer(pointer).and_then(Value::as_str);
    let list = |pointer: &str| {
        report
            .pointer(pointer)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    };
    let mut lines = Vec::new();
    if let Some(account) = text("/account/name") {
        let is = |flag: &str| report.pointer(flag) == Some(&Value::Bool(true));
        let kind = match (is("/account/bot"), is("/account/administrator")) {
            (true, _) => ", a bot",
            (false, true) => ", an administrator",
            (false, false) => "",
        };
        lines.push(format!("  account: {account}{kind}"));
    }
    if let Some(version) = text("/server/version") {
        lines.push(format!("  server: version {version}"));
    }
    if let Some(expires) = expires(report) {
        lines.push(format!("  expires: {expires}"));
    }
    lines.extend(list("/permissions").map(|permission| format!("  may: {permission}")));
    lines.extend(list("/warnings").map(|warning| format!("  warning: {warning}")));
    lines
}
