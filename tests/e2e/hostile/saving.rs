//! A new token is saved for the platform that has made it, and for no other.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::harness::End::{Fault, Harmless};
use super::harness::{Assault, Case, End, TOKEN, assert_bearer_only, assert_free_of, case, step};
use super::wire::{Reply, Wire};
use crate::support::guests::guests;
use crate::support::process::Jackfield;
use crate::support::texts;

const NOT_ITS_OWN: End = Fault("internal", "a token that this credential did not get");
const NO_PLACE: End = Fault("internal", "names no place, or a second one");
const OTHER: &str = "0therT0kenOfAn0therPlatf0rm";
/// What the platforms make.
const NEW: &str = "n3wT0kenThatThePlatf0rmHasMade";
const NEW_OF_OTHER: &str = "n3wT0kenOfAn0therPlatf0rm";

pub(crate) const CASES: &[Case] = &[
    case("once", Harmless),
    case("twice", NO_PLACE),
    case("for another platform", NOT_ITS_OWN),
    case("of another platform", NOT_ITS_OWN),
    case("its own stand-in", NOT_ITS_OWN),
    case("the stand-in of another", NOT_ITS_OWN),
    case("invented", NOT_ITS_OWN),
    case("of an earlier call", NOT_ITS_OWN),
    case("in the clear", NOT_ITS_OWN),
];

/// The same where the operation's descriptor says nothing of saving.
pub(crate) const UNDECLARED: &[Case] = &[
    case("once", NO_PLACE),
    case("of another platform", NO_PLACE),
];

/// A platform that makes another token each time.
fn platform(token: &'static str) -> Wire {
    let made = AtomicUsize::new(10);
    Wire::start(move |_| {
        let token = format!("{token}{}", made.fetch_add(1, Ordering::Relaxed));
        Reply::new("200 OK", &[], json!({"token": token}).to_string())
    })
}

/// The names of the credentials that are in the store afterwards, and the process that sees it.
fn assault(operation: &str, cases: &[Case]) -> (Vec<String>, Jackfield, Wire) {
    let origin = platform(NEW);
    let other = platform(NEW_OF_OTHER);
    let after = Jackfield::new();
    let state = after.path("state");
    let mut step = step(&format!("token-saver/{operation}"));
    step.as_object_mut().unwrap().remove("credential");
    step["credentials"] = json!({"first": "mine", "second": "other"});
    step["with"]["name"] = json!("saved {{ $json.trick }}");
    let (_, said) = Assault {
        jackfield: Jackfield::new()
            .credential("mine", "saver", origin.base_url(), TOKEN)
            .credential("other", "saver", other.base_url(), OTHER)
            .env("JACKFIELD_STATE_DIR", &state),
        guest: &guests().token_saver,
        step,
        cases,
        arguments: &[],
    }
    .run();
    for secret in [NEW, NEW_OF_OTHER] {
        assert_free_of(secret, &said.stdout);
        assert_free_of(secret, &said.stderr);
    }
    assert_bearer_only(&origin);
    assert_free_of(TOKEN, &other.received());
    let after = after.env("JACKFIELD_STATE_DIR", state);
    let listed = after.call(&["credential", "list", "--json"]).ends(0).json();
    let names = texts(listed.as_array().unwrap(), "name");
    (names, after, origin)
}

#[test]
fn a_token_is_saved_for_its_platform_only() {
    let (saved, jackfield, origin) = assault("token.save", CASES);
    assert_eq!(saved, ["saved once", "saved twice"]);
    let mut step = step("token-saver/token.use");
    step["credentials"] = json!({"first": "saved once", "second": "saved twice"});
    step["with"] = json!({"trick": "honest", "name": "nothing"});
    step.as_object_mut().unwrap().remove("credential");
    jackfield
        .steps(&[step])
        .run(&["--plugin", &guests().token_saver])
        .ends(0);
    let requests = origin.requests();
    let last = requests.last().unwrap();
    assert!(last.contains(&format!("Bearer {NEW}")), "{last}");
}

#[test]
fn an_operation_that_does_not_say_so_saves_nothing() {
    let (saved, _, _) = assault("token.use", UNDECLARED);
    assert!(saved.is_empty(), "{saved:?}");
}
