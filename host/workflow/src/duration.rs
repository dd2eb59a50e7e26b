//! Lengths of time as people write them.

use std::time::Duration;

/// The longest that a file can ask for.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads `500ms`, `30s`, `5m` or `1h`. Fractions are fine; more than a day is not.
///
/// # Errors
/// A sentence that says how to write one.
pub fn parse(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let digits = text
        .find(|character: char| !character.is_ascii_digit() && character != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits).unwrap_or((text, ""));
    let seconds = match unit.trim() {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => {
            return Err(format!(
                "`{text}` is no length of time; write `500ms`, `30s`, `5m` or `1h`"
            ));
        }
    };
    let length = number
        .parse::<f64>()
        .ok()
        .and_then(|number| Duration::try_from_secs_f64(number * seconds).ok())
        .ok_or_else(|| {
            format!("`{text}` is no length of time; write `500ms`, `30s`, `5m` or `1h`")
        })?;
    if length > LONGEST {
        return Err(format!("`{text}` is more than a day"));
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read() {
        for (text, milliseconds) in [
            ("500ms", 500),
            ("0s", 0),
            ("1.5s", 1500),
            (" 30 s ", 30_000),
            ("5m", 300_000),
            ("1h", 3_600_000),
        ] {
            assert_eq!(
                parse(text),
                Ok(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_none_is_said_so() {
        for text in [
            "",
            "5",
            "s",
            "5 minutes",
            "-1s",
            "1.2.3s",
            "25h",
            "1e9s",
            "5d",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
