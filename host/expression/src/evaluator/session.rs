//! One session: scripts, and the instance in which they are evaluated.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use jackfield_sandbox::{LoadError, Sandbox};
use serde_json::Value;

use super::instance::{Instance, MEMORY, Wrong};
use super::request::{Chunk, Manner, Reads};
use super::{Loaded, Settings, small};
use crate::compiled::Script;
use crate::data::Data;
use crate::error::EvaluateError;

/// How long a script may take to compile, and an item's scripts to be evaluated.
const TIME: Duration = Duration::from_secs(2);
/// How long all items of one evaluation may take, and how much longer for each of them, once they
/// are evaluated one by one.
const TIME_FOR_ALL: Duration = Duration::from_secs(10);
const TIME_FOR_ITEM: Duration = Duration::from_millis(20);
/// How long a call for many items may take. Then they are evaluated one by one, to see which of
/// them it is that takes so long.
const PATIENCE: Duration = Duration::from_secs(1);

/// Scripts that are evaluated for one node of one run.
///
/// Many items are evaluated in one call into the sandbox, which says nothing on the way. When such
/// a call takes more than a second, or more memory than there is, its items are evaluated once
/// more, one by one, in a new instance: so it is known which of them it was, and for which script.
/// The clock stands still and chance is the same for the same script and item, so it will be the
/// same one. An item may take two seconds; all items of an evaluation, ten seconds and 20
/// milliseconds for each of them, beside the second that each call for 500 of them may have lost.
pub struct Session {
    sandbox: Sandbox,
    loaded: Loaded,
    data: Arc<dyn Data>,
    /// What an instance is begun with, as JSON.
    settings: String,
    /// What has been compiled, in order, and what it reads of an item.
    scripts: Vec<(String, Reads)>,
    /// None after an expression has killed it.
    instance: Option<Instance>,
    /// Whether items take so long that they are better evaluated one by one.
    is_slow: bool,
}

/// An evaluation that came to no value.
#[derive(Clone, Debug)]
pub struct Failed {
    /// The number of the script.
    pub script: usize,
    /// The item's index.
    pub item: usize,
    /// What is wrong.
    pub error: EvaluateError,
}

/// What came of an item: a value for each script, none where it is undefined, or the first script
/// that has failed.
pub type Row = Result<Vec<Option<Value>>, Failed>;

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("scripts", &self.scripts.len())
            .finish_non_exhaustive()
    }
}

impl Session {
    pub(super) async fn begin(
        sandbox: Sandbox,
        loaded: Loaded,
        settings: &Settings,
        data: Arc<dyn Data>,
    ) -> Result<Self, LoadError> {
        let mut session = Self {
            sandbox,
            loaded,
            data,
            settings: settings.for_guest(),
            scripts: Vec::new(),
            instance: None,
            is_slow: false,
        };
        session.revive().await?;
        Ok(session)
    }

    /// Compiles a script. Scripts are numbered in the order in which they are compiled, without
    /// those that are no expressions.
    ///
    /// # Errors
    /// When it is no expression.
    pub async fn compile(&mut self, script: &Script) -> Result<(), EvaluateError> {
        let instance = self.revive().await.map_err(|error| unusable(&error))?;
        match instance.compile(&script.template, TIME).await {
            Ok(reads) => {
                self.scripts.push((script.template.clone(), reads));
                Ok(())
            }
            Err(wrong) => {
                self.bury(&wrong);
                Err(wrong.error)
            }
        }
    }

    /// Evaluates scripts for items: for each item, a value for each script, in their order.
    ///
    /// # Errors
    /// The first evaluation that came to no value.
    pub async fn evaluate(
        &mut self,
        scripts: &[usize],
        items: &[usize],
    ) -> Result<Vec<Vec<Option<Value>>>, Failed> {
        match self.rows(scripts, items, false).await {
            Ok(rows) => rows.into_iter().collect(),
            Err(error) => Err(Failed {
                script: scripts.first().copied().unwrap_or_default(),
                item: items.first().copied().unwrap_or_default(),
                error: unusable(&error),
            }),
        }
    }

    /// Evaluates scripts for items, whatever comes of others: for each item its values, or what is
    /// wrong with it. An expression that uses up time or memory is its item's affair alone, as
    /// long as there is time left for all.
    ///
    /// # Errors
    /// When an expression has killed its instance and no other can be made.
    pub async fn evaluate_each(
        &mut self,
        scripts: &[usize],
        items: &[usize],
    ) -> Result<Vec<Row>, LoadError> {
        self.rows(scripts, items, true).await
    }

    async fn rows(
        &mut self,
        scripts: &[usize],
        items: &[usize],
        each: bool,
    ) -> Result<Vec<Row>, LoadError> {
        let reads = scripts
            .iter()
            .filter_map(|number| self.scripts.get(*number))
            .map(|(_, reads)| reads);
        let mut task = Task {
            scripts,
            reads: Reads::all(reads),
            data: Arc::clone(&self.data),
            each,
            time: Time::new(items.len()),
        };
        let mut rows: Vec<Row> = Vec::with_capacity(items.len());
        let mut rest = items;
        while !rest.is_empty() && !task.is_over(&rows) {
            let chunk = task.chunk(rest);
            rest = rest.get(chunk.items.len()..).unwrap_or_default();
            if !self.together(&task, &chunk, &mut rows).await? {
                self.one_by_one(&mut task, chunk.items, &mut rows).await?;
            }
        }
        Ok(rows)
    }

