//! What Mattermost answers when it does not do what it is asked.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::process::Jackfield;
use crate::support::{chat, chat_step, post};

/// An error as the API words it.
fn error(status: u16, id: &str, message: &str) -> Answer {
    Answer::new(status).json(json!({
        "id": id, "message": message, "detailed_error": "", "request_id": "r", "status_code": status,
    }))
}

fn to(channel_id: &str) -> Value {
    chat_step(
        "message.post",
        &json!({"channelId": channel_id, "message": "a"}),
    )
}

#[test]
fn a_rejected_token_is_told_with_the_likely_reasons() {
    let server = Mattermost::start().unwrap();
    let said = Jackfield::new()
        .credential("team-chat", "mattermost", &server.base_url(), Mattermost::TOKEN_ID)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(4)
        .says(&[
            "error: Post (mattermost/message.post, item 0): posting a message: Mattermost answered 401",
            "kind: credential-rejected (to be fixed in the workflow, its input or its credential)",
            "credential: team-chat",
            "code: api.context.session_expired.app_error (HTTP 401)",
            "hint: ",
            "Token ID",
        ]);
    assert_eq!(said.stdout, "");
    assert_eq!(server.received().len(), 1, "a refusal is not repeated");
}

#[test]
fn what_can_be_done_about_a_wrong_request_is_told() {
    let server = Mattermost::start().unwrap();
    chat(&server)
        .steps(&[to(Mattermost::ATTIC)])
        .run(&[])
        .ends(3)
        .says(&["can_not_post_to_deleted", "`channel.restore` takes it out"]);
    let taken = json!({"team": "engineering", "displayName": "A", "channel": "attic"});
    chat(&server)
        .steps(&[chat_step("channel.create", &taken)])
        .run(&[])
        .ends(3)
        .says(&["save_channel.exists", "in the archive perhaps"]);
    let mut reply = to(Mattermost::TOWN_SQUARE);
    reply["with"]["rootId"] = json!("nopost12345678901234567890");
    chat(&server)
        .steps(&[reply])
        .run(&[])
        .ends(3)
        .says(&["create_post.root_id", "`message.reply` finds it"]);
    for (id, words) in [
        (
            "api.file.upload_file.too_large_detailed.app_error",
            "Maximum File Size",
        ),
        (
            "api.context.request_body_too_large.app_error",
            "Maximum Payload Size",
        ),
    ] {
        server.script(error(413, id, "too large"));
        chat(&server)
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(3)
            .says(&[words]);
    }
}

#[test]
fn a_second_factor_that_is_missing_is_no_matter_of_rights() {
    let server = Mattermost::start().unwrap();
    for status in [401, 403] {
        let id = "api.context.mfa_required.app_error";
        server.script(error(
            status,
            id,
            "Multi-factor authentication is required.",
        ));
        chat(&server)
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(4)
            .says(&[
                "credential-rejected",
                "Multi-factor Authentication",
                "a bot's token",
            ])
            .keeps_quiet_about(&["Members > Add", "Token ID"]);
    }
}

#[test]
fn a_forbidden_channel_is_told_with_the_account_and_both_remedies() {
    let server = Mattermost::start().unwrap();
    let who_says = |token: &str, channel: &str, name: &str| {
        Jackfield::new()
            .credential("team-chat", "mattermost", &server.base_url(), token)
            .steps(&[to(channel)])
            .run(&[])
            .ends(4)
            .says(&[
                "Mattermost answered 403",
                "permission-denied",
                "api.context.permissions.app_error (HTTP 403)",
                name,
                "to the channel",
                "Members > Add",
                "System Console",
            ]);
    };
    who_says(Mattermost::TOKEN, Mattermost::SECRET, "add @alice");
    who_says(
        Mattermost::BOT_TOKEN,
        Mattermost::TOWN_SQUARE,
        "add @relbot",
    );
    who_says(
        Mattermost::TOKEN,
        "nochannel12345678901234567",
        "does not exist",
    );
    assert!(server.posts().is_empty());
}

#[test]
fn what_is_not_found_is_told_with_what_to_spell() {
    let server = Mattermost::start().unwrap();
    for (step, words) in [
        (
            chat_step(
                "message.post",
                &json!({"channel": "engineering/town-sqare", "message": "a"}),
            ),
            &[
                "`engineering/town-sqare`",
                "Channel does not exist",
                "spelling of team and channel",
            ][..],
        ),
        (
            chat_step(
                "message.post",
                &json!({"channel": "enginering/town-square", "message": "a"}),
            ),
            &[
                "`enginering/town-square`",
                "answered 404",
                "spelling of team",
            ],
        ),
        (
            chat_step("channel.search", &json!({"team": "nobody", "term": ""})),
            &["looking up the team `nobody`", "answered 404"],
        ),
    ] {
        chat(&server)
            .steps(&[step])
            .run(&[])
            .ends(5)
            .says(&["not-found", "HTTP 404", "hint: "])
            .says(words);
    }
}

