//! `kill -9` at any point of a change: the store is the old one or the new one, whole.

use std::io::{BufRead as _, BufReader};
use std::process::Child;
use std::thread;
use std::time::Duration;

use jackfield_credential::Existing;

use crate::child;
use crate::support::{State, chat, plain};

const ROUNDS: u32 = 25;

/// Lets the process work for a while after its first change, kills it, and gives what it said to
/// have done.
fn kill_after(mut child: Child, round: u32) -> Vec<String> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let done = |line: std::io::Result<String>| {
        line.ok()
            .and_then(|line| Some(line.strip_prefix("> ")?.to_owned()))
    };
    let first = lines.by_ref().find_map(done);
    // Another moment in each round: a change takes a millisecond or a few.
    thread::sleep(Duration::from_micros(u64::from(round) * 331));
    child.kill().unwrap();
    child.wait().unwrap();
    first.into_iter().chain(lines.filter_map(done)).collect()
}

/// At most one file more than a store has, which the next change takes away.
fn assert_tidy(state: &State) {
    let mut names: Vec<String> = state
        .files()
        .into_iter()
        .map(|(path, _)| path.file_name().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "store.json.new")
        .collect();
    names.sort();
    assert_eq!(names, ["identity.txt", "lock", "store.json"]);
}

#[test]
fn a_killed_add_loses_nothing_that_was_added() {
    let state = State::new();
    let store = state.store();
    let mut added = 0;
    for round in 0..ROUNDS {
        let prefix = format!("r{round}");
        let done = kill_after(
            child::start("adds", state.path(), &prefix, usize::MAX),
            round,
        );
        assert!(!done.is_empty(), "round {round}");
        let names: Vec<String> = store
            .list()
            .unwrap()
            .into_iter()
            .map(|stored| stored.name)
            .collect();
        for name in &done {
            assert!(names.contains(name), "round {round}: {name} is lost");
        }
        // One more may have been written before it could be said.
        let of_round = names
            .iter()
            .filter(|name| name.starts_with(&format!("{prefix}-")))
            .count();
        assert!(of_round <= done.len() + 1, "round {round}: {names:?}");
        added += of_round;
        assert_eq!(names.len(), added, "round {round}");
        for name in &names {
            let token = store.get(name).unwrap().token;
            assert_eq!(token.expose(), format!("token-{name}"));
        }
        assert_tidy(&state);
    }
}

#[test]
fn a_killed_edit_leaves_the_old_credential_or_the_new_one() {
    let state = State::new();
    let store = state.store();
    store
        .add("edited", &plain("token-first"), &chat(), Existing::Keep)
        .unwrap();
    for round in 0..ROUNDS {
        let prefix = format!("r{round}");
        let done = kill_after(
            child::start("edits", state.path(), &prefix, usize::MAX),
            round,
        );
        let got = store.get("edited").unwrap();
        let account = got.notes.account.unwrap();
        assert_eq!(got.token.expose(), format!("token-{account}"));
        let number: usize = account
            .strip_prefix(&format!("{prefix}-"))
            .unwrap()
            .parse()
            .unwrap();
        assert!(
            number + 1 == done.len() || number == done.len(),
            "round {round}: {number} after {done:?}"
        );
        assert_tidy(&state);
    }
    assert_eq!(store.list().unwrap().len(), 1);
}

#[test]
fn a_killed_rename_leaves_one_of_the_two_names() {
    let state = State::new();
    let store = state.store();
    for name in ["renamed", "bystander"] {
        store
            .add(name, &plain("token-first"), &chat(), Existing::Keep)
            .unwrap();
    }
    for round in 0..ROUNDS {
        let prefix = format!("r{round}");
        let done = kill_after(
            child::start("renames", state.path(), &prefix, usize::MAX),
            round,
        );
        assert!(!done.is_empty(), "round {round}");
        let names: Vec<String> = store
            .list()
            .unwrap()
            .into_iter()
            .map(|stored| stored.name)
            .collect();
        let [renamed, bystander] = names.as_slice() else {
            panic!("round {round}: {names:?}");
        };
        assert!(renamed.starts_with(&format!("renamed-{prefix}-")));
        assert_eq!(bystander, "bystander");
        assert_eq!(store.get(renamed).unwrap().token.expose(), "token-first");
    }
}
