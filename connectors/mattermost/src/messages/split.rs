//! The longest message, and what becomes of a longer one.

use jackfield_sdk::Fault;

use super::fence::{self, Fence};
use crate::parameters::wrong;

/// How many characters a post may have: those for which the server's database has room.
const LONGEST: usize = 16_383;

/// The message, in as many parts as are needed where that is allowed, and at least one.
pub(crate) fn parts(message: String, may_split: bool) -> Result<Vec<String>, Fault> {
    let length = message.chars().count();
    if length <= LONGEST {
        return Ok(vec![message]);
    }
    if may_split {
        let parts = cut(&message, LONGEST);
        return Ok(if parts.is_empty() {
            vec![String::new()]
        } else {
            parts
        });
    }
    Err(wrong(format!(
        "the message has {length} characters, and the server takes {LONGEST} at most"
    ))
    .hint("shorten it, or set `split`, which makes several posts of it, or send it as a file (`files`)"))
}

/// Cuts behind the last line break in the last quarter of each part, or else behind the last
/// blank there, or else where the part is full. Nothing is lost but that line break or blank, and
/// what would be a post of nothing but blanks. A code block that is cut is closed, and opened
/// again in the next part.
fn cut(message: &str, longest: usize) -> Vec<String> {
    let mut rest = message;
    let mut open: Option<Fence> = None;
    let mut parts = Vec::new();
    while !rest.trim().is_empty() {
        let opening = open.as_ref().map(Fence::opening).unwrap_or_default();
        let room = longest.saturating_sub(opening.chars().count());
        if rest.chars().count() <= room {
            parts.push(format!("{opening}{rest}"));
            break;
        }
        let mut part = divided(rest, room);
        if Fence::behind(part.0, open.as_ref()).is_some() {
            part = divided(rest, room.saturating_sub(fence::CLOSING));
        }
        let (part, behind) = before_opening(rest, part, open.as_ref());
        let next = Fence::behind(part, open.as_ref());
        if !part.trim().is_empty() {
            let closing = next.as_ref().map(Fence::closing).unwrap_or_default();
            parts.push(format!("{opening}{part}{closing}"));
        }
        (rest, open) = (behind, next);
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        if open.as_ref().is_some_and(|fence| fence.is_closed_by(line)) {
            (rest, open) = (behind, None);
        }
    }
    parts
}

/// A text in two, the first of so many characters at most, without what it was cut at.
fn divided(text: &str, room: usize) -> (&str, &str) {
    let place = |count: usize| {
        let at = text.char_indices().nth(count);
        at.map_or(text.len(), |(at, _)| at)
    };
    let room = room.max(1);
    let (early, end) = (place(room - room / 4), place(room));
    let (full, behind) = text.split_at(end);
    let gap = |character: char| {
        if behind.starts_with(character) {
            return Some(end);
        }
        full.rfind(character).filter(|at| *at >= early)
    };
    match gap('\n').or_else(|| gap(' ')) {
        Some(at) => {
            let (part, behind) = text.split_at(at);
            (part, behind.get(1..).unwrap_or_default())
        }
        None => (full, behind),
    }
}

/// The same two, with a code block that would only be opened at the end of the first one wholly in
/// the second.
fn before_opening<'a>(
    text: &'a str,
    (part, behind): (&'a str, &'a str),
    open: Option<&Fence>,
) -> (&'a str, &'a str) {
    let Some((before, last)) = part.rsplit_once('\n') else {
        return (part, behind);
    };
    let is_opened_last = Fence::behind(before, open).is_none()
        && Fence::behind(last, None).is_some()
        && !before.trim().is_empty();
    if is_opened_last {
        (before, text.get(before.len() + 1..).unwrap_or_default())
    } else {
        (part, behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_cut_between_lines_then_words_then_anywhere() {
        assert_eq!(cut("abcd\nf h j", 8), ["abcd\nf h", "j"]);
        assert_eq!(cut("abcdef\nh j", 8), ["abcdef", "h j"]);
        assert_eq!(cut("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(cut("äöüß", 2), ["äö", "üß"]);
        assert_eq!(cut("abc def", 3), ["abc", "def"]);
    }

    #[test]
    fn a_break_far_from_the_end_of_a_part_is_none_to_cut_at() {
        let long = format!("Hi\nthere {}", "a".repeat(20));
        assert_eq!(cut(&long, 20)[0], format!("Hi\nthere {}", "a".repeat(11)));
    }

    #[test]
    fn no_part_is_blank() {
        assert_eq!(cut("abc\n", 3), ["abc"]);
        assert_eq!(cut("abc\n\n\n\n\n\n\n\nd", 3), ["abc", "d"]);
        assert_eq!(cut(&" ".repeat(20), 8), [""; 0]);
        assert_eq!(parts(" ".repeat(LONGEST + 1), true).unwrap(), [""]);
    }

    #[test]
    fn a_code_block_that_is_cut_is_closed_and_opened_again() {
        let code = |lines: std::ops::Range<usize>| -> String {
            let lines = lines.map(|line| format!("line {line:02}"));
            lines.collect::<Vec<_>>().join("\n")
        };
        // Behind what is cut 33 characters are free for what closes the block.
        let message = format!("Log:\n```sh\n{}\n```\nDone", code(0..24));
        assert_eq!(
            cut(&message, 110),
            [
                format!("Log:\n```sh\n{}\n```", code(0..8)),
                format!("```sh\n{}\n```", code(8..17)),
                format!("```sh\n{}\n```\nDone", code(17..24)),
            ]
        );
    }

    #[test]
    fn no_code_block_is_empty_for_being_cut() {
        let text = "a".repeat(60);
        let opened_last = format!("{text}\n~~~\n{}\n~~~", "b".repeat(60));
        assert_eq!(
            cut(&opened_last, 98),
            [text.clone(), format!("~~~\n{}\n~~~", "b".repeat(60))]
        );
        let next = format!("~~~\n{}\n~~~", "c".repeat(60));
        let closed_first = format!("```\n{text}\n```\n{next}");
        assert_eq!(cut(&closed_first, 98), [format!("```\n{text}\n```"), next]);
    }

    #[test]
    fn no_part_is_longer_than_allowed() {
        let row = "~".repeat(32);
        let message = format!(
            "{row} {}\n{}{row}",
            "i".repeat(200),
            "code line\n".repeat(500)
        );
        let parts = cut(&message, 600);
        assert!(parts.len() > 10);
        for part in parts {
            assert!(part.chars().count() <= 600, "{part}");
            assert_eq!(part.matches(&row).count(), 2, "{part}");
        }
    }

    #[test]
    fn characters_count_and_not_bytes() {
        let fits = "ä".repeat(LONGEST);
        assert_eq!(parts(fits.clone(), false).unwrap().concat(), fits);
        let fault = parts(format!("{fits}ä"), false).unwrap_err();
        assert!(fault.message.contains("16384"), "{}", fault.message);
        let split = parts(format!("{fits}ä"), true).unwrap();
        assert_eq!(split, [fits, "ä".to_owned()]);
    }
}
