//! The core nodes of n8n's exports: plain Rust over items.

mod aggregate;
mod batches;
mod branch;
mod check;
mod choices;
mod code;
mod compare;
mod conditions;
mod convert;
mod crypto;
mod date_format;
mod date_time;
mod instant;
mod item_lists;
mod js;
mod kind;
mod limit;
mod merge;
mod old_conditions;
mod path;
mod read;
mod regex;
mod respond;
mod set;
mod sort;
mod split_out;
mod stop;
mod sub_run;
mod summarize;
mod switch;
mod triggers;
mod visit;
mod visit_once;
mod visiting;
mod wait;

use jackfield_descriptor::Fault;

pub use check::Problem;
pub use kind::{Evaluates, NodeType};
pub use visit::{Answer, Body, Code, CodeStyle, Made, Moment, Named, SubRun};
pub(crate) use visit::{Deed, Memory, Ports, Visit};
pub use visit_once::{Outcome, visit_once};

/// Carries out a node.
///
/// # Errors
/// When the node fails as a whole.
pub(crate) fn carry_out(kind: NodeType, mut visit: Visit<'_>) -> Result<Deed, Fault> {
    visit.tolerates &= kind.own_fault_handling(visit.version);
    match kind {
        NodeType::Aggregate => aggregate::carry_out(visit),
        NodeType::Code | NodeType::Function | NodeType::FunctionItem => {
            code::carry_out(kind, visit)
        }
        NodeType::Cron
        | NodeType::ErrorTrigger
        | NodeType::ExecuteWorkflowTrigger
        | NodeType::Interval
        | NodeType::ManualTrigger
        | NodeType::ScheduleTrigger
        | NodeType::Start
        | NodeType::Webhook => triggers::carry_out(kind, visit),
        NodeType::Crypto => crypto::carry_out(visit),
        NodeType::DateTime => date_time::carry_out(visit),
        NodeType::ExecuteWorkflow => sub_run::carry_out(visit),
        NodeType::Filter => branch::filter(visit),
        NodeType::If => branch::r#if(visit),
        NodeType::ItemLists => item_lists::carry_out(visit),
        NodeType::Limit => limit::limit(visit),
        NodeType::Merge => merge::carry_out(visit),
        NodeType::NoOp => Ok(Deed::Done(vec![visiting::passed_on(visit.items())])),
        NodeType::RemoveDuplicates => limit::remove_duplicates(visit),
        NodeType::RespondToWebhook => respond::carry_out(visit),
        NodeType::Set => set::carry_out(visit),
        NodeType::Sort => sort::carry_out(visit),
        NodeType::SplitInBatches => batches::carry_out(visit),
        NodeType::SplitOut => split_out::carry_out(visit),
        NodeType::StickyNote => Ok(Deed::Done(Vec::new())),
        NodeType::StopAndError => stop::carry_out(visit),
        NodeType::Summarize => summarize::carry_out(visit),
        NodeType::Switch => switch::carry_out(visit),
        NodeType::Wait => wait::carry_out(visit),
    }
}
