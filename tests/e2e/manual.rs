//! Completions and manual pages, and what is not said when nobody wants to hear it.

use std::fs;
use std::process::{Command, Stdio};

use jackfield_standin::Mattermost;

use crate::support::process::Jackfield;
use crate::support::{chat, post};

/// Every verb, as words.
const VERBS: [&str; 20] = [
    "run",
    "check",
    "graph",
    "schema",
    "connector",
    "connector list",
    "connector describe",
    "credential add",
    "credential list",
    "credential show",
    "credential check",
    "credential edit",
    "credential rename",
    "credential remove",
    "credential rotate",
    "credential import",
    "credential guide",
    "demo",
    "completions",
    "man",
];

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = Jackfield::new().call(&["completions", shell]).ends(0);
        assert_eq!(said.stderr, "", "{said}");
        for word in [
            "jackfield",
            "check",
            "--report-file",
            "report-file",
            "describe",
        ] {
            let word = word.trim_start_matches('-');
            assert!(said.stdout.contains(word), "{shell}: `{word}`");
        }
    }
    Jackfield::new()
        .call(&["completions", "tcsh"])
        .ends(2)
        .says(&["bash", "elvish", "fish", "powershell", "zsh"]);
}

#[test]
fn bash_accepts_its_completions_and_completes_by_them() {
    let script = Jackfield::new().call(&["completions", "bash"]).ends(0);
    let jackfield = Jackfield::new().file("jackfield.bash", &script.stdout);
    let bash = |arguments: &[&str]| {
        let output = Command::new("bash")
            .args(arguments)
            .current_dir(jackfield.path("."))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    bash(&["-n", "jackfield.bash"]);
    let complete = "source ./jackfield.bash; COMP_WORDS=(jackfield check --re); COMP_CWORD=2; _jackfield jackfield --re check; echo ${COMPREPLY[@]}";
    assert_eq!(bash(&["-c", complete]), "--report --report-file\n");
}

#[test]
fn every_verb_has_a_page_with_its_options() {
    let jackfield = Jackfield::new();
    let said = jackfield.call(&["man", "--dir", "pages/man1"]).ends(0);
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("", ""));
    for verb in VERBS {
        let name = format!("pages/man1/jackfield-{}.1", verb.replace(' ', "-"));
        let page = fs::read_to_string(jackfield.path(&name)).unwrap();
        assert!(page.starts_with(".ie"), "{page}");
        let words: Vec<&str> = verb.split(' ').collect();
        let help = jackfield.call(&[&words, &["--help"][..]].concat()).ends(0);
        let options: Vec<&str> = help
            .stdout
            .lines()
            .map(str::trim_start)
            .filter(|line| line.starts_with('-'))
            .flat_map(|line| line.split([' ', ',']))
            .filter_map(|word| word.trim_end_matches("...").split('[').next())
            .filter(|word| word.starts_with("--"))
            .collect();
        assert!(options.contains(&"--quiet"), "{verb}: {options:?}");
        for option in options {
            let roff = option.replace('-', "\\-");
            assert!(page.contains(&roff), "{verb}: {option}\n{page}");
        }
    }
}

#[test]
fn the_main_page_goes_to_standard_output() {
    let said = Jackfield::new().call(&["man"]).ends(0);
    for word in [
        ".TH jackfield 1",
        "jackfield\\-run(1)",
        "11 outcome unknown",
    ] {
        assert!(said.stdout.contains(word), "`{word}`\n{said}");
    }
    Jackfield::new()
        .file("file", "")
        .call(&["man", "--dir", "file/below"])
        .ends(1)
        .says(&["the manual pages cannot be written to file/below: "]);
}

#[test]
fn quiet_success_is_silent_unless_text_was_asked_for() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("Post", "a")]);
    for arguments in [
        &["run", "workflow.json", "--output", "none"][..],
        &["check", "workflow.json"],
        &["check", "workflow.json", "--offline"],
        &["check", "workflow.json", "--report", "github"],
        &["check", "workflow.json", "--report-file", "r.json"],
        &["credential", "check", "team-chat"],
        &["man", "--dir", "pages"],
    ] {
        let said = jackfield.call(&[arguments, &["-q"]].concat()).ends(0);
        assert_eq!(
            (said.stdout.as_str(), said.stderr.as_str()),
            ("", ""),
            "{said}"
        );
    }
    // Without a home there is no cache, which is no matter of security.
    let said = Jackfield::bare()
        .steps(&[post("Post", "a")])
        .call(&["check", "workflow.json", "--offline", "-q"])
        .ends(0);
    assert_eq!(said.stderr, "");
    for arguments in [
        &["connector", "list"][..],
        &["schema"],
        &["graph", "workflow.json"],
        &["credential", "check", "team-chat", "--json"],
    ] {
        let said = jackfield.call(&[arguments, &["-q"]].concat()).ends(0);
        assert_eq!(said.stderr, "", "{said}");
        assert_ne!(said.stdout, "", "{said}");
    }
}
