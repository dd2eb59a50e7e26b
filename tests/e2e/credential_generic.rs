//! Credentials that say where a token goes and not whose it is, written as n8n has them.

use std::fs;

use jackfield_standin::{Received, Web};
use serde_json::{Value, json};

use crate::http::step;
use crate::support::process::{Jackfield, Said};
use crate::support::spellings::assert_secret;

const TOKEN: &str = "token-of-a-service-1234";
/// `:TOKEN` and `TOKEN:`, in base64.
const NO_USER: &str = "Basic OnRva2VuLW9mLWEtc2VydmljZS0xMjM0";
const NO_PASSWORD: &str = "Basic dG9rZW4tb2YtYS1zZXJ2aWNlLTEyMzQ6";

/// The program with a workflow that goes to this site with the credential `api`.
fn program(site: &Web) -> Jackfield {
    let mut get = step("get", &json!({"url": site.base_url()}));
    get["credential"] = json!("api");
    Jackfield::new().steps(&[get])
}

#[track_caller]
fn sent(site: &Web, said: Said) -> Received {
    assert_secret(TOKEN, &said.ends(0));
    site.received().pop().unwrap()
}

/// n8n's types with their fields, and the header that comes of them.
fn kinds() -> Vec<(&'static str, Value, &'static str, String)> {
    vec![
        (
            "httpHeaderAuth",
            json!({"name": "X-Key", "value": TOKEN}),
            "x-key",
            TOKEN.to_owned(),
        ),
        (
            "httpBearerAuth",
            json!({"token": TOKEN}),
            "authorization",
            format!("Bearer {TOKEN}"),
        ),
        (
            "httpBasicAuth",
            json!({"user": "", "password": TOKEN}),
            "authorization",
            NO_USER.to_owned(),
        ),
        (
            "httpBasicAuth",
            json!({"user": TOKEN, "password": ""}),
            "authorization",
            NO_PASSWORD.to_owned(),
        ),
    ]
}

#[test]
fn a_decrypted_export_is_used_as_it_is_with_a_base_url_beside_each() {
    for (kind, data, header, value) in kinds() {
        let site = Web::start().unwrap();
        let mut entry = json!({"id": "1", "name": "api", "type": kind, "data": data});
        let run = |entry: &Value| {
            program(&site)
                .file("c.json", json!([entry]).to_string())
                .run(&["--credentials", "c.json"])
        };
        let said = run(&entry).ends(4).says(&[
            "c.json: `api`: it has no base URL, and a credential here is for one place",
            "add `\"baseUrl\": \"https://api.example.com\"` to it",
        ]);
        assert_secret(TOKEN, &said);
        entry["baseUrl"] = json!(site.base_url());
        let request = sent(&site, run(&entry));
        assert_eq!(request.header(header), Some(value.as_str()), "{kind}");
    }
}

#[test]
fn a_file_by_name_and_a_mounted_directory_understand_the_fields_of_n8n() {
    for (kind, data, header, value) in kinds() {
        let site = Web::start().unwrap();
        let mut credential = data.clone();
        credential["type"] = json!(kind);
        let run = |credential: &Value| {
            program(&site)
                .file("c.json", json!({"api": credential}).to_string())
                .run(&["--credentials", "c.json"])
        };
        run(&credential).ends(4).says(&["add `\"baseUrl\""]);
        credential["baseUrl"] = json!(site.base_url());
        let request = sent(&site, run(&credential));
        assert_eq!(request.header(header), Some(value.as_str()), "{kind}");

        let jackfield = program(&site);
        let directory = jackfield.path("mounted/api");
        fs::create_dir_all(&directory).unwrap();
        for (name, value) in data.as_object().unwrap() {
            fs::write(directory.join(name), value.as_str().unwrap()).unwrap();
        }
        fs::write(directory.join("type"), kind).unwrap();
        protect(&directory);
        let run = || jackfield.run(&["--credentials-dir", "mounted"]);
        run()
            .ends(4)
            .says(&["it has no base URL", "a file `base-url` beside the others"]);
        fs::write(directory.join("base-url"), site.base_url()).unwrap();
        protect(&directory);
        let request = sent(&site, run());
        assert_eq!(request.header(header), Some(value.as_str()), "{kind}");
    }
}

