//! Teams.
//!
//! Contract: who makes a team manages it; whoever is in it may add and invite others. A team's
//! address is for those who manage it. Invitations are taken and go nowhere.

use serde::Deserialize;

use crate::mattermost::call::{Call, Outcome, created, done, found};
use crate::mattermost::errors::AppError;
use crate::mattermost::ids::is_id;
use crate::mattermost::world::team::Team;

const LENGTH_OF_NAME: std::ops::RangeInclusive<usize> = 2..=64;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    name: String,
    display_name: String,
    description: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewMember {
    team_id: String,
    user_id: String,
}

pub(crate) fn of(call: &mut Call<'_>) -> Outcome {
    let owner = &call.account()?.id;
    if !call.session.is(owner) && !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    let teams = call.world.teams.iter();
    found(
        &teams
            .filter(|team| team.has_member(owner))
            .map(|team| team.json(call.session.manages(team)))
            .collect(),
    )
}

pub(crate) fn by_id(call: &mut Call<'_>) -> Outcome {
    let id = call.id("team_id")?;
    let team = call.world.team(&id).ok_or_else(|| {
        AppError::new(
            404,
            "app.team.get.find.app_error",
            "Unable to find the existing team.",
        )
    })?;
    shown(call, team)
}

pub(crate) fn by_name(call: &mut Call<'_>) -> Outcome {
    let name = call.param("team_name");
    let team = call
        .world
        .teams
        .iter()
        .find(|team| team.name.eq_ignore_ascii_case(name))
        .ok_or_else(AppError::no_team_of_name)?;
    shown(call, team)
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let draft: Draft = call.body("team")?;
    let name = draft.name.to_lowercase();
    let is_plain = |character: char| character.is_ascii_alphanumeric() || character == '-';
    if !LENGTH_OF_NAME.contains(&name.len()) || !name.chars().all(is_plain) {
        return Err(AppError::new(
            400,
            "model.team.is_valid.characters.app_error",
            "Name must be 2 or more lowercase alphanumeric characters.",
        ));
    }
    if draft.display_name.is_empty() {
        return Err(AppError::new(
            400,
            "model.team.is_valid.name.app_error",
            "Invalid name.",
        ));
    }
    if draft.kind != "O" && draft.kind != "I" {
        return Err(AppError::new(
            400,
            "model.team.is_valid.type.app_error",
            "Invalid type.",
        ));
    }
    if call.world.teams.iter().any(|team| team.name == name) {
        return Err(AppError::new(
            400,
            "app.team.save.existing.app_error",
            "A team with that name already exists.",
        ));
    }
    let team = Team {
        id: call.world.ids.next(),
        created_at: call.world.tick(),
        name,
        display_name: draft.display_name,
        description: draft.description,
        email: call
            .session
            .account(call.world)
            .map(|creator| creator.email.clone())
            .unwrap_or_default(),
        kind: draft.kind,
        invite_id: call.world.ids.next(),
        members: Vec::new(),
    };
    let body = team.json(true);
    let id = team.id.clone();
    call.world.teams.push(team);
    call.world.found_default_channels(&id);
    call.world.join_team(&id, &call.session.user_id, true);
    created(&body)
}

pub(crate) fn add_member(call: &mut Call<'_>) -> Outcome {
    let team_id = call.id("team_id")?;
    let sent: NewMember = call.body("team_member")?;
    if sent.team_id != team_id {
        return Err(AppError::invalid_body_param("team_id"));
    }
    if !is_id(&sent.user_id) {
        return Err(AppError::invalid_body_param("user_id"));
    }
    call.team()?;
    if call.world.account(&sent.user_id).is_none() {
        return Err(AppError::no_user());
    }
    call.world.join_team(&team_id, &sent.user_id, false);
    let member = call
        .world
        .team(&team_id)
        .and_then(|team| team.member(&sent.user_id))
        .ok_or_else(AppError::permissions)?;
    created(&member.json(&team_id))
}

pub(crate) fn invite(call: &mut Call<'_>) -> Outcome {
    call.team()?;
    let addresses: Vec<String> = call.body("user_email")?;
    if addresses.is_empty() {
        return Err(AppError::invalid_body_param("user_email"));
    }
    done()
}

fn shown(call: &Call<'_>, team: &Team) -> Outcome {
    if !call.session.is_in(team) {
        return Err(AppError::permissions());
    }
    found(&team.json(call.session.manages(team)))
}
