//! Where credentials come from.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::process::Jackfield;
use crate::support::{messages, post};

const WHOLE: &str = "JACKFIELD_CREDENTIAL_TEAM_CHAT";

fn object(server: &Mattermost) -> Value {
    json!({"type": "mattermost", "baseUrl": server.base_url(), "accessToken": Mattermost::TOKEN})
}

/// As `n8n export:credentials --decrypted` writes it.
fn n8n_export(server: &Mattermost) -> Value {
    json!([{
        "createdAt": "2026-01-15T09:30:00.000Z",
        "updatedAt": "2026-01-15T09:30:00.000Z",
        "id": "Xk2f8Q0aTn3bVhLe",
        "name": "team-chat",
        "data": {
            "accessToken": Mattermost::TOKEN,
            "baseUrl": format!("{}/", server.base_url()),
            "allowUnauthorizedCerts": false,
        },
        "type": "mattermostApi",
        "isManaged": false,
    }])
}

#[track_caller]
fn posts(server: &Mattermost, jackfield: Jackfield, arguments: &[&str]) {
    let said = jackfield.steps(&[post("Post", "a")]).run(arguments).ends(0);
    assert_eq!(messages(server), ["a"], "{said}");
}

#[test]
fn a_variable_holds_it_as_json() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new().env(WHOLE, format!("\n {:#} \n", object(&server)));
    posts(&server, jackfield, &[]);
}

#[test]
fn a_variable_names_a_file_that_holds_it() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new()
        .file("secret.json", format!("{:#}\n", object(&server)))
        .env(format!("{WHOLE}_FILE"), "secret.json");
    posts(&server, jackfield, &[]);
}

#[test]
fn single_variables_hold_its_fields() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new()
        .env(format!("{WHOLE}_TYPE"), "mattermost")
        .env(format!("{WHOLE}_BASE_URL"), server.base_url())
        .env(format!("{WHOLE}_ACCESS_TOKEN"), Mattermost::TOKEN);
    posts(&server, jackfield, &[]);
}

#[test]
fn single_variables_name_files_as_container_platforms_mount_them() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new()
        .file("type", "mattermost\n")
        .file("url", format!("{}\r\n", server.base_url()))
        .file("token", format!("{}\n\n", Mattermost::TOKEN))
        .env(format!("{WHOLE}_TYPE_FILE"), "type")
        .env(format!("{WHOLE}_BASE_URL_FILE"), "url")
        .env(format!("{WHOLE}_ACCESS_TOKEN_FILE"), "token");
    posts(&server, jackfield, &[]);
}

#[test]
fn blanks_around_single_variables_do_not_count() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new()
        .env(format!("{WHOLE}_TYPE"), " mattermost ")
        .env(
            format!("{WHOLE}_BASE_URL"),
            format!(" {} ", server.base_url()),
        )
        .env(
            format!("{WHOLE}_ACCESS_TOKEN"),
            format!(" {}\n", Mattermost::TOKEN),
        )
        .env(format!("{WHOLE}_IGNORE_SSL"), " False ");
    posts(&server, jackfield, &[]);
}

#[test]
fn a_file_holds_credentials_by_name() {
    let server = Mattermost::start().unwrap();
    let file = json!({"other": {"type": "unheard-of"}, "team-chat": object(&server)});
    let jackfield = Jackfield::new().file("credentials.json", file.to_string());
    posts(&server, jackfield, &["--credentials", "credentials.json"]);
}

#[test]
fn a_decrypted_n8n_export_serves_as_it_is() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new().file("export.json", n8n_export(&server).to_string());
    posts(&server, jackfield, &["--credentials", "export.json"]);
}

#[test]
fn n8ns_names_serve_in_a_variable_too() {
    let server = Mattermost::start().unwrap();
    let mut credential = object(&server);
    credential["type"] = json!("mattermostApi");
    credential["allowUnauthorizedCerts"] = json!(true);
    let jackfield = Jackfield::new().env(WHOLE, credential.to_string());
    posts(&server, jackfield, &[]);
}

#[test]
fn a_name_becomes_a_variable_by_its_letters_and_digits() {
    let server = Mattermost::start().unwrap();
    for (name, variable) in [
        ("team-chat", "TEAM_CHAT"),
        ("Team Chat", "TEAM_CHAT"),
        ("team.chat/2", "TEAM_CHAT_2"),
        ("caf\u{e9}", "CAF_"),
    ] {
        let mut step = post("Post", "a");
        step["credential"] = json!(name);
        Jackfield::new()
            .env(
                format!("JACKFIELD_CREDENTIAL_{variable}"),
                object(&server).to_string(),
            )
            .steps(&[step])
            .run(&[])
            .ends(0);
    }
    assert_eq!(server.posts().len(), 4);
}

#[test]
fn the_file_and_the_environment_serve_side_by_side() {
    let server = Mattermost::start().unwrap();
    let mut second = post("Second", "b");
    second["credential"] = json!("other");
    Jackfield::new()
        .env(WHOLE, object(&server).to_string())
        .file(
            "credentials.json",
            json!({"other": object(&server)}).to_string(),
        )
        .steps(&[post("First", "a"), second])
        .run(&["--credentials", "credentials.json"])
        .ends(0);
    assert_eq!(messages(&server), ["a", "b"]);
}

#[test]
fn names_that_an_export_holds_twice_do_no_harm_where_they_are_not_asked_for() {
    let server = Mattermost::start().unwrap();
    let mut export = n8n_export(&server);
    let other =
        json!({"name": "Header Auth account", "type": "httpHeaderAuth", "data": {"value": "x"}});
    export
        .as_array_mut()
        .unwrap()
        .extend([other.clone(), other]);
    let jackfield = Jackfield::new().file("export.json", export.to_string());
    posts(&server, jackfield, &["--credentials", "export.json"]);
}
