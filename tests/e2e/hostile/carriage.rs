//! The token goes into its place once; its sealed stand-in goes nowhere else.

use serde_json::{Value, json};

use super::harness::End::{Denied, Harmless};
use super::harness::{
    Assault, Case, End, TOKEN, assert_bearer_only, assert_free_of, assert_free_of_token,
    assert_in_place, case, chat_below, step,
};
use super::wire::{Reply, Wire};
use crate::support::guests::guests;
use crate::support::process::Jackfield;
use crate::support::spellings::base64;

const STRAY: End = Denied("it put a sealed access token into");
const TAKEN: End = Denied("which is the access token's place");
const OTHER: &str = "0therT0kenOfAn0therCredential";

pub(crate) const CASES: &[Case] = &[
    case("in a query", STRAY),
    case("as the name of a query", STRAY),
    case("in a header", STRAY),
    case("as the name of a header", STRAY),
    case("in a cookie", STRAY),
    case("in a segment", STRAY),
    case("in a URL", STRAY),
    case("as the method", STRAY),
    case("in JSON", STRAY),
    case("in bytes", STRAY),
    case("in a form", STRAY),
    case("as the name of a form's field", STRAY),
    case("in a part", STRAY),
    case("as the name of a part", STRAY),
    case("as the name of a file", STRAY),
    case("in a blob", STRAY),
    case("as the media type of a blob", STRAY),
    case("in a blob as a part", STRAY),
    case("in its place and in a query", STRAY),
    case("of another credential", STRAY),
    case("of another credential in its place", TAKEN),
    case("invented", STRAY),
    case("invented in its place", TAKEN),
    case("without the credential", STRAY),
    case("without the credential in JSON", STRAY),
    case("in its place", Harmless),
    case("twice in its place", Harmless),
    case("in base64", Harmless),
    case("backwards", Harmless),
    case("in two pieces", Harmless),
];

#[test]
fn a_sealed_token_is_carried_nowhere() {
    let origin = Wire::start(|_| Reply::ok());
    let attacker = Wire::start(|_| Reply::ok());
    let mut step = step("token-courier/token.carry");
    step.as_object_mut().unwrap().remove("credential");
    step["credentials"] = json!({"first": "team-chat", "second": "other"});
    step["with"]["attacker"] = json!(attacker.base_url());
    Assault {
        jackfield: chat_below(&origin).credential(
            "other",
            "mattermost",
            attacker.base_url(),
            OTHER,
        ),
        guest: &guests().token_courier,
        step,
        cases: CASES,
        // The author trusts that host with requests, and not with the token.
        arguments: &["--allow-host", attacker.base_url()],
    }
    .run();
    let harmless = CASES.iter().filter(|case| matches!(case.end, Harmless));
    let expected = CASES.len() + 1 + harmless.count();
    assert_eq!(assert_bearer_only(&origin), expected);
    assert_free_of(OTHER, &origin.received());
    assert_eq!(attacker.received(), "");
}

/// Attacks on one place, which is spelled like this in a request.
pub(crate) struct Placed {
    pub(crate) operation: &'static str,
    pub(crate) cases: &'static [Case],
}

const OWN_HEADER: End = Denied("it set the header `X-Key` itself");
const OWN_QUERY: End = Denied("it set the query parameter `key` itself");
const OWN_FIELD: End = Denied("it set the form field `key` itself");

pub(crate) const PLACES: &[Placed] = &[
    Placed {
        operation: "courier-header",
        cases: &[
            case("own header", OWN_HEADER),
            case("own header in other letters", OWN_HEADER),
            case("elsewhere", STRAY),
        ],
    },
    Placed {
        operation: "courier-query",
        cases: &[
            case("own query", OWN_QUERY),
            case("own query in a URL", OWN_QUERY),
            case("elsewhere", STRAY),
        ],
    },
    Placed {
        operation: "courier-form",
        cases: &[
            case("own field", OWN_FIELD),
            case("own JSON", Denied("a body that is no form")),
            case("elsewhere", STRAY),
        ],
    },
    Placed {
        operation: "courier-basic",
        cases: &[case("own authorization", TAKEN), case("elsewhere", STRAY)],
    },
    Placed {
        operation: "courier-segment",
        cases: &[
            case("two segments", STRAY),
            case("part of a segment", STRAY),
            case("elsewhere", STRAY),
        ],
    },
];

#[test]
fn each_place_holds_the_token_once() {
    for Placed { operation, cases } in PLACES {
        let origin = Wire::start(|_| Reply::ok());
        let base_url = format!("{}/chat", origin.base_url());
        let mut step = step(&format!("token-courier/{operation}"));
        let is_segment = *operation == "courier-segment";
        if is_segment {
            let trick = "{{ $json.trick === 'honest' ? 'segment' : $json.trick }}";
            step["with"] = json!({"trick": trick});
        }
        Assault {
            jackfield: Jackfield::new().credential("team-chat", operation, &base_url, TOKEN),
            guest: &guests().token_courier,
            step,
            cases,
            arguments: &[],
        }
        .run();
        let place = match *operation {
            "courier-header" => format!("x-key: Key {TOKEN}\r\n"),
            "courier-query" => format!("GET /chat/me?key={TOKEN} HTTP/1.1\r\n"),
            "courier-form" => format!("\r\n\r\nkey={TOKEN}"),
            "courier-basic" => {
                let pair = base64(format!("bob:{TOKEN}").as_bytes());
                format!("authorization: Basic {pair}\r\n")
            }
            _ => format!("GET /chat/hooks/{TOKEN} HTTP/1.1\r\n"),
        };
        assert_eq!(
            assert_in_place(&origin, &place),
            cases.len() + 1,
            "{operation}"
        );
    }
}

#[test]
fn a_connector_is_given_a_stand_in_that_says_nothing_about_the_token() {
    let origin = Wire::start(|_| Reply::ok());
    let steal = json!({
        "uses": "token-thief/token.carry-off", "credential": "team-chat",
        "with": {"to": "http://127.0.0.1:9"},
    });
    let said = chat_below(&origin)
        .steps(&[steal])
        .run(&["--plugin", &guests().thief])
        .ends(0);
    let sealed: Value = said.json_lines()[0]["got"].clone();
    let sealed = sealed.as_str().unwrap();
    assert!(sealed.starts_with("jackfield-sealed-"), "{sealed}");
    assert_free_of_token(sealed);
}
