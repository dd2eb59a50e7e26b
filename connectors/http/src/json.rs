//! JSON as text. An answer is not made into a tree of values, which would take many times its room
//! in the connector's memory: what it consists of goes on as it is spelled.

use serde::de::IgnoredAny;

/// Whether a text is JSON.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check(text: &str) -> serde_json::Result<()> {
    serde_json::from_str::<IgnoredAny>(text).map(|_| ())
}

/// The elements of a list, as they are spelled; nothing if it is none. The text is JSON.
pub(crate) fn elements(text: &str) -> Option<Vec<&str>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let mut elements = Vec::new();
    let (mut depth, mut in_text, mut escaped, mut begin) = (0_usize, false, false, 0);
    for (index, byte) in inner.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                elements.extend(inner.get(begin..index).map(str::trim));
                begin = index + 1;
            }
            _ => {}
        }
    }
    let last = inner.get(begin..).unwrap_or_default().trim();
    if !last.is_empty() {
        elements.push(last);
    }
    Some(elements)
}

/// Whether it is an object. The text is JSON.
pub(crate) fn is_object(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Whether there is nothing in it: no elements, no members, null. The text is JSON.
pub(crate) fn is_empty(text: &str) -> bool {
    let text = text.trim();
    let inside = |opening, closing| text.strip_prefix(opening)?.strip_suffix(closing);
    text == "null"
        || inside('[', ']')
            .or_else(|| inside('{', '}'))
            .is_some_and(|inner: &str| inner.trim().is_empty())
}

/// An object of members that are JSON already.
pub(crate) fn object<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let members: Vec<String> = members
        .into_iter()
        .map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name)))
        .collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_elements_of_a_list_are_those_of_its_value() {
        for text in [
            "[]",
            " [ ] ",
            "[1]",
            "[1, 2.50 ,-3e7]",
            r#"["a,b", "[", "]\"", "\\", "\\\","]"#,
            r#"[{"a":[1,{"b":"}"}],"c":","},[[],[1,2]],null,true]"#,
            "[\n{\"a\":\"ü\"}\n,\t{}\r\n]",
        ] {
            check(text).unwrap();
            let values: Vec<Value> = elements(text)
                .unwrap()
                .into_iter()
                .map(|element| serde_json::from_str(element).unwrap())
                .collect();
            assert_eq!(json!(values), serde_json::from_str::<Value>(text).unwrap());
        }
        for text in ["{}", "1", "\"[1]\"", "null"] {
            assert_eq!(elements(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_empty_is_recognised() {
        for (text, expected) in [
            ("[]", true),
            ("[ \n]", true),
            ("{ }", true),
            ("null", true),
            ("[0]", false),
            ("{\"a\":1}", false),
            ("\"\"", false),
            ("0", false),
        ] {
            assert_eq!(is_empty(text), expected, "{text}");
        }
    }

    #[test]
    fn members_are_named_as_json_names_them() {
        let object = object([("a\"b", "1"), ("c", "[2]")]);
        let value: Value = serde_json::from_str(&object).unwrap();
        assert_eq!(value, json!({"a\"b": 1, "c": [2]}));
    }
}
