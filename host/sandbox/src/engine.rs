//! The one engine of a process.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::component::Component;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Precompiled};

use crate::cache::Cache;
use crate::digest::Digest;
use crate::error::{LoadError, words};
use crate::ticker::Ticker;

/// How many guests can be alive at a time; others wait.
const INSTANCES: u32 = 100;
/// The most memory that any [`Limits`](crate::Limits) can grant, in bytes.
pub const MAX_MEMORY: usize = 1 << 30;
/// Address space of a memory in the pool: all that a 32-bit address can name. Whatever lies beyond
/// what the guest was granted faults, so compiled code needs no comparison before each access.
/// With less than this, QuickJS runs half as fast.
const RESERVATION: u64 = 4 << 30;
/// The most table elements that any [`Limits`](crate::Limits) can grant.
const MAX_TABLE_ELEMENTS: usize = 1_000_000;
/// Stack of a guest. wasmtime's default; host functions run on it as well.
const ASYNC_STACK: usize = 2 << 20;

/// Compiles, caches and runs components. Cheap to clone.
#[derive(Clone)]
pub struct Sandbox {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    cache: Option<Cache>,
    slots: Arc<Semaphore>,
    _ticker: Ticker,
}

impl Sandbox {
    /// Makes the engine. Instances come from a pool that is reserved at once, which makes them
    /// cheap; where the address space for it is not to be had (a small container, `ulimit -v`),
    /// each instance is allocated when it is needed.
    ///
    /// # Errors
    /// When the machine is not one that wasmtime can compile for.
    pub fn new(cache: Option<Cache>) -> Result<Self, LoadError> {
        let engine = pooled().or_else(|_| on_demand()).map_err(engine_error)?;
        let ticker =
            Ticker::start(engine.weak()).map_err(|error| LoadError::Engine(error.to_string()))?;
        Ok(Self {
            inner: Arc::new(Inner {
                engine,
                cache,
                slots: Arc::new(Semaphore::new(INSTANCES as usize)),
                _ticker: ticker,
            }),
        })
    }

    /// The engine, for making linkers.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// Loads a component: from the cache when it was compiled before, else by compiling it.
    ///
    /// # Errors
    /// When the bytes are no component.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that compiles components"
    )]
    pub fn load(&self, bytes: &[u8], digest: Digest) -> Result<Component, LoadError> {
        let Inner { engine, cache, .. } = &*self.inner;
        if let Some(component) = cache.as_ref().and_then(|cache| cache.get(engine, digest)) {
            return Ok(component);
        }
        recognise(bytes)?;
        let component = Component::from_binary(engine, bytes)
            .map_err(|error| LoadError::Invalid(words(&error)))?;
        if let Some(cache) = cache
            && let Ok(compiled) = component.serialize()
        {
            cache.put(engine, digest, &compiled);
        }
        Ok(component)
    }

    /// Waits for room for one more guest.
    pub(crate) async fn slot(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed, so there is always a permit.
        Arc::clone(&self.inner.slots).acquire_owned().await.ok()
    }
}

fn recognise(bytes: &[u8]) -> Result<(), LoadError> {
    // The preamble (binary format, section "Modules"; component binary format): `\0asm`, then a
    // 16-bit version and a 16-bit layer, which is 1 for components.
    match bytes {
        [0, b'a', b's', b'm', _, _, 1, 0, ..] => Ok(()),
        [0, b'a', b's', b'm', ..] => Err(LoadError::Module),
        _ if Engine::detect_precompiled(bytes) == Some(Precompiled::Component) => {
            Err(LoadError::Invalid(
                "it is machine code that was compiled before; only WebAssembly itself is accepted"
                    .to_owned(),
            ))
        }
        _ => Err(LoadError::NotWasm),
    }
}

fn config() -> Config {
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        .async_stack_size(ASYNC_STACK)
        .wasm_backtrace_max_frames(None);
    config
}

#[expect(clippy::disallowed_methods, reason = "the one engine of the process")]
fn pooled() -> wasmtime::Result<Engine> {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(INSTANCES)
        .total_core_instances(INSTANCES * 8)
        .total_memories(INSTANCES)
        .total_tables(INSTANCES * 4)
        .total_stacks(INSTANCES)
        .max_memory_size(MAX_MEMORY)
        .table_elements(MAX_TABLE_ELEMENTS);
    let mut config = config();
    config
        .memory_reservation(RESERVATION)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    Engine::new(&config)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one engine of the process, where the pool is not to be had"
)]
fn on_demand() -> wasmtime::Result<Engine> {
    let mut config = config();
    // Address space is short here. Compiled code depends on the reservation, so what a pooled
    // engine has put into the cache is of no use to this one.
    config.memory_reservation(MAX_MEMORY as u64);
    Engine::new(&config)
}

fn engine_error(error: wasmtime::Error) -> LoadError {
    LoadError::Engine(words(&error))
}
