//! The day on which a token expires.

use jiff::civil::Date;

/// A text that is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it must be a day, such as 2027-01-31 or 31-01-2027")]
pub struct ExpiryError;

/// Reads the day on which a token expires, as `2027-01-31` or as `31-01-2027`.
///
/// # Errors
/// When it is no day.
pub fn parse_expiry(text: &str) -> Result<Date, ExpiryError> {
    let text = text.trim();
    let digits = |part: &str| {
        part.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(part.len())
    };
    let lengths: Option<Vec<usize>> = text.split('-').map(digits).collect();
    let format = match lengths.as_deref() {
        Some([4, 2, 2]) => "%Y-%m-%d",
        Some([2, 2, 4]) => "%d-%m-%Y",
        _ => return Err(ExpiryError),
    };
    Date::strptime(format, text).map_err(|_| ExpiryError)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn both_orders_are_read() {
        for (text, expected) in [
            ("2027-01-31", date(2027, 1, 31)),
            ("31-01-2027", date(2027, 1, 31)),
            (" 01-12-2027\n", date(2027, 12, 1)),
            ("2028-02-29", date(2028, 2, 29)),
        ] {
            assert_eq!(parse_expiry(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "tomorrow",
            "2027-02-29",
            "32-01-2027",
            "01-31-2027",
            "31-01-27",
            "2027/01/31",
            "2027-01-31T00:00:00Z",
        ] {
            assert_eq!(parse_expiry(text), Err(ExpiryError), "{text}");
        }
    }
}