/// In a home directory nobody else may read them.
fn protect(directory: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    for entry in fs::read_dir(directory).unwrap() {
        fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(0o600)).unwrap();
    }
}

#[test]
fn an_import_takes_the_base_url_that_was_added_to_an_entry() {
    for (kind, data, header, value) in kinds() {
        let site = Web::start().unwrap();
        let entry = json!({"name": "api", "type": kind, "data": data, "baseUrl": site.base_url()});
        let jackfield = program(&site).file("export.json", json!([entry]).to_string());
        jackfield
            .call(&["credential", "import", "export.json"])
            .ends(0);
        let request = sent(&site, jackfield.run(&[]));
        assert_eq!(request.header(header), Some(value.as_str()), "{kind}");
    }
}

#[test]
fn a_credential_without_a_user_or_without_a_password_is_saved_and_used() {
    for (kind, value) in [("http-basic", NO_USER), ("http-basic-user", NO_PASSWORD)] {
        let site = Web::start().unwrap();
        let jackfield = program(&site);
        let origin = site.base_url();
        let add = [
            "credential",
            "add",
            "api",
            "--type",
            kind,
            "--base-url",
            &origin,
        ];
        jackfield
            .call_with(&[&add[..], &["--token-stdin"]].concat(), TOKEN)
            .ends(0);
        let request = sent(&site, jackfield.run(&[]));
        assert_eq!(request.header("authorization"), Some(value), "{kind}");
    }
}

#[test]
fn what_cannot_be_used_says_why_where_it_stands() {
    let site = Web::start().unwrap();
    for (entry, words) in [
        (
            json!({"type": "httpHeaderAuth", "data": {"name": "X-Key"}}),
            "its field `value` is missing or empty",
        ),
        (
            json!({"type": "oAuth2Api", "data": {"clientId": "x"}}),
            "a sign-in that is not done here",
        ),
        (
            json!({"type": "httpBasicAuth", "data": {"user": "ada", "password": "abc"}, "baseUrl": "https://a.example"}),
            "is shorter than 6 characters, and a secret is cut out of everything that is shown",
        ),
    ] {
        let mut entry = entry;
        entry["name"] = json!("api");
        program(&site)
            .file("c.json", json!([entry]).to_string())
            .run(&["--credentials", "c.json"])
            .ends(4)
            .says(&[words]);
    }
}

#[test]
fn a_misspelled_limit_and_a_token_that_is_no_text_are_refused_in_the_words_of_n8n_too() {
    let site = Web::start().unwrap();
    let with = |key: &str, value: Value| {
        let mut credential = json!({
            "type": "httpHeaderAuth", "name": "X-Key", "value": TOKEN, "baseUrl": site.base_url(),
        });
        credential[key] = value;
        json!({"api": credential})
    };
    let beside = json!([{
        "name": "api", "type": "httpHeaderAuth", "data": {"name": "X-Key", "value": TOKEN},
        "baseUrl": site.base_url(), "Allow": ["GET /orders"],
    }]);
    let command = json!({"command": ["cat", "/run/secret"]});
    for (credentials, words) in [
        (
            with("Allow", json!(["GET /orders"])),
            "unknown key `Allow`; did you mean `allow`?",
        ),
        (
            with("ignore_ssl", json!(true)),
            "unknown key `ignore_ssl`; did you mean `ignoreSsl`?",
        ),
        (
            beside,
            "entry 1 has the unknown key `Allow` beside `data`; did you mean `allow`?",
        ),
        (
            with("value", command),
            "its field `value` must be text; a command that gives the token stands in its place as `accessToken`",
        ),
        (
            with("name", json!(["X-Key"])),
            "its field `name` must be text",
        ),
    ] {
        let said = program(&site)
            .file("c.json", credentials.to_string())
            .run(&["--credentials", "c.json"])
            .ends(4)
            .says(&[words]);
        assert_secret(TOKEN, &said);
    }
    assert!(site.received().is_empty());

    // As the message says.
    let mut credential = with("accessToken", json!({"command": ["echo", TOKEN]}));
    credential["api"].as_object_mut().unwrap().remove("value");
    let said = program(&site)
        .file("c.json", credential.to_string())
        .run(&["--credentials", "c.json"]);
    let request = sent(&site, said);
    assert_eq!(request.header("x-key"), Some(TOKEN));
}
