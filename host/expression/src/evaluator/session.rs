//! One session: scripts, and instances in which they are evaluated.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jackfield_sandbox::{Guest, Limits, LoadError, Sandbox, words};
use serde_json::{Value, json};

use super::bindings::Evaluator as Exports;
use super::host::State;
use super::problem::read;
use super::{Failed, Loaded, Settings};
use crate::compiled::Script;
use crate::data::Data;
use crate::error::EvaluateError;

/// How many items are evaluated in one call into the sandbox.
const CHUNK: usize = 500;
/// How long a call may take, and how much longer for each item.
const TIME: Duration = Duration::from_secs(2);
const TIME_FOR_ITEM: Duration = Duration::from_millis(10);
/// Memory of an instance.
const MEMORY: usize = 128 << 20;

/// What came of an item: a value for each script, or the first script that has none.
pub type Row = Result<Vec<Value>, Failed>;

/// Scripts that are evaluated for one node of one run.
pub struct Session {
    sandbox: Sandbox,
    loaded: Loaded,
    data: Arc<dyn Data>,
    /// What an instance is begun with, as JSON.
    settings: String,
    /// What has been compiled, in order.
    scripts: Vec<String>,
    /// None after an expression has killed it.
    instance: Option<Instance>,
}

struct Instance {
    guest: Guest<State>,
    exports: Exports,
}

