//! Messages: `message.*`.

mod draft;
mod earlier;
mod edit;
mod ephemeral;
mod fence;
mod find;
mod post;
mod split;

pub(crate) use draft::{priority, props};

use jackfield_sdk::Effect::{Deduplicated, Idempotent, Read, Unsafe};

use crate::field::{
    Field, change, choice, count, flag, members, moment, object, objects, text, texts, words,
};
use crate::names::{CHANNEL, TEAM, USER};
use crate::operation::Operation;
use crate::pages;

/// A file that is sent with a post takes its time.
const POSTING_MS: u64 = 5 * 60 * 1000;

const POST_ID: &[Field] = &[text("postId", "The post by its id or its link.").required()];
const MESSAGE: &[Field] = &[words("message", "The text, in Markdown.").definite()];

/// What a post can have beside its text.
const CONTENT: &[Field] = &[
    objects(
        "attachments",
        "Message attachments, with the keys of Mattermost's API, or as n8n wraps them. An action without an integration, or an integration without a context, on which n8n's node fails, is sent as it is.",
    ),
    texts(
        "files",
        "Names of the item's binary data to send with the post, such as `data`: a list, or with commas between them. At most 10.",
    ),
    texts(
        "fileIds",
        "Ids of files that `file.upload` gave, and that no post has yet.",
    ),
    members("props", "Further properties of the post, such as `card`."),
    flag(
        "split",
        false,
        "Whether a text that is too long becomes several posts, each with its share of a code block that is cut. Otherwise it is refused.",
    ),
    flag(
        "setOnline",
        false,
        "Whether the account looks online afterwards.",
    ),
];

/// How much a post wants to be seen.
pub(crate) const URGENCY: &[Field] = &[
    choice(
        "priority",
        &["standard", "important", "urgent"],
        "How urgent it is; for posts that begin a thread.",
    ),
    flag(
        "requestAck",
        false,
        "Whether readers are asked to acknowledge it (by licence).",
    ),
    flag(
        "persistentNotifications",
        false,
        "Whether those whom an urgent post mentions are notified again and again until they have read it (by licence).",
    ),
];

const THREAD: &[Field] = &[
    text(
        "rootId",
        "The post that begins the thread to reply in, by its id or its link; an empty text is none. n8n's name for it is `otherOptions.root_id`.",
    )
    .definite(),
    object(
        "otherOptions",
        &[text(
            "root_id",
            "The post that begins the thread to reply in.",
        )],
        "Further settings.",
    ),
];

const SEARCH: &[Field] = &[
    words(
        "term",
        "Words, and `from:name`, `in:channel-name`, `before:2026-01-31` and the like.",
    )
    .required(),
    flag("anyWord", false, "Whether one of the words is enough."),
];

const UPDATE: &[Field] = &[
    words("message", "The new text.").definite(),
    objects(
        "attachments",
        "New message attachments in place of those there are; an empty list takes them away.",
    ),
    members(
        "props",
        "New properties in place of those there are, but for the attachments.",
    ),
    texts(
        "fileIds",
        "The files that stay or are added; the empty list takes all away.",
    ),
    change("isPinned", "Whether the post is pinned to its channel."),
];

const SINCE: &[Field] = &[
    moment(
        "since",
        "Only what was posted or changed since then: a date and time, or milliseconds. The server gives 1,000 at most.",
    ),
    count(
        "limit",
        (1, u64::MAX),
        Some(100),
        "How many are given unless `returnAll` is set.",
    ),
    flag("returnAll", false, "Whether all are given."),
];

const EARLIER: (&str, &str) = (
    "The post of the step before",
    r#"{"postId": "{{ $json.id }}"}"#,
);

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new("message.post", Deduplicated, post::post, &[CHANNEL, MESSAGE, CONTENT, URGENCY, THREAD])
        .summary("Posts a message to a channel, once, however often it is tried.")
        .permission("create_post in the channel")
        .timeout_ms(POSTING_MS)
        .example(
            "A message to a channel by name",
            r#"{"channel": "engineering/town-square", "message": "Released 1.2.3"}"#,
        )
        .more_examples(&[
            (
                "An urgent message to one person, with a coloured box",
                r##"{"channel": "@alice", "message": "The build is broken", "priority": "urgent", "attachments": [{"color": "#d24b4e", "title": "Build 7", "title_link": "https://ci.example.com/7", "fields": [{"title": "Branch", "value": "main", "short": true}]}]}"##,
            ),
            (
                "The binary data of the step before, as a file",
                r#"{"channel": "engineering/release-news", "message": "The report of {{ $json.name }}", "files": "data"}"#,
            ),
        ]),
    Operation::new("message.reply", Deduplicated, post::reply, &[POST_ID, MESSAGE, CONTENT, URGENCY])
        .summary("Replies to a post, in the thread that it begins or is in, once, however often it is tried.")
        .permission("create_post in the channel")
        .timeout_ms(POSTING_MS)
        .example(
            "To the post of the step before",
            r#"{"postId": "{{ $json.id }}", "message": "Done"}"#,
        ),
    Operation::new("message.delete", Idempotent, edit::delete, &[POST_ID])
        .summary("Deletes a message.")
        .permission("delete_post, or delete_others_posts for somebody else's message")
        .example("A message by its id", r#"{"postId": "n8d3fypqtjyybkae4gb1uboqka"}"#),
    Operation::new("message.postEphemeral", Unsafe, ephemeral::post, &[CHANNEL, USER, MESSAGE])
        .summary("Shows a message to one person in a channel, which is gone when the page is loaded again. The server keeps nothing of it, and so cannot tell a repeat.")
        .permission("create_post_ephemeral, which only system administrators have from the start")
        .example(
            "A hint for one person",
            r#"{"channel": "engineering/town-square", "user": "@alice", "message": "Only you see this"}"#,
        ),
    Operation::new("message.update", Idempotent, edit::update, &[POST_ID, UPDATE])
        .summary("Changes a message. What is not given stays.")
        .permission("edit_post, or edit_others_posts for somebody else's message")
        .example(
            "Another text",
            r#"{"postId": "{{ $json.id }}", "message": "Released 1.2.3 (done)"}"#,
        ),
    Operation::new("message.pin", Idempotent, edit::pin, &[POST_ID])
        .summary("Pins a message to its channel.")
        .permission("read_channel")
        .example(EARLIER.0, EARLIER.1),
    Operation::new("message.unpin", Idempotent, edit::unpin, &[POST_ID])
        .summary("Takes a message off the pinned ones of its channel.")
        .permission("read_channel")
        .example(EARLIER.0, EARLIER.1),
    Operation::new("message.get", Read, find::get, &[POST_ID])
        .summary("Gets a message.")
        .permission("read_channel")
        .example(EARLIER.0, EARLIER.1),
    Operation::new("message.getThread", Read, find::thread, &[POST_ID])
        .summary("Gets all messages of the thread that a post begins or is in, oldest first.")
        .permission("read_channel")
        .example(EARLIER.0, EARLIER.1),
    Operation::new("message.getAll", Read, find::list, &[CHANNEL, SINCE])
        .summary("Lists the messages of a channel, newest first.")
        .permission("read_channel")
        .example(
            "The last ten",
            r#"{"channel": "engineering/town-square", "limit": 10}"#,
        ),
    Operation::new("message.search", Read, find::search, &[TEAM, SEARCH, pages::SOME])
        .summary("Searches the messages of a team, newest first.")
        .permission("view_team")
        .example(
            "What a bot said of a release",
            r#"{"team": "engineering", "term": "released from:relbot"}"#,
        ),
];
