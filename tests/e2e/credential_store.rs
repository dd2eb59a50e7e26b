//! `jackfield credential add`, `list`, `show`, `edit`, `rename`, `remove` and `guide`, without a
//! terminal.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use jackfield_standin::{Answer, Jelastic, Mattermost};
use serde_json::{Value, json};

use crate::support::post;
use crate::support::process::{Jackfield, Said};
use crate::support::servers::NOBODY;
use crate::support::spellings::assert_secret;

const OTHER_DAY: &str = "2931-01-31";

/// The store's file of a program with a home.
pub(crate) fn store_file(jackfield: &Jackfield) -> PathBuf {
    jackfield.path(".local/state/jackfield/credentials/store.json")
}

/// Adds alice's credential to the store.
pub(crate) fn add(jackfield: &Jackfield, name: &str, base_url: &str, more: &[&str]) -> Said {
    let arguments = [
        "credential",
        "add",
        name,
        "--type",
        "mattermost",
        "--base-url",
        base_url,
        "--token-stdin",
    ];
    jackfield.call_with(
        &[&arguments, more].concat(),
        &format!("{}\n", Mattermost::TOKEN),
    )
}

/// The program with alice's credential `team-chat` in its store.
pub(crate) fn with_store(server: &Mattermost) -> Jackfield {
    let jackfield = Jackfield::new().steps(&[post("Post", "a")]);
    add(&jackfield, "team-chat", &server.base_url(), &[]).ends(0);
    jackfield
}

/// Nothing in the state directory has the token in it.
#[track_caller]
pub(crate) fn assert_encrypted(jackfield: &Jackfield, token: &str) {
    for entry in fs::read_dir(store_file(jackfield).parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for (name, spelling) in crate::support::spellings::spellings(token) {
            assert!(!text.contains(&spelling), "{} {name}", path.display());
        }
    }
}

fn show(jackfield: &Jackfield, name: &str) -> Value {
    jackfield
        .call(&["credential", "show", name, "--json"])
        .ends(0)
        .json()
}

#[test]
fn what_is_added_works_at_once_and_is_encrypted() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new().steps(&[post("Post", "a")]);
    let url = format!("{}/api/v4/", server.base_url());
    let said = add(
        &jackfield,
        "team-chat",
        &url,
        &["--token-id", Mattermost::TOKEN_ID],
    )
    .ends(0)
    .says(&["team-chat works and is saved", "account: @alice"]);
    assert_eq!(said.stdout, "", "{said}");
    assert_secret(Mattermost::TOKEN, &said);
    assert_encrypted(&jackfield, Mattermost::TOKEN);
    jackfield.run(&["--output", "none"]).ends(0);
    assert_eq!(server.posts().len(), 1);

    let shown = show(&jackfield, "team-chat");
    assert_eq!(shown["baseUrl"], json!(server.base_url()));
    assert_eq!(shown["account"], json!("@alice"));
    assert_eq!(shown["tokenId"], json!(Mattermost::TOKEN_ID));
    assert!(shown["checked"].is_string(), "{shown:#}");
    let text = jackfield.call(&["credential", "show", "team-chat"]).ends(0);
    for words in [
        "account: @alice",
        Mattermost::TOKEN_ID,
        "the credential store ",
    ] {
        assert!(text.stdout.contains(words), "`{words}`\n{text}");
    }
    assert_secret(Mattermost::TOKEN, &text);
}

#[test]
fn what_does_not_work_is_not_saved_unless_it_is_wanted() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new();
    let arguments = [
        "credential",
        "add",
        "it",
        "--type",
        "mattermost",
        "--base-url",
        &server.base_url(),
        "--token-stdin",
    ];
    jackfield
        .call_with(&arguments, Mattermost::TOKEN_ID)
        .ends(4)
        .says(&[
            "the credential `it` does not work",
            "Token ID",
            "--no-check",
        ]);
    assert!(!store_file(&jackfield).exists());
    let sent = server.received().len();
    jackfield
        .call_with(
            &[&arguments[..], &["--no-check"]].concat(),
            Mattermost::TOKEN_ID,
        )
        .ends(0)
        .says(&["nobody knows whether it works"]);
    assert_eq!(server.received().len(), sent);
    add(&Jackfield::new(), "it", NOBODY, &[])
        .ends(6)
        .says(&["could not be reached"]);
}

