//! The directory that systemd gives a service.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use jackfield_credential::{Provider, ServiceDirectory};
use serde_json::json;

use crate::support::{State, TOKEN, assert_says};

fn directory(files: &[(&str, &str)]) -> State {
    let state = State::new();
    for (name, content) in files {
        let path = state.path().join(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(path, Permissions::from_mode(0o440)).unwrap();
    }
    state
}

fn whole() -> String {
    json!({"type": "chat", "baseUrl": "https://chat.example.com", "accessToken": TOKEN}).to_string()
}

#[test]
fn a_credential_is_a_json_file_or_a_file_for_each_field() {
    let whole = whole();
    for files in [
        &[("team-chat", whole.as_str())][..],
        &[
            ("team-chat.type", "chat\n"),
            ("team-chat.base-url", "https://chat.example.com\n"),
            ("team-chat.access-token", "tok3n+of/alice=xyz\n"),
            ("unrelated", "something else"),
        ],
        // What systemd makes of a directory.
        &[
            ("team-chat_type", "chat\n"),
            ("team-chat_base-url", "https://chat.example.com\n"),
            ("team-chat_access-token", "tok3n+of/alice=xyz\n"),
        ],
    ] {
        let state = directory(files);
        let provider = ServiceDirectory::open(state.path(), None).unwrap();
        for name in ["team-chat", "Team Chat"] {
            let written = provider.find(name).unwrap().unwrap().read().unwrap();
            assert_eq!(written.credential_type, "chat");
            assert_eq!(written.base_url, "https://chat.example.com");
            assert_eq!(written.token.expose(), TOKEN);
            assert_eq!(written.warnings, [""; 0]);
        }
        assert!(provider.find("team").unwrap().is_none(), "{files:?}");
        assert!(provider.find("../x").unwrap().is_none());
        assert!(provider.names().contains(&"team-chat".to_owned()));
    }
}

#[test]
fn both_forms_at_once_and_what_is_neither_are_refused() {
    let whole = whole();
    let state = directory(&[("a", &whole), ("a.access-token", TOKEN), ("b", TOKEN)]);
    let provider = ServiceDirectory::open(state.path(), None).unwrap();
    let error = provider.find("a").map(|_| ()).unwrap_err();
    assert_says(&error, &["comes from two places", "/a and ", "/a.…"]);
    let error = provider.find("b").unwrap().unwrap().read().unwrap_err();
    assert_says(&error, &["/b: it is not a JSON object"]);
    let state = directory(&[("a.access-token", TOKEN)]);
    let provider = ServiceDirectory::open(state.path(), None).unwrap();
    let error = provider.find("a").unwrap().unwrap().read().unwrap_err();
    assert_says(&error, &["/a.…: `type` is missing"]);
}
