//! What an example needs, and what it comes to.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::chat_step;

/// A person whom the fixture does not have, and examples do.
pub(super) const BOB: &str = "y3t58fr6ufnx7qekpxxem7fwsw";

#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) operation: &'static str,
    /// Whose token it is.
    pub(super) token: &'static str,
    /// Whether it is alice's, in the credential store, and not in a variable.
    pub(super) is_in_store: bool,
    pub(super) arrange: fn(&Mattermost),
    /// The steps before.
    pub(super) before: Vec<Value>,
    /// The input of the run.
    pub(super) input: Value,
    /// Method and path of what the server is asked.
    pub(super) asks: (&'static str, String),
    pub(super) queries: Vec<(&'static str, &'static str)>,
    /// The body that it is sent; of an object, some members.
    pub(super) sends: Option<Value>,
    /// Where in each item something stands, and a list of what stands there.
    pub(super) gives: Vec<(&'static str, Value)>,
    pub(super) leaves: fn(&Mattermost),
}

/// An example of this operation, run by alice, which asks the API this.
pub(super) fn scene(operation: &'static str, method: &'static str, path: &str) -> Scene {
    Scene {
        operation,
        token: Mattermost::TOKEN,
        is_in_store: false,
        arrange: |_| {},
        before: Vec::new(),
        input: json!([{}]),
        asks: (method, format!("/api/v4/{path}")),
        queries: Vec::new(),
        sends: None,
        gives: Vec::new(),
        leaves: |_| {},
    }
}

impl Scene {
    pub(super) fn by(mut self, token: &'static str) -> Self {
        self.token = token;
        self
    }

    pub(super) fn in_store(mut self) -> Self {
        self.is_in_store = true;
        self
    }

    pub(super) fn by_admin(self) -> Self {
        self.by(Mattermost::ADMIN_TOKEN)
    }

    pub(super) fn where_there_is(mut self, arrange: fn(&Mattermost)) -> Self {
        self.arrange = arrange;
        self
    }

    pub(super) fn with_bob(self) -> Self {
        self.where_there_is(|server| server.add_account(BOB, "bob"))
    }

    /// Behind a step that does this.
    pub(super) fn after(mut self, operation: &str, with: &Value) -> Self {
        let mut step = chat_step(operation, with);
        step["name"] = json!(format!("Before {}", self.before.len()));
        self.before.push(step);
        self
    }

    pub(super) fn with_input(mut self, input: Value) -> Self {
        self.input = input;
        self
    }

    pub(super) fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.asks.1);
        self
    }

    pub(super) fn query(mut self, name: &'static str, value: &'static str) -> Self {
        self.queries.push((name, value));
        self
    }

    pub(super) fn sends(mut self, body: Value) -> Self {
        self.sends = Some(body);
        self
    }

    pub(super) fn gives(mut self, pointer: &'static str, values: Value) -> Self {
        self.gives.push((pointer, values));
        self
    }

    /// What the server answers to what is done.
    pub(super) fn gives_ok(self) -> Self {
        self.gives("/status", json!(["OK"]))
    }

    pub(super) fn leaves(mut self, check: fn(&Mattermost)) -> Self {
        self.leaves = check;
        self
    }
}
