//! `token.create` and `token.rotate`: tokens that nobody sees.

use std::fs::{self, File};
use std::thread;
use std::time::Duration;

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::credential_rotate::active;
use crate::credential_store::{assert_encrypted, show, with_store};
use crate::support::process::{Jackfield, Said};
use crate::support::spellings::assert_secret;
use crate::support::{chat, chat_step, count, text};

fn named(name: &str, operation: &str, with: &Value) -> Value {
    let mut step = chat_step(operation, with);
    step["name"] = json!(name);
    step
}

fn create(with: &Value) -> Value {
    let mut with = with.clone();
    with["description"] = json!("posts the report");
    if with["user"].is_null() {
        with["user"] = json!("me");
    }
    chat_step("token.create", &with)
}

fn names(jackfield: &Jackfield) -> Vec<String> {
    let listed = jackfield.call(&["credential", "list", "--json"]).ends(0);
    let listed = listed.json();
    let listed = listed.as_array().unwrap().iter();
    listed.map(|known| text(known, "name")).collect()
}

/// The secrets of the server's tokens, none of which anybody may say.
#[track_caller]
fn assert_says_no_token(server: &Mattermost, said: &Said) {
    for secret in server.secrets() {
        assert_secret(&secret, said);
    }
}

/// A credential works, and is this account's.
#[track_caller]
fn assert_account(jackfield: &Jackfield, name: &str, account: &str) {
    let said = jackfield.call(&["credential", "check", name]).ends(0);
    let line = format!("account: {account}\n");
    assert!(said.stdout.contains(&line), "{said}");
}

#[test]
fn a_new_token_is_saved_and_can_be_used() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[create(&json!({"saveAs": "reports"}))]);
    let said = jackfield.run(&["-vv"]).ends(0).says(&["reports is saved"]);
    assert_says_no_token(&server, &said);
    let made = &said.json_lines()[0];
    assert_eq!(made["savedAs"], "reports");
    assert_eq!(made["user_id"], Mattermost::ALICE);
    assert_eq!(made["is_active"], true);
    assert!(text(made, "description").starts_with("posts the report ("));
    assert!(made.get("token").is_none(), "{made}");
    let known = show(&jackfield, "reports");
    assert_eq!(known["tokenId"], made["id"]);
    assert_eq!(known["type"], "mattermost");
    for secret in server.secrets() {
        assert_encrypted(&jackfield, &secret);
    }
    assert_account(&jackfield, "reports", "@alice");
}

#[test]
fn a_bot_gets_a_token_of_its_own_by_its_name() {
    let server = Mattermost::start().unwrap();
    let admin = Mattermost::ADMIN_TOKEN;
    let jackfield = Jackfield::new()
        .credential("team-chat", "mattermost", &server.base_url(), admin)
        .steps(&[
            named("Bot", "bot.create", &json!({"username": "reporter"})),
            create(&json!({"user": "@reporter", "saveAs": "reporter {{ $json.username }}"})),
        ]);
    let said = jackfield.run(&[]).ends(0);
    assert_says_no_token(&server, &said);
    assert_account(&jackfield, "reporter reporter", "@reporter, a bot");
}

#[test]
fn a_name_that_is_taken_is_found_before_anything_is_made() {
    let server = Mattermost::start().unwrap();
    let before = server.tokens().len();
    let jackfield = with_store(&server).steps(&[create(&json!({"saveAs": "team-chat"}))]);
    for said in [jackfield.check(), jackfield.run(&[])] {
        said.ends(3)
            .says(&["there is a credential `team-chat` already", "saveAs"]);
    }
    // By which an export would find it for `Team-Chat`.
    let jackfield = jackfield.steps(&[create(&json!({"saveAs": "Team Chat"}))]);
    jackfield
        .run(&[])
        .ends(3)
        .says(&["`Team Chat` is too much like `team-chat`"]);
    // What only the run can know.
    let name = json!({"saveAs": "{{ 'team-' + 'chat' }}"});
    let jackfield = jackfield.steps(&[create(&name)]);
    jackfield.check().ends(0);
    jackfield
        .run(&[])
        .ends(3)
        .says(&["there is a credential `team-chat` already, in the credential store"]);
    let jackfield = jackfield.steps(&[create(&json!({"saveAs": "-x"}))]);
    let offline = jackfield.call(&["check", "workflow.json", "--offline"]);
    for said in [jackfield.run(&[]), offline] {
        said.ends(3).says(&["an option"]);
    }
    let mut second = create(&json!({"saveAs": "reports"}));
    second["name"] = json!("Second");
    let jackfield = jackfield.steps(&[create(&json!({"saveAs": "reports"})), second]);
    let says = ["another step saves a credential `reports` already"];
    jackfield.check().ends(3).says(&says);
    assert_eq!(server.tokens().len(), before);
}

