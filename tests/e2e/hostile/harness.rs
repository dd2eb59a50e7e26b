//! How hostile connectors are judged, all in the same way.
//!
//! A run is given items of which every second one is hostile, so that each hostile one stands
//! between two honest ones. What has to come of that: each hostile item ends as its case says, each
//! honest one succeeds, the run itself succeeds, and of all bytes that left, the token was in its
//! place in each request to the credential's origin and nowhere else.

use serde_json::{Value, json};

use super::wire::Wire;
use crate::support::process::{Jackfield, Said};
use crate::support::spellings::{assert_secret, spellings};

/// A token of the form that Mattermost's have: it could be the name of a header as well.
pub(crate) const TOKEN: &str = "k7q9xw3zn8m4v2p6t1r5y0s8d3";

/// One attack and its end.
pub(crate) struct Case {
    pub(crate) trick: &'static str,
    pub(crate) end: End,
}

/// How an attack ends.
#[derive(Clone, Copy)]
pub(crate) enum End {
    /// The gate does not let it out, in these words.
    Denied(&'static str),
    /// With a fault of this kind, in these words.
    Fault(&'static str, &'static str),
    /// It does nothing that an honest request could not: it succeeds.
    Harmless,
}

/// The case of a trick.
pub(crate) const fn case(trick: &'static str, end: End) -> Case {
    Case { trick, end }
}

/// A run in which a connector attacks.
pub(crate) struct Assault<'a> {
    /// The program, with its credentials.
    pub(crate) jackfield: Jackfield,
    /// The connector's component.
    pub(crate) guest: &'a str,
    /// The step, without items and without what is the same for all.
    pub(crate) step: Value,
    pub(crate) cases: &'a [Case],
    pub(crate) arguments: &'a [&'a str],
}

/// The credential `team-chat` for an origin, below the path `/chat`.
pub(crate) fn chat_below(origin: &Wire) -> Jackfield {
    let base_url = format!("{}/chat", origin.base_url());
    Jackfield::new().credential("team-chat", "mattermost", &base_url, TOKEN)
}

/// A step with that credential, which tries the trick of each item.
pub(crate) fn step(uses: &str) -> Value {
    let with = json!({"trick": "{{ $json.trick }}"});
    json!({"uses": uses, "credential": "team-chat", "with": with})
}

impl Assault<'_> {
    /// Runs it, judges the items, and gives those that are hostile.
    #[track_caller]
    pub(crate) fn run(self) -> (Vec<Value>, Said) {
        let honest = json!({"trick": "honest"});
        let mut input = vec![honest.clone()];
        for case in self.cases {
            input.extend([json!({"trick": case.trick}), honest.clone()]);
        }
        let mut step = self.step;
        step["name"] = json!("Attack");
        step["onError"] = json!("continue");
        step["retry"] = json!({"attempts": 1});
        let jackfield = self
            .jackfield
            .file("input.json", Value::from(input).to_string())
            .steps(&[step]);
        let common = ["--plugin", self.guest, "--input", "@input.json"];
        let said = jackfield.run(&[&common[..], self.arguments].concat());
        let said = said.ends(0);
        assert_secret(TOKEN, &said);
        let items = said.json_lines();
        assert_eq!(items.len(), 2 * self.cases.len() + 1, "{said}");
        for item in items.iter().step_by(2) {
            assert_eq!(item["status"], 200, "an honest item\n{said}");
        }
        let hostile: Vec<Value> = items.into_iter().skip(1).step_by(2).collect();
        for (number, (case, item)) in self.cases.iter().zip(&hostile).enumerate() {
            judge(case, item, number * 2 + 1, &said);
        }
        (hostile, said)
    }
}

#[track_caller]
fn judge(case: &Case, item: &Value, number: usize, said: &Said) {
    let trick = case.trick;
    let (kind, words) = match case.end {
        End::Harmless => {
            assert_eq!(item["status"], 200, "{trick}: {item}");
            return;
        }
        End::Denied(words) => ("policy-denied", words),
        End::Fault(kind, words) => (kind, words),
    };
    assert_eq!(item["error"]["kind"], kind, "{trick}: {item}");
    let message = item["error"]["message"].as_str().unwrap();
    assert!(message.contains(words), "{trick}: {item}");
    let report = format!("failed: Attack, item {number}: ");
    assert!(said.stderr.contains(&report), "{trick}\n{said}");
    if kind == "policy-denied" {
        // Reported by the gate, whatever the connector makes of it.
        let warned = said
            .stderr
            .lines()
            .any(|line| line.starts_with("warning: ") && line.contains(words));
        assert!(warned, "{trick}\n{said}");
    }
}

/// How often the token came in its place, and nowhere else: as `Authorization: Bearer`, once in each
/// request.
#[track_caller]
pub(crate) fn assert_bearer_only(origin: &Wire) -> usize {
    assert_in_place(origin, &format!("authorization: Bearer {TOKEN}\r\n"))
}

/// The same for another place, as it is spelled there.
#[track_caller]
pub(crate) fn assert_in_place(origin: &Wire, place: &str) -> usize {
    let requests = origin.requests();
    for request in &requests {
        assert_eq!(request.matches(place).count(), 1, "{request}");
        assert_free_of_token(&request.replacen(place, "", 1));
    }
    assert_eq!(
        origin.received(),
        requests.concat(),
        "something came that is no request"
    );
    requests.len()
}

/// Nothing came: no byte, not even a connection.
#[track_caller]
pub(crate) fn assert_untouched(server: &Wire) {
    assert_eq!(server.received(), "");
    assert_eq!(server.connections(), 0, "a connection without a word");
}

/// The token is not in this text, in no coding that somebody could read it from.
#[track_caller]
pub(crate) fn assert_free_of_token(text: &str) {
    assert_free_of(TOKEN, text);
}

/// A secret is not in this text.
#[track_caller]
pub(crate) fn assert_free_of(secret: &str, text: &str) {
    let small = text.to_lowercase();
    for (name, spelling) in spellings(secret) {
        assert!(!text.contains(&spelling), "{name} (`{spelling}`): {text}");
    }
    let digits: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let backwards: String = secret.chars().rev().collect();
    for (name, spelling) in [("in digits", digits), ("backwards", backwards)] {
        let spelling = spelling.to_lowercase();
        assert!(!small.contains(&spelling), "{name} (`{spelling}`): {text}");
    }
}
