//! `jackfield credential add`, `show`, `edit`, `rename`, `remove` and `guide`, without a
//! terminal.

use std::fs;
use std::path::PathBuf;

use jackfield_standin::{Jelastic, Mattermost};
use serde_json::{Value, json};

use crate::support::post;
use crate::support::process::{Jackfield, Said};
use crate::support::servers::NOBODY;
use crate::support::spellings::assert_secret;

/// A day on which no token of these tests is over.
pub(crate) const OTHER_DAY: &str = "2931-01-31";

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

pub(crate) fn show(jackfield: &Jackfield, name: &str) -> Value {
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
                "crew=x",
            ],
            &["has no public field `crew`"],
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
            &["a token is never an argument"],
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
