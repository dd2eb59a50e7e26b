//! Text in XML.

/// Text as it can stand between tags and in attributes. Characters that XML has no place for are
/// left out.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if c.is_control() => {}
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn markup_and_control_characters_do_not_get_through() {
        assert_eq!(
            text("</text>\u{0}\u{1b}]]>\u{ffff}\"&'\u{85}é"),
            "&lt;/text&gt;]]&gt;&quot;&amp;&#39;é"
        );
    }
}
