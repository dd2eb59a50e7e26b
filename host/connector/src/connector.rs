//! A connector that is ready to be called.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jackfield_credential::Redactor;
use jackfield_descriptor::{DESCRIPTOR_VERSION, Descriptor};
use jackfield_sandbox::{Digest, Guest, GuestState, Limits, Sandbox, words};
use wasmtime::component::{HasSelf, InstancePre, Linker};

use crate::bindings::rotating::RotatingIndices;
use crate::bindings::{self, ConnectorIndices};
use crate::contract;
use crate::error::ConnectorError;
use crate::gate::{Gate, GateSettings};
use crate::imports::{CallContext, CallState, Current, Level, Log};
use crate::promises;

/// How long a connector may think about what it is.
const DESCRIBE_TIMEOUT: Duration = Duration::from_secs(5);

/// A loaded connector: its compiled component and its descriptor. Cheap to clone.
#[derive(Clone)]
pub struct Connector {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) sandbox: Sandbox,
    pub(crate) pre: InstancePre<GuestState<CallState>>,
    pub(crate) indices: ConnectorIndices,
    /// None for a connector that replaces no tokens.
    pub(crate) rotation: Option<RotatingIndices>,
    pub(crate) limits: Limits,
    descriptor: Descriptor,
}

impl Connector {
    /// Loads a component and asks it what it is.
    ///
    /// # Errors
    /// When the bytes are no component, no connector, or one of another contract.
    pub async fn load(
        sandbox: &Sandbox,
        bytes: &[u8],
        digest: Digest,
        limits: Limits,
    ) -> Result<Self, ConnectorError> {
        let component = sandbox.load(bytes, digest)?;
        contract::check(sandbox.engine(), &component)?;
        let link = |error: wasmtime::Error| ConnectorError::Link(words(&error));
        let mut linker = Linker::new(sandbox.engine());
        jackfield_sandbox::add_wasi(&mut linker).map_err(link)?;
        bindings::Connector::add_to_linker::<_, HasSelf<GuestState<CallState>>>(
            &mut linker,
            |state| state,
        )
        .map_err(link)?;
        let pre = linker.instantiate_pre(&component).map_err(link)?;
        let indices = ConnectorIndices::new(&pre).map_err(link)?;
        let text = describe(sandbox, &pre, &indices, &limits).await?;
        let descriptor = read_descriptor(&text)?;
        let rotation = RotatingIndices::new(&pre).ok();
        promises::check(&descriptor, rotation.is_some())?;
        Ok(Self {
            inner: Arc::new(Inner {
                sandbox: sandbox.clone(),
                rotation,
                pre,
                indices,
                limits,
                descriptor,
            }),
        })
    }

    /// What the connector says about itself.
    #[must_use]
    pub fn descriptor(&self) -> &Descriptor {
        &self.inner.descriptor
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Connector({})", self.inner.descriptor.name)
    }
}

/// Asks the component for its descriptor, with nothing at hand: no credential, no host to reach.
async fn describe(
    sandbox: &Sandbox,
    pre: &InstancePre<GuestState<CallState>>,
    indices: &ConnectorIndices,
    limits: &Limits,
) -> Result<String, ConnectorError> {
    struct Silence;
    impl Log for Silence {
        fn write(&self, _: &str, _: Level, _: &str) {}
        fn denied(&self, _: &str, _: &str) {}
    }
    let context = CallContext {
        idempotency_key: String::new(),
        attempt: 1,
        in_doubt: false,
        first_attempt_at: SystemTime::UNIX_EPOCH,
        timeout: DESCRIBE_TIMEOUT,
    };
    let state = CallState {
        gate: Arc::new(Gate::new(GateSettings::new(
            "jackfield".to_owned(),
            Redactor::default(),
        ))),
        memory: Arc::default(),
        log: Arc::new(Silence),
        connector: String::new(),
        blob_bytes: 0,
        call: Current::new(context, String::new(), false),
    };
    let failed = |error: &wasmtime::Error| ConnectorError::Describe(words(error));
    let call = async {
        let mut guest = Guest::new(sandbox, pre, limits, state)
            .await
            .map_err(|error| failed(&error))?;
        let (store, instance) = guest.parts();
        let exports = indices
            .load(&mut *store, instance)
            .map_err(|error| failed(&error))?;
        exports
            .jackfield_connector_operations()
            .call_describe(store)
            .await
            .map_err(|error| failed(&error))
    };
    tokio::time::timeout(DESCRIBE_TIMEOUT, call)
        .await
        .map_err(|_| {
            ConnectorError::Describe(format!(
                "it gave no answer within {} seconds",
                DESCRIBE_TIMEOUT.as_secs()
            ))
        })?
}

fn read_descriptor(text: &str) -> Result<Descriptor, ConnectorError> {
    let invalid = |reason: String| ConnectorError::Descriptor(reason);
    let descriptor: Descriptor =
        serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
    if descriptor.descriptor_version != DESCRIPTOR_VERSION {
        return Err(invalid(format!(
            "it has the version {}, and this jackfield reads {DESCRIPTOR_VERSION}",
            descriptor.descriptor_version
        )));
    }
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|character| {
                character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
            })
    };
    if !is_name(&descriptor.name) {
        return Err(invalid(format!(
            "`{}` is no name for a connector; use a-z, 0-9 and -",
            descriptor.name
        )));
    }
    Ok(descriptor)
}
