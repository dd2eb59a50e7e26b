//! The way of a request through the API.
//!
//! Contract: the method first (404 if there is none), then the token, then what the token may,
//! then the parameters. Paths and parameter names count in any case; a form counts only under
//! its content type, and before the query.

use std::sync::Mutex;

use serde_json::Value;

use crate::jelastic::control::Order;
use crate::jelastic::envelope::{ApiError, Outcome};
use crate::jelastic::world::{Environment, environments};
use crate::jelastic::{Jelastic, account, control};
use crate::received::Received;
use crate::reply::Reply;
use crate::server::{Site, locked};

pub(super) struct JelasticSite {
    environments: Mutex<Vec<Environment>>,
}

impl Default for JelasticSite {
    fn default() -> Self {
        Self {
            environments: Mutex::new(environments()),
        }
    }
}

impl JelasticSite {
    pub(super) fn environment_status(&self, name: &str) -> Option<i64> {
        locked(&self.environments)
            .iter()
            .find(|environment| environment.name == name)
            .map(|environment| environment.status)
    }

    fn call(&self, method: Method, request: &Received) -> Outcome {
        let parameters = Parameters::of(request);
        authorise(method, parameters.get("session")?)?;
        let mut environments = locked(&self.environments);
        match method {
            Method::Order(order) => {
                control::obey(&mut environments, parameters.get("envName")?, order)
            }
            Method::Info => control::info(&environments, parameters.get("envName")?),
            Method::List => Ok(control::list(&environments)),
            Method::Account => Ok(account::info()),
        }
    }
}

impl Site for JelasticSite {
    fn answer(&self, request: &Received) -> Reply {
        let Some(method) = Method::of(request) else {
            return Reply::text(404, "text/plain", "404 page not found\n");
        };
        let body: Value = self
            .call(method, request)
            .unwrap_or_else(ApiError::into_json);
        Reply::json(200, &body)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Order(Order),
    Info,
    List,
    Account,
}

impl Method {
    fn of(request: &Received) -> Option<Self> {
        if request.method != "GET" && request.method != "POST" {
            return None;
        }
        let path = request.path.to_ascii_lowercase();
        Some(match path.strip_prefix("/1.0/")? {
            "environment/control/rest/startenv" => Self::Order(Order::Start),
            "environment/control/rest/stopenv" => Self::Order(Order::Stop),
            "environment/control/rest/getenvinfo" => Self::Info,
            "environment/control/rest/getenvs" => Self::List,
            "users/account/rest/getuserinfo" => Self::Account,
            _ => return None,
        })
    }

    fn full_name(self) -> &'static str {
        match self {
            Self::Order(Order::Start) => "environment.control.StartEnv",
            Self::Order(Order::Stop) => "environment.control.StopEnv",
            Self::Info => "environment.control.GetEnvInfo",
            Self::List => "environment.control.GetEnvs",
            Self::Account => "users.account.GetUserInfo",
        }
    }
}

fn authorise(method: Method, token: &str) -> Result<(), ApiError> {
    match token {
        Jelastic::TOKEN => Ok(()),
        Jelastic::NARROW_TOKEN if method == Method::Info => Ok(()),
        Jelastic::NARROW_TOKEN => Err(ApiError::method_not_granted(method.full_name())),
        _ => Err(ApiError::not_authenticated()),
    }
}

struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn of(request: &Received) -> Self {
        let is_form = request.header("content-type").is_some_and(|kind| {
            kind.to_ascii_lowercase()
                .starts_with("application/x-www-form-urlencoded")
        });
        let mut pairs = if is_form { request.form() } else { Vec::new() };
        pairs.extend(request.query_pairs());
        Self(pairs)
    }

    /// A parameter that has to be there and say something.
    fn get(&self, name: &str) -> Result<&str, ApiError> {
        self.0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
            .ok_or_else(|| ApiError::invalid_parameter(name))
    }
}
