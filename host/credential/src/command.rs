//! A token that a program gives: `op read …`, `vault kv get …`, `pass …`.

use std::fmt;
use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::document::{Document, Object};
use crate::environment;
use crate::redact::Redactor;
use crate::token::AccessToken;

/// How long a program may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long what a program has written may take to arrive when the program has ended.
const GRACE: Duration = Duration::from_secs(1);
/// How often a program is looked at.
const PAUSE: Duration = Duration::from_millis(10);
/// More is no token, in bytes.
const LONGEST_OUTPUT: usize = 16 * 1024;
/// What printed more says nothing that would be worth looking through for it, in bytes.
const SEARCHED: usize = 2 * 1024;
/// How much of a program's complaint is repeated, in characters.
const LONGEST_COMPLAINT: usize = 600;

/// A program that prints a token. It is started without a shell, with nothing on its standard
/// input, and without the variables that hold credentials and identities.
#[derive(Clone)]
pub struct TokenCommand {
    words: Vec<String>,
}

/// Why a program gave no token. Names the program, not its arguments, which can be secrets.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// There is no program in it.
    #[error("the command is empty")]
    Empty,
    /// A quotation mark in it is not closed.
    #[error("the command has a quotation mark that is not closed")]
    Quotes,
    /// It cannot be started.
    #[error("the command `{program}` cannot be started: {source}")]
    Start {
        /// The program.
        program: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It did not end in time.
    #[error("the command `{program}` was stopped after {} seconds; it gets no input, so it must not ask for anything", limit.as_secs())]
    Timeout {
        /// The program.
        program: String,
        /// How long it was given.
        limit: Duration,
    },
    /// It says that it failed.
    #[error("the command `{program}` failed ({status}){}", told(complaint))]
    Failed {
        /// The program.
        program: String,
        /// How it ended.
        status: ExitStatus,
        /// What it wrote to its standard error, without secrets.
        complaint: String,
    },
    /// It printed nothing.
    #[error("the command `{program}` printed nothing{}", told(complaint))]
    Silent {
        /// The program.
        program: String,
        /// What it wrote to its standard error.
        complaint: String,
    },
    /// It printed something that is no text, or too much of it.
    #[error("the command `{program}` printed something that is no token")]
    NoText {
        /// The program.
        program: String,
    },
}

impl TokenCommand {
    /// A program and its arguments.
    ///
    /// # Errors
    /// When there is no program.
    pub fn new(words: Vec<String>) -> Result<Self, CommandError> {
        match words.first() {
            Some(program) if !program.is_empty() => Ok(Self { words }),
            _ => Err(CommandError::Empty),
        }
    }

    /// Reads a line with the quotation rules of a shell. Nothing in it is replaced or expanded.
    ///
    /// # Errors
    /// When there is no program, or a quotation mark is not closed.
    pub fn parse(line: &str) -> Result<Self, CommandError> {
        Self::new(shell_words::split(line).map_err(|_| CommandError::Quotes)?)
    }

    /// Reads `{"command": ["op", "read", "…"]}` or `{"command": "op read …"}`.
    #[expect(
        clippy::disallowed_methods,
        reason = "the words are needed to start it"
    )]
    pub(crate) fn from_object(object: &Object) -> Result<Self, String> {
        const FORM: &str = "must be text, or `{\"command\": [\"PROGRAM\", \"ARGUMENT\", …]}`";
        if object.keys().ne(["command"]) {
            return Err(FORM.to_owned());
        }
        match object.get("command") {
            Some(Document::Text(line)) => Self::parse(line.expose()),
            Some(Document::List(words)) => {
                let words: Option<Vec<String>> = words
                    .iter()
                    .map(|word| Some(word.text()?.expose().to_owned()))
                    .collect();
                Self::new(words.ok_or_else(|| FORM.to_owned())?)
            }
            _ => return Err(FORM.to_owned()),
        }
        .map_err(|error| format!("cannot be had: {error}"))
    }

    /// Runs it and takes what it prints, without the line break at the end.
    ///
    /// # Errors
    /// When it cannot be started, fails, takes longer than 30 seconds, or prints no text.
    pub fn run(&self) -> Result<AccessToken, CommandError> {
        self.run_within(PATIENCE)
    }

    fn run_within(&self, limit: Duration) -> Result<AccessToken, CommandError> {
        let program = self.program();
        let mut child = self.start().map_err(|source| CommandError::Start {
            program: program.clone(),
            source,
        })?;
        let output = collect(child.stdout.take());
        let errors = collect(child.stderr.take());
        let Some(status) = wait(&mut child, limit) else {
            return Err(CommandError::Timeout { program, limit });
        };
        let (output, errors) = (output.take(), errors.take());
        let complaint = complaint(&errors, &output);
        if !status.success() {
            return Err(CommandError::Failed {
                program,
                status,
                complaint,
            });
        }
        let token = match std::str::from_utf8(&output) {
            Ok(text) if text.len() < LONGEST_OUTPUT => without_line_break(text),
            _ => return Err(CommandError::NoText { program }),
        };
        if token.is_empty() {
            return Err(CommandError::Silent { program, complaint });
        }
        Ok(AccessToken::new(token.to_owned()))
    }

    fn program(&self) -> String {
        self.words.first().cloned().unwrap_or_default()
    }

    fn start(&self) -> io::Result<Child> {
        let mut command = Command::new(self.program());
        command
            .args(self.words.iter().skip(1))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for name in environment::names_of_secrets() {
            command.env_remove(name);
        }
        command.spawn()
    }
}

