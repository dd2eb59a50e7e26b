//! Everything the server knows.
//!
//! Contract: a [`World`] starts empty and is changed by one call at a time. Nothing is ever
//! removed that the real server would still list. Timestamps grow strictly, so that `since` means
//! the same in every run.
//!
//! Why one value under one lock: a call sees and leaves a consistent world, and a stand-in has
//! too few callers for anything finer to pay.

pub(crate) mod account;
pub(crate) mod channel;
pub(crate) mod file;
pub(crate) mod hook;
pub(crate) mod joining;
pub(crate) mod pending;
pub(crate) mod post;
pub(crate) mod posts;
pub(crate) mod reaction;
pub(crate) mod team;

use std::collections::HashMap;
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::mattermost::ids::Ids;
use crate::mattermost::world::account::{AccessToken, Account};
use crate::mattermost::world::channel::Channel;
use crate::mattermost::world::file::StoredFile;
use crate::mattermost::world::hook::IncomingHook;
use crate::mattermost::world::pending::Pending;
use crate::mattermost::world::posts::Posts;
use crate::mattermost::world::reaction::Reaction;
use crate::mattermost::world::team::Team;

pub(crate) struct World {
    pub(crate) ids: Ids,
    clock: i64,
    pub(crate) accounts: Vec<Account>,
    pub(crate) tokens: Vec<AccessToken>,
    /// The longest lifetime of a token in days, 0 for any; none on a server that knows no expiry.
    pub(crate) token_lifetime: Option<u64>,
    /// What the author of a new post changes it to as soon as it is there.
    pub(crate) afterthought: Option<String>,
    /// Whether the licence has acknowledgements; none on a server that knows no priorities.
    pub(crate) priorities: Option<bool>,
    /// Which account each session secret handed out by a login belongs to.
    pub(crate) logins: HashMap<String, String>,
    pub(crate) teams: Vec<Team>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) posts: Posts,
    pub(crate) pending: Pending,
    pub(crate) reactions: Vec<Reaction>,
    pub(crate) files: Vec<StoredFile>,
    pub(crate) hooks: Vec<IncomingHook>,
}

/// The wall clock, in milliseconds.
pub(crate) fn now_ms() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| u64::try_from(since.as_millis()).ok())
        .unwrap_or_default()
}

impl World {
    pub(crate) fn empty() -> io::Result<Self> {
        Ok(Self {
            ids: Ids::new()?,
            clock: 0,
            accounts: Vec::new(),
            tokens: Vec::new(),
            token_lifetime: None,
            afterthought: None,
            priorities: None,
            logins: HashMap::new(),
            teams: Vec::new(),
            channels: Vec::new(),
            posts: Posts::default(),
            pending: Pending::default(),
            reactions: Vec::new(),
            files: Vec::new(),
            hooks: Vec::new(),
        })
    }

    /// Now, in milliseconds, and later than every time before.
    pub(crate) fn tick(&mut self) -> i64 {
        let now = i64::try_from(now_ms()).unwrap_or_default();
        self.clock = now.max(self.clock + 1);
        self.clock
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    pub(crate) fn account_mut(&mut self, id: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.id == id)
    }

    pub(crate) fn team(&self, id: &str) -> Option<&Team> {
        self.teams.iter().find(|team| team.id == id)
    }

    pub(crate) fn team_mut(&mut self, id: &str) -> Option<&mut Team> {
        self.teams.iter_mut().find(|team| team.id == id)
    }

    pub(crate) fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    pub(crate) fn channel_mut(&mut self, id: &str) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|channel| channel.id == id)
    }

    pub(crate) fn channel_named(&self, team_id: &str, name: &str) -> Option<&Channel> {
        self.channels
            .iter()
            .find(|channel| channel.team_id == team_id && channel.name.eq_ignore_ascii_case(name))
    }

    /// The channels that pass, in the order in which the server lists them.
    pub(crate) fn channels_where(&self, wanted: impl Fn(&Channel) -> bool) -> Vec<&Channel> {
        let mut found: Vec<&Channel> = self
            .channels
            .iter()
            .filter(|channel| wanted(channel))
            .collect();
        found.sort_by_key(|channel| channel.display_name.to_lowercase());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_moments_are_the_same() {
        let mut world = World::empty().unwrap();
        let times: Vec<i64> = (0..100).map(|_| world.tick()).collect();
        assert!(times.is_sorted_by(|earlier, later| earlier < later));
    }
}
