//! The identity: whose it is, and what happens without it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use jackfield_credential::{AccessToken, Existing, IdentitySource};

use crate::support::{State, TOKEN, assert_says, chat, plain};

/// A key that `age-keygen` might have made.
fn key() -> String {
    let state = State::new();
    state
        .store()
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    let text = fs::read_to_string(state.file("identity.txt")).unwrap();
    let key = text.lines().find(|line| !line.starts_with('#')).unwrap();
    assert!(key.starts_with("AGE-SECRET-KEY-1"));
    key.to_owned()
}

fn mode(state: &State, name: &str, mode: u32) {
    fs::set_permissions(state.file(name), Permissions::from_mode(mode)).unwrap();
}

#[test]
fn an_identity_that_is_handed_in_is_used_and_none_is_made() {
    let state = State::new();
    let key = key();
    let given = state.store_with(IdentitySource::Key(AccessToken::new(format!(" {key}\n"))));
    given
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    assert!(!state.file("identity.txt").exists());
    assert_eq!(given.get("a").unwrap().token.expose(), TOKEN);

    let path = state.path().join("key");
    fs::write(
        &path,
        format!("# created: today\n# public key: age1…\n{key}\n"),
    )
    .unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    let from_file = state.store_with(IdentitySource::File(path.clone()));
    assert_eq!(from_file.get("a").unwrap().token.expose(), TOKEN);
    // What Kubernetes makes of a secret for the group of a container's user.
    fs::set_permissions(&path, Permissions::from_mode(0o440)).unwrap();
    assert_eq!(from_file.get("a").unwrap().token.expose(), TOKEN);
    for open in [0o644, 0o604, 0o660] {
        fs::set_permissions(&path, Permissions::from_mode(open)).unwrap();
        let error = from_file.get("a").unwrap_err();
        assert_says(
            &error,
            &[
                "others may read",
                "key",
                &format!("{open:04o}"),
                "chmod 600",
            ],
        );
    }
    let missing = state.store_with(IdentitySource::File(state.path().join("missing")));
    assert_says(&missing.get("a").unwrap_err(), &["cannot read", "missing"]);
}

#[test]
fn another_identity_opens_nothing_and_adds_nothing() {
    let state = State::new();
    state
        .store()
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    let other = state.store_with(IdentitySource::Key(AccessToken::new(key())));
    let before = state.json();
    for error in [
        other.get("a").unwrap_err(),
        other.edit("a", |_| {}).unwrap_err(),
        other.rename("a", "b").unwrap_err(),
        other
            .add("b", &plain(TOKEN), &chat(), Existing::Keep)
            .unwrap_err(),
    ] {
        assert_says(
            &error,
            &[
                "another identity than the key in JACKFIELD_IDENTITY",
                "name the right one",
            ],
        );
    }
    assert_eq!(state.json(), before);
}

#[test]
fn an_identity_that_others_may_read_is_refused() {
    for (name, open, words) in [
        ("identity.txt", 0o644, "others may read"),
        ("identity.txt", 0o640, "others may read"),
        (".", 0o777, "others may write to"),
        (".", 0o770, "others may write to"),
    ] {
        let state = State::new();
        let store = state.store();
        store
            .add("a", &plain(TOKEN), &chat(), Existing::Keep)
            .unwrap();
        mode(&state, name, open);
        for error in [
            store.get("a").unwrap_err(),
            store
                .add("b", &plain(TOKEN), &chat(), Existing::Keep)
                .unwrap_err(),
        ] {
            assert_says(&error, &[words, &format!("{open:04o}"), "run `chmod "]);
        }
        mode(&state, name, if name == "." { 0o700 } else { 0o600 });
        assert_eq!(store.get("a").unwrap().token.expose(), TOKEN);
    }
}

#[test]
fn what_is_no_identity_is_refused_and_not_quoted() {
    let key = key();
    let damaged = key.replace(&key[30..34], "0000");
    for (text, words) in [
        ("", "exactly one key"),
        ("# nothing", "exactly one key"),
        (&format!("{key}\n{key}"), "exactly one key"),
        ("age1abcdef", "not a key of the kind x25519"),
        ("AGE-PLUGIN-YUBIKEY-1ABCDEF", "not a key of the kind x25519"),
        (TOKEN, "not a key of the kind x25519"),
        (&damaged, "the key is damaged"),
        (&key[..40], "the key is damaged"),
    ] {
        let state = State::new();
        let store = state.store_with(IdentitySource::Key(AccessToken::new(text.to_owned())));
        let error = store
            .add("a", &plain(TOKEN), &chat(), Existing::Keep)
            .unwrap_err();
        assert_says(
            &error,
            &["JACKFIELD_IDENTITY holds no identity", words, "age-keygen"],
        );
        assert!(
            !format!("{error} {store:?}").contains(&key[20..40]),
            "{text}"
        );
        assert!(!state.file("store.json").exists(), "{text}");
    }
}

#[test]
fn one_credential_that_does_not_open_does_not_keep_people_from_the_rest() {
    let (state, other) = (State::new(), State::new());
    for state in [&state, &other] {
        for name in ["a", "b"] {
            state
                .store()
                .add(name, &plain(TOKEN), &chat(), Existing::Keep)
                .unwrap();
        }
    }
    let foreign = other.json()["credentials"][0]["secret"].clone();
    state.edit(|json| json["credentials"][0]["secret"] = foreign);
    let store = state.store();
    assert_says(&store.get("a").unwrap_err(), &["another identity"]);
    store
        .edit("b", |written| written.ignore_ssl = true)
        .unwrap();
    store
        .add("a", &plain(TOKEN), &chat(), Existing::Replace)
        .unwrap();
    assert_eq!(store.get("a").unwrap().token.expose(), TOKEN);
}
