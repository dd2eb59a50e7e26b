//! Where the run of an export begins, and which nodes its items can come to.

use crate::diagnostic::Diagnostic;
use crate::graph::{Node, Workflow};
use crate::pointer::Pointer;

use super::serve::Purpose;

/// The node that a run begins with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) node: usize,
    /// The triggers that it could have begun with as well.
    pub(super) others: Vec<usize>,
}

/// How well a node serves as the beginning; the least one is chosen.
///
/// A workflow that another one calls begins with the trigger for that, and one that is run for a
/// failure with the error trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// What the run is for.
    Fitting,
    Manual,
    Start,
    Schedule,
    Webhook,
    CalledWorkflow,
    OtherTrigger,
    /// It runs when something else has failed.
    ErrorTrigger,
    /// No trigger, but nothing leads to it.
    Source,
    /// The same, and it leads nowhere.
    Alone,
}

/// Chooses the node that the run begins with: the one of this name, or else the trigger that is
/// most likely meant; the first of equals in the file.
pub(super) fn choose(
    workflow: &Workflow,
    wanted: Option<&str>,
    purpose: Purpose,
) -> Result<Chosen, Diagnostic> {
    if let Some(wanted) = wanted {
        let mut nodes = workflow.nodes.iter();
        let names = workflow.nodes.iter().map(|node| node.name.as_str());
        let node = nodes.position(|node| node.name == wanted).ok_or_else(|| {
            let message = format!("there is no node `{wanted}` to start with");
            Diagnostic::new(Pointer::root(), message).offer(wanted, names)
        })?;
        let others = Vec::new();
        return Ok(Chosen { node, others });
    }
    let attached: Vec<usize> = workflow
        .nodes
        .iter()
        .filter_map(|node| node.export.as_ref())
        .flat_map(|export| export.attached.iter().copied())
        .collect();
    let attached: std::collections::HashSet<usize> = attached.into_iter().collect();
    let mut candidates: Vec<(Rank, usize)> = workflow
        .nodes
        .iter()
        .enumerate()
        .filter(|(index, _)| !attached.contains(index))
        .filter_map(|(index, node)| Some((rank_for(node, purpose)?, index)))
        .collect();
    candidates.sort();
    let Some((best, node)) = candidates.first().copied() else {
        return Err(Diagnostic::new(
            Pointer::root(),
            "there is no node that the run could begin with",
        )
        .hint("say which one with `--start`"));
    };
    let others = candidates.iter().skip(1).filter(|(rank, _)| {
        // The error trigger is for another run's failure, never for this one's beginning.
        *rank <= best.max(Rank::OtherTrigger)
    });
    let others = others.map(|(_, index)| *index).collect();
    Ok(Chosen { node, others })
}

fn rank_for(node: &Node, purpose: Purpose) -> Option<Rank> {
    let rank = rank(node)?;
    Some(match (purpose, rank) {
        (Purpose::Call, Rank::CalledWorkflow) | (Purpose::Recover, Rank::ErrorTrigger) => {
            Rank::Fitting
        }
        _ => rank,
    })
}

fn rank(node: &Node) -> Option<Rank> {
    let export = node.export.as_ref()?;
    if export.is_disabled || !node.inputs.is_empty() {
        return None;
    }
    let leads_nowhere = export.outputs.iter().all(Vec::is_empty);
    Some(match export.own_type() {
        Some("manualTrigger") => Rank::Manual,
        Some("start") => Rank::Start,
        Some("scheduleTrigger" | "cron" | "interval") => Rank::Schedule,
        Some("webhook") => Rank::Webhook,
        Some("executeWorkflowTrigger") => Rank::CalledWorkflow,
        Some("errorTrigger") => Rank::ErrorTrigger,
        _ if is_called_trigger(&export.kind) => Rank::OtherTrigger,
        _ if leads_nowhere => Rank::Alone,
        _ => Rank::Source,
    })
}

/// Whether a type is one of those that n8n calls triggers, by its name.
pub(super) fn is_called_trigger(kind: &str) -> bool {
    kind.ends_with("Trigger")
}

/// The nodes to which items can come that begin at one, itself among them; and those that run when
/// the run fails, if no other workflow does.
pub(super) fn reached(workflow: &Workflow, start: usize) -> Vec<bool> {
    let mut reached = vec![false; workflow.nodes.len()];
    let mut ahead = vec![start];
    let has_other = |export: &crate::Export| export.error_workflow.is_some();
    if !workflow.export.as_ref().is_some_and(has_other) {
        let ranks = workflow.nodes.iter().map(rank).enumerate();
        let errors = ranks.filter(|(_, rank)| *rank == Some(Rank::ErrorTrigger));
        ahead.extend(errors.map(|(index, _)| index));
    }
    while let Some(index) = ahead.pop() {
        match reached.get_mut(index) {
            Some(known) if !*known => *known = true,
            _ => continue,
        }
        let export = workflow
            .nodes
            .get(index)
            .and_then(|node| node.export.as_ref());
        let outputs = export.into_iter().flat_map(|export| &export.outputs);
        ahead.extend(outputs.flatten().map(|target| target.node));
    }
    reached
}
