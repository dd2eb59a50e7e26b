//! The API methods that operations call, by the names that a token's list of methods has.

use jackfield_sdk::Request;

use crate::fields::Fields;

/// An API method: `environment.control.StopEnv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Method<'a>(pub(crate) &'a str);

pub(crate) const GET_ENVS: Method<'_> = Method("environment.control.GetEnvs");
pub(crate) const GET_ENV_INFO: Method<'_> = Method("environment.control.GetEnvInfo");
pub(crate) const CREATE_ENVIRONMENT: Method<'_> = Method("environment.control.CreateEnvironment");
pub(crate) const CLONE_ENV: Method<'_> = Method("environment.control.CloneEnv");
pub(crate) const DELETE_ENV: Method<'_> = Method("environment.control.DeleteEnv");
pub(crate) const START_ENV: Method<'_> = Method("environment.control.StartEnv");
pub(crate) const STOP_ENV: Method<'_> = Method("environment.control.StopEnv");
pub(crate) const SLEEP_ENV: Method<'_> = Method("environment.control.SleepEnv");
pub(crate) const RESTART_NODES: Method<'_> = Method("environment.control.RestartNodes");
pub(crate) const REDEPLOY_CONTAINERS: Method<'_> = Method("environment.control.RedeployContainers");
pub(crate) const EXEC_CMD_BY_ID: Method<'_> = Method("environment.control.ExecCmdById");
pub(crate) const EXEC_CMD_BY_GROUP: Method<'_> = Method("environment.control.ExecCmdByGroup");
pub(crate) const GET_VARIABLES: Method<'_> = Method("environment.control.GetContainerEnvVars");
pub(crate) const GET_VARIABLES_BY_GROUP: Method<'_> =
    Method("environment.control.GetContainerEnvVarsByGroup");
pub(crate) const ADD_VARIABLES: Method<'_> = Method("environment.control.AddContainerEnvVars");
pub(crate) const REMOVE_VARIABLES: Method<'_> =
    Method("environment.control.RemoveContainerEnvVars");
pub(crate) const DEPLOY_ARCHIVE: Method<'_> = Method("environment.deployment.DeployArchive");
pub(crate) const GET_CURRENT_ACTIONS: Method<'_> = Method("environment.tracking.GetCurrentActions");
pub(crate) const INSTALL: Method<'_> = Method("marketplace.jps.Install");
pub(crate) const GET_USER_INFO: Method<'_> = Method("users.account.GetUserInfo");
pub(crate) const GET_ACCOUNT: Method<'_> = Method("billing.account.GetAccount");

impl Method<'_> {
    /// The request for it. POST, because the token must not stand in a URL.
    pub(crate) fn request(self, fields: &Fields) -> Request {
        let name = self.0.to_ascii_lowercase();
        let mut path = vec!["1.0"];
        path.extend(name.split('.'));
        path.insert(path.len() - 1, "rest");
        Request::post(path).form(fields.pairs())
    }
}
