//! The core nodes of exports, carried out.

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use jackfield_workflow::OnError;
use serde_json::{Map, Value};

use super::{Interpreter, State, numbered};
use crate::exports::{self, Taken};
use crate::history::Given;
use crate::ledger::small;
use crate::nodes::{self, Code, Deed, Made, Moment, NodeType, Ports, Visit};
use crate::plan::Flags;
use crate::protocol::{Command, Evaluation, Failure, Outputs};

impl Interpreter {
    /// Carries out a core node of an export.
    pub(super) fn visit(
        &mut self,
        kind: NodeType,
        evaluations: Vec<Evaluation>,
        moment: &Moment,
    ) -> Command {
        let on_error = self.on_error();
        let Some(Flags { version, .. }) = self.flags() else {
            return self.done(Outputs::new(), None);
        };
        let parameters = evaluations.into_iter().map(|evaluation| match evaluation {
            Evaluation::Act(parameters) => Ok(parameters),
            Evaluation::Fail(fault) => Err(fault),
            Evaluation::Skip => Ok(Value::Object(Map::new())),
        });
        let visit = Visit {
            version,
            inputs: &self.at.inputs,
            parameters: parameters.collect(),
            moment,
            memory: self.memories.entry(self.at.node).or_default(),
            tolerates: on_error != OnError::Stop,
        };
        match nodes::carry_out(kind, visit) {
            Err(fault) => self.settle(Err(fault)),
            Ok(Deed::Done(ports)) => self.settle(Ok(ports)),
            Ok(Deed::Later(after, ports)) => {
                let outputs = self.export_outputs(ports);
                self.pause(after, outputs)
            }
            Ok(Deed::Looped(ports, runs)) => {
                let outputs = self.export_outputs(ports);
                let origins = self.given_to(&runs);
                self.done(outputs, Some(origins))
            }
            Ok(Deed::Answered(ports, answer)) => {
                self.answers.push((self.at.node, answer));
                self.settle(Ok(ports))
            }
            Ok(Deed::Script(code)) => self.script(code),
            Ok(Deed::Call(sub)) => {
                self.state = State::Elsewhere;
                Command::SubRun {
                    call: self.call_id(),
                    sub,
                }
            }
        }
    }

    fn script(&mut self, code: Code) -> Command {
        self.state = State::Elsewhere;
        Command::Script {
            call: self.call_id(),
            code,
            items: self.at.inputs.first().cloned().unwrap_or_default(),
        }
    }

    pub(super) fn sub_ran(&mut self, results: Vec<Result<Vec<Item>, Fault>>) -> Command {
        let tolerates = self.on_error() != OnError::Stop;
        let given = self.at.inputs.first().cloned().unwrap_or_default();
        let mut made = Vec::new();
        let several = results.len() > 1;
        for (index, result) in results.into_iter().enumerate() {
            match result {
                Ok(items) => made.extend(items.into_iter().map(|item| {
                    let sources = match several {
                        true => vec![small(index)],
                        false => Vec::new(),
                    };
                    Made {
                        item: item.from_sources(sources),
                        fault: None,
                    }
                })),
                Err(fault) if tolerates => {
                    let item = given.get(index).cloned();
                    let item = item.unwrap_or_else(|| Item::new(Map::new()));
                    made.push(Made {
                        item: item.from_sources(vec![small(index)]),
                        fault: Some(fault),
                    });
                }
                Err(fault) => return self.settle(Err(fault)),
            }
        }
        self.settle(Ok(vec![made]))
    }

    /// What a core node gives, or that it failed as a whole.
    pub(super) fn settle(&mut self, result: Result<Ports, Fault>) -> Command {
        match result.and_then(exports::refuse_depth) {
            Ok(ports) => {
                let outputs = self.export_outputs(ports);
                self.done(outputs, None)
            }
            Err(fault) => {
                let failure = Failure {
                    node: self.at.node,
                    item: None,
                    fault,
                };
                if self.on_error() == OnError::Stop {
                    return self.fail(failure, Outputs::new());
                }
                // As n8n does it: its items go on as they came.
                self.tolerated.push(failure);
                let items = self.at.inputs.first().cloned().unwrap_or_default();
                self.done(vec![numbered(&items)], None)
            }
        }
    }

    pub(super) fn export_outputs(&mut self, ports: Ports) -> Outputs {
        let on_error = self.on_error();
        let Some(flags) = self.flags() else {
            return Outputs::new();
        };
        let taken = Taken {
            node: self.at.node,
            inputs: &self.at.inputs,
        };
        let (outputs, tolerated) = exports::outputs(&taken, ports, on_error, &flags);
        self.tolerated.extend(tolerated);
        outputs
    }

    /// What these runs of the node at work were given, of which the last may be the one at work.
    fn given_to(&self, runs: &[u32]) -> Vec<Given> {
        let mut given = Vec::new();
        for run in runs {
            match self.history.run_of(self.at.node, Some(*run as usize)) {
                Some(run) => given.extend(run.given.iter().copied()),
                None => given.extend(self.at.given.iter().copied()),
            }
        }
        given
    }
}
