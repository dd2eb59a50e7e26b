//! Code of the workflow's author.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jackfield_descriptor::{Fault, FaultKind};
use jackfield_expression::{Code, CodeError, CodeItem, CodeMode, ConsoleLine, Kept, Settings};
use jackfield_flow::nodes::{self, CodeStyle, Made};
use jackfield_flow::{CallId, Lineage};
use jackfield_item::Item;
use jackfield_workflow::OnError;
use serde_json::{Value, json};

use crate::data::NodeData;
use crate::observe::Event;
use crate::run::Run;

/// What the code of an export's nodes keeps (`$getWorkflowStaticData`): at first what the file says,
/// then what code has made of it. It is gone when the run is over.
#[derive(Debug, Default)]
pub struct StaticData(Mutex<Option<Keeping>>);

#[derive(Debug)]
struct Keeping {
    global: Value,
    /// By the node's name.
    nodes: HashMap<String, Value>,
}

impl StaticData {
    /// What a node sees of it. The file's own has the members `global` and `node:NAME`.
    fn of(&self, node: &str, file: &serde_json::Map<String, Value>) -> Kept {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keeping = kept.get_or_insert_with(|| Keeping {
            global: file.get("global").cloned().unwrap_or_else(|| json!({})),
            nodes: HashMap::new(),
        });
        let own = keeping
            .nodes
            .get(node)
            .or_else(|| file.get(&format!("node:{node}")));
        Kept {
            global: keeping.global.clone(),
            node: own.cloned().unwrap_or_else(|| json!({})),
        }
    }

    fn keep(&self, node: &str, changed: Kept) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keeping) = kept.as_mut() {
            keeping.global = changed.global;
            keeping.nodes.insert(node.to_owned(), changed.node);
        }
    }
}

impl Run<'_> {
    /// Runs a node's code.
    pub(crate) async fn script(
        &self,
        call: CallId,
        code: nodes::Code,
        items: Arc<[Item]>,
        lineage: Lineage,
    ) -> Result<Vec<Made>, Fault> {
        let name = self.name(call.node);
        let data = Arc::new(self.data(call.node, Arc::clone(&items), lineage));
        let settings = self.settings(&data, call.run);
        let Some(mode) = mode_of(code.style) else {
            return self.sort(name, &code.source, &items, &settings, data).await;
        };
        let workflow = &self.prepared.workflow;
        let node = workflow.nodes.get(call.node);
        let file = workflow.export.as_ref().map(|export| &export.static_data);
        let mut wanted = Code::new(mode, code.source);
        wanted.continues = node.is_some_and(|node| node.on_error != OnError::Stop);
        wanted.kept = file.map_or_else(Kept::default, |file| self.kept.of(name, file));
        let continues = wanted.continues;
        let evaluator = &self.language.evaluator;
        let result = evaluator.run_code(&settings, data, &wanted).await;
        match result {
            Ok(output) => {
                self.tell(name, &output.console);
                if let Some(kept) = output.kept {
                    self.kept.keep(name, kept);
                }
                Ok(output.items.into_iter().map(made).collect())
            }
            Err(error) if continues => {
                self.tell(name, &error.console);
                let first = items.first().cloned();
                let item = first.unwrap_or_else(|| Item::new(serde_json::Map::new()));
                Ok(vec![Made {
                    item: item.from_sources(vec![0]),
                    fault: Some(fault(error)),
                }])
            }
            Err(error) => {
                self.tell(name, &error.console);
                Err(fault(error))
            }
        }
    }

    async fn sort(
        &self,
        name: &str,
        source: &str,
        items: &[Item],
        settings: &Settings,
        data: Arc<NodeData>,
    ) -> Result<Vec<Made>, Fault> {
        let code = Code::new(CodeMode::AllItems, source);
        let evaluator = &self.language.evaluator;
        let sorted = evaluator.sort_by_code(settings, data, &code).await;
        let sorted = sorted.map_err(|error| {
            self.tell(name, &error.console);
            fault(error)
        })?;
        self.tell(name, &sorted.console);
        let made = |index: &usize| {
            let source = u32::try_from(*index).unwrap_or(u32::MAX);
            Some(Made {
                item: items.get(*index)?.clone().from_sources(vec![source]),
                fault: None,
            })
        };
        Ok(sorted.order.iter().filter_map(made).collect())
    }

    /// Tells what code wrote to the console.
    fn tell(&self, node: &str, console: &[ConsoleLine]) {
        for line in console {
            self.observer.observe(Event::Logged {
                node,
                level: &line.level,
                text: &line.text,
            });
        }
    }
}

fn mode_of(style: CodeStyle) -> Option<CodeMode> {
    match style {
        CodeStyle::AllItems => Some(CodeMode::AllItems),
        CodeStyle::EachItem => Some(CodeMode::EachItem),
        CodeStyle::Function => Some(CodeMode::Function),
        CodeStyle::FunctionItem => Some(CodeMode::FunctionItem),
        CodeStyle::Comparator => None,
    }
}

fn made(item: CodeItem) -> Made {
    let fault = item.error.as_ref().map(|error| {
        let message = match error {
            Value::String(text) => text.clone(),
            other => match other.get("message").and_then(Value::as_str) {
                Some(message) => message.to_owned(),
                None => other.to_string(),
            },
        };
        Fault::new(FaultKind::InvalidParameter, message)
    });
    Made {
        item: item.into_item(),
        fault,
    }
}

fn fault(error: CodeError) -> Fault {
    let kind = if error.is_limit {
        FaultKind::LimitExceeded
    } else {
        FaultKind::InvalidParameter
    };
    let mut fault = Fault::new(kind, error.message);
    fault.hint = error.hint;
    fault
}
