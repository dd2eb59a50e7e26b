//! The evaluator: QuickJS in the sandbox, with the program in `guest/`.
//!
//! A [`Session`] is for one node of one run: its clock stands still, its randomness is given, and
//! nothing that an expression does to it outlives the node. Expressions have memory and time of
//! their own; one that uses them up is named.

mod bindings;
mod blobs;
mod code;
mod columns;
mod host;
mod instance;
mod problem;
mod reply;
mod request;
mod session;
mod settings;

use std::sync::Arc;

use jackfield_sandbox::{Digest, GuestState, LoadError, Sandbox, words};
use serde_json::{Map, Value};
use tokio::sync::OnceCell;
use wasmtime::component::{HasSelf, InstancePre, Linker};

use crate::compiled::Script;
use crate::data::Data;
use crate::error::ParseError;
use bindings::{Evaluator as Exports, EvaluatorIndices};
use host::State;
pub use session::{Failed, Row, Session};
pub use settings::Settings;

/// The component, built from `guest/` by the command in its README.
const COMPONENT: &[u8] = include_bytes!("../../guest/evaluator.wasm");
/// Its digest stands first; a test holds the list to the files.
const DIGESTS: &str = include_str!("../../guest/evaluator.sha256");

/// Evaluates expressions. The component is loaded when the first one needs it. Cheap to clone.
#[derive(Clone)]
pub struct Evaluator {
    sandbox: Sandbox,
    loaded: Arc<OnceCell<Loaded>>,
}

/// The component, ready to be instantiated. Cheap to clone.
#[derive(Clone)]
struct Loaded {
    pre: InstancePre<GuestState<State>>,
    indices: EvaluatorIndices,
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
    /// what is wrong. They may begin with these further roots.
    ///
    /// # Errors
    /// When the evaluator itself cannot be used.
    pub async fn check(
        &self,
        scripts: &[Script],
        roots: &Map<String, Value>,
    ) -> Result<Vec<(usize, ParseError)>, LoadError> {
        let scripts = scripts.iter().enumerate();
        let doubtful: Vec<_> = scripts.filter(|(_, script)| !script.is_simple).collect();
        if doubtful.is_empty() {
            return Ok(Vec::new());
        }
        let settings = Settings {
            roots: roots.clone(),
            ..Settings::default()
        };
        let mut session = self.session(&settings, Arc::new(host::Nothing)).await?;
        let mut found = Vec::new();
        for (number, script) in doubtful {
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
        let loaded = self.loaded().await?;
        Session::begin(self.sandbox.clone(), loaded.clone(), settings, data).await
    }

    async fn loaded(&self) -> Result<&Loaded, LoadError> {
        self.loaded.get_or_try_init(async || self.load()).await
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

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
