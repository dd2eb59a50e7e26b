//! `jackfield credential rotate`.

use super::{failed, stored};
use crate::args::{Global, RotateCredential};
use crate::connectors::Connectors;
use crate::credentials;
use crate::failure::Failure;
use crate::inquiry;
use crate::rotation::Rotation;

/// Replaces the token of a credential by a new one.
pub(super) async fn rotate(global: &Global, arguments: &RotateCredential) -> Result<(), Failure> {
    let name = arguments.name.as_str();
    let (store, known) = stored(global, &arguments.sources, name)?;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    connectors.load_all().await?;
    let Some(connector) = connectors.of_type(&known.credential_type) else {
        // Says which types there are.
        let written = store.get(name).map_err(failed)?;
        let unknown = credentials::usable(name, written, &mut connectors).await;
        return unknown.map(|_| ()).map_err(failed);
    };
    let rotation = Rotation {
        store: &store,
        name,
        connector: &connector,
        surroundings: inquiry::surroundings(),
        deadline: None,
        saved: &|_| {},
    };
    let result = rotation.carry_out().await;
    result.map(|_| ()).map_err(|why| why.failure())
}
