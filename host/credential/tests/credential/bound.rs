//! Whatever decides where a token goes cannot be edited behind its back.

use jackfield_credential::{CredentialError, Existing, StoreError};
use serde_json::{Value, json};

use crate::support::{PEM, State, TOKEN, assert_says, chat, full, plain};

type Edit = fn(&mut Value);

/// Every operation that opens the credential `a` is refused, with the field named.
#[track_caller]
fn assert_refused(change: Edit, field: &str) {
    let state = State::new();
    let store = state.store();
    store.add("a", &full(), &chat(), Existing::Keep).unwrap();
    store
        .add("other", &plain("other-token"), &chat(), Existing::Keep)
        .unwrap();
    state.edit(|json| change(&mut json["credentials"][0]));
    let before = state.json();
    let name = before["credentials"][0]["name"].as_str().unwrap();
    for error in [
        store.get(name).unwrap_err(),
        store.edit(name, |_| {}).unwrap_err(),
        store.annotate(name, |_| {}).unwrap_err(),
        store.rename(name, "z").unwrap_err(),
    ] {
        let CredentialError::Store(StoreError::Edited { field: told, .. }) = &error else {
            panic!("{field}: {error}");
        };
        assert_eq!(*told, field, "{error}");
        assert_says(&error, &["store.json", "was changed", "put `"]);
    }
    assert_eq!(state.json(), before, "{field}");
    // The others are not touched by it.
    assert_eq!(store.get("other").unwrap().token.expose(), "other-token");
    store
        .edit("other", |written| written.ignore_ssl = true)
        .unwrap();
    store.remove(name).unwrap();
}

#[test]
fn every_bound_field_that_is_edited_by_hand_is_refused() {
    let other_pem = "-----BEGIN CERTIFICATE-----\nTUlJQ2Fn\n-----END CERTIFICATE-----\n";
    assert_ne!(PEM, other_pem);
    let edits: [(&str, Edit); 27] = [
        ("name", |entry| entry["name"] = json!("b")),
        ("type", |entry| entry["type"] = json!("mail")),
        ("placement", |entry| entry["placement"] = json!([])),
        ("placement", |entry| {
            entry["placement"] = json!([{"in": "query", "name": "token"}]);
        }),
        ("placement", |entry| {
            let placement = entry["placement"].as_array_mut().unwrap();
            placement.push(json!({"in": "form", "name": "token"}));
        }),
        ("placement", |entry| {
            entry["placement"][0]["prefix"] = json!("x");
        }),
        ("baseUrl", |entry| {
            entry["baseUrl"] = json!("https://evil.example.com/team");
        }),
        ("baseUrl", |entry| {
            entry["baseUrl"] = json!("http://chat.example.com/team");
        }),
        ("baseUrl", |entry| {
            entry["baseUrl"] = json!("https://chat.example.com:8443/team");
        }),
        ("baseUrl", |entry| {
            entry["baseUrl"] = json!("https://chat.example.com");
        }),
        ("baseUrl", |entry| {
            entry["baseUrl"] = json!("https://chat.example.com/team/");
        }),
        ("baseUrl", |entry| {
            entry["baseUrl"] = json!("https://x@chat.example.com/team");
        }),
        ("ignoreSsl", |entry| entry["ignoreSsl"] = json!(true)),
        ("ca", |entry| entry["ca"] = Value::Null),
        ("ca", |entry| {
            entry.as_object_mut().unwrap().remove("ca");
        }),
        ("ca", |entry| {
            let pem = entry["ca"]["pem"].as_str().unwrap();
            entry["ca"]["pem"] = json!(pem.replace("TUlJQ2Fm", "TUlJQ2Fn"));
        }),
        ("ca", |entry| {
            let pem = entry["ca"]["pem"].as_str().unwrap();
            entry["ca"]["pem"] = json!([pem, pem].concat());
        }),
        ("ca", |entry| entry["ca"]["sha256"] = json!("0".repeat(64))),
        ("ca", |entry| {
            let other = "-----BEGIN CERTIFICATE-----\nTUlJQ2Fn\n-----END CERTIFICATE-----\n";
            let bundle = jackfield_credential::CaBundle::parse(other).unwrap();
            entry["ca"] = json!({"pem": other, "sha256": bundle.sha256()});
        }),
        ("proxy", |entry| {
            entry["proxy"] = json!("http://evil.example.com:3128");
        }),
        ("proxy", |entry| entry["proxy"] = json!("env")),
        ("proxy", |entry| {
            entry.as_object_mut().unwrap().remove("proxy");
        }),
        ("allow", |entry| {
            entry.as_object_mut().unwrap().remove("allow");
        }),
        ("allow", |entry| entry["allow"] = json!([])),
        ("allow", |entry| entry["allow"][0] = json!("* /**")),
        ("allow", |entry| {
            entry["allow"].as_array_mut().unwrap().push(json!("* /**"));
        }),
        ("allow", |entry| {
            entry["allow"] = json!(["POST  /api/v4/posts"]);
        }),
    ];
    for (field, change) in edits {
        assert_refused(change, field);
    }
}

