//! Dates in the forms that Luxon and Moment describe by letters.

use std::fmt::Write as _;

use jiff::Zoned;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use super::instant;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Whose letters describe a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// `yyyy-MM-dd`; single quotes keep letters as they are.
    Luxon,
    /// `YYYY-MM-DD`; brackets keep letters as they are.
    Moment,
}

/// The date in a form. Letters that mean nothing stay.
pub(super) fn written(date: &Zoned, form: &str, letters: Letters) -> String {
    let mut result = String::new();
    for part in parts(form, letters) {
        let meant = match (part, letters) {
            (Part::Kept(kept), _) => Some(kept.to_owned()),
            (Part::Token(token), Letters::Luxon) => luxon(date, token),
            (Part::Token(token), Letters::Moment) => moment(date, token),
        };
        match (meant, part) {
            (Some(meant), _) => result.push_str(&meant),
            (None, Part::Token(text) | Part::Kept(text)) => result.push_str(text),
        }
    }
    result
}

/// The date that a text says in a form; what says no offset is of the zone.
pub(super) fn read(text: &str, form: &str, letters: Letters, zone: &TimeZone) -> Option<Zoned> {
    /// No way to write a date is longer than this.
    const LONGEST: usize = 200;
    if text.len() > LONGEST || form.len() > LONGEST {
        return None;
    }
    match form {
        "X" => return instant::of_milliseconds(text.trim().parse::<f64>().ok()? * 1_000.0, zone),
        "x" => return instant::of_milliseconds(text.trim().parse().ok()?, zone),
        _ => {}
    }
    let mut directives = String::new();
    for part in parts(form, letters) {
        let directive = match part {
            Part::Token(token) => directive(token, letters),
            Part::Kept(_) => None,
        };
        match (directive, part) {
            (Some(directive), _) => directives.push_str(directive),
            (None, Part::Token(text) | Part::Kept(text)) => {
                directives.push_str(&text.replace('%', "%%"));
            }
        }
    }
    let parsed = strtime::parse(&directives, text.trim()).ok()?;
    if let Ok(zoned) = parsed.to_zoned() {
        return Some(zoned);
    }
    let date = parsed.to_date().ok()?;
    let time = parsed.to_time().unwrap_or_default();
    if let Some(offset) = parsed.offset() {
        let there = date.to_datetime(time).to_zoned(TimeZone::fixed(offset));
        return there.ok();
    }
    date.to_datetime(time).to_zoned(zone.clone()).ok()
}

/// What reads the part of a date that a token writes.
fn directive(token: &str, letters: Letters) -> Option<&'static str> {
    Some(match (letters, token) {
        (Letters::Luxon, "yyyy" | "y") | (Letters::Moment, "YYYY" | "Y") => "%Y",
        (Letters::Luxon, "yy") | (Letters::Moment, "YY") => "%y",
        (_, "M" | "MM") | (Letters::Luxon, "L" | "LL") => "%m",
        (_, "MMM") | (Letters::Luxon, "LLL") => "%b",
        (_, "MMMM") | (Letters::Luxon, "LLLL") => "%B",
        (Letters::Luxon, "d" | "dd") | (Letters::Moment, "D" | "DD") => "%d",
        (Letters::Luxon, "ccc" | "EEE") | (Letters::Moment, "ddd") => "%a",
        (Letters::Luxon, "cccc" | "EEEE") | (Letters::Moment, "dddd") => "%A",
        (_, "H" | "HH") => "%H",
        (_, "h" | "hh") => "%I",
        (_, "m" | "mm") => "%M",
        (_, "s" | "ss") => "%S",
        (_, "S" | "SSS") | (Letters::Luxon, "u") => "%f",
        (_, "a") | (Letters::Moment, "A") => "%p",
        (Letters::Luxon, "ZZ") | (Letters::Moment, "Z") => "%:z",
        (Letters::Luxon, "ZZZ") | (Letters::Moment, "ZZ") => "%z",
        _ => return None,
    })
}

