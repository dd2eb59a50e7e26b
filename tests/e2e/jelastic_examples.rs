//! Every example that the connector gives, run as it stands.

use jackfield_standin::Jelastic;
use serde_json::{Value, json};

use crate::support::described::{Arrangement, Example, arranged};
use crate::support::documented::assert_documented;
use crate::support::{cloud, cloud_step_with};

const RUNNING: Option<i64> = Some(1);
const DOWN: Option<i64> = Some(2);
const ASLEEP: Option<i64> = Some(4);
const MAKES_NEW: [&str; 2] = ["environment.create", "environment.clone"];

/// What is arranged for an example: what has to be there before, what the platform is asked, and
/// what comes of it.
struct Arranged {
    operation: &'static str,
    example: &'static str,
    before: fn(&Jelastic),
    /// The method, such as `environment/control/rest/stopenv`, and its form without the token.
    asks: (&'static str, Value),
    /// A place in the list of items, as a JSON Pointer, and what stands there.
    gives: (&'static str, Value),
    after: fn(&Jelastic, &[Value]),
}

impl Arrangement for Arranged {
    fn example(&self) -> (&str, &str) {
        (self.operation, self.example)
    }
}

fn of(
    (operation, example): (&'static str, &'static str),
    asks: (&'static str, Value),
    gives: (&'static str, Value),
) -> Arranged {
    Arranged {
        operation,
        example,
        before: |_| {},
        asks,
        gives,
        after: |_, _| {},
    }
}

impl Arranged {
    fn before(self, before: fn(&Jelastic)) -> Self {
        Self { before, ..self }
    }

    fn after(self, after: fn(&Jelastic, &[Value])) -> Self {
        Self { after, ..self }
    }
}

fn arrangements() -> Vec<Arranged> {
    let mut all = environments();
    all.extend(nodes());
    all.extend(others());
    all
}

fn environments() -> Vec<Arranged> {
    let shop = || json!({"envName": "shop"});
    let by_name = |operation| (operation, "An environment by name");
    vec![
        of(
            ("environment.list", "All of them, with their nodes"),
            ("environment/control/rest/getenvs", json!({"lazy": "false"})),
            ("/0/nodes/0/nodeGroup", json!("cp")),
        ),
        of(
            ("environment.list", "Names and statuses only"),
            ("environment/control/rest/getenvs", json!({"lazy": "true"})),
            ("/1/env/envName", json!("forum")),
        )
        .after(|_, items| assert_eq!(items[0].get("nodes"), None)),
        of(
            by_name("environment.get"),
            ("environment/control/rest/getenvinfo", shop()),
            ("/0/env/envName", json!("shop")),
        ),
        of(
            by_name("environment.start"),
            ("environment/control/rest/startenv", shop()),
            ("/0/response/methodName", json!("StartEnv")),
        )
        .before(|platform| platform.set_status("shop", 2))
        .after(|platform, _| assert_eq!(platform.environment_status("shop"), RUNNING)),
        of(
            by_name("environment.stop"),
            ("environment/control/rest/stopenv", shop()),
            ("/0/response/methodName", json!("StopEnv")),
        )
        .after(|platform, _| assert_eq!(platform.environment_status("shop"), DOWN)),
        of(
            by_name("environment.sleep"),
            ("environment/control/rest/sleepenv", shop()),
            ("/0/response/methodName", json!("SleepEnv")),
        )
        .after(|platform, _| assert_eq!(platform.environment_status("shop"), ASLEEP)),
        of(
            by_name("environment.delete"),
            ("environment/control/rest/deleteenv", shop()),
            ("/0/result", json!(0)),
        )
        .after(|platform, _| assert_eq!(platform.environment_status("shop"), None)),
        of(
            ("environment.create", "A container of an image"),
            (
                "environment/control/rest/createenvironment",
                json!({
                    "env": r#"{"shortdomain":"review-17"}"#,
                    "nodes": r#"[{"nodeType":"docker","nodeGroup":"cp","flexibleCloudlets":4,"docker":{"image":"nginx:stable"}}]"#,
                }),
            ),
            ("/0/env/envName", json!("review-17")),
        )
        .after(|platform, _| assert_eq!(platform.environment_status("review-17"), RUNNING)),
        of(
            ("environment.create", "A server with a database, in a region"),
            (
                "environment/control/rest/createenvironment",
                json!({
                    "env": r#"{"engine":"php8.3","sslstate":true,"shortdomain":"shop-staging","region":"eu","displayName":"Shop (staging)"}"#,
                    "nodes": r#"[{"nodeType":"nginxphp","nodeGroup":"cp","flexibleCloudlets":8},{"nodeType":"postgresql","nodeGroup":"sqldb","flexibleCloudlets":8}]"#,
                }),
            ),
            ("/0/nodes/1/nodeType", json!("postgresql")),
        ),
        of(
            ("environment.clone", "A copy to try an update on"),
            (
                "environment/control/rest/cloneenv",
                json!({"srcEnvName": "shop", "dstEnvName": "shop-copy"}),
            ),
            ("/0/env/envName", json!("shop-copy")),
        )
        .after(|platform, _| assert_eq!(platform.environment_status("shop-copy"), RUNNING)),
        of(
            (
                "environment.wait-until",
                "Until it runs, half an hour at most",
            ),
            ("environment/control/rest/getenvinfo", shop()),
            ("/0/env/status", json!(1)),
        ),
        of(
            (
                "environment.wait-until",
                "Until it is down, with a look every minute",
            ),
            ("environment/control/rest/getenvinfo", shop()),
            ("/0/env/status", json!(2)),
        )
        .before(|platform| platform.set_status("shop", 2)),
    ]
}

fn nodes() -> Vec<Arranged> {
    let layer = |more: Value| {
        let mut form = json!({"envName": "shop", "nodeGroup": "cp"});
        for (name, value) in more.as_object().into_iter().flatten() {
            form[name] = value.clone();
        }
        form
    };
    vec![
        of(
            ("node.restart", "The nodes of a layer, one after the other"),
            (
                "environment/control/rest/restartnodes",
                layer(json!({"isSequential": "true", "delay": "30"})),
            ),
            ("/0/responses/0/nodeid", json!(66011)),
        ),
        of(
            ("node.restart", "One node"),
            (
                "environment/control/rest/restartnodes",
                json!({"envName": "shop", "nodeId": "66011"}),
            ),
            ("/0/responses/0/nodeid", json!(66011)),
        ),
        of(
            ("node.exec", "A command on every node of a layer"),
            (
                "environment/control/rest/execcmdbygroup",
                layer(json!({"commandList": r#"[{"command":"df -h /"}]"#})),
            ),
            ("/0/responses/0/out", json!("df -h / was run")),
        ),
        of(
            ("node.exec", "Commands on one node, one after the other"),
            (
                "environment/control/rest/execcmdbyid",
                json!({
                    "envName": "shop",
                    "nodeId": "66012",
                    "commandList": r#"[{"command":"pg_dump shop > /tmp/shop.sql"},{"command":"gzip -f /tmp/shop.sql"}]"#,
                }),
            ),
            ("/0/responses/1/out", json!("gzip -f /tmp/shop.sql was run")),
        ),
        of(
            ("container.redeploy", "One container"),
            (
                "environment/control/rest/redeploycontainers",
                json!({"envName": "shop", "nodeId": "66011", "tag": "1.4.2"}),
            ),
            ("/0/responses/0/nodeid", json!(66011)),
        ),
        of(
            ("container.redeploy", "A layer, with its data"),
            (
                "environment/control/rest/redeploycontainers",
                layer(json!({"tag": "1.4.2", "useExistingVolumes": "true"})),
            ),
            ("/0/response/methodName", json!("RedeployContainers")),
        ),
        of(
            ("variables.get", "Those of a layer"),
            (
                "environment/control/rest/getcontainerenvvarsbygroup",
                layer(json!({})),
            ),
            ("/0/object/LANG", json!("en_US.UTF-8")),
        ),
        of(
            ("variables.get", "Those of one container"),
            (
                "environment/control/rest/getcontainerenvvars",
                json!({"envName": "shop", "nodeId": "66011"}),
            ),
            ("/0/object/LANG", json!("en_US.UTF-8")),
        ),
        of(
            ("variables.set", "One for a layer"),
            (
                "environment/control/rest/addcontainerenvvars",
                layer(json!({"vars": r#"{"MODE":"production"}"#})),
            ),
            ("/0/result", json!(0)),
        )
        .after(|platform, _| assert_eq!(platform.variables("shop", "cp")["MODE"], "production")),
        of(
            ("variables.remove", "One from a layer"),
            (
                "environment/control/rest/removecontainerenvvars",
                layer(json!({"vars": r#"["MODE"]"#})),
            ),
            ("/0/result", json!(0)),
        )
        .before(|platform| platform.set_variable("shop", "cp", "MODE", "test"))
        .after(|platform, _| assert_eq!(platform.variables("shop", "cp").get("MODE"), None)),
    ]
}

fn others() -> Vec<Arranged> {
    vec![
        of(
            ("archive.deploy", "A web archive at the root"),
            (
                "environment/deployment/rest/deployarchive",
                json!({
                    "envName": "shop",
                    "fileUrl": "https://ci.example.com/builds/17/shop.war",
                    "fileName": "shop.war",
                    "context": "ROOT",
                }),
            ),
            ("/0/response/methodName", json!("DeployArchive")),
        )
        .after(|platform, _| assert_eq!(platform.deployed("shop")[0]["fileName"], "shop.war")),
        of(
            ("jps.install", "An add-on from its address"),
            (
                "marketplace/jps/rest/install",
                json!({
                    "jps": "https://example.com/addon/manifest.jps",
                    "envName": "shop",
                    "settings": r#"{"schedule":"nightly"}"#,
                    "nodeGroup": "cp",
                }),
            ),
            ("/0/successText", json!("Installed")),
        ),
        of(
            ("jps.install", "A package that creates its environment"),
            (
                "marketplace/jps/rest/install",
                json!({
                    "jps": "https://example.com/wiki/manifest.jps",
                    "envName": "wiki",
                    "region": "eu",
                    "displayName": "Wiki",
                    "skipNodeEmails": "true",
                }),
            ),
            ("/0/successText", json!("Installed")),
        )
        .after(|platform, _| assert_eq!(platform.environment_status("wiki"), RUNNING)),
        of(
            ("account.get", "The account of the token"),
            ("users/account/rest/getuserinfo", json!({})),
            ("/0/email", json!("alice@example.com")),
        ),
        of(
            ("account.billing", "The account of the token"),
            ("billing/account/rest/getaccount", json!({})),
            ("/0/balance", json!(25.0)),
        ),
        of(
            ("api.call", "How much an environment used in the last hour"),
            (
                "environment/control/rest/getsumstat",
                json!({"envName": "shop", "duration": "3600"}),
            ),
            ("/0/stats/0/duration", json!(3600)),
        ),
        of(
            ("api.call", "What is being done at the moment"),
            ("environment/tracking/rest/getcurrentactions", json!({})),
            ("/0/array/0/action", json!("StopEnv")),
        )
        .before(|platform| platform.begin("stopenv", "shop", 2)),
    ]
}

/// The operation says that it needs the method that it calls, and `api.call` that it needs the one
/// it is given.
fn needs(example: &Example, method: &str) -> Result<(), String> {
    let method = method.replace("/rest/", ".").replace('/', ".");
    let said = match example.parameters["method"].as_str() {
        Some(given) => given,
        None => &example.permission,
    };
    let is_said = said
        .split([' ', ','])
        .any(|word| word.eq_ignore_ascii_case(&method));
    is_said.then_some(()).ok_or_else(|| said.to_owned())
}

#[test]
fn every_example_does_what_it_says() {
    let arrangements = arrangements();
    for (example, arranged) in arranged("jelastic", "tests/e2e/jelastic_examples.rs", &arrangements)
    {
        let told = format!("{}: {}", example.operation, example.summary);
        let platform = Jelastic::start().unwrap();
        (arranged.before)(&platform);
        let said = cloud(&platform)
            .steps(&[cloud_step_with(&example.operation, &example.parameters)])
            .run(&[])
            .ends(0)
            .keeps_quiet_about(&["warning", "retry"]);
        let mut received = platform.received();
        if MAKES_NEW.contains(&example.operation.as_str()) {
            // Whether the name is free.
            assert!(received.remove(0).path.ends_with("/getenvinfo"), "{told}");
        }
        assert_eq!(received.len(), 1, "{told}: {received:?}");
        let (method, form) = &arranged.asks;
        assert_eq!(received[0].path, format!("/1.0/{method}"), "{told}");
        assert_eq!(needs(&example, method), Ok(()), "{told}");
        let sent: Value = received[0]
            .form()
            .into_iter()
            .filter(|(name, _)| name != "session")
            .map(|(name, value)| (name, Value::from(value)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        assert_eq!(sent, *form, "{told}");
        assert_documented(&platform);
        let items = said.json_lines();
        let (place, value) = &arranged.gives;
        let given = Value::from(items.clone());
        assert_eq!(given.pointer(place), Some(value), "{told}: {given}");
        (arranged.after)(&platform, &items);
    }
}
