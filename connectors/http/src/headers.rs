//! Headers of a request: those that people write for other clients, and what they become here.

use jackfield_sdk::{Credential, Fault};
use serde_json::{Map, Value};

use crate::plan::{Format, Pairs, Plan};
use crate::values::wrong;
use crate::warn;

/// What the host sets by itself, and as people mean it.
const IMPLIED: [&str; 6] = [
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "te",
];
/// What the host sets, and not as people mean it. A request is the same without.
const REPLACED: [&str; 2] = ["referer", "user-agent"];

/// The headers to send. What only the host sets is left out where the request means the same
/// without it; the gate refuses whatever else it does not let out.
pub(crate) fn admitted(plan: &Plan) -> Result<Pairs, Fault> {
    let mut headers = Pairs::new();
    for (name, value) in &plan.headers {
        let lower = name.to_ascii_lowercase();
        if lower == "cookie" {
            return Err(wrong("the header `Cookie` cannot be given as a parameter").hint(
                "a cookie is as secret as a token: make a credential of it (`jackfield credential add NAME --type http-header --field name=Cookie`, with the cookie as its token)",
            ));
        }
        if IMPLIED.contains(&lower.as_str()) {
            continue;
        }
        if REPLACED.contains(&lower.as_str()) {
            say_once(&lower);
            continue;
        }
        headers.push((name.clone(), value.clone()));
    }
    if plan.header("accept").is_none() {
        headers.push((
            "accept".to_owned(),
            accepted(plan.reading.format).to_owned(),
        ));
    }
    Ok(headers)
}

/// What is asked for where the parameters do not say (RFC 9110, section 12.5.1).
fn accepted(format: Format) -> &'static str {
    match format {
        Format::Auto | Format::Json => "application/json, */*;q=0.8",
        Format::Text => "text/*, */*;q=0.8",
        Format::File => "*/*",
    }
}

fn say_once(name: &str) {
    warn::once(&format!(
        "the header `{name}` is left out: the host sends its own, or none"
    ));
}

/// Takes out the header that is the token's place. n8n lets the credential win where a node says
/// both; whoever writes `own` headers by hand is told by the gate that it is one too many.
pub(crate) fn give_way(
    plan: &mut Plan,
    credential: Credential<'_>,
    own: Option<&Map<String, Value>>,
) {
    // Types with a header of its own name it in a field; others use the one made for it (RFC 9110,
    // section 11.6.2), or none.
    let named = credential.field("name");
    let place = named.as_deref().unwrap_or("authorization");
    let is_place = |name: &str| name.eq_ignore_ascii_case(place);
    if own.is_some_and(|own| own.keys().any(|name| is_place(name))) {
        return;
    }
    let before = plan.headers.len();
    plan.headers.retain(|(name, _)| !is_place(name));
    if plan.headers.len() < before {
        warn::once(&format!(
            "the header `{place}` is left out: the credential's token goes there"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_host_sets_as_it_is_meant_is_left_out() {
        let mut plan = Plan::new("GET", "https://a.example".to_owned());
        for name in ["Content-Length", "HOST", "connection", "X-Own"] {
            plan.set_header(name, "1".to_owned());
        }
        let headers = admitted(&plan).unwrap();
        let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["X-Own", "accept"]);
        plan.set_header("Accept", "a/b".to_owned());
        assert_eq!(admitted(&plan).unwrap().len(), 2);
        plan.set_header("cookie", "a=b".to_owned());
        assert!(admitted(&plan).is_err());
    }
}
