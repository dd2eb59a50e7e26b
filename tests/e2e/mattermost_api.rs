//! Any endpoint, and what the connector says of itself.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::process::Jackfield;
use crate::support::{gives, operate, text, texts};

const ALICE: &str = Mattermost::TOKEN;

#[test]
fn any_endpoint_can_be_called() {
    let server = Mattermost::start().unwrap();
    let call = |with: Value| gives(&server, ALICE, "api.call", &with);
    assert_eq!(
        texts(&call(json!({"path": "/api/v4/users/me"})), "username"),
        ["alice"]
    );
    let users = call(json!({"path": "users", "query": {"per_page": 2, "page": null}}));
    assert_eq!(texts(&users, "username"), ["admin", "alice"]);
    let post = json!({"channel_id": Mattermost::TOWN_SQUARE, "message": "a"});
    call(json!({"path": "users", "query": {"roles": ["system_admin", "system_user"]}}));
    let query = server.received().last().unwrap().query_pairs();
    let roles = ("roles".to_owned(), "system_admin,system_user".to_owned());
    assert_eq!(query, [roles]);
    let made = call(json!({"method": "POST", "path": "posts", "body": post}));
    assert_eq!(text(&made[0], "message"), "a");
    let ids = json!([Mattermost::ALICE]);
    let found = call(json!({"method": "POST", "path": "users/ids", "body": ids}));
    assert_eq!(texts(&found, "username"), ["alice"]);
    let patched = call(
        json!({"method": "PUT", "path": format!("posts/{}/patch", text(&made[0], "id")), "body": {"message": "b"}}),
    );
    assert_eq!(text(&patched[0], "message"), "b");
    server.script(Answer::new(204));
    let empty = call(json!({"method": "DELETE", "path": "drafts/1"}));
    assert_eq!(empty, [json!({"statusCode": 204, "text": ""})]);
    server.script(Answer::new(200).json(json!(["a", 1])));
    assert_eq!(
        call(json!({"path": "list"})),
        [json!({"value": "a"}), json!({"value": 1})]
    );
}

#[test]
fn a_call_stays_below_the_api() {
    let server = Mattermost::start().unwrap();
    for path in ["../../hooks/x", "users/%2e%2e/x", "/api/v4/../../x"] {
        let said = operate(&server, ALICE, "api.call", &json!({"path": path}));
        assert_ne!(said.code, Some(0), "{path}\n{said}");
    }
    operate(&server, ALICE, "api.call", &json!({"path": "users?page=1"}))
        .ends(3)
        .says(&["has a query in it", "`query`"]);
    assert!(server.received().is_empty());
    operate(&server, ALICE, "api.call", &json!({"path": "nothing"}))
        .ends(5)
        .says(&["api.context.404.app_error"]);
}

#[test]
fn a_call_that_may_have_changed_something_is_not_repeated() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().lose_answer().only("POST", "/posts"));
    let post = json!({"channel_id": Mattermost::TOWN_SQUARE, "message": "a"});
    let with = json!({"method": "POST", "path": "posts", "body": post});
    operate(&server, ALICE, "api.call", &with)
        .ends(11)
        .says(&["nobody knows whether this took effect"]);
    assert_eq!(server.posts().len(), 1);
}

#[test]
fn what_answers_a_token_is_not_called() {
    let server = Mattermost::start().unwrap();
    for (path, words) in [
        ("users/me/tokens", "`token.create`"),
        ("/api/v4/users/me/tokens/", "`token.create`"),
        ("users/tokens/rotate", "`token.rotate`"),
        ("users/login", "`jackfield credential add`"),
    ] {
        let with = json!({"method": "POST", "path": path, "body": {"description": "d"}});
        operate(&server, ALICE, "api.call", &with)
            .ends(3)
            .says(&["in the clear in the item", words]);
    }
    assert!(server.received().is_empty());
    let found = gives(
        &server,
        ALICE,
        "api.call",
        &json!({"path": "users/me/tokens"}),
    );
    assert!(!found.is_empty(), "they can be listed");
}

/// What there is in n8n's node, and must not be missing.
const OF_N8N: [&str; 19] = [
    "channel.addUser",
    "channel.create",
    "channel.delete",
    "channel.members",
    "channel.restore",
    "channel.search",
    "channel.statistics",
    "message.delete",
    "message.post",
    "message.postEphemeral",
    "reaction.create",
    "reaction.delete",
    "reaction.getAll",
    "user.create",
    "user.deactive",
    "user.getAll",
    "user.getByEmail",
    "user.getById",
    "user.invite",
];

#[test]
fn every_operation_says_what_it_is_and_its_example_is_valid() {
    let described = Jackfield::new()
        .call(&["connector", "describe", "mattermost", "--json"])
        .ends(0)
        .json();
    let operations = described["operations"].as_array().unwrap();
    let names = texts(operations, "name");
    for name in OF_N8N {
        assert!(names.iter().any(|known| known == name), "{name}");
    }
    let mut unique = names.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), names.len());
    for operation in operations {
        let name = text(operation, "name");
        assert!(text(operation, "summary").ends_with('.'), "{name}");
        let permission = text(operation, "permission");
        assert!(!permission.is_empty() || name == "token.rotate", "{name}");
        let schema = jsonschema::validator_for(&operation["parameters"]).unwrap();
        let example = &operation["examples"][0];
        assert!(!text(example, "summary").is_empty(), "{name}");
        assert!(schema.is_valid(&example["parameters"]), "{name}: {example}");
        let properties = operation["parameters"]["properties"].as_object().unwrap();
        for (property, schema) in properties {
            let about = text(schema, "description");
            assert!(about.ends_with('.'), "{name}, {property}: {about}");
        }
    }
}

#[test]
fn where_n8n_is_wrong_the_description_says_so() {
    let described = Jackfield::new()
        .call(&["connector", "describe", "mattermost", "--json"])
        .ends(0)
        .json();
    let operations = described["operations"].as_array().unwrap();
    for (operation, place, words) in [
        ("user.getAll", "/summary", "two slashes"),
        (
            "user.getAll",
            "/parameters/properties/returnAll/description",
            "one page more",
        ),
        (
            "channel.members",
            "/parameters/properties/returnAll/description",
            "one page more",
        ),
        (
            "message.post",
            "/parameters/properties/attachments/description",
            "without an integration",
        ),
        ("channel.search", "/summary", "limit of the first item"),
        ("reaction.getAll", "/summary", "limit of the first item"),
        (
            "user.getById",
            "/parameters/properties/userIds/description",
            "Blanks",
        ),
        (
            "user.invite",
            "/parameters/properties/emails/description",
            "Blanks",
        ),
        (
            "user.getAll",
            "/parameters/properties/additionalFields/properties/sort/description",
            "`createdAt` that the server does not know",
        ),
        (
            "user.create",
            "/parameters/properties/additionalFields/properties/notificationUi/description",
            "nothing but text",
        ),
    ] {
        let described = operations.iter().find(|one| text(one, "name") == operation);
        let said = described.unwrap().pointer(place).unwrap();
        let said = said.as_str().unwrap();
        for words in ["n8n", words] {
            assert!(said.contains(words), "{operation}{place}: {said}");
        }
    }
}

#[test]
fn of_two_names_for_a_channel_and_for_a_person_one_is_needed() {
    let said = Jackfield::new()
        .call(&["connector", "describe", "mattermost/channel.addUser"])
        .ends(0);
    for words in [
        "channelId (string, one of channel, channelId): ",
        "user (string, one of user, userId): ",
    ] {
        assert!(said.stdout.contains(words), "`{words}`\n{said}");
    }
}
