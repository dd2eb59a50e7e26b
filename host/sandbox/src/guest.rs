//! One instance and the store it lives in.

use std::fmt;

use tokio::sync::OwnedSemaphorePermit;
use wasmtime::component::{InstancePre, Linker, ResourceTable};
use wasmtime::{ResourceLimiter, Store, UpdateDeadline};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use crate::engine::Sandbox;
use crate::limits::Limits;

/// What a store holds for one guest: an empty WASI, the table of its handles, its limits, and `T`,
/// whatever the host functions work on.
pub struct GuestState<T> {
    /// What the host functions work on.
    pub data: T,
    /// The handles that the guest holds.
    pub table: ResourceTable,
    wasi: WasiCtx,
    meter: Meter,
}

impl<T: Send> WasiView for GuestState<T> {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

/// A guest: an instance, its store, and its place among the guests that may be alive at a time.
pub struct Guest<T: 'static> {
    store: Store<GuestState<T>>,
    instance: wasmtime::component::Instance,
    _slot: Option<OwnedSemaphorePermit>,
}

impl<T> fmt::Debug for Guest<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Guest").finish_non_exhaustive()
    }
}

impl<T: Send + 'static> Guest<T> {
    /// Makes an instance: no file system, no environment, no arguments, no sockets, standard
    /// streams that lead nowhere.
    ///
    /// # Errors
    /// When the instance cannot be made within its limits.
    pub async fn new(
        sandbox: &Sandbox,
        component: &InstancePre<GuestState<T>>,
        limits: &Limits,
        data: T,
    ) -> wasmtime::Result<Self> {
        let slot = sandbox.slot().await;
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.resources);
        let state = GuestState {
            data,
            table,
            wasi: WasiCtx::builder()
                .allow_tcp(false)
                .allow_udp(false)
                .allow_ip_name_lookup(false)
                .build(),
            meter: Meter::new(limits),
        };
        let mut store = Store::new(sandbox.engine(), state);
        store.limiter(|state| &mut state.meter);
        store.set_hostcall_fuel(limits.hostcall_bytes);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|_| Ok(UpdateDeadline::Yield(1)));
        let instance = component.instantiate_async(&mut store).await?;
        Ok(Self {
            store,
            instance,
            _slot: slot,
        })
    }

    /// The store and the instance in it, for a call.
    pub fn parts(&mut self) -> (&mut Store<GuestState<T>>, &wasmtime::component::Instance) {
        (&mut self.store, &self.instance)
    }

    /// What the store holds.
    #[must_use]
    pub fn state(&self) -> &GuestState<T> {
        self.store.data()
    }

    /// What the store holds, to change it between two calls.
    pub fn state_mut(&mut self) -> &mut GuestState<T> {
        self.store.data_mut()
    }

    /// Which limit the guest ran into, as words, if it did.
    #[must_use]
    pub fn limit_reached(&self) -> Option<String> {
        self.state().meter.reached.clone()
    }

    /// Which limit a guest ran into that ended with this trap, as words, if it did.
    #[must_use]
    pub fn limit_behind(&self, trap: &wasmtime::Error) -> Option<String> {
        // wasmtime keeps the type of this error to itself.
        let cause = trap.root_cause().to_string();
        let is_handing_over = cause.contains("fuel allocated for hostcalls");
        let bytes = self.state().meter.limits.hostcall_bytes;
        self.limit_reached()
            .or_else(|| is_handing_over.then(|| format!("{} MiB handed over at once", bytes >> 20)))
    }
}

/// Counts memory and tables over the whole instance: wasmtime's own limits are for each memory.
struct Meter {
    memory: usize,
    table_elements: usize,
    limits: Limits,
    reached: Option<String>,
}

impl Meter {
    fn new(limits: &Limits) -> Self {
        Self {
            memory: 0,
            table_elements: 0,
            limits: *limits,
            reached: None,
        }
    }
}

impl ResourceLimiter for Meter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let memory = self.memory.saturating_add(desired.saturating_sub(current));
        if memory > self.limits.memory {
            self.reached = Some(format!("{} MiB of memory", self.limits.memory >> 20));
            return Ok(false);
        }
        self.memory = memory;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let elements = self
            .table_elements
            .saturating_add(desired.saturating_sub(current));
        if elements > self.limits.table_elements {
            self.reached = Some(format!("{} table elements", self.limits.table_elements));
            return Ok(false);
        }
        self.table_elements = elements;
        Ok(true)
    }
}

/// Offers a guest the parts of WASI 0.2 that language runtimes need to start. What there is behind
/// them is empty: see [`Guest::new`].
///
/// # Errors
/// When a name is taken already.
pub fn add_wasi<T: Send + 'static>(linker: &mut Linker<GuestState<T>>) -> wasmtime::Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)
}

#[cfg(test)]
mod tests {
    use wasmtime::component::Component;

    use super::*;
    use crate::digest::Digest;

    /// A guest of a component in text, with limits of 2 MiB and 100 table elements.
    async fn guest(text: &str) -> wasmtime::Result<Guest<()>> {
        let sandbox = Sandbox::new(None).unwrap();
        let bytes = wat::parse_str(text).unwrap();
        let component: Component = sandbox.load(&bytes, Digest::of(&bytes)).unwrap();
        let pre = Linker::new(sandbox.engine()).instantiate_pre(&component)?;
        let limits = Limits {
            memory: 2 << 20,
            table_elements: 100,
            ..Limits::default()
        };
        Guest::new(&sandbox, &pre, &limits, ()).await
    }

    /// As many core modules with this in each, all of them instantiated.
    fn component(modules: usize, content: &str) -> String {
        let instances: String = (0..modules)
            .map(|number| format!("(core instance $i{number} (instantiate $m))"))
            .collect();
        format!("(component (core module $m {content}) {instances})")
    }

    #[tokio::test]
    async fn memories_count_together() {
        let memory = "(memory 16)";
        assert!(guest(&component(2, memory)).await.is_ok());
        assert!(guest(&component(3, memory)).await.is_err());
        assert!(guest(&component(1, "(memory 33)")).await.is_err());
    }

    #[tokio::test]
    async fn tables_count_together() {
        let table = "(table 50 funcref)";
        assert!(guest(&component(2, table)).await.is_ok());
        assert!(guest(&component(3, table)).await.is_err());
    }

    #[tokio::test]
    async fn what_is_grown_counts_with_what_was_there() {
        // Each module takes 16 pages more than it began with, and fails where it does not get them.
        let growing = "(memory 8) (func $grow
            (if (i32.eq (memory.grow (i32.const 8)) (i32.const -1)) (then unreachable)))
            (start $grow)";
        assert!(guest(&component(2, growing)).await.is_ok());
        assert!(guest(&component(3, growing)).await.is_err());
    }
}
