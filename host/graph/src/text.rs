//! Text that fits where it is shown.
//!
//! No font is at hand here, so widths are an estimate, in hundredths of the font's size: generous
//! for a usual sans-serif typeface, and with double width for what East Asian fonts and emoji make
//! wide.

use jackfield_workflow::Node;

/// What stands in place of what was cut off.
const ELLIPSIS: char = '…';

/// No line needs more characters than this, however narrow they are.
const LONGEST: usize = 120;

/// The text as one line: white space folded; without control characters, and without the marks
/// that let a text show its letters in another order than they are in.
pub(crate) fn line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A step's name as one line.
pub(crate) fn name(node: &Node) -> String {
    let name = line(&node.name);
    if name.is_empty() {
        "(no name)".to_owned()
    } else {
        name
    }
}

/// A step's operation as one line, unless the step is called like it; and whether it is disabled.
pub(crate) fn operation(node: &Node) -> Option<String> {
    let operation = line(&node.uses());
    let operation = (operation != line(&node.name)).then_some(operation);
    match operation {
        operation if !is_disabled(node) => operation,
        None => Some("disabled".to_owned()),
        Some(operation) => Some(format!("{operation}, disabled")),
    }
}

/// Whether a node of an export is left out.
pub(crate) fn is_disabled(node: &Node) -> bool {
    node.export
        .as_ref()
        .is_some_and(|export| export.is_disabled)
}

/// A step's condition as one line. The braces of a template that is one expression add nothing.
pub(crate) fn condition(node: &Node) -> Option<String> {
    let value = node.condition.as_ref()?;
    let text = line(
        &value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned),
    );
    let expression = text
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"))
        .filter(|inner| !inner.contains("{{"))
        .map_or(text.as_str(), str::trim);
    Some(if expression.is_empty() {
        "if \"\"".to_owned()
    } else {
        format!("if {expression}")
    })
}

/// How wide a text is, in hundredths of the font's size.
pub(crate) fn width(text: &str) -> u32 {
    text.chars().map(width_of).fold(0, u32::saturating_add)
}

/// The text, or as much of its beginning as fits into `limit` together with an ellipsis. A
/// character is not parted from the marks that belong to it.
pub(crate) fn shorten(text: &str, limit: u32) -> String {
    let room = limit.saturating_sub(width_of(ELLIPSIS));
    let mut used: u32 = 0;
    let mut cut = 0;
    let mut joined = true;
    for (count, (place, c)) in text.char_indices().enumerate() {
        if !joined && width_of(c) > 0 && used <= room {
            cut = place;
        }
        used = used.saturating_add(width_of(c));
        if used > limit || count >= LONGEST {
            let kept = text.get(..cut).unwrap_or_default().trim_end();
            return format!("{kept}{ELLIPSIS}");
        }
        joined = c == '\u{200d}';
    }
    text.to_owned()
}

fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff9}'..='\u{fffb}'
    ) || u32::from(c) & 0xfffe == 0xfffe
}

fn width_of(c: char) -> u32 {
    match c {
        ' ' | '!' | '\'' | '(' | ')' | ',' | '.' | '/' | ':' | ';' | '[' | ']' | '`' | '{'
        | '|' | '}' | 'I' | 'f' | 'i' | 'j' | 'l' | 'r' | 't' => 36,
        '%' | '@' | 'M' | 'W' | 'm' | 'w' => 92,
        'A'..='Z' => 70,
        _ if is_mark(c) => 0,
        _ if is_wide(c) => 118,
        _ => 59,
    }
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05bd}'
            | '\u{064b}'..='\u{065f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

fn is_wide(c: char) -> bool {
    matches!(
        c,
        '…' | '\u{1100}'..='\u{115f}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
            | '\u{2e80}'..='\u{a4cf}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
            | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}'
            | '\u{ffe0}'..='\u{ffe6}' | '\u{10000}'..='\u{1ffff}' | '\u{20000}'..='\u{3ffff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_control_characters_and_no_direction_marks() {
        assert_eq!(
            line(" a\r\n\tb\u{0}\u{7}c\u{202e}d\u{2028}e\u{ffff} "),
            "a b cd e"
        );
    }

    #[test]
    fn a_text_that_fits_stays_as_it_is() {
        assert_eq!(shorten("short", 59 * 5), "short");
        assert_eq!(shorten("", 0), "");
    }

    #[test]
    fn a_long_text_ends_in_an_ellipsis_within_the_limit() {
        let short = shorten(&"abc ".repeat(2_500), 1_000);
        assert!(
            short.starts_with("abc abc") && short.ends_with("c…"),
            "{short}"
        );
        assert!(width(&short) <= 1_000, "{short}");
    }

    #[test]
    fn a_character_keeps_its_marks() {
        let family = "👨\u{200d}👩\u{200d}👧";
        let short = shorten(&family.repeat(3), width(family) + 118);
        assert_eq!(short, format!("{family}…"));
        assert_eq!(
            shorten(&format!("a{}", "\u{301}".repeat(10_000)), 1_000),
            "…"
        );
    }

    #[test]
    fn wide_characters_count_double() {
        assert_eq!(width("部署"), 2 * width("ab"));
    }
}