/// A part of a form.
#[derive(Clone, Copy)]
enum Part<'a> {
    /// What was kept from being read as letters.
    Kept(&'a str),
    /// Letters, or what stands between them.
    Token(&'a str),
}

fn parts(form: &str, letters: Letters) -> Vec<Part<'_>> {
    let (open, close) = match letters {
        Letters::Luxon => ('\'', '\''),
        Letters::Moment => ('[', ']'),
    };
    let mut parts = Vec::new();
    let mut rest = form;
    while let Some(first) = rest.chars().next() {
        if first == open
            && let Some((kept, after)) = rest.get(1..).and_then(|inner| inner.split_once(close))
        {
            parts.push(Part::Kept(kept));
            rest = after;
            continue;
        }
        let (token, after) = match letters {
            Letters::Luxon => run(rest, first),
            Letters::Moment => longest(rest, first),
        };
        parts.push(Part::Token(token));
        rest = after;
    }
    parts
}

/// All that repeats the first letter.
fn run(text: &str, first: char) -> (&str, &str) {
    let end = text.find(|other| other != first).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The longest of Moment's words at the start of the text.
fn longest(text: &str, first: char) -> (&str, &str) {
    const WORDS: [&str; 38] = [
        "YYYY", "YY", "Y", "MMMM", "MMM", "MM", "Mo", "M", "DDDD", "DDD", "DD", "Do", "D", "dddd",
        "ddd", "dd", "d", "E", "HH", "H", "hh", "h", "kk", "k", "mm", "m", "ss", "s", "SSS", "SS",
        "S", "A", "a", "ZZ", "Z", "X", "x", "WW",
    ];
    let mut found = WORDS.iter().filter(|word| text.starts_with(**word));
    let length = found.next().map_or(first.len_utf8(), |word| word.len());
    text.split_at_checked(length).unwrap_or((text, ""))
}

fn month(date: &Zoned) -> &'static str {
    let index = usize::try_from(date.month() - 1).unwrap_or_default();
    MONTHS.get(index).copied().unwrap_or_default()
}

fn day(date: &Zoned) -> &'static str {
    let index = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
    DAYS.get(index).copied().unwrap_or_default()
}

fn short(name: &str) -> String {
    name.chars().take(3).collect()
}

/// The hour of a clock with twelve.
fn twelve(date: &Zoned) -> i8 {
    match date.hour() % 12 {
        0 => 12,
        hour => hour,
    }
}

fn half(date: &Zoned) -> &'static str {
    if date.hour() < 12 { "AM" } else { "PM" }
}

fn milliseconds(date: &Zoned) -> i16 {
    date.millisecond()
}

/// `+02:00`, `+2` or `+0200`.
fn offset(date: &Zoned, letters: usize) -> String {
    let seconds = date.offset().seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let mut text = String::new();
    let _ = match letters {
        1 if minutes == 0 => write!(text, "{sign}{hours}"),
        1 => write!(text, "{sign}{hours}:{minutes}"),
        2 => write!(text, "{sign}{hours:02}:{minutes:02}"),
        _ => write!(text, "{sign}{hours:02}{minutes:02}"),
    };
    text
}

fn luxon(date: &Zoned, token: &str) -> Option<String> {
    let week = date.date().iso_week_date();
    Some(match token {
        "S" => milliseconds(date).to_string(),
        "SSS" | "u" => format!("{:03}", milliseconds(date)),
        "s" => date.second().to_string(),
        "ss" => format!("{:02}", date.second()),
        "m" => date.minute().to_string(),
        "mm" => format!("{:02}", date.minute()),
        "h" => twelve(date).to_string(),
        "hh" => format!("{:02}", twelve(date)),
        "H" => date.hour().to_string(),
        "HH" => format!("{:02}", date.hour()),
        "Z" => offset(date, 1),
        "ZZ" => offset(date, 2),
        "ZZZ" => offset(date, 3),
        "ZZZZ" => date.strftime("%Z").to_string(),
        "z" => date
            .time_zone()
            .iana_name()
            .map_or_else(|| format!("UTC{}", offset(date, 1)), ToOwned::to_owned),
        "a" => half(date).to_owned(),
        "d" => date.day().to_string(),
        "dd" => format!("{:02}", date.day()),
        "c" | "E" => date.weekday().to_monday_one_offset().to_string(),
        "ccc" | "EEE" => short(day(date)),
        "cccc" | "EEEE" => day(date).to_owned(),
        "ccccc" | "EEEEE" => day(date).chars().take(1).collect(),
        "L" | "M" => date.month().to_string(),
        "LL" | "MM" => format!("{:02}", date.month()),
        "LLL" | "MMM" => short(month(date)),
        "LLLL" | "MMMM" => month(date).to_owned(),
        "LLLLL" | "MMMMM" => month(date).chars().take(1).collect(),
        "y" => date.year().to_string(),
        "yy" => format!("{:02}", date.year().rem_euclid(100)),
        "yyyy" => format!("{:04}", date.year()),
        "yyyyyy" => format!("{:06}", date.year()),
        "kk" => format!("{:02}", week.year().rem_euclid(100)),
        "kkkk" => format!("{:04}", week.year()),
        "W" => week.week().to_string(),
        "WW" => format!("{:02}", week.week()),
        "o" => date.day_of_year().to_string(),
        "ooo" => format!("{:03}", date.day_of_year()),
        "q" => ((date.month() + 2) / 3).to_string(),
        "qq" => format!("{:02}", (date.month() + 2) / 3),
        "X" => date.timestamp().as_second().to_string(),
        "x" => date.timestamp().as_millisecond().to_string(),
        _ => return None,
    })
}

