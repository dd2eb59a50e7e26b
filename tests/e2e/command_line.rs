//! The command line itself.

use jackfield_standin::Mattermost;

use crate::support::process::Jackfield;
use crate::support::{chat, post};

#[test]
fn help_tells_the_verbs_and_the_exit_codes() {
    let said = Jackfield::new().call(&["--help"]).ends(0);
    for word in [
        "run",
        "check",
        "connector",
        "credential",
        "demo",
        "0 success",
        "4 credential",
        "11 outcome unknown",
    ] {
        assert!(said.stdout.contains(word), "`{word}`\n{said}");
    }
    assert_eq!(said.stderr, "");
}

#[test]
fn every_verb_has_help() {
    for verb in [
        &["run"][..],
        &["check"],
        &["connector"],
        &["connector", "list"],
        &["connector", "describe"],
        &["credential"],
        &["credential", "check"],
        &["demo"],
        &["graph"],
        &["schema"],
        &["completions"],
        &["man"],
    ] {
        let said = Jackfield::new().call(&[verb, &["--help"]].concat()).ends(0);
        assert!(said.stdout.contains("Usage: jackfield"), "{said}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let said = Jackfield::new().call(&["--version"]).ends(0);
    let version = format!("jackfield {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(said.stdout, version);
}

#[test]
fn what_is_no_command_is_a_usage_error() {
    for (arguments, word) in [
        (&[][..], "Usage"),
        (&["rum", "workflow.json"], "run"),
        (&["run"], "<FILE>"),
        (&["run", "a.json", "b.json"], "b.json"),
        (&["run", "a.json", "--inptu", "{}"], "--input"),
        (&["run", "a.json", "--input"], "--input"),
        (&["run", "a.json", "-q", "-v"], "cannot be used with"),
        (&["check"], "<FILE>"),
        (&["connector", "describe"], "<NAME[/OPERATION]|PATH>"),
        (
            &["connector", "describe", "."],
            ". is a directory; give the .wasm",
        ),
        (
            &["connector", "describe", "mattermost/message.edit"],
            "there is message.post, ",
        ),
        (&["connector", "describe", "no/such.wasm"], "no/such.wasm"),
        (&["credential", "check"], "<NAME>"),
    ] {
        let said = Jackfield::new().call(arguments).ends(2).says(&[word]);
        assert_eq!(said.stdout, "", "{said}");
    }
}

#[test]
fn a_host_that_is_none_is_a_usage_error_and_sends_nothing() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("Post", "a")]);
    for host in [
        "",
        "ftp://api.example.com",
        "api.example.com/path",
        "https://api.example.com/path",
        "https://api.example.com/?query",
        "https://user@api.example.com",
        "*.example.com",
        "two words",
    ] {
        jackfield
            .run(&["--allow-host", host])
            .ends(2)
            .says(&[&format!("`{host}`"), "api.example.com:8443"]);
    }
    assert!(server.received().is_empty());
}

#[test]
fn one_operation_can_be_described() {
    let describe = |extra: &[&str]| {
        let arguments = ["connector", "describe", "mattermost/message.delete"];
        Jackfield::new().call(&[&arguments, extra].concat()).ends(0)
    };
    let said = describe(&[]);
    assert!(
        said.stdout.starts_with("mattermost/message.delete\n"),
        "{said}"
    );
    assert!(said.stdout.contains("  credential: mattermost\n"), "{said}");
    assert!(!said.stdout.contains("message.post"), "{said}");

    let operation: serde_json::Value = serde_json::from_str(&describe(&["--json"]).stdout).unwrap();
    assert_eq!(operation["name"], "message.delete");
}
