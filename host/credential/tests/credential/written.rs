//! The JSON form of a credential, and the same in variables.

use std::fs;

use jackfield_credential::{
    Credential, CredentialError, CredentialFile, Environment, Provider, Written, variable_name,
};
use serde_json::{Value, json};

use crate::child;
use crate::support::{PEM, State, TOKEN, assert_says, chat, said};

fn minimal() -> Value {
    json!({"type": "chat", "baseUrl": "https://chat.example.com", "accessToken": TOKEN})
}

fn but(key: &str, value: Value) -> Value {
    let mut credential = minimal();
    credential[key] = value;
    credential
}

/// Read from a file for `--credentials`.
fn read(state: &State, credential: &Value) -> Result<Written, CredentialError> {
    let path = state.path().join("c.json");
    fs::write(&path, json!({"a": credential}).to_string()).unwrap();
    let file = CredentialFile::read(&path)?;
    file.find("a")?.unwrap().read()
}

#[test]
fn every_field_is_read_from_json() {
    let state = State::new();
    fs::write(state.path().join("ca.pem"), PEM).unwrap();
    let written = read(
        &state,
        &json!({
            "type": "chat", "baseUrl": "https://chat.example.com", "accessToken": TOKEN,
            "ignoreSsl": true, "caFile": "ca.pem", "proxy": "http://u:pa55word@proxy:3128",
            "expires": "31-01-2027", "allow": ["POST /api/v4/posts", "* /api/v4/users/**"],
            "tokenId": "id-1", "description": "deploys", "account": "@alice", "team": "core",
        }),
    )
    .unwrap();
    let credential = Credential::resolve("a", written, [&chat()]).unwrap();
    assert!(credential.ignore_ssl);
    let ca = credential.ca.as_ref().unwrap();
    assert_eq!(ca.pem(), PEM);
    assert_eq!(ca.path(), Some(state.path().join("ca.pem").as_path()));
    assert_eq!(
        credential.proxy.shown().as_deref(),
        Some("http://proxy:3128")
    );
    assert_eq!(credential.expires, Some(jiff::civil::date(2027, 1, 31)));
    assert!(credential.allow.permits("POST", "/api/v4/posts"));
    assert!(!credential.allow.permits("GET", "/api/v4/posts"));
    assert_eq!(credential.notes.token_id.as_deref(), Some("id-1"));
    assert_eq!(credential.notes.description.as_deref(), Some("deploys"));
    assert_eq!(credential.notes.account.as_deref(), Some("@alice"));
    let today = jiff::civil::date(2027, 1, 17);
    assert_eq!(credential.days_left(today), Some(14));
    assert_eq!(
        credential.days_left(jiff::civil::date(2027, 1, 31)),
        Some(0)
    );
    assert_eq!(
        credential.days_left(jiff::civil::date(2027, 2, 1)),
        Some(-1)
    );
    assert_eq!(
        credential.days_left(jiff::civil::date(2025, 1, 31)),
        Some(730)
    );
}

#[test]
fn what_may_be_absent_may_be_null() {
    let state = State::new();
    let mut credential = minimal();
    for key in [
        "ignoreSsl",
        "caFile",
        "proxy",
        "expires",
        "allow",
        "tokenId",
    ] {
        credential[key] = Value::Null;
    }
    let written = read(&state, &credential).unwrap();
    assert!(written.allow.permits("DELETE", "/anything"));
    assert!(written.ca.is_none() && written.expires.is_none());
    assert_eq!(written.proxy.shown(), None);
}

#[test]
fn fields_that_are_none_are_told_by_name_and_not_quoted() {
    let state = State::new();
    for (key, value, words) in [
        (
            "caFile",
            json!("missing.pem"),
            "`caFile`: the CA file cannot be read",
        ),
        (
            "caFile",
            json!("c.json"),
            "there is no certificate in PEM form",
        ),
        ("caFile", json!(7), "`caFile` must be text"),
        (
            "expires",
            json!("31.01.2027"),
            "`expires`: it must be a day",
        ),
        ("expires", json!(TOKEN), "`expires`: it must be a day"),
        (
            "proxy",
            json!("socks5://h"),
            "`proxy`: its scheme must be http or https",
        ),
        (
            "proxy",
            json!(TOKEN),
            "`proxy`: it must be `env`, `none` or a URL",
        ),
        ("allow", json!("POST"), "`allow`: rule 1 must be a method"),
        (
            "allow",
            json!(["POST /a", "GET a"]),
            "`allow`: rule 2 must be a method",
        ),
        ("allow", json!([]), "`allow` has no rule"),
        ("allow", json!(""), "`allow` has no rule"),
        ("allow", json!([7]), "`allow` must be a list of texts"),
        ("allow", json!({}), "`allow` must be a list of texts"),
        ("tokenId", json!(TOKEN), "`tokenId` holds the access token"),
        (
            "account",
            json!(format!("a {TOKEN}")),
            "`account` holds the access token",
        ),
        (
            "account",
            json!("{\"a\": 1}"),
            "`account` holds a JSON object",
        ),
        ("account", json!("a\nb"), "`account` must be a single line"),
        ("description", json!(7), "`description` must be text"),
        (
            "ca_file",
            json!("x"),
            "unknown key `ca_file`; did you mean `caFile`?",
        ),
        (
            "tokenID",
            json!("x"),
            "unknown key `tokenID`; did you mean `tokenId`?",
        ),
        (
            "accessToken",
            json!({}),
            "`accessToken` must be text, or `{\"command\"",
        ),
        (
            "accessToken",
            json!({"command": ["x"], "timeout": 3}),
            "`accessToken` must be text, or",
        ),
        (
            "accessToken",
            json!({"command": []}),
            "the command is empty",
        ),
        ("accessToken", json!({"command": "op 'x"}), "not closed"),
        (
            "accessToken",
            json!({"command": [TOKEN, 7]}),
            "`accessToken` must be text, or",
        ),
        (
            "accessToken",
            json!({"command": ["sh", "-c", format!("echo {TOKEN}; echo no {TOKEN} >&2; exit 1")]}),
            "it says: no ****",
        ),
    ] {
        let error = read(&state, &but(key, value.clone())).unwrap_err();
        assert_says(&error, &["c.json: `a`: ", words]);
    }
    let twice = minimal().to_string().replace('}', ",\"type\":\"chat\"}");
    let path = state.path().join("c.json");
    fs::write(&path, format!("{{\"a\": {twice}}}")).unwrap();
    let file = CredentialFile::read(&path).unwrap();
    let error = file.find("a").unwrap().unwrap().read().unwrap_err();
    assert_says(&error, &["`type` stands there twice"]);
}

