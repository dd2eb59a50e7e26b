//! What the server says about itself.
//!
//! Contract: that it is alive, to anybody; and of its settings the few a client needs.

use serde_json::json;

use crate::mattermost::call::{Call, Outcome, found};
use crate::mattermost::errors::AppError;

pub(crate) fn ping(_: &mut Call<'_>) -> Outcome {
    found(&json!({
        "AndroidLatestVersion": "",
        "AndroidMinVersion": "",
        "DesktopLatestVersion": "",
        "DesktopMinVersion": "",
        "IosLatestVersion": "",
        "IosMinVersion": "",
        "status": "OK",
    }))
}

pub(crate) fn client_config(call: &mut Call<'_>) -> Outcome {
    match call.query("format").as_str() {
        "old" => found(&json!({
            "BuildNumber": "local",
            "EnableUserAccessTokens": "true",
            "MaxFileSize": "104857600",
            "PostEditTimeLimit": "-1",
            "SiteURL": call.origin,
            "Version": "5.37.0",
        })),
        "" => Err(AppError::new(
            501,
            "api.config.client.old_format.app_error",
            "New format for the client configuration is not supported yet. Please specify \
             format=old in the query string.",
        )),
        _ => Err(AppError::invalid_body_param("format")),
    }
}
