//! The table of operations: descriptor and dispatch come from one place.

use jackfield_descriptor::{
    CredentialType, DESCRIPTOR_VERSION, Descriptor, Effect, Example, Link, N8nNode, Slot,
};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::bindings::exports::jackfield::connector::operations;
use crate::{Call, Credential, Fault, FaultKind, Outcome, Step};

type Run = Box<dyn Fn(&Call) -> Result<Outcome, Fault>>;
type DescribeTable = fn() -> Vec<jackfield_descriptor::Operation>;
type ExecuteFromTable = fn(&Call) -> Option<Result<Outcome, Fault>>;
type Check = fn(Credential<'_>) -> Result<Value, Fault>;
type Rotate = fn(Credential<'_>, Option<&str>) -> Result<Step, Fault>;

/// A connector: what it says about itself and what it does.
pub struct Connector {
    name: &'static str,
    version: &'static str,
    title: &'static str,
    summary: &'static str,
    links: Vec<Link>,
    credential_types: Vec<CredentialType>,
    n8n_nodes: Vec<N8nNode>,
    operations: Vec<Operation>,
    tables: Vec<(DescribeTable, ExecuteFromTable)>,
    check: Option<Check>,
    rotate: Option<Rotate>,
}

impl Connector {
    /// A connector of this name and version.
    #[must_use]
    pub fn new(name: &'static str, version: &'static str) -> Self {
        Self {
            name,
            version,
            title: name,
            summary: "",
            links: Vec::new(),
            credential_types: Vec::new(),
            n8n_nodes: Vec::new(),
            operations: Vec::new(),
            tables: Vec::new(),
            check: None,
            rotate: None,
        }
    }

    /// The name of the platform as people write it.
    #[must_use]
    pub fn title(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    /// What the connector is for, in a sentence.
    #[must_use]
    pub fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// A place to read on.
    #[must_use]
    pub fn link(mut self, title: &str, url: &str) -> Self {
        self.links.push(Link {
            title: title.to_owned(),
            url: url.to_owned(),
        });
        self
    }

    /// A type of credential that belongs to the platform.
    #[must_use]
    pub fn credential_type(mut self, credential_type: CredentialType) -> Self {
        self.credential_types.push(credential_type);
        self
    }

    /// An n8n node whose parameters the operations understand.
    #[must_use]
    pub fn n8n_node(mut self, node: N8nNode) -> Self {
        self.n8n_nodes.push(node);
        self
    }

    /// An operation.
    #[must_use]
    pub fn operation(mut self, operation: Operation) -> Self {
        self.operations.push(operation);
        self
    }

    /// Many operations that are described by data. An instance lives for a call or a few: what is
    /// said about an operation should not be put together anew in each of them. `describe` is
    /// called when somebody asks; `execute` answers none for an operation that is not its own.
    #[must_use]
    pub fn table(mut self, describe: DescribeTable, execute: ExecuteFromTable) -> Self {
        self.tables.push((describe, execute));
        self
    }

    /// The function that finds out whose credential it is and what it may do.
    #[must_use]
    pub fn check_with(mut self, check: Check) -> Self {
        self.check = Some(check);
        self
    }

    /// The function that replaces the token, step by step: it is given the state that its last step
    /// left, and does at most one thing that changes the platform.
    #[must_use]
    pub fn rotate_with(mut self, rotate: Rotate) -> Self {
        self.rotate = Some(rotate);
        self
    }

    /// The descriptor, as JSON.
    #[must_use]
    pub fn describe(&self) -> String {
        let descriptor = Descriptor {
            descriptor_version: DESCRIPTOR_VERSION,
            name: self.name.to_owned(),
            version: self.version.to_owned(),
            title: self.title.to_owned(),
            summary: self.summary.to_owned(),
            links: self.links.clone(),
            credential_types: self.credential_types.clone(),
            operations: self
                .operations
                .iter()
                .map(Operation::describe)
                .chain(self.tables.iter().flat_map(|(describe, _)| describe()))
                .collect(),
            n8n_nodes: self.n8n_nodes.clone(),
        };
        serde_json::to_string(&descriptor).unwrap_or_default()
    }

    #[doc(hidden)]
    pub fn check(&self, credential: &operations::Credential) -> Result<String, Fault> {
        let check = self.check.ok_or_else(|| {
            Fault::new(
                FaultKind::UnknownOperation,
                format!("the connector {} cannot check credentials", self.name),
            )
        })?;
        check(Credential::new(credential)).map(|report| report.to_string())
    }

    #[doc(hidden)]
    pub fn rotate(
        &self,
        credential: &operations::Credential,
        state: Option<String>,
    ) -> Result<Step, Fault> {
        let rotate = self.rotate.ok_or_else(|| {
            Fault::new(
                FaultKind::UnknownOperation,
                format!("the connector {} cannot replace tokens", self.name),
            )
        })?;
        rotate(Credential::new(credential), state.as_deref())
    }

    #[doc(hidden)]
    pub fn execute(&self, call: operations::Call) -> Result<operations::Outcome, Fault> {
        let call = Call::new(call);
        let named = |operation: &&Operation| operation.name == call.operation();
        let outcome = match self.operations.iter().find(named) {
            Some(operation) => Some((operation.run)(&call)),
            None => self.tables.iter().find_map(|(_, execute)| execute(&call)),
        };
        outcome
            .unwrap_or_else(|| {
                Err(Fault::new(
                    FaultKind::UnknownOperation,
                    format!("{} has no operation `{}`", self.name, call.operation()),
                ))
            })
            .map(Outcome::into_raw)
    }
}

/// One operation: a function and what there is to say about it.
pub struct Operation {
    name: &'static str,
    summary: &'static str,
    effect: Effect,
    permission: Option<&'static str>,
    timeout_ms: Option<u64>,
    credentials: Vec<Slot>,
    examples: Vec<Example>,
    pagewise: Vec<String>,
    saves: Option<&'static str>,
    rotates: bool,
    parameters: fn() -> Schema,
    run: Run,
}

impl Operation {
    /// An operation that is carried out by `run`, with the parameters `P`. Until
    /// [`Operation::effect`] says otherwise it counts as unsafe to repeat.
    pub fn new<P, F>(name: &'static str, run: F) -> Self
    where
        P: DeserializeOwned + JsonSchema,
        F: Fn(&Call, P) -> Result<Outcome, Fault> + 'static,
    {
        Self {
            name,
            summary: "",
            effect: Effect::Unsafe,
            permission: None,
            timeout_ms: None,
            credentials: Vec::new(),
            examples: Vec::new(),
            pagewise: Vec::new(),
            saves: None,
            rotates: false,
            parameters: schema_of::<P>,
            run: Box::new(move |call| run(call, call.parameters()?)),
        }
    }

    /// What it does, in a sentence.
    #[must_use]
    pub fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// What a repeat of it does.
    #[must_use]
    pub fn effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    /// What the account or the token must be allowed to do, in the platform's own words.
    #[must_use]
    pub fn permission(mut self, permission: &'static str) -> Self {
        self.permission = Some(permission);
        self
    }

    /// How long a call may take unless the workflow says otherwise.
    #[must_use]
    pub fn timeout_ms(mut self, milliseconds: u64) -> Self {
        self.timeout_ms = Some(milliseconds);
        self
    }

    /// The type of its only credential.
    #[must_use]
    pub fn credential(self, credential_type: &str) -> Self {
        self.slot("default", credential_type)
    }

    /// The type of the credential in a slot of this name.
    #[must_use]
    pub fn slot(mut self, name: &str, credential_type: &str) -> Self {
        self.credentials.push(Slot {
            name: name.to_owned(),
            types: vec![credential_type.to_owned()],
            optional: false,
        });
        self
    }

    /// Says that it can act with a credential of any type, or without one.
    #[must_use]
    pub fn any_credential(mut self) -> Self {
        self.credentials.push(Slot {
            name: "default".to_owned(),
            types: vec![Slot::ANY.to_owned()],
            optional: true,
        });
        self
    }

    /// The parameters, as JSON Pointers, whose expressions are evaluated anew for every page: see
    /// [`Outcome::next_page`].
    #[must_use]
    pub fn pagewise(mut self, pointers: &[&str]) -> Self {
        self.pagewise = pointers.iter().map(ToString::to_string).collect();
        self
    }

    /// The parameter in which a step names the credential that the operation makes: see
    /// [`Credential::save`].
    #[must_use]
    pub fn saves(mut self, parameter: &'static str) -> Self {
        self.saves = Some(parameter);
        self
    }

    /// An operation that replaces the token of its credential. The host carries it out with the
    /// function of [`Connector::rotate_with`].
    #[must_use]
    pub fn rotating(name: &'static str) -> Self {
        /// It takes none.
        #[derive(serde::Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}
        let by_host = |_: &Call, _: Nothing| Err(Fault::left_to_host());
        Self {
            rotates: true,
            effect: Effect::Idempotent,
            ..Self::new(name, by_host)
        }
    }

    /// Parameters that can be copied.
    #[must_use]
    pub fn example(mut self, summary: &str, parameters: Value) -> Self {
        self.examples.push(Example {
            summary: summary.to_owned(),
            parameters,
        });
        self
    }

    fn describe(&self) -> jackfield_descriptor::Operation {
        let parameters = (self.parameters)().to_value();
        jackfield_descriptor::Operation {
            credentials: self.credentials.clone(),
            permission: self.permission.map(ToOwned::to_owned),
            timeout_ms: self.timeout_ms,
            examples: self.examples.clone(),
            pagewise: self.pagewise.clone(),
            saves: self.saves.map(ToOwned::to_owned),
            rotates: self.rotates,
            ..jackfield_descriptor::Operation::new(self.name, self.summary, self.effect, parameters)
        }
    }
}

fn schema_of<P: JsonSchema>() -> Schema {
    // Inlined: each operation's schema is then complete where it stands in the descriptor.
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.into_generator().into_root_schema_for::<P>()
}
