//! What a test puts into the world by itself, under the ids and names that it needs.
//!
//! Contract: it is there as if it always had been: no notice tells of it, and it costs no request.
//!
//! Why: an example in a connector's description names a post or a token by an id, which no server
//! would ever give again.

use crate::mattermost::Mattermost;
use crate::mattermost::fixture::{ARCHIVED, FOUNDED};
use crate::mattermost::world::account::{AccessToken, Account};
use crate::mattermost::world::channel::{Channel, Kind};
use crate::mattermost::world::file::StoredFile;
use crate::mattermost::world::hook::IncomingHook;
use crate::mattermost::world::post::Post;
use crate::mattermost::world::team::TeamMember;

impl Mattermost {
    /// Adds a person to the team `engineering`, whose address is `NAME@example.com`.
    pub fn add_account(&self, id: &str, username: &str) {
        let email = format!("{username}@example.com");
        let account = Account::new(id.to_owned(), FOUNDED, username.to_owned(), email);
        self.site.arrange(|world| {
            world.accounts.push(account);
            if let Some(team) = world.team_mut(Self::ENGINEERING) {
                team.members.push(TeamMember {
                    user_id: id.to_owned(),
                    is_admin: false,
                });
            }
        });
    }

    /// Adds a public channel to the team `engineering`, with `admin` and `alice` in it.
    pub fn add_channel(&self, id: &str, name: &str, is_archived: bool) {
        let channel = Channel {
            archived_at: if is_archived { ARCHIVED } else { 0 },
            creator_id: Self::ADMIN.to_owned(),
            ..Channel::new(
                id.to_owned(),
                FOUNDED,
                Self::ENGINEERING.to_owned(),
                Kind::Public,
                name.to_owned(),
                name.to_owned(),
            )
        };
        self.site.arrange(|world| {
            world.channels.push(channel);
            for user_id in [Self::ADMIN, Self::ALICE] {
                world.add_member(id, user_id, user_id == Self::ADMIN);
            }
        });
    }

    /// Adds somebody's post to a channel, written now.
    pub fn add_post(&self, id: &str, channel_id: &str, user_id: &str, message: &str) {
        self.site.arrange(|world| {
            let now = world.tick();
            world.add_post(Post {
                id: id.to_owned(),
                create_at: now,
                update_at: now,
                user_id: user_id.to_owned(),
                channel_id: channel_id.to_owned(),
                message: message.to_owned(),
                ..Post::default()
            });
        });
    }

    /// Has everybody change what they post to this text, as soon as it is posted: what a request
    /// is answered is the post as it was sent.
    pub fn change_new_posts(&self, message: &str) {
        let message = message.to_owned();
        self.site
            .arrange(|world| world.afterthought = Some(message));
    }

    /// Adds a file that somebody uploaded, and that is in no post yet.
    pub fn add_file(&self, id: &str, user_id: &str, name: &str, bytes: &[u8]) {
        let file = StoredFile {
            id: id.to_owned(),
            user_id: user_id.to_owned(),
            post_id: String::new(),
            created_at: FOUNDED,
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        self.site.arrange(|world| world.files.push(file));
    }

    /// Adds an access token, of which only the id is known.
    pub fn add_token(&self, id: &str, user_id: &str, is_active: bool) {
        self.site.arrange(|world| {
            let token = AccessToken {
                id: id.to_owned(),
                secret: world.ids.next(),
                user_id: user_id.to_owned(),
                description: "build server".to_owned(),
                is_active,
                expires_at: world.token_lifetime.map(|_| 0),
            };
            world.tokens.push(token);
        });
    }

    /// Adds an incoming webhook of `admin` to a channel of the team `engineering`.
    pub fn add_hook(&self, id: &str, channel_id: &str) {
        let hook = IncomingHook {
            id: id.to_owned(),
            created_at: FOUNDED,
            user_id: Self::ADMIN.to_owned(),
            channel_id: channel_id.to_owned(),
            team_id: Self::ENGINEERING.to_owned(),
            display_name: "build server".to_owned(),
            description: String::new(),
            is_locked: false,
        };
        self.site.arrange(|world| world.hooks.push(hook));
    }
}
