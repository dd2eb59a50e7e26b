//! The longest message, and what becomes of a longer one.

use jackfield_sdk::Fault;

use crate::parameters::wrong;

/// How many characters a post may have: those for which the server's database has room.
const LONGEST: usize = 16_383;

/// The message, in as many parts as are needed where that is allowed.
pub(crate) fn parts(message: String, may_split: bool) -> Result<Vec<String>, Fault> {
    let length = message.chars().count();
    if length <= LONGEST {
        return Ok(vec![message]);
    }
    if may_split {
        return Ok(cut(&message, LONGEST));
    }
    Err(wrong(format!(
        "the message has {length} characters, and the server takes {LONGEST} at most"
    ))
    .hint("shorten it, or set `split`, which makes several posts of it, or send it as a file (`files`)"))
}

/// Cuts behind the last line break of each part, or else behind the last blank, or else where the
/// part is full. Nothing is lost but the line break or blank itself.
fn cut(message: &str, longest: usize) -> Vec<String> {
    let mut rest = message;
    let mut parts = Vec::new();
    while let Some((end, _)) = rest.char_indices().nth(longest) {
        let (full, _) = rest.split_at(end);
        let gap = |character: char| full.rfind(character).filter(|at| *at > 0);
        let at = gap('\n').or_else(|| gap(' '));
        let (part, behind) = rest.split_at(at.unwrap_or(end));
        parts.push(part.to_owned());
        rest = match at {
            Some(_) => behind.get(1..).unwrap_or_default(),
            None => behind,
        };
    }
    if !rest.is_empty() {
        parts.push(rest.to_owned());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_cut_between_lines_then_words_then_anywhere() {
        assert_eq!(cut("ab\ncd ef", 6), ["ab", "cd ef"]);
        assert_eq!(cut("ab cd ef", 6), ["ab cd", "ef"]);
        assert_eq!(cut("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(cut("äöüß", 2), ["äö", "üß"]);
        assert_eq!(cut("\nabcdef", 3), ["\nab", "cde", "f"]);
        assert_eq!(cut("abc\n", 3), ["abc", "\n"]);
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
