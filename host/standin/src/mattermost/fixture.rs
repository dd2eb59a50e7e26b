//! The small team a stand-in starts with, unless it starts empty.
//!
//! Contract: three accounts, their tokens, one team and four channels, the same in every run;
//! ids have the 26 characters of the real ones and say what they are.
//!
//! Why: tests and workflow files can name a channel or a token without asking first, and a
//! readable id in a failing assertion explains itself.

use std::io;

use crate::mattermost::Mattermost;
use crate::mattermost::world::World;
use crate::mattermost::world::account::{AccessToken, Account, Bot};
use crate::mattermost::world::channel::{Channel, ChannelMember, Kind};
use crate::mattermost::world::team::{Team, TeamMember};

impl Mattermost {
    /// Access token of `alice`, a plain person.
    pub const TOKEN: &'static str = "aliceaccesstoken1234567890";
    /// Id of that token: it looks like a token, and as a bearer gives 401.
    pub const TOKEN_ID: &'static str = "alicetokenid12345678901234";
    /// Access token of `admin`, a system administrator.
    pub const ADMIN_TOKEN: &'static str = "adminaccesstoken1234567890";
    /// Id of the administrator's token.
    pub const ADMIN_TOKEN_ID: &'static str = "admintokenid12345678901234";
    /// Access token of the bot `relbot`, in the team but in no channel.
    pub const BOT_TOKEN: &'static str = "relbotaccesstoken123456789";
    /// A token of `alice` that was disabled.
    pub const DISABLED_TOKEN: &'static str = "disabledtoken1234567890123";

    /// What `admin` and `alice` log in with.
    pub const PASSWORD: &'static str = "Password-123456";

    /// User id of `admin`.
    pub const ADMIN: &'static str = "adminuser12345678901234567";
    /// User id of `alice`.
    pub const ALICE: &'static str = "aliceuser12345678901234567";
    /// User id of the bot `relbot`.
    pub const BOT: &'static str = "relbotuser1234567890123456";

    /// Id of the team `engineering`.
    pub const ENGINEERING: &'static str = "engineeringteam12345678901";
    /// Id of the public channel `town-square`; `alice` and `admin` are members.
    pub const TOWN_SQUARE: &'static str = "townsquare1234567890123456";
    /// Id of the public channel `release-news`; `alice` and `admin` are members.
    pub const RELEASE_NEWS: &'static str = "releasenews123456789012345";
    /// Id of the private channel `secret`; only `admin` is a member.
    pub const SECRET: &'static str = "secretchannel1234567890123";
    /// Id of the archived public channel `attic`; `alice` and `admin` are members.
    pub const ATTIC: &'static str = "atticchannel12345678901234";
}

/// When the team was founded, in milliseconds since 1970.
pub(super) const FOUNDED: i64 = 1_700_000_000_000;
pub(super) const ARCHIVED: i64 = FOUNDED + 1_000;

impl World {
    pub(super) fn small_team() -> io::Result<Self> {
        let mut world = Self::empty()?;
        world.accounts = accounts();
        world.tokens = tokens();
        world.teams = vec![team()];
        world.channels = channels();
        Ok(world)
    }
}

fn accounts() -> Vec<Account> {
    let account = |id: &str, username: &str, email: &str| {
        Account::new(
            id.to_owned(),
            FOUNDED,
            username.to_owned(),
            email.to_owned(),
        )
    };
    vec![
        Account {
            roles: "system_admin system_user".to_owned(),
            password: Mattermost::PASSWORD.to_owned(),
            ..account(Mattermost::ADMIN, "admin", "admin@example.com")
        },
        Account {
            first_name: "Alice".to_owned(),
            roles: "system_user system_user_access_token".to_owned(),
            password: Mattermost::PASSWORD.to_owned(),
            ..account(Mattermost::ALICE, "alice", "alice@example.com")
        },
        Account {
            first_name: "Release Bot".to_owned(),
            bot: Some(Bot {
                owner_id: Mattermost::ADMIN.to_owned(),
                description: String::new(),
            }),
            ..account(Mattermost::BOT, "relbot", "relbot@localhost")
        },
    ]
}