#[test]
fn what_is_missing_is_told_by_its_option() {
    let url = "http://127.0.0.1:9";
    for (arguments, words) in [
        (
            &["it"][..],
            &[
                "the credential's type is missing",
                "--type TYPE",
                "mattermost",
            ][..],
        ),
        (
            &["it", "--type", "matermost"],
            &[
                "no credential type `matermost`",
                "did you mean `mattermost`?",
            ],
        ),
        (
            &["it", "--type", "mattermost"],
            &["the base URL is missing", "--base-url URL"],
        ),
        (
            &["it", "--type", "mattermost", "--base-url", url],
            &[
                "--token-stdin",
                "--token-file FILE",
                "--token-command COMMAND",
            ],
        ),
        (
            &[
                "it",
                "--type",
                "mattermost",
                "--base-url",
                url,
                "--expires",
                "soon",
            ],
            &["--expires: it must be a day", "31-01-2027"],
        ),
        (
            &[
                "it",
                "--type",
                "mattermost",
                "--base-url",
                url,
                "--field",
                "team=x",
            ],
            &["has no public field `team`"],
        ),
        (
            &[
                "it",
                "--type",
                "mattermost",
                "--base-url",
                url,
                "--proxy",
                "http://me:secret-word@p:3128",
            ],
            &["everybody on this machine", "--proxy @FILE"],
        ),
        (
            &[
                "it",
                "--type",
                "mattermost",
                "--base-url",
                url,
                "--allow",
                "nonsense",
            ],
            &["--allow"],
        ),
        (
            &["it", "--token-stdin", "--token-file", "x"],
            &["cannot be used with"],
        ),
        (
            &["it", "--token", "abcdef"],
            &["unexpected argument '--token'"],
        ),
    ] {
        let jackfield = Jackfield::new();
        let said = jackfield
            .call(&[&["credential", "add"], arguments].concat())
            .ends(2)
            .says(words);
        assert!(!store_file(&jackfield).exists(), "{said}");
    }
}

#[test]
fn a_token_comes_from_a_file_or_a_program_too() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new().file("token", format!("{}\n", Mattermost::TOKEN));
    for (name, source) in [
        ("a", ["--token-file", "token"]),
        ("b", ["--token-command", "cat token"]),
    ] {
        let url = server.base_url();
        let arguments = [
            "credential",
            "add",
            name,
            "--type",
            "mattermost",
            "--base-url",
            &url,
        ];
        let said = jackfield.call(&[&arguments[..], &source].concat()).ends(0);
        assert_secret(Mattermost::TOKEN, &said);
        jackfield.call(&["credential", "check", name]).ends(0);
    }
}

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
    assert_eq!(lines[1], ["third", "-", "-", "-", "c.json: `third`"]);
    assert_eq!(
        lines[2],
        ["other", "-", "-", "-", "JACKFIELD_CREDENTIAL_OTHER"]
    );
    assert_eq!(
        lines[3][..4],
        ["team-chat", "mattermost", &server.base_url(), OTHER_DAY]
    );
    assert!(lines[3][4].starts_with("the credential store "), "{said}");
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
fn each_field_can_be_edited_and_what_decides_is_tried_first() {
    let (server, other) = (Mattermost::start().unwrap(), Mattermost::start().unwrap());
    let jackfield = with_store(&server);
    let edit = |arguments: &[&str]| {
        jackfield.call(&[&["credential", "edit", "team-chat"], arguments].concat())
    };
    edit(&["--base-url", NOBODY])
        .ends(6)
        .says(&["nothing is saved"]);
    assert_eq!(
        show(&jackfield, "team-chat")["baseUrl"],
        json!(server.base_url())
    );
    edit(&["--base-url", &other.base_url()])
        .ends(0)
        .says(&["works and is saved"]);
    jackfield.run(&["--output", "none"]).ends(0);
    assert_eq!((server.posts().len(), other.posts().len()), (0, 1));

    edit(&[
        "--allow",
        "GET /api/v4/users/me",
        "--description",
        "for tests",
        "--expires",
        "31-01-2931",
    ])
    .ends(0);
    let shown = show(&jackfield, "team-chat");
    assert_eq!(shown["allow"], json!(["GET /api/v4/users/me"]));
    assert_eq!(shown["description"], json!("for tests"));
    assert_eq!(shown["expires"], json!(OTHER_DAY));
    edit(&[
        "--clear",
        "allow",
        "--clear",
        "expires",
        "--clear",
        "description",
    ])
    .ends(0);
    let shown = show(&jackfield, "team-chat");
    assert_eq!(shown["allow"], json!([]));
    assert_eq!(
        (&shown["expires"], &shown["description"]),
        (&Value::Null, &Value::Null)
    );

    edit(&[]).ends(2).says(&["nothing is to be changed"]);
    edit(&["--clear", "everything"])
        .ends(2)
        .says(&["there is no `everything`"]);
    // The token of somebody else is somebody else's.
    let said = jackfield
        .call_with(
            &["credential", "edit", "team-chat", "--token-stdin"],
            Mattermost::BOT_TOKEN,
        )
        .ends(0);
    assert_secret(Mattermost::BOT_TOKEN, &said);
    assert_eq!(show(&jackfield, "team-chat")["account"], json!("@relbot"));
    jackfield
        .call_with(
            &["credential", "edit", "team-chat", "--token-stdin"],
            "no-such-token-at-all",
        )
        .ends(4);
    jackfield
        .call(&["credential", "check", "team-chat"])
        .ends(0);
}

