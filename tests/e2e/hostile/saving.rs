//! A new token is saved for the platform that has made it, and for no other.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::harness::End::Fault;
use super::harness::{Assault, Case, End, TOKEN, assert_bearer_only, assert_free_of, case};
use super::wire::{Reply, Wire};
use crate::support::guests::guests;
use crate::support::process::{Jackfield, Said};
use crate::support::texts;

/// The connector is not told why; whoever watches the run is.
const UNSAVED: End = Fault("internal", "the new credential was not saved");
const QUIET: End = Fault("internal", "says that it is done, and saved no credential");
const PAGES: End = Fault(
    "internal",
    "wants to be called again by an operation that saves",
);
const NOT_ITS_OWN: &str = "a token that this credential did not get";
const NO_PLACE: &str = "names no place, or a second one";
const OTHER: &str = "0therT0kenOfAn0therPlatf0rm";
/// What the platforms make.
const NEW: &str = "n3wT0kenThatThePlatf0rmHasMade";
const NEW_OF_OTHER: &str = "n3wT0kenOfAn0therPlatf0rm";

pub(crate) const CASES: &[Case] = &[
    case("nothing", QUIET),
    case("twice", UNSAVED),
    case("for another platform", UNSAVED),
    case("of another platform", UNSAVED),
    case("its own stand-in", UNSAVED),
    case("the stand-in of another", UNSAVED),
    case("invented", UNSAVED),
    case("of an earlier call", UNSAVED),
    case("in the clear", UNSAVED),
    case("and keeps quiet", QUIET),
    case("with an odd id", UNSAVED),
    case("and goes on", PAGES),
];

/// Where the operation's descriptor says nothing of saving.
pub(crate) const UNDECLARED: &[Case] = &[
    case("honest", UNSAVED),
    case("of another platform", UNSAVED),
];

/// Where the credential's type is that of another connector.
pub(crate) const FOREIGN: &[Case] = &[case("honest", UNSAVED)];

/// A platform that makes another token each time.
fn platform(token: &'static str) -> Wire {
    let made = AtomicUsize::new(1);
    Wire::start(move |_| {
        let token = format!("{token}{:05}", made.fetch_add(1, Ordering::Relaxed));
        Reply::new("200 OK", &[], json!({"token": token}).to_string())
    })
}

/// The program whose store has what was saved, what was said, and the platform of the first
/// credential.
fn assault(cases: &[Case]) -> (Jackfield, Said, Wire) {
    let (origin, other) = (platform(NEW), platform(NEW_OF_OTHER));
    let after = Jackfield::new();
    let state = after.path("state");
    let (_, said) = Assault {
        jackfield: two(&origin, &other, "saver").env("JACKFIELD_STATE_DIR", &state),
        guest: &guests().token_saver,
        step: attack("token.save"),
        cases,
        arguments: &[],
    }
    .run();
    assert_says_nothing(&said);
    assert_bearer_only(&origin);
    assert_free_of(TOKEN, &other.received());
    (after.env("JACKFIELD_STATE_DIR", state), said, origin)
}

/// With a credential for each of two platforms.
fn two(first: &Wire, second: &Wire, first_type: &str) -> Jackfield {
    Jackfield::new()
        .credential("mine", first_type, first.base_url(), TOKEN)
        .credential("other", "saver", second.base_url(), OTHER)
}

fn attack(operation: &str) -> Value {
    json!({
        "uses": format!("token-saver/{operation}"),
        "credentials": {"first": "mine", "second": "other"},
        "with": {"trick": "{{ $json.trick }}", "name": "saved {{ $itemIndex }}"},
    })
}

#[track_caller]
fn assert_says_nothing(said: &Said) {
    for secret in [NEW, NEW_OF_OTHER] {
        assert_free_of(secret, &said.stdout);
        assert_free_of(secret, &said.stderr);
    }
}

fn saved(jackfield: &Jackfield) -> Vec<String> {
    let listed = jackfield.call(&["credential", "list", "--json"]).ends(0);
    texts(listed.json().as_array().unwrap(), "name")
}

