//! Date & Time: reckons with dates, and writes them in other forms.

use std::borrow::Cow;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan, Unit, Zoned};
use serde_json::{Map, Value};

use super::date_format::{Letters, iso, written};
use super::path::Field;
use super::read::{Parameters, invalid, shown};
use super::visit::{Deed, Moment, Visit};
use super::visiting::{fields, from_one};
use super::{convert, date_format, instant, js};

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let version = visit.version;
    let moment = visit.moment;
    let ports = visit.each(vec![Vec::new()], 0, |number, item, parameters, ports| {
        let parameters = Parameters(&parameters);
        let made = if version < 2.0 {
            old(item, parameters, moment)?
        } else {
            reckoned(item, parameters, moment)?
        };
        if let Some(port) = ports.first_mut() {
            port.push(from_one(made, number));
        }
        Ok(())
    })?;
    Ok(Deed::Done(ports))
}

fn reckoned(item: &Item, parameters: Parameters<'_>, moment: &Moment) -> Result<Item, Fault> {
    let zone = instant::zone(&moment.zone);
    let date = |way: &str| date(parameters.get(way), &zone);
    let operation = parameters.text("operation", "getCurrentDate");
    let (default, value) = match operation.as_ref() {
        "getCurrentDate" => ("currentDate", now(parameters, moment)?),
        "addToDate" | "subtractFromDate" => {
            let duration = parameters.get("duration").map_or(0.0, js::number);
            let sign = if operation == "addToDate" { 1.0 } else { -1.0 };
            let unit = parameters.text("timeUnit", "days");
            let moved = moved(&date("magnitude")?, sign * duration, &unit)?;
            ("newDate", Value::String(iso(&moved)))
        }
        "formatDate" => ("formattedDate", formatted(parameters, &zone)?),
        "roundDate" => {
            let date = date("date")?;
            let rounded = if parameters.text("mode", "roundDown") == "roundUp" {
                let unit = parameters.text("to", "month");
                start_of(&moved(&date, 1.0, &unit)?, &unit)?
            } else {
                start_of(&date, &parameters.text("toNearest", "month"))?
            };
            ("roundedDate", Value::String(iso(&rounded)))
        }
        "getTimeBetweenDates" => {
            let (start, end) = (date("startDate")?, date("endDate")?);
            ("timeDifference", between(parameters, &start, &end)?)
        }
        "extractDate" => {
            let date = date("date")?;
            let part = parameters.text("part", "month");
            let number = match part.as_ref() {
                "year" => i64::from(date.year()),
                "month" => i64::from(date.month()),
                "week" => i64::from(date.date().iso_week_date().week()),
                "day" => i64::from(date.day()),
                "hour" => i64::from(date.hour()),
                "minute" => i64::from(date.minute()),
                "second" => i64::from(date.second()),
                unknown => return Err(invalid(format!("knows no `part` called `{unknown}`"))),
            };
            ("datePart", Value::from(number))
        }
        unknown => return Err(invalid(format!("knows no `operation` called `{unknown}`"))),
    };
    let name = parameters.text("outputFieldName", default);
    let mut result = if parameters.flag("options.includeInputFields", false) {
        fields(item).into_owned()
    } else {
        Map::new()
    };
    result.insert(name.into_owned(), value);
    Ok(Item::new(result))
}

fn now(parameters: Parameters<'_>, moment: &Moment) -> Result<Value, Fault> {
    let name = parameters.text("options.timezone", &moment.zone);
    let zone = TimeZone::get(&name).map_err(|_| unknown_zone(&name))?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds are far below that"
    )]
    let now = instant::of_milliseconds(moment.now_ms as f64, &zone);
    let now = now.ok_or_else(|| invalid("there is no date now"))?;
    let now = if parameters.flag("includeTime", true) {
        now
    } else {
        start_of(&now, "day")?
    };
    Ok(Value::String(iso(&now)))
}

fn unknown_zone(name: &str) -> Fault {
    invalid(format!("knows no time zone called `{name}`"))
        .hint("a zone is called after a city (`Europe/Berlin`)")
}

/// The date that a parameter says.
fn date(value: Option<&Value>, zone: &TimeZone) -> Result<Zoned, Fault> {
    let value = value.unwrap_or(&Value::Null);
    instant::of(value, zone).ok_or_else(|| invalid(format!("{} is not a valid date", shown(value))))
}

/// The date that a value says, in the form that an option names, if it does.
fn read(
    parameters: Parameters<'_>,
    value: &Value,
    letters: Letters,
    zone: &TimeZone,
) -> Result<Zoned, Fault> {
    let form = parameters.text("options.fromFormat", "");
    if form.is_empty() {
        return date(Some(value), zone);
    }
    date_format::read(&convert::text(value), &form, letters, zone)
        .ok_or_else(|| invalid(format!("{} is no date in the form `{form}`", shown(value))))
}

