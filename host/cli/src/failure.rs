//! What ends the program before its time, and how it is said.

use std::fmt::Write as _;

use jackfield_connector::ConnectorError;
use jackfield_credential::CredentialError;
use jackfield_descriptor::{Fault, Party};
use jackfield_workflow::{Diagnostic, Source};

use crate::exit::Exit;

/// Why the program ends.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    /// Whole messages, to be printed one after the other.
    messages: Vec<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            messages: vec![message.into()],
        }
    }

    /// A defect of our own.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(Exit::Internal, message).hint("this is a defect of jackfield; please report it")
    }

    /// Adds what to do about it.
    pub(crate) fn hint(mut self, hint: impl AsRef<str>) -> Self {
        if let Some(last) = self.messages.last_mut() {
            let _ = write!(last, "\n  hint: {}", hint.as_ref());
        }
        self
    }

    /// Adds a line, unless there is nothing to say.
    pub(crate) fn also(mut self, line: &str) -> Self {
        if let Some(last) = self.messages.last_mut()
            && !line.is_empty()
        {
            let _ = write!(last, "\n  {line}");
        }
        self
    }

    /// Everything that is wrong with a file, in the order in which it stands there.
    pub(crate) fn diagnosed(exit: Exit, source: &Source, diagnostics: &[Diagnostic]) -> Self {
        let mut placed: Vec<_> = diagnostics
            .iter()
            .map(|diagnostic| {
                let position = source.position(&diagnostic.pointer, diagnostic.part);
                (position, diagnostic)
            })
            .collect();
        placed.sort_by_key(|(position, _)| (position.line, position.column));
        let messages = placed
            .into_iter()
            .map(|(position, diagnostic)| {
                let mut message = format!("{}:{position}: {}", source.name, diagnostic.message);
                if let Some(hint) = &diagnostic.hint {
                    let _ = write!(message, "\n  hint: {hint}");
                }
                message
            })
            .collect();
        Self { exit, messages }
    }

    /// A credential that cannot be had.
    pub(crate) fn credential(error: &CredentialError) -> Self {
        let failure = Self::new(Exit::Credential, error.to_string());
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }

    /// A file that is no connector.
    pub(crate) fn connector(name: &str, error: &ConnectorError) -> Self {
        Self::new(
            Exit::Connector,
            format!("{name} cannot be used as a connector: {error}"),
        )
    }

    /// A fault, and what was being done.
    pub(crate) fn fault(exit: Exit, doing: &str, fault: &Fault) -> Self {
        let mut message = format!("{doing}: {}", fault.message);
        let who = match fault.kind.party() {
            Party::Author => "to be fixed in the workflow, its input or its credential",
            Party::Remote => "the platform's side, or the way to it",
            Party::Policy => "refused by jackfield's gate",
            Party::Connector => "a defect or limit of the connector",
        };
        let _ = write!(message, "\n  kind: {} ({who})", fault.kind.as_str());
        let code = fault.code.as_deref().unwrap_or_default();
        let _ = match (code, fault.status) {
            ("", None) => Ok(()),
            ("", Some(status)) => write!(message, "\n  code: HTTP {status}"),
            (code, None) => write!(message, "\n  code: {code}"),
            (code, Some(status)) => write!(message, "\n  code: {code} (HTTP {status})"),
        };
        let failure = Self::new(exit, message);
        match &fault.hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }

    /// What is to be said, one whole message after the other.
    pub(crate) fn messages(&self) -> &[String] {
        &self.messages
    }

    /// How the program ends.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }
}
