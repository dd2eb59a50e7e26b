//! One page after the other.
//!
//! Every page is a call of its own. What the next one needs to know of the last goes through the
//! state: the variables of the expressions, which the engine evaluates anew in between.

use jackfield_sdk::{Call, Fault, FaultKind, Outcome};
use serde_json::{Map, Value, json};

use crate::plan::{Content, End, Pages, Place, Plan};
use crate::values::{text, wrong};
use crate::{address, answer::Answer};

/// The longest variables that are left for the next page, in bytes. The host takes 8 MiB.
const MAX_VARIABLES: usize = 7 << 20;

/// Where the calls for one item are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// How many pages there were.
    fetched: u64,
    /// The address of the last one.
    url: String,
}

impl Progress {
    /// What an earlier call left behind.
    pub(crate) fn of(call: &Call) -> Self {
        call.state().map(Self::read).unwrap_or_default()
    }

    fn read(state: &str) -> Self {
        let state: Value = serde_json::from_str(state).unwrap_or_default();
        let fetched = state.pointer("/variables/$pageCount");
        let url = state.pointer("/variables/$request/url");
        Self {
            fetched: fetched.and_then(Value::as_u64).unwrap_or(0),
            url: url.and_then(Value::as_str).unwrap_or_default().to_owned(),
        }
    }

    /// Makes a plan that of the next page; false if there is none.
    pub(crate) fn turn(&self, plan: &mut Plan) -> Result<bool, Fault> {
        let Some(pages) = plan.pages.clone() else {
            return Ok(true);
        };
        if self.fetched > 0 {
            if pages.end == End::Asked(true) {
                return Ok(false);
            }
            if let Some(next) = &pages.next {
                if next.trim().is_empty() {
                    return Ok(false);
                }
                let next = address::joined(&self.url, next);
                if next == self.url {
                    return Err(Fault::new(
                        FaultKind::UnexpectedResponse,
                        format!("the page after {next} is {next} again, so there would be no end"),
                    )
                    .hint(
                        "look at what gives the next page's address, or limit the number of pages",
                    ));
                }
                // It has the whole query.
                plan.query.clear();
                plan.url = next;
            }
        }
        // Null is what an expression gives that found nothing, as on the first page.
        let set_here = pages
            .set
            .into_iter()
            .filter(|(_, _, value)| !value.is_null());
        for (place, name, value) in set_here {
            set(plan, place, name, value)?;
        }
        Ok(true)
    }

    /// The items of a page, and if there may be another one the wish to be called again.
    pub(crate) fn onwards(
        &self,
        pages: &Pages,
        plan: &Plan,
        answer: Answer,
    ) -> Result<Outcome, Fault> {
        let fetched = self.fetched + 1;
        let is_last = match &pages.end {
            End::Empty => answer.is_empty(),
            End::Statuses(statuses) => statuses.contains(&answer.status),
            End::Asked(_) => false,
        };
        if is_last || pages.most.is_some_and(|most| fetched >= most) {
            return answer.items(&plan.reading);
        }
        let variables = json!({
            "$pageCount": fetched,
            "$request": requested(plan, &answer.url),
            "$response": {
                "body": answer.body(),
                "headers": answer.headers(),
                "statusCode": answer.status,
            },
        });
        if variables.to_string().len() > MAX_VARIABLES {
            return Err(Fault::new(
                FaultKind::TooLarge,
                format!(
                    "a page has more than {} MiB, which expressions about the next one cannot be given",
                    MAX_VARIABLES >> 20
                ),
            )
            .hint("ask for fewer entries a page"));
        }
        let items = answer.items(&plan.reading)?;
        Ok(items.next_page(pages.interval_ms, variables))
    }
}

/// The request as expressions see it; without headers, for the state is written to disk.
fn requested(plan: &Plan, url: &str) -> Value {
    let query: Map<String, Value> = plan
        .query
        .iter()
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect();
    let body = match &plan.content {
        Content::Json(text) => serde_json::from_str(text).unwrap_or_default(),
        Content::Form(pairs) => pairs
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
            .collect(),
        _ => Value::Null,
    };
    json!({"method": plan.method, "url": url, "uri": url, "qs": query, "body": body})
}

