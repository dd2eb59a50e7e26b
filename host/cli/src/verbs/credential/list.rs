//! `jackfield credential list`.

use jackfield_credential::{CredentialError, Found, Written};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::failed;
use crate::args::{Global, ListCredentials};
use crate::credentials;
use crate::failure::Failure;
use crate::terminal::{give, in_line, show};

const HEAD: [&str; 5] = ["NAME", "TYPE", "BASE URL", "EXPIRES", "FROM"];

/// One credential of the list.
struct Row {
    name: String,
    place: String,
    /// What is known of it; nothing where it cannot be read.
    known: Option<Map<String, Value>>,
}

/// Lists the credentials there are, and where each comes from. No token is read: nothing of the
/// store is opened, and no program started.
pub(super) fn list(global: &Global, arguments: &ListCredentials) -> Result<(), Failure> {
    if let Some(store) = credentials::store(global)? {
        // What is wrong with the store as a whole is no matter of a row.
        store.list().map_err(failed)?;
    }
    let providers = credentials::providers(global, &arguments.sources)?;
    let rows: Vec<Row> = providers.list().into_iter().map(row).collect();
    if arguments.json {
        let list: Vec<Value> = rows.into_iter().map(as_json).collect();
        return give(&format!("{:#}\n", Value::Array(list)));
    }
    if rows.is_empty() {
        return show("there are no credentials; `jackfield credential add NAME` adds one\n");
    }
    let mut cells = vec![HEAD.map(ToOwned::to_owned)];
    cells.extend(rows.iter().map(in_cells));
    show(&table(&cells))
}

fn row((name, found): (String, Result<Found<'_>, CredentialError>)) -> Row {
    match found {
        Ok(found) => Row {
            place: found.place().to_owned(),
            known: found
                .without_token()
                .ok()
                .map(|written| described(&name, &written)),
            name,
        },
        Err(error) => Row {
            place: error.to_string(),
            known: None,
            name,
        },
    }
}

fn in_cells(row: &Row) -> [String; 5] {
    let known = |key: &str| {
        let value = row
            .known
            .as_ref()
            .and_then(|known| known.get(key)?.as_str());
        value.unwrap_or("-").to_owned()
    };
    let expires = known("expires");
    let is_over = expires
        .parse::<Date>()
        .is_ok_and(|day| day < credentials::today());
    [
        row.name.clone(),
        known("type"),
        known("baseUrl"),
        if is_over {
            format!("{expires} (over)")
        } else {
            expires
        },
        row.place.clone(),
    ]
    .map(|cell| in_line(&cell))
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

fn as_json(row: Row) -> Value {
    let mut all = Map::new();
    all.insert("name".to_owned(), row.name.into());
    all.insert("from".to_owned(), row.place.into());
    all.extend(row.known.unwrap_or_default());
    Value::Object(all)
}

/// What is known of a credential besides its token.
fn described(name: &str, written: &Written) -> Map<String, Value> {
    let notes = &written.notes;
    let all = json!({
        "name": name,
        "type": written.credential_type,
        "baseUrl": written.base_url,
        "expires": written.expires.map(|day| day.to_string()),
        "tokenId": notes.token_id,
        "description": notes.description,
        "account": notes.account,
    });
    present(all)
}

/// Without what is not there.
pub(super) fn present(all: Value) -> Map<String, Value> {
    match all {
        Value::Object(all) => all
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect(),
        _ => Map::new(),
    }
}
