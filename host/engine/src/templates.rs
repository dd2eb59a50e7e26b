//! The templates of a node: its condition and its parameters.

use std::ops::Range;
use std::sync::Arc;

use jackfield_descriptor::{Fault, FaultKind};
use jackfield_expression::{
    Compiled, Dialect, EvaluateError, Evaluator, Failed, Misplaced, ParseError, Scope, Script,
    Session, Settings,
};
use jackfield_flow::{Evaluation, Failure};
use jackfield_item::Item;
use jackfield_workflow::{Diagnostic, Node, ParameterSchema, Pointer};
use serde_json::{Map, Value, json};

use crate::data::NodeData;

/// The compiled templates of a node.
#[derive(Debug)]
pub(crate) struct Templates {
    condition: Option<Compiled>,
    parameters: Compiled,
    /// What the parameters are called in the file.
    key: &'static str,
    /// What is for the evaluator: first what belongs to the condition.
    scripts: Vec<Script>,
    of_condition: usize,
    /// Where in the parameters stands what is evaluated anew for every page.
    pagewise: Vec<String>,
}

/// What an evaluation is made with.
pub(crate) struct Wanted<'a> {
    pub(crate) schema: Option<&'a ParameterSchema>,
    pub(crate) evaluator: &'a Evaluator,
    pub(crate) settings: &'a Settings,
    /// Whether the first expression without a value stops the run.
    pub(crate) is_strict: bool,
    /// Whether they are evaluated for each item, or for the first one only.
    pub(crate) for_each: bool,
}

impl Templates {
    /// Compiles a node's templates.
    pub(crate) fn compile(node: &Node, pagewise: &[String]) -> Result<Self, Vec<Diagnostic>> {
        let dialect = match node.export {
            Some(_) => Dialect::N8n,
            None => Dialect::Steps,
        };
        let mut scripts = Vec::new();
        let condition = node
            .condition
            .as_ref()
            .map(|condition| Compiled::compile(condition, dialect, &mut scripts))
            .transpose();
        let of_condition = scripts.len();
        let parameters = Value::Object(node.parameters.clone());
        let parameters = Compiled::compile(&parameters, dialect, &mut scripts);
        let (condition, parameters) = match (condition, parameters) {
            (Ok(condition), Ok(parameters)) => (condition, parameters),
            (condition, parameters) => {
                let in_condition = misplaced(condition.err(), &node.condition_pointer());
                let in_parameters = misplaced(parameters.err(), &node.parameters_pointer());
                return Err([in_condition, in_parameters].concat());
            }
        };
        if condition.as_ref().is_some_and(Compiled::is_always_text) {
            return Err(vec![
                Diagnostic::new(
                    node.condition_pointer(),
                    "this is text whatever its templates give, and so always true",
                )
                .hint("write true or false, or one template and nothing else, such as `{{ $json.urgent }}`"),
            ]);
        }
        Ok(Self {
            condition,
            parameters,
            key: node.parameters_key(),
            scripts,
            of_condition,
            pagewise: pagewise.to_vec(),
        })
    }

    /// The templates of a node that is not carried out.
    pub(crate) fn none(node: &Node) -> Self {
        Self {
            condition: None,
            parameters: Compiled::Constant(Value::Object(Map::new())),
            key: node.parameters_key(),
            scripts: Vec::new(),
            of_condition: 0,
            pagewise: Vec::new(),
        }
    }

    /// The names of the steps that its expressions look at, with the place of each expression.
    pub(crate) fn steps(&self, node: &Node) -> Vec<(Pointer, String)> {
        let scripts = self.scripts.iter().enumerate();
        scripts
            .flat_map(|(number, script)| {
                let at = self.place(number, node);
                let names = script.steps().into_iter();
                names.map(move |name| (at.clone(), name))
            })
            .collect()
    }

    /// Where a script stands in the file.
    fn place(&self, number: usize, node: &Node) -> Pointer {
        let at = if number < self.of_condition {
            node.condition_pointer()
        } else {
            node.parameters_pointer()
        };
        let way = self.way(number);
        way.iter().fold(at, |pointer, name| pointer.join(name))
    }

