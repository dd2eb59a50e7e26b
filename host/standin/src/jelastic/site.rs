//! The way of a request through the API.
//!
//! Contract: the method first (404 if there is none), then the token, then what the token may,
//! then the parameters.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::Value;

use crate::jelastic::envelope::ApiError;
use crate::jelastic::methods::Method;
use crate::jelastic::parameters::Parameters;
use crate::jelastic::tracking::{self, Slow};
use crate::jelastic::world::{Environment, World};
use crate::received::Received;
use crate::reply::Reply;
use crate::server::{Site, locked};

#[derive(Default)]
pub(super) struct JelasticSite {
    world: Mutex<World>,
}

impl JelasticSite {
    pub(super) fn environment_status(&self, name: &str) -> Option<i64> {
        self.of(name, |environment| environment.status)
    }

    pub(super) fn set_status(&self, name: &str, status: i64) {
        self.change(name, |environment| environment.status = status);
    }

    pub(super) fn set_variable(&self, environment: &str, group: &str, name: &str, value: &str) {
        self.change(environment, |environment| {
            for node in &mut environment.nodes {
                if node.group == group {
                    node.variables.insert(name.to_owned(), value.to_owned());
                }
            }
        });
    }

    pub(super) fn variables(&self, environment: &str, group: &str) -> BTreeMap<String, String> {
        let of_group = |environment: &Environment| {
            let mut nodes = environment.nodes.iter();
            let node = nodes.find(|node| node.group == group)?;
            Some(node.variables.clone())
        };
        self.of(environment, of_group).flatten().unwrap_or_default()
    }

    pub(super) fn deployed(&self, name: &str) -> Vec<Value> {
        self.of(name, |environment| environment.deployed.clone())
            .unwrap_or_default()
    }

    pub(super) fn announce(&self, slow: Slow) {
        locked(&self.world).tracking.announce(slow);
    }

    pub(super) fn begin(&self, environment: &str, slow: &Slow) {
        let mut world = locked(&self.world);
        if let Some(method) = Method::named(&slow.method) {
            let parameters = Parameters::naming(environment);
            tracking::begin(&mut world, method, &parameters, slow);
        }
    }

    fn change(&self, name: &str, change: impl Fn(&mut Environment)) {
        locked(&self.world)
            .environments
            .iter_mut()
            .filter(|environment| environment.name == name)
            .for_each(change);
    }

    fn of<T>(&self, name: &str, read: impl Fn(&Environment) -> T) -> Option<T> {
        locked(&self.world)
            .environments
            .iter()
            .find(|environment| environment.name == name)
            .map(read)
    }

    fn call(&self, method: &'static Method, request: &Received) -> Result<Reply, ApiError> {
        let parameters = Parameters::of(request);
        method.authorise(parameters.get("session")?)?;
        let mut world = locked(&self.world);
        if let Some(reply) = tracking::take(&mut world, method, &parameters) {
            return Ok(reply);
        }
        let answer = method.serve(&mut world, &parameters)?;
        Ok(Reply::json(200, &answer))
    }
}

impl Site for JelasticSite {
    fn answer(&self, request: &Received) -> Reply {
        let Some(method) = Method::of(request) else {
            return Reply::text(404, "text/plain", "404 page not found\n");
        };
        self.call(method, request)
            .unwrap_or_else(|error| Reply::json(200, &error.into_json()))
    }
}
