//! How far the replacement of a token is, kept beside the token.

use jackfield_credential::{
    AccessToken, Credential, Existing, Provider as _, Providers, Store, n8n,
};

use jackfield_descriptor::CredentialType;

use crate::support::{State, TOKEN, assert_says, chat, full, plain};

const NEW: &str = "another-token-of-the-account";

fn token(text: &str) -> AccessToken {
    AccessToken::new(text.to_owned())
}

fn under_way(state: &State) -> Store {
    let store = state.store();
    store.add("it", &full(), &chat(), Existing::Keep).unwrap();
    store
        .annotate("it", |annotations| {
            annotations.rotation = Some("step one".to_owned());
        })
        .unwrap();
    store
}

fn rotation(store: &Store, name: &str) -> Option<String> {
    store.show(name).unwrap().annotations.rotation
}

#[test]
fn a_new_token_and_the_state_are_saved_at_once() {
    let state = State::new();
    let store = under_way(&state);
    assert_eq!(rotation(&store, "it").as_deref(), Some("step one"));
    let stored = store
        .save_rotated("it", "step two", |written| written.token = token(NEW))
        .unwrap();
    assert_eq!(stored.annotations.rotation.as_deref(), Some("step two"));
    assert_eq!(state.json()["credentials"][0]["rotation"], "step two");
    assert_eq!(store.get("it").unwrap().token.expose(), NEW);
}

#[test]
fn the_state_stays_with_its_token() {
    let state = State::new();
    let store = under_way(&state);
    store
        .edit("it", |written| written.ignore_ssl = true)
        .unwrap();
    store.rename("it", "other").unwrap();
    assert_eq!(rotation(&store, "other").as_deref(), Some("step one"));
    store
        .edit("other", |written| written.token = token(NEW))
        .unwrap();
    assert_eq!(rotation(&store, "other"), None);
}

#[test]
fn a_state_with_the_token_in_it_is_refused() {
    let state = State::new();
    let store = under_way(&state);
    let error = store
        .annotate("it", |annotations| {
            annotations.rotation = Some(format!("{{\"old\":\"{TOKEN}\"}}"));
        })
        .unwrap_err();
    assert_says(&error, &["the `rotation` of the credential `it`"]);
    let error = store
        .save_rotated("it", NEW, |written| written.token = token(NEW))
        .unwrap_err();
    assert_says(&error, &["the `rotation` of the credential `it`"]);
    assert_eq!(store.get("it").unwrap().token.expose(), TOKEN);
}

#[test]
fn one_process_at_a_time_replaces_tokens() {
    let state = State::new();
    let store = under_way(&state);
    let first = store.rotating().unwrap();
    let error = store.rotating().unwrap_err();
    assert_says(&error, &["another process is replacing a token", "wait"]);
    // The store can be changed meanwhile.
    store
        .edit("it", |written| written.ignore_ssl = true)
        .unwrap();
    drop(first);
    store.rotating().unwrap();
}

#[test]
fn a_connector_is_told_the_tokens_id_where_its_type_has_a_field_for_it() {
    let mut credential_type = chat();
    let fields = |credential_type: &CredentialType| {
        Credential::resolve("it", full(), [credential_type])
            .unwrap()
            .fields
    };
    assert!(fields(&credential_type).is_empty());
    credential_type.public_fields = vec!["token-id".to_owned(), "team".to_owned()];
    assert_eq!(fields(&credential_type)["token-id"], "id-1");
    assert_eq!(fields(&credential_type).len(), 1);
}

#[test]
fn credentials_are_listed_without_their_tokens() {
    let state = State::new();
    let store = under_way(&state);
    store
        .add("that", &plain(NEW), &chat(), Existing::Keep)
        .unwrap();
    let place = store.find("it").unwrap().unwrap().place().to_owned();
    std::fs::remove_file(state.file("identity.txt")).unwrap();
    let providers = Providers::default().with(store);
    let list = providers.list();
    let names: Vec<&str> = list.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["it", "that"]);
    for (name, found) in list {
        let found = found.unwrap();
        assert_eq!(found.place(), place);
        let written = found.without_token().unwrap();
        assert_eq!(written.token.expose(), "");
        assert_eq!(written.credential_type, "chat");
        assert_eq!(written.expires.is_some(), name == "it");
    }
}

#[test]
fn tokens_and_keys_are_read_without_what_is_around_them() {
    assert_eq!(AccessToken::read(&b" abc\r\n"[..]).unwrap().expose(), "abc");
    assert_eq!(AccessToken::typed("\tabc ".to_owned()).expose(), "abc");
    assert!(AccessToken::read(&b"\xff"[..]).is_err());
    let long = vec![b'a'; 64 * 1024 + 1];
    assert!(AccessToken::read(long.as_slice()).is_err());
    assert!(AccessToken::read(&long[1..]).is_ok());
    for text in ["key\n", "{\"encryptionKey\": \"key\"}"] {
        assert_eq!(n8n::read_key(text.as_bytes()).unwrap().expose(), "key");
    }
    assert!(n8n::read_key(&b"{\"other\": 1}"[..]).is_err());
    let keys = n8n::read_data_keys(&b"{\"id\": \"key\"}"[..]).unwrap();
    assert_eq!(keys["id"].expose(), "key");
    assert!(n8n::read_data_keys(&b"[]"[..]).is_err());
}
