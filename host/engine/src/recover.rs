//! The workflow that is run when another one fails.

use std::collections::HashMap;
use std::sync::Arc;

use jackfield_descriptor::Fault;
use jackfield_flow::nodes::{Named, NodeType};
use jackfield_flow::{CallId, Failure, Start};
use jackfield_item::Item;
use jackfield_workflow::Workflow;
use serde_json::{Value, json};

use crate::library::Volume;
use crate::run::{Begin, MODE, Report, Run};

impl Run<'_> {
    /// Runs the workflow that an export names for its failures, or else what follows the export's
    /// own error trigger; none if it has neither. Both are given what failed, and where.
    ///
    /// # Errors
    /// When the workflow that it names cannot be run.
    pub async fn recover(&self, failure: &Failure) -> Option<Result<Report, Fault>> {
        let export = self.prepared.workflow.export.as_ref()?;
        let report = match &export.error_workflow {
            Some(id) => match self.library.find(&Named::Id(id.clone())).await {
                Ok(volume) => self.run_error_workflow(&volume, failure).await?,
                Err(fault) => return Some(Err(fault)),
            },
            None => {
                let start = self.start_of_error(&self.prepared.workflow, failure)?;
                Box::pin(self.execute(Begin::At(start))).await
            }
        };
        Some(Ok(report))
    }

    async fn run_error_workflow(&self, volume: &Arc<Volume>, failure: &Failure) -> Option<Report> {
        let start = self.start_of_error(&volume.prepared.workflow, failure)?;
        let call = CallId {
            node: failure.node,
            run: 0,
            item: 0,
            page: 0,
        };
        let run = Run {
            prepared: &volume.prepared,
            credentials: &volume.credentials,
            surroundings: self.surroundings.clone(),
            id: self.id.below("error", call, 0),
            retry: self.retry,
            language: self.language.clone(),
            mode: self.mode,
            observer: self.observer,
            library: self.library,
            depth: self.depth + 1,
        };
        Some(Box::pin(run.execute(Begin::At(start))).await)
    }

    /// The start of a workflow at its error trigger.
    fn start_of_error(&self, workflow: &Workflow, failure: &Failure) -> Option<Start> {
        let node = error_trigger(workflow)?;
        let Value::Object(fields) = self.account(failure) else {
            return None;
        };
        Some(Start {
            node,
            items: Some(vec![Item::new(fields)]),
            pinned: HashMap::new(),
        })
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

/// The error trigger of an export.
#[must_use]
pub fn error_trigger(workflow: &Workflow) -> Option<usize> {
    let nodes = workflow.nodes.iter();
    nodes
        .enumerate()
        .find(|(_, node)| {
            node.export.as_ref().is_some_and(|export| {
                let kind = export.own_type().and_then(NodeType::find);
                kind == Some(NodeType::ErrorTrigger) && !export.is_disabled
            })
        })
        .map(|(index, _)| index)
}
