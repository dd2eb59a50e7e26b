//! The one team.
//!
//! Contract: everybody is in it; its address is for its administrators.

use serde_json::{Value, json};

use crate::mattermost::auth::Session;
use crate::mattermost::errors::AppError;
use crate::mattermost::ids::is_id;
use crate::mattermost::people;
use crate::mattermost::world::{FOUNDED, TEAM};

pub(super) fn of(session: Session, user: &str) -> Result<Value, AppError> {
    let owner = people::account(session, user)?;
    if owner != session.account && !session.is_admin() {
        return Err(AppError::permissions());
    }
    Ok(json!([team_json(session)]))
}

pub(super) fn by_id(session: Session, id: &str) -> Result<Value, AppError> {
    if !is_id(id) {
        return Err(AppError::invalid_url_param("team_id"));
    }
    if id != TEAM.id {
        return Err(AppError::new(
            404,
            "app.team.get.find.app_error",
            "Unable to find the existing team.",
        ));
    }
    Ok(team_json(session))
}

pub(super) fn by_name(session: Session, name: &str) -> Result<Value, AppError> {
    if !name.eq_ignore_ascii_case(TEAM.name) {
        return Err(AppError::no_team_of_name());
    }
    Ok(team_json(session))
}

fn team_json(session: Session) -> Value {
    json!({
        "id": TEAM.id,
        "create_at": FOUNDED,
        "update_at": FOUNDED,
        "delete_at": 0,
        "display_name": TEAM.display_name,
        "name": TEAM.name,
        "description": "",
        "email": if session.is_admin() { "admin@example.com" } else { "" },
        "type": "O",
        "company_name": "",
        "allowed_domains": "",
        "invite_id": "invitecode1234567890123456",
        "allow_open_invite": false,
        "scheme_id": null,
        "group_constrained": null,
        "policy_id": null,
    })
}
