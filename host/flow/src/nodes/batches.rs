//! Loop Over Items (Split in Batches): gives items in batches, and all of them at last.

use jackfield_descriptor::Fault;

use super::read::Parameters;
use super::visit::{Deed, Visit};
use super::visiting::from_some;

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let written = visit.once()?;
    let parameters = Parameters(&written);
    let size = parameters.count("batchSize", if visit.version < 3.0 { 10 } else { 1 })?;
    let items = visit.items();
    let memory = &mut *visit.memory;
    if memory.runs == 0 || parameters.flag("options.reset", false) {
        memory.began += memory.runs;
        memory.runs = 0;
        memory.left = (0_u32..).zip(items.iter().cloned()).collect();
        memory.processed.clear();
    } else {
        memory.processed.extend(items.iter().cloned());
    }
    let first = memory.began;
    memory.runs += 1;
    let batch: Vec<_> = memory
        .left
        .drain(..size.max(1).min(memory.left.len()))
        .collect();
    let outputs = if visit.version < 2.0 { 1 } else { 2 };
    // The second version has its outputs the other way round.
    let (done, next) = match outputs {
        1 => (None, 0),
        _ if visit.version < 3.0 => (Some(1), 0),
        _ => (Some(0), 1),
    };
    let mut ports = vec![Vec::new(); outputs];
    if !batch.is_empty() {
        let batch = batch.into_iter();
        let made = batch.map(|(number, item)| from_some(item, vec![number]));
        if let Some(port) = ports.get_mut(next) {
            port.extend(made);
        }
        return Ok(Deed::Looped(ports, vec![first]));
    }
    if let Some(port) = done.and_then(|done| ports.get_mut(done)) {
        let processed = memory.processed.iter().cloned().zip(0_u32..);
        port.extend(processed.map(|(item, number)| from_some(item, vec![number])));
    }
    let later = first + 1..first + memory.runs;
    Ok(Deed::Looped(ports, later.collect()))
}
