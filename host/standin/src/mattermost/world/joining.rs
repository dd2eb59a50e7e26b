//! People coming into teams and channels, and leaving.
//!
//! Contract: who joins a team joins the channels every team has; every coming and going leaves a
//! notice in the channel. Joining what one is in already changes nothing.

use crate::mattermost::world::World;
use crate::mattermost::world::channel::{Channel, ChannelMember, Kind};
use crate::mattermost::world::team::TeamMember;

/// The channels a team is born with.
const DEFAULT_CHANNELS: [(&str, &str); 2] =
    [("town-square", "Town Square"), ("off-topic", "Off-Topic")];

impl World {
    pub(crate) fn found_default_channels(&mut self, team_id: &str) {
        for (name, display_name) in DEFAULT_CHANNELS {
            let now = self.tick();
            self.channels.push(Channel::new(
                self.ids.next(),
                now,
                team_id.to_owned(),
                Kind::Public,
                name.to_owned(),
                display_name.to_owned(),
            ));
        }
    }

    pub(crate) fn join_team(&mut self, team_id: &str, user_id: &str, as_admin: bool) {
        let Some(team) = self.team_mut(team_id) else {
            return;
        };
        if team.has_member(user_id) {
            return;
        }
        team.members.push(TeamMember {
            user_id: user_id.to_owned(),
            is_admin: as_admin,
        });
        let now = self.tick();
        if let Some(account) = self.account_mut(user_id) {
            account.update_at = now;
        }
        for (name, _) in DEFAULT_CHANNELS {
            let Some(channel_id) = self
                .channel_named(team_id, name)
                .map(|channel| channel.id.clone())
            else {
                continue;
            };
            self.add_member(&channel_id, user_id, as_admin);
            let (kind, place) = if name == "town-square" {
                ("system_join_team", "team")
            } else {
                ("system_join_channel", "channel")
            };
            let message = format!("{} joined the {place}.", self.username(user_id));
            self.add_notice(kind, &channel_id, user_id, message);
        }
    }

    /// Puts an account among the members of a channel, without a notice.
    pub(crate) fn add_member(&mut self, channel_id: &str, user_id: &str, as_admin: bool) {
        let now = self.tick();
        if let Some(channel) = self.channel_mut(channel_id)
            && !channel.has_member(user_id)
        {
            channel.members.push(ChannelMember {
                user_id: user_id.to_owned(),
                is_admin: as_admin,
                updated_at: now,
            });
        }
    }

    /// Lets `by` put `user_id` into a channel, or `user_id` join by itself.
    pub(crate) fn join_channel(&mut self, channel_id: &str, user_id: &str, by: &str) {
        self.add_member(channel_id, user_id, false);
        let joined = self.username(user_id);
        if user_id == by {
            let message = format!("{joined} joined the channel.");
            self.add_notice("system_join_channel", channel_id, user_id, message);
        } else {
            let message = format!("{joined} added to the channel by {}.", self.username(by));
            self.add_notice("system_add_to_channel", channel_id, by, message);
        }
    }

    pub(crate) fn leave_channel(&mut self, channel_id: &str, user_id: &str, by: &str) {
        if let Some(channel) = self.channel_mut(channel_id) {
            channel.members.retain(|member| member.user_id != user_id);
        }
        let left = self.username(user_id);
        if user_id == by {
            let message = format!("{left} left the channel.");
            self.add_notice("system_leave_channel", channel_id, user_id, message);
        } else {
            let message = format!("{left} removed from the channel.");
            self.add_notice("system_remove_from_channel", channel_id, by, message);
        }
    }

    fn username(&self, user_id: &str) -> String {
        self.account(user_id)
            .map(|account| account.username.clone())
            .unwrap_or_default()
    }
}
