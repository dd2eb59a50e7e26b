//! A mounted directory, laid out as Kubernetes does it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use jackfield_credential::{MountedDirectory, Provider, Written};

use crate::support::{PEM, State, TOKEN, assert_says};

/// Writes files of this mode.
fn write(directory: &Path, mode: u32, files: &[(&str, &str)]) {
    fs::create_dir_all(directory).unwrap();
    for (name, content) in files {
        let path = directory.join(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }
}

/// A volume as the kubelet makes it: files in a directory with the time in its name, `..data` as
/// a link to that, and links through it under the names of the keys.
fn volume(directory: &Path, mode: u32, files: &[(&str, &str)]) {
    write(&directory.join("..2026_09_26_08_00_00.1"), mode, files);
    symlink("..2026_09_26_08_00_00.1", directory.join("..data")).unwrap();
    for (name, _) in files {
        symlink(Path::new("..data").join(name), directory.join(name)).unwrap();
    }
}

const FILES: [(&str, &str); 3] = [
    ("type", "chat\n"),
    ("base-url", "https://chat.example.com\n"),
    ("access-token", "tok3n+of/alice=xyz\n"),
];

fn get(directory: &Path, name: &str) -> Option<Written> {
    let provider = MountedDirectory::open(directory, None).unwrap();
    let found = provider.find(name).unwrap()?;
    Some(found.read().unwrap())
}

#[test]
fn a_secret_for_each_credential_is_read_through_its_links() {
    let state = State::new();
    volume(&state.path().join("team-chat"), 0o400, &FILES);
    volume(&state.path().join("other"), 0o400, &FILES);
    let written = get(state.path(), "team-chat").unwrap();
    assert_eq!(written.credential_type, "chat");
    assert_eq!(written.base_url, "https://chat.example.com");
    assert_eq!(written.token.expose(), TOKEN, "without the line break");
    assert_eq!(written.warnings, [""; 0]);
    let provider = MountedDirectory::open(state.path(), None).unwrap();
    assert_eq!(provider.names(), ["other", "team-chat"]);
    assert!(get(state.path(), "missing").is_none());
    assert!(get(state.path(), "..data").is_none());
}

#[test]
fn one_volume_with_a_directory_for_each_credential_is_read() {
    let state = State::new();
    let real = state.path().join("..2026_09_26_08_00_00.1");
    write(&real.join("team-chat"), 0o400, &FILES);
    symlink("..2026_09_26_08_00_00.1", state.path().join("..data")).unwrap();
    symlink("..data/team-chat", state.path().join("team-chat")).unwrap();
    let written = get(state.path(), "team-chat").unwrap();
    assert_eq!(written.token.expose(), TOKEN);
    let provider = MountedDirectory::open(state.path(), None).unwrap();
    assert_eq!(provider.names(), ["team-chat"]);
}

#[test]
fn a_volume_that_is_renewed_is_read_anew() {
    let state = State::new();
    let directory = state.path().join("team-chat");
    volume(&directory, 0o400, &FILES);
    let provider = MountedDirectory::open(state.path(), None).unwrap();
    let token = || {
        let found = provider.find("team-chat").unwrap().unwrap();
        found.read().unwrap().token
    };
    assert_eq!(token().expose(), TOKEN);
    let mut files = FILES;
    files[2].1 = "rotated-token";
    write(&directory.join("..2026_09_27_08_00_00.2"), 0o400, &files);
    // As the kubelet does it: a link beside, renamed over the old one.
    symlink("..2026_09_27_08_00_00.2", directory.join("..data_tmp")).unwrap();
    fs::rename(directory.join("..data_tmp"), directory.join("..data")).unwrap();
    assert_eq!(token().expose(), "rotated-token");
}

#[test]
fn every_field_can_be_a_file() {
    let state = State::new();
    let directory = state.path().join("team-chat");
    write(&directory, 0o400, &FILES);
    write(
        &directory,
        0o400,
        &[
            ("ignore-ssl", "true\n"),
            ("ca-file", PEM),
            ("proxy", "env\n"),
            ("expires", "31-01-2027\n"),
            ("allow", "POST /api/v4/posts\nGET /api/v4/users/*\n"),
            ("token-id", "id-1\n"),
            ("account", "@alice\n"),
            ("team", "engineering\n"),
        ],
    );
    let written = get(state.path(), "team-chat").unwrap();
    assert!(written.ignore_ssl);
    assert_eq!(written.ca.unwrap().pem().trim(), PEM.trim());
    assert_eq!(written.proxy.shown().as_deref(), Some("env"));
    assert_eq!(written.expires, Some(jiff::civil::date(2027, 1, 31)));
    assert_eq!(written.allow.rules().len(), 2);
    assert_eq!(written.notes.token_id.as_deref(), Some("id-1"));
    assert_eq!(written.notes.account.as_deref(), Some("@alice"));
    assert_eq!(written.fields["team"].expose(), "engineering");
}

#[test]
fn names_that_no_file_can_have_are_found_with_hyphens() {
    let state = State::new();
    write(&state.path().join("team-chat"), 0o400, &FILES);
    assert!(get(state.path(), "Team Chat").is_some());
    assert!(get(state.path(), "team/chat").is_some());
    write(&state.path().join("Team Chat"), 0o400, &FILES[..1]);
    let provider = MountedDirectory::open(state.path(), None).unwrap();
    let found = provider.find("Team Chat").unwrap().unwrap();
    assert!(found.place().ends_with("Team Chat"), "the exact one first");
    assert_says(&found.read().unwrap_err(), &["`base-url` is missing"]);
}

#[test]
fn what_is_missing_or_misspelled_is_told() {
    for (files, words) in [
        (&[][..], "`type` is missing"),
        (&FILES[..2], "`access-token` is missing"),
        (
            &[FILES[0], FILES[1], ("token", "x")][..],
            "`access-token` is missing (is `token` meant to be it?)",
        ),
        (
            &[FILES[0], FILES[1], FILES[2], ("ignore_ssl", "true")][..],
            "unknown key `ignore_ssl`; did you mean `ignoreSsl`?",
        ),
        (
            &[FILES[0], FILES[1], FILES[2], ("ignore-ssl", TOKEN)][..],
            "ignore-ssl: it must be true or false",
        ),
        (
            &[FILES[0], FILES[1], FILES[2], ("accessToken", "x")][..],
            "`access-token` stands there twice",
        ),
        (
            &[FILES[0], FILES[1], FILES[2], ("expires", "soon")][..],
            "`expires`: it must be a day",
        ),
    ] {
        let state = State::new();
        write(&state.path().join("team-chat"), 0o400, files);
        let provider = MountedDirectory::open(state.path(), None).unwrap();
        let found = provider.find("team-chat").unwrap().unwrap();
        assert_says(&found.read().unwrap_err(), &["team-chat", words]);
    }
}

#[test]
fn links_that_lead_out_of_the_directory_are_refused() {
    let outside = State::new();
    write(outside.path(), 0o400, &FILES);
    let state = State::new();
    let directory = state.path().join("team-chat");
    write(&directory, 0o400, &FILES[..2]);
    symlink(
        outside.path().join("access-token"),
        directory.join("access-token"),
    )
    .unwrap();
    symlink(outside.path(), state.path().join("whole")).unwrap();
    let provider = MountedDirectory::open(state.path(), None).unwrap();
    let found = provider.find("team-chat").unwrap().unwrap();
    assert_says(
        &found.read().unwrap_err(),
        &["access-token", "leads out of"],
    );
    assert!(provider.find("whole").unwrap().is_none());
    for name in ["../team-chat", "..", ".", "/etc"] {
        assert!(provider.find(name).unwrap().is_none(), "{name}");
    }
}

#[test]
fn what_others_may_read_is_a_warning_and_at_home_a_refusal() {
    let state = State::new();
    let directory = state.path().join("secrets");
    for (mode, warns, at_home) in [
        (0o400, false, true),
        (0o600, false, true),
        (0o440, false, false),
        (0o644, true, false),
        (0o604, true, false),
    ] {
        let name = format!("m{mode:o}");
        volume(&directory.join(&name), mode, &FILES);
        let written = get(&directory, &name).unwrap();
        assert_eq!(!written.warnings.is_empty(), warns, "{mode:o}: {written:?}");
        for warning in &written.warnings {
            assert!(
                warning.contains("others on this machine may read"),
                "{warning}"
            );
            assert!(warning.contains(&format!("{mode:04o}")), "{warning}");
        }
        let home = MountedDirectory::open(&directory, Some(state.path())).unwrap();
        let result = home.find(&name).unwrap().unwrap().read();
        match result {
            Ok(_) => assert!(at_home, "{mode:o}"),
            Err(error) => {
                assert!(!at_home, "{mode:o}: {error}");
                assert_says(&error, &["others may read", &name, "chmod 600"]);
            }
        }
    }
    // The home of many containers is the root directory, which says nothing.
    let root = MountedDirectory::open(&directory, Some(Path::new("/"))).unwrap();
    assert!(root.find("m644").unwrap().unwrap().read().is_ok());
}

#[test]
fn what_is_no_directory_is_told() {
    let state = State::new();
    write(state.path(), 0o400, &[("file", "")]);
    for name in ["file", "missing"] {
        let error = MountedDirectory::open(&state.path().join(name), None)
            .map(|_| ())
            .unwrap_err();
        assert_says(&error, &["the directory of credentials", name]);
    }
}