#[test]
fn what_is_missing_is_told_as_what_it_is() {
    let server = Mattermost::start().unwrap();
    let id = "a".repeat(26);
    for (operation, with, words) in [
        (
            "user.get",
            json!({"user": "@nobody"}),
            "no account has that name",
        ),
        (
            "user.get",
            json!({"userId": id}),
            "no account has that name",
        ),
        ("message.get", json!({"postId": id}), "no post has that id"),
        (
            "message.reply",
            json!({"postId": id, "message": "a"}),
            "no post has that id",
        ),
        ("file.getInfo", json!({"fileId": id}), "no file has that id"),
        (
            "token.revoke",
            json!({"tokenId": id}),
            "no token has that id",
        ),
    ] {
        chat(&server)
            .steps(&[chat_step(operation, &with)])
            .run(&[])
            .ends(5)
            .says(&["not-found", words])
            .keeps_quiet_about(&["spelling of team and channel"]);
    }
}

#[test]
fn what_may_not_be_done_is_told_with_who_can_allow_it_there() {
    let server = Mattermost::start().unwrap();
    for (operation, with, says, quiet) in [
        (
            "team.addUser",
            json!({"teamId": Mattermost::ENGINEERING, "userId": Mattermost::ADMIN}),
            "to the team",
            "to the channel",
        ),
        (
            "bot.create",
            json!({"username": "ci"}),
            "Manage Roles",
            "to the channel",
        ),
        (
            "channel.update",
            json!({"channelId": Mattermost::SECRET, "header": "a"}),
            "to the channel",
            "post:channels",
        ),
    ] {
        let forbidden = error(403, "api.context.permissions.app_error", "No.");
        server.script(forbidden.only(
            if operation == "channel.update" {
                "PUT"
            } else {
                "POST"
            },
            "/",
        ));
        chat(&server)
            .steps(&[chat_step(operation, &with)])
            .run(&[])
            .ends(4)
            .says(&["@alice may not do this", says])
            .keeps_quiet_about(&[quiet]);
    }
}

#[test]
fn what_is_too_large_for_a_gateway_is_no_matter_of_the_address() {
    let server = Mattermost::start().unwrap();
    let html = "<html><head><title>413 Request Entity Too Large</title></head></html>";
    server.script(
        Answer::new(413)
            .header("content-type", "text/html")
            .body(html),
    );
    chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(3)
        .says(&[
            "invalid-parameter",
            "HTTP 413",
            "too large",
            "client_max_body_size",
        ])
        .keeps_quiet_about(&["base URL"]);
}

#[test]
fn what_the_server_will_not_take_is_a_fault_of_the_workflow() {
    let server = Mattermost::start().unwrap();
    for (step, words) in [
        (
            to(Mattermost::ATTIC),
            &["answered 400", "Can not post to deleted channel"][..],
        ),
        (
            chat_step(
                "message.post",
                &json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a", "otherOptions": {"root_id": "nopost12345678901234567890"}}),
            ),
            &["answered 400", "Invalid RootId"],
        ),
    ] {
        chat(&server)
            .steps(&[step])
            .run(&[])
            .ends(3)
            .says(&["invalid-parameter", "HTTP 400"])
            .says(words);
    }
    assert!(server.posts().is_empty());
}

#[test]
fn other_refusals_are_told_in_the_servers_words() {
    for (status, code, kind) in [
        (409, 5, "conflict"),
        (413, 3, "invalid-parameter"),
        (501, 5, "refused-by-platform"),
        (418, 5, "refused-by-platform"),
    ] {
        let server = Mattermost::start().unwrap();
        server.script(error(status, "some.id", "Words of the server."));
        chat(&server)
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(code)
            .says(&[&format!("{status}: Words of the server."), kind, "some.id"]);
        assert_eq!(server.received().len(), 1, "{status}: not repeated");
    }
}

#[test]
fn answers_of_the_wrong_shape_are_told_as_such() {
    for (body, words) in [
        (
            "hello",
            &[
                "not the API's JSON",
                "hello",
                "check the credential's base URL",
            ][..],
        ),
        ("", &["answered 200 with an empty body"]),
        (
            "<html>Sign in</html>",
            &["<html>Sign in", "web page", "sign-in page"],
        ),
        ("7", &["`7` where an object was expected"]),
    ] {
        let server = Mattermost::start().unwrap();
        server.script(
            Answer::new(200)
                .header("content-type", "text/plain")
                .body(body),
        );
        chat(&server)
            .steps(&[chat_step("message.get", &json!({"postId": "a"}))])
            .run(&[])
            .ends(5)
            .says(&["unexpected-response"])
            .says(words);
        assert_eq!(server.received().len(), 1, "{body}");
    }
}
