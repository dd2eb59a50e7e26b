//! `examples/rotate-token.json`: a token is replaced, and the team is told.

use jackfield_standin::{Answer, Mattermost};
use serde_json::json;

use crate::credential_rotate::active;
use crate::credential_store::with_store;
use crate::support::messages;
use crate::support::process::Jackfield;

fn jackfield(server: &Mattermost) -> Jackfield {
    let example = include_str!("../../examples/rotate-token.json");
    with_store(server).file("workflow.json", example)
}

#[test]
fn every_run_replaces_the_token_and_posts_with_the_new_one() {
    let server = Mattermost::start().unwrap();
    server.let_tokens_expire(90);
    let jackfield = jackfield(&server);
    let mut tokens = vec![Mattermost::TOKEN_ID.to_owned()];
    for _ in 0..2 {
        jackfield.run(&["--output", "none"]).ends(0);
        let left = active(&server);
        assert_eq!(left.len(), 1, "{left:?}");
        assert!(!tokens.contains(&left[0]), "{left:?}");
        tokens.extend(left);
    }
    let said = messages(&server);
    assert_eq!(said.len(), 2, "{said:?}");
    for message in said {
        let begins = "The token of team-chat was replaced; the new one is valid until 20";
        assert!(message.starts_with(begins), "{message}");
    }
}

#[test]
fn a_token_that_is_not_replaced_is_reported_with_the_old_one() {
    let server = Mattermost::start().unwrap();
    let jackfield = jackfield(&server);
    let refuse = Answer::new(403).json(json!({
        "id": "api.context.permissions.app_error",
        "message": "You do not have the appropriate permissions.",
    }));
    server.script(refuse.only("POST", "/users/me/tokens"));
    jackfield
        .run(&["--output", "none"])
        .ends(3)
        .says(&["the token was not replaced as it should be, and the team was told"]);
    let said = messages(&server);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("@channel replacing the token of team-chat failed: "));
    assert_eq!(active(&server), [Mattermost::TOKEN_ID]);
}

#[test]
fn what_fails_after_the_token_was_replaced_is_reported_with_the_new_one() {
    let server = Mattermost::start().unwrap();
    let jackfield = jackfield(&server);
    let refuse = Answer::new(400).json(json!({"id": "x", "message": "not now"}));
    server.script(refuse.only("POST", "/users/tokens/revoke"));
    jackfield
        .run(&["--output", "none"])
        .ends(3)
        .says(&["the token of `team-chat` was replaced, and what follows failed"]);
    assert_eq!(active(&server).len(), 2);
    let posted = server.received();
    let posted = posted
        .iter()
        .rfind(|request| request.path.ends_with("/posts"));
    let authorization = posted.unwrap().header("authorization").unwrap();
    let new = server.secrets().pop().unwrap();
    assert_eq!(authorization, format!("Bearer {new}"));
}
