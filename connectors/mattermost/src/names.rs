//! Channels, teams and people by name: what stands in parameters, turned into ids.
//!
//! What was looked up is remembered within the run.

use jackfield_sdk::{Credential, Fault, Request, cache};
use serde::Deserialize;
use serde_json::json;

use crate::field::{Field, text};
use crate::parameters::{Parameters, wrong};
use crate::{api, links};

/// The field of a credential that names the team of what is given without one.
pub(crate) const DEFAULT_TEAM: &str = "team";

/// A channel, which has to be given.
pub(crate) const CHANNEL: &[Field] = &[
    text("channel", "The channel by name, as `team/channel-name`. Where the credential has the field `team`, `~channel-name` will do; `@user` is the direct channel with that person. Its link and its id will do as well.").one_of().direct(),
    text("channelId", "The channel by its id.").one_of().direct(),
];

/// A team; without one it is that of the credential.
pub(crate) const TEAM: &[Field] = &[
    text(
        "team",
        "The team by name. By default it is the credential's field `team`.",
    )
    .direct(),
    text("teamId", "The team by its id.").direct(),
];

/// A person or a bot, who has to be given.
pub(crate) const USER: &[Field] = &[
    text(
        "user",
        "The account as `@name` or by its email address; `me` is the token's own.",
    )
    .one_of()
    .direct(),
    text("userId", "The account by its id, or `me`.")
        .one_of()
        .direct(),
];

/// A person or a bot; without one it is the token's own account.
pub(crate) const USER_OR_SELF: &[Field] = &[
    text(
        "user",
        "The account as `@name` or by its email address. By default it is the token's own.",
    )
    .direct(),
    text("userId", "The account by its id, or `me`.").direct(),
];

/// How long an id is; a name is only by chance as long.
const ID_LENGTH: usize = 26;

/// Whether this is an id rather than a name. `@` and `~` are in front of no id.
pub(crate) fn is_id(word: &str) -> bool {
    let fits = |each: char| each.is_ascii_lowercase() || each.is_ascii_digit();
    word.len() == ID_LENGTH && word.chars().all(fits)
}

const SPELLING: &str = "write `team/channel-name`, the two names in the channel's link https://SERVER/TEAM/channels/CHANNEL";

/// What the API calls the token's own account in a path.
const ME: &str = "me";

/// The parameter in which an account is named.
const USER_NAME: &str = "user";

/// One of two ways to say the same.
enum Said {
    Id(String),
    Name(String),
    Nothing,
}

/// An export sends the id that it has, as n8n does. In a step a name does not pass for one, for the
/// server would say no more than that it cannot be.
fn said(parameters: &Parameters, name: &str, id: &str) -> Result<Said, Fault> {
    match (parameters.word(id), parameters.word(name)) {
        (Some(word), None) if parameters.is_export() || is_id(&word) => Ok(Said::Id(word)),
        (Some(word), None) if name == USER_NAME && word == ME => Ok(Said::Id(word)),
        (Some(word), None) => Err(wrong(format!("`{word}`, given as `{id}`, is no id")).hint(
            format!("an id has {ID_LENGTH} small letters and digits; give a name as `{name}`"),
        )),
        (None, Some(name)) => Ok(Said::Name(name)),
        (None, None) => Ok(Said::Nothing),
        (Some(_), Some(_)) => Err(wrong(format!("both `{id}` and `{name}` are given")).hint(
            format!("give one of them: `{name}` is a name, and `{id}` an id"),
        )),
    }
}

/// Which channels a name can stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Among {
    InUse,
    ArchivedToo,
}

/// The id of the channel that the parameters name.
pub(crate) fn channel(
    credential: Credential<'_>,
    parameters: &Parameters,
) -> Result<String, Fault> {
    channel_among(Among::InUse, credential, parameters)
}

/// The same, where the channel may be in the archive.
pub(crate) fn channel_or_archived(
    credential: Credential<'_>,
    parameters: &Parameters,
) -> Result<String, Fault> {
    channel_among(Among::ArchivedToo, credential, parameters)
}

fn channel_among(
    among: Among,
    credential: Credential<'_>,
    parameters: &Parameters,
) -> Result<String, Fault> {
    match said(parameters, "channel", "channelId")? {
        Said::Id(id) => Ok(id),
        Said::Name(name) => named_among(among, credential, &name),
        Said::Nothing => Err(wrong("no channel is given")
            .hint("give `channel` as `team/channel-name`, or `channelId`")),
    }
}

/// The id of a channel by its name, its link or its id.
pub(crate) fn channel_named(credential: Credential<'_>, name: &str) -> Result<String, Fault> {
    named_among(Among::InUse, credential, name)
}

fn named_among(among: Among, credential: Credential<'_>, name: &str) -> Result<String, Fault> {
    if is_id(name) {
        return Ok(name.to_owned());
    }
    if let Some(name) = links::channel(credential, name)? {
        return named_among(among, credential, &name);
    }
    if name.starts_with('@') {
        return direct(credential, name);
    }
    let (team, channel) = match name.trim_start_matches('/').split_once('/') {
        Some((team, channel)) => (team.trim().to_owned(), channel.trim()),
        None => match credential.field(DEFAULT_TEAM) {
            Some(team) => (team, name),
            None => {
                return Err(wrong(format!("`{name}` does not name a channel")).hint(format!(
                    "{SPELLING}; or give the credential a field `{DEFAULT_TEAM}`, and `{name}` is a channel there"
                )));
            }
        },
    };
    let channel = channel.trim_start_matches('~').trim();
    if team.is_empty() || channel.is_empty() || channel.contains('/') {
        return Err(wrong(format!("`{name}` does not name a channel")).hint(SPELLING));
    }
    for part in [team.as_str(), channel] {
        refuse_display_name(part)?;
    }
    let kind = match among {
        Among::InUse => "channel",
        Among::ArchivedToo => "any channel",
    };
    remembered(credential, &format!("{kind} {team}/{channel}"), || {
        let path = ["teams", "name", &team, "channels", "name", channel];
        let request = Request::get(api::path(path));
        let request = match among {
            Among::InUse => request,
            Among::ArchivedToo => request.query("include_deleted", true),
        };
        (
            request,
            format!("looking up the channel `{team}/{channel}`"),
        )
    })
}