#[test]
fn a_lost_answer_leaves_no_token_behind_that_nobody_knows() {
    let server = Mattermost::start().unwrap();
    let before = active(&server).len();
    let lost = Answer::real().lose_answer();
    server.script(lost.only("POST", "/tokens"));
    let jackfield = chat(&server).steps(&[create(&json!({"saveAs": "reports"}))]);
    let said = jackfield.run(&[]).ends(0);
    let made = text(&said.json_lines()[0], "id");
    let left = active(&server);
    assert_eq!(left.len(), before + 1, "{left:?}");
    assert!(left.contains(&made));
    assert_eq!(count(&server.received(), "POST", "/tokens/revoke"), 1);
    jackfield.call(&["credential", "check", "reports"]).ends(0);
}

#[test]
fn a_token_that_cannot_be_saved_is_revoked() {
    let server = Mattermost::start().unwrap();
    let before = active(&server).len();
    let jackfield = chat(&server).steps(&[create(&json!({"saveAs": "reports"}))]);
    // What should become the lock's file is a directory.
    fs::create_dir_all(jackfield.path(".local/state/jackfield/credentials/lock")).unwrap();
    jackfield.run(&[]).ends(4).says(&[
        "the new credential was not saved; the new token was revoked",
        "the credential store cannot open ",
    ]);
    assert_eq!(active(&server).len(), before);
}

#[test]
fn an_end_is_given_where_the_server_knows_ends() {
    let server = Mattermost::start().unwrap();
    let before = active(&server).len();
    let jackfield = chat(&server).steps(&[create(&json!({"saveAs": "a", "validDays": 30}))]);
    jackfield
        .run(&[])
        .ends(3)
        .says(&["lets no token expire", "the new token was revoked"]);
    assert_eq!(active(&server).len(), before);
    server.let_tokens_expire(90);
    jackfield.run(&[]).ends(0);
    assert!(show(&jackfield, "a")["expires"].is_string());
    // Without a wish it is the longest that the server accepts.
    let jackfield = jackfield.steps(&[create(&json!({"saveAs": "b"}))]);
    jackfield.run(&[]).ends(0);
    assert!(show(&jackfield, "b")["expires"].is_string());
    assert_ne!(
        show(&jackfield, "a")["expires"],
        show(&jackfield, "b")["expires"]
    );
}

#[test]
fn a_dry_run_makes_and_replaces_nothing() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server);
    let before = server.tokens();
    let jackfield = jackfield.steps(&[
        create(&json!({"saveAs": "reports"})),
        named("Rotate", "token.rotate", &json!({})),
    ]);
    jackfield.run(&["--dry-run"]).ends(0).says(&[
        "POST ",
        "/tokens",
        "the token of its credential would be replaced",
    ]);
    assert_eq!(server.tokens(), before);
    assert_eq!(names(&jackfield), ["team-chat"]);
}

#[test]
fn a_token_is_replaced_by_a_step_and_later_steps_act_with_the_new_one() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server);
    let jackfield = jackfield.steps(&[
        named("Rotate", "token.rotate", &json!({})),
        named("Own", "user.get", &json!({})),
        named("Tokens", "token.getAll", &json!({"returnAll": true})),
    ]);
    let said = jackfield
        .run(&["--input", r#"[{}, {}]"#, "--output", "all"])
        .ends(0);
    assert_says_no_token(&server, &said);
    let left = active(&server);
    assert_eq!(left.len(), 1, "{said}");
    assert_ne!(left[0], Mattermost::TOKEN_ID);
    let rotated = said.json();
    let rotated = rotated["Rotate"].as_array().unwrap();
    // Once, for two items.
    assert_eq!(rotated.len(), 2);
    for item in rotated {
        assert_eq!(item["credential"], "team-chat");
        assert_eq!(item["tokenId"], json!(left[0]));
        assert!(item.get("warning").is_none(), "{item}");
    }
    assert_eq!(count(&server.received(), "POST", "/users/me/tokens"), 1);
    assert_eq!(show(&jackfield, "team-chat")["tokenId"], json!(left[0]));
    jackfield
        .call(&["credential", "check", "team-chat"])
        .ends(0);
}

#[test]
fn only_a_credential_in_the_store_is_replaced() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[chat_step("token.rotate", &json!({}))]);
    for said in [jackfield.check(), jackfield.run(&[])] {
        said.ends(4).says(&[
            "the token of the credential `team-chat` cannot be replaced here",
            "JACKFIELD_CREDENTIAL_TEAM_CHAT",
        ]);
    }
    assert_eq!(active(&server), [Mattermost::TOKEN_ID]);
}

