//! `archive.deploy` and `jps.install`.

use jackfield_sdk::{Call, Effect, Fault, Outcome};
use serde_json::{Map, Value};

use crate::fields::Fields;
use crate::goal::Goal;
use crate::method;
use crate::operation::Operation;
use crate::order::{self, Order};
use crate::parameters::{parameters, read};

parameters! {
    /// What is deployed, and where.
    struct Deploy {
        /// The environment's name, the first part of its domain.
        env_name: String,
        /// The address from which the platform gets the archive.
        file_url: String,
        /// The archive's file name, such as `shop.war`.
        file_name: String,
        /// The path below which it is served; by default it is the root.
        context: Option<String>,
        /// The group (layer) of nodes, such as `cp`.
        node_group: Option<String>,
        /// Whether the old version serves until the new one is ready (PHP only).
        zdt: Option<bool>,
        /// How many seconds pass between one node and the next.
        delay: Option<u64>,
    }
}

parameters! {
    /// What is installed, and where.
    struct Install {
        /// The package's manifest: its address, or the text itself.
        jps: String,
        /// The environment that it is installed into, or that it creates.
        env_name: Option<String>,
        /// What the package asks for, by name.
        settings: Option<Map<String, Value>>,
        /// The region by its unique name, for a package that creates an environment.
        region: Option<String>,
        /// The group (layer) of nodes, such as `cp`, for an add-on.
        node_group: Option<String>,
        /// The name that the dashboard shows.
        display_name: Option<String>,
        /// Whether the platform keeps to itself the e-mails about new nodes.
        skip_node_emails: Option<bool>,
    }
}

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new::<Deploy>("archive.deploy", Effect::Unsafe, |call| {
        deploy(call, &read(call)?)
    })
    .summary("Deploys an archive from an address to an environment.")
    .needs(method::DEPLOY_ARCHIVE)
    .minutes(30)
    .examples(&[(
        "A web archive at the root",
        r#"{
            "envName": "shop",
            "fileUrl": "https://ci.example.com/builds/17/shop.war",
            "fileName": "shop.war",
            "context": "ROOT"
        }"#,
    )]),
    Operation::new::<Install>("jps.install", Effect::Unsafe, |call| {
        install(call, read(call)?)
    })
    .summary("Installs a package (JPS manifest): an add-on, or environments of its own.")
    .needs(method::INSTALL)
    .minutes(30)
    .examples(&[
        (
            "An add-on from its address",
            r#"{
                "jps": "https://example.com/addon/manifest.jps",
                "envName": "shop",
                "nodeGroup": "cp",
                "settings": {"schedule": "nightly"}
            }"#,
        ),
        (
            "A package that creates its environment",
            r#"{
                "jps": "https://example.com/wiki/manifest.jps",
                "envName": "wiki",
                "region": "eu",
                "displayName": "Wiki",
                "skipNodeEmails": true
            }"#,
        ),
    ]),
];

fn deploy(call: &Call, deploy: &Deploy) -> Result<Outcome, Fault> {
    let order = Order {
        method: method::DEPLOY_ARCHIVE,
        fields: Fields::of(&deploy.env_name)
            .text("fileUrl", &deploy.file_url)
            .text("fileName", &deploy.file_name)
            .maybe("context", deploy.context.as_ref())
            .maybe("nodeGroup", deploy.node_group.as_ref())
            .maybe("zdt", deploy.zdt)
            .maybe("delay", deploy.delay),
        environment: Some(&deploy.env_name),
        goal: Goal::Hidden,
    };
    order::carry_out(call, &order)
}

fn install(call: &Call, install: Install) -> Result<Outcome, Fault> {
    let settings = install.settings.map(Value::Object);
    let order = Order {
        method: method::INSTALL,
        fields: Fields::default()
            .text("jps", &install.jps)
            .maybe("envName", install.env_name.as_ref())
            .maybe("settings", settings)
            .maybe("region", install.region.as_ref())
            .maybe("nodeGroup", install.node_group.as_ref())
            .maybe("displayName", install.display_name.as_ref())
            .maybe("skipNodeEmails", install.skip_node_emails),
        environment: install.env_name.as_deref(),
        goal: Goal::Hidden,
    };
    order::carry_out(call, &order)
}
