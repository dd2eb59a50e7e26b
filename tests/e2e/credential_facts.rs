//! What is known of a credential besides its token: until when it is valid, by what it is found on
//! its platform, and what it has to be allowed.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::credential_store::{add, show, store_file, with_store};
use crate::support::post;
use crate::support::process::Jackfield;
use crate::support::spellings::assert_secret;

#[test]
fn an_expired_token_is_never_sent_and_one_that_expires_soon_is_told() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server);
    let day = |days: i64| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let days = i64::try_from(now.as_secs()).unwrap() / 86_400 + days;
        civil(days)
    };
    let edit = |day: &str| {
        jackfield
            .call(&["credential", "edit", "team-chat", "--expires", day])
            .ends(0);
    };
    edit(&day(5));
    jackfield.run(&["--output", "none"]).ends(0).says(&[
        "the access token of the credential `team-chat` expires in",
        "credential rotate team-chat",
    ]);
    edit(&day(30));
    jackfield
        .run(&["--output", "none"])
        .ends(0)
        .keeps_quiet_about(&["expires"]);
    edit("2020-01-31");
    let sent = server.received().len();
    for command in [&["run", "workflow.json"][..], &["check", "workflow.json"]] {
        jackfield.call(command).ends(4).says(&[
            "workflow.json:",
            "the access token of the credential `team-chat` expired on 2020-01-31",
            "credential edit team-chat",
        ]);
    }
    assert_eq!(server.received().len(), sent);
    // Asking is how to find out that the day is wrong.
    jackfield
        .call(&["credential", "check", "team-chat"])
        .ends(0)
        .says(&["expired on 2020-01-31", "accepts it all the same"]);
}

/// The date of a day since 1970 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn civil(days: i64) -> String {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[test]
fn reports_and_logs_say_by_what_a_token_is_found() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server);
    jackfield
        .call(&[
            "credential",
            "edit",
            "team-chat",
            "--token-id",
            "tokenid-4711",
            "--description",
            "ci",
        ])
        .ends(0);
    let said = jackfield
        .run(&["--output", "none", "--report", "json"])
        .ends(0);
    assert_eq!(
        said.report()["credentials"],
        json!([{
            "name": "team-chat", "type": "mattermost", "baseUrl": server.base_url(),
            "tokenId": "tokenid-4711", "description": "ci", "account": "@alice",
        }])
    );
    let said = jackfield.run(&["--output", "none", "-vv"]).ends(0).says(&[
        "team-chat: mattermost at ",
        "account @alice",
        "token id tokenid-4711",
        "description ci",
    ]);
    assert_secret(Mattermost::TOKEN, &said);
}

#[test]
fn the_permissions_that_a_workflow_needs_are_listed() {
    let step = |operation: &str| json!({"uses": format!("jelastic/{operation}"), "credential": "cloud", "with": {"envName": "shop"}});
    let mut get = step("environment.get");
    get["name"] = json!("Get");
    let mut again = step("environment.stop");
    again["name"] = json!("Again");
    let jackfield =
        Jackfield::new().steps(&[post("Post", "a"), step("environment.stop"), get, again]);
    let said = jackfield
        .call(&[
            "credential",
            "check",
            "cloud",
            "--permissions",
            "workflow.json",
        ])
        .ends(0);
    let methods: Vec<&str> = said
        .stdout
        .lines()
        .filter(|line| line.contains("environment.control."))
        .map(str::trim)
        .collect();
    assert_eq!(
        methods,
        [
            "environment.control.StopEnv",
            "environment.control.GetEnvInfo"
        ]
    );
    for words in ["cloud (jelastic):", "Extended Access", "Marketplace"] {
        assert!(said.stdout.contains(words), "`{words}`\n{said}");
    }
    assert!(!said.stdout.contains("create_post"), "{said}");
    let all = jackfield
        .call(&[
            "credential",
            "check",
            "--permissions",
            "workflow.json",
            "--json",
        ])
        .ends(0)
        .json();
    assert_eq!(all[1]["permissions"], json!(["create_post in the channel"]));
}

#[test]
fn a_check_notes_that_a_token_worked_and_until_when() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new();
    add(&jackfield, "it", &server.base_url(), &["--no-check"]).ends(0);
    assert_eq!(show(&jackfield, "it")["checked"], Value::Null);
    server.script(
        Answer::new(200)
            .header("x-version-id", "11.10.0.11.10.0.abc.true")
            .json(json!({"id": "u", "username": "alice", "roles": "system_user_access_token"})),
    );
    server.script(Answer::new(200).json(json!([{"id": "t", "expires_at": 4_102_444_800_000_u64}])));
    let said = jackfield.call(&["credential", "check", "it"]).ends(0);
    assert!(said.stdout.contains("expires: 2100-01-01"), "{said}");
    let shown = show(&jackfield, "it");
    assert_eq!(shown["expires"], json!("2100-01-01"));
    assert!(shown["checked"].is_string(), "{shown:#}");
    // What cannot be noted is no reason to fail.
    let directory = store_file(&jackfield).parent().unwrap().to_owned();
    fs::remove_file(directory.join("lock")).unwrap();
    fs::create_dir(directory.join("lock")).unwrap();
    jackfield.call(&["credential", "check", "it"]).ends(0);
}
