//! The README says what is so.

use std::fs;
use std::path::Path;

use crate::support::process::Jackfield;

pub(crate) fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).unwrap()
}

/// The fenced block behind some words.
pub(crate) fn block_after(text: &str, words: &str) -> String {
    let from = text.find(words).unwrap() + words.len();
    let opening = text[from..].find("```").unwrap() + from;
    let begin = text[opening..].find('\n').unwrap() + opening + 1;
    let end = text[begin..].find("\n```").unwrap() + begin;
    text[begin..end].to_owned()
}

/// What differs from one run to the next: ports, ids, times, and where the program lies.
pub(crate) fn without_chance(text: &str) -> String {
    let mut plain = String::new();
    for line in text.trim_end().lines() {
        let line = match line.split_once("{\"id\":") {
            Some((before, _)) => format!("{before}(a post)"),
            None => line.to_owned(),
        };
        let words: Vec<String> = line.split(' ').map(without_chance_in).collect();
        plain += &words.join(" ");
        plain.push('\n');
    }
    plain
}

fn without_chance_in(word: &str) -> String {
    let letters = word.trim_end_matches([':', '.', ',', ')']);
    let is_id = letters.len() == 26 && letters.chars().all(|c| c.is_ascii_alphanumeric());
    if is_id {
        return word.replace(letters, "ID");
    }
    if letters.ends_with("/jackfield") {
        return "PROGRAM".to_owned();
    }
    if word.contains("127.0.0.1:") {
        return word.chars().filter(|c| !c.is_ascii_digit()).collect();
    }
    if !letters.is_empty() && letters.chars().all(|c| c.is_ascii_digit()) {
        return "N".to_owned();
    }
    word.to_owned()
}

#[test]
fn the_transcript_is_what_the_demo_shows() {
    let said = Jackfield::new().call(&["demo"]).ends(0);
    let transcript = block_after(&read("README.md"), "shows this:");
    assert_eq!(without_chance(&transcript), without_chance(&said.stdout));
}

#[test]
fn the_first_workflow_is_the_example() {
    let first = block_after(&read("README.md"), "in `announce-release.json`:");
    assert_eq!(first.trim(), read("examples/announce-release.json").trim());
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let help = Jackfield::new().call(&["--help"]).ends(0).stdout;
    let help = &help[help.find("Exit codes:").unwrap()..];
    let readme = read("README.md");
    let table = &readme[readme.find("| code | meaning |").unwrap()..];
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let codes: Vec<&str> = rows
        .map(|row| row.split('|').nth(1).unwrap().trim())
        .collect();
    assert_eq!(codes.len(), 12);
    for code in codes {
        let words = help.split([' ', '\n']);
        assert!(words.clone().any(|word| word == code), "{code}: {help}");
    }
}