#[test]
fn a_rotation_that_was_cut_off_goes_on_in_the_next_run() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server).steps(&[chat_step("token.rotate", &json!({}))]);
    let refuse = Answer::new(500).json(json!({"id": "x", "message": "no"}));
    server.script(refuse.only("POST", "/users/tokens/revoke").times(3));
    jackfield
        .run(&[])
        .ends(6)
        .says(&["the token of `team-chat` could not be replaced"]);
    assert_eq!(active(&server).len(), 2);
    let said = jackfield.run(&[]).ends(0);
    assert_eq!(active(&server).len(), 1, "{said}");
    jackfield
        .call(&["credential", "check", "team-chat"])
        .ends(0);
}

#[test]
fn whose_token_is_made_has_to_be_said() {
    let server = Mattermost::start().unwrap();
    let before = server.tokens().len();
    for user in ["{{ $json.nobody ?? '' }}", "{{ null }}"] {
        let with = json!({"saveAs": "reports", "user": user});
        let jackfield = chat(&server).steps(&[create(&with)]);
        jackfield.run(&[]).ends(3).says(&["user"]);
    }
    assert_eq!(server.tokens().len(), before);
}

#[test]
fn a_store_that_another_process_holds_is_waited_for_and_then_the_token_is_revoked() {
    let server = Mattermost::start().unwrap();
    let mut step = create(&json!({"saveAs": "reports"}));
    step["timeout"] = json!("6s");
    step["retry"] = json!({"attempts": 1});
    let jackfield = with_store(&server).steps(&[step]);
    let before = active(&server).len();
    let lock = jackfield.path(".local/state/jackfield/credentials/lock");
    let lock = File::open(lock).unwrap();
    lock.lock().unwrap();
    jackfield.run(&[]).ends(6).says(&[
        "is being changed by another process",
        "the new token was revoked",
    ]);
    assert_eq!(active(&server).len(), before);
}

#[test]
fn a_rotation_waits_for_that_of_another_process() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server).steps(&[chat_step("token.rotate", &json!({}))]);
    let lock = jackfield.path(".local/state/jackfield/credentials/rotation.lock");
    let lock = File::create(lock).unwrap();
    lock.lock().unwrap();
    let run = jackfield
        .command(&["run", "workflow.json"])
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(300));
    assert_eq!(active(&server), [Mattermost::TOKEN_ID]);
    drop(lock);
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_ne!(active(&server), [Mattermost::TOKEN_ID]);
}

#[test]
fn a_dry_run_reports_a_token_that_it_did_not_replace() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server).steps(&[chat_step("token.rotate", &json!({}))]);
    let said = jackfield.run(&["--dry-run", "--report", "json"]).ends(0);
    assert_eq!(said.report()["steps"][0]["notRotated"], json!(1), "{said}");
}

#[test]
fn a_page_of_a_gateway_in_the_place_of_a_token_is_asked_about_again() {
    let server = Mattermost::start().unwrap();
    let before = active(&server).len();
    // The first was made, and its answer was lost on the way; the second was turned away.
    let page = |status| Answer::new(status).body("<html>");
    let path = format!("/users/{}/tokens", Mattermost::ALICE);
    server.script(page(504).after_effect().only("POST", &path));
    server.script(page(503).only("POST", &path));
    let jackfield = chat(&server).steps(&[create(&json!({"saveAs": "reports"}))]);
    jackfield.run(&[]).ends(0);
    assert_eq!(active(&server).len(), before + 1);
    assert_eq!(count(&server.received(), "POST", "/tokens/revoke"), 1);
    // One that never shows what it has made leaves the outcome open.
    let jackfield = jackfield.steps(&[create(&json!({"saveAs": "others"}))]);
    server.script(page(200).after_effect().only("POST", &path).times(3));
    jackfield.run(&[]).ends(11).says(&["nobody knows"]);
}