    /// What of their expressions is none. All are asked about at once, for beginning to ask takes
    /// longer than the answer.
    pub(crate) async fn check(
        all: &[(&Node, Arc<Self>)],
        evaluator: &Evaluator,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (pagewise, roots) in [(false, Map::new()), (true, first_page(false))] {
            let owners: Vec<(&Node, &Self, usize)> = all
                .iter()
                .flat_map(|(node, templates)| {
                    let numbers = 0..templates.scripts.len();
                    let meant = numbers.filter(|number| templates.is_pagewise(*number) == pagewise);
                    meant.map(|number| (*node, &**templates, number))
                })
                .collect();
            let scripts = owners
                .iter()
                .filter_map(|(_, templates, number)| templates.scripts.get(*number).cloned());
            let scripts: Vec<Script> = scripts.collect();
            match evaluator.check(&scripts, &roots).await {
                Ok(wrong) => found.extend(wrong.into_iter().filter_map(|(index, error)| {
                    let (node, templates, number) = owners.get(index)?;
                    let message = match &node.export {
                        // Its file is long and not written by hand.
                        Some(_) => format!("the node `{}`: {}", node.name, error.message),
                        None => error.message,
                    };
                    let mut found = Diagnostic::new(templates.place(*number, node), message);
                    found.hint = error.hint;
                    Some(found)
                })),
                Err(error) => {
                    found.push(Diagnostic::new(Pointer::root(), error.to_string()));
                }
            }
        }
        found
    }

    /// Whether a script is evaluated anew for every page.
    fn is_pagewise(&self, number: usize) -> bool {
        let way = self.way(number);
        let pointer = way.iter().fold(Pointer::root(), |at, name| at.join(name));
        let pointer = pointer.as_str();
        self.pagewise.iter().any(|above| {
            let below = pointer.strip_prefix(above.as_str());
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        })
    }

    fn way(&self, script: usize) -> Vec<String> {
        self.scripts
            .get(script)
            .map(|script| script.way.clone())
            .unwrap_or_default()
    }

    /// Evaluates condition and parameters for every item, before any of them is acted upon: a
    /// mistake in the last item is found before the first message is posted.
    ///
    /// # Errors
    /// The first evaluation that came to no value, if one stops the run; otherwise it is its item's
    /// affair.
    pub(crate) async fn evaluate(
        &self,
        wanted: Wanted<'_>,
        data: Arc<NodeData>,
    ) -> Result<Vec<Evaluation>, Failure> {
        let node = data.node;
        let items = data.items();
        let failure = |item: Option<usize>, fault: Fault| Failure { node, item, fault };
        let mut session = self
            .session(wanted.evaluator, wanted.settings, data)
            .await
            .map_err(|fault| failure(None, fault))?;
        let is_strict = wanted.is_strict;
        let count = if wanted.for_each {
            items.len()
        } else {
            items.len().min(1)
        };
        let items: Arc<[Item]> = match items.get(..count) {
            Some(first) if count < items.len() => first.into(),
            _ => items,
        };
        let mut evaluations = vec![Evaluation::Skip; items.len()];
        let mut decide = |index: usize, evaluation: Result<Evaluation, Fault>| {
            let evaluation = match evaluation {
                Err(fault) if is_strict => return Err(failure(Some(index), fault)),
                evaluation => evaluation.unwrap_or_else(Evaluation::Fail),
            };
            if let Some(place) = evaluations.get_mut(index) {
                *place = evaluation;
            }
            Ok(())
        };

        let all: Vec<usize> = (0..items.len()).collect();
        let conditions = self
            .rows(&mut session, 0..self.of_condition, &all, is_strict)
            .await
            .map_err(|(item, fault)| failure(item, fault))?;
        let mut chosen = Vec::with_capacity(items.len());
        for ((index, item), row) in items.iter().enumerate().zip(conditions) {
            let is_met = row.and_then(|scripts| {
                self.is_met(Scope {
                    item,
                    index,
                    scripts: &scripts,
                })
            });
            match is_met {
                Ok(true) => chosen.push(index),
                Ok(false) => {}
                Err(fault) => decide(index, Err(fault))?,
            }
        }

        let rows = self
            .rows(
                &mut session,
                self.of_condition..self.scripts.len(),
                &chosen,
                is_strict,
            )
            .await
            .map_err(|(item, fault)| failure(item, fault))?;
        for (index, row) in chosen.into_iter().zip(rows) {
            let Some(item) = items.get(index) else {
                continue;
            };
            let parameters =
                row.and_then(|row| self.parameters_of(item, index, row, wanted.schema));
            decide(index, parameters.map(Evaluation::Act))?;
        }
        Ok(evaluations)
    }

    /// Evaluates the parameters for one item, once more.
    ///
    /// # Errors
    /// When an expression has no value.
    pub(crate) async fn evaluate_again(
        &self,
        wanted: Wanted<'_>,
        data: Arc<NodeData>,
        index: usize,
    ) -> Result<Value, Fault> {
        let Some(item) = data.items().get(index).cloned() else {
            return Ok(Value::Null);
        };
        let mut session = self
            .session(wanted.evaluator, wanted.settings, data)
            .await?;
        let numbers = self.of_condition..self.scripts.len();
        let rows = self.rows(&mut session, numbers, &[index], true).await;
        let rows = rows.map_err(|(_, fault)| fault)?;
        let row = rows.into_iter().next().unwrap_or_else(|| Ok(Vec::new()))?;
        self.parameters_of(&item, index, row, wanted.schema)
    }

