//! Calls that replace the token of the credential that their step acts with.

use jackfield_connector::{Connector, Outcome, Saving};
use jackfield_descriptor::{Fault, FaultKind};
use jackfield_item::Item;
use jackfield_workflow::Node;
use serde_json::Value;
use tokio::time::Instant;

use crate::prepare::PreparedNode;
use crate::run::Run;

impl Run<'_> {
    /// Replaces the token of the node's only credential.
    pub(crate) async fn rotate(
        &self,
        node: &Node,
        prepared: &PreparedNode,
        connector: &Connector,
    ) -> Result<Outcome, Fault> {
        let Some((_, credential)) = self.credentials_of(node).into_iter().next() else {
            let message = "the step has no credential whose token could be replaced";
            return Err(Fault::new(FaultKind::InvalidParameter, message));
        };
        let surroundings = &self.surroundings;
        let deadline = Instant::now() + prepared.timeout;
        let rotated = surroundings
            .keeper
            .rotate(&credential, connector, surroundings, deadline);
        let items = vec![Item::new(rotated.await?)];
        Ok(Outcome {
            items,
            next: None,
            size: 0,
        })
    }
}

/// The credential that a call makes, as its parameters name it.
pub(crate) fn saving(prepared: &PreparedNode, parameters: &Value, key: &str) -> Option<Saving> {
    let parameter = prepared.saves.as_ref()?;
    let name = parameters.get(parameter)?.as_str()?;
    Some(Saving {
        name: name.to_owned(),
        key: key.to_owned(),
    })
}
