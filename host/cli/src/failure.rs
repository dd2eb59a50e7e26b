//! What ends the program before its time.

use jackfield_connector::ConnectorError;
use jackfield_credential::CredentialError;
use jackfield_descriptor::{Fault, Party};
use jackfield_workflow::{Diagnostic, Source, SyntaxError};

use crate::exit::Exit;
use crate::message::{Level, Message, Place};

/// Why the program ends.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    /// What is said about it, one whole message after the other.
    messages: Vec<Message>,
    fault: Option<Box<Faulty>>,
}

/// What ended in a fault.
#[derive(Debug)]
pub(crate) struct Faulty {
    pub(crate) fault: Fault,
    /// The step of a run, if it was in one.
    pub(crate) step: Option<StepOf>,
}

/// What a run was doing.
#[derive(Debug)]
pub(crate) struct StepOf {
    pub(crate) name: String,
    /// The operation, as `uses` spells it.
    pub(crate) uses: String,
    /// The index of the item.
    pub(crate) item: Option<usize>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self::of(exit, vec![Message::new(Level::Error, message)])
    }

    fn of(exit: Exit, messages: Vec<Message>) -> Self {
        Self {
            exit,
            messages,
            fault: None,
        }
    }

    /// A defect of our own.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(Exit::Internal, message).hint("this is a defect of jackfield; please report it")
    }

    /// Adds what to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(last) = self.messages.last_mut() {
            last.hints.push(hint.into());
        }
        self
    }

    /// Adds a fact, unless there is none.
    pub(crate) fn also(mut self, fact: Option<String>) -> Self {
        if let Some(last) = self.messages.last_mut() {
            last.lines.extend(fact);
        }
        self
    }

    /// Adds another failure, of which only the words count.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.messages.extend(other.messages);
        self
    }

    /// Everything that is wrong with a file, in the order in which it stands there.
    pub(crate) fn diagnosed(exit: Exit, source: &Source, diagnostics: &[Diagnostic]) -> Self {
        let mut messages = messages(Level::Error, source, diagnostics);
        messages.sort_by_key(|message| {
            let place = message.place.as_ref();
            place.map(|place| (place.position.line, place.position.column))
        });
        Self::of(exit, messages)
    }

    /// A file that is not JSON.
    pub(crate) fn syntax(source: &Source, error: SyntaxError) -> Self {
        let title = format!("this is not JSON: {}", error.message);
        let mut message =
            Message::new(Level::Error, title).at(Place::quoted(source, error.spot, None));
        message.hints.extend(error.hint);
        Self::of(Exit::InvalidWorkflow, vec![message])
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
        let mut message = Message::new(Level::Error, format!("{doing}: {}", fault.message));
        message.lines = facts(fault);
        message.hints.extend(fault.hint.clone());
        Self {
            exit,
            messages: vec![message],
            fault: Some(Box::new(Faulty {
                fault: fault.clone(),
                step: None,
            })),
        }
    }

    /// Says in which step it was, and where that stands.
    pub(crate) fn in_step(mut self, step: StepOf, place: Option<Place>) -> Self {
        if let Some(faulty) = &mut self.fault {
            faulty.step = Some(step);
        }
        if let Some(last) = self.messages.last_mut() {
            last.place = place;
        }
        self
    }

    /// What is to be said.
    pub(crate) fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The fault behind it.
    pub(crate) fn faulty(&self) -> Option<&Faulty> {
        self.fault.as_deref()
    }

    /// How the program ends.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }
}

/// Things that are wrong with a file, each with its place and the line it is in.
pub(crate) fn messages(level: Level, source: &Source, diagnostics: &[Diagnostic]) -> Vec<Message> {
    let places = diagnostics
        .iter()
        .map(|diagnostic| (&diagnostic.pointer, diagnostic.part));
    source
        .spots(places)
        .into_iter()
        .zip(diagnostics)
        .map(|(spot, diagnostic)| {
            let place = Place::quoted(source, spot, Some(diagnostic.pointer.clone()));
            let mut message = Message::new(level, diagnostic.message.clone()).at(place);
            message.hints.extend(diagnostic.hint.clone());
            message
        })
        .collect()
}

/// What kind of fault it is, who can do something about it, and the platform's own code.
pub(crate) fn facts(fault: &Fault) -> Vec<String> {
    let who = match fault.kind.party() {
        Party::Author => "to be fixed in the workflow, its input or its credential",
        Party::Remote => "the platform's side, or the way to it",
        Party::Policy => "refused by jackfield's gate",
        Party::Connector => "a defect or limit of the connector",
    };
    let mut lines = vec![format!("kind: {} ({who})", fault.kind.as_str())];
    lines.extend(
        match (fault.code.as_deref().unwrap_or_default(), fault.status) {
            ("", None) => None,
            ("", Some(status)) => Some(format!("code: HTTP {status}")),
            (code, None) => Some(format!("code: {code}")),
            (code, Some(status)) => Some(format!("code: {code} (HTTP {status})")),
        },
    );
    lines
}
