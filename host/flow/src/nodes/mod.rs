//! The core nodes of n8n's exports: plain Rust over items.

mod check;
mod kind;
mod switch;
mod visit;

use jackfield_descriptor::{Fault, FaultKind};

pub use check::Problem;
pub use kind::{Evaluates, NodeType};
pub use visit::{Code, CodeStyle, Made, Moment, Named, SubRun};
pub(crate) use visit::{Deed, Memory, Ports, Visit};

/// Carries out a core node.
pub(crate) fn carry_out(kind: NodeType, visit: Visit<'_>) -> Result<Deed, Fault> {
    match kind {
        NodeType::NoOp | NodeType::ManualTrigger | NodeType::Start => {
            let items = visit.inputs.first().cloned().unwrap_or_default();
            let made = items.iter().enumerate().map(|(index, item)| Made {
                item: item.clone().from_sources(vec![crate::ledger::small(index)]),
                fault: None,
            });
            Ok(Deed::Done(vec![made.collect()]))
        }
        other => Err(Fault::new(
            FaultKind::UnknownOperation,
            format!("nodes of the type {} cannot run yet", other.name()),
        )),
    }
}
