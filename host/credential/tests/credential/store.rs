//! The store's verbs, and what its file looks like.

use std::os::unix::fs::PermissionsExt;

use jackfield_credential::{
    AccessToken, Credential, Existing, IdentitySource, Provider, Proxy, Written,
};
use serde_json::json;

use crate::support::{PEM, State, TOKEN, assert_says, chat, full, plain};

#[test]
fn what_was_added_is_had_again() {
    let state = State::new();
    let store = state.store();
    assert!(store.list().unwrap().is_empty());
    assert_eq!(state.files(), [], "looking makes no files");
    store
        .add("team-chat", &full(), &chat(), Existing::Keep)
        .unwrap();

    let got = store.get("team-chat").unwrap();
    assert_eq!(got.credential_type, "chat");
    assert_eq!(got.base_url, "https://chat.example.com/team");
    assert_eq!(got.token.expose(), TOKEN);
    assert_eq!(got.ca.as_ref().unwrap().pem(), PEM);
    assert_eq!(got.allow, full().allow);
    assert_eq!(got.expires, full().expires);
    assert_eq!(got.notes, full().notes);
    assert_eq!(got.fields["webhook"].expose(), "h00k-secret");
    let Proxy::Url(proxy) = &got.proxy else {
        panic!("{:?}", got.proxy);
    };
    assert_eq!(proxy.to_string(), "http://proxy.example.com:3128");
    let login = proxy.login().unwrap();
    assert_eq!(
        (login.username.as_str(), login.password.expose()),
        ("bob", "pa55word")
    );
    let credential = Credential::resolve("team-chat", got, [&chat()]).unwrap();
    assert_eq!(credential.secrets().len(), 2);
}

#[test]
fn files_and_directory_are_for_their_owner_alone() {
    let state = State::new();
    state
        .store()
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    let mode = |name: &str| {
        let metadata = state.file(name).metadata().unwrap();
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode("."), 0o700);
    for file in ["store.json", "identity.txt", "lock"] {
        assert_eq!(mode(file), 0o600, "{file}");
    }
}

