//! `jackfield credential import`.

use std::fs;

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::credential_store::{assert_encrypted, store_file};
use crate::support::process::Jackfield;
use crate::support::servers::NOBODY;
use crate::support::spellings::assert_secret;

const KEY: &str = "instance-key-of-n8n";
/// `{"accessToken": …, "baseUrl": "https://chat.example.com", "allowUnauthorizedCerts": true}` under
/// that key, made with `openssl enc -aes-256-cbc -md md5 -salt -base64 -A`.
const ENCRYPTED: &str = "U2FsdGVkX18pdylTwRJ3ZTHWqp8HXBdBogO8yPbkL2HedkX0zHk0RWk6BFb0G6qlDLTLI3fYXj2fKWhZWmTzJshmiXRyguWgt925aau+B5/nFmsq+1oPcydoslPkGIjYVH36IaF/CMzAYbFRACj2ucT6fNYY8QKpIlHxskik6aM=";

fn entry(name: &str, n8n_type: &str, data: Value) -> Value {
    json!({"id": "V1StGXR8_Z5jdHi6", "name": name, "type": n8n_type, "data": data})
}

fn import(jackfield: &Jackfield, more: &[&str]) -> crate::support::process::Said {
    jackfield.call(&[&["credential", "import", "export.json"], more].concat())
}

#[test]
fn what_is_known_is_imported_and_the_rest_is_told_by_name_and_reason() {
    let server = Mattermost::start().unwrap();
    let export = json!([
        entry(
            "Team chat",
            "mattermostApi",
            json!({"accessToken": Mattermost::TOKEN, "baseUrl": server.base_url()})
        ),
        entry(
            "Gateway",
            "httpHeaderAuth",
            json!({"name": "X-Key", "value": "header-secret-1234"})
        ),
        entry(
            "Slack",
            "slackApi",
            json!({"accessToken": "xoxb-secret-1234"})
        ),
        entry(
            "Nowhere",
            "mattermostApi",
            json!({"accessToken": "another-secret-12"})
        ),
        entry("Empty", "mattermostApi", json!({"baseUrl": NOBODY})),
    ]);
    let workflow = json!({"nodes": [{"parameters": {"url": "=https://api.example.com/v1/{{ 1 }}"}}], "connections": {}});
    let jackfield = Jackfield::new()
        .file("export.json", export.to_string())
        .file("flow.json", workflow.to_string());
    let said = import(&jackfield, &["--workflow", "flow.json"]).ends(0).says(&[
        "Team chat: works and is imported (mattermost at http://127.0.0.1:",
        "Gateway (httpHeaderAuth) is not imported: it has no base URL, and a credential here is for one place; give --base-url URL --only 'Gateway'; the workflow names https://api.example.com",
        "Slack (slackApi) is not imported: no connector here has n8n's type `slackApi`",
        "Nowhere (mattermostApi) is not imported: it has no base URL, and a credential here is for one place; give --base-url URL --only 'Nowhere'; the workflow names https://api.example.com",
        "Empty (mattermostApi) is not imported: its field `accessToken` is missing or empty",
        "1 credential imported, 4 not",
    ]);
    for secret in [
        Mattermost::TOKEN,
        "header-secret-1234",
        "xoxb-secret-1234",
        "another-secret-12",
    ] {
        assert_secret(secret, &said);
    }
    assert_encrypted(&jackfield, Mattermost::TOKEN);
    jackfield
        .call(&["credential", "check", "Team chat"])
        .ends(0);

    import(&jackfield, &["--only", "Team chat"])
        .ends(4)
        .says(&["there is a credential `Team chat` already", "--replace"]);
    import(&jackfield, &["--only", "Team chat", "--replace"]).ends(0);
    import(
        &jackfield,
        &["--only", "Nowhere", "--base-url", &server.base_url()],
    )
    .ends(4)
    .says(&["the credential `Nowhere` does not work", "--no-check"]);
    import(
        &jackfield,
        &[
            "--only",
            "Nowhere",
            "--base-url",
            &server.base_url(),
            "--no-check",
        ],
    )
    .ends(0);
}

#[test]
fn an_encrypted_export_needs_the_key_and_never_as_an_argument() {
    let export = json!([entry("Team chat", "mattermostApi", ENCRYPTED.into())]).to_string();
    let jackfield = || Jackfield::new().file("export.json", &export);
    let more = ["--no-check"];
    import(&jackfield(), &more).ends(4).says(&[
        "`Team chat` (mattermostApi) cannot be read: it is encrypted",
        "N8N_ENCRYPTION_KEY",
        "0 credentials imported, 1 not",
    ]);
    import(&jackfield().env("N8N_ENCRYPTION_KEY", "wrong"), &more)
        .ends(4)
        .says(&["n8n's encryption key does not open it"]);
    let config = json!({"encryptionKey": KEY}).to_string();
    for (jackfield, more) in [
        (jackfield().env("N8N_ENCRYPTION_KEY", KEY), &more[..]),
        (
            jackfield().file("key", format!("{KEY}\n")),
            &["--no-check", "--key-file", "key"],
        ),
        (
            jackfield().file("config", &config),
            &["--no-check", "--key-file", "config"],
        ),
        (
            jackfield()
                .file("key", KEY)
                .env("N8N_ENCRYPTION_KEY_FILE", "key"),
            &more,
        ),
    ] {
        let said = import(&jackfield, more).ends(0).says(&[
            "ignores SSL issues (insecure)",
            "Team chat: imported, and nobody knows",
        ]);
        assert_secret(KEY, &said);
        let shown = jackfield
            .call(&["credential", "show", "Team chat", "--json"])
            .ends(0)
            .json();
        assert_eq!(shown["baseUrl"], json!("https://chat.example.com"));
        assert_eq!(shown["ignoreSsl"], json!(true));
    }
}

