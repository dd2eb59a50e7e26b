//! What people add to an entry of an export, beside its name: what n8n knows nothing of.

use crate::document::Object;
use crate::reading::misspelled;

/// What can be added to an entry. All of it means the credential.
const BESIDE: [&str; 6] = [
    "baseUrl",
    "ignoreSsl",
    "caFile",
    "proxy",
    "allow",
    "expires",
];

/// A key beside `data` that was meant to be another: a limit that nobody reads is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("has the unknown key `{key}` beside `data`; did you mean `{known}`?")]
pub struct Misspelled {
    /// The key.
    pub key: String,
    /// The key that it probably means.
    pub known: &'static str,
}

/// Moves what stands beside `data` into it. What stands in both is there twice then, which is
/// refused when it is read.
pub(crate) fn move_into(data: &mut Object, entry: &mut Object) -> Result<(), Misspelled> {
    if let Some((key, known)) = misspelled(entry, &BESIDE) {
        let key = key.to_owned();
        return Err(Misspelled { key, known });
    }
    for key in BESIDE {
        while let Some(value) = entry.remove(key) {
            data.push(key, value);
        }
    }
    Ok(())
}
