//! The evaluator: QuickJS in the sandbox, with the program in `guest/`.
//!
//! A [`Session`] is one instance, for one node of one run: its clock stands still, its randomness
//! is given, and nothing that an expression does to it outlives the node. Expressions have
//! memory and time of their own; one that uses them up is named.

mod bindings;
mod host;
mod problem;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jackfield_sandbox::{Digest, Guest, GuestState, Limits, LoadError, Sandbox, words};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use wasmtime::component::{HasSelf, InstancePre, Linker};

use crate::compiled::Script;
use crate::data::Data;
use crate::error::{EvaluateError, ParseError};
use bindings::{Evaluator as Exports, EvaluatorIndices};
use host::State;
use problem::read;

/// The component, built from `guest/` by the command in its README.
const COMPONENT: &[u8] = include_bytes!("../../guest/evaluator.wasm");
/// Its digest stands first; a test holds the list to the files.
const DIGESTS: &str = include_str!("../../guest/evaluator.sha256");

/// How many items are evaluated in one call into the sandbox.
const CHUNK: usize = 500;
/// How long a call may take, and how much longer for each item.
const TIME: Duration = Duration::from_secs(2);
const TIME_FOR_ITEM: Duration = Duration::from_millis(10);
/// Memory of a session.
const MEMORY: usize = 128 << 20;

/// Evaluates expressions. The component is loaded when the first one needs it. Cheap to clone.
#[derive(Clone)]
pub struct Evaluator {
    sandbox: Sandbox,
    loaded: Arc<OnceCell<Loaded>>,
}

struct Loaded {
    pre: InstancePre<GuestState<State>>,
    indices: EvaluatorIndices,
}

/// What a node's expressions are told of the run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The time, in milliseconds since 1970, at which the node's clock stands.
    pub now_ms: u64,
    /// The seed of randomness.
    pub seed: u32,
    /// The time zone, by its IANA name.
    pub zone: String,
    /// `$workflow`.
    pub workflow: Value,
    /// `$execution`.
    pub execution: Value,
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

impl Evaluator {
    /// An evaluator in this sandbox.
    #[must_use]
    pub fn new(sandbox: &Sandbox) -> Self {
        Self {
            sandbox: sandbox.clone(),
            loaded: Arc::default(),
        }
    }

    /// Compiles scripts to see whether they are expressions: for each that is not, its number and
    /// what is wrong.
    ///
    /// # Errors
    /// When the evaluator itself cannot be used.
    pub async fn check(&self, scripts: &[Script]) -> Result<Vec<(usize, ParseError)>, LoadError> {
        if scripts.is_empty() {
            return Ok(Vec::new());
        }
        let settings = Settings {
            now_ms: 0,
            seed: 0,
            zone: "UTC".to_owned(),
            workflow: json!({}),
            execution: json!({}),
        };
        let mut session = self.session(&settings, Arc::new(host::Nothing)).await?;
        let mut found = Vec::new();
        for (number, script) in scripts.iter().enumerate() {
            if let Err(error) = session.compile(script).await {
                found.push((
                    number,
                    ParseError {
                        message: error.message,
                        hint: error.hint,
                    },
                ));
            }
        }
        Ok(found)
    }

    /// Begins a session.
    ///
    /// # Errors
    /// When the evaluator itself cannot be used.
    pub async fn session(
        &self,
        settings: &Settings,
        data: Arc<dyn Data>,
    ) -> Result<Session, LoadError> {
        let failed = |error: wasmtime::Error| LoadError::Engine(words(&error));
        let loaded = self.loaded.get_or_try_init(async || self.load()).await?;
        let limits = Limits {
            memory: MEMORY,
            hostcall_bytes: MEMORY,
            ..Limits::default()
        };
        let mut guest = Guest::new(&self.sandbox, &loaded.pre, &limits, State::new(data))
            .await
            .map_err(failed)?;
        let (store, instance) = guest.parts();
        let exports = loaded.indices.load(&mut *store, instance).map_err(failed)?;
        let settings = json!({
            "now": settings.now_ms,
            "seed": settings.seed,
            "zone": settings.zone,
            "workflow": settings.workflow,
            "execution": settings.execution,
            "runIndex": 0,
        });
        exports
            .jackfield_expression_expressions()
            .call_start(store, &settings.to_string())
            .await
            .map_err(failed)?;
        Ok(Session { guest, exports })
    }

