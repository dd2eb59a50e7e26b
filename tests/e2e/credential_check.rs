//! `jackfield credential check`.

use jackfield_standin::{Jelastic, Mattermost};
use serde_json::json;

use crate::support::process::{Jackfield, Said};
use crate::support::servers::NOBODY;
use crate::support::{chat, count};

fn check(server: &Mattermost, token: &str) -> Said {
    Jackfield::new()
        .credential("it", "mattermost", &server.base_url(), token)
        .call(&["credential", "check", "it"])
}

#[test]
fn it_tells_whose_a_token_is_and_what_it_may_do() {
    for (token, words, absent) in [
        (
            Mattermost::TOKEN,
            &[
                "it: works (mattermost at http://127.0.0.1:",
                "account: @alice\n",
                "version 5.37.0",
                "where it is a member",
            ][..],
            &["warning", "bot", "administrator"][..],
        ),
        (
            Mattermost::BOT_TOKEN,
            &["account: @relbot, a bot", "where it is a member"],
            &["warning", "administrator"],
        ),
        (
            Mattermost::ADMIN_TOKEN,
            &[
                "account: @admin, an administrator",
                "every channel",
                "warning: ",
                "bot account",
                "safer",
            ],
            &[],
        ),
    ] {
        let server = Mattermost::start().unwrap();
        let said = check(&server, token).ends(0);
        assert_eq!(said.stderr, "", "{said}");
        for word in words {
            assert!(said.stdout.contains(word), "`{word}`\n{said}");
        }
        for word in absent {
            assert!(!said.stdout.contains(word), "`{word}`\n{said}");
        }
        assert_eq!(count(&server.received(), "GET", "/users/me"), 1);
        assert_eq!(server.received().len(), 1);
    }
}

#[test]
fn a_token_that_is_not_accepted_is_told_with_the_likely_reasons() {
    for token in [
        Mattermost::TOKEN_ID,
        Mattermost::DISABLED_TOKEN,
        "no-such-token-at-all",
    ] {
        let server = Mattermost::start().unwrap();
        let said = check(&server, token).ends(4).says(&[
            "the credential `it` does not work",
            "Mattermost answered 401",
            "Invalid or expired session",
            "Token ID",
            "revoked",
            "disabled",
        ]);
        let place = |word: &str| said.stderr.find(word).unwrap();
        assert!(
            place("Token ID") < place("revoked"),
            "the likeliest first\n{said}"
        );
        assert_eq!(said.stdout, "");
    }
}

#[test]
fn a_jelastic_token_is_checked_too() {
    let platform = Jelastic::start().unwrap();
    let check = |token: &str| {
        Jackfield::new()
            .credential("it", "jelastic", &platform.base_url(), token)
            .call(&["credential", "check", "it"])
    };
    let said = check(Jelastic::TOKEN).ends(0);
    for word in ["it: works (jelastic at ", "account: alice@example.com"] {
        assert!(said.stdout.contains(word), "`{word}`\n{said}");
    }
    assert!(!said.stdout.contains("warning"), "{said}");

    let said = check(Jelastic::NARROW_TOKEN).ends(0);
    for word in [
        "it: works",
        "warning: the token is valid, and narrow",
        "users.account.GetUserInfo",
    ] {
        assert!(said.stdout.contains(word), "`{word}`\n{said}");
    }

    check("wrong-token-of-somebody").ends(4).says(&[
        "702",
        "not authenticated",
        "credential-rejected",
        "token's id",
        "40 characters",
    ]);
}

#[test]
fn the_report_can_be_had_as_json() {
    let server = Mattermost::start().unwrap();
    let said = chat(&server)
        .call(&["credential", "check", "team-chat", "--json"])
        .ends(0);
    let report: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(report["account"]["name"], json!("@alice"));
    assert_eq!(report["account"]["bot"], json!(false));
    assert_eq!(report["account"]["administrator"], json!(false));
    assert_eq!(report["server"]["version"], json!("5.37.0"));
    assert_eq!(report["warnings"], json!([]));
    let credential =
        json!({"name": "team-chat", "type": "mattermost", "baseUrl": server.base_url()});
    assert_eq!(report["credential"], credential);
}

#[test]
fn it_says_that_a_server_cannot_be_reached() {
    Jackfield::new()
        .credential("it", "mattermost", NOBODY, Mattermost::TOKEN)
        .call(&["credential", "check", "it"])
        .ends(6)
        .says(&[
            "does not work",
            "could not be reached",
            "unreachable",
            "hint:",
        ]);
}

#[test]
fn a_credential_of_a_plugins_type_needs_the_plugin() {
    Jackfield::new()
        .credential("it", "unheard-of", "http://127.0.0.1:9", "abcdefgh")
        .call(&["credential", "check", "it"])
        .ends(4)
        .says(&[
            "`it` has a type that no connector here describes",
            "known types: ",
        ]);
}
