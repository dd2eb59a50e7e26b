//! Archives and packages are put into environments.
//!
//! Contract: an archive is kept under its context. A package is what its manifest says: one that
//! names `broken` answers with the word `error`, as packages do, and any other with the word
//! `success`; an environment that it is to be installed into and that nobody has, it creates.

use serde_json::json;

use crate::jelastic::control::carried_out;
use crate::jelastic::envelope::Outcome;
use crate::jelastic::parameters::Parameters;
use crate::jelastic::world::{Environment, RUNNING, World};

pub(super) fn deploy_archive(world: &mut World, parameters: &Parameters) -> Outcome {
    let environment = world.ours(parameters.get("envName")?, "DEPLOY")?;
    let archive = json!({
        "fileUrl": parameters.get("fileUrl")?,
        "fileName": parameters.get("fileName")?,
        "context": parameters.find("context").unwrap_or("ROOT"),
    });
    environment.deployed.push(archive);
    Ok(carried_out(environment, "DeployArchive", |place| {
        place == 0
    }))
}

pub(super) fn install(world: &mut World, parameters: &Parameters) -> Outcome {
    let manifest = parameters.get("jps")?;
    let environment = parameters.find("envName");
    let is_new = environment.is_some_and(|name| !world.has(name));
    if let (Some(name), false) = (environment, is_new) {
        world.ours(name, "INSTALL")?;
    }
    if manifest.contains("broken") {
        return Ok(json!({
            "result": "error",
            "type": "error",
            "message": "the package could not be installed",
            "error": "the package could not be installed",
        }));
    }
    if let (Some(name), true) = (environment, is_new) {
        let environment = Environment::with(name, RUNNING, Vec::new());
        world.environments.push(environment);
    }
    Ok(json!({
        "result": "success",
        "type": "success",
        "appid": "7e570000000000000000000000000001",
        "uniqueName": "0a1b2c3d-4e5f",
        "startPage": "https://app.jelastic.example.com/",
        "successText": "Installed",
    }))
}