fn moment(date: &Zoned, token: &str) -> Option<String> {
    let sunday = date.weekday().to_sunday_zero_offset();
    Some(match token {
        "YYYY" => format!("{:04}", date.year()),
        "YY" => format!("{:02}", date.year().rem_euclid(100)),
        "Y" => date.year().to_string(),
        "MMMM" => month(date).to_owned(),
        "MMM" => short(month(date)),
        "MM" => format!("{:02}", date.month()),
        "Mo" => ordinal(date.month()),
        "M" => date.month().to_string(),
        "DDDD" => format!("{:03}", date.day_of_year()),
        "DDD" => date.day_of_year().to_string(),
        "DD" => format!("{:02}", date.day()),
        "Do" => ordinal(date.day()),
        "D" => date.day().to_string(),
        "dddd" => day(date).to_owned(),
        "ddd" => short(day(date)),
        "dd" => day(date).chars().take(2).collect(),
        "d" => sunday.to_string(),
        "E" => date.weekday().to_monday_one_offset().to_string(),
        "HH" => format!("{:02}", date.hour()),
        "H" => date.hour().to_string(),
        "hh" => format!("{:02}", twelve(date)),
        "h" => twelve(date).to_string(),
        "kk" => format!("{:02}", one_to_24(date)),
        "k" => one_to_24(date).to_string(),
        "mm" => format!("{:02}", date.minute()),
        "m" => date.minute().to_string(),
        "ss" => format!("{:02}", date.second()),
        "s" => date.second().to_string(),
        "SSS" => format!("{:03}", milliseconds(date)),
        "SS" => format!("{:02}", milliseconds(date) / 10),
        "S" => (milliseconds(date) / 100).to_string(),
        "A" => half(date).to_owned(),
        "a" => half(date).to_lowercase(),
        "Z" => offset(date, 2),
        "ZZ" => offset(date, 3),
        "X" => date.timestamp().as_second().to_string(),
        "x" => date.timestamp().as_millisecond().to_string(),
        "WW" => format!("{:02}", date.date().iso_week_date().week()),
        _ => return None,
    })
}

fn one_to_24(date: &Zoned) -> i8 {
    match date.hour() {
        0 => 24,
        hour => hour,
    }
}

/// `1st`, `2nd`, `11th`.
pub(super) fn ordinal(number: i8) -> String {
    let ending = match (number % 10, number / 10) {
        (1, tens) if tens != 1 => "st",
        (2, tens) if tens != 1 => "nd",
        (3, tens) if tens != 1 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// The date as Luxon writes it by itself: `2024-01-02T10:00:00.000+02:00`.
pub(super) fn iso(date: &Zoned) -> String {
    // Luxon knows whether a zone is UTC itself, or only has no offset now.
    let is_utc = date.offset().is_zero()
        && date
            .time_zone()
            .iana_name()
            .is_none_or(|name| matches!(name, "UTC" | "Etc/UTC"));
    if is_utc {
        return date.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    }
    date.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}