/// What went wrong in a call, and whether the instance is lost with it.
struct Wrong {
    error: EvaluateError,
    is_fatal: bool,
}

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
        let settings = json!({
            "now": settings.now_ms,
            "seed": settings.seed,
            "zone": settings.zone,
            "workflow": settings.workflow,
            "execution": settings.execution,
            "runIndex": 0,
        });
        let mut session = Self {
            sandbox,
            loaded,
            data,
            settings: settings.to_string(),
            scripts: Vec::new(),
            instance: None,
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
        match instance.compile(&script.template).await {
            Ok(()) => {
                self.scripts.push(script.template.clone());
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
    ) -> Result<Vec<Vec<Value>>, Failed> {
        let numbers: Vec<u32> = scripts.iter().map(|number| small(*number)).collect();
        let mut rows = Vec::with_capacity(items.len());
        for chunk in items.chunks(CHUNK) {
            let indices: Vec<u32> = chunk.iter().map(|item| small(*item)).collect();
            let instance = self.revive().await.map_err(|error| Failed {
                script: scripts.first().copied().unwrap_or_default(),
                item: chunk.first().copied().unwrap_or_default(),
                error: unusable(&error),
            })?;
            match instance.evaluate(&numbers, &indices).await {
                Ok(evaluated) => rows.extend(evaluated),
                Err(wrong) => return Err(self.failed(wrong)),
            }
        }
        Ok(rows)
    }

    /// Evaluates scripts for items, whatever comes of others: for each item its values, or what is
    /// wrong with it. An expression that uses up time or memory is its item's affair alone: those
    /// behind it are evaluated in a new instance, where randomness begins anew.
    ///
    /// # Errors
    /// When no new instance can be made.
    pub async fn evaluate_each(
        &mut self,
        scripts: &[usize],
        items: &[usize],
    ) -> Result<Vec<Row>, LoadError> {
        let numbers: Vec<u32> = scripts.iter().map(|number| small(*number)).collect();
        let mut rows = Vec::with_capacity(items.len());
        for item in items {
            let instance = self.revive().await?;
            match instance.evaluate(&numbers, &[small(*item)]).await {
                Ok(evaluated) => rows.extend(evaluated.into_iter().map(Ok)),
                Err(wrong) => rows.push(Err(self.failed(wrong))),
            }
        }
        Ok(rows)
    }

    /// The instance, or a new one with the same scripts.
    async fn revive(&mut self) -> Result<&mut Instance, LoadError> {
        let instance = match self.instance.take() {
            Some(instance) => instance,
            None => {
                let data = Arc::clone(&self.data);
                let mut instance =
                    Instance::new(&self.sandbox, &self.loaded, &self.settings, data).await?;
                for script in &self.scripts {
                    let compiled = instance.compile(script).await;
                    compiled.map_err(|wrong| LoadError::Engine(wrong.error.message))?;
                }
                instance
            }
        };
        Ok(self.instance.insert(instance))
    }

    fn failed(&mut self, wrong: Wrong) -> Failed {
        let (item, script) = self
            .instance
            .as_ref()
            .map(|instance| instance.guest.state().data.at)
            .unwrap_or_default();
        self.bury(&wrong);
        Failed {
            script: script as usize,
            item: item as usize,
            error: wrong.error,
        }
    }

    fn bury(&mut self, wrong: &Wrong) {
        if wrong.is_fatal {
            self.instance = None;
        }
    }
}

impl Instance {
    async fn new(
        sandbox: &Sandbox,
        loaded: &Loaded,
        settings: &str,
        data: Arc<dyn Data>,
    ) -> Result<Self, LoadError> {
        let failed = |error: wasmtime::Error| LoadError::Engine(words(&error));
        let limits = Limits {
            memory: MEMORY,
            hostcall_bytes: MEMORY,
            ..Limits::default()
        };
        let mut guest = Guest::new(sandbox, &loaded.pre, &limits, State::new(data))
            .await
            .map_err(failed)?;
        let (store, instance) = guest.parts();
        let exports = loaded.indices.load(&mut *store, instance).map_err(failed)?;
        exports
            .jackfield_expression_expressions()
            .call_start(store, settings)
            .await
            .map_err(failed)?;
        Ok(Self { guest, exports })
    }

    async fn compile(&mut self, template: &str) -> Result<(), Wrong> {
        let (store, _) = self.guest.parts();
        let compiled = self
            .exports
            .jackfield_expression_expressions()
            .call_compile(store, template);
        match tokio::time::timeout(TIME, compiled).await {
            Ok(Ok(Ok(_))) => Ok(()),
            Ok(Ok(Err(problem))) => Err(Wrong::said(read(&problem))),
            Ok(Err(trap)) => Err(self.trapped(&trap)),
            Err(_) => Err(Wrong::out_of_time(TIME)),
        }
    }

    async fn evaluate(&mut self, numbers: &[u32], items: &[u32]) -> Result<Vec<Vec<Value>>, Wrong> {
        let time = TIME + TIME_FOR_ITEM * small(items.len());
        let (store, _) = self.guest.parts();
        let evaluated = self
            .exports
            .jackfield_expression_expressions()
            .call_evaluate(store, numbers, items);
        match tokio::time::timeout(time, evaluated).await {
            Ok(Ok(Ok(rows))) => serde_json::from_str(&rows).map_err(|error| {
                Wrong::said(EvaluateError::new(format!(
                    "its value is not JSON: {error}"
                )))
            }),
            Ok(Ok(Err(problem))) => Err(Wrong::said(read(&problem))),
            Ok(Err(trap)) => Err(self.trapped(&trap)),
            Err(_) => Err(Wrong::out_of_time(time)),
        }
    }

    fn trapped(&self, trap: &wasmtime::Error) -> Wrong {
        Wrong::fatal(match self.guest.limit_reached() {
            Some(limit) => format!("it needs more than {limit}"),
            None => format!("it failed: {}", trap.root_cause()),
        })
    }
}

impl Wrong {
    fn said(error: EvaluateError) -> Self {
        Self {
            error,
            is_fatal: false,
        }
    }

    fn fatal(message: String) -> Self {
        Self {
            error: EvaluateError::limit(message),
            is_fatal: true,
        }
    }

    fn out_of_time(time: Duration) -> Self {
        let seconds = time.as_secs_f32();
        Self::fatal(format!("it did not end within {seconds} seconds"))
    }
}

fn unusable(error: &LoadError) -> EvaluateError {
    EvaluateError::limit(error.to_string())
}

pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
