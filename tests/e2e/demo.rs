//! `jackfield demo`.

use jackfield_standin::{Jelastic, Mattermost};

use crate::support::process::Jackfield;
use crate::support::spellings::assert_secret;

#[test]
fn the_demo_shows_everything_at_work() {
    let said = Jackfield::new().call(&["demo"]).ends(0);
    for words in [
        "team-chat: works (mattermost at http://127.0.0.1:",
        "account: @alice",
        "$ jackfield run announce-release.json --input '[{\"version\":\"1.2.3\"}]'",
        "announce-release: 1 step, 1 item",
        "stop-environment: 1 step, 1 item",
        "the environment shop in status 2 (2 is down)",
        "the platform answered 8: permission denied",
        "(exit code 4)",
        "with the token in the form field `session`",
        "warning: token-thief: denied: ",
        "a sealed access token into the header `X-Token`",
        "Mattermost received 0 of its requests, the thief's server 0",
        "export JACKFIELD_CREDENTIAL_TEAM_CHAT=",
    ] {
        assert!(said.stdout.contains(words), "`{words}`\n{said}");
    }
    let post = said
        .stdout
        .lines()
        .find(|line| line.contains("Mattermost has the post "));
    assert!(
        post.is_some_and(|line| line.ends_with(": Released 1.2.3")),
        "{said}"
    );
    assert_eq!(said.stderr, "", "{said}");
    assert_eq!(said.stdout.matches(": denied: ").count(), 13, "{said}");
    assert_secret(Mattermost::TOKEN, &said);
    assert_secret(Jelastic::TOKEN, &said);
}

#[test]
fn the_demo_leaves_nothing_behind() {
    let jackfield = Jackfield::new();
    let temporary = jackfield.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let jackfield = jackfield.env("TMPDIR", &temporary);
    jackfield.call(&["demo"]).ends(0);
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
}

#[test]
fn the_demo_works_where_there_are_settings_of_ones_own() {
    Jackfield::new()
        .credential(
            "team-chat",
            "mattermost",
            "http://127.0.0.1:9",
            "of-somebody-else",
        )
        .env("JACKFIELD_CREDENTIAL_CLOUD_TYPE", "jelastic")
        .env("JACKFIELD_CREDENTIAL_CLOUD_BASE_URL", "http://127.0.0.1:9")
        .env(
            "JACKFIELD_CREDENTIAL_CLOUD_ACCESS_TOKEN",
            "of-somebody-else",
        )
        .env("HTTP_PROXY", "http://127.0.0.1:9")
        .call(&["demo"])
        .ends(0);
}

#[test]
fn the_demo_works_without_a_home() {
    Jackfield::bare().call(&["demo"]).ends(0);
}
