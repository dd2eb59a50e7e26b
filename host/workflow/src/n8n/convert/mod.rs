//! Exports written as steps, as far as steps can say them.

mod conditions;
mod expression;
mod nodes;
mod order;

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::open_addresses;
use super::start::reached;
use crate::diagnostic::Diagnostic;
use crate::export::{ExportNode, Role};
use crate::graph::{Input, Node, OnError, Workflow};
use expression::template;
use nodes::{Core, core};
use order::in_order;

/// Where items of a step come from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Need {
    Run,
    Step(String),
    Failed(String),
}

/// Writes an export that was held against what there is ([`serve`](super::serve)) as steps, with
/// these names for its credentials, by their labels. For one without a label it is `NAME`, which a
/// person has to fill in.
///
/// # Errors
/// Everything in it that steps cannot say.
pub fn convert(
    workflow: &Workflow,
    credential: &dyn Fn(&str) -> String,
) -> Result<Value, Vec<Diagnostic>> {
    let mut converter = Converter {
        workflow,
        credential,
        gives: HashMap::new(),
        steps: Vec::new(),
        names: HashSet::new(),
        wrong: Vec::new(),
    };
    converter.convert();
    if !converter.wrong.is_empty() {
        return Err(converter.wrong);
    }
    let mut file = Map::new();
    file.insert("name".to_owned(), json!(workflow.name));
    let mut hosts: Vec<String> = Vec::new();
    for address in open_addresses(workflow).into_iter().map(|open| open.origin) {
        let host = address.strip_prefix("https://").unwrap_or(&address);
        if !hosts.iter().any(|known| known == host) {
            hosts.push(host.to_owned());
        }
    }
    if !hosts.is_empty() {
        file.insert("allowHosts".to_owned(), json!(hosts));
    }
    file.insert("steps".to_owned(), Value::Array(converter.steps));
    Ok(Value::Object(file))
}

struct Converter<'a> {
    workflow: &'a Workflow,
    credential: &'a dyn Fn(&str) -> String,
    /// What stands for a node's output.
    gives: HashMap<(usize, usize), Vec<Need>>,
    steps: Vec<Value>,
    names: HashSet<String>,
    wrong: Vec<Diagnostic>,
}

impl<'a> Converter<'a> {
    fn convert(&mut self) {
        let workflow = self.workflow;
        let Some(export) = &workflow.export else {
            return;
        };
        let start = export.start.unwrap_or_default();
        let reached = reached(workflow, start);
        let (order, circle) = in_order(workflow, export.order, start, &reached);
        for node in circle.iter().filter_map(|index| workflow.nodes.get(*index)) {
            let circle = "it is in a circle of nodes, or behind one";
            match self.alone(node) {
                Ok(()) => self.lack(node, circle),
                Err(reason) => self.lack(node, &format!("{circle}; and {reason}")),
            }
        }
        let named = self.named(&order);
        if let Some(error) = &export.error_workflow {
            self.wrong.push(
                Diagnostic::new(
                    export.pointer.join("settings").join("errorWorkflow"),
                    format!("steps cannot say that the workflow `{error}` is run for errors"),
                )
                .at_key(),
            );
        }
        for index in order {
            if let Some(node) = workflow.nodes.get(index)
                && let Some(export) = &node.export
            {
                let is_start = index == start;
                if let Err(reason) = self.node(index, node, export, (is_start, &named)) {
                    self.lack(node, &reason);
                    // What comes behind it is looked at all the same.
                    self.give(index, export, vec![Need::Step(node.name.clone())]);
                    self.names.insert(node.name.clone());
                }
            }
        }
    }

    /// Why a node could be no step wherever it stood.
    fn alone(&self, node: &Node) -> Result<(), String> {
        let Some(export) = node.export.as_ref().filter(|export| !export.is_disabled) else {
            return Ok(());
        };
        can_be(export, false)?;
        let mut looks_at = BTreeSet::new();
        if node.connector.is_empty() {
            let kind = export.own_type().unwrap_or(&export.kind);
            core(kind, export.version, node, &mut looks_at).map(drop)
        } else {
            self.call(node, &mut looks_at).map(drop)
        }
    }

    /// The nodes that expressions look at.
    fn named(&self, order: &[usize]) -> BTreeSet<String> {
        let mut named = BTreeSet::new();
        for node in order
            .iter()
            .filter_map(|index| self.workflow.nodes.get(*index))
        {
            for value in node.parameters.values() {
                visit(value, &mut |text| {
                    // What cannot be said is found when it is to be said.
                    let _ = template(text, &mut named);
                });
            }
        }
        named
    }

    fn lack(&mut self, node: &Node, reason: &str) {
        let message = format!("the node `{}` cannot be a step: {reason}", node.name);
        self.wrong
            .push(Diagnostic::new(node.pointer.clone(), message));
    }