/// The id of the direct channel with somebody, which the server makes when there is none.
fn direct(credential: Credential<'_>, name: &str) -> Result<String, Fault> {
    let key = format!("direct {name}");
    if let Some(id) = cache::get(&key) {
        return Ok(id);
    }
    let ids = [own_id(credential)?, user_named(credential, name)?];
    remembered(credential, &key, || {
        let request = Request::post(api::path(["channels", "direct"]));
        (
            request.json(&json!(ids)).repeatable(),
            format!("opening the direct channel with {name}"),
        )
    })
}

/// The server routes no other characters, and answers as if there were no such endpoint.
fn refuse_display_name(name: &str) -> Result<(), Fault> {
    let fits = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if name.chars().all(fits) {
        return Ok(());
    }
    Err(wrong(format!("`{name}` is no name of a team or channel"))
        .hint("check the spelling of team and channel: the names are those in the channel's link, in lower case, not the display names"))
}

/// The id of the team that the parameters name, or of the credential's.
pub(crate) fn team(credential: Credential<'_>, parameters: &Parameters) -> Result<String, Fault> {
    let name = match said(parameters, "team", "teamId")? {
        Said::Id(id) => return Ok(id),
        Said::Name(name) => name,
        Said::Nothing => credential.field(DEFAULT_TEAM).ok_or_else(|| {
            wrong("no team is given").hint(format!(
                "give `team` by its name, or `teamId`, or give the credential a field `{DEFAULT_TEAM}`"
            ))
        })?,
    };
    team_named(credential, &name)
}

/// The id of a team by its name or its id.
pub(crate) fn team_named(credential: Credential<'_>, name: &str) -> Result<String, Fault> {
    if is_id(name) {
        return Ok(name.to_owned());
    }
    refuse_display_name(name)?;
    remembered(credential, &format!("team {name}"), || {
        (
            Request::get(api::path(["teams", "name", name])),
            format!("looking up the team `{name}`"),
        )
    })
}

/// The id of the account that the parameters name, or of the token's own.
pub(crate) fn user(credential: Credential<'_>, parameters: &Parameters) -> Result<String, Fault> {
    let user = user_in_path(credential, parameters)?;
    if user == ME {
        own_id(credential)
    } else {
        Ok(user)
    }
}

/// The same for a path, where the server knows its own word for the token's account.
pub(crate) fn user_in_path(
    credential: Credential<'_>,
    parameters: &Parameters,
) -> Result<String, Fault> {
    match said(parameters, USER_NAME, "userId")? {
        Said::Id(id) => Ok(id),
        Said::Name(name) if is_me(&name) => Ok(ME.to_owned()),
        Said::Name(name) => user_named(credential, &name),
        Said::Nothing => Ok(ME.to_owned()),
    }
}

/// The same, where an account has to be given: an expression that finds nothing must not become
/// the token's own.
pub(crate) fn other_user(
    credential: Credential<'_>,
    parameters: &Parameters,
) -> Result<String, Fault> {
    if let Said::Nothing = said(parameters, USER_NAME, "userId")? {
        return Err(wrong("no user is given").hint("give `user` as `@name`, or `userId`"));
    }
    user(credential, parameters)
}

fn is_me(name: &str) -> bool {
    name.trim_start_matches('@').trim() == ME
}

/// The id of an account by its name, its email address or its id.
pub(crate) fn user_named(credential: Credential<'_>, name: &str) -> Result<String, Fault> {
    if is_id(name) {
        return Ok(name.to_owned());
    }
    if is_me(name) {
        return own_id(credential);
    }
    let bare = name.trim_start_matches('@').trim();
    let fits = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    let endpoint = if bare.contains('@') {
        "email"
    } else if !bare.is_empty() && bare.chars().all(fits) {
        "username"
    } else {
        return Err(wrong(format!("`{name}` does not name an account"))
            .hint("write `@name`, the name that mentions the person, or an email address; not the display name"));
    };
    remembered(credential, &format!("user {bare}"), || {
        (
            Request::get(api::path(["users", endpoint, bare])),
            format!("looking up the account `{name}`"),
        )
    })
}

/// The id of the token's own account.
pub(crate) fn own_id(credential: Credential<'_>) -> Result<String, Fault> {
    remembered(credential, ME, || {
        (
            Request::get(api::path(["users", ME])),
            "asking whose token this is".to_owned(),
        )
    })
}

fn remembered(
    credential: Credential<'_>,
    key: &str,
    look_up: impl FnOnce() -> (Request, String),
) -> Result<String, Fault> {
    /// What a name stands for.
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    if let Some(id) = cache::get(key) {
        return Ok(id);
    }
    let (request, doing) = look_up();
    let Named { id } = api::call(credential, &request, &doing)?;
    cache::put(key, &id);
    Ok(id)
}