fn formatted(parameters: Parameters<'_>, zone: &TimeZone) -> Result<Value, Fault> {
    let value = parameters.get("date").unwrap_or(&Value::Null);
    let date = read(parameters, value, Letters::Luxon, zone)?;
    let date = if parameters.flag("options.timezone", false) {
        date.with_time_zone(zone.clone())
    } else {
        date
    };
    let form = match parameters.text("format", "MM/dd/yyyy") {
        form if form == "custom" => parameters.text("customFormat", ""),
        form => form,
    };
    Ok(Value::String(written(&date, &form, Letters::Luxon)))
}

/// The date so many units later. A part of a day or of a longer unit is left out.
fn moved(date: &Zoned, amount: f64, unit: &str) -> Result<Zoned, Fault> {
    let (unit, factor) = match unit.trim_end_matches('s') {
        "year" => (Unit::Year, 1.0),
        "quarter" => (Unit::Month, 3.0),
        "month" => (Unit::Month, 1.0),
        "week" => (Unit::Week, 1.0),
        "day" => (Unit::Day, 1.0),
        "hour" => (Unit::Millisecond, 3_600_000.0),
        "minute" => (Unit::Millisecond, 60_000.0),
        "second" => (Unit::Millisecond, 1_000.0),
        "millisecond" => (Unit::Millisecond, 1.0),
        unknown => return Err(invalid(format!("knows no unit of time called `{unknown}`"))),
    };
    let amount = (amount * factor).trunc();
    let too_far = || invalid("leads to a date that is too far away");
    if !amount.is_finite() || amount.abs() > 1e17 {
        return Err(too_far());
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is small enough")]
    let amount = amount as i64;
    let span = Span::new();
    let span = match unit {
        Unit::Year => span.try_years(amount),
        Unit::Month => span.try_months(amount),
        Unit::Week => span.try_weeks(amount),
        Unit::Day => span.try_days(amount),
        _ => span.try_milliseconds(amount),
    };
    let moved = span.and_then(|span| date.checked_add(span));
    moved.map_err(|_| too_far())
}

/// The beginning of the unit that the date is in.
fn start_of(date: &Zoned, unit: &str) -> Result<Zoned, Fault> {
    let day = date.date();
    let first = match unit.trim_end_matches('s') {
        "year" => day.first_of_year(),
        "quarter" => {
            let back = (day.month() - 1) % 3;
            day.first_of_month().saturating_sub(back.months())
        }
        "month" => day.first_of_month(),
        "week" => match day.weekday() {
            Weekday::Monday => day,
            later => day.saturating_sub(later.to_monday_zero_offset().days()),
        },
        "day" => day,
        smaller => {
            let unit = match smaller {
                "hour" => Unit::Hour,
                "minute" => Unit::Minute,
                "second" => Unit::Second,
                unknown => {
                    return Err(invalid(format!("knows no unit of time called `{unknown}`")));
                }
            };
            let round = jiff::ZonedRound::new()
                .smallest(unit)
                .mode(jiff::RoundMode::Floor);
            return date
                .round(round)
                .map_err(|error| invalid(error.to_string()));
        }
    };
    first
        .to_zoned(date.time_zone().clone())
        .map_err(|error| invalid(error.to_string()))
}

/// What lies between two dates, in units: whole ones, and of the smallest a part as well.
fn between(parameters: Parameters<'_>, start: &Zoned, end: &Zoned) -> Result<Value, Fault> {
    const UNITS: [(&str, Unit); 8] = [
        ("year", Unit::Year),
        ("month", Unit::Month),
        ("week", Unit::Week),
        ("day", Unit::Day),
        ("hour", Unit::Hour),
        ("minute", Unit::Minute),
        ("second", Unit::Second),
        ("millisecond", Unit::Millisecond),
    ];
    let mut wanted: Vec<Cow<'_, str>> = parameters.names("units");
    if wanted.is_empty() {
        wanted.push(Cow::Borrowed("day"));
    }
    let is_wanted = |name: &str| wanted.iter().any(|unit| unit.trim_end_matches('s') == name);
    if let Some(unknown) = wanted.iter().find(|unit| {
        UNITS
            .iter()
            .all(|(name, _)| *name != unit.trim_end_matches('s'))
    }) {
        return Err(invalid(format!("knows no unit of time called `{unknown}`")));
    }
    let end = &end.with_time_zone(start.time_zone().clone());
    let wrong = |error: jiff::Error| invalid(error.to_string());
    let mut units = UNITS.iter().filter(|(name, _)| is_wanted(name)).peekable();
    let mut from = start.clone();
    let mut parts = Vec::new();
    while let Some((name, unit)) = units.next() {
        let is_last = units.peek().is_none();
        let whole = whole_units(&from, end, *unit).map_err(wrong)?;
        let reached = plus(&from, whole, *unit).map_err(wrong)?;
        let mut number = js::number(&Value::from(whole));
        if is_last && reached != *end {
            let sign = if *end < reached { -1 } else { 1 };
            let next = plus(&from, whole + sign, *unit).map_err(wrong)?;
            let length =
                (next.timestamp().as_millisecond() - reached.timestamp().as_millisecond()).abs();
            let rest = end.timestamp().as_millisecond() - reached.timestamp().as_millisecond();
            #[expect(clippy::cast_precision_loss, reason = "a part of a unit is small")]
            let part = rest as f64 / length.max(1) as f64;
            number += part;
        }
        parts.push((*name, number));
        from = reached;
    }
    if parameters.flag("options.isoString", false) {
        return Ok(Value::String(iso_duration(&parts)));
    }
    let parts = parts.into_iter();
    Ok(Value::Object(
        parts
            .map(|(name, number)| (format!("{name}s"), js::from_float(number)))
            .collect(),
    ))
}

/// How many whole units lie between two dates.
fn whole_units(from: &Zoned, to: &Zoned, unit: Unit) -> Result<i64, jiff::Error> {
    let span = from.until((unit, to))?;
    Ok(match unit {
        Unit::Year => i64::from(span.get_years()),
        Unit::Month => i64::from(span.get_months()),
        Unit::Week => i64::from(span.get_weeks()),
        Unit::Day => i64::from(span.get_days()),
        Unit::Hour => i64::from(span.get_hours()),
        Unit::Minute => span.get_minutes(),
        Unit::Second => span.get_seconds(),
        _ => span.get_milliseconds(),
    })
}

fn plus(from: &Zoned, amount: i64, unit: Unit) -> Result<Zoned, jiff::Error> {
    let span = Span::new();
    let span = match unit {
        Unit::Year => span.try_years(amount),
        Unit::Month => span.try_months(amount),
        Unit::Week => span.try_weeks(amount),
        Unit::Day => span.try_days(amount),
        Unit::Hour => span.try_hours(amount),
        Unit::Minute => span.try_minutes(amount),
        Unit::Second => span.try_seconds(amount),
        _ => span.try_milliseconds(amount),
    }?;
    from.checked_add(span)
}

/// `P1Y2DT3H`.
fn iso_duration(parts: &[(&str, f64)]) -> String {
    let mut text = "P".to_owned();
    let mut has_time = false;
    // Milliseconds are a part of the seconds.
    let of = |wanted: &str| {
        let found = parts.iter().find(|(name, _)| *name == wanted);
        found.map_or(0.0, |(_, number)| *number)
    };
    let seconds = of("second") + of("millisecond") / 1_000.0;
    let rows = [
        ("Y", of("year"), false),
        ("M", of("month"), false),
        ("W", of("week"), false),
        ("D", of("day"), false),
        ("H", of("hour"), true),
        ("M", of("minute"), true),
        ("S", seconds, true),
    ];
    for (letter, number, is_time) in rows {
        if number == 0.0 {
            continue;
        }
        if is_time && !has_time {
            text.push('T');
            has_time = true;
        }
        text.push_str(&js::spelled_float(number));
        text.push_str(letter);
    }
    if text == "P" { "PT0S".to_owned() } else { text }
}

/// The node before it reckoned in so many ways.
fn old(item: &Item, parameters: Parameters<'_>, moment: &Moment) -> Result<Item, Fault> {
    let zone = instant::zone(&moment.zone);
    let value = parameters.get("value").unwrap_or(&Value::Null);
    let target = parameters.text("dataPropertyName", "data");
    let is_format = parameters.text("action", "format") == "format";
    // An empty value stays what it is.
    if is_format && (value.is_null() || value == "") {
        return Ok(item.clone());
    }
    let from = parameters.text("options.fromTimezone", &moment.zone);
    let from = TimeZone::get(&from).map_err(|_| unknown_zone(&from))?;
    let date = read(parameters, value, Letters::Moment, &from)?;
    let result = if is_format {
        let to = parameters.text("options.toTimezone", &moment.zone);
        let to = TimeZone::get(&to).map_err(|_| unknown_zone(&to))?;
        let form = parameters.text("toFormat", "MM/DD/YYYY");
        written(&date.with_time_zone(to), &form, Letters::Moment)
    } else {
        let duration = parameters.get("duration").map_or(0.0, js::number);
        let subtracts = parameters.text("operation", "add") == "subtract";
        let unit = parameters.text("timeUnit", "days");
        let amount = if subtracts { -duration } else { duration };
        let moved = moved(&date.with_time_zone(zone), amount, &unit)?;
        iso(&moved.with_time_zone(TimeZone::UTC))
    };
    let mut all = fields(item).into_owned();
    Field::new(&target, true).set(&mut all, Value::String(result));
    Ok(item.with_fields(all))
}
