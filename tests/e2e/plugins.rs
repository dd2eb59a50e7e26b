//! Plugins: which files serve as connectors, and what the program says about them.

use std::fs;

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::guests::guests;
use crate::support::process::Jackfield;
use crate::support::{chat, post};

#[test]
fn files_that_are_no_connectors_are_refused_with_the_reason() {
    let version = |version: &str| {
        format!(
            "(component (instance $i) (export \"jackfield:connector/operations{version}\" (instance $i)))"
        )
    };
    let wat = |text: &str| wat::parse_str(text).unwrap();
    let mut half = fs::read(&guests().hog).unwrap();
    half.truncate(half.len() / 2);
    for (name, content, words) in [
        (
            "text.wasm",
            b"hello".to_vec(),
            &["it is not WebAssembly"][..],
        ),
        ("empty.wasm", Vec::new(), &["it is not WebAssembly"]),
        (
            "elf.wasm",
            fs::read(env!("CARGO_BIN_EXE_jackfield")).unwrap(),
            &["it is not WebAssembly"],
        ),
        (
            "module.wasm",
            wat("(module)"),
            &["a WebAssembly module and not a component", "wasm32-wasip2"],
        ),
        (
            "component.wasm",
            wat("(component)"),
            &[
                "a component and not a connector",
                "jackfield:connector/operations",
            ],
        ),
        (
            "newer.wasm",
            wat(&version("@0.9.0")),
            &["version 0.9.0 of the contract", "serves 0.1.x"],
        ),
        (
            "newest.wasm",
            wat(&version("@1.0.0")),
            &["version 1.0.0 of the contract", "serves 0.1.x"],
        ),
        (
            "lookalike.wasm",
            wat(&version("@0.10.0")),
            &["version 0.10.0 of the contract"],
        ),
        (
            "unversioned.wasm",
            wat(&version("")),
            &["version without a number"],
        ),
        ("hollow.wasm", wat(&version("@0.1.0")), &["describe"]),
        ("half.wasm", half, &["it is not a valid component"]),
    ] {
        let server = Mattermost::start().unwrap();
        let jackfield = chat(&server)
            .steps(&[post("Post", "a")])
            .file(name, content);
        for command in [
            &["run", "workflow.json", "--plugin", name][..],
            &["check", "workflow.json", "--plugin", name],
            &["connector", "list", "--plugin", name],
            &["connector", "describe", name],
            &["credential", "check", "team-chat", "--plugin", name],
        ] {
            jackfield
                .call(command)
                .ends(10)
                .says(&[&format!("{name} cannot be used as a connector: ")])
                .says(words);
        }
        assert!(server.received().is_empty(), "{name}");
    }
}

#[test]
fn an_import_that_connectors_are_not_given_is_named() {
    let component = wat::parse_str(
        r#"(component
            (import "wasi:nn/graph@0.2.0" (instance (export "load" (func))))
            (instance $i) (export "jackfield:connector/operations@0.1.0" (instance $i)))"#,
    );
    Jackfield::new()
        .file("imports.wasm", component.unwrap())
        .call(&["connector", "describe", "imports.wasm"])
        .ends(10)
        .says(&[
            "imports something that connectors are not given",
            "wasi:nn/graph",
        ]);
}

#[test]
fn files_that_cannot_be_read_are_refused() {
    let jackfield = Jackfield::new().steps(&[post("Post", "a")]);
    for (path, words) in [("missing.wasm", "No such file"), (".", "directory")] {
        jackfield
            .run(&["--plugin", path])
            .ends(10)
            .says(&[&format!("{path} cannot be read"), words]);
    }
}

#[test]
fn a_plugin_cannot_take_the_place_of_a_connector() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("Post", "a")]);
    for (plugins, name) in [
        (&["--plugin", &guests().mattermost][..], "mattermost"),
        (
            &["--plugin", &guests().hog, "--plugin", &guests().hog],
            "resource-hog",
        ),
    ] {
        jackfield.run(plugins).ends(10).says(&[
            &format!("defines the connector `{name}`, which exists already"),
            "names of its own",
        ]);
    }
    assert!(server.received().is_empty());
}

