//! The workflow that is run when another one fails.

use std::collections::HashMap;
use std::sync::Arc;

use jackfield_descriptor::Fault;
use jackfield_flow::nodes::NodeType;
use jackfield_flow::{Failure, Start};
use jackfield_item::Item;
use jackfield_workflow::Workflow;
use serde_json::{Value, json};

use crate::library::{Sought, Volume};
use crate::observe::Below;
use crate::run::{Begin, MODE, Report, Run};

/// What stands in front of the names of the nodes that run for a failure.
const RECOVERY: &str = "error workflow";

impl Run<'_> {
    /// Runs the workflow that an export names for its failures, or else what follows the export's
    /// own error trigger; none if it has neither. Both are given what failed, and where.
    ///
    /// # Errors
    /// When the workflow that it names cannot be run.
    pub async fn recover(&self, failure: &Failure) -> Option<Result<Report, Fault>> {
        let export = self.prepared.workflow.export.as_ref()?;
        let sought = match &export.error_workflow {
            Some(id) => Sought::Recovery(id),
            None if has_error_trigger(&self.prepared.workflow) => {
                Sought::OwnRecovery(export.id.as_deref())
            }
            None => return None,
        };
        match self.library.find(sought).await {
            Ok(volume) => Some(Ok(self.run_error_workflow(&volume?, failure).await?)),
            Err(fault) => Some(Err(fault)),
        }
    }

    async fn run_error_workflow(&self, volume: &Arc<Volume>, failure: &Failure) -> Option<Report> {
        let Value::Object(fields) = self.account(failure) else {
            return None;
        };
        let start = Start {
            node: volume.start,
            items: Some(vec![Item::new(fields)]),
            pinned: HashMap::new(),
        };
        // Its nodes may be called like those of the run that has failed.
        let below = Below::new(self.observer, RECOVERY);
        let run = Run {
            prepared: &volume.prepared,
            credentials: &volume.credentials,
            surroundings: self.surroundings.clone(),
            id: self.id.recovery(),
            retry: self.retry,
            language: self.language.within(volume),
            mode: self.mode,
            observer: &below,
            library: self.library,
            kept: &volume.kept,
            depth: self.depth + 1,
        };
        Some(Box::pin(run.execute(Begin::At(start))).await)
    }

    /// What an error trigger gives.
    fn account(&self, failure: &Failure) -> Value {
        let workflow = &self.prepared.workflow;
        let fault = &failure.fault;
        let error = json!({
            "name": fault.kind.as_str(),
            "message": fault.message,
            "description": fault.hint,
            "httpCode": fault.status.map(|status| status.to_string()),
        });
        json!({
            "execution": {
                "id": self.id.to_string(),
                "error": error,
                "lastNodeExecuted": self.name(failure.node),
                "mode": MODE,
            },
            "workflow": {
                "id": workflow.export.as_ref().and_then(|export| export.id.clone()),
                "name": workflow.name,
            },
        })
    }
}

fn has_error_trigger(workflow: &Workflow) -> bool {
    workflow.nodes.iter().any(|node| {
        node.export.as_ref().is_some_and(|export| {
            let kind = NodeType::find(&export.kind);
            kind == Some(NodeType::ErrorTrigger) && !export.is_disabled
        })
    })
}
