//! `jackfield credential remove`.

use super::{done, failed, stored};
use crate::args::{Global, RemoveCredential};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::{can_ask, confirm};

/// Removes a credential from the store.
pub(super) fn remove(global: &Global, arguments: &RemoveCredential) -> Result<(), Failure> {
    let name = &arguments.name;
    let (store, stored) = stored(global, &arguments.sources, name)?;
    if !arguments.yes {
        let question = format!(
            "Remove `{name}` ({} at {}) from the store?",
            stored.credential_type, stored.base_url
        );
        if !can_ask() {
            return Err(Failure::new(
                Exit::Usage,
                format!("nobody is there to be asked whether `{name}` is to be removed"),
            )
            .hint("give --yes"));
        }
        if !confirm(&question)? {
            done(format!("{name} stays"));
            return Ok(());
        }
    }
    store.remove(name).map_err(failed)?;
    let id = stored.annotations.notes.token_id;
    let id = id.map_or_else(String::new, |id| format!(" (token id {id})"));
    done(format!(
        "{name} is removed; its token{id} still works until it is revoked on the platform"
    ));
    Ok(())
}