#[test]
fn a_plugin_serves_like_what_is_built_in() {
    let step = json!({"uses": "resource-hog/page.count"});
    let jackfield = Jackfield::new().steps(&[step]);
    jackfield
        .check()
        .ends(3)
        .says(&["there is no connector `resource-hog`"]);
    jackfield
        .call(&["check", "workflow.json", "--plugin", &guests().hog])
        .ends(0);
    jackfield.run(&["--plugin", &guests().hog]).ends(0);
}

#[test]
fn a_plugins_parameters_are_checked() {
    let step =
        json!({"uses": "token-thief/token.carry-off", "credential": "x", "with": {"too": "y"}});
    Jackfield::new()
        .steps(&[step])
        .call(&["check", "workflow.json", "--plugin", &guests().thief])
        .ends(3)
        .says(&[
            "the parameter `to` is missing",
            "unknown parameter `too`",
            "did you mean `to`?",
        ]);
}

#[test]
fn connectors_are_listed_with_their_operations() {
    let said = Jackfield::new().call(&["connector", "list"]).ends(0);
    for line in [
        "mattermost ",
        "  mattermost/message.post  ",
        "  mattermost/message.delete  ",
        "  mattermost/channel.search  ",
        "jelastic ",
        "  jelastic/environment.stop  ",
        "  jelastic/environment.start  ",
        "  jelastic/environment.get  ",
    ] {
        assert!(
            said.stdout.lines().any(|text| text.starts_with(line)),
            "`{line}`\n{said}"
        );
    }
    assert!(!said.stdout.contains("resource-hog"), "{said}");
    let said = Jackfield::new()
        .call(&["connector", "list", "--plugin", &guests().hog])
        .ends(0);
    assert!(
        said.stdout.contains("  resource-hog/page.count  "),
        "{said}"
    );
    assert!(
        said.stdout.contains("  mattermost/message.post  "),
        "{said}"
    );
}

#[test]
fn a_connector_is_described_for_people() {
    for (name, words) in [
        (
            "mattermost",
            &[
                "mattermost/message.post",
                "deduplicated",
                "channelId (string, one of channel, channelId)",
                "Enable Personal Access Tokens",
                "example: ",
                "postId (string, required)",
            ][..],
        ),
        (
            "jelastic",
            &[
                "jelastic/environment.stop",
                "idempotent",
                "needs: environment.control.StopEnv",
                "envName (string, required)",
            ],
        ),
        (
            &guests().hog,
            &[
                "resource-hog/page.count",
                "read (changes nothing)",
                "unsafe (a repeat does it again)",
            ],
        ),
    ] {
        let said = Jackfield::new()
            .call(&["connector", "describe", name])
            .ends(0);
        for word in words {
            assert!(said.stdout.contains(word), "`{word}`\n{said}");
        }
    }
}

#[test]
fn a_connector_is_described_for_programs() {
    for (name, own_name, operation) in [
        ("mattermost", "mattermost", "message.post"),
        ("jelastic", "jelastic", "environment.list"),
        (&guests().thief, "token-thief", "token.carry-off"),
    ] {
        let said = Jackfield::new()
            .call(&["connector", "describe", name, "--json"])
            .ends(0);
        let descriptor: Value = serde_json::from_str(&said.stdout).unwrap();
        assert_eq!(descriptor["name"], json!(own_name));
        assert_eq!(descriptor["operations"][0]["name"], json!(operation));
        assert!(descriptor["operations"][0]["parameters"]["properties"].is_object());
    }
}

#[test]
fn a_connector_that_is_not_there_is_told_with_those_that_are() {
    Jackfield::new()
        .call(&["connector", "describe", "matermost"])
        .ends(2)
        .says(&[
            "no connector `matermost`, and no file of that name",
            "mattermost",
            "jelastic",
        ]);
}

#[test]
fn an_operation_is_described_with_the_members_of_its_parameters() {
    let said = Jackfield::new()
        .call(&["connector", "describe", "mattermost/message.post"])
        .ends(0);
    let about = "    root_id (string): The post that begins the thread to reply in.";
    assert!(
        said.stdout.contains(&format!(
            "  otherOptions (object): Further settings.\n{about}\n"
        )),
        "{said}"
    );
}
