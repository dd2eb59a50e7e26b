//! The corpus of real exports, held against its table: what each file lacks, and with what it runs.

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;
use serde_json::Value;

use crate::support::corpus::corpus;
use crate::support::process::Jackfield;

/// A line of `tests/corpus/table.jsonl`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    file: String,
    verdict: Verdict,
    /// What a check without options says: the node, and what it lacks.
    #[serde(default)]
    lacks: Vec<(String, String)>,
    /// The options with which nothing is lacking.
    #[serde(default)]
    with: Vec<String>,
    /// The node that the run begins with, where there are several.
    begins: Option<String>,
    /// For people.
    #[serde(rename = "note")]
    _note: Option<String>,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Runs,
    Lacks,
}

fn table() -> Vec<Line> {
    let text = fs::read_to_string(corpus().join("table.jsonl")).unwrap();
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

/// The files of the corpus.
fn files() -> BTreeSet<String> {
    let entries = fs::read_dir(corpus()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let is_export = |name: &String| {
        name.starts_with(|char: char| char.is_ascii_digit()) && name.ends_with(".json")
    };
    names.filter(is_export).collect()
}

/// What a check says of a file of the corpus.
fn check(file: &str, options: &[String]) -> Value {
    let path = corpus().join(file);
    let mut arguments = vec![
        "check",
        "--offline",
        "--report",
        "json",
        path.to_str().unwrap(),
    ];
    arguments.extend(options.iter().map(String::as_str));
    Jackfield::new().call(&arguments).report()
}

#[test]
fn the_table_names_every_file_and_says_what_it_means() {
    let table = table();
    let named: BTreeSet<String> = table.iter().map(|line| line.file.clone()).collect();
    assert_eq!(named.len(), table.len(), "a file is named twice");
    assert_eq!(named, files());
    assert_eq!(named.len(), 67);
    for line in table {
        let runs = line.lacks.is_empty() || !line.with.is_empty();
        assert_eq!(line.verdict == Verdict::Runs, runs, "{}", line.file);
    }
}

#[test]
fn a_check_of_each_file_says_what_the_table_says_and_nothing_else() {
    for line in table() {
        let file = &line.file;
        let report = check(file, &[]);
        let text = fs::read_to_string(corpus().join(file)).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let found: Vec<&Value> = report["diagnostics"].as_array().unwrap().iter().collect();
        let told: Vec<(&str, &str)> = found
            .iter()
            .map(|found| {
                assert!(found["line"].as_u64() > Some(1), "{file}: {found}");
                assert!(found["column"].as_u64() > Some(0), "{file}: {found}");
                let pointer = found["pointer"].as_str().unwrap();
                let node: usize = pointer.split('/').nth(2).unwrap().parse().unwrap();
                let node = document["nodes"][node]["name"].as_str().unwrap();
                (node, found["message"].as_str().unwrap())
            })
            .collect();
        assert_eq!(told.len(), line.lacks.len(), "{file}: {told:#?}");
        for ((node, message), (lacking, what)) in told.iter().zip(&line.lacks) {
            assert_eq!(node, lacking, "{file}");
            assert!(message.contains(&format!("`{node}`")), "{file}: {message}");
            assert!(message.contains(what.as_str()), "{file}: {message}");
        }
        let only_hosts = line
            .lacks
            .iter()
            .all(|(_, what)| what.starts_with("no request may go"));
        let code = match (told.is_empty(), only_hosts) {
            (true, _) => 0,
            (_, true) => 7,
            _ => 3,
        };
        assert_eq!(report["exit"]["code"], code, "{file}");
        let begins = line.begins.iter();
        let warned: Vec<String> = begins
            .map(|node| format!("the run begins with `{node}`"))
            .collect();
        assert_eq!(report["warnings"], Value::from(warned), "{file}");
    }
}

#[test]
fn with_the_options_of_the_table_nothing_is_lacking() {
    let with: Vec<Line> = table()
        .into_iter()
        .filter(|line| !line.with.is_empty())
        .collect();
    assert!(with.len() > 15);
    for line in with {
        let report = check(&line.file, &line.with);
        assert_eq!(
            report["diagnostics"],
            Value::Array(Vec::new()),
            "{}",
            line.file
        );
        assert_eq!(report["exit"]["code"], 0, "{}", line.file);
    }
}

#[test]
fn every_file_can_be_drawn_and_written_as_steps_or_says_why_not() {
    for file in files() {
        let path = corpus().join(&file);
        let path = path.to_str().unwrap();
        let jackfield = Jackfield::new();
        for drawing in [&["graph", path][..], &["graph", "--format", "svg", path]] {
            let said = jackfield.call(drawing).ends(0);
            assert!(!said.stdout.is_empty(), "{said}");
        }
        let said = jackfield.call(&["convert", path]);
        match said.code {
            Some(0) => assert!(said.stdout.contains("\"steps\""), "{said}"),
            Some(3) => assert!(said.stderr.contains(&format!("{file}:")), "{said}"),
            _ => panic!("{said}"),
        }
    }
}
