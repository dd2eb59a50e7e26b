//! Methods that a guest may use.

use reqwest::Method;

use super::denial::Denial;

/// Turns a guest's method into a real one, or refuses it.
///
/// CONNECT names a host and no path, so it would leave the base path and, where a proxy listens at
/// the origin, the origin as well (RFC 9110, section 9.3.6). TRACE asks for the request back, token
/// included (section 9.3.8).
pub(crate) fn admit(method: &str) -> Result<Method, Denial> {
    let is_refused = ["CONNECT", "TRACE", "TRACK"]
        .iter()
        .any(|refused| method.eq_ignore_ascii_case(refused));
    if is_refused {
        return Err(Denial::new(format!(
            "the method {method}, which is not for connectors"
        )));
    }
    Method::from_bytes(method.as_bytes())
        .map_err(|_| Denial::new(format!("the method {method:?}, which is none")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_that_ask_a_platform_for_something_are_let_out() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"] {
            assert_eq!(admit(method).unwrap().as_str(), method);
        }
    }

    #[test]
    fn methods_that_lead_elsewhere_or_break_the_request_line_are_refused() {
        for method in [
            "CONNECT",
            "connect",
            "TRACE",
            "TRACK",
            "",
            "GET /admin",
            "GET\r\nX: y",
            "G\0ET",
        ] {
            assert!(admit(method).is_err(), "{method:?}");
        }
    }
}
