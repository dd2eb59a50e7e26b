//! Channels and teams by name.

use jackfield_sdk::{Credential, Fault, FaultKind, Request, cache};
use serde::Deserialize;

use crate::api;

/// What a name stands for.
#[derive(Deserialize)]
struct Named {
    id: String,
}

/// The id of a channel that is given by its id or as `team/channel-name`.
pub(crate) fn resolve(
    credential: Credential<'_>,
    channel_id: Option<&str>,
    channel: Option<&str>,
) -> Result<String, Fault> {
    match (channel_id.filter(|id| !id.is_empty()), channel) {
        (Some(id), None) => Ok(id.to_owned()),
        (None, Some(name)) => by_name(credential, name),
        (Some(_), Some(_)) => Err(Fault::new(
            FaultKind::InvalidParameter,
            "both `channelId` and `channel` are given",
        )
        .hint("give one of them: an id, or `team/channel-name`")),
        (None, None) => Err(
            Fault::new(FaultKind::InvalidParameter, "no channel is given")
                .hint("give `channel` as `team/channel-name`, or `channelId`"),
        ),
    }
}

fn by_name(credential: Credential<'_>, name: &str) -> Result<String, Fault> {
    let Some((team, channel)) = name
        .trim_start_matches('/')
        .split_once('/')
        .map(|(team, channel)| (team.trim(), channel.trim_start_matches('~').trim()))
        .filter(|(team, channel)| {
            !team.is_empty() && !channel.is_empty() && !channel.contains('/')
        })
    else {
        return Err(Fault::new(
            FaultKind::InvalidParameter,
            format!("`{name}` does not name a channel"),
        )
        .hint("write `team/channel-name`, the two names in the channel's link https://SERVER/TEAM/channels/CHANNEL"));
    };
    for part in [team, channel] {
        refuse_display_name(part)?;
    }
    remembered(credential, &format!("channel {team}/{channel}"), || {
        let path = ["teams", "name", team, "channels", "name", channel];
        (
            Request::get(api::path(path)),
            format!("looking up the channel `{team}/{channel}`"),
        )
    })
}

/// The server routes no other characters, and answers as if there were no such endpoint.
fn refuse_display_name(name: &str) -> Result<(), Fault> {
    let fits = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if name.chars().all(fits) {
        return Ok(());
    }
    Err(Fault::new(
        FaultKind::InvalidParameter,
        format!("`{name}` is no name of a team or channel"),
    )
    .hint("check the spelling of team and channel: the names are those in the channel's link, in lower case, not the display names"))
}

/// The id of a team that is given by its id or by its name.
pub(crate) fn resolve_team(
    credential: Credential<'_>,
    team_id: Option<&str>,
    team: Option<&str>,
) -> Result<String, Fault> {
    match (team_id.filter(|id| !id.is_empty()), team) {
        (Some(id), None) => Ok(id.to_owned()),
        (None, Some(name)) => {
            refuse_display_name(name)?;
            remembered(credential, &format!("team {name}"), || {
                (
                    Request::get(api::path(["teams", "name", name])),
                    format!("looking up the team `{name}`"),
                )
            })
        }
        (Some(_), Some(_)) => Err(Fault::new(
            FaultKind::InvalidParameter,
            "both `teamId` and `team` are given",
        )),
        (None, None) => Err(Fault::new(FaultKind::InvalidParameter, "no team is given")
            .hint("give `team` by its name, or `teamId`")),
    }
}

fn remembered(
    credential: Credential<'_>,
    key: &str,
    look_up: impl FnOnce() -> (Request, String),
) -> Result<String, Fault> {
    if let Some(id) = cache::get(key) {
        return Ok(id);
    }
    let (request, doing) = look_up();
    let Named { id } = api::call(credential, &request, &doing)?;
    cache::put(key, &id);
    Ok(id)
}