fn tokens() -> Vec<AccessToken> {
    [
        (
            Mattermost::ADMIN_TOKEN_ID,
            Mattermost::ADMIN_TOKEN,
            Mattermost::ADMIN,
            "administration",
        ),
        (
            Mattermost::TOKEN_ID,
            Mattermost::TOKEN,
            Mattermost::ALICE,
            "workflow integration",
        ),
        (
            "disabledtokenid12345678901",
            Mattermost::DISABLED_TOKEN,
            Mattermost::ALICE,
            "old laptop",
        ),
        (
            "relbottokenid1234567890123",
            Mattermost::BOT_TOKEN,
            Mattermost::BOT,
            "release announcements",
        ),
    ]
    .into_iter()
    .map(|(id, secret, user_id, description)| AccessToken {
        id: id.to_owned(),
        secret: secret.to_owned(),
        user_id: user_id.to_owned(),
        description: description.to_owned(),
        is_active: secret != Mattermost::DISABLED_TOKEN,
        expires_at: None,
    })
    .collect()
}

fn team() -> Team {
    Team {
        id: Mattermost::ENGINEERING.to_owned(),
        created_at: FOUNDED,
        name: "engineering".to_owned(),
        display_name: "Engineering".to_owned(),
        description: String::new(),
        email: "admin@example.com".to_owned(),
        kind: "O".to_owned(),
        invite_id: "invitecode1234567890123456".to_owned(),
        members: [Mattermost::ADMIN, Mattermost::ALICE, Mattermost::BOT]
            .into_iter()
            .map(|user_id| TeamMember {
                user_id: user_id.to_owned(),
                is_admin: user_id == Mattermost::ADMIN,
            })
            .collect(),
    }
}

fn channels() -> Vec<Channel> {
    [
        (Mattermost::ATTIC, "attic", "Attic"),
        (Mattermost::RELEASE_NEWS, "release-news", "Release News"),
        (Mattermost::SECRET, "secret", "Secret"),
        (Mattermost::TOWN_SQUARE, "town-square", "Town Square"),
    ]
    .into_iter()
    .map(|(id, name, display_name)| {
        let is_secret = id == Mattermost::SECRET;
        let members: &[&str] = if is_secret {
            &[Mattermost::ADMIN]
        } else {
            &[Mattermost::ADMIN, Mattermost::ALICE]
        };
        let is_archived = id == Mattermost::ATTIC;
        Channel {
            updated_at: if is_archived { ARCHIVED } else { FOUNDED },
            archived_at: if is_archived { ARCHIVED } else { 0 },
            creator_id: Mattermost::ADMIN.to_owned(),
            members: members.iter().map(|id| member(id)).collect(),
            ..Channel::new(
                id.to_owned(),
                FOUNDED,
                Mattermost::ENGINEERING.to_owned(),
                if is_secret {
                    Kind::Private
                } else {
                    Kind::Public
                },
                name.to_owned(),
                display_name.to_owned(),
            )
        }
    })
    .collect()
}

fn member(user_id: &str) -> ChannelMember {
    ChannelMember {
        user_id: user_id.to_owned(),
        is_admin: user_id == Mattermost::ADMIN,
        updated_at: FOUNDED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mattermost::ids::is_id;

    #[test]
    fn every_id_and_token_looks_like_a_real_one() {
        let world = World::small_team().unwrap();
        let accounts = world.accounts.iter().map(|account| &account.id);
        let tokens = world
            .tokens
            .iter()
            .flat_map(|token| [&token.id, &token.secret]);
        let channels = world.channels.iter().map(|channel| &channel.id);
        let teams = world
            .teams
            .iter()
            .flat_map(|team| [&team.id, &team.invite_id]);
        for id in accounts.chain(tokens).chain(channels).chain(teams) {
            assert!(is_id(id), "{id}");
        }
    }
}