    /// Evaluates items in one call, unless that is no way for them.
    async fn together(
        &mut self,
        task: &Task<'_>,
        chunk: &Chunk<'_>,
        rows: &mut Vec<Row>,
    ) -> Result<bool, LoadError> {
        if self.is_slow || chunk.items.len() == 1 {
            return Ok(false);
        }
        let request = task.request(chunk, false);
        match self.revive().await?.evaluate(&request, PATIENCE).await {
            Ok(reply) => {
                rows.extend(reply.rows(task.scripts, chunk.items, task.each));
                Ok(true)
            }
            Err(wrong) => {
                self.bury(&wrong);
                Ok(false)
            }
        }
    }

    async fn one_by_one(
        &mut self,
        task: &mut Task<'_>,
        items: &[usize],
        rows: &mut Vec<Row>,
    ) -> Result<(), LoadError> {
        let mut is_killed = false;
        for item in items {
            if task.is_over(rows) {
                return Ok(());
            }
            rows.push(self.alone(task, *item).await?);
            is_killed |= self.instance.is_none();
        }
        // Nobody is to blame alone, so it will be no better for the next ones.
        self.is_slow |= !is_killed && items.len() > 1;
        Ok(())
    }

    async fn alone(&mut self, task: &mut Task<'_>, item: usize) -> Result<Row, LoadError> {
        let failed = |script: Option<usize>, error: EvaluateError| {
            Err(Failed {
                script: script.unwrap_or_default(),
                item,
                error,
            })
        };
        let Some(time) = task.time.for_one() else {
            return Ok(failed(task.scripts.first().copied(), task.time.is_up()));
        };
        let request = task.request(&task.chunk(&[item]), true);
        let instance = self.revive().await?;
        let began = Clock::now();
        let evaluated = instance.evaluate(&request, time).await;
        task.time.left = task.time.left.saturating_sub(began.elapsed());
        let wrong = match evaluated {
            Ok(reply) => match reply.rows(task.scripts, &[item], task.each).pop() {
                Some(row) => return Ok(row),
                None => Wrong::fatal("the evaluator gave no answer".to_owned()),
            },
            Err(wrong) => wrong,
        };
        let script = instance.at().1;
        self.bury(&wrong);
        Ok(failed(Some(script), wrong.error))
    }

    /// The instance, or a new one with the same scripts.
    async fn revive(&mut self) -> Result<&mut Instance, LoadError> {
        let instance = match self.instance.take() {
            Some(instance) => instance,
            None => {
                let data = Arc::clone(&self.data);
                let mut instance =
                    Instance::new(&self.sandbox, &self.loaded, &self.settings, data, MEMORY)
                        .await?;
                for (script, _) in &self.scripts {
                    let compiled = instance.compile(script, TIME).await;
                    compiled.map_err(|wrong| LoadError::Engine(wrong.error.message))?;
                }
                instance
            }
        };
        Ok(self.instance.insert(instance))
    }

    fn bury(&mut self, wrong: &Wrong) {
        if wrong.is_fatal {
            self.instance = None;
        }
    }
}

/// What is to be evaluated, of which items are still to come.
struct Task<'a> {
    scripts: &'a [usize],
    reads: Reads,
    data: Arc<dyn Data>,
    /// Whether to go on behind an item that has no value.
    each: bool,
    time: Time,
}

impl Task<'_> {
    fn is_over(&self, rows: &[Row]) -> bool {
        !self.each && rows.last().is_some_and(Result::is_err)
    }

    fn chunk<'i>(&self, items: &'i [usize]) -> Chunk<'i> {
        Chunk::first_of(items, &self.reads, &*self.data)
    }

    fn request(&self, chunk: &Chunk<'_>, tells: bool) -> String {
        let each = self.each;
        chunk.request(self.scripts, Manner { each, tells })
    }
}

/// The time that items may take when they are evaluated one by one.
struct Time {
    all: Duration,
    left: Duration,
}

impl Time {
    fn new(items: usize) -> Self {
        let all = TIME_FOR_ALL + TIME_FOR_ITEM * small(items);
        Self { all, left: all }
    }

    /// How long the next item may take, if there is time left.
    fn for_one(&self) -> Option<Duration> {
        (!self.left.is_zero()).then(|| self.left.min(TIME))
    }

    fn is_up(&self) -> EvaluateError {
        let seconds = self.all.as_secs_f32();
        EvaluateError::limit(format!(
            "there was no time left for it: all items together may take {seconds} seconds"
        ))
    }
}

fn unusable(error: &LoadError) -> EvaluateError {
    EvaluateError::limit(error.to_string())
}
