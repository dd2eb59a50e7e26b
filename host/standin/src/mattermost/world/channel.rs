//! Channels and who is in them.
//!
//! Contract: a channel counts the posts written to it, deleted ones included and notices of
//! people coming and going not; `last_post_at` knows the latter too.

use serde_json::{Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Public,
    Private,
    Direct,
    Group,
}

pub(crate) struct Channel {
    pub(crate) id: String,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    /// Zero while it is in use.
    pub(crate) archived_at: i64,
    /// Empty for direct and group channels.
    pub(crate) team_id: String,
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) display_name: String,
    pub(crate) header: String,
    pub(crate) purpose: String,
    /// Empty for the channels a team is born with.
    pub(crate) creator_id: String,
    pub(crate) last_post_at: i64,
    pub(crate) posts: usize,
    pub(crate) threads: usize,
    pub(crate) members: Vec<ChannelMember>,
}

pub(crate) struct ChannelMember {
    pub(crate) user_id: String,
    pub(crate) is_admin: bool,
    pub(crate) updated_at: i64,
}

impl Channel {
    pub(crate) fn new(
        id: String,
        created_at: i64,
        team_id: String,
        kind: Kind,
        name: String,
        display_name: String,
    ) -> Self {
        Self {
            id,
            created_at,
            updated_at: created_at,
            archived_at: 0,
            team_id,
            kind,
            name,
            display_name,
            header: String::new(),
            purpose: String::new(),
            creator_id: String::new(),
            last_post_at: 0,
            posts: 0,
            threads: 0,
            members: Vec::new(),
        }
    }

    pub(crate) fn is_archived(&self) -> bool {
        self.archived_at != 0
    }

    pub(crate) fn is_public(&self) -> bool {
        self.kind == Kind::Public
    }

    /// Direct or of a group: nobody comes to it or leaves it.
    pub(crate) fn is_conversation(&self) -> bool {
        matches!(self.kind, Kind::Direct | Kind::Group)
    }

    /// Everybody in the team is in it, and stays.
    pub(crate) fn is_default(&self) -> bool {
        self.name == "town-square"
    }

    pub(crate) fn member(&self, user_id: &str) -> Option<&ChannelMember> {
        self.members.iter().find(|member| member.user_id == user_id)
    }

    pub(crate) fn has_member(&self, user_id: &str) -> bool {
        self.member(user_id).is_some()
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "create_at": self.created_at,
            "update_at": self.updated_at,
            "delete_at": self.archived_at,
            "team_id": self.team_id,
            "type": match self.kind {
                Kind::Public => "O",
                Kind::Private => "P",
                Kind::Direct => "D",
                Kind::Group => "G",
            },
            "display_name": self.display_name,
            "name": self.name,
            "header": self.header,
            "purpose": self.purpose,
            "last_post_at": self.last_post_at,
            "total_msg_count": self.posts,
            "extra_update_at": 0,
            "creator_id": self.creator_id,
            "scheme_id": null,
            "props": null,
            "group_constrained": null,
            "shared": (self.kind == Kind::Direct).then_some(false),
            "total_msg_count_root": self.threads,
            "policy_id": null,
        })
    }
}

impl ChannelMember {
    pub(crate) fn json(&self, channel_id: &str) -> Value {
        json!({
            "channel_id": channel_id,
            "user_id": self.user_id,
            "roles": if self.is_admin { "channel_user channel_admin" } else { "channel_user" },
            "last_viewed_at": 0,
            "msg_count": 0,
            "mention_count": 0,
            "mention_count_root": 0,
            "msg_count_root": 0,
            "notify_props": {
                "desktop": "default",
                "email": "default",
                "ignore_channel_mentions": "default",
                "mark_unread": "all",
                "push": "default",
            },
            "last_update_at": self.updated_at,
            "scheme_guest": false,
            "scheme_user": true,
            "scheme_admin": self.is_admin,
            "explicit_roles": "",
        })
    }
}
