//! What is said on standard error, as data. [`crate::terminal`] spells it.

use std::ops::Range;

use jackfield_workflow::{Part, Pointer, Position, Source, Spot};

/// What kind of thing is said. It decides at which verbosity it is said, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// Why the program ends.
    Error,
    /// Something that makes the run less secure, or that the gate stopped: said even when quiet.
    Alarm,
    /// Something that a person had better know.
    Warning,
    /// An error, in the eyes of a connector that goes on all the same.
    Complaint,
    /// A call that is repeated.
    Retry,
    /// A failure that a run goes on past.
    Tolerated,
    /// What a dry run has instead of results: said even when quiet, for it is what was asked for.
    Shown(&'static str),
    /// What came of it all.
    Summary,
    /// A step, a call, or what a connector says about its work.
    Progress(&'static str),
    /// What a connector says for its developers.
    Debug,
}

/// One thing that is said.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) level: Level,
    /// Where in a file it is.
    pub(crate) place: Option<Place>,
    /// What is the matter, in a sentence without a full stop.
    pub(crate) title: String,
    /// Further facts, a line each.
    pub(crate) lines: Vec<String>,
    /// What to do about it.
    pub(crate) hints: Vec<String>,
}

/// A place in a file.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The file, as it was named.
    pub(crate) file: String,
    pub(crate) position: Position,
    /// The JSON Pointer (RFC 6901) of what stands there, if it could be read so far.
    pub(crate) pointer: Option<Pointer>,
    /// The line, where it is the file that the message is about.
    pub(crate) excerpt: Option<Excerpt>,
}

/// A line of a file.
#[derive(Clone, Debug)]
pub(crate) struct Excerpt {
    pub(crate) line: String,
    /// The bytes that are meant.
    pub(crate) marked: Range<usize>,
}

impl Message {
    pub(crate) fn new(level: Level, title: impl Into<String>) -> Self {
        Self {
            level,
            place: None,
            title: title.into(),
            lines: Vec::new(),
            hints: Vec::new(),
        }
    }

    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// What to do about it, in one text.
    pub(crate) fn advice(&self) -> Option<String> {
        (!self.hints.is_empty()).then(|| self.hints.join("; "))
    }

    /// The title, the facts and the hints, in the order they are said.
    pub(crate) fn body(&self) -> impl Iterator<Item = String> {
        let hints = self.hints.iter().map(|hint| format!("hint: {hint}"));
        std::iter::once(self.title.clone())
            .chain(self.lines.iter().cloned())
            .chain(hints)
    }
}

impl Place {
    /// A place in a file that a message is about: with the line.
    pub(crate) fn quoted(source: &Source, spot: Spot, pointer: Option<Pointer>) -> Self {
        Self {
            file: source.name.clone(),
            position: spot.position,
            pointer,
            excerpt: Some(Excerpt {
                line: spot.line,
                marked: spot.marked,
            }),
        }
    }

    /// Where something is defined that failed later.
    pub(crate) fn of(source: &Source, pointer: &Pointer) -> Self {
        Self {
            file: source.name.clone(),
            position: source.spot_of(pointer, Part::Value).position,
            pointer: Some(pointer.clone()),
            excerpt: None,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.file, self.position)
    }
}
