//! `jackfield credential check`.

use std::sync::Arc;

use jackfield_credential::Credential;
use serde_json::{Map, Value, json};

use super::{failed, findings, permissions, refusal, tried};
use crate::args::{CheckCredential, Global};
use crate::connectors::Connectors;
use crate::credentials;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal::{give, is_quiet, say, show};

/// Asks the platform whose credential it is and what it may do. Quiet, the exit code is the answer.
pub(super) async fn check(global: &Global, arguments: &CheckCredential) -> Result<(), Failure> {
    if let Some(file) = &arguments.permissions {
        return permissions::list(global, arguments, file).await;
    }
    let name = arguments.name.as_deref().unwrap_or_default();
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    connectors.load_all().await?;
    let providers = credentials::providers(global, &arguments.credentials)?;
    let credential = credentials::resolve(name, &providers, &mut connectors)
        .await
        .map_err(failed)?;
    credentials::warn_of_insecurity(&credential);
    credentials::tell_of(&credential);
    let report = tried(&connectors, &credential)
        .await
        .map_err(|fault| refusal(&credential, &fault))?;
    if let Some(store) = credentials::store(global)?
        && store.show(name).is_ok()
    {
        findings::note(&store, name, report.as_ref());
    }
    warn_of_end(&credential, report.as_ref());
    if arguments.json {
        let mut json = match report {
            Some(Value::Object(report)) => report,
            _ => Map::new(),
        };
        json.insert("credential".to_owned(), described(&credential));
        return give(&format!("{:#}\n", Value::Object(json)));
    }
    if is_quiet() {
        return Ok(());
    }
    let (credential_type, base_url) = (&credential.credential_type, &credential.base_url);
    match report {
        Some(report) => {
            let mut lines = vec![format!("{name}: works ({credential_type} at {base_url})")];
            lines.extend(findings::lines(&report));
            lines.push(String::new());
            show(&lines.join("\n"))
        }
        None => show(&format!(
            "{name}: well formed ({credential_type} at {base_url}); the connector has no check, so nothing was sent\n"
        )),
    }
}

/// Warns of the day that the platform says, or else that somebody has noted.
fn warn_of_end(credential: &Arc<Credential>, report: Option<&Value>) {
    let said = report.and_then(findings::expires);
    let credential = Credential {
        expires: said.or(credential.expires),
        ..Credential::clone(credential)
    };
    credentials::warn_of_end(&credential);
    if said.is_none()
        && let Some((message, _)) = credentials::expired(&credential)
    {
        let title =
            format!("{message}, by what is noted with it; the platform accepts it all the same");
        let mut warning = Message::new(Level::Warning, title);
        warning.hints.push("correct `expires`".to_owned());
        say(&warning);
    }
}

fn described(credential: &Credential) -> Value {
    let mut json = json!({
        "name": credential.name,
        "type": credential.credential_type,
        "baseUrl": credential.base_url.to_string(),
    });
    let notes = &credential.notes;
    for (key, value) in [
        ("tokenId", notes.token_id.clone()),
        ("description", notes.description.clone()),
        ("account", notes.account.clone()),
        ("expires", credential.expires.map(|day| day.to_string())),
    ] {
        if let (Some(value), Value::Object(json)) = (value, &mut json) {
            json.insert(key.to_owned(), value.into());
        }
    }
    json
}
