//! How long a server that takes no more requests wants to be left alone.
//!
//! `Retry-After` is seconds or a date in one of three spellings (RFC 9110, sections 10.2.3 and
//! 5.6.7); Mattermost writes seconds, and writes the header twice where it limits both addresses
//! and accounts. Proxies write dates, put what came twice into one line, and some write the seconds
//! since 1970, dates by RFC 3339, a unit behind the number, quotes around it, or parameters behind a
//! semicolon. `X-RateLimit-Reset`, which Mattermost documents as a time since
//! 1970, is in fact the seconds that are left, as is `RateLimit-Reset` of some gateways. The longest
//! wait of all that are there counts.

use jackfield_sdk::Response;
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

/// What is more seconds than this (a year) is a time since 1970.
const LONGEST_SECONDS: u64 = 366 * 24 * 60 * 60;
/// What is more than this is a time since 1970 in milliseconds.
const LATEST_SECONDS: u64 = 100_000_000_000;

/// The milliseconds after which the server welcomes a repeat; none if it does not say.
pub(crate) fn asked(response: &Response, now_ms: u64) -> Option<u64> {
    let headers = response.all_headers().iter();
    asked_in(
        headers.map(|(name, value)| (name.as_str(), value.as_str())),
        now_ms,
    )
}

fn asked_in<'a>(
    headers: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    now_ms: u64,
) -> Option<u64> {
    let longest = |wanted: &str| {
        headers
            .clone()
            .filter(|(name, _)| *name == wanted)
            .flat_map(|(_, value)| several(value))
            .filter_map(|value| wait(&value, now_ms))
            .max()
    };
    ["retry-after", "x-ratelimit-reset", "ratelimit-reset"]
        .into_iter()
        .find_map(longest)
}

/// The values in a line. A date has a comma of its own, behind the name of the day.
fn several(line: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let bare = line.replace('"', "");
    for part in bare.split(',') {
        // Parameters of the value.
        let (part, _) = part.split_once(';').unwrap_or((part, ""));
        let part = part.trim();
        match values.last_mut() {
            Some(day) if day.chars().all(char::is_alphabetic) => {
                *day = format!("{day}, {part}");
            }
            _ => values.push(part.to_owned()),
        }
    }
    values
}

fn wait(value: &str, now_ms: u64) -> Option<u64> {
    if let Ok(number) = value.parse::<u64>() {
        return Some(if number <= LONGEST_SECONDS {
            number * 1000
        } else if number <= LATEST_SECONDS {
            (number * 1000).saturating_sub(now_ms)
        } else {
            number.saturating_sub(now_ms)
        });
    }
    if let Some(seconds) = seconds(value)
        && (0.0..1e6).contains(&seconds)
    {
        let wait = std::time::Duration::from_secs_f64(seconds);
        return u64::try_from(wait.as_millis()).ok();
    }
    let seconds = u64::try_from(moment(value)?.unix_timestamp()).ok()?;
    Some((seconds * 1000).saturating_sub(now_ms))
}

/// Seconds that are no whole number, or that have a unit.
fn seconds(value: &str) -> Option<f64> {
    let end = value.find(char::is_alphabetic).unwrap_or(value.len());
    let (number, unit) = value.split_at(end);
    let factor = match unit {
        "ms" => 0.001,
        "" | "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "minute" | "minutes" => 60.0,
        _ => return None,
    };
    let number: f64 = number.trim().parse().ok()?;
    Some(number * factor)
}

/// A date as HTTP writes it today, `Sun, 06 Nov 1994 08:49:37 GMT`, or as it was once written,
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`, or by RFC 3339.
fn moment(date: &str) -> Option<OffsetDateTime> {
    if let Ok(moment) = OffsetDateTime::parse(date, &Rfc2822) {
        return Some(moment);
    }
    if let Ok(moment) = OffsetDateTime::parse(date, &Rfc3339) {
        return Some(moment);
    }
    let (_, date) = date.split_once([',', ' '])?;
    let parts: Vec<&str> = date
        .split([' ', '-'])
        .filter(|part| !part.is_empty())
        .collect();
    let (day, month, year, time) = match parts.as_slice() {
        [day, month, year, time, "GMT" | "UTC"] => (day, month, year, time),
        [month, day, time, "GMT" | "UTC", year] => (day, month, year, time),
        [month, day, time, year] => (day, month, year, time),
        _ => return None,
    };
    OffsetDateTime::parse(&format!("{day:0>2} {month} {year} {time} GMT"), &Rfc2822).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const THEN: u64 = 784_111_777_000;

    #[test]
    fn every_spelling_is_understood() {
        for (headers, expected) in [
            (&[("retry-after", "7")][..], Some(7000)),
            (&[("retry-after", "0")], Some(0)),
            (&[("retry-after", " 1.5 ")], Some(1500)),
            (&[("retry-after", "1"), ("retry-after", "3")], Some(3000)),
            (&[("retry-after", "1, 3")], Some(3000)),
            (
                &[("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT")],
                Some(10_000),
            ),
            (&[("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT")], Some(0)),
            (
                &[("retry-after", "Sunday, 06-Nov-94 08:49:47 GMT")],
                Some(10_000),
            ),
            (&[("retry-after", "Sun Nov  6 08:49:47 1994")], Some(10_000)),
            (
                &[(
                    "retry-after",
                    "Sun, 06 Nov 1994 08:49:47 GMT, Sun, 06 Nov 1994 08:49:57 GMT",
                )],
                Some(20_000),
            ),
            (
                &[("retry-after", "1, Sun, 06 Nov 1994 08:49:47 GMT")],
                Some(10_000),
            ),
            (&[("retry-after", "Sun, 06 Nov 1994")], None),
            (
                &[("retry-after", "Sun, 06 Nov 1994 08:49:47 UTC")],
                Some(10_000),
            ),
            (
                &[("retry-after", "Sun Nov  6 08:49:47 UTC 1994")],
                Some(10_000),
            ),
            (&[("retry-after", "1994-11-06T08:49:47Z")], Some(10_000)),
            (
                &[("retry-after", "1994-11-06T09:49:47+01:00")],
                Some(10_000),
            ),
            (&[("retry-after", "2s")], Some(2000)),
            (&[("retry-after", "2 seconds")], Some(2000)),
            (&[("retry-after", "1500ms")], Some(1500)),
            (&[("retry-after", "1m")], Some(60_000)),
            (&[("retry-after", "1h")], None),
            (&[("retry-after", "\"2\"")], Some(2000)),
            (
                &[("retry-after", "\"Sun, 06 Nov 1994 08:49:47 GMT\"")],
                Some(10_000),
            ),
            (&[("retry-after", "1; x")], Some(1000)),
            (&[("retry-after", "1;x=7, 3;y")], Some(3000)),
            (&[("ratelimit-reset", "2")], Some(2000)),
            (
                &[("retry-after", "soon"), ("ratelimit-reset", "4")],
                Some(4000),
            ),
            (&[("retry-after", "784111787")], Some(10_000)),
            (&[("retry-after", "784111787000")], Some(10_000)),
            (&[("x-ratelimit-reset", "2")], Some(2000)),
            (
                &[("retry-after", "1"), ("x-ratelimit-reset", "9")],
                Some(1000),
            ),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "-1")], None),
            (&[("date", "7")], None),
            (&[], None),
        ] {
            let asked = asked_in(headers.iter().copied(), THEN);
            assert_eq!(asked, expected, "{headers:?}");
        }
    }
}
