//! Sending a request, and following where it is redirected to.
//!
//! Every hop goes through the gate as a request of its own. A credential goes to its own origin:
//! a hop to another one is a request without it, to a host that has to be allowed.

use jackfield_sdk::{
    AnswerForm, Body, Call, Credential, Fault, FaultKind, Part as RawPart, PartContent, RawRequest,
    Response, Target, open_raw,
};

use crate::plan::{Content, Format, Pairs, Part, Plan};
use crate::values::wrong;
use crate::{address, headers};

/// The headers that are sent to another origin than the one they were meant for. Any other can be
/// a secret of the first.
const HARMLESS: [&str; 4] = [
    "accept",
    "accept-language",
    "content-type",
    "content-language",
];

/// Sends a request, and gives the answer that redirects lead to.
pub(crate) fn send(
    call: &Call,
    plan: &Plan,
    mut credential: Option<Credential<'_>>,
) -> Result<Response, Fault> {
    let mut hop = Hop {
        method: plan.method.clone(),
        url: plan.url.clone(),
        query: plan.query.clone(),
        headers: headers::admitted(plan)?,
        with_body: true,
    };
    let mut followed = 0;
    loop {
        let request = hop.spelled(call, plan)?;
        let response = match credential {
            Some(credential) => credential.send_raw(&request)?,
            None => open_raw(&request)?,
        };
        let Some(location) = location(&response) else {
            return Ok(response);
        };
        let changes = !matches!(hop.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        if plan.redirects.most == 0 || (changes && !plan.redirects.changing) {
            return Ok(response);
        }
        if followed == plan.redirects.most {
            return Err(Fault::new(
                FaultKind::UnexpectedResponse,
                format!(
                    "the server redirects more than {followed} times, now from {} to {location}",
                    hop.url
                ),
            )
            .status(response.status()));
        }
        followed += 1;
        let next = address::joined(&hop.url, location);
        if credential.is_some() && address::is_upgrade(&hop.url, &next) {
            return Err(Fault::new(
                FaultKind::UnexpectedResponse,
                format!("the server redirects from {} to {next}", hop.url),
            )
            .status(response.status())
            .hint("the credential's base URL probably has to begin with https://: a credential goes to its own origin and no other"));
        }
        if !address::same_origin(&hop.url, &next) {
            credential = None;
            hop.headers
                .retain(|(name, _)| HARMLESS.contains(&name.to_ascii_lowercase().as_str()));
        }
        hop.turn(response.status());
        hop.url = next;
        hop.query.clear();
    }
}

/// Where an answer redirects to.
fn location(response: &Response) -> Option<&str> {
    matches!(response.status(), 301 | 302 | 303 | 307 | 308)
        .then(|| response.header("location"))
        .flatten()
}

/// One request of those that redirects make of one.
struct Hop {
    method: String,
    url: String,
    query: Pairs,
    headers: Pairs,
    with_body: bool,
}

impl Hop {
    /// Becomes what browsers make of a request that is answered with this redirect (Fetch standard,
    /// section 4.4).
    fn turn(&mut self, status: u16) {
        let becomes_get = match status {
            303 => !matches!(self.method.as_str(), "GET" | "HEAD"),
            301 | 302 => self.method == "POST",
            _ => false,
        };
        if becomes_get {
            "GET".clone_into(&mut self.method);
            self.with_body = false;
            self.headers
                .retain(|(name, _)| !name.to_ascii_lowercase().starts_with("content-"));
        }
    }

    fn spelled<'a>(&self, call: &'a Call, plan: &Plan) -> Result<RawRequest<'a>, Fault> {
        let mut headers = self.headers.clone();
        let body = if self.with_body {
            body(call, &plan.content, &mut headers)?
        } else {
            Body::None
        };
        Ok(RawRequest {
            method: self.method.clone(),
            target: Target::Url(self.url.clone()),
            query: self.query.clone(),
            headers,
            body,
            timeout_ms: Some(plan.timeout_ms),
            repeatable: false,
            answer: match plan.reading.format {
                Format::Json | Format::Text => AnswerForm::Inline,
                // What it is shows only when it is there; a file then never passes through here.
                Format::Auto | Format::File => AnswerForm::Blob,
            },
        })
    }
}

fn body<'a>(call: &'a Call, content: &Content, headers: &mut Pairs) -> Result<Body<'a>, Fault> {
    let blob = |name: &str| {
        let name = if name.is_empty() { "data" } else { name };
        call.binary(name).ok_or_else(|| {
            wrong(format!("the item has no binary data `{name}` to send")).hint(
                "a step before this one has to give it, such as one that downloads a file; it goes on with the item only to the next step",
            )
        })
    };
    let is_content_type = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
    Ok(match content {
        Content::None => Body::None,
        Content::Json(text) => Body::Json(text.clone()),
        Content::Form(pairs) => Body::Form(pairs.clone()),
        Content::Text(text, media_type) => {
            if !headers.iter().any(is_content_type) {
                headers.push(("content-type".to_owned(), media_type.clone()));
            }
            Body::Bytes(text.clone().into_bytes())
        }
        Content::Binary(name) => Body::Blob(blob(name)?),
        Content::Multipart(parts) => {
            // The host's own names the border between the parts.
            headers.retain(|header| !is_content_type(header));
            let parts = parts.iter().map(|(name, part)| {
                Ok(RawPart {
                    name: name.clone(),
                    file_name: None,
                    media_type: None,
                    content: match part {
                        Part::Text(text) => PartContent::Bytes(text.clone().into_bytes()),
                        Part::Binary(name) => PartContent::Blob(blob(name)?),
                    },
                })
            });
            Body::Multipart(parts.collect::<Result<_, Fault>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_change_as_browsers_change_them() {
        for (status, method, expected) in [
            (301, "GET", "GET"),
            (301, "POST", "GET"),
            (302, "POST", "GET"),
            (302, "PUT", "PUT"),
            (301, "DELETE", "DELETE"),
            (303, "PUT", "GET"),
            (303, "POST", "GET"),
            (303, "HEAD", "HEAD"),
            (307, "POST", "POST"),
            (308, "PATCH", "PATCH"),
        ] {
            let mut hop = Hop {
                method: method.to_owned(),
                url: String::new(),
                query: Vec::new(),
                headers: vec![("Content-Type".to_owned(), "a/b".to_owned())],
                with_body: true,
            };
            hop.turn(status);
            assert_eq!(hop.method, expected, "{status} {method}");
            assert_eq!(hop.with_body, method == expected, "{status} {method}");
            assert_eq!(hop.headers.is_empty(), method != expected);
        }
    }
}