#[test]
fn what_was_absent_cannot_be_added_by_hand() {
    let edits: [(&str, Edit); 4] = [
        ("ignoreSsl", |entry| entry["ignoreSsl"] = json!(true)),
        ("proxy", |entry| {
            entry["proxy"] = json!("http://evil.example.com");
        }),
        ("ca", |entry| {
            let bundle = jackfield_credential::CaBundle::parse(PEM).unwrap();
            entry["ca"] = json!({"pem": PEM, "sha256": bundle.sha256()});
        }),
        ("allow", |entry| entry["allow"] = json!(["GET /x"])),
    ];
    for (field, change) in edits {
        let state = State::new();
        let store = state.store();
        store
            .add("a", &plain(TOKEN), &chat(), Existing::Keep)
            .unwrap();
        state.edit(|json| change(&mut json["credentials"][0]));
        let error = store.get("a").unwrap_err();
        assert_says(&error, &[&format!("its `{field}` was changed")]);
    }
}

#[test]
fn secrets_cannot_change_places() {
    let state = State::new();
    let store = state.store();
    let mut evil = plain("evil-token");
    evil.base_url = "https://evil.example.com".to_owned();
    store
        .add("a", &plain(TOKEN), &chat(), Existing::Keep)
        .unwrap();
    store.add("b", &evil, &chat(), Existing::Keep).unwrap();
    // The token of `a` for the server of `b`.
    state.edit(|json| {
        json["credentials"][1]["secret"] = json["credentials"][0]["secret"].clone();
    });
    assert_says(&store.get("b").unwrap_err(), &["its `name` was changed"]);
    // The name of `a` for the credential `b`: what is meant for one server goes to another.
    state.edit(|json| {
        json["credentials"][0]["name"] = json!("c");
        json["credentials"][1]["name"] = json!("a");
    });
    for name in ["a", "c"] {
        assert_says(&store.get(name).unwrap_err(), &["was changed"]);
    }
}

#[test]
fn what_decides_nothing_may_be_edited_by_hand() {
    let state = State::new();
    let store = state.store();
    store.add("a", &full(), &chat(), Existing::Keep).unwrap();
    state.edit(|json| {
        let entry = &mut json["credentials"][0];
        entry["account"] = json!("@bob");
        entry["expires"] = json!("2028-02-29");
        entry["ca"]["path"] = json!("/elsewhere/ca.pem");
        entry["checked"] = json!("2026-09-26T08:00:00Z");
    });
    let got = store.get("a").unwrap();
    assert_eq!(got.notes.account.as_deref(), Some("@bob"));
    assert_eq!(got.expires, Some(jiff::civil::date(2028, 2, 29)));
}

#[test]
fn a_secret_part_that_was_tampered_with_is_refused() {
    let state = State::new();
    let store = state.store();
    store.add("a", &full(), &chat(), Existing::Keep).unwrap();
    let secret = state.json()["credentials"][0]["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let length = secret.len();
    let mut changed: Vec<String> = [
        0,
        10,
        40,
        100,
        150,
        200,
        length / 2,
        length - 30,
        length - 8,
    ]
    .into_iter()
    .map(|at| {
        let mut bytes = secret.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).unwrap()
    })
    .collect();
    changed.push(String::new());
    changed.push("no base64 at all".to_owned());
    changed.push(secret[..length / 2].to_owned());
    changed.push(secret[..length - 8].to_owned());
    changed.push([secret.as_str(), secret.as_str()].concat());
    for changed in changed {
        state.edit(|json| json["credentials"][0]["secret"] = json!(changed));
        let error = store.get("a").unwrap_err();
        let CredentialError::Store(
            StoreError::Tampered { .. }
            | StoreError::WrongIdentity { .. }
            | StoreError::Newer { .. },
        ) = &error
        else {
            panic!("{changed}: {error}");
        };
        crate::support::said(&error);
    }
}
