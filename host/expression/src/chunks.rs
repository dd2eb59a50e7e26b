//! Where the expressions of an export's template begin and end.
//!
//! The rules are those of the template engine of n8n, `n8n-io/tournament` (Apache-2.0): braces are
//! counted nowhere, so an expression ends at the next two that close, and a backslash in front of two
//! braces makes them text.

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chunk {
    Text(String),
    Code(String),
}

/// The chunks of a template, without its equals sign, and without texts that are empty. The last
/// expression need not be closed.
pub(crate) fn chunks(template: &str) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut rest = template;
    loop {
        let Some((before, behind)) = split(rest, "{{") else {
            push_text(&mut chunks, rest.to_owned());
            return chunks;
        };
        push_text(&mut chunks, before.replace("\\\\", "\\"));
        let (code, behind) = split(behind, "}}").unwrap_or((behind, ""));
        chunks.push(Chunk::Code(code.replacen("\\}}", "}}", 1)));
        rest = behind;
    }
}

fn push_text(chunks: &mut Vec<Chunk>, text: String) {
    if !text.is_empty() {
        chunks.push(Chunk::Text(text));
    }
}

/// Splits at the first two braces that no backslash of its own stands before.
fn split<'a>(text: &'a str, braces: &str) -> Option<(&'a str, &'a str)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find(braces)?;
        let before = text.get(from..at)?;
        let backslashes = before.bytes().rev().take_while(|byte| *byte == b'\\');
        let behind = at + braces.len();
        if backslashes.count() % 2 == 0 {
            return Some((text.get(..at)?, text.get(behind..)?));
        }
        from = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Chunk {
        Chunk::Text(text.to_owned())
    }

    fn code(code: &str) -> Chunk {
        Chunk::Code(code.to_owned())
    }

    #[test]
    fn a_template_is_split_at_the_next_braces() {
        for (template, expected) in [
            ("", vec![]),
            ("plain }} text", vec![text("plain }} text")]),
            ("{{ 1 }}", vec![code(" 1 ")]),
            ("{{}}", vec![code("")]),
            (" {{ 1 }}", vec![text(" "), code(" 1 ")]),
            ("{{ 1 }} ", vec![code(" 1 "), text(" ")]),
            ("{{a}}{{b}}", vec![code("a"), code("b")]),
            ("a {{ b", vec![text("a "), code(" b")]),
            ("{{ {a: {b: 1}} }}", vec![code(" {a: {b: 1"), text(" }}")]),
            ("{{ '}}' }}", vec![code(" '"), text("' }}")]),
            ("{{{ a }}}", vec![code("{ a "), text("}")]),
        ] {
            assert_eq!(chunks(template), expected, "{template}");
        }
    }

    #[test]
    fn a_backslash_makes_braces_text() {
        for (template, expected) in [
            (r"a \{{ b }}", vec![text(r"a \{{ b }}")]),
            (r"\{{ a }} {{ b }}", vec![text(r"\{{ a }} "), code(" b ")]),
            (r"a\\{{ b }}", vec![text(r"a\"), code(" b ")]),
            (r"\\\{{ b }}", vec![text(r"\\\{{ b }}")]),
            (r#"{{ f("\}}") }}"#, vec![code(r#" f("}}") "#)]),
            (
                r"C:\\x\\{{ b }}\\y",
                vec![text(r"C:\x\"), code(" b "), text(r"\\y")],
            ),
        ] {
            assert_eq!(chunks(template), expected, "{template}");
        }
    }
}
