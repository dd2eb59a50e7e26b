//! Regular expressions as a workflow's author writes them, for JavaScript.

use fancy_regex::{Regex, RegexBuilder};
use jackfield_descriptor::Fault;

use super::read::invalid;

/// How often a search may go back before it counts as one that never ends.
const MOST_STEPS: usize = 1_000_000;

/// How large a compiled expression may be, in bytes.
const LARGEST: usize = 4 << 20;

/// Compiles `pattern` or `/pattern/flags`.
///
/// # Errors
/// When it is none.
fn compile(written: &str) -> Result<Regex, Fault> {
    let (pattern, flags) = parts(written);
    let mut builder = RegexBuilder::new(&translated(pattern));
    builder
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .backtrack_limit(MOST_STEPS)
        .delegate_size_limit(LARGEST)
        .build()
        .map_err(|error| invalid(format!("`{written}` is no regular expression: {error}")))
}

/// Whether it occurs in a text.
///
/// # Errors
/// When the search does not end.
fn occurs(regex: &Regex, text: &str) -> Result<bool, Fault> {
    regex.is_match(text).map_err(|_| {
        invalid(format!(
            "the regular expression `{}` goes back too often on this text",
            regex.as_str()
        ))
        .hint("write it without repetitions inside repetitions")
    })
}

fn parts(written: &str) -> (&str, &str) {
    let delimited = written
        .strip_prefix('/')
        .and_then(|rest| rest.rsplit_once('/'))
        .filter(|(pattern, flags)| {
            !pattern.is_empty() && flags.chars().all(|flag| "dgimsuvy".contains(flag))
        });
    delimited.unwrap_or((written, ""))
}

/// The pattern in this library's spelling: `\d` and `\w` are ASCII in JavaScript, and a bracket
/// inside brackets is itself.
fn translated(pattern: &str) -> String {
    let mut result = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('d') if in_class => result.push_str("0-9"),
                Some('d') => result.push_str("[0-9]"),
                Some('D') if !in_class => result.push_str("[^0-9]"),
                Some('w') if in_class => result.push_str("0-9A-Za-z_"),
                Some('w') => result.push_str("[0-9A-Za-z_]"),
                Some('W') if !in_class => result.push_str("[^0-9A-Za-z_]"),
                Some('/') => result.push('/'),
                Some(escaped) => {
                    result.push('\\');
                    result.push(escaped);
                }
                None => result.push('\\'),
            },
            '[' if in_class => result.push_str("\\["),
            '[' => {
                in_class = true;
                result.push('[');
                if characters.peek() == Some(&'^') {
                    characters.next();
                    result.push('^');
                }
                // `[]` matches nothing in JavaScript and `[^]` everything; neither is of use here.
            }
            ']' => {
                in_class = false;
                result.push(']');
            }
            '&' | '~' if in_class => {
                result.push('\\');
                result.push(character);
            }
            plain => result.push(plain),
        }
    }
    result
}

/// Regular expressions that have been compiled, for a node whose items have the same one.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    last: Option<(String, Regex)>,
}

impl Compiled {
    /// Whether what is written occurs in a text.
    ///
    /// # Errors
    /// When it is no regular expression, or the search does not end.
    pub(super) fn occurs(&mut self, written: &str, text: &str) -> Result<bool, Fault> {
        if let Some((known, regex)) = &self.last
            && known == written
        {
            return occurs(regex, text);
        }
        let regex = compile(written)?;
        let found = occurs(&regex, text);
        self.last = Some((written.to_owned(), regex));
        found
    }
}
