//! A name is found in one place or it is an error that tells all of them.

use std::fs;

use jackfield_credential::{
    CredentialFile, Environment, Existing, MountedDirectory, Providers, ServiceDirectory, Store,
};
use serde_json::json;

use crate::support::{State, TOKEN, assert_says, chat, plain};

/// All places, each with a credential of its own and one that is named in all of them.
fn everywhere(state: &State) -> Providers {
    let text = |token: &str| {
        json!({"type": "chat", "baseUrl": "https://h", "accessToken": token}).to_string()
    };
    let path = |name: &str| state.path().join(name);
    let store = Store::new(&path("state"), jackfield_credential::IdentitySource::Beside);
    for name in ["shared", "own-store"] {
        store
            .add(name, &plain(TOKEN), &chat(), Existing::Keep)
            .unwrap();
    }
    let file = json!({
        "shared": {"type": "chat", "baseUrl": "https://h", "accessToken": TOKEN},
        "own-file": {"type": "chat", "baseUrl": "https://h", "accessToken": {"command": ["printf", "from-program"]}},
        "marked": {"type": "chat", "baseUrl": "https://h", "accessToken": {"command": ["touch", path("ran")]}},
    });
    fs::write(path("c.json"), file.to_string()).unwrap();
    let environment = Environment::of(["shared", "own-variable", "marked"].map(|name| {
        (
            jackfield_credential::variable_name(name),
            text("from-variable"),
        )
    }));
    fs::create_dir(path("service")).unwrap();
    for name in ["shared", "own-service"] {
        fs::write(path("service").join(name), text("from-service")).unwrap();
        let directory = path("mounted").join(if name == "shared" { name } else { "own-mount" });
        fs::create_dir_all(&directory).unwrap();
        for (file, content) in [
            ("type", "chat"),
            ("base-url", "https://h"),
            ("access-token", "from-mount"),
        ] {
            fs::write(directory.join(file), content).unwrap();
        }
    }
    Providers::default()
        .with(CredentialFile::read(&path("c.json")).unwrap())
        .with(environment)
        .with(MountedDirectory::open(&path("mounted"), None).unwrap())
        .with(ServiceDirectory::open(&path("service"), None).unwrap())
        .with(store)
}

#[test]
fn each_place_is_found() {
    let state = State::new();
    let providers = everywhere(&state);
    for (name, token) in [
        ("own-file", "from-program"),
        ("own-variable", "from-variable"),
        ("own-mount", "from-mount"),
        ("own-service", "from-service"),
        ("own-store", TOKEN),
    ] {
        assert_eq!(providers.get(name).unwrap().token.expose(), token);
        assert!(providers.names().contains(&name.to_owned()), "{name}");
    }
    let error = providers.get("own-stores").unwrap_err();
    assert_says(
        &error,
        &["no credential `own-stores`", "did you mean `own-store`?"],
    );
}

#[test]
fn a_name_in_several_places_is_an_error_that_tells_all_of_them() {
    let state = State::new();
    let providers = everywhere(&state);
    let error = providers.get("shared").unwrap_err();
    assert_says(
        &error,
        &[
            "comes from 5 places: ",
            "c.json: `shared`, JACKFIELD_CREDENTIAL_SHARED, ",
            "mounted/shared, ",
            "service/shared, ",
            "the credential store ",
            "remove all but one of them",
        ],
    );
}

#[test]
fn no_program_is_started_for_a_name_that_two_places_have() {
    let state = State::new();
    let providers = everywhere(&state);
    let error = providers.get("marked").unwrap_err();
    assert_says(&error, &["comes from two places"]);
    assert!(!state.path().join("ran").exists());
}
