//! The clock by which running guests yield.

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use wasmtime::EngineWeak;

/// How long a guest runs at most before it yields to the host.
pub const TICK: Duration = Duration::from_millis(10);

/// A thread that advances the engine's epoch. It ends when this is dropped, and holds the engine
/// only weakly, so that it never keeps an engine alive.
#[derive(Debug)]
pub(crate) struct Ticker {
    _stop: Sender<()>,
}

impl Ticker {
    pub(crate) fn start(engine: EngineWeak) -> io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        thread::Builder::new()
            .name("epoch".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    let Some(engine) = engine.upgrade() else {
                        break;
                    };
                    engine.increment_epoch();
                }
            })?;
        Ok(Self { _stop: stop })
    }
}
