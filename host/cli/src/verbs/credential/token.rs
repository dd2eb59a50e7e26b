//! Where a token comes from: never from an argument.

use std::fs::File;
use std::io;

use jackfield_credential::{AccessToken, TokenCommand};

use crate::args::TokenSource;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::{ask_secret, can_ask, secrets};

impl TokenSource {
    /// Whether the command line says where the token comes from.
    pub(super) fn is_given(&self) -> bool {
        self.token_stdin || self.token_file.is_some() || self.token_command.is_some()
    }
}

/// The token, from where the command line says, or from a person.
pub(super) fn obtain(source: &TokenSource) -> Result<AccessToken, Failure> {
    let failed = |from: &str, error: &dyn std::fmt::Display| {
        Failure::new(
            Exit::Credential,
            format!("the token cannot be read from {from}: {error}"),
        )
    };
    let token = if let Some(path) = &source.token_file {
        File::open(path)
            .and_then(AccessToken::read)
            .map_err(|error| failed(&path.display().to_string(), &error))?
    } else if let Some(line) = &source.token_command {
        TokenCommand::parse(line)
            .and_then(|command| command.run())
            .map_err(|error| failed("--token-command", &error))?
    } else if can_ask() {
        ask_secret("Access token (does not show): ")?
    } else if source.token_stdin {
        AccessToken::read(io::stdin().lock()).map_err(|error| failed("standard input", &error))?
    } else {
        return Err(
            Failure::new(Exit::Usage, "nobody is there to be asked for the token")
                .hint("give --token-stdin, --token-file FILE or --token-command COMMAND"),
        );
    };
    // Known to the redactor before anything else can go wrong.
    secrets().add(&token);
    Ok(token)
}