    async fn session(
        &self,
        evaluator: &Evaluator,
        settings: &Settings,
        data: Arc<NodeData>,
    ) -> Result<Option<Session>, Fault> {
        if self.scripts.is_empty() {
            return Ok(None);
        }
        let internal = |message: String| Fault::new(FaultKind::Internal, message);
        let mut session = evaluator
            .session(settings, data)
            .await
            .map_err(|error| internal(error.to_string()))?;
        for script in &self.scripts {
            session
                .compile(script)
                .await
                .map_err(|error| internal(error.to_string()))?;
        }
        Ok(Some(session))
    }

    /// The values of these scripts, for each item. The outer error is one that stops the run.
    async fn rows(
        &self,
        session: &mut Option<Session>,
        numbers: Range<usize>,
        items: &[usize],
        is_strict: bool,
    ) -> Result<Vec<Result<Vec<Option<Value>>, Fault>>, (Option<usize>, Fault)> {
        let scripts: Vec<usize> = numbers.collect();
        let session = match session {
            Some(session) if !scripts.is_empty() && !items.is_empty() => session,
            _ => return Ok(vec![Ok(Vec::new()); items.len()]),
        };
        if is_strict {
            let rows = session.evaluate(&scripts, items).await;
            let rows = rows.map_err(|failed| (Some(failed.item), self.fault_of(failed)))?;
            return Ok(rows.into_iter().map(Ok).collect());
        }
        let rows = session
            .evaluate_each(&scripts, items)
            .await
            .map_err(|error| (None, Fault::new(FaultKind::Internal, error.to_string())))?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|row| row.map_err(|failed| self.fault_of(failed)))
            .collect())
    }

    fn fault_of(&self, failed: Failed) -> Fault {
        let key = if failed.script < self.of_condition {
            "if"
        } else {
            self.key
        };
        undefined(key, &self.way(failed.script), failed.error)
    }

    fn is_met(&self, scope: Scope<'_>) -> Result<bool, Fault> {
        let Some(condition) = &self.condition else {
            return Ok(true);
        };
        let value = condition
            .evaluate(scope)
            .map_err(|(way, error)| undefined("if", &way, error))?;
        Ok(value.is_some_and(|value| is_truthy(&value)))
    }

    fn parameters_of(
        &self,
        item: &Item,
        index: usize,
        row: Vec<Option<Value>>,
        schema: Option<&ParameterSchema>,
    ) -> Result<Value, Fault> {
        // Numbers of scripts count from the condition's on.
        let mut scripts = vec![None; self.of_condition];
        scripts.extend(row);
        let scope = Scope {
            item,
            index,
            scripts: &scripts,
        };
        let parameters = self
            .parameters
            .evaluate(scope)
            .map_err(|(way, error)| undefined(self.key, &way, error))?
            .unwrap_or_default();
        let violations = schema.map(|schema| schema.violations(&parameters, false));
        match violations.into_iter().flatten().next() {
            None => Ok(parameters),
            Some(violation) => {
                let mut fault = Fault::new(FaultKind::InvalidParameter, violation.message);
                fault.hint = violation.hint.or_else(|| {
                    Some("the value comes from a template; look at what its expression gives for this item".to_owned())
                });
                Err(fault)
            }
        }
    }
}

/// The roots of what is evaluated for every page, at the first one. In an export there is nothing in
/// the response yet, so that what looks into it comes to nothing, as in n8n.
pub(crate) fn first_page(is_export: bool) -> Map<String, Value> {
    let mut roots = Map::new();
    roots.insert("$pageCount".to_owned(), json!(0));
    roots.insert("$request".to_owned(), json!({}));
    let response = if is_export {
        json!({})
    } else {
        json!({"body": {}, "headers": {}, "statusCode": 0})
    };
    roots.insert("$response".to_owned(), response);
    roots
}

fn misplaced(errors: Option<Vec<Misplaced<ParseError>>>, at: &Pointer) -> Vec<Diagnostic> {
    errors
        .into_iter()
        .flatten()
        .map(|(way, error)| {
            let pointer = way
                .iter()
                .fold(at.clone(), |pointer, name| pointer.join(name));
            let mut diagnostic = Diagnostic::new(pointer, error.message);
            diagnostic.hint = error.hint;
            diagnostic
        })
        .collect()
}

fn undefined(key: &str, way: &[String], error: EvaluateError) -> Fault {
    let place: Vec<&str> = std::iter::once(key)
        .chain(way.iter().map(String::as_str))
        .collect();
    let kind = if error.is_limit {
        FaultKind::LimitExceeded
    } else {
        FaultKind::InvalidParameter
    };
    let mut fault = Fault::new(kind, format!("in `{}`: {}", place.join("."), error.message));
    fault.hint = error.hint;
    fault
}

/// What JavaScript takes for true (ECMAScript, section "ToBoolean").
fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
