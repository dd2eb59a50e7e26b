//! Moments in parameters: milliseconds since 1970, or a date and time.

use jackfield_sdk::Fault;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::parameters::{Parameters, whole, wrong};

/// The moment under a name, in milliseconds since 1970.
pub(crate) fn read(parameters: &Parameters, name: &str) -> Result<Option<i64>, Fault> {
    let Some(value) = parameters.value(name) else {
        return Ok(None);
    };
    // n8n writes an empty text for what was not chosen.
    let Some(text) = parameters.word(name) else {
        return Ok(None);
    };
    let moment = match value {
        Value::Number(_) => whole(value),
        _ => parsed(&text),
    };
    moment.map(Some).ok_or_else(|| {
        wrong(format!("`{name}` is no date and time: {text}"))
            .hint("write milliseconds since 1970, or such as 2026-01-31T08:00:00Z")
    })
}

/// Without an offset it is universal time, which is what the server counts in.
fn parsed(text: &str) -> Option<i64> {
    if let Ok(milliseconds) = text.parse() {
        return Some(milliseconds);
    }
    let text = text.replacen(' ', "T", 1);
    let moment = [format!("{text}Z"), format!("{text}T00:00:00Z"), text]
        .iter()
        .find_map(|text| OffsetDateTime::parse(text, &Rfc3339).ok())?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_there_and_is_no_moment_is_not_overlooked() {
        let of = |value: Value| read(&Parameters::of(Some(&json!({"since": value}))), "since");
        for (value, expected) in [
            (json!(1_700_000_000_000_u64), Some(1_700_000_000_000)),
            (json!(1.7e12), Some(1_700_000_000_000)),
            (json!("2023-11-14"), Some(1_699_920_000_000)),
            (json!(""), None),
            (json!(null), None),
        ] {
            assert_eq!(of(value.clone()).unwrap(), expected, "{value}");
        }
        for value in [json!(1.5), json!(1e300), json!("soon"), json!(true)] {
            let fault = of(value.clone()).unwrap_err();
            assert!(fault.message.contains("no date and time"), "{value}");
        }
    }

    #[test]
    fn moments_are_read_in_their_usual_spellings() {
        for (text, expected) in [
            ("1700000000000", Some(1_700_000_000_000)),
            ("2023-11-14T22:13:20Z", Some(1_700_000_000_000)),
            ("2023-11-14T22:13:20.000Z", Some(1_700_000_000_000)),
            ("2023-11-14T23:13:20+01:00", Some(1_700_000_000_000)),
            ("2023-11-14T22:13:20", Some(1_700_000_000_000)),
            ("2023-11-14 22:13:20", Some(1_700_000_000_000)),
            ("2023-11-14", Some(1_699_920_000_000)),
            ("yesterday", None),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }
}
