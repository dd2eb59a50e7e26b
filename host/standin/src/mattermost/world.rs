//! The team every stand-in starts with.
//!
//! Contract: three accounts, their tokens, one team and four channels, the same in every run;
//! ids have the 26 characters of the real ones and say what they are.
//!
//! Why: tests and workflow files can name a channel or a token without asking first, and a
//! readable id in a failing assertion explains itself.

use crate::mattermost::Mattermost;

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

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) id: &'static str,
    pub(super) username: &'static str,
    pub(super) email: &'static str,
    pub(super) first_name: &'static str,
    pub(super) roles: &'static str,
    pub(super) is_bot: bool,
}

impl Account {
    pub(super) fn is_admin(&self) -> bool {
        self.has_role("system_admin")
    }

    pub(super) fn has_role(&self, role: &str) -> bool {
        self.roles.split(' ').any(|known| known == role)
    }
}

#[derive(Debug)]
pub(super) struct AccessToken {
    pub(super) id: &'static str,
    pub(super) secret: &'static str,
    pub(super) user_id: &'static str,
    pub(super) description: &'static str,
    pub(super) is_active: bool,
}

pub(super) struct Team {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) display_name: &'static str,
}

pub(super) struct Channel {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) display_name: &'static str,
    pub(super) is_public: bool,
    pub(super) archived_at: i64,
    members: &'static [&'static str],
}

impl Channel {
    pub(super) fn has_member(&self, account: &Account) -> bool {
        self.members.contains(&account.id)
    }

    pub(super) fn is_archived(&self) -> bool {
        self.archived_at != 0
    }
}

pub(super) static ACCOUNTS: [Account; 3] = [
    Account {
        id: Mattermost::ADMIN,
        username: "admin",
        email: "admin@example.com",
        first_name: "",
        roles: "system_admin system_user",
        is_bot: false,
    },
    Account {
        id: Mattermost::ALICE,
        username: "alice",
        email: "alice@example.com",
        first_name: "Alice",
        roles: "system_user system_user_access_token",
        is_bot: false,
    },
    Account {
        id: Mattermost::BOT,
        username: "relbot",
        email: "relbot@localhost",
        first_name: "Release Bot",
        roles: "system_user",
        is_bot: true,
    },
];

pub(super) static TOKENS: [AccessToken; 4] = [
    AccessToken {
        id: Mattermost::ADMIN_TOKEN_ID,
        secret: Mattermost::ADMIN_TOKEN,
        user_id: Mattermost::ADMIN,
        description: "administration",
        is_active: true,
    },
    AccessToken {
        id: Mattermost::TOKEN_ID,
        secret: Mattermost::TOKEN,
        user_id: Mattermost::ALICE,
        description: "workflow integration",
        is_active: true,
    },
    AccessToken {
        id: "disabledtokenid12345678901",
        secret: Mattermost::DISABLED_TOKEN,
        user_id: Mattermost::ALICE,
        description: "old laptop",
        is_active: false,
    },
    AccessToken {
        id: "relbottokenid1234567890123",
        secret: Mattermost::BOT_TOKEN,
        user_id: Mattermost::BOT,
        description: "release announcements",
        is_active: true,
    },
];

pub(super) static TEAM: Team = Team {
    id: Mattermost::ENGINEERING,
    name: "engineering",
    display_name: "Engineering",
};

/// By display name, the order in which the server lists them.
pub(super) static CHANNELS: [Channel; 4] = [
    Channel {
        id: Mattermost::ATTIC,
        name: "attic",
        display_name: "Attic",
        is_public: true,
        archived_at: FOUNDED + 1_000,
        members: &[Mattermost::ADMIN, Mattermost::ALICE],
    },
    Channel {
        id: Mattermost::RELEASE_NEWS,
        name: "release-news",
        display_name: "Release News",
        is_public: true,
        archived_at: 0,
        members: &[Mattermost::ADMIN, Mattermost::ALICE],
    },
    Channel {
        id: Mattermost::SECRET,
        name: "secret",
        display_name: "Secret",
        is_public: false,
        archived_at: 0,
        members: &[Mattermost::ADMIN],
    },
    Channel {
        id: Mattermost::TOWN_SQUARE,
        name: "town-square",
        display_name: "Town Square",
        is_public: true,
        archived_at: 0,
        members: &[Mattermost::ADMIN, Mattermost::ALICE],
    },
];

pub(super) fn account(id: &str) -> Option<&'static Account> {
    ACCOUNTS.iter().find(|account| account.id == id)
}

pub(super) fn channel(id: &str) -> Option<&'static Channel> {
    CHANNELS.iter().find(|channel| channel.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_and_token_looks_like_a_real_one() {
        let ids = ACCOUNTS
            .iter()
            .map(|account| account.id)
            .chain(TOKENS.iter().flat_map(|token| [token.id, token.secret]))
            .chain(CHANNELS.iter().map(|channel| channel.id))
            .chain([TEAM.id]);
        for id in ids {
            assert!(crate::mattermost::ids::is_id(id), "{id}");
        }
    }
}
