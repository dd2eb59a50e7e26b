//! Signals that ask the program to end.

use std::process::Command;

use crate::support::process::Said;
use crate::support::servers::Mute;
use crate::support::{chat_at, post};

#[test]
fn a_signal_during_a_call_ends_the_run_and_says_what_is_uncertain() {
    for (signal, name) in [("-INT", "SIGINT"), ("-TERM", "SIGTERM")] {
        let mute = Mute::start();
        let jackfield = chat_at(&mute.base_url()).steps(&[post("Post", "a")]);
        let child = jackfield
            .command(&["run", "workflow.json"])
            .spawn()
            .unwrap();
        let output = mute.while_waiting(|| {
            let id = child.id().to_string();
            let status = Command::new("kill").args([signal, &id]).status().unwrap();
            assert!(status.success());
            child.wait_with_output().unwrap()
        });
        let said = Said::of(&["run"], &output).ends(9).says(&[
            &format!("interrupted by {name}"),
            "may have taken effect",
            "begins from the start",
        ]);
        assert_eq!(said.stdout, "", "{said}");
    }
}
