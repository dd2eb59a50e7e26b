//! `jackfield credential rename`.

use super::{done, failed, stored};
use crate::args::{Global, RenameCredential};
use crate::credentials;
use crate::exit::Exit;
use crate::failure::Failure;

/// Gives a credential in the store another name.
pub(super) fn rename(global: &Global, arguments: &RenameCredential) -> Result<(), Failure> {
    let RenameCredential {
        name,
        new_name,
        sources,
    } = arguments;
    let (store, _) = stored(global, sources, name)?;
    let providers = credentials::providers(global, sources)?;
    if name != new_name
        && store.show(new_name).is_err()
        && let Ok(found) = providers.find(new_name)
    {
        return Err(Failure::new(
            Exit::Credential,
            format!(
                "a credential `{new_name}` comes from {} already",
                found.place()
            ),
        ));
    }
    store.rename(name, new_name).map_err(failed)?;
    done(format!("{name} is called {new_name} now"));
    Ok(())
}