impl fmt::Debug for TokenCommand {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TokenCommand({} …)", self.program())
    }
}

/// How it ended; nothing if it had to be stopped.
fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if start.elapsed() < limit => thread::sleep(PAUSE),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

/// What is read from a program in a thread of its own, so that the program never waits for us.
struct Collected {
    kept: Arc<Mutex<Zeroizing<Vec<u8>>>>,
    end: mpsc::Receiver<()>,
}

/// Reads to the end. What is too much is read and thrown away.
fn collect(pipe: Option<impl Read + Send + 'static>) -> Collected {
    // Never grows, so that no copy stays behind in memory.
    let kept = Arc::new(Mutex::new(Zeroizing::new(Vec::with_capacity(
        LONGEST_OUTPUT,
    ))));
    let (sender, end) = mpsc::channel();
    let shared = Arc::clone(&kept);
    thread::spawn(move || {
        let mut buffer = Zeroizing::new([0; 4096]);
        if let Some(mut pipe) = pipe {
            while let Ok(count @ 1..) = pipe.read(buffer.as_mut_slice()) {
                let mut kept = shared.lock().unwrap_or_else(PoisonError::into_inner);
                let room = LONGEST_OUTPUT - kept.len();
                kept.extend(buffer.iter().take(count.min(room)));
            }
        }
        let _ = sender.send(());
    });
    Collected { kept, end }
}

impl Collected {
    /// What a program that has ended wrote. A program that it left running can still hold the
    /// other end, so the end is not waited for long.
    fn take(self) -> Zeroizing<Vec<u8>> {
        let _ = self.end.recv_timeout(GRACE);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *kept)
    }
}

/// What the program wrote to its standard error, on one line and without what it printed.
fn complaint(errors: &[u8], output: &[u8]) -> String {
    if output.len() > SEARCHED {
        return String::new();
    }
    let redactor = Redactor::default();
    for line in String::from_utf8_lossy(output).lines() {
        let line = line.trim();
        if line.chars().count() >= 4 {
            redactor.add(&AccessToken::new(line.to_owned()));
        }
    }
    let errors = String::from_utf8_lossy(errors);
    let errors = redactor.scrub(errors.trim());
    let line: String = errors
        .chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    let skipped = line.chars().count().saturating_sub(LONGEST_COMPLAINT);
    line.chars().skip(skipped).collect()
}

fn without_line_break(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

fn told(complaint: &str) -> String {
    if complaint.is_empty() {
        String::new()
    } else {
        format!("; it says: {complaint}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> TokenCommand {
        TokenCommand::new(["sh", "-c", script].map(str::to_owned).to_vec()).unwrap()
    }

    #[expect(clippy::disallowed_methods, reason = "the token must be the one")]
    fn token(command: &TokenCommand) -> String {
        command.run().unwrap().expose().to_owned()
    }

    #[test]
    fn the_token_is_what_the_program_prints_without_one_line_break() {
        for (script, expected) in [
            ("printf 'abc def'", "abc def"),
            ("printf 'abcdef\\n'", "abcdef"),
            ("printf 'abcdef\\r\\n'", "abcdef"),
            ("printf 'abcdef\\n\\n'", "abcdef\n"),
            ("echo noise >&2; echo abcdef", "abcdef"),
            // What stays behind holds the pipe, and is not waited for.
            ("echo abcdef; sleep 20 &", "abcdef"),
        ] {
            assert_eq!(token(&shell(script)), expected, "{script}");
        }
    }

    #[test]
    fn a_line_is_split_as_a_shell_would_and_not_expanded() {
        let command = TokenCommand::parse(r#"printf '%s|%s' "a b" $HOME"#).unwrap();
        assert_eq!(token(&command), "a b|$HOME");
        for (line, expected) in [
            ("", "is empty"),
            ("  ", "is empty"),
            ("\"\"", "is empty"),
            ("op 'read", "not closed"),
        ] {
            let message = TokenCommand::parse(line).unwrap_err().to_string();
            assert!(message.contains(expected), "{line}: {message}");
        }
    }

    #[test]
    fn a_program_that_takes_too_long_is_stopped() {
        let limit = Duration::from_millis(50);
        // `sleep` inherits the pipes, and is not waited for either.
        for script in ["exec sleep 30", "sleep 20; echo late"] {
            let error = shell(script).run_within(limit).unwrap_err();
            assert!(matches!(error, CommandError::Timeout { .. }), "{error}");
        }
    }

    #[test]
    fn a_failure_says_what_the_program_says_but_not_what_it_printed() {
        let script = "echo s3cret-t0ken; echo \"no access for s3cret-t0ken\tto vault\" >&2; exit 3";
        let message = shell(script).run().unwrap_err().to_string();
        assert_eq!(
            message,
            "the command `sh` failed (exit status: 3); it says: no access for **** to vault"
        );
        for (script, expected) in [
            ("true", "the command `sh` printed nothing"),
            ("printf '\\377\\376'", "no token"),
            ("head -c 70000 /dev/zero | tr '\\0' a", "no token"),
        ] {
            let message = shell(script).run().unwrap_err().to_string();
            assert!(message.contains(expected), "{script}: {message}");
        }
        let missing = TokenCommand::parse("/no/such/program secret-argument").unwrap();
        let message = missing.run().unwrap_err().to_string();
        assert!(message.contains("cannot be started"), "{message}");
        assert!(!format!("{message} {missing:?}").contains("secret-argument"));
    }
}
