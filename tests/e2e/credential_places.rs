//! The places that credentials come from, in lists and in use.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use jackfield_standin::Mattermost;
use serde_json::json;

use crate::credential_store::{OTHER_DAY, add, store_file, with_store};
use crate::support::post;
use crate::support::process::{Jackfield, Said};
use crate::support::servers::NOBODY;

#[test]
fn a_list_says_where_each_comes_from_and_opens_nothing() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server)
        .credential("other", "mattermost", NOBODY, "abcdefgh")
        .file("c.json", json!({"third": {"type": "jelastic", "accessToken": {"command": "touch ran"}, "baseUrl": NOBODY}}).to_string());
    jackfield
        .call(&["credential", "edit", "team-chat", "--expires", OTHER_DAY])
        .ends(0);
    // Without the identity nothing could be opened.
    fs::remove_file(store_file(&jackfield).with_file_name("identity.txt")).unwrap();
    let arguments = ["credential", "list", "--credentials", "c.json"];
    let said = jackfield.call(&arguments).ends(0);
    let lines: Vec<Vec<&str>> = said
        .stdout
        .lines()
        .map(|line| {
            line.split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
                .collect()
        })
        .collect();
    assert_eq!(lines[0], ["NAME", "TYPE", "BASE URL", "EXPIRES", "FROM"]);
    assert_eq!(
        lines[1],
        ["third", "jelastic", NOBODY, "-", "c.json: `third`"]
    );
    assert_eq!(
        lines[2],
        [
            "other",
            "mattermost",
            NOBODY,
            "-",
            "JACKFIELD_CREDENTIAL_OTHER"
        ]
    );
    assert_eq!(
        lines[3][..4],
        ["team-chat", "mattermost", &server.base_url(), OTHER_DAY]
    );
    assert!(lines[3][4].starts_with("the credential store "), "{said}");
    let shown = jackfield
        .call(&["credential", "show", "third", "--credentials", "c.json"])
        .ends(0);
    assert!(shown.stdout.contains("type: jelastic"), "{shown}");
    assert!(!jackfield.path("ran").exists());
    let list = jackfield
        .call(&[&arguments[..], &["--json"]].concat())
        .ends(0)
        .json();
    assert_eq!(list[2]["name"], json!("team-chat"));
    assert_eq!(list[2]["expires"], json!(OTHER_DAY));
    assert_eq!(list[1]["from"], json!("JACKFIELD_CREDENTIAL_OTHER"));
}

#[test]
fn credentials_come_from_every_place_and_a_name_in_two_is_an_error() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new().steps(&[post("Post", "a")]);
    let mounted = jackfield.path("mounted/team-chat");
    let service = jackfield.path("service");
    fs::create_dir_all(&mounted).unwrap();
    fs::create_dir_all(&service).unwrap();
    let write = |path: PathBuf, text: &str| {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    };
    let whole = json!({"type": "mattermost", "baseUrl": server.base_url(), "accessToken": Mattermost::TOKEN});
    write(mounted.join("type"), "mattermost\n");
    write(
        mounted.join("base-url"),
        &format!("{}\n", server.base_url()),
    );
    write(
        mounted.join("access-token"),
        &format!("{}\n", Mattermost::TOKEN),
    );
    write(service.join("team-chat"), &whole.to_string());
    write(
        jackfield.path("c.json"),
        &json!({"team-chat": whole}).to_string(),
    );
    let check = |arguments: &[&str], variables: &[(&str, &str)]| {
        let arguments = [&["credential", "check", "team-chat"], arguments].concat();
        let mut command = jackfield.command(&arguments);
        command.envs(variables.iter().copied());
        Said::of(&arguments, &command.output().unwrap())
    };
    check(&[], &[]).ends(4).says(&["there is no credential"]);
    check(&["--credentials-dir", "mounted"], &[]).ends(0);
    check(&[], &[("JACKFIELD_CREDENTIALS_DIR", "mounted")]).ends(0);
    check(&[], &[("CREDENTIALS_DIRECTORY", "service")]).ends(0);
    check(
        &["--credentials", "c.json"],
        &[("CREDENTIALS_DIRECTORY", "service")],
    )
    .ends(4)
    .says(&["comes from two places: c.json", "/service/team-chat"]);
    add(&jackfield, "team-chat", &server.base_url(), &[]).ends(0);
    check(&[], &[]).ends(0);
    check(&[], &[("JACKFIELD_CREDENTIALS_DIR", "mounted")])
        .ends(4)
        .says(&[
            "comes from two places",
            "/mounted/team-chat",
            "the credential store ",
        ]);
    jackfield
        .call(&["run", "workflow.json", "--credentials", "c.json"])
        .ends(4)
        .says(&["comes from two places"]);
}

#[test]
fn the_store_is_where_it_is_wanted_and_opens_with_the_identity_that_is_named() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new();
    add(
        &jackfield,
        "it",
        &server.base_url(),
        &["--state-dir", "there"],
    )
    .ends(0);
    let identity = jackfield.path("there/credentials/identity.txt");
    let key = fs::read_to_string(&identity).unwrap();
    fs::rename(&identity, jackfield.path("identity")).unwrap();
    let check = |variables: &[(&str, &str)]| {
        let arguments = ["credential", "check", "it"];
        let mut command = jackfield.command(&arguments);
        command
            .env("JACKFIELD_STATE_DIR", "there")
            .envs(variables.iter().copied());
        Said::of(&arguments, &command.output().unwrap())
    };
    check(&[]).ends(4).says(&["the identity ", "is gone"]);
    check(&[("JACKFIELD_IDENTITY_FILE", "identity")]).ends(0);
    check(&[("JACKFIELD_IDENTITY", key.lines().last().unwrap())]).ends(0);
    check(&[
        ("JACKFIELD_IDENTITY", "x"),
        ("JACKFIELD_IDENTITY_FILE", "y"),
    ])
    .ends(4)
    .says(&["are both set"]);
    Jackfield::bare()
        .call(&["credential", "remove", "it", "--yes"])
        .ends(4)
        .says(&["no place for the credential store", "--state-dir"]);
}
