//! Channels: `channel.*`.

mod direct;
mod edit;
mod find;
mod members;

use jackfield_sdk::Effect::{Deduplicated, Idempotent, Read};

use crate::field::{Field, choice, flag, text, texts, words};
use crate::names::{CHANNEL, TEAM, USER};
use crate::operation::Operation;
use crate::pages;

const BY_NAME: (&str, &str) = (
    "A channel by name",
    r#"{"channel": "engineering/town-square"}"#,
);

const OLD_ONE: (&str, &str) = (
    "A channel that is no longer needed",
    r#"{"channel": "engineering/release-1"}"#,
);

const CREATE: &[Field] = &[
    words("displayName", "What the channel is called where people see it.").required(),
    text("channel", "The channel's name in links and for programs: small letters, digits, `-` and `_`, at least 2.").required(),
    choice("type", &["public", "private"], "Who can see it."),
    words("purpose", "What it is for."),
    words("header", "What stands above it, in Markdown."),
];

const UPDATE: &[Field] = &[
    words(
        "displayName",
        "What it is to be called where people see it.",
    ),
    text("name", "The new name in links and for programs."),
    words("purpose", "What it is for."),
    words("header", "What stands above it, in Markdown."),
];

const RESOLVE: &[Field] = &[flag(
    "resolveData",
    true,
    "Whether the accounts are given instead of the memberships, which hold their ids. As in n8n it is for `returnAll: false` alone; `user.getAll` with `channel` gives all accounts.",
)];

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new("channel.addUser", Idempotent, members::add, &[CHANNEL, USER])
        .summary("Adds somebody to a channel. Who is in it already stays.")
        .permission("manage_public_channel_members or manage_private_channel_members")
        .example(
            "A colleague",
            r#"{"channel": "engineering/release-news", "user": "@bob"}"#,
        ),
    Operation::new("channel.create", Deduplicated, edit::create, &[TEAM, CREATE])
        .summary("Makes a channel.")
        .permission("create_public_channel or create_private_channel")
        .example(
            "A channel for a release",
            r#"{"team": "engineering", "displayName": "Release 2", "channel": "release-2"}"#,
        ),
    Operation::new("channel.delete", Idempotent, edit::delete, &[CHANNEL])
        .summary("Archives a channel.")
        .permission("delete_public_channel or delete_private_channel")
        .example(OLD_ONE.0, OLD_ONE.1),
    Operation::new("channel.restore", Idempotent, edit::restore, &[CHANNEL])
        .summary("Takes a channel out of the archive.")
        .permission("manage_team")
        .example("A channel by its name", OLD_ONE.1)
        .more_examples(&[(
            "A channel by its id",
            r#"{"channelId": "4xp9fdt77pncbef59f4k1qe83o"}"#,
        )]),
    Operation::new(
        "channel.members",
        Read,
        members::list,
        &[CHANNEL, RESOLVE, pages::ALL],
    )
    .summary("Lists who is in a channel.")
    .permission("read_channel")
    .example(BY_NAME.0, BY_NAME.1),
    Operation::new(
        "channel.removeUser",
        Idempotent,
        members::remove,
        &[CHANNEL, USER],
    )
    .summary("Removes somebody from a channel.")
    .permission("manage_public_channel_members or manage_private_channel_members")
    .example(
        "A colleague",
        r#"{"channel": "engineering/release-news", "user": "@alice"}"#,
    ),
    Operation::new(
        "channel.search",
        Read,
        find::search,
        &[
            TEAM,
            &[words("term", "What the names are searched for.").required()],
            pages::SOME,
        ],
    )
    .summary("Searches the public channels of a team by name. n8n's node takes the limit of the first item for all items; here each has its own.")
    .permission("list_team_channels")
    .example(
        "Channels of a team whose name begins with a word",
        r#"{"team": "engineering", "term": "release"}"#,
    ),
    Operation::new("channel.statistics", Read, find::statistics, &[CHANNEL])
        .summary("Counts the members, guests and pinned posts of a channel.")
        .permission("read_channel")
        .example(BY_NAME.0, BY_NAME.1),
    Operation::new("channel.get", Read, find::get, &[CHANNEL])
        .summary("Gets a channel.")
        .permission("read_channel, or read_public_channel for a public one")
        .example(BY_NAME.0, BY_NAME.1),
    Operation::new("channel.getAll", Read, find::mine, &[TEAM])
        .summary("Lists the channels of a team that the token's account is in.")
        .permission("view_team")
        .example("Those of a team", r#"{"team": "engineering"}"#),
    Operation::new("channel.update", Idempotent, edit::update, &[CHANNEL, UPDATE])
        .summary("Changes what a channel is called and what it says about itself. What is not given stays. Direct and group channels have nothing but a header.")
        .permission("manage_public_channel_properties or manage_private_channel_properties")
        .example(
            "Another header",
            r#"{"channel": "engineering/town-square", "header": "Code freeze"}"#,
        ),
    Operation::new("channel.direct", Idempotent, direct::direct, &[USER])
        .summary("Opens the direct channel with somebody, or gets the one that exists.")
        .permission("create_direct_channel")
        .example("With a colleague", r#"{"user": "@bob"}"#),
    Operation::new(
        "channel.group",
        Idempotent,
        direct::group,
        &[&[texts("users", "Two to seven accounts beside the token's own, as ids, `@name` or email addresses: a list, or with commas between them.").required()]],
    )
    .summary("Opens the group channel of some people, or gets the one that exists.")
    .permission("create_group_channel")
    .example("With two colleagues", r#"{"users": ["@alice", "@bob"]}"#),
];
