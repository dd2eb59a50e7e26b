//! `jackfield credential`.

use std::sync::Arc;
use std::time::Duration;

use jackfield_descriptor::Effect;
use serde_json::{Map, Value, json};

use crate::args::{CheckCredential, Global};
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::{give, is_quiet, show};
use crate::{credentials, inquiry};

const TIMEOUT: Duration = Duration::from_secs(30);

/// Asks the platform whose credential it is and what it may do. Quiet, the exit code is the answer.
pub(crate) async fn check(global: &Global, arguments: &CheckCredential) -> Result<(), Failure> {
    let name = &arguments.name;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    connectors.load_all().await?;
    let providers = credentials::providers(&arguments.credentials)?;
    let credential = credentials::resolve(name, &providers, &mut connectors)
        .await
        .map_err(|error| Failure::credential(&error))?;
    credentials::warn_of(&credential);
    let connector = inquiry::connector_of(&connectors, &credential)
        .ok_or_else(|| Failure::internal("the credential's type has no connector"))?;
    let report = inquiry::ask(connector, Arc::clone(&credential), TIMEOUT)
        .await
        .map_err(|fault| {
            Failure::fault(
                Exit::of(&fault, Effect::Read),
                &format!("the credential `{name}` does not work"),
                &fault,
            )
        })?;
    let (credential_type, base_url) =
        (&credential.credential_type, credential.base_url.to_string());
    if arguments.json {
        let mut json = match report {
            Some(Value::Object(report)) => report,
            _ => Map::new(),
        };
        json.insert(
            "credential".to_owned(),
            json!({"name": name, "type": credential_type, "baseUrl": base_url}),
        );
        return give(&format!("{:#}\n", Value::Object(json)));
    }
    if is_quiet() {
        return Ok(());
    }
    match report {
        Some(report) => show(&described(name, credential_type, &base_url, &report)),
        None => show(&format!(
            "{name}: well formed ({credential_type} at {base_url}); the connector has no check, so nothing was sent\n"
        )),
    }
}

fn described(name: &str, credential_type: &str, base_url: &str, report: &Value) -> String {
    let text = |pointer: &str| report.pointer(pointer).and_then(Value::as_str);
    let list = |pointer: &str| {
        report
            .pointer(pointer)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    };
    let mut lines = vec![format!("{name}: works ({credential_type} at {base_url})")];
    if let Some(account) = text("/account/name") {
        let is = |flag: &str| report.pointer(flag) == Some(&Value::Bool(true));
        let kind = match (is("/account/bot"), is("/account/administrator")) {
            (true, _) => ", a bot",
            (false, true) => ", an administrator",
            (false, false) => "",
        };
        lines.push(format!("  account: {account}{kind}"));
    }
    if let Some(version) = text("/server/version") {
        lines.push(format!("  server: version {version}"));
    }
    lines.extend(list("/permissions").map(|permission| format!("  may: {permission}")));
    lines.extend(list("/warnings").map(|warning| format!("  warning: {warning}")));
    lines.push(String::new());
    lines.join("\n")
}
