//! What is wrong with a file, where, and what to do.

use crate::pointer::Pointer;

/// Which part of a place is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The name of a member.
    Key,
    /// The value.
    Value,
}

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where.
    pub pointer: Pointer,
    /// Which part of it.
    pub part: Part,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// One way in which a value does not follow its schema: a diagnostic whose place is seen from the
/// value.
pub type Violation = Diagnostic;

impl Diagnostic {
    /// Something that is wrong with a value.
    #[must_use]
    pub fn new(pointer: Pointer, message: impl Into<String>) -> Self {
        Self {
            pointer,
            part: Part::Value,
            message: message.into(),
            hint: None,
        }
    }

    /// Says that the name of the member is what is wrong.
    #[must_use]
    pub fn at_key(mut self) -> Self {
        self.part = Part::Key;
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Offers the nearest of the names there are, or all of them when none is near. What has no
    /// name cannot be offered.
    #[must_use]
    pub fn offer<'a>(self, word: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        if let Some(nearest) = jackfield_suggest::nearest(word, names.iter().copied()) {
            return self.hint(format!("did you mean `{nearest}`?"));
        }
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        if names.is_empty() {
            return self;
        }
        self.hint(format!("there is {}", names.join(", ")))
    }
}