    fn load(&self) -> Result<Loaded, LoadError> {
        let failed = |error: wasmtime::Error| LoadError::Engine(words(&error));
        let digest = DIGESTS
            .split_whitespace()
            .next()
            .and_then(Digest::written)
            .unwrap_or_else(|| Digest::of(COMPONENT));
        let component = self.sandbox.load(COMPONENT, digest)?;
        let mut linker = Linker::new(self.sandbox.engine());
        Exports::add_to_linker::<_, HasSelf<GuestState<State>>>(&mut linker, |state| state)
            .map_err(failed)?;
        let pre = linker.instantiate_pre(&component).map_err(failed)?;
        let indices = EvaluatorIndices::new(&pre).map_err(failed)?;
        Ok(Loaded { pre, indices })
    }
}

/// One instance, for one node of one run.
pub struct Session {
    guest: Guest<State>,
    exports: Exports,
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Session").finish_non_exhaustive()
    }
}

impl Session {
    /// Compiles a script. Scripts are numbered in the order in which they are compiled.
    ///
    /// # Errors
    /// When it is no expression.
    pub async fn compile(&mut self, script: &Script) -> Result<(), EvaluateError> {
        let (store, _) = self.guest.parts();
        let compiled = self
            .exports
            .jackfield_expression_expressions()
            .call_compile(store, &script.template);
        match tokio::time::timeout(TIME, compiled).await {
            Ok(Ok(Ok(_))) => Ok(()),
            Ok(Ok(Err(problem))) => Err(read(&problem)),
            Ok(Err(trap)) => Err(self.trapped(&trap)),
            Err(_) => Err(out_of_time(TIME)),
        }
    }

    /// Evaluates scripts for items: for each item, a value for each script, in their order.
    ///
    /// # Errors
    /// The first evaluation that came to no value. The session is of no use afterwards.
    pub async fn evaluate(
        &mut self,
        scripts: &[usize],
        items: &[usize],
    ) -> Result<Vec<Vec<Value>>, Failed> {
        let numbers: Vec<u32> = scripts.iter().map(|number| small(*number)).collect();
        let mut rows = Vec::with_capacity(items.len());
        for chunk in items.chunks(CHUNK) {
            let items: Vec<u32> = chunk.iter().map(|item| small(*item)).collect();
            rows.extend(self.evaluate_chunk(&numbers, &items).await?);
        }
        Ok(rows)
    }

    async fn evaluate_chunk(
        &mut self,
        numbers: &[u32],
        items: &[u32],
    ) -> Result<Vec<Vec<Value>>, Failed> {
        let time = TIME + TIME_FOR_ITEM * small(items.len());
        let (store, _) = self.guest.parts();
        let evaluated = self
            .exports
            .jackfield_expression_expressions()
            .call_evaluate(store, numbers, items);
        let error = match tokio::time::timeout(time, evaluated).await {
            Ok(Ok(Ok(rows))) => match serde_json::from_str(&rows) {
                Ok(rows) => return Ok(rows),
                Err(error) => EvaluateError::new(format!("its value is not JSON: {error}")),
            },
            Ok(Ok(Err(problem))) => read(&problem),
            Ok(Err(trap)) => self.trapped(&trap),
            Err(_) => out_of_time(time),
        };
        let (item, script) = self.guest.state().data.at;
        Err(Failed {
            script: script as usize,
            item: item as usize,
            error,
        })
    }

    fn trapped(&self, trap: &wasmtime::Error) -> EvaluateError {
        match self.guest.limit_reached() {
            Some(limit) => EvaluateError::limit(format!("it needs more than {limit}")),
            None => EvaluateError::limit(format!("it failed: {}", trap.root_cause())),
        }
    }
}

fn out_of_time(time: Duration) -> EvaluateError {
    EvaluateError::limit(format!(
        "it did not end within {} seconds",
        time.as_secs_f32()
    ))
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