fn set(plan: &mut Plan, place: Place, name: String, value: Value) -> Result<(), Fault> {
    match (place, &mut plan.content) {
        (Place::Query, _) => {
            plan.query.retain(|(known, _)| *known != name);
            plan.query.push((name, text(&value)));
        }
        (Place::Header, _) => plan.set_header(&name, text(&value)),
        (Place::Body, Content::Form(pairs)) => {
            pairs.retain(|(known, _)| *known != name);
            pairs.push((name, text(&value)));
        }
        (Place::Body, content @ Content::None) => {
            *content = Content::Json(json!({ name: value }).to_string());
        }
        (Place::Body, Content::Json(body)) => {
            let mut members: Map<String, Value> = serde_json::from_str(body).map_err(|_| {
                wrong(format!(
                    "the pagination sets `{name}` in the body, which is no JSON object"
                ))
            })?;
            members.insert(name, value);
            *body = Value::Object(members).to_string();
        }
        (Place::Body, _) => {
            return Err(wrong(format!(
                "the pagination sets `{name}` in the body, which is neither JSON nor a form"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(pages: Pages) -> Plan {
        let mut plan = Plan::new("GET", "https://a.example/list".to_owned());
        plan.query = vec![("page".to_owned(), "1".to_owned())];
        plan.pages = Some(pages);
        plan
    }

    fn pages() -> Pages {
        Pages {
            next: None,
            set: Vec::new(),
            end: End::Empty,
            most: None,
            interval_ms: 0,
        }
    }

    fn after(fetched: u64) -> Progress {
        Progress::read(
            &json!({"variables": {
                "$pageCount": fetched, "$request": {"url": "https://a.example/list?page=1"},
            }})
            .to_string(),
        )
    }

    #[test]
    fn parameters_of_a_page_take_the_place_of_the_requests_own() {
        let set = vec![
            (Place::Query, "page".to_owned(), json!(3)),
            (Place::Header, "x-page".to_owned(), json!("c")),
            (Place::Body, "after".to_owned(), json!({"id": 7})),
            (Place::Query, "none".to_owned(), json!(null)),
        ];
        let mut plan = plan(Pages { set, ..pages() });
        plan.content = Content::Json("{\"after\":1,\"b\":2}".to_owned());
        assert!(after(2).turn(&mut plan).unwrap());
        assert_eq!(plan.query, [("page".to_owned(), "3".to_owned())]);
        assert_eq!(plan.header("X-Page"), Some("c"));
        assert_eq!(
            plan.content,
            Content::Json("{\"after\":{\"id\":7},\"b\":2}".to_owned())
        );
    }

    #[test]
    fn an_address_of_the_answer_is_the_next_request_or_the_end() {
        for (fetched, next, expected) in [
            (0, "", Some("https://a.example/list")),
            (0, "/list?page=2", Some("https://a.example/list")),
            (
                1,
                "https://a.example/list?page=2",
                Some("https://a.example/list?page=2"),
            ),
            (1, "/list?page=2", Some("https://a.example/list?page=2")),
            (1, "?page=2", Some("https://a.example/list?page=2")),
            (1, "", None),
            (1, "  ", None),
        ] {
            let mut plan = plan(Pages {
                next: Some(next.to_owned()),
                ..pages()
            });
            let goes_on = after(fetched).turn(&mut plan).unwrap();
            assert_eq!(goes_on.then_some(plan.url.as_str()), expected, "{next:?}");
            assert_eq!(plan.query.is_empty(), fetched > 0 && goes_on);
        }
        let mut same = plan(Pages {
            next: Some("?page=1".to_owned()),
            ..pages()
        });
        let fault = after(1).turn(&mut same).unwrap_err();
        assert!(fault.message.contains("no end"), "{}", fault.message);
    }

    #[test]
    fn an_expression_ends_it_from_the_second_page_on() {
        for (fetched, asked, goes_on) in [
            (0, true, true),
            (0, false, true),
            (1, false, true),
            (1, true, false),
        ] {
            let mut plan = plan(Pages {
                end: End::Asked(asked),
                ..pages()
            });
            assert_eq!(after(fetched).turn(&mut plan).unwrap(), goes_on);
        }
    }
}
