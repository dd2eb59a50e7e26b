//! `jackfield credential list`.

use jackfield_credential::{Store, Stored};
use serde_json::{Map, Value, json};

use super::failed;
use crate::args::{Global, ListCredentials};
use crate::credentials;
use crate::failure::Failure;
use crate::terminal::{give, show};

const HEAD: [&str; 5] = ["NAME", "TYPE", "BASE URL", "EXPIRES", "FROM"];

/// Lists the credentials there are, and where each comes from. No secret is read: of those that are
/// not in the store, only the name and the place are known.
pub(super) fn list(global: &Global, arguments: &ListCredentials) -> Result<(), Failure> {
    let store = credentials::store(global)?;
    let stored = store
        .as_ref()
        .map(Store::list)
        .transpose()
        .map_err(failed)?
        .unwrap_or_default();
    let directory = store.map(|store| store.path());
    let directory = directory.as_deref().and_then(|path| path.parent());
    let in_store = directory.map(|path| format!("the credential store {}", path.display()));
    let providers = credentials::providers(global, &arguments.sources)?;
    let places = providers.places();
    let known = |name: &str, place: &str| -> Option<&Stored> {
        (in_store.as_deref() == Some(place))
            .then(|| stored.iter().find(|stored| stored.name == name))
            .flatten()
    };
    if arguments.json {
        let list: Vec<Value> = places
            .iter()
            .map(|(name, place)| as_json(name, place, known(name, place)))
            .collect();
        return give(&format!("{:#}\n", Value::Array(list)));
    }
    if places.is_empty() {
        return show("there are no credentials; `jackfield credential add NAME` adds one\n");
    }
    let mut rows = vec![HEAD.map(ToOwned::to_owned)];
    rows.extend(places.iter().map(|(name, place)| {
        let stored = known(name, place);
        let expires = stored.and_then(|stored| stored.annotations.expires);
        [
            name.clone(),
            stored.map_or_else(unknown, |stored| stored.credential_type.clone()),
            stored.map_or_else(unknown, |stored| stored.base_url.clone()),
            expires.map_or_else(unknown, |day| match today_to(day) {
                left if left < 0 => format!("{day} (over)"),
                _ => day.to_string(),
            }),
            place.clone(),
        ]
    }));
    show(&table(&rows))
}

fn today_to(day: jiff::civil::Date) -> i32 {
    credentials::today()
        .until(day)
        .map_or(0, |span| span.get_days())
}

fn unknown() -> String {
    "-".to_owned()
}

/// Columns as wide as what is in them.
fn table(rows: &[[String; 5]]) -> String {
    let mut widths = [0; 5];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text += cells.join("  ").trim_end();
        text.push('\n');
    }
    text
}

fn as_json(name: &str, place: &str, stored: Option<&Stored>) -> Value {
    let mut all = match stored {
        Some(stored) => described(stored),
        None => Map::new(),
    };
    all.insert("name".to_owned(), name.into());
    all.insert("from".to_owned(), place.into());
    Value::Object(all)
}

/// Everything that the store says about a credential in the clear.
pub(super) fn described(stored: &Stored) -> Map<String, Value> {
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
    match all {
        Value::Object(all) => all
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect(),
        _ => Map::new(),
    }
}
