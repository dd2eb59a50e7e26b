//! Mattermost, through its API v4, with a personal access token or a bot's token.
//!
//! Parameters carry the names that n8n's Mattermost node gives them, so that those of an export
//! arrive unchanged; what goes beyond n8n stands beside them.

mod api;
mod attachments;
mod channel;
mod check;
mod delete;
mod post;
mod rotate;
mod search;
mod tokens;

use jackfield_sdk::{BaseUrl, Connector, CredentialType, Effect, N8nNode, Operation, Placement};
use serde_json::json;

fn connector() -> Connector {
    Connector::new("mattermost", env!("CARGO_PKG_VERSION"))
        .title("Mattermost")
        .summary("Posts messages and looks after channels on a Mattermost server.")
        .link(
            "API reference",
            "https://developers.mattermost.com/api-documentation/",
        )
        .credential_type(credential_type())
        .n8n_node(N8nNode {
            name: "n8n-nodes-base.mattermost".to_owned(),
            versions: vec![1.0],
            default_resource: Some("message".to_owned()),
            default_operation: Some("post".to_owned()),
        })
        .check_with(check::check)
        .rotate_with(rotate::rotate)
        .operation(
            Operation::new("message.post", post::post)
                .summary("Posts a message to a channel, once, however often it is tried.")
                .effect(Effect::Deduplicated)
                .permission("create_post in the channel")
                .credential("mattermost")
                .example(
                    "A message to a channel by name",
                    json!({"channel": "engineering/town-square", "message": "Released 1.2.3"}),
                ),
        )
        .operation(
            Operation::new("message.delete", delete::delete)
                .summary("Deletes a message.")
                .effect(Effect::Idempotent)
                .permission("delete_post, or delete_others_posts for somebody else's message")
                .credential("mattermost")
                .example(
                    "A message by its id",
                    json!({"postId": "n8d3fypqtjyybkae4gb1uboqka"}),
                ),
        )
        .operation(
            Operation::new("channel.search", search::search)
                .summary("Searches the public channels of a team by name.")
                .effect(Effect::Read)
                .permission("list_team_channels")
                .credential("mattermost")
                .example(
                    "Channels of a team whose name begins with a word",
                    json!({"team": "engineering", "term": "release"}),
                ),
        )
}

fn credential_type() -> CredentialType {
    CredentialType {
        name: "mattermost".to_owned(),
        title: "Mattermost access token".to_owned(),
        placement: vec![Placement::Bearer],
        guide: [
            "A system administrator allows tokens once: System Console > Integrations > Integration Management > Enable Personal Access Tokens; and for the person: System Console > User Management > Users > Manage Roles > Allow this account to generate personal access tokens.",
            "In Mattermost: Profile > Security > Personal Access Tokens > Create Token.",
            "Copy the Access Token, which is shown only once. The Token ID beside it is not the token.",
            "A bot account serves as well: Integrations > Bot Accounts > Add Bot Account shows its token at the end.",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        base_url: BaseUrl {
            example: "https://chat.example.com".to_owned(),
            strip_suffixes: vec!["/api/v4".to_owned()],
        },
        public_fields: vec!["token-id".to_owned()],
        n8n_aliases: vec!["mattermostApi".to_owned()],
    }
}

jackfield_sdk::export!(connector);
