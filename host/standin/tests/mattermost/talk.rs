//! One client's conversation with a stand-in of its own.

use jackfield_standin::Mattermost;
use serde_json::Value;

use crate::support::{Client, Heard};

pub(crate) struct Talk {
    pub(crate) mattermost: Mattermost,
    pub(crate) client: Client,
    pub(crate) bearer: String,
}

impl Talk {
    pub(crate) fn of(token: &str) -> Self {
        let mut talk = Self::with(Mattermost::start().unwrap());
        talk.turn_into(token);
        talk
    }

    /// A conversation without a token.
    pub(crate) fn with(mattermost: Mattermost) -> Self {
        let client = Client::new(&mattermost.base_url());
        Self {
            mattermost,
            client,
            bearer: String::new(),
        }
    }

    pub(crate) fn turn_into(&mut self, token: &str) {
        self.bearer = format!("Bearer {token}");
    }

    pub(crate) fn reconnect(&mut self) {
        self.client = Client::new(&self.mattermost.base_url());
    }

    pub(crate) fn get(&mut self, path: &str) -> Heard {
        self.send("GET", path, b"").unwrap()
    }

    pub(crate) fn post(&mut self, body: &Value) -> Heard {
        self.send("POST", "/api/v4/posts", body.to_string().as_bytes())
            .unwrap()
    }

    /// A request below `/api/v4`.
    pub(crate) fn call(&mut self, method: &str, path: &str, body: &Value) -> Heard {
        let path = format!("/api/v4/{path}");
        self.send(method, &path, body.to_string().as_bytes())
            .unwrap()
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, body: &[u8]) -> std::io::Result<Heard> {
        let headers = [("Authorization", self.bearer.as_str())];
        self.client.send(method, path, &headers, body)
    }
}

/// Status and error id of a refusal.
pub(crate) fn refusal(heard: &Heard) -> (u16, String) {
    let id = heard.json()["id"].as_str().unwrap().to_owned();
    (heard.status, id)
}

/// One field of each item of a list.
pub(crate) fn each(heard: &Heard, field: &str) -> Vec<String> {
    heard
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item[field].as_str().unwrap().to_owned())
        .collect()
}
