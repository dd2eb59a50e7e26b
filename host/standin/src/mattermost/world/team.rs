//! Teams and who is in them.
//!
//! Contract: the address of a team shows only to those who manage it; a member's roles follow
//! from whether it manages the team.

use serde_json::{Value, json};

pub(crate) struct Team {
    pub(crate) id: String,
    pub(crate) created_at: i64,
    pub(crate) name: String,
    pub(crate) display_name: String,
    pub(crate) description: String,
    pub(crate) email: String,
    /// `O` for open, `I` for by invitation.
    pub(crate) kind: String,
    pub(crate) invite_id: String,
    pub(crate) members: Vec<TeamMember>,
}

pub(crate) struct TeamMember {
    pub(crate) user_id: String,
    pub(crate) is_admin: bool,
}

impl Team {
    pub(crate) fn member(&self, user_id: &str) -> Option<&TeamMember> {
        self.members.iter().find(|member| member.user_id == user_id)
    }

    pub(crate) fn has_member(&self, user_id: &str) -> bool {
        self.member(user_id).is_some()
    }

    pub(crate) fn json(&self, to_manager: bool) -> Value {
        json!({
            "id": self.id,
            "create_at": self.created_at,
            "update_at": self.created_at,
            "delete_at": 0,
            "display_name": self.display_name,
            "name": self.name,
            "description": self.description,
            "email": if to_manager { self.email.as_str() } else { "" },
            "type": self.kind,
            "company_name": "",
            "allowed_domains": "",
            "invite_id": self.invite_id,
            "allow_open_invite": false,
            "scheme_id": null,
            "group_constrained": null,
            "policy_id": null,
        })
    }
}

impl TeamMember {
    pub(crate) fn json(&self, team_id: &str) -> Value {
        json!({
            "team_id": team_id,
            "user_id": self.user_id,
            "roles": if self.is_admin { "team_user team_admin" } else { "team_user" },
            "delete_at": 0,
            "scheme_guest": false,
            "scheme_user": true,
            "scheme_admin": self.is_admin,
            "explicit_roles": "",
        })
    }
}
