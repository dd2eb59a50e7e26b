//! The connectors of this process: those built in, and plugins.

use std::path::Path;

use jackfield_connector::Connector;
use jackfield_descriptor::{CredentialType, Descriptor, Slot};
use jackfield_expression::Evaluator;
use jackfield_flow::core;
use jackfield_sandbox::{Digest, Limits, Sandbox};
use jackfield_workflow::Node;

use crate::args::{Global, Plugins};
use crate::bundled::{Bundled, CONNECTORS};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings;

/// The connectors that were loaded. Those built in are loaded when they are needed, for a start
/// should cost no more than what the workflow uses.
pub(crate) struct Connectors {
    evaluator: Evaluator,
    sandbox: Sandbox,
    limits: Limits,
    loaded: Vec<Connector>,
    core: Descriptor,
}

impl Connectors {
    /// Makes the sandbox and loads the plugins.
    pub(crate) async fn new(global: &Global, plugins: &Plugins) -> Result<Self, Failure> {
        Self::limited(global, plugins, Limits::default()).await
    }

    /// The same with these limits for every connector.
    pub(crate) async fn limited(
        global: &Global,
        plugins: &Plugins,
        limits: Limits,
    ) -> Result<Self, Failure> {
        let sandbox = Sandbox::new(settings::cache(global))
            .map_err(|error| Failure::internal(error.to_string()))?;
        let mut connectors = Self {
            evaluator: Evaluator::new(&sandbox),
            sandbox,
            limits,
            loaded: Vec::new(),
            core: core::descriptor(),
        };
        for path in &plugins.paths {
            connectors.load_plugin(path).await?;
        }
        Ok(connectors)
    }

    /// Loads a component from a file, if it takes nothing that others have.
    async fn load_plugin(&mut self, path: &Path) -> Result<(), Failure> {
        let connector = self.load_file(path).await?;
        self.refuse_redefinition(&path.display().to_string(), &connector)
            .await?;
        self.loaded.push(connector);
        Ok(())
    }

    /// Reads what a component says about itself, without adding it to the others.
    pub(crate) async fn describe_file(&self, path: &Path) -> Result<Descriptor, Failure> {
        let connector = self.load_file(path).await?;
        Ok(connector.descriptor().clone())
    }

    async fn load_file(&self, path: &Path) -> Result<Connector, Failure> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| {
            Failure::new(Exit::Connector, format!("{name} cannot be read: {error}"))
        })?;
        Connector::load(&self.sandbox, &bytes, Digest::of(&bytes), self.limits)
            .await
            .map_err(|error| Failure::connector(&name, &error))
    }

    /// A plugin that redefined a connector or a credential type could send its tokens elsewhere.
    async fn refuse_redefinition(&mut self, path: &str, plugin: &Connector) -> Result<(), Failure> {
        let descriptor = plugin.descriptor();
        let taken = |what: String| {
            Failure::new(
                Exit::Connector,
                format!(
                    "{path} cannot be used as a connector: it defines {what}, which exists already"
                ),
            )
            .hint("a plugin needs names of its own")
        };
        let is_bundled = descriptor.name == core::NAME
            || CONNECTORS
                .iter()
                .any(|bundled| bundled.name == descriptor.name);
        if is_bundled || self.get(&descriptor.name).is_some() {
            return Err(taken(format!("the connector `{}`", descriptor.name)));
        }
        if !descriptor.credential_types.is_empty() {
            self.load_all().await?;
        }
        let known: Vec<&CredentialType> = self.credential_types().collect();
        for credential_type in &descriptor.credential_types {
            let names = std::iter::once(&credential_type.name).chain(&credential_type.n8n_aliases);
            for name in names {
                if known.iter().any(|known| known.answers_to(name)) {
                    return Err(taken(format!("the credential type `{name}`")));
                }
            }
        }
        Ok(())
    }

    /// Loads what is built in under these names. Where one is unknown everything is loaded, so
    /// that what there is can be offered instead.
    pub(crate) async fn load_named(&mut self, names: &[&str]) -> Result<(), Failure> {
        for name in names.iter().copied() {
            if name == core::NAME || self.get(name).is_some() {
                continue;
            }
            match CONNECTORS.iter().find(|bundled| bundled.name == name) {
                Some(bundled) => self.load_bundled(*bundled).await?,
                None => return self.load_all().await,
            }
        }
        Ok(())
    }

    /// Loads everything that is built in.
    pub(crate) async fn load_all(&mut self) -> Result<(), Failure> {
        for bundled in CONNECTORS {
            if self.get(bundled.name).is_none() {
                self.load_bundled(*bundled).await?;
            }
        }
        Ok(())
    }

    async fn load_bundled(&mut self, bundled: Bundled) -> Result<(), Failure> {
        let connector = Connector::load(&self.sandbox, bundled.wasm, bundled.digest, self.limits)
            .await
            .map_err(|error| Failure::connector(bundled.name, &error))?;
        self.loaded.push(connector);
        Ok(())
    }

    /// What evaluates expressions, in the same sandbox.
    pub(crate) fn evaluator(&self) -> &Evaluator {
        &self.evaluator
    }

    /// The connectors that were loaded.
    pub(crate) fn all(&self) -> &[Connector] {
        &self.loaded
    }

    /// The loaded connector of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Connector> {
        self.loaded
            .iter()
            .find(|connector| connector.descriptor().name == name)
    }

    /// The loaded connector that a credential type belongs to.
    pub(crate) fn of_type(&self, credential_type: &str) -> Option<Connector> {
        let describes = |connector: &&Connector| {
            let types = &connector.descriptor().credential_types;
            types.iter().any(|known| known.name == credential_type)
        };
        self.loaded.iter().find(describes).cloned()
    }

    /// What the loaded connectors and the core operations say about themselves.
    pub(crate) fn descriptors(&self) -> impl Iterator<Item = &Descriptor> + Clone {
        let loaded = self.loaded.iter().map(Connector::descriptor);
        std::iter::once(&self.core).chain(loaded)
    }

    /// What the connector of this name says about itself, if it was loaded, or the core.
    pub(crate) fn descriptor(&self, name: &str) -> Option<&Descriptor> {
        self.descriptors()
            .find(|descriptor| descriptor.name == name)
    }

    /// A slot of a node's operation, with the types of credential that fit into it.
    pub(crate) fn slot(&self, node: &Node, name: &str) -> Option<&Slot> {
        let descriptor = self.get(&node.connector)?.descriptor();
        let slots = &descriptor.operation(&node.operation)?.credentials;
        slots.iter().find(|slot| slot.name == name)
    }

    /// The credential types that the loaded connectors describe.
    pub(crate) fn credential_types(&self) -> impl Iterator<Item = &CredentialType> + Clone {
        self.loaded
            .iter()
            .flat_map(|connector| &connector.descriptor().credential_types)
    }
}
