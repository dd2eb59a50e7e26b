//! `jackfield check`: everything that is wrong, at once, each with its place.

use jackfield_standin::{Jelastic, Mattermost};

use crate::support::process::{Jackfield, Said};

/// A mistake: the text that stands where it is (of which the first occurrence counts), and words
/// of what is said about it.
type Mistake = (&'static str, &'static [&'static str]);

/// The file as it is written, a step in each line.
fn file(steps: &[&str]) -> String {
    format!(
        "{{\n  \"steps\": [\n    {}\n  ]\n}}\n",
        steps.join(",\n    ")
    )
}

/// Line and column of a text. Blanks in front of it only tell it from others like it.
fn place(text: &str, part: &str) -> (usize, usize) {
    let offset = text.find(part).unwrap_or_else(|| panic!("no `{part}`"));
    let offset = offset + part.len() - part.trim_start().len();
    let before = &text.as_bytes()[..offset];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count()
        + 1;
    (line, column)
}

/// Each mistake is said at its place, and nothing else is.
#[track_caller]
fn assert_found(said: &Said, text: &str, mistakes: &[Mistake]) {
    for (part, words) in mistakes {
        let (line, column) = place(text, part);
        let begin = format!("error: many.json:{line}:{column}: ");
        let messages: Vec<&str> = said
            .stderr
            .split("error: ")
            .filter(|message| {
                let message = format!("error: {message}");
                message.starts_with(&begin) && words.iter().all(|word| message.contains(word))
            })
            .collect();
        assert_eq!(messages.len(), 1, "{begin}{words:?} once\n{said}");
    }
    let errors = said.stderr.matches("error: many.json:").count();
    assert_eq!(errors, mistakes.len(), "as many errors as mistakes\n{said}");
}

#[track_caller]
fn assert_all_found(steps: &[&str], code: i32, mistakes: &[Mistake]) {
    let chat = Mattermost::start().unwrap();
    let cloud = Jelastic::start().unwrap();
    let text = file(steps);
    let jackfield = Jackfield::new()
        .credential("chat", "mattermost", &chat.base_url(), Mattermost::TOKEN)
        .credential("cloud", "jelastic", &cloud.base_url(), Jelastic::TOKEN)
        .file("many.json", &text);
    let find = |verb: &[&str]| {
        let said = jackfield.call(&[verb, &["many.json"]].concat()).ends(code);
        assert_found(&said, &text, mistakes);
        assert_eq!(said.stdout, "", "{said}");
    };
    find(&["run"]);
    if !mistakes.iter().any(|(part, _)| part.contains("chta")) {
        find(&["check", "--offline"]);
    }
    assert!(chat.received().is_empty() && cloud.received().is_empty());
    // What works is no mistake.
    find(&["check"]);
}

/// Mistakes in the words of the file itself.
const WORDS: &[(&str, &[Mistake])] = &[
    (
        r#"{ "name": "W1", "uses": "mattermost/message.post", "wiht": {}, "credential": "chat", "with": { "channelId": "x" } }"#,
        &[(r#""wiht""#, &["unknown key `wiht`", "did you mean `with`?"])],
    ),
    (
        r#"{ "name": "W2", "uses": 12 }"#,
        &[("12 }", &["`uses` must be text, and is the number 12"])],
    ),
    (
        r#"{ "name": "W3" }"#,
        &[(r#"{ "name": "W3""#, &["the key `uses` is missing"])],
    ),
    (
        r#"{ "name": "W4", "uses": "mattermost/message.post", "with": [] }"#,
        &[("[] }", &["`with` must be an object, and is a list"])],
    ),
];

/// Mistakes in how steps refer to each other.
const STEPS: &[(&str, &[Mistake])] = &[
    (
        r#"{ "name": "S1", "uses": "mattermost/message.post", "credential": "chat", "with": { "channelId": "x" } }"#,
        &[],
    ),
    (
        r#"{ "name":  "S1", "uses": "mattermost/message.post", "credential": "chat", "with": { "channelId": "x" } }"#,
        &[(r#"  "S1""#, &["two steps called `S1`"])],
    ),
    (
        r#"{ "name": "S3", "needs": "S11", "uses": "mattermost/message.post", "credential": "chat", "with": { "channelId": "x" } }"#,
        &[(
            r#""S11""#,
            &["there is no step `S11`", "did you mean `S1`?"],
        )],
    ),
    (
        r#"{ "name": "S4", "needs": ["S1", "S5"], "uses": "mattermost/message.post", "credential": "chat", "with": { "channelId": "x" } }"#,
        &[(r#""S5"]"#, &["`S5` does not come before this one"])],
    ),
    (
        r#"{ "name": "S5", "needs": "S5", "uses": "mattermost/message.post", "credential": "chat", "with": { "channelId": "x" } }"#,
        &[(r#""S5", "uses""#, &["`S5` does not come before this one"])],
    ),
    (
        r#"{ "name": "S6", "uses": "mattermost" }"#,
        &[(
            r#""mattermost" }"#,
            &["`mattermost` names no operation", "connector/operation"],
        )],
    ),
];

/// Mistakes in what steps ask of connectors.
const OPERATIONS: &[(&str, &[Mistake])] = &[
    (
        r#"{ "name": "O1", "uses": "matermost/message.post" }"#,
        &[(
            r#""matermost/"#,
            &["no connector `matermost`", "did you mean `mattermost`?"],
        )],
    ),
    (
        r#"{ "name": "O2", "uses": "mattermost/message.pots" }"#,
        &[(
            r#""mattermost/message.pots""#,
            &[
                "no operation `message.pots`",
                "did you mean `message.post`?",
            ],
        )],
    ),
    (
        r#"{ "name": "O3", "uses": "mattermost/message.post", "credential": "chat", "with": { "channelId": "x", "chanel": "a/b", "rootId": 7 } }"#,
        &[
            (
                r#""chanel""#,
                &["unknown parameter `chanel`", "did you mean `channel`?"],
            ),
            ("7 }", &["`rootId` must be text, and is the number 7"]),
        ],
    ),
    (
        r#"{ "name": "O4", "uses": "jelastic/environment.stop", "credential": "cloud", "with": {} }"#,
        &[(r#""with": {} }"#, &["the parameter `envName` is missing"])],
    ),
    (
        r#"{ "name": "O5", "uses":  "mattermost/message.post", "with": { "channelId": "x" } }"#,
        &[(
            r#" "mattermost/message.post", "with": {"#,
            &[
                "needs a credential of type mattermost",
                "\"credential\": \"NAME\"",
            ],
        )],
    ),
    (
        r#"{ "name": "O6", "uses": "mattermost/message.post", "credential": "chat", "with": { "channelId": "x", "message": "{{ $json.a" } }"#,
        &[(
            r#""{{ $json.a""#,
            &["`{{ $json.a` is not closed", "close it with `}}`"],
        )],
    ),
    (
        r#"{ "name": "O7", "uses": "mattermost/message.post", "credential": "chat", "with": { "channelId": "x", "message": "{{ 1 + }}" } }"#,
        &[(r#""{{ 1 + }}""#, &["`1 +` is no expression"])],
    ),
    (
        r#"{ "name": "O8", "uses": "mattermost/message.post", "credential": "chat", "if": "{{ $jsn.a }}", "with": { "channelId": "x" } }"#,
        &[(
            r#""{{ $jsn.a }}""#,
            &["there is no `$jsn`", "did you mean `$json`?"],
        )],
    ),
];

/// Mistakes in the names of credentials.
const CREDENTIALS: &[(&str, &[Mistake])] = &[
    (
        r#"{ "name": "C1", "uses": "mattermost/message.post", "credential": "chta", "with": { "channelId": "x" } }"#,
        &[(
            r#""chta""#,
            &[
                "no credential `chta`",
                "did you mean `chat`?",
                "JACKFIELD_CREDENTIAL_CHTA",
            ],
        )],
    ),
    (
        r#"{ "name": "C2", "uses": "mattermost/message.post", "credential": "cloud", "with": { "channelId": "x" } }"#,
        &[(
            r#""cloud", "with": { "channelId""#,
            &["`cloud` is of type `jelastic`, and mattermost is needed"],
        )],
    ),
    (
        r#"{ "name": "C3", "uses": "mattermost/message.post", "credential":  "chta", "with": { "channelId": "x" } }"#,
        &[],
    ),
];

fn parts(
    groups: &[&'static [(&'static str, &'static [Mistake])]],
) -> (Vec<&'static str>, Vec<Mistake>) {
    let all = groups.iter().flat_map(|group| group.iter());
    (
        all.clone().map(|(step, _)| *step).collect(),
        all.flat_map(|(_, mistakes)| mistakes.iter().copied())
            .collect(),
    )
}

#[test]
fn every_mistake_in_the_words_of_the_file_is_found_at_once() {
    let (steps, mistakes) = parts(&[WORDS]);
    assert_all_found(&steps, 3, &mistakes);
}

#[test]
fn every_mistake_in_how_steps_hang_together_is_found_at_once() {
    let (steps, mistakes) = parts(&[STEPS]);
    assert_all_found(&steps, 3, &mistakes);
}

#[test]
fn every_mistake_in_what_steps_ask_of_connectors_is_found_at_once() {
    let (steps, mistakes) = parts(&[OPERATIONS]);
    assert_all_found(&steps, 3, &mistakes);
}

#[test]
fn every_mistake_in_the_names_of_credentials_is_found_at_once() {
    let (steps, mistakes) = parts(&[CREDENTIALS]);
    assert_all_found(&steps, 4, &mistakes);
}

#[test]
fn everything_that_is_wrong_is_found_in_one_run() {
    let (steps, mistakes) = parts(&[WORDS, STEPS, OPERATIONS, CREDENTIALS]);
    assert_all_found(&steps, 3, &mistakes);
}
