//! Several processes at once.

use std::collections::BTreeSet;
use std::thread;

use jackfield_credential::{AccessToken, Existing};

use crate::child;
use crate::support::{State, chat, plain};

const EACH: usize = 25;

#[test]
fn processes_that_add_at_once_lose_nothing() {
    let state = State::new();
    // The first one makes the identity, for which all of them race.
    let children: Vec<_> = ["a", "b", "c"]
        .into_iter()
        .map(|prefix| child::start("adds", state.path(), prefix, EACH))
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let store = state.store();
    let expected: BTreeSet<String> = ["a", "b", "c"]
        .into_iter()
        .flat_map(|prefix| (0..EACH).map(move |number| format!("{prefix}-{number}")))
        .collect();
    let names: BTreeSet<String> = store
        .list()
        .unwrap()
        .into_iter()
        .map(|stored| stored.name)
        .collect();
    assert_eq!(names, expected);
    for name in names {
        let token = store.get(&name).unwrap().token;
        assert_eq!(token.expose(), format!("token-{name}"));
    }
}

#[test]
fn threads_that_edit_at_once_see_each_others_edits() {
    let state = State::new();
    let store = state.store();
    store
        .add("a", &plain("token-0"), &chat(), Existing::Keep)
        .unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    store
                        .edit("a", |written| {
                            let token = written.token.expose().to_owned();
                            let number: u32 =
                                token.strip_prefix("token-").unwrap().parse().unwrap();
                            written.token = AccessToken::new(format!("token-{}", number + 1));
                        })
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(store.get("a").unwrap().token.expose(), "token-40");
}

#[test]
fn a_reader_never_sees_half_a_store() {
    let state = State::new();
    let store = state.store();
    store
        .add("edited", &plain("token-first"), &chat(), Existing::Keep)
        .unwrap();
    let mut writer = child::start("edits", state.path(), "w", 100);
    let mut reads = 0;
    while writer.try_wait().unwrap().is_none() {
        let got = store.get("edited").unwrap();
        if let Some(account) = got.notes.account {
            assert_eq!(got.token.expose(), format!("token-{account}"));
        }
        reads += 1;
    }
    assert!(reads > 0);
}