#[test]
fn names_can_be_changed_and_credentials_removed() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server).credential("taken", "mattermost", NOBODY, "abcdefgh");
    let call = |arguments: &[&str]| jackfield.call(&[&["credential"], arguments].concat());
    call(&["rename", "team-chat", "chat"]).ends(0);
    call(&["check", "chat"]).ends(0);
    call(&["check", "team-chat"])
        .ends(4)
        .says(&["there is no credential `team-chat`"]);
    call(&["rename", "chat", "taken"])
        .ends(4)
        .says(&["JACKFIELD_CREDENTIAL_TAKEN already"]);
    add(&jackfield, "taken", &server.base_url(), &[])
        .ends(4)
        .says(&["JACKFIELD_CREDENTIAL_TAKEN already"]);
    add(&jackfield, "chat", &server.base_url(), &[])
        .ends(4)
        .says(&["there is a credential `chat` already", "--replace"]);
    add(&jackfield, "chat", &server.base_url(), &["--replace"]).ends(0);
    for verb in ["edit", "remove", "rotate"] {
        call(&[verb, "taken"])
            .ends(4)
            .says(&["is not in the store; it comes from JACKFIELD_CREDENTIAL_TAKEN"]);
        call(&[verb, "chatt"])
            .ends(4)
            .says(&["no credential `chatt` in the store", "did you mean `chat`?"]);
    }
    call(&["remove", "chat"]).ends(2).says(&["--yes"]);
    call(&["remove", "chat", "--yes"])
        .ends(0)
        .says(&["still works until it is revoked"]);
    call(&["check", "chat"]).ends(4);
}

#[test]
fn a_guide_says_where_to_click() {
    let said = Jackfield::new()
        .call(&["credential", "guide", "mattermost"])
        .ends(0);
    for words in [
        "Integration Management",
        "Allow this account to generate personal access tokens",
        "Profile (before 6.0: Account Settings)",
        "shows only once",
        "Token ID beside it is not the token",
        "Bot Accounts",
    ] {
        assert!(said.stdout.contains(words), "`{words}`\n{said}");
    }
    let said = Jackfield::new().call(&["credential", "guide"]).ends(0);
    assert!(
        said.stdout.contains("jelastic  Jelastic access token\n"),
        "{said}"
    );
}

#[test]
fn every_bound_field_edited_by_hand_is_refused_and_named() {
    let (server, thief) = (Mattermost::start().unwrap(), Mattermost::start().unwrap());
    let jackfield = with_store(&server);
    let file = store_file(&jackfield);
    let whole = fs::read_to_string(&file).unwrap();
    jackfield.run(&["--output", "none"]).ends(0);
    let pem = rcgen::generate_simple_self_signed(["localhost".to_owned()])
        .unwrap()
        .cert
        .pem();
    for (field, value) in [
        ("baseUrl", json!(thief.base_url())),
        ("placement", json!([{"in": "query", "name": "t"}])),
        ("ignoreSsl", json!(true)),
        ("ca", json!({"sha256": "", "pem": pem})),
        ("proxy", json!(thief.base_url())),
        ("allow", json!(["* /**"])),
        ("type", json!("jelastic")),
    ] {
        let mut store: Value = serde_json::from_str(&whole).unwrap();
        store["credentials"][0][field] = value;
        fs::write(&file, store.to_string()).unwrap();
        let sent = server.received().len();
        for command in [
            &["run", "workflow.json"][..],
            &["credential", "check", "team-chat"],
        ] {
            let said = jackfield.call(command).ends(4);
            assert!(
                said.stderr
                    .contains(&format!("its `{field}` was changed in")),
                "{field}\n{said}"
            );
        }
        assert_eq!(
            (server.received().len(), thief.received().len()),
            (sent, 0),
            "{field}"
        );
    }
    // The name belongs to it as well.
    fs::write(&file, whole.replace("\"team-chat\"", "\"other\"")).unwrap();
    jackfield
        .call(&["credential", "check", "other"])
        .ends(4)
        .says(&["its `name` was changed in"]);
    fs::write(&file, whole).unwrap();
    jackfield.run(&["--output", "none"]).ends(0);
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

#[test]
fn an_expired_token_is_never_sent_and_one_that_expires_soon_is_told() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server);
    let day = |days: i64| {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
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

#[test]
fn a_jelastic_token_is_rotated_by_hand() {
    let platform = Jelastic::start().unwrap();
    let jackfield = Jackfield::new();
    let url = platform.base_url();
    jackfield
        .call_with(
            &[
                "credential",
                "add",
                "cloud",
                "--type",
                "jelastic",
                "--base-url",
                &url,
                "--token-stdin",
            ],
            Jelastic::TOKEN,
        )
        .ends(0);
    jackfield
        .call(&["credential", "rotate", "cloud"])
        .ends(4)
        .says(&[
            "a token of type `jelastic` cannot be replaced by jackfield",
            "1. Generate a second token",
            "jackfield credential edit cloud",
            "3. Remove the first one",
        ]);
    jackfield.call(&["credential", "check", "cloud"]).ends(0);
}
