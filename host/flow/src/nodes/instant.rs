//! Instants, in the forms in which dates are written.

use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::Value;

/// Forms that say no offset, which `Date.parse` of a browser knows.
const LOCAL: &[&str] = &[
    "%B %d, %Y %H:%M:%S",
    "%B %d, %Y %H:%M",
    "%B %d, %Y",
    "%B %d %Y %H:%M:%S",
    "%B %d %Y",
    "%d %B %Y %H:%M:%S",
    "%d %B %Y %H:%M",
    "%d %B %Y",
    "%a %B %d %Y %H:%M:%S",
    "%a %B %d %Y",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y, %I:%M:%S %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%m-%d-%Y",
];

/// Forms that say an offset.
const OFFSET: &[&str] = &[
    "%a %b %d %Y %H:%M:%S GMT%z",
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S%z",
    "%B %d, %Y %H:%M:%S %z",
    "%d %B %Y %H:%M:%S %z",
];

/// The zone of a name; UTC for one that nobody knows.
pub(super) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// The instant that a value stands for: a text, or milliseconds since 1970. What says no offset is
/// of this zone.
pub(super) fn of(value: &Value, zone: &TimeZone) -> Option<Zoned> {
    match value {
        Value::Number(number) => of_milliseconds(number.as_f64()?, zone),
        Value::String(text) => of_text(text.trim(), zone),
        _ => None,
    }
}

pub(super) fn of_milliseconds(milliseconds: f64, zone: &TimeZone) -> Option<Zoned> {
    if !milliseconds.is_finite() || milliseconds.abs() > 8.64e15 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a fraction is cut off")]
    let instant = Timestamp::from_millisecond(milliseconds as i64).ok()?;
    Some(instant.to_zoned(zone.clone()))
}

fn of_text(text: &str, zone: &TimeZone) -> Option<Zoned> {
    /// No way to write a date is longer than this.
    const LONGEST: usize = 100;
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.len() {
            4 => at_midnight(Date::new(text.parse().ok()?, 1, 1).ok()?, zone),
            8 => at_midnight(Date::from_str(text).ok()?, zone),
            9.. => of_milliseconds(text.parse().ok()?, zone),
            _ => None,
        };
    }
    if let Some((year, month)) = text.split_once('-')
        && year.len() == 4
        && month.len() == 2
    {
        return at_midnight(
            Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?,
            zone,
        );
    }
    if let Ok(zoned) = Zoned::from_str(text) {
        return Some(zoned);
    }
    if let Ok(instant) = Timestamp::from_str(text) {
        return Some(instant.to_zoned(written_zone(text)));
    }
    if let Ok(local) = DateTime::from_str(text) {
        return local.to_zoned(zone.clone()).ok();
    }
    if let Ok(zoned) = rfc2822::DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_zoned(text)
    {
        return Some(zoned);
    }
    // `Tue Jan 02 2024 10:00:00 GMT+0200 (Central European Time)`
    let plain = text.split_once(" (").map_or(text, |(plain, _)| plain);
    for form in OFFSET {
        if let Ok(parsed) = strtime::parse(form, plain)
            && let Ok(zoned) = parsed.to_zoned()
        {
            return Some(zoned);
        }
    }
    for form in LOCAL {
        if let Ok(parsed) = strtime::parse(form, plain) {
            let date = parsed.to_date().ok()?;
            let time = parsed.to_time().unwrap_or_default();
            return date.to_datetime(time).to_zoned(zone.clone()).ok();
        }
    }
    None
}

fn at_midnight(date: Date, zone: &TimeZone) -> Option<Zoned> {
    date.to_zoned(zone.clone()).ok()
}

/// The offset at the end of an ISO text, as a zone.
fn written_zone(text: &str) -> TimeZone {
    let offset = text
        .rfind(['+', '-'])
        .filter(|_| !text.ends_with(['z', 'Z']))
        .and_then(|at| {
            let sign = if text.as_bytes().get(at) == Some(&b'-') {
                -1
            } else {
                1
            };
            let digits: String = text
                .get(at + 1..)?
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            let hours: i32 = digits.get(..2)?.parse().ok()?;
            let minutes: i32 = digits.get(2..4).unwrap_or("0").parse().ok()?;
            jiff::tz::Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()
        });
    offset.map_or(TimeZone::UTC, TimeZone::fixed)
}
