//! Code of the workflow's author.

use std::sync::Arc;

use jackfield_descriptor::{Fault, FaultKind};
use jackfield_flow::nodes::{Code, Made};
use jackfield_flow::{CallId, Lineage};
use jackfield_item::Item;

use crate::run::Run;

impl Run<'_> {
    /// Runs a node's code.
    #[expect(clippy::unused_async, reason = "it will wait for the evaluator")]
    pub(crate) async fn script(
        &self,
        call: CallId,
        _code: Code,
        items: Arc<[Item]>,
        lineage: Lineage,
    ) -> Result<Vec<Made>, Fault> {
        let data = self.data(call.node, items, lineage);
        let _settings = self.settings(&data, call.run);
        Err(Fault::new(
            FaultKind::UnknownOperation,
            "code cannot run yet",
        ))
    }
}
