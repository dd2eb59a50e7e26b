//! The program as a process, in a directory and an environment of its own.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The program, a directory to run it in, and its whole environment.
pub(crate) struct Jackfield {
    directory: TempDir,
    environment: Vec<(OsString, OsString)>,
}

impl Jackfield {
    /// With nothing in the environment but a home and the cache that all tests share.
    pub(crate) fn new() -> Self {
        let bare = Self::bare();
        let home = bare.directory.path().as_os_str().to_owned();
        bare.env("HOME", home)
            .env("JACKFIELD_CACHE_DIR", shared_cache())
    }

    /// With nothing in the environment at all.
    pub(crate) fn bare() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
            environment: Vec::new(),
        }
    }

    /// Adds a variable.
    pub(crate) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        let variable = (name.as_ref().to_owned(), value.as_ref().to_owned());
        self.environment.push(variable);
        self
    }

    /// Adds a credential to the environment, as JSON.
    pub(crate) fn credential(self, name: &str, kind: &str, base_url: &str, token: &str) -> Self {
        let value = json!({"type": kind, "baseUrl": base_url, "accessToken": token});
        self.env(variable(name), value.to_string())
    }

    /// Writes a file into the directory.
    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.path(name), content).unwrap();
        self
    }

    /// Writes `workflow.json`, named `test`, with these steps.
    pub(crate) fn steps(self, steps: &[Value]) -> Self {
        let workflow = json!({"name": "test", "steps": steps});
        self.file("workflow.json", format!("{workflow:#}\n"))
    }

    /// The path of a file in the directory.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The command, ready to be started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jackfield"));
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs it with these arguments.
    pub(crate) fn call(&self, arguments: &[&str]) -> Said {
        Said::of(arguments, &self.command(arguments).output().unwrap())
    }

    /// Runs it with these arguments and this on standard input.
    pub(crate) fn call_with(&self, arguments: &[&str], input: &str) -> Said {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // Nobody has to read it: a program that refuses its arguments does not.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Said::of(arguments, &child.wait_with_output().unwrap())
    }

    /// Runs `workflow.json` with further arguments.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.call(&[&["run", "workflow.json"], arguments].concat())
    }

    /// Checks `workflow.json`.
    pub(crate) fn check(&self) -> Said {
        self.call(&["check", "workflow.json"])
    }
}

/// What a process said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) command: String,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Said {
    pub(crate) fn of(arguments: &[&str], output: &std::process::Output) -> Self {
        Self {
            command: format!("jackfield {}", arguments.join(" ")),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
            code: output.status.code(),
        }
    }

    /// Standard output, a JSON value in each line.
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Standard output, all of it one JSON value.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }

    /// Standard error, all of it one JSON value.
    #[track_caller]
    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }

    /// It ended with this code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "the exit code\n{self}");
        self
    }

    /// Each of these stands on standard error.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        for words in words {
            assert!(self.stderr.contains(words), "`{words}` is not said\n{self}");
        }
        self
    }

    /// None of these stands on standard error.
    #[track_caller]
    pub(crate) fn keeps_quiet_about(self, words: &[&str]) -> Self {
        for words in words {
            assert!(!self.stderr.contains(words), "`{words}` is said\n{self}");
        }
        self
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "$ {}\n--- standard output\n{}\n--- standard error\n{}\n--- ended with {:?}",
            self.command, self.stdout, self.stderr, self.code
        )
    }
}

/// The variable of a credential.
pub(crate) fn variable(name: &str) -> String {
    let slug = name.to_uppercase().replace('-', "_");
    format!("JACKFIELD_CREDENTIAL_{slug}")
}

/// One cache for all tests: what it holds is the same for each.
pub(crate) fn shared_cache() -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("jackfield-e2e-cache");
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&directory)
        .unwrap();
    directory
}