    fn name_of(&self, label: &str) -> String {
        match (self.credential)(label) {
            name if name.is_empty() => "NAME".to_owned(),
            name => name,
        }
    }

    /// What stands for every output of a node.
    fn give(&mut self, index: usize, export: &ExportNode, needs: Vec<Need>) {
        for output in 0..export.outputs.len().max(1) {
            self.gives.insert((index, output), needs.clone());
        }
    }

    fn needs(&self, node: &Node) -> Vec<Need> {
        let mut needs = Vec::new();
        for input in &node.inputs {
            if let Input::Node { node, output } = *input {
                let given = self.gives.get(&(node, output));
                needs.extend(given.into_iter().flatten().cloned());
            }
        }
        needs
    }

    fn node(
        &mut self,
        index: usize,
        node: &'a Node,
        export: &ExportNode,
        (is_start, named): (bool, &BTreeSet<String>),
    ) -> Result<(), String> {
        let mut needs = if is_start {
            vec![Need::Run]
        } else {
            self.needs(node)
        };
        let begins = is_start && node.inputs.is_empty();
        let passes = begins || export.is_disabled;
        can_be(export, passes)?;
        let mut looks_at = BTreeSet::new();
        let kind = if passes {
            Core::Passes
        } else if node.connector.is_empty() {
            let kind = export.own_type().unwrap_or(&export.kind);
            core(kind, export.version, node, &mut looks_at)?
        } else {
            let step = self.call(node, &mut looks_at)?;
            return self.step(index, node, export, (step, &needs, &looks_at));
        };
        match kind {
            Core::Passes | Core::Joins => {
                let joins = matches!(kind, Core::Joins);
                if joins {
                    needs = self.in_order_of_inputs(index, node);
                }
                let is_mixed = needs.len() > 1 && needs.contains(&Need::Run);
                if named.contains(&node.name) || is_mixed || (begins && self.is_mixed_behind(index))
                {
                    let step = plain("core/set", json!({"fields": {}}));
                    return self.step(index, node, export, (step, &needs, &looks_at));
                }
                self.give(index, export, needs);
                Ok(())
            }
            Core::Step {
                uses,
                with,
                is_about_all,
            } => {
                if is_about_all && node.inputs.len() > 1 {
                    return Err("it is about all items of each of several nodes".to_owned());
                }
                self.step(index, node, export, (plain(uses, with), &needs, &looks_at))
            }
            Core::Branches(test) => {
                let output = |number: usize| {
                    let targets = export.outputs.get(number);
                    targets.is_some_and(|targets| !targets.is_empty())
                };
                if named.contains(&node.name) && output(1) {
                    return Err(
                        "expressions look at what it gives, and it would be two steps".to_owned(),
                    );
                }
                let other = format!("{} (not)", node.name);
                for (number, name, test) in [
                    (0, node.name.clone(), test.clone()),
                    (1, other, format!("!({test})")),
                ] {
                    if output(number) {
                        let with = json!({"where": format!("{{{{ {test} }}}}")});
                        let step = plain("core/filter", with);
                        self.push(&name, step, &needs, &looks_at)?;
                        self.gives.insert((index, number), vec![Need::Step(name)]);
                    }
                }
                Ok(())
            }
        }
    }

    /// Whether a node that takes the items of this one takes those of others as well.
    fn is_mixed_behind(&self, index: usize) -> bool {
        self.workflow.nodes.iter().any(|node| {
            let from = |input: &Input| matches!(input, Input::Node { node, .. } if *node == index);
            node.inputs.len() > 1 && node.inputs.iter().any(from)
        })
    }

    /// What a node needs, by its inputs and not by the order of the file.
    fn in_order_of_inputs(&self, index: usize, node: &Node) -> Vec<Need> {
        let mut given: Vec<(usize, Vec<Need>)> = Vec::new();
        for input in &node.inputs {
            let Input::Node { node: from, output } = *input else {
                continue;
            };
            let export = self
                .workflow
                .nodes
                .get(from)
                .and_then(|node| node.export.as_ref());
            let targets = export.and_then(|export| export.outputs.get(output));
            let target = targets
                .into_iter()
                .flatten()
                .find(|target| target.node == index);
            let needs = self.gives.get(&(from, output)).cloned().unwrap_or_default();
            given.push((target.map_or(0, |target| target.input), needs));
        }
        given.sort_by_key(|(input, _)| *input);
        given.into_iter().flat_map(|(_, needs)| needs).collect()
    }

