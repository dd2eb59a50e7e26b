//! What is known about a token and is no secret.

/// A longer text is no note.
const LONGEST: usize = 300;

/// Things by which a token can be found again on its platform. They stand in the clear in lists,
/// logs and reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// The token's id on the platform, which is not the token.
    pub token_id: Option<String>,
    /// What the token is called or described as on the platform.
    pub description: Option<String>,
    /// Whose token it is.
    pub account: Option<String>,
    /// The ids of tokens that this one took the place of and that may still be valid.
    pub replaced_token_ids: Vec<String>,
}

impl Notes {
    /// Every text in it, with the key it is written under.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("tokenId", &self.token_id),
            ("description", &self.description),
            ("account", &self.account),
        ]
        .into_iter()
        .filter_map(|(key, text)| Some((key, text.as_deref()?)))
        .chain(
            self.replaced_token_ids
                .iter()
                .map(|id| ("replacedTokenIds", id.as_str())),
        )
    }
}

/// What is wrong with the text of a note.
pub(crate) fn fault_of(text: &str) -> Option<&'static str> {
    if text.chars().any(char::is_control) {
        Some("must be a single line")
    } else if text.chars().count() > LONGEST {
        Some("is too long for a note")
    } else if text.trim_start().starts_with('{') {
        // Such as the JSON of a whole credential whose variable is called like a note's.
        Some("holds a JSON object, and not a note")
    } else {
        None
    }
}
