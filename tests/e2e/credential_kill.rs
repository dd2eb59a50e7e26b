//! `kill -9` while a credential is added, edited or rotated: the store is whole, and what is in it
//! works.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use jackfield_standin::{Answer, Mattermost};

use crate::credential_rotate::active;
use crate::credential_store::{add, store_file, with_store};
use crate::support::post;
use crate::support::process::Jackfield;

/// When a process is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// So many milliseconds after its start, long before the server answers its first request.
    After(u64),
    /// The server has taken so many of its requests, and is slow to answer the last one.
    Request(usize),
    /// A file of this name has come into being beside the store.
    Appears(&'static str),
    /// The store has been replaced so many times.
    Written(usize),
}

use Moment::{After, Appears, Request, Written};

/// Longer than it takes to kill a process whose request is being answered.
const SLOW: Duration = Duration::from_secs(2);

/// Runs the program until the moment has come, kills it, and tells whether it was killed.
fn killed(
    jackfield: &Jackfield,
    server: &Mattermost,
    moment: Moment,
    arguments: &[&str],
    input: &str,
) -> bool {
    let before = server.received().len();
    if let Request(number) = moment {
        server.script(Answer::real().times(number - 1));
        server.script(Answer::real().delay(SLOW));
    }
    if let After(_) = moment {
        server.script(Answer::real().delay(SLOW));
    }
    let directory = store_file(jackfield).parent().unwrap().to_owned();
    let mut last = fs::read(store_file(jackfield)).ok();
    let mut writes = 0;
    let started = Instant::now();
    let mut child = jackfield
        .command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // One that is killed early does not read it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    loop {
        let has_come = match moment {
            After(milliseconds) => started.elapsed() >= Duration::from_millis(milliseconds),
            Request(number) => server.received().len() >= before + number,
            Appears(name) => directory.join(name).exists(),
            Written(number) => {
                let now = fs::read(store_file(jackfield)).ok();
                if now != last {
                    last = now;
                    writes += 1;
                }
                writes >= number
            }
        };
        if has_come {
            child.kill().unwrap();
            break;
        }
        if child.try_wait().unwrap().is_some() {
            break;
        }
        thread::yield_now();
    }
    let status = child.wait().unwrap();
    !status.success()
}

/// The store can be read, and the credential in it, if there is one, works.
#[track_caller]
fn assert_works(jackfield: &Jackfield, moment: Moment) -> bool {
    let list = jackfield
        .call(&["credential", "list", "--json"])
        .ends(0)
        .json();
    let list = list.as_array().unwrap();
    if list.is_empty() {
        return false;
    }
    let said = jackfield.call(&["credential", "check", "team-chat"]);
    assert_eq!(said.code, Some(0), "{moment:?}\n{said}");
    jackfield.run(&["--output", "none"]).ends(0);
    true
}

#[test]
fn what_is_being_added_is_there_or_not() {
    for moment in [
        After(0),
        After(20),
        After(50),
        After(90),
        Request(1),
        Appears("lock"),
        Appears("identity.txt"),
        Appears("store.json.new"),
        Written(1),
        Written(2),
    ] {
        let server = Mattermost::start().unwrap();
        let url = server.base_url();
        let jackfield = Jackfield::new().steps(&[post("Post", "a")]);
        let arguments = [
            "credential",
            "add",
            "team-chat",
            "--type",
            "mattermost",
            "--base-url",
            &url,
            "--token-stdin",
        ];
        let was_killed = killed(&jackfield, &server, moment, &arguments, Mattermost::TOKEN);
        if let Request(_) | After(_) = moment {
            assert!(was_killed, "{moment:?}");
        }
        if !assert_works(&jackfield, moment) {
            add(&jackfield, "team-chat", &url, &[]).ends(0);
            assert!(assert_works(&jackfield, moment));
        }
    }
}

#[test]
fn what_is_being_edited_is_the_old_or_the_new() {
    for moment in [
        After(0),
        After(20),
        After(50),
        After(90),
        Request(1),
        Appears("store.json.new"),
        Written(1),
        Written(2),
    ] {
        let (server, other) = (Mattermost::start().unwrap(), Mattermost::start().unwrap());
        let jackfield = with_store(&server);
        let url = other.base_url();
        let arguments = [
            "credential",
            "edit",
            "team-chat",
            "--base-url",
            &url,
            "--token-stdin",
        ];
        let was_killed = killed(&jackfield, &other, moment, &arguments, Mattermost::TOKEN);
        if let Request(_) | After(_) = moment {
            assert!(was_killed, "{moment:?}");
        }
        assert!(assert_works(&jackfield, moment));
        assert_eq!(server.posts().len() + other.posts().len(), 1, "{moment:?}");
    }
}

#[test]
fn a_rotation_leaves_a_working_token_and_goes_on_where_it_was() {
    for moment in [
        After(0),
        After(20),
        After(50),
        After(90),
        Request(1),
        Request(2),
        Request(3),
        Request(4),
        Request(5),
        Request(6),
        Appears("rotation.lock"),
        Appears("store.json.new"),
        Written(1),
        Written(2),
        Written(3),
    ] {
        let server = Mattermost::start().unwrap();
        let jackfield = with_store(&server);
        let rotate = ["credential", "rotate", "team-chat"];
        let was_killed = killed(&jackfield, &server, moment, &rotate, "");
        if let Request(_) | After(_) = moment {
            assert!(was_killed, "{moment:?}");
        }
        assert!(assert_works(&jackfield, moment));
        jackfield.call(&rotate).ends(0);
        let left = active(&server);
        assert_eq!(left.len(), 1, "{moment:?}");
        assert_ne!(left[0], Mattermost::TOKEN_ID, "{moment:?}");
        assert!(assert_works(&jackfield, moment));
    }
}