#[test]
fn a_token_is_saved_for_its_platform_only() {
    let (jackfield, said, origin) = assault(CASES);
    // Those of the honest items, the first one of the item that saved twice, and that of the one
    // that went on.
    let honest = (0..=CASES.len()).map(|number| number * 2);
    let goes_on = CASES
        .iter()
        .position(|case| case.trick == "and goes on")
        .unwrap();
    let mut expected: Vec<usize> = honest.chain([3, goes_on * 2 + 1]).collect();
    expected.sort_unstable();
    let expected: Vec<String> = expected
        .iter()
        .map(|number| format!("saved {number}"))
        .collect();
    let mut names = saved(&jackfield);
    names.sort_by_key(|name| {
        name.split(' ')
            .next_back()
            .unwrap()
            .parse::<usize>()
            .unwrap()
    });
    assert_eq!(names, expected);
    for why in [NOT_ITS_OWN, NO_PLACE] {
        assert!(said.stderr.contains(why), "{why}\n{said}");
    }
    let last = used(jackfield, ["saved 0", "saved 2"], &origin);
    assert!(last.contains(&format!("Bearer {NEW}")), "{last}");
}

/// The request of a run with two credentials to the platform of the first.
fn used(jackfield: Jackfield, [first, second]: [&str; 2], origin: &Wire) -> String {
    let mut step = attack("token.use");
    step["credentials"] = json!({"first": first, "second": second});
    step["with"] = json!({"trick": "nothing", "name": "-"});
    jackfield
        .steps(&[step])
        .run(&["--plugin", &guests().token_saver])
        .ends(0);
    origin.requests().pop().unwrap()
}

/// Every item is refused, with these words for whoever watches, and nothing is saved.
fn refused(operation: &str, first_type: &str, cases: &[Case], why: &str) {
    let (origin, other) = (platform(NEW), platform(NEW_OF_OTHER));
    let input: Vec<Value> = cases
        .iter()
        .map(|case| json!({"trick": case.trick}))
        .collect();
    let mut step = attack(operation);
    step["onError"] = json!("continue");
    let jackfield = two(&origin, &other, first_type).steps(&[step]);
    let input = Value::from(input).to_string();
    let said = jackfield
        .run(&["--plugin", &guests().token_saver, "--input", &input])
        .ends(0)
        .says(&[why]);
    assert_says_nothing(&said);
    for item in said.json_lines() {
        assert_eq!(
            item["error"]["message"], "the new credential was not saved",
            "{said}"
        );
    }
    assert!(
        saved(&jackfield)
            .iter()
            .all(|name| !name.starts_with("saved"))
    );
}

#[test]
fn an_operation_that_does_not_say_so_saves_nothing() {
    refused("token.use", "saver", UNDECLARED, NO_PLACE);
}

#[test]
fn a_connector_saves_no_token_for_the_platform_of_another() {
    let why = "a token of a type that is not its own";
    refused("token.adopt", "mattermost", FOREIGN, why);
}

#[test]
fn a_dry_run_saves_nothing_whatever_was_asked_for() {
    let (origin, other) = (platform(NEW), platform(NEW_OF_OTHER));
    let jackfield = two(&origin, &other, "saver").steps(&[attack("token.save")]);
    jackfield
        .run(&[
            "--plugin",
            &guests().token_saver,
            "--input",
            r#"{"trick":"honest"}"#,
            "--dry-run",
        ])
        .says(&["this is a dry run, in which nothing is changed"]);
    assert!(
        saved(&jackfield)
            .iter()
            .all(|name| !name.starts_with("saved"))
    );
}

#[test]
fn what_an_attempt_has_saved_its_repeat_replaces() {
    let (origin, other) = (platform(NEW), platform(NEW_OF_OTHER));
    let mut step = attack("token.save");
    step["retry"] = json!({"attempts": 2, "wait": "1ms"});
    let jackfield = two(&origin, &other, "saver").steps(&[step]);
    let said = jackfield
        .run(&[
            "--plugin",
            &guests().token_saver,
            "--input",
            r#"{"trick":"and fails"}"#,
        ])
        .ends(0)
        .says(&["come back later"]);
    assert_says_nothing(&said);
    let last = used(jackfield, ["saved 0", "other"], &origin);
    // Of the second attempt.
    assert!(last.contains(&format!("Bearer {NEW}00002\r\n")), "{last}");
}

#[test]
fn a_token_that_could_not_be_taken_out_is_not_asked_for() {
    let (origin, other) = (platform(NEW), platform(NEW_OF_OTHER));
    let mut step = attack("token.use");
    step["with"]["name"] = json!("-");
    step["onError"] = json!("continue");
    let jackfield = two(&origin, &other, "saver").steps(&[step]);
    let input = Value::from(vec![json!({"trick": "nothing"}); 1003]).to_string();
    let said = jackfield
        .file("input.json", input)
        .run(&["--plugin", &guests().token_saver, "--input", "@input.json"])
        .ends(0);
    let failed = said.json_lines();
    let failed = failed.iter().filter(|item| item["error"].is_object());
    assert_eq!(failed.count(), 3);
    assert_eq!(origin.requests().len(), 1000);
}
