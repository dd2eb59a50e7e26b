//! Running this very program, and showing what it said.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jackfield_credential::variable_name;
use serde_json::json;

/// How much of a line of data is shown.
const WIDTH: usize = 110;

/// A directory to run commands in, and the credentials in their environment.
pub(crate) struct Stage<'a> {
    program: PathBuf,
    directory: &'a Path,
    environment: Vec<(String, String)>,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(directory: &'a Path) -> io::Result<Self> {
        Ok(Self {
            program: std::env::current_exe()?,
            directory,
            environment: Vec::new(),
        })
    }

    /// Puts a credential into the environment of the commands.
    pub(crate) fn credential(&mut self, name: &str, kind: &str, base_url: &str, token: &str) {
        let value = json!({"type": kind, "baseUrl": base_url, "accessToken": token});
        self.environment
            .push((variable_name(name), value.to_string()));
    }

    /// Runs a command and shows it with what it said. Any other exit code than the expected one is
    /// an error: then the demo would not show what it claims.
    pub(crate) fn run(&self, arguments: &[&str], expected: i32) -> io::Result<String> {
        let output = Command::new(&self.program)
            .args(arguments)
            .current_dir(self.directory)
            .env_clear()
            .envs(own_environment())
            // What it says is read here, and shown as text.
            .env("NO_COLOR", "1")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .output()?;
        let line: Vec<String> = arguments.iter().map(|argument| quoted(argument)).collect();
        let mut text = format!("\n$ jackfield {}\n", line.join(" "));
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            text += &shortened(line);
            text.push('\n');
        }
        text += &String::from_utf8_lossy(&output.stderr);
        let code = output.status.code();
        if code != Some(expected) {
            return Err(io::Error::other(format!(
                "a command ended with {code:?} instead of {expected}:\n{text}"
            )));
        }
        if expected != 0 {
            text += &format!("(exit code {expected})\n");
        }
        Ok(text)
    }
}

/// The environment, without the credentials of the person who watches: they would be in the way,
/// and are nobody's business here.
#[expect(
    clippy::disallowed_methods,
    reason = "a child's environment, less what is a secret"
)]
fn own_environment() -> impl Iterator<Item = (OsString, OsString)> {
    let prefix = variable_name("");
    std::env::vars_os().filter(move |(name, _)| {
        name.to_str()
            .is_some_and(|name| !name.starts_with(prefix.as_str()))
    })
}

/// A line of data that fits on a screen.
fn shortened(line: &str) -> String {
    if line.chars().count() <= WIDTH {
        return line.to_owned();
    }
    line.chars().take(WIDTH - 2).chain(" …".chars()).collect()
}

fn quoted(argument: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "-_./:".contains(character);
    if argument.chars().all(is_plain) {
        argument.to_owned()
    } else {
        format!("'{argument}'")
    }
}
