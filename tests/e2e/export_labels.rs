//! The labels of credentials in exports.

use jackfield_standin::{Jelastic, Mattermost};
use serde_json::json;

use crate::exports::{chain, check, manual, node, passes, post};
use crate::support::process::Jackfield;
use crate::support::{chat, chat_at};

#[test]
fn a_label_stands_for_the_credential_of_its_name() {
    let server = Mattermost::start().unwrap();
    for label in ["team-chat", "Team Chat", "Team - chat!"] {
        let export = chain(&[manual(), post(&json!({"id": "7", "name": label}))]);
        check(chat(&server), &export, &[])
            .ends(0)
            .keeps_quiet_about(&["the only one"]);
    }
}

#[test]
fn a_label_stands_for_what_somebody_says() {
    let server = Mattermost::start().unwrap();
    let two = || {
        let nobody = "https://127.0.0.1:1";
        chat(&server).credential("other", "mattermost", nobody, Mattermost::TOKEN)
    };
    let export = chain(&[manual(), post(&json!({"id": "7", "name": "My = chat"}))]);
    check(two(), &export, &["--credential", "My = chat=team-chat"]).ends(0);
    check(two(), &export, &[]).ends(4).says(&[
        "flow.json:",
        "the node `Post` needs the credential `My = chat` (mattermostApi), and none is configured for it",
        "jackfield credential add my-chat --type mattermost",
        "jackfield credential import",
        "`--credential 'My = chat=NAME'`: other, team-chat",
    ]);
    check(two(), &export, &["--credential", "My = chat=gone"])
        .ends(4)
        .says(&["there is no credential `gone`"]);
    check(two(), &export, &["--credential", "Mine=team-chat"])
        .ends(2)
        .says(&["no node that runs has a credential `Mine`", "`My = chat`"]);
    check(two(), &export, &["--credential", "Mine"])
        .ends(2)
        .says(&["write `--credential 'LABEL=NAME'`"]);
}

#[test]
fn the_only_credential_of_a_type_is_used_and_told_of() {
    let server = Mattermost::start().unwrap();
    for (label, words) in [
        (
            json!({"id": "7", "name": "Prod"}),
            "there is no credential `Prod`; `team-chat` is used, the only one of type mattermost",
        ),
        (json!(""), "is not chosen in n8n; `team-chat` is used"),
    ] {
        let cloud = Jelastic::start().unwrap();
        let jackfield = chat_at(&server.base_url()).credential(
            "cloud",
            "jelastic",
            &cloud.base_url(),
            Jelastic::TOKEN,
        );
        let export = chain(&[manual(), post(&label), node("Next", "noOp", &json!({}))]);
        check(jackfield, &export, &[]).ends(0).says(&[words]);
    }
}

#[test]
fn a_node_without_a_credential_is_told_which_it_needs() {
    let mut export = chain(&[manual(), post(&json!("x"))]);
    export["nodes"][1]
        .as_object_mut()
        .unwrap()
        .remove("credentials");
    check(Jackfield::new(), &export, &[]).ends(4).says(&[
        "the node `Post` needs a credential of type mattermost, and none is configured for it",
        "jackfield credential add mattermost --type mattermost",
    ]);
    // It may be elsewhere.
    passes(&export, &[]);
}