#[test]
fn what_is_no_export_is_told() {
    for (content, words) in [
        ("{oops", &["export.json cannot be read", "no JSON"][..]),
        (
            r#"{"nodes":[],"connections":{}}"#,
            &["looks like a workflow"],
        ),
        ("[{}]", &["no export of credentials"]),
    ] {
        let jackfield = Jackfield::new().file("export.json", content);
        import(&jackfield, &[]).ends(4).says(words);
        assert!(!store_file(&jackfield).exists());
    }
}

#[test]
fn a_name_that_no_credential_of_the_file_has_is_told_before_anything_is_saved() {
    let export = json!([
        entry(
            "Team chat",
            "mattermostApi",
            json!({"accessToken": Mattermost::TOKEN, "baseUrl": NOBODY})
        ),
        entry(
            "Gateway",
            "httpBearerAuth",
            json!({"token": "some-secret-1234"})
        ),
    ]);
    let jackfield = Jackfield::new().file("export.json", export.to_string());
    import(
        &jackfield,
        &["--no-check", "--only", "Team chat", "--only", "Gatway"],
    )
    .ends(2)
    .says(&[
        "--only: there is no credential `Gatway` in export.json",
        "did you mean `Gateway`?",
    ]);
    import(&jackfield, &["--no-check", "--only", "xyz"])
        .ends(2)
        .says(&["there is `Team chat`, `Gateway`"]);
    assert!(!store_file(&jackfield).exists());
    import(&jackfield, &["--no-check", "--only", "Team chat"]).ends(0);
}

/// An entry for a header, with this beside its `data`.
fn gateway(beside: &Value) -> Value {
    let data = json!({"name": "X-Key", "value": "header-secret-1234"});
    let mut entry = entry("Gateway", "httpHeaderAuth", data);
    entry["baseUrl"] = json!(NOBODY);
    for (key, value) in beside.as_object().unwrap() {
        entry[key] = value.clone();
    }
    entry
}

#[test]
fn limits_beside_the_data_are_imported_with_it() {
    let beside = json!({
        "allow": ["GET /orders"], "expires": "2999-01-31", "ignoreSsl": true,
        "proxy": "http://alice:proxy-secret-12@127.0.0.1:9", "caFile": "certificates/ca.pem",
    });
    let beside_encrypted = {
        let mut entry = entry("Gateway", "mattermostApi", ENCRYPTED.into());
        entry["allow"] = json!("GET /orders");
        entry
    };
    let pem = rcgen::generate_simple_self_signed(["localhost".to_owned()])
        .unwrap()
        .cert
        .pem();
    let jackfield = Jackfield::new();
    fs::create_dir_all(jackfield.path("exports/certificates")).unwrap();
    let jackfield = jackfield
        .file("exports/certificates/ca.pem", pem)
        .file("exports/export.json", json!([gateway(&beside)]).to_string())
        .file("export.json", json!([beside_encrypted]).to_string())
        .env("N8N_ENCRYPTION_KEY", KEY);
    let shown = || {
        let show = ["credential", "show", "Gateway", "--json"];
        jackfield.call(&show).ends(0).json()
    };
    let said = jackfield
        .call(&["credential", "import", "exports/export.json", "--no-check"])
        .ends(0);
    assert_secret("proxy-secret-12", &said);
    let written = shown();
    assert_eq!(written["allow"], json!(["GET /orders"]));
    assert_eq!(written["expires"], json!("2999-01-31"));
    assert_eq!(written["ignoreSsl"], json!(true));
    assert_eq!(written["proxy"], json!("http://127.0.0.1:9"));
    assert!(
        written["caFile"].to_string().contains("ca.pem"),
        "{written}"
    );

    import(&jackfield, &["--no-check", "--replace"]).ends(0);
    assert_eq!(shown()["allow"], json!(["GET /orders"]));
}

#[test]
fn a_limit_that_cannot_be_read_is_told_and_nothing_is_imported_without_it() {
    let mut within = gateway(&json!({}));
    within["data"]["Allow"] = json!(["GET /orders"]);
    let mut twice = gateway(&json!({"allow": ["GET /orders"]}));
    twice["data"]["allow"] = json!(["* /**"]);
    let mut command = gateway(&json!({}));
    command["data"]["value"] = json!({"command": ["cat", "/run/secret"]});
    for (entry, words) in [
        (
            gateway(&json!({"Allow": ["GET /orders"]})),
            "it has the unknown key `Allow` beside `data`; did you mean `allow`?",
        ),
        (within, "unknown key `Allow`; did you mean `allow`?"),
        (twice, "`allow` stands there twice"),
        (command, "its field `value` must be text"),
        (
            gateway(&json!({"allow": "orders"})),
            "is not imported: `allow`: rule 1",
        ),
        (
            gateway(&json!({"expires": "soon"})),
            "is not imported: `expires`",
        ),
        (
            gateway(&json!({"baseUrl": 7})),
            "is not imported: `baseUrl` must be text",
        ),
        (
            gateway(&json!({"caFile": "gone/ca.pem"})),
            "is not imported: `caFile`",
        ),
    ] {
        let jackfield = Jackfield::new().file("export.json", json!([entry]).to_string());
        let said = import(&jackfield, &["--no-check"]).ends(4).says(&[words]);
        assert_secret("header-secret-1234", &said);
        assert!(!store_file(&jackfield).exists(), "{words}");
    }
}
