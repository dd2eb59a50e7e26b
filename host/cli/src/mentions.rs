//! What expressions and code name and what is not there. They may never come to it, so that it is
//! said and nothing more.

use std::collections::{BTreeMap, BTreeSet};

use jackfield_engine::{Variable, lost_nodes, variables};
use jackfield_workflow::{Diagnostic, Workflow};

/// The environment variables that are allowed, without a value where one is not set.
pub(crate) type Allowed = BTreeMap<String, Option<String>>;

/// Names nodes that are not there, and environment variables that are not allowed or, where it is
/// known what is set (`is_at_hand`), not set.
pub(crate) fn lost(workflow: &Workflow, allowed: &Allowed, is_at_hand: bool) -> Vec<Diagnostic> {
    let mut lost = lost_nodes(workflow);
    let read = variables(workflow);
    let denied: BTreeSet<&str> = read
        .iter()
        .map(|variable| variable.name.as_str())
        .filter(|name| !allowed.contains_key(*name))
        .collect();
    let options: Vec<String> = denied
        .iter()
        .map(|name| format!("--allow-env {name}"))
        .collect();
    for variable in &read {
        let name = &variable.name;
        let found = match allowed.get(name) {
            None => {
                let hint = match options.as_slice() {
                    [_] => format!("allow it with `--allow-env {name}`"),
                    all => format!(
                        "allow it with `--allow-env {name}`; all of them with `{}`",
                        all.join(" ")
                    ),
                };
                told(variable, "is not allowed").hint(hint)
            }
            Some(None) if is_at_hand => {
                told(variable, "is not set").hint(format!("set the environment variable `{name}`"))
            }
            Some(_) => continue,
        };
        lost.push(found);
    }
    lost
}

fn told(variable: &Variable<'_>, what: &str) -> Diagnostic {
    let Variable {
        node,
        pointer,
        name,
    } = variable;
    let message = match &node.export {
        Some(_) => format!("the node `{}` reads `$env.{name}`, which {what}", node.name),
        None => format!("`$env.{name}` {what}"),
    };
    Diagnostic::new(pointer.clone(), message)
}