    /// A call of a connector.
    fn call(
        &self,
        node: &Node,
        looks_at: &mut BTreeSet<String>,
    ) -> Result<Map<String, Value>, String> {
        let mut with = node.parameters.clone();
        with.retain(|_, value| says_something(value));
        for value in with.values_mut() {
            rewrite(value, looks_at)?;
        }
        let uses = format!("{}/{}", node.connector, node.operation);
        let mut step = Map::new();
        step.insert("uses".to_owned(), json!(uses));
        match node.credentials.as_slice() {
            [] => {}
            [(slot, label)] if slot == "default" => {
                step.insert("credential".to_owned(), json!(self.name_of(label)));
            }
            several => {
                let names = several
                    .iter()
                    .map(|(slot, label)| (slot.clone(), Value::from(self.name_of(label))));
                step.insert("credentials".to_owned(), Value::Object(names.collect()));
            }
        }
        step.insert("with".to_owned(), Value::Object(with));
        if node.concurrency > 1 {
            step.insert("concurrency".to_owned(), json!(node.concurrency));
        }
        if let (Some(attempts), Some(wait)) = (node.retry.attempts, node.retry.wait) {
            let wait = format!("{}ms", wait.as_millis());
            let retry = json!({"attempts": attempts, "wait": wait, "backoff": 1});
            step.insert("retry".to_owned(), retry);
        }
        Ok(step)
    }

    /// The step of a node, by its name.
    fn step(
        &mut self,
        index: usize,
        node: &Node,
        export: &ExportNode,
        (mut step, needs, looks_at): (Map<String, Value>, &[Need], &BTreeSet<String>),
    ) -> Result<(), String> {
        let own = vec![Need::Step(node.name.clone())];
        self.give(index, export, own);
        let word = match node.on_error {
            OnError::Stop => None,
            OnError::Continue => Some("continue"),
            OnError::Output => {
                let last = export.outputs.len().saturating_sub(1);
                if last == 0 {
                    // Its error output leads nowhere: those items are gone.
                    return Err("items that it fails with go nowhere".to_owned());
                }
                self.gives
                    .insert((index, last), vec![Need::Failed(node.name.clone())]);
                Some("output")
            }
        };
        if let Some(word) = word {
            step.insert("onError".to_owned(), json!(word));
        }
        self.push(&node.name, step, needs, looks_at)
    }

    fn push(
        &mut self,
        name: &str,
        step: Map<String, Value>,
        needs: &[Need],
        looks_at: &BTreeSet<String>,
    ) -> Result<(), String> {
        if let Some(missing) = looks_at.iter().find(|name| !self.names.contains(*name)) {
            return Err(format!(
                "it looks at `{missing}`, which is no step before it"
            ));
        }
        let before = self
            .steps
            .last()
            .and_then(|step| step.get("name")?.as_str());
        let usual = match needs {
            [Need::Run] => self.steps.is_empty(),
            [Need::Step(name)] => before == Some(name.as_str()),
            _ => false,
        };
        let mut whole = Map::new();
        whole.insert("name".to_owned(), json!(name));
        if !usual {
            whole.insert("needs".to_owned(), spelled(needs)?);
        }
        whole.extend(step);
        self.steps.push(Value::Object(whole));
        self.names.insert(name.to_owned());
        Ok(())
    }
}

/// Why a node that acts, or one that passes its items on, can be no step, by its settings.
fn can_be(export: &ExportNode, passes: bool) -> Result<(), String> {
    if export.executes_once || export.always_outputs {
        return Err("it executes once, or always outputs data".to_owned());
    }
    if export.role != Role::Runs && !passes {
        return Err(format!("nothing serves its type {}", export.kind));
    }
    Ok(())
}

fn plain(uses: &str, with: Value) -> Map<String, Value> {
    let mut step = Map::new();
    step.insert("uses".to_owned(), json!(uses));
    step.insert("with".to_owned(), with);
    step
}

fn spelled(needs: &[Need]) -> Result<Value, String> {
    let one = |need: &Need| match need {
        Need::Run => Err("it takes items of the run's beginning together with others".to_owned()),
        Need::Step(name) => Ok(json!(name)),
        Need::Failed(name) => Ok(json!({"step": name, "output": "error"})),
    };
    match needs {
        [] => Err("no step gives it items".to_owned()),
        [Need::Run] => Ok(json!([])),
        [only] => one(only),
        several => several.iter().map(one).collect(),
    }
}

/// Rewrites every text in a value.
fn rewrite(value: &mut Value, looks_at: &mut BTreeSet<String>) -> Result<(), String> {
    match value {
        Value::String(text) => *text = template(text, looks_at)?,
        Value::Array(list) => {
            for value in list {
                rewrite(value, looks_at)?;
            }
        }
        Value::Object(members) => {
            for value in members.values_mut() {
                rewrite(value, looks_at)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn visit(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(list) => list.iter().for_each(|value| visit(value, see)),
        Value::Object(members) => members.values().for_each(|value| visit(value, see)),
        _ => {}
    }
}

/// Whether a parameter was chosen: n8n writes an empty text for one that was not, which a step
/// leaves out.
fn says_something(value: &mut Value) -> bool {
    if let Value::Object(members) = value {
        members.retain(|_, member| says_something(member));
    }
    value != ""
}
