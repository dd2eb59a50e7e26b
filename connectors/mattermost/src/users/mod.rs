//! People and bots: `user.*`.

mod create;
mod find;

pub(crate) use create::is_taken;

use jackfield_sdk::Effect::{Deduplicated, Idempotent, Read, Unsafe};

use crate::field::{Field, choice, flag, moment, object, text, texts, words};
use crate::names::{TEAM, USER, USER_OR_SELF};
use crate::operation::Operation;
use crate::pages;

const NOTIFICATIONS: &[Field] = &[
    flag("channel", true, "Whether `@channel` and the like notify."),
    choice(
        "desktop",
        &["all", "mention", "none"],
        "What notifies on the desktop.",
    ),
    flag("desktop_sound", true, "Whether that makes a sound."),
    flag("email", false, "Whether mentions are sent by email."),
    flag(
        "first_name",
        false,
        "Whether the first name counts as a mention.",
    ),
    text(
        "mention_keys",
        "Words that count as mentions, with commas between them.",
    ),
    choice(
        "push",
        &["mention", "all", "none"],
        "What notifies on the phone.",
    ),
];

const CREATE: &[Field] = &[
    text(
        "username",
        "The name that mentions the person: small letters, digits, `.`, `-`, `_`.",
    )
    .required(),
    choice(
        "authService",
        &["email", "gitlab", "google", "ldap", "office365", "saml"],
        "How the person signs in; `email` is with a password.",
    ),
    text(
        "authData",
        "What that service knows the person by, where it is not `email`.",
    ),
    text("email", "The email address."),
    text(
        "password",
        "The first password, where the person signs in with one.",
    ),
    object(
        "additionalFields",
        &[
            text("first_name", "The first name."),
            text("last_name", "The last name."),
            text("nickname", "What the person wants to be called."),
            text("locale", "The language, such as `en`."),
            object(
                "notificationUi",
                &[object(
                    "notificationValues",
                    NOTIFICATIONS,
                    "What notifies the person.",
                )],
                "What notifies the person, as n8n has it; what is not said is by default. n8n's node sends it under this name as well, and true and false, where the server takes nothing but text; here it is sent once, as text.",
            ),
        ],
        "Further settings.",
    ),
];

const FILTER: &[Field] = &[
    text("team", "Only those in this team, by name.").direct(),
    text(
        "channel",
        "Only those in this channel, as `team/channel-name`.",
    )
    .direct(),
    object(
        "additionalFields",
        &[
            text("inTeam", "Only those in this team, by its id or its name.").direct(),
            text(
                "notInTeam",
                "Only those not in this team, by its id or its name.",
            )
            .direct(),
            text(
                "inChannel",
                "Only those in this channel, by its id or as `team/channel-name`.",
            )
            .direct(),
            text(
                "notInChannel",
                "Only those not in this channel, by its id or as `team/channel-name`.",
            )
            .direct(),
            choice(
                "sort",
                &["username", "createdAt", "lastActivityAt", "status"],
                "The order: `createdAt` and `lastActivityAt` within a team, `status` within a channel. n8n's node sends a word for `createdAt` that the server does not know; here it works.",
            ),
        ],
        "Which accounts, and their order.",
    ),
];

const SEARCH: &[Field] = &[
    words(
        "term",
        "What user names, full names, nicknames and email addresses begin with.",
    )
    .required(),
    text("team", "Only those in this team, by name.").direct(),
    text(
        "channel",
        "Only those in this channel, as `team/channel-name`.",
    )
    .direct(),
    flag(
        "allowInactive",
        false,
        "Whether deactivated accounts are found as well.",
    ),
];

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new("user.create", Deduplicated, create::create, &[CREATE])
        .summary("Makes an account for a person.")
        .permission("manage_system, unless the server lets anybody sign up")
        .example(
            "A colleague who signs in with a password",
            r#"{"username": "bob", "authService": "email", "email": "bob@example.com", "password": "{{ $json.password }}"}"#,
        ),
    Operation::new("user.deactive", Idempotent, create::deactivate, &[USER])
        .summary("Deactivates an account and ends its sessions.")
        .permission("sysconsole_write_user_management_users")
        .example("By name", r#"{"user": "@bob"}"#),
    Operation::new("user.getAll", Read, find::list, &[FILTER, pages::ALL])
        .summary("Lists accounts. n8n's node asks at an address with two slashes in it; here it is one.")
        .permission("view_members")
        .example("Those of a team", r#"{"team": "engineering"}"#),
    Operation::new(
        "user.getByEmail",
        Read,
        find::by_email,
        &[&[text("email", "The email address.").required()]],
    )
    .summary("Gets an account by its email address.")
    .permission("view_members; the server can be set to hide addresses")
    .example("A colleague", r#"{"email": "alice@example.com"}"#),
    Operation::new(
        "user.getByUsername",
        Read,
        find::by_username,
        &[&[text("username", "The name that mentions the person, with or without `@`.").required()]],
    )
    .summary("Gets an account by its name.")
    .permission("view_members")
    .example("A colleague", r#"{"username": "alice"}"#),
    Operation::new(
        "user.getById",
        Read,
        find::by_ids,
        &[&[
            texts("userIds", "The ids: a list, or with commas between them. Blanks around them do no harm, as they do in n8n's node.").required(),
            object(
                "additionalFields",
                &[moment("since", "Only those that changed since then.")],
                "Further settings.",
            ),
        ]],
    )
    .summary("Gets accounts by their ids. Ids that are nobody's are left out.")
    .permission("view_members")
    .example("Two accounts", r#"{"userIds": "7nfr493bsjrm5kenjgy7tuasgy, y3t58fr6ufnx7qekpxxem7fwsw"}"#),
    Operation::new("user.get", Read, find::get, &[USER_OR_SELF])
        .summary("Gets an account, by default the token's own.")
        .permission("view_members")
        .example("A colleague", r#"{"user": "@alice"}"#),
    Operation::new("user.search", Read, find::search, &[SEARCH, pages::SOME])
        .summary("Searches accounts. The server gives 1,000 at most, and no further page.")
        .permission("view_members")
        .example("By the beginning of a name", r#"{"term": "ali", "team": "engineering"}"#),
    Operation::new("user.getStatus", Read, find::status, &[USER_OR_SELF])
        .permission("nothing but a valid token")
        .summary("Gets whether somebody is online, away, offline or not to be disturbed.")
        .example("A colleague", r#"{"user": "@alice"}"#),
    Operation::new(
        "user.invite",
        Unsafe,
        create::invite,
        &[
            TEAM,
            &[texts("emails", "The email addresses: a list, or with commas between them. Blanks around them do no harm, as they do in n8n's node.").required()],
        ],
    )
    .summary("Invites people to a team by email.")
    .permission("invite_user and add_user_to_team")
    .example(
        "Two people",
        r#"{"team": "engineering", "emails": "bob@example.com, eve@example.com"}"#,
    ),
];
