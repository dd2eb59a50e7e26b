//! Channels by id, by name, in lists and by search.
//!
//! Contract: a private channel is forbidden by id and missing by name to those outside it; an
//! archived one is found by id, and elsewhere only with `include_deleted=true`. Listing all
//! channels is for administrators, which is what breaks clients that fill a menu with it.

use serde_json::{Value, json};

use crate::mattermost::Mattermost;
use crate::mattermost::auth::Session;
use crate::mattermost::errors::AppError;
use crate::mattermost::ids::is_id;
use crate::mattermost::listing::page_of;
use crate::mattermost::people;
use crate::mattermost::site::MattermostSite;
use crate::mattermost::store::Activity;
use crate::mattermost::world::{self, CHANNELS, Channel, FOUNDED, TEAM};
use crate::received::Received;
use crate::server::locked;

pub(super) fn by_id(site: &MattermostSite, session: Session, id: &str) -> Result<Value, AppError> {
    if !is_id(id) {
        return Err(AppError::invalid_url_param("channel_id"));
    }
    let channel = world::channel(id).ok_or_else(AppError::no_channel)?;
    if !session.may_see(channel) {
        return Err(AppError::permissions());
    }
    Ok(channel_json(site, channel))
}

pub(super) fn by_name(
    site: &MattermostSite,
    session: Session,
    request: &Received,
    team: &str,
    name: &str,
) -> Result<Value, AppError> {
    if !is_id(team) {
        return Err(AppError::invalid_url_param("team_id"));
    }
    CHANNELS
        .iter()
        .filter(|_| team == TEAM.id)
        .find(|channel| name.eq_ignore_ascii_case(channel.name))
        .filter(|channel| !channel.is_archived() || wants_archived(request))
        .filter(|channel| session.may_see(channel))
        .map(|channel| channel_json(site, channel))
        .ok_or_else(AppError::no_channel_of_name)
}

pub(super) fn by_team_and_name(
    site: &MattermostSite,
    session: Session,
    request: &Received,
    team: &str,
    name: &str,
) -> Result<Value, AppError> {
    if !team.eq_ignore_ascii_case(TEAM.name) {
        return Err(AppError::no_team_of_name());
    }
    by_name(site, session, request, TEAM.id, name)
}

pub(super) fn of(
    site: &MattermostSite,
    session: Session,
    request: &Received,
    user: &str,
    team: &str,
) -> Result<Value, AppError> {
    let owner = people::account(session, user)?;
    check_team(team)?;
    if owner != session.account && !session.is_admin() {
        return Err(AppError::permissions());
    }
    Ok(CHANNELS
        .iter()
        .filter(|channel| channel.has_member(owner))
        .filter(|channel| !channel.is_archived() || wants_archived(request))
        .map(|channel| channel_json(site, channel))
        .collect())
}

pub(super) fn search(
    site: &MattermostSite,
    request: &Received,
    team: &str,
) -> Result<Value, AppError> {
    check_team(team)?;
    let body = request
        .json()
        .ok_or_else(|| AppError::invalid_body_param("channel_search"))?;
    let term = body
        .get("term")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_lowercase();
    Ok(CHANNELS
        .iter()
        .filter(|channel| channel.is_public && !channel.is_archived())
        .filter(|channel| {
            channel.name.contains(&term) || channel.display_name.to_lowercase().contains(&term)
        })
        .map(|channel| channel_json(site, channel))
        .collect())
}

pub(super) fn all(
    site: &MattermostSite,
    session: Session,
    request: &Received,
) -> Result<Value, AppError> {
    if !session.is_admin() {
        return Err(AppError::permissions());
    }
    let page = page_of(request);
    Ok(CHANNELS
        .iter()
        .filter(|channel| !channel.is_archived() || wants_archived(request))
        .skip(page.skipped())
        .take(page.size)
        .map(|channel| {
            let mut listed = channel_json(site, channel);
            if let Some(listed) = listed.as_object_mut() {
                listed.insert("team_display_name".to_owned(), json!(TEAM.display_name));
                listed.insert("team_name".to_owned(), json!(TEAM.name));
                listed.insert("team_update_at".to_owned(), json!(FOUNDED));
            }
            listed
        })
        .collect())
}

fn check_team(id: &str) -> Result<(), AppError> {
    if !is_id(id) {
        return Err(AppError::invalid_url_param("team_id"));
    }
    if id != TEAM.id {
        return Err(AppError::permissions());
    }
    Ok(())
}

fn wants_archived(request: &Received) -> bool {
    request.query_value("include_deleted").as_deref() == Some("true")
}

fn channel_json(site: &MattermostSite, channel: &Channel) -> Value {
    let Activity {
        last_post_at,
        posts,
        threads,
    } = locked(&site.store).activity(channel.id);
    json!({
        "id": channel.id,
        "create_at": FOUNDED,
        "update_at": channel.archived_at.max(FOUNDED),
        "delete_at": channel.archived_at,
        "team_id": TEAM.id,
        "type": if channel.is_public { "O" } else { "P" },
        "display_name": channel.display_name,
        "name": channel.name,
        "header": "",
        "purpose": "",
        "last_post_at": last_post_at,
        "total_msg_count": posts,
        "extra_update_at": 0,
        "creator_id": Mattermost::ADMIN,
        "scheme_id": null,
        "props": null,
        "group_constrained": null,
        "shared": null,
        "total_msg_count_root": threads,
        "policy_id": null,
    })
}