#[test]
fn a_private_key_is_not_taken_for_a_ca_file() {
    let state = State::new();
    let both = format!("{PEM}-----BEGIN PRIVATE KEY-----\nTUlJ\n-----END PRIVATE KEY-----\n");
    fs::write(state.path().join("ca.pem"), both).unwrap();
    let error = read(&state, &but("caFile", json!("ca.pem"))).unwrap_err();
    assert_says(&error, &["there is a private key in the CA file"]);
}

#[test]
fn the_token_can_be_that_of_a_program() {
    let state = State::new();
    for command in [
        json!(["printf", "%s\\n", TOKEN]),
        json!(format!("echo '{TOKEN}'")),
    ] {
        let credential = but("accessToken", json!({"command": command}));
        let written = read(&state, &credential).unwrap();
        assert_eq!(written.token.expose(), TOKEN);
        let environment = Environment::of([(variable_name("a"), credential.to_string())]);
        let written = environment.find("a").unwrap().unwrap().read().unwrap();
        assert_eq!(written.token.expose(), TOKEN);
    }
}

#[test]
fn programs_do_not_get_identities_and_other_credentials() {
    let output = child::command("environment")
        .env("JACKFIELD_IDENTITY", "AGE-SECRET-KEY-1ABC")
        .env("JACKFIELD_IDENTITY_FILE", "/key")
        .env("JACKFIELD_CREDENTIAL_TEAM_CHAT", "{}")
        .env("JACKFIELD_STATE_DIR", "/state")
        .env("VAULT_ADDR", "https://vault")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("> VAULT_ADDR=https://vault"), "{said}");
    assert!(said.contains("> JACKFIELD_STATE_DIR=/state"), "{said}");
    for kept in ["JACKFIELD_IDENTITY", "JACKFIELD_CREDENTIAL"] {
        assert!(!said.contains(kept), "{said}");
    }
}

#[test]
fn every_field_is_read_from_variables_and_their_files() {
    let state = State::new();
    let file = |name: &str, content: &str| {
        let path = state.path().join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let variables = [
        ("TYPE", "chat".to_owned()),
        ("BASE_URL", "https://chat.example.com".to_owned()),
        ("ACCESS_TOKEN_FILE", file("token", &format!("{TOKEN}\n"))),
        ("IGNORE_SSL", "yes".to_owned()),
        ("CA_FILE", file("ca.pem", PEM)),
        ("PROXY", "env".to_owned()),
        ("EXPIRES", "2027-01-31".to_owned()),
        (
            "ALLOW",
            "POST /api/v4/posts, GET /api/v4/users/*".to_owned(),
        ),
        ("TOKEN_ID", "id-1".to_owned()),
        ("ACCOUNT_FILE", file("account", "@alice\n")),
    ];
    let environment = Environment::of(
        variables.map(|(field, value)| (format!("{}_{field}", variable_name("team chat")), value)),
    );
    let written = environment
        .find("team chat")
        .unwrap()
        .unwrap()
        .read()
        .unwrap();
    assert_eq!(written.token.expose(), TOKEN);
    assert!(written.ignore_ssl);
    assert_eq!(written.ca.unwrap().pem(), PEM);
    assert_eq!(written.proxy.shown().as_deref(), Some("env"));
    assert_eq!(written.expires, Some(jiff::civil::date(2027, 1, 31)));
    assert_eq!(written.allow.rules().len(), 2);
    assert_eq!(written.notes.token_id.as_deref(), Some("id-1"));
    assert_eq!(written.notes.account.as_deref(), Some("@alice"));
    assert!(environment.names().iter().all(|name| name == "team-chat"));
}

#[test]
fn a_credential_that_is_called_like_a_field_of_another_is_no_note() {
    let environment = Environment::of([
        (variable_name("team-type"), "chat".to_owned()),
        (variable_name("team-base-url"), "https://h".to_owned()),
        (variable_name("team-access-token"), "abcdefgh".to_owned()),
        (variable_name("team-account"), minimal().to_string()),
    ]);
    let error = environment
        .find("team")
        .unwrap()
        .unwrap()
        .read()
        .unwrap_err();
    assert_says(
        &error,
        &["JACKFIELD_CREDENTIAL_TEAM_ACCOUNT holds a JSON object"],
    );
    let whole = environment.find("team-account").unwrap().unwrap();
    assert_eq!(whole.read().unwrap().token.expose(), TOKEN);
    said(&error);
}
