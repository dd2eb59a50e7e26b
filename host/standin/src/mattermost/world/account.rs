//! Accounts of people and bots, and their access tokens.
//!
//! Contract: what an account sees of itself is [`Account::own_json`], what others see is
//! [`Account::profile_json`]; the secret of a token shows only in the answer to its creation.

use serde_json::{Map, Value, json};

pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) create_at: i64,
    pub(crate) update_at: i64,
    pub(crate) delete_at: i64,
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) nickname: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) position: String,
    pub(crate) roles: String,
    pub(crate) locale: String,
    pub(crate) notify_props: Map<String, Value>,
    /// When it was last seen at work; never, for those who only look.
    pub(crate) active_at: Option<i64>,
    pub(crate) presence: Presence,
    pub(crate) bot: Option<Bot>,
}

/// Whether somebody is there, as others see it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Not seen, or not any more.
    #[default]
    Gone,
    Online,
    /// Set by hand to one of the words of [`Presence::BY_HAND`].
    Set(&'static str),
}

impl Presence {
    const BY_HAND: [&str; 3] = ["away", "dnd", "offline"];

    /// What it is when somebody sets it; `None` for a word the server does not know.
    pub(crate) fn set_to(word: &str) -> Option<Self> {
        if word == "online" {
            return Some(Self::Online);
        }
        let known = Self::BY_HAND.into_iter().find(|known| *known == word)?;
        Some(Self::Set(known))
    }

    /// What it is when somebody does something.
    pub(crate) fn seen(self) -> Self {
        match self {
            Self::Set(word) => Self::Set(word),
            Self::Gone | Self::Online => Self::Online,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Gone => "offline",
            Self::Online => "online",
            Self::Set(word) => word,
        }
    }

    pub(crate) fn is_manual(self) -> bool {
        matches!(self, Self::Set(_))
    }
}

pub(crate) struct Bot {
    pub(crate) owner_id: String,
    pub(crate) description: String,
}

impl Account {
    /// A plain account of that name, with nothing else filled in.
    pub(crate) fn new(id: String, created_at: i64, username: String, email: String) -> Self {
        Self {
            id,
            create_at: created_at,
            update_at: created_at,
            delete_at: 0,
            username,
            email,
            password: String::new(),
            nickname: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            position: String::new(),
            roles: "system_user".to_owned(),
            locale: "en".to_owned(),
            notify_props: usual_notify_props(),
            active_at: None,
            presence: Presence::default(),
            bot: None,
        }
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.has_role("system_admin")
    }

    pub(crate) fn has_role(&self, role: &str) -> bool {
        self.roles.split(' ').any(|known| known == role)
    }

    pub(crate) fn is_active(&self) -> bool {
        self.delete_at == 0
    }

    pub(crate) fn own_json(&self) -> Value {
        let mut user = self.head();
        user.insert("notify_props".to_owned(), json!(self.notify_props));
        user.insert("last_password_update".to_owned(), json!(self.create_at));
        self.finish(user, false)
    }

    pub(crate) fn profile_json(&self) -> Value {
        self.finish(self.head(), false)
    }

    /// The profile with the time of the last activity.
    pub(crate) fn activity_json(&self) -> Value {
        self.finish(self.head(), true)
    }

    /// The account as the bots' part of the API shows it; `None` for people.
    pub(crate) fn bot_json(&self) -> Option<Value> {
        let bot = self.bot.as_ref()?;
        let mut shown = Map::new();
        let mut add = |name: &str, value: Value| shown.insert(name.to_owned(), value);
        add("user_id", json!(self.id));
        add("username", json!(self.username));
        add("display_name", json!(self.first_name));
        if !bot.description.is_empty() {
            add("description", json!(bot.description));
        }
        add("owner_id", json!(bot.owner_id));
        add("create_at", json!(self.create_at));
        add("update_at", json!(self.update_at));
        add("delete_at", json!(self.delete_at));
        Some(Value::Object(shown))
    }

    fn head(&self) -> Map<String, Value> {
        let head = json!({
            "id": self.id,
            "create_at": self.create_at,
            "update_at": self.update_at,
            "delete_at": self.delete_at,
            "username": self.username,
            "auth_data": "",
            "auth_service": "",
            "email": self.email,
            "nickname": self.nickname,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "position": self.position,
            "roles": self.roles,
        });
        match head {
            Value::Object(head) => head,
            _ => Map::new(),
        }
    }

    fn finish(&self, mut user: Map<String, Value>, with_activity: bool) -> Value {
        let mut add = |name: &str, value: Value| user.insert(name.to_owned(), value);
        add("locale", json!(self.locale));
        add(
            "timezone",
            json!({
                "automaticTimezone": "",
                "manualTimezone": "",
                "useAutomaticTimezone": "true",
            }),
        );
        if let Some(bot) = &self.bot {
            add("is_bot", json!(true));
            if !bot.description.is_empty() {
                add("bot_description", json!(bot.description));
            }
        }
        if with_activity {
            add("last_activity_at", json!(self.active_at));
        }
        add("disable_welcome_email", json!(false));
        Value::Object(user)
    }
}

pub(crate) struct AccessToken {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) user_id: String,
    pub(crate) description: String,
    pub(crate) is_active: bool,
    /// Milliseconds, 0 for never; none on a server that knows no expiry.
    pub(crate) expires_at: Option<u64>,
}

impl AccessToken {
    pub(crate) fn json(&self) -> Value {
        let mut json = json!({
            "id": self.id,
            "user_id": self.user_id,
            "description": self.description,
            "is_active": self.is_active,
        });
        if let (Some(expires_at), Some(members)) = (self.expires_at, json.as_object_mut()) {
            members.insert("expires_at".to_owned(), expires_at.into());
        }
        json
    }

    pub(crate) fn json_with_secret(&self) -> Value {
        let mut json = self.json();
        if let Some(members) = json.as_object_mut() {
            members.insert("token".to_owned(), self.secret.as_str().into());
        }
        json
    }

    /// Whether it is good for anything at this time, in milliseconds.
    pub(crate) fn is_good(&self, now_ms: u64) -> bool {
        let has_expired = self.expires_at.is_some_and(|at| at > 0 && at <= now_ms);
        self.is_active && !has_expired
    }
}

fn usual_notify_props() -> Map<String, Value> {
    [
        ("channel", "true"),
        ("comments", "never"),
        ("desktop", "mention"),
        ("desktop_sound", "true"),
        ("email", "true"),
        ("first_name", "false"),
        ("mention_keys", ""),
        ("push", "mention"),
        ("push_status", "away"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), json!(value)))
    .collect()
}
