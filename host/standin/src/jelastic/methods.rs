//! The methods that are served.

use crate::jelastic::envelope::{ApiError, Outcome};
use crate::jelastic::parameters::Parameters;
use crate::jelastic::world::World;
use crate::jelastic::{Jelastic, account, control, lifecycle, market, nodes, tracking};
use crate::received::Received;

type Serve = fn(&mut World, &Parameters) -> Outcome;

/// A method: its full name, and what answers it.
pub(super) struct Method(&'static str, Serve);

static METHODS: [Method; 22] = [
    Method("environment.control.StartEnv", control::start),
    Method("environment.control.StopEnv", control::stop),
    Method("environment.control.SleepEnv", control::sleep),
    Method(INFO, control::info),
    Method("environment.control.GetEnvs", control::list),
    Method("environment.control.CreateEnvironment", lifecycle::create),
    Method("environment.control.CloneEnv", lifecycle::clone),
    Method("environment.control.DeleteEnv", lifecycle::delete),
    Method("environment.control.GetSumStat", control::statistics),
    Method("environment.control.RestartNodes", nodes::restart),
    Method("environment.control.RedeployContainers", nodes::redeploy),
    Method("environment.control.ExecCmdById", nodes::execute),
    Method("environment.control.ExecCmdByGroup", nodes::execute),
    Method("environment.control.GetContainerEnvVars", nodes::variables),
    Method(
        "environment.control.GetContainerEnvVarsByGroup",
        nodes::variables,
    ),
    Method(
        "environment.control.AddContainerEnvVars",
        nodes::add_variables,
    ),
    Method(
        "environment.control.RemoveContainerEnvVars",
        nodes::remove_variables,
    ),
    Method(
        "environment.deployment.DeployArchive",
        market::deploy_archive,
    ),
    Method(ACTIONS, tracking::current),
    Method("users.account.GetUserInfo", account::info),
    Method("billing.account.GetAccount", account::billing),
    Method("marketplace.jps.Install", market::install),
];

const INFO: &str = "environment.control.GetEnvInfo";
const ACTIONS: &str = "environment.tracking.GetCurrentActions";

impl Method {
    /// The method that a request is for. Paths count in any case.
    pub(super) fn of(request: &Received) -> Option<&'static Self> {
        if request.method != "GET" && request.method != "POST" {
            return None;
        }
        let path = request.path.to_ascii_lowercase();
        let path = path.strip_prefix("/1.0/")?;
        METHODS.iter().find(|method| {
            let name = method.0.to_ascii_lowercase();
            name.rsplit_once('.').is_some_and(|(service, name)| {
                path == format!("{}/rest/{name}", service.replace('.', "/"))
            })
        })
    }

    /// The method of this last part of the name, such as `stopenv`, in any case.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        METHODS
            .iter()
            .find(|method| method.name().eq_ignore_ascii_case(name))
    }

    /// The last part of the name, such as `StopEnv`.
    pub(super) fn name(&self) -> &'static str {
        self.0.rsplit('.').next().unwrap_or_default()
    }

    pub(super) fn authorise(&self, token: &str) -> Result<(), ApiError> {
        let looks = self.0 == INFO || self.0 == ACTIONS;
        match token {
            Jelastic::TOKEN => Ok(()),
            Jelastic::NARROW_TOKEN if self.0 == INFO => Ok(()),
            Jelastic::BLIND_TOKEN if !looks => Ok(()),
            Jelastic::NARROW_TOKEN | Jelastic::BLIND_TOKEN => {
                Err(ApiError::method_not_granted(self.0))
            }
            _ => Err(ApiError::not_authenticated()),
        }
    }

    pub(super) fn serve(&self, world: &mut World, parameters: &Parameters) -> Outcome {
        (self.1)(world, parameters)
    }
}
