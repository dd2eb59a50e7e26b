//! The cache of compiled connectors.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use jackfield_standin::Mattermost;

use crate::support::process::Jackfield;
use crate::support::{messages, post};

/// The program, with nothing in the environment but the credential.
fn bare(server: &Mattermost) -> Jackfield {
    Jackfield::bare()
        .credential(
            "team-chat",
            "mattermost",
            &server.base_url(),
            Mattermost::TOKEN,
        )
        .steps(&[post("Post", "a")])
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_directory_is_made_private_and_holds_what_was_compiled() {
    let server = Mattermost::start().unwrap();
    let jackfield = bare(&server);
    let cache = jackfield.path("cache/deep");
    let jackfield = jackfield.env("JACKFIELD_CACHE_DIR", &cache);
    jackfield.run(&[]).ends(0).keeps_quiet_about(&["warning"]);
    assert_eq!(mode(&cache), 0o700);
    let compiled = files(&cache);
    assert_eq!(compiled.len(), 1, "{compiled:?}");
    assert_eq!(mode(&compiled[0]), 0o600);
    let written = fs::metadata(&compiled[0]).unwrap().modified().unwrap();
    jackfield.run(&[]).ends(0);
    assert_eq!(files(&cache), compiled, "nothing is compiled twice");
    let modified = fs::metadata(&compiled[0]).unwrap().modified().unwrap();
    assert_eq!(modified, written, "nor written");
}

#[test]
fn the_directory_is_found_in_the_usual_order() {
    let server = Mattermost::start().unwrap();
    for (name, variables, arguments, place) in [
        (
            "HOME",
            &[("HOME", "home")][..],
            &[][..],
            "home/.cache/jackfield",
        ),
        (
            "XDG",
            &[("HOME", "home"), ("XDG_CACHE_HOME", "xdg")],
            &[],
            "xdg/jackfield",
        ),
        (
            "own variable",
            &[
                ("HOME", "home"),
                ("XDG_CACHE_HOME", "xdg"),
                ("JACKFIELD_CACHE_DIR", "own"),
            ],
            &[],
            "own",
        ),
        (
            "argument",
            &[
                ("HOME", "home"),
                ("XDG_CACHE_HOME", "xdg"),
                ("JACKFIELD_CACHE_DIR", "own"),
            ],
            &["--cache-dir", "argument"],
            "argument",
        ),
    ] {
        let mut jackfield = bare(&server);
        let directory = jackfield.path("");
        for (variable, value) in variables {
            jackfield = jackfield.env(variable, directory.join(value));
        }
        jackfield
            .run(arguments)
            .ends(0)
            .keeps_quiet_about(&["warning"]);
        let made: Vec<PathBuf> = files(&directory)
            .into_iter()
            .filter(|path| path.is_dir())
            .collect();
        let root = place.split('/').next().unwrap();
        assert_eq!(made, [directory.join(root)], "{name}");
        assert_eq!(files(&directory.join(place)).len(), 1, "{name}");
    }
}

#[test]
fn a_relative_xdg_directory_does_not_count() {
    let server = Mattermost::start().unwrap();
    let jackfield = bare(&server);
    let home = jackfield.path("home");
    let jackfield = jackfield
        .env("HOME", &home)
        .env("XDG_CACHE_HOME", "relative");
    jackfield.run(&[]).ends(0);
    assert!(home.join(".cache/jackfield").is_dir());
    assert!(!jackfield.path("relative").exists());
}

#[test]
fn a_directory_that_others_may_write_to_is_not_used() {
    let server = Mattermost::start().unwrap();
    for bits in [0o770, 0o707, 0o777] {
        let jackfield = bare(&server);
        let cache = jackfield.path("cache");
        fs::create_dir(&cache).unwrap();
        fs::set_permissions(&cache, Permissions::from_mode(bits)).unwrap();
        jackfield
            .run(&["--cache-dir", "cache", "-q"])
            .ends(0)
            .says(&[
                "warning: others may write to the cache directory",
                "chmod 700",
                "takes longer",
            ]);
        assert!(files(&cache).is_empty(), "{bits:o}");
        assert_eq!(mode(&cache), bits, "what somebody else made is left alone");
    }
    assert_eq!(messages(&server).len(), 3);
}

#[test]
fn a_place_that_is_no_directory_is_told() {
    let server = Mattermost::start().unwrap();
    for place in ["file", "file/below", "/proc/cannot/be/made"] {
        bare(&server)
            .file("file", "")
            .run(&["--cache-dir", place])
            .ends(0)
            .says(&["warning: the cache directory ", place, "cannot be used"]);
    }
    assert_eq!(messages(&server).len(), 3);
}

#[test]
fn without_a_place_everything_works_and_is_said_to_take_longer() {
    let server = Mattermost::start().unwrap();
    bare(&server).run(&[]).ends(0).says(&[
        "warning: there is no place for compiled connectors",
        "HOME is not set",
        "--cache-dir",
    ]);
    bare(&server)
        .env("HOME", "")
        .env("JACKFIELD_CACHE_DIR", "")
        .run(&[])
        .ends(0)
        .says(&["HOME is not set"]);
    assert_eq!(messages(&server).len(), 2);
}

#[test]
fn a_damaged_file_is_compiled_anew() {
    let server = Mattermost::start().unwrap();
    let jackfield = bare(&server);
    let cache = jackfield.path("cache");
    jackfield.run(&["--cache-dir", "cache"]).ends(0);
    let file = files(&cache).remove(0);
    let whole = fs::read(&file).unwrap();
    let half = &whole[..whole.len() / 2];
    for (name, content) in [
        ("empty", &[][..]),
        ("garbage", b"garbage"),
        ("its beginning", &whole[..100]),
        ("half of it", half),
        ("WebAssembly", b"\0asm\x0d\0\x01\0"),
    ] {
        fs::write(&file, content).unwrap();
        let said = jackfield.run(&["--cache-dir", "cache"]).ends(0);
        let now = fs::read(&file).unwrap();
        assert_eq!(
            now.len(),
            whole.len(),
            "{name}: it was not written anew\n{said}"
        );
    }
    assert_eq!(messages(&server).len(), 6);
}

#[test]
fn files_of_uncertain_origin_are_not_loaded() {
    let server = Mattermost::start().unwrap();
    let jackfield = bare(&server);
    let cache = jackfield.path("cache");
    jackfield.run(&["--cache-dir", "cache"]).ends(0);
    let file = files(&cache).remove(0);

    fs::set_permissions(&file, Permissions::from_mode(0o666)).unwrap();
    jackfield.run(&["--cache-dir", "cache"]).ends(0);
    assert_eq!(mode(&file), 0o600, "replaced by one of our own");

    let elsewhere = jackfield.path("elsewhere");
    fs::rename(&file, &elsewhere).unwrap();
    symlink(&elsewhere, &file).unwrap();
    jackfield.run(&["--cache-dir", "cache"]).ends(0);
    let is_link = fs::symlink_metadata(&file).unwrap().is_symlink();
    assert!(!is_link, "replaced by a file of our own");
}
