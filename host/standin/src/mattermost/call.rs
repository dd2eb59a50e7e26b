//! A request that found its route, and what calls read from it.
//!
//! Contract: the helpers refuse what the real server refuses, in its words; an id in a path is
//! checked before anything else, a body before its effect.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::mattermost::auth::Session;
use crate::mattermost::errors::AppError;
use crate::mattermost::ids::is_id;
use crate::mattermost::world::World;
use crate::mattermost::world::account::Account;
use crate::mattermost::world::channel::Channel;
use crate::mattermost::world::team::Team;
use crate::received::Received;
use crate::reply::Reply;

const USUAL_SIZE: usize = 60;
const LARGEST_SIZE: usize = 200;

/// What a call comes to.
pub(crate) type Outcome = Result<Reply, AppError>;

pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) session: Session,
    pub(crate) request: &'a Received,
    /// Where the server listens, without a slash at the end.
    pub(crate) origin: &'a str,
    pub(crate) params: Vec<(&'static str, String)>,
}

impl Call<'_> {
    /// A part of the path by the name the route gives it.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }

    /// A part of the path that has to be an id; `me` is the session's own account.
    pub(crate) fn id(&self, name: &str) -> Result<String, AppError> {
        let value = self.param(name);
        if name == "user_id" && value == "me" {
            Ok(self.session.user_id.clone())
        } else if is_id(value) {
            Ok(value.to_owned())
        } else {
            Err(AppError::invalid_url_param(name))
        }
    }

    /// The account the path names.
    pub(crate) fn account(&self) -> Result<&Account, AppError> {
        let id = self.id("user_id")?;
        self.world.account(&id).ok_or_else(AppError::no_user)
    }

    /// The team the path names, for those in it.
    pub(crate) fn team(&self) -> Result<&Team, AppError> {
        let id = self.id("team_id")?;
        self.world
            .team(&id)
            .filter(|team| self.session.is_in(team))
            .ok_or_else(AppError::permissions)
    }

    /// The channel the path names, for its members.
    pub(crate) fn own_channel(&self) -> Result<&Channel, AppError> {
        let id = self.id("channel_id")?;
        self.world
            .channel(&id)
            .filter(|channel| self.session.may_post_to(channel))
            .ok_or_else(AppError::permissions)
    }

    /// The body, by the name the server calls it when it is not one.
    pub(crate) fn body<T: DeserializeOwned>(&self, name: &str) -> Result<T, AppError> {
        self.request
            .json()
            .and_then(lenient)
            .ok_or_else(|| AppError::invalid_body_param(name))
    }

    pub(crate) fn query(&self, name: &str) -> String {
        self.request.query_value(name).unwrap_or_default()
    }

    pub(crate) fn page(&self) -> Page {
        let number = |name| self.query(name).parse::<usize>().ok();
        Page {
            number: number("page").unwrap_or_default(),
            size: number("per_page").unwrap_or(USUAL_SIZE).min(LARGEST_SIZE),
        }
    }
}

/// More than 200 a page is silently cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    number: usize,
    pub(crate) size: usize,
}

impl Page {
    pub(crate) fn skipped(self) -> usize {
        self.number.saturating_mul(self.size)
    }

    pub(crate) fn of<T>(self, items: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        items.into_iter().skip(self.skipped()).take(self.size)
    }
}

/// A value as the server reads it: a field that is `null` is as good as absent.
pub(crate) fn lenient<T: DeserializeOwned>(mut value: Value) -> Option<T> {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, field| !field.is_null());
    }
    serde_json::from_value(value).ok()
}

pub(crate) fn found(body: &Value) -> Outcome {
    Ok(Reply::json(200, body))
}

pub(crate) fn created(body: &Value) -> Outcome {
    Ok(Reply::json(201, body))
}

pub(crate) fn done() -> Outcome {
    found(&json!({ "status": "OK" }))
}
