//! One instance of the evaluator.

use std::sync::Arc;
use std::time::Duration;

use jackfield_sandbox::{Guest, Limits, LoadError, Sandbox, words};

use super::Loaded;
use super::bindings::Evaluator as Exports;
use super::blobs::Blobs;
use super::host::State;
use super::problem::read;
use super::reply::Reply;
use super::request::Reads;
use crate::data::Data;
use crate::error::EvaluateError;

/// Memory of an instance that evaluates expressions.
pub(crate) const MEMORY: usize = 128 << 20;

/// An instance in which scripts have been compiled.
pub(crate) struct Instance {
    guest: Guest<State>,
    exports: Exports,
}

/// What went wrong in a call, and whether the instance is lost with it.
pub(crate) struct Wrong {
    pub(crate) error: EvaluateError,
    pub(crate) is_fatal: bool,
}

/// What came of a call that runs code.
pub(crate) enum Answer {
    /// What it gives.
    Given(String),
    /// What is wrong with it.
    Wrong(String),
    /// Why the instance is lost.
    Lost(String),
}

impl Instance {
    pub(crate) async fn new(
        sandbox: &Sandbox,
        loaded: &Loaded,
        settings: &str,
        data: Arc<dyn Data>,
        memory: usize,
    ) -> Result<Self, LoadError> {
        let failed = |error: wasmtime::Error| LoadError::Engine(words(&error));
        let limits = Limits {
            memory,
            hostcall_bytes: memory,
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

    /// Compiles a template, and says what it reads of an item.
    pub(crate) async fn compile(&mut self, template: &str, time: Duration) -> Result<Reads, Wrong> {
        let (store, _) = self.guest.parts();
        let compiled = self
            .exports
            .jackfield_expression_expressions()
            .call_compile(store, template);
        match tokio::time::timeout(time, compiled).await {
            Ok(Ok(Ok(reads))) => serde_json::from_str(&reads).map_err(|error| unread(&error)),
            Ok(Ok(Err(problem))) => Err(Wrong {
                error: read(&problem),
                is_fatal: false,
            }),
            Ok(Err(trap)) => Err(self.trapped(&trap)),
            Err(_) => Err(out_of_time(time)),
        }
    }

    pub(crate) async fn evaluate(&mut self, request: &str, time: Duration) -> Result<Reply, Wrong> {
        let (store, _) = self.guest.parts();
        let evaluated = self
            .exports
            .jackfield_expression_expressions()
            .call_evaluate(store, request);
        match tokio::time::timeout(time, evaluated).await {
            // JavaScript can go on where it was denied memory, but not with what it wanted it for.
            Ok(Ok(_)) if self.guest.limit_reached().is_some() => Err(self.over_the_limit()),
            Ok(Ok(Ok(reply))) => serde_json::from_str(&reply).map_err(|error| unread(&error)),
            Ok(Ok(Err(problem))) => Err(Wrong {
                error: read(&problem),
                is_fatal: true,
            }),
            Ok(Err(trap)) => Err(self.trapped(&trap)),
            Err(_) => Err(out_of_time(time)),
        }
    }

    /// Runs the code of a node.
    pub(crate) async fn run_code(&mut self, request: &str, time: Duration) -> Answer {
        let (store, _) = self.guest.parts();
        let ran = self
            .exports
            .jackfield_expression_expressions()
            .call_run_code(store, request);
        match tokio::time::timeout(time, ran).await {
            Ok(Ok(_)) if self.guest.limit_reached().is_some() => {
                Answer::Lost(self.over_the_limit().error.message)
            }
            Ok(Ok(Ok(answer))) => Answer::Given(answer),
            Ok(Ok(Err(problem))) => Answer::Wrong(problem),
            Ok(Err(trap)) => Answer::Lost(self.trapped(&trap).error.message),
            Err(_) => Answer::Lost(out_of_time(time).error.message),
        }
    }

    /// The item that it has last said it would look at, if it has.
    pub(crate) fn began(&self) -> Option<usize> {
        let state = &self.guest.state().data;
        state.has_begun.then_some(state.at.0 as usize)
    }

    /// The binary data that it has been told of.
    pub(crate) fn blobs(&self) -> &Blobs {
        &self.guest.state().data.blobs
    }

    /// The same, to tell it of more.
    pub(crate) fn blobs_mut(&mut self) -> &mut Blobs {
        &mut self.guest.state_mut().data.blobs
    }

    /// The item and the script that it has last said it would evaluate.
    pub(crate) fn at(&self) -> (usize, usize) {
        let (item, script) = self.guest.state().data.at;
        (item as usize, script as usize)
    }

    fn trapped(&self, trap: &wasmtime::Error) -> Wrong {
        match self.guest.limit_reached() {
            Some(_) => self.over_the_limit(),
            None => Wrong::fatal(format!("it failed: {}", trap.root_cause())),
        }
    }

    fn over_the_limit(&self) -> Wrong {
        let limit = self.guest.limit_reached().unwrap_or_default();
        Wrong::fatal(format!("it needs more than {limit}"))
    }
}

impl Wrong {
    pub(crate) fn fatal(message: String) -> Self {
        Self {
            error: EvaluateError::limit(message),
            is_fatal: true,
        }
    }
}

fn out_of_time(time: Duration) -> Wrong {
    let seconds = time.as_secs_f32();
    Wrong::fatal(format!("it did not end within {seconds} seconds"))
}

fn unread(error: &serde_json::Error) -> Wrong {
    Wrong::fatal(format!("the evaluator's answer makes no sense: {error}"))
}