#[test]
fn what_is_no_secret_can_be_read_without_the_identity() {
    let state = State::new();
    let store = state.store();
    store.add("a", &full(), &chat(), Existing::Keep).unwrap();
    std::fs::remove_file(state.file("identity.txt")).unwrap();
    let list = store.list().unwrap();
    let [stored] = list.as_slice() else {
        panic!("{list:?}");
    };
    assert_eq!(stored.name, "a");
    assert_eq!(stored.credential_type, "chat");
    assert_eq!(stored.base_url, "https://chat.example.com/team");
    assert_eq!(
        stored.proxy.as_deref(),
        Some("http://proxy.example.com:3128")
    );
    assert_eq!(stored.allow, ["POST /api/v4/posts"]);
    assert_eq!(stored.ca.as_ref().unwrap().1.len(), 64);
    assert_eq!(stored.annotations.expires, full().expires);
    assert_eq!(stored.annotations.notes.account.as_deref(), Some("@alice"));
    assert_eq!(stored.annotations.checked, None);
    assert_eq!(store.show("a").unwrap().name, "a");
    assert_says(&store.get("a").unwrap_err(), &["identity.txt", "is gone"]);
    // It is not made anew over credentials that it would not open.
    let error = store
        .add("b", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap_err();
    assert_says(&error, &["is gone", "put it back"]);
    assert!(!state.file("identity.txt").exists());
}

#[test]
fn a_base_url_is_normalised_and_the_type_is_that_of_the_connector() {
    let state = State::new();
    let store = state.store();
    let mut written = plain(TOKEN);
    written.credential_type = "chatApi".to_owned();
    written.base_url = " Chat.Example.com/api/v4/ ".to_owned();
    let stored = store.add("a", &written, &chat(), Existing::Keep).unwrap();
    assert_eq!(stored.base_url, "https://chat.example.com");
    assert_eq!(stored.credential_type, "chat");
}

#[test]
fn a_name_that_is_taken_is_refused_unless_it_is_to_be_replaced() {
    let state = State::new();
    let store = state.store();
    for token in ["first-token", "second-token"] {
        store
            .add("a", &plain(token), &chat(), Existing::Replace)
            .unwrap();
        assert_eq!(store.get("a").unwrap().token.expose(), token);
    }
    let error = store
        .add("a", &plain("third-token"), &chat(), Existing::Keep)
        .unwrap_err();
    assert_says(&error, &["there is a credential `a` already"]);
    assert_eq!(store.get("a").unwrap().token.expose(), "second-token");
    assert_eq!(store.list().unwrap().len(), 1);
}

#[test]
fn an_edit_is_bound_anew() {
    let state = State::new();
    let store = state.store();
    let before = store.add("a", &full(), &chat(), Existing::Keep).unwrap();
    store
        .annotate("a", |annotations| {
            annotations.checked = Some(jiff::Timestamp::now());
        })
        .unwrap();
    let edited = store
        .edit("a", |written| {
            written.token = AccessToken::new("rotated-token".to_owned());
            written.base_url = "https://other.example.com/".to_owned();
            written.ignore_ssl = true;
            written.ca = None;
            written.proxy = Proxy::Environment;
            written.notes.replaced_token_ids.push("id-1".to_owned());
            // Not changed by an edit.
            written.credential_type = "mail".to_owned();
        })
        .unwrap();
    assert_eq!(edited.created, before.created);
    assert_eq!(edited.annotations.checked, None, "it is another token");
    let got = store.get("a").unwrap();
    assert_eq!(got.token.expose(), "rotated-token");
    assert_eq!(got.base_url, "https://other.example.com");
    assert!(got.ignore_ssl && got.ca.is_none());
    assert_eq!(got.proxy.shown().as_deref(), Some("env"));
    assert_eq!(got.notes.replaced_token_ids, ["id-1"]);
    assert_eq!(got.credential_type, "chat");
}

#[test]
fn notes_are_changed_without_touching_the_secret() {
    let state = State::new();
    let store = state.store();
    store
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    let secret = state.json()["credentials"][0]["secret"].clone();
    let now = jiff::Timestamp::from_second(1_790_000_000).unwrap();
    store
        .annotate("a", |annotations| {
            annotations.checked = Some(now);
            annotations.notes.account = Some("@bob".to_owned());
            annotations.expires = Some(jiff::civil::date(2027, 1, 31));
        })
        .unwrap();
    assert_eq!(state.json()["credentials"][0]["secret"], secret);
    let stored = store.show("a").unwrap();
    assert_eq!(stored.annotations.checked, Some(now));
    let got = store.get("a").unwrap();
    assert_eq!(got.notes.account.as_deref(), Some("@bob"));
    assert_eq!(got.expires, Some(jiff::civil::date(2027, 1, 31)));
    let error = store
        .annotate("a", |annotations| {
            annotations.notes.account = Some("two\nlines".to_owned());
        })
        .unwrap_err();
    assert_says(
        &error,
        &["`account` of the credential `a` must be a single line"],
    );
}

#[test]
fn a_rename_keeps_everything_else() {
    let state = State::new();
    let store = state.store();
    let before = store.add("a", &full(), &chat(), Existing::Keep).unwrap();
    store
        .add("c", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    let renamed = store.rename("a", "b").unwrap();
    assert_eq!(renamed.created, before.created);
    assert_eq!(store.get("b").unwrap().token.expose(), TOKEN);
    let names: Vec<_> = store.names();
    assert_eq!(names, ["b", "c"]);
    assert_says(&store.rename("b", "c").unwrap_err(), &["`c` already"]);
    assert_says(&store.rename("a", "d").unwrap_err(), &["no credential `a`"]);
    assert_says(&store.rename("b", "").unwrap_err(), &["it is empty"]);
}

#[test]
fn what_is_removed_is_gone_and_can_be_removed_without_the_identity() {
    let state = State::new();
    let store = state.store();
    assert_says(&store.remove("a").unwrap_err(), &["no credential `a`"]);
    assert_eq!(state.files(), []);
    for name in ["a", "b"] {
        store
            .add(name, &plain(TOKEN), &chat(), Existing::Keep)
            .unwrap();
    }
    std::fs::remove_file(state.file("identity.txt")).unwrap();
    store.remove("a").unwrap();
    assert_eq!(store.names(), ["b"]);
    assert_says(
        &store.get("bb").unwrap_err(),
        &["no credential `bb` in the store", "did you mean `b`?"],
    );
    store.remove("b").unwrap();
    // With nothing left to open, a new identity does no harm.
    store
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    assert_eq!(store.get("a").unwrap().token.expose(), TOKEN);
}

#[test]
fn a_change_of_what_is_not_there_makes_nothing() {
    let state = State::new();
    let store = state.store();
    for error in [
        store.edit("a", |_| {}).unwrap_err(),
        store.annotate("a", |_| {}).unwrap_err(),
        store.rename("a", "b").unwrap_err(),
    ] {
        assert_says(&error, &["no credential `a` in the store"]);
    }
    assert_eq!(state.files(), []);
}

#[test]
fn names_that_nobody_could_type_are_refused() {
    let store_state = State::new();
    let store = store_state.store();
    let long = "a".repeat(101);
    for (name, words) in [
        ("", "it is empty"),
        (" a", "begins or ends with a blank"),
        ("a\nb", "a line break"),
        ("a\u{1b}[2J", "a control character"),
        ("-a", "an option"),
        (long.as_str(), "too long"),
    ] {
        let error = store
            .add(name, &plain(TOKEN), &chat(), Existing::Keep)
            .unwrap_err();
        assert_says(&error, &[words]);
    }
    for name in ["team-chat", "Team Chat (n8n)", "über/chat", "a.b"] {
        store
            .add(name, &plain(TOKEN), &chat(), Existing::Keep)
            .unwrap();
        assert_eq!(store.get(name).unwrap().token.expose(), TOKEN, "{name}");
    }
}

#[test]
fn what_cannot_be_used_is_not_saved() {
    let state = State::new();
    let store = state.store();
    let but = |change: fn(&mut Written)| {
        let mut written = full();
        change(&mut written);
        written
    };
    for (written, words) in [
        (
            but(|written| written.base_url = "ftp://h".to_owned()),
            "its scheme",
        ),
        (
            but(|written| written.token = AccessToken::new("abcde".to_owned())),
            "shorter than 6 characters",
        ),
        (
            but(|written| written.notes.account = Some(format!("alice {TOKEN}"))),
            "`account` of the credential `a` contains the access token",
        ),
        (
            but(|written| written.notes.token_id = Some(TOKEN.to_owned())),
            "`tokenId` of the credential `a` contains the access token",
        ),
        (
            but(|written| {
                written.token = AccessToken::new("chat.example".to_owned());
            }),
            "`baseUrl` of the credential `a` contains the access token",
        ),
        (
            but(|written| written.notes.description = Some("{\"a\":1}".to_owned())),
            "a JSON object",
        ),
    ] {
        let error = store
            .add("a", &written, &chat(), Existing::Keep)
            .unwrap_err();
        assert_says(&error, &[words]);
    }
    assert!(store.list().unwrap().is_empty());
    store.add("a", &full(), &chat(), Existing::Keep).unwrap();
    let error = store
        .edit("a", |written| written.base_url = "ftp://h".to_owned())
        .unwrap_err();
    assert_says(&error, &["its scheme must be https or http"]);
    let error = store
        .annotate("a", |annotations| {
            annotations.notes.description = Some(format!("was {TOKEN}"));
        })
        .unwrap_err();
    assert_says(&error, &["`description`", "contains the access token"]);
    assert_eq!(store.get("a").unwrap().notes, full().notes);
}

#[test]
fn keys_of_a_newer_version_are_kept() {
    let state = State::new();
    let store = state.store();
    for name in ["a", "b"] {
        store
            .add(name, &plain(TOKEN), &chat(), Existing::Keep)
            .unwrap();
    }
    state.edit(|json| {
        json["comment"] = json!("mine");
        json["credentials"][0]["colour"] = json!({"r": 1});
    });
    store
        .edit("a", |written| written.ignore_ssl = true)
        .unwrap();
    store.annotate("a", |_| {}).unwrap();
    store.rename("a", "c").unwrap();
    store.remove("b").unwrap();
    let json = state.json();
    assert_eq!(json["comment"], "mine");
    assert_eq!(json["credentials"][0]["colour"], json!({"r": 1}));
    assert_eq!(json["credentials"][0]["name"], "c");
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_not_touched() {
    let state = State::new();
    let store = state.store();
    store
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    state.edit(|json| json["storeVersion"] = json!(2));
    let before = state.files();
    for error in [
        store.list().unwrap_err(),
        store.get("a").unwrap_err(),
        store.remove("a").unwrap_err(),
        store.rename("a", "b").unwrap_err(),
        store.edit("a", |_| {}).unwrap_err(),
        store.annotate("a", |_| {}).unwrap_err(),
        store
            .add("b", &plain(TOKEN), &chat(), Existing::Replace)
            .unwrap_err(),
        store.find("a").map(|_| ()).unwrap_err(),
    ] {
        assert_says(&error, &["store.json", "a newer version of jackfield"]);
    }
    assert_eq!(state.files(), before);
}

#[test]
fn a_damaged_store_is_told_where_and_not_touched() {
    let state = State::new();
    let store = state.store();
    store
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    let whole = std::fs::read_to_string(state.file("store.json")).unwrap();
    let entry = state.json()["credentials"][0].clone();
    let without = |key: &str| {
        let mut entry = entry.clone();
        entry.as_object_mut().unwrap().remove(key);
        json!({"storeVersion": 1, "credentials": [entry]}).to_string()
    };
    let with = |key: &str, value: serde_json::Value| {
        let mut entry = entry.clone();
        entry[key] = value;
        json!({"storeVersion": 1, "credentials": [entry]}).to_string()
    };
    let half = &whole[..whole.len() / 2];
    for (content, words) in [
        (String::new(), "line 1"),
        (half.to_owned(), "not a JSON object"),
        ("[]".to_owned(), "not a JSON object"),
        (json!({"credentials": []}).to_string(), "storeVersion"),
        (
            json!({"storeVersion": 1}).to_string(),
            "no list `credentials`",
        ),
        (
            json!({"storeVersion": 1, "credentials": [entry, entry]}).to_string(),
            "`a` stands there twice",
        ),
        (
            json!({"storeVersion": 1, "credentials": [7]}).to_string(),
            "credential 1: it must be an object",
        ),
        (
            without("secret"),
            "credential 1: its `secret` cannot be read",
        ),
        (without("baseUrl"), "its `baseUrl` cannot be read"),
        (with("name", json!(7)), "its `name` cannot be read"),
        (
            with("ignoreSsl", json!("no")),
            "its `ignoreSsl` cannot be read",
        ),
        (
            with("expires", json!("soon")),
            "its `expires` cannot be read",
        ),
        (
            with("checked", json!(TOKEN)),
            "its `checked` cannot be read",
        ),
    ] {
        std::fs::write(state.file("store.json"), &content).unwrap();
        assert_says(
            &store.list().unwrap_err(),
            &["store.json is damaged", words],
        );
        let error = store
            .add("b", &plain(TOKEN), &chat(), Existing::Replace)
            .unwrap_err();
        assert_says(&error, &["is damaged", "mend it"]);
        let left = std::fs::read_to_string(state.file("store.json")).unwrap();
        assert_eq!(left, content, "{words}");
    }
}

#[test]
fn a_type_that_puts_the_token_elsewhere_is_refused() {
    let state = State::new();
    let store = state.store();
    store
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    let mut other = chat();
    other.placement = vec![jackfield_descriptor::Placement::Query {
        name: "token".to_owned(),
    }];
    let error = Credential::resolve("a", store.get("a").unwrap(), [&other]).unwrap_err();
    assert_says(
        &error,
        &[
            "put the token into another place",
            "add the credential again",
        ],
    );
    assert!(Credential::resolve("a", store.get("a").unwrap(), [&chat()]).is_ok());
}

#[test]
fn a_store_without_a_place_says_which() {
    let state = State::new();
    std::fs::write(state.path().join("file"), "").unwrap();
    let store =
        jackfield_credential::Store::new(&state.path().join("file"), IdentitySource::Beside);
    let error = store
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap_err();
    assert_says(&error, &["cannot make", "file/credentials"]);
}
