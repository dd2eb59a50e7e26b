//! Text without secrets, and without what a terminal would obey.

use std::borrow::Cow;

use super::SECRETS;
use crate::message::Excerpt;

/// Text as a person may read it.
pub(crate) fn shown(text: &str) -> String {
    harmless(&SECRETS.scrub(text)).into_owned()
}

/// A name as one line, for where a line is an entry of its own.
pub(crate) fn in_line(name: &str) -> String {
    shown(name).replace('\n', "\u{fffd}")
}

/// JSON in which nothing acts on a terminal: what JSON leaves as it is stands as an escape there.
/// Outside of texts JSON is ASCII.
pub(crate) fn in_json(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if acts(character) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// A line of a file as a person may read it: what stands before the mark, under it and behind it.
/// A secret that reaches over an end of the mark is under it as a whole.
pub(super) fn quoted(excerpt: &Excerpt) -> [String; 3] {
    let line = excerpt.line.as_str();
    let scrubbed = SECRETS.scrub(line);
    // Where a place of the line is in what is left of it, unless it is inside of a secret.
    let moved = |place: usize| {
        let (before, behind) = line.split_at_checked(place)?;
        let (before, behind) = (SECRETS.scrub(before), SECRETS.scrub(behind));
        (scrubbed.strip_prefix(&*before)? == behind).then_some(before.len())
    };
    let marked = &excerpt.marked;
    let from = (0..=marked.start).rev().find_map(moved).unwrap_or(0);
    let to = (marked.end..=line.len()).find_map(moved);
    let to = to.unwrap_or(scrubbed.len()).max(from);
    let part = |range| {
        let text: &str = scrubbed.get(range).unwrap_or_default();
        harmless(&text.replace('\t', "    ")).into_owned()
    };
    [part(0..from), part(from..to), part(to..scrubbed.len())]
}

/// A terminal obeys control characters, and turns its writing round at others (Unicode Standard
/// Annex 9). Line breaks are welcome.
fn acts(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with such characters made visible.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.contains(acts) {
        Cow::Owned(text.replace(acts, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}
