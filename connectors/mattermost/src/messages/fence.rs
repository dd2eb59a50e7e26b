//! Fenced code blocks in Markdown (`CommonMark` 0.31.2, section 4.5).

/// Longer rows of backticks or tildes are taken for text: the room that a closing fence needs is
/// set aside in every post.
const LONGEST_ROW: usize = 32;
/// What stands behind an opening fence is repeated up to this length.
const LONGEST_INFO: usize = 200;

/// How many characters closing a code block takes, with its line break.
pub(super) const CLOSING: usize = LONGEST_ROW + 1;

/// The fence of a code block that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fence {
    row: String,
    info: String,
}

impl Fence {
    /// The one that is open behind a text, where this one was open before it.
    pub(super) fn behind(text: &str, before: Option<&Self>) -> Option<Self> {
        text.lines().fold(before.cloned(), |open, line| match open {
            Some(fence) => (!fence.is_closed_by(line)).then_some(fence),
            None => Self::opened_by(line),
        })
    }

    fn opened_by(line: &str) -> Option<Self> {
        let (row, info) = row(line)?;
        if row.starts_with('`') && info.contains('`') {
            return None;
        }
        let is_short = info.chars().count() <= LONGEST_INFO;
        Some(Self {
            row: row.to_owned(),
            info: if is_short {
                info.to_owned()
            } else {
                String::new()
            },
        })
    }

    pub(super) fn is_closed_by(&self, line: &str) -> bool {
        row(line).is_some_and(|(row, info)| info.is_empty() && row.starts_with(&self.row))
    }

    /// The line that opens it again.
    pub(super) fn opening(&self) -> String {
        format!("{}{}\n", self.row, self.info)
    }

    /// The line that closes it.
    pub(super) fn closing(&self) -> String {
        format!("\n{}", self.row)
    }
}

/// The row of marks that a line begins with, and what stands behind it.
fn row(line: &str) -> Option<(&str, &str)> {
    let bare = line.trim_start_matches(' ');
    let mark = bare.chars().next().filter(|mark| "`~".contains(*mark))?;
    let info = bare.trim_start_matches(mark);
    let length = bare.len() - info.len();
    let is_fence = line.len() - bare.len() <= 3 && (3..=LONGEST_ROW).contains(&length);
    is_fence.then(|| (bare.get(..length).unwrap_or_default(), info.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> Option<String> {
        Fence::behind(text, None).map(|fence| fence.opening())
    }

    #[test]
    fn a_block_is_open_until_a_row_of_the_same_mark_closes_it() {
        for (text, opening) in [
            ("a\n```rust\nb", "```rust\n"),
            ("~~~~ text `x`\n~~~\n```", "~~~~text `x`\n"),
            ("   ```\n``\n~~~", "```\n"),
            ("````\n```\n", "````\n"),
            ("```\n``` not the end", "```\n"),
            ("```\na\n```\n```b", "```b\n"),
        ] {
            assert_eq!(open(text).as_deref(), Some(opening), "{text}");
        }
        for text in [
            "",
            "a ```",
            "    ```",
            "``",
            "``` a `b` ```",
            "```\na\n```",
            "~~~\na\n ~~~~  ",
        ] {
            assert_eq!(open(text), None, "{text}");
        }
    }

    #[test]
    fn what_would_take_too_much_room_is_not_repeated() {
        assert_eq!(open(&"`".repeat(33)), None);
        let long = format!("```{}", "x".repeat(201));
        assert_eq!(open(&long).as_deref(), Some("```\n"));
    }
}
