//! `jackfield credential show`.

use jackfield_credential::{Stored, Written};
use serde_json::{Map, Value, json};

use super::{failed, list};
use crate::args::{Global, ShowCredential};
use crate::credentials;
use crate::failure::Failure;
use crate::terminal::{give, show as print};

/// What the keys of the JSON form are called for people.
const LABELS: [(&str, &str); 16] = [
    ("from", "from"),
    ("type", "type"),
    ("baseUrl", "base URL"),
    ("ignoreSsl", "ignores SSL issues (insecure)"),
    ("caFile", "CA file"),
    ("proxy", "proxy"),
    ("allow", "allows"),
    ("expires", "expires"),
    ("account", "account"),
    ("tokenId", "token id"),
    ("description", "description"),
    ("replacedTokenIds", "replaced tokens"),
    ("rotationUnderWay", "rotation under way"),
    ("created", "created"),
    ("changed", "changed"),
    ("checked", "worked last"),
];

/// Shows everything about a credential but its secret.
pub(super) fn show(global: &Global, arguments: &ShowCredential) -> Result<(), Failure> {
    let name = &arguments.name;
    let providers = credentials::providers(global, &arguments.sources)?;
    let found = providers.find(name).map_err(failed)?;
    let place = found.place().to_owned();
    let stored = credentials::store(global)?.and_then(|store| store.show(name).ok());
    let mut all = match stored {
        // Nothing is opened, so that it can be looked at without the identity.
        Some(stored) => of_store(&stored),
        None => described(name, &found.without_token().map_err(failed)?),
    };
    all.insert("from".to_owned(), place.into());
    if arguments.json {
        return give(&format!("{:#}\n", Value::Object(all)));
    }
    let mut text = format!("{name}\n");
    for (key, label) in LABELS {
        let value = match all.get(key) {
            None | Some(Value::Bool(false)) => continue,
            Some(Value::Bool(true)) => "yes".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(list)) if list.is_empty() => continue,
            Some(Value::Array(list)) => {
                let texts = list.iter().filter_map(Value::as_str);
                texts.collect::<Vec<_>>().join(", ")
            }
            Some(other) => {
                let part = |key: &str| other.get(key).and_then(Value::as_str).unwrap_or("inline");
                format!("{} (SHA-256 {})", part("path"), part("sha256"))
            }
        };
        text += &format!("  {label}: {value}\n");
    }
    print(&text)
}

fn described(name: &str, written: &Written) -> Map<String, Value> {
    let notes = &written.notes;
    let rules = written.allow.rules().iter();
    let all = json!({
        "name": name,
        "type": written.credential_type,
        "baseUrl": written.base_url,
        "ignoreSsl": written.ignore_ssl,
        "caFile": written.ca.as_ref().map(|ca| json!({
            "path": ca.path().map(|path| path.display().to_string()),
            "sha256": ca.sha256(),
        })),
        "proxy": written.proxy.shown(),
        "allow": rules.map(ToString::to_string).collect::<Vec<_>>(),
        "expires": written.expires.map(|day| day.to_string()),
        "tokenId": notes.token_id,
        "description": notes.description,
        "account": notes.account,
    });
    list::present(all)
}

/// Everything that the store says about a credential in the clear.
fn of_store(stored: &Stored) -> Map<String, Value> {
    let annotations = &stored.annotations;
    let notes = &annotations.notes;
    let all = json!({
        "name": stored.name,
        "type": stored.credential_type,
        "baseUrl": stored.base_url,
        "ignoreSsl": stored.ignore_ssl,
        "caFile": stored.ca.as_ref().map(|(path, sha256)| json!({
            "path": path.as_ref().map(|path| path.display().to_string()),
            "sha256": sha256,
        })),
        "proxy": stored.proxy,
        "allow": stored.allow,
        "expires": annotations.expires.map(|day| day.to_string()),
        "tokenId": notes.token_id,
        "description": notes.description,
        "account": notes.account,
        "replacedTokenIds": notes.replaced_token_ids,
        "rotationUnderWay": annotations.rotation.is_some(),
        "created": stored.created.to_string(),
        "changed": stored.changed.to_string(),
        "checked": annotations.checked.map(|time| time.to_string()),
    });
    list::present(all)
}
