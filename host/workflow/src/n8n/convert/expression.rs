//! n8n's expressions as templates of steps.

use std::collections::BTreeSet;

use serde_json::Value;

/// What begins and ends code in a text, in both spellings.
const OPEN: &str = "{{";
const CLOSE: &str = "}}";

/// The names that steps have as well, and those that are called otherwise there.
const ROOTS: [&str; 14] = [
    "$",
    "$json",
    "$itemIndex",
    "$input",
    "$now",
    "$today",
    "$if",
    "$ifEmpty",
    "$min",
    "$max",
    "$jmespath",
    "$workflow",
    "$runIndex",
    "$env",
];
const RENAMED: [(&str, &str); 3] = [
    ("$data", "$json"),
    ("$jmesPath", "$jmespath"),
    ("$executionId", "$execution.id"),
];

/// Methods that n8n adds to values and JavaScript does not have.
const EXTENSIONS: [&str; 44] = [
    "hash",
    "removeMarkdown",
    "removeTags",
    "toDate",
    "toDateTime",
    "toBoolean",
    "toNumber",
    "toInt",
    "toWholeNumber",
    "toFloat",
    "toDecimalNumber",
    "toSentenceCase",
    "toSnakeCase",
    "toTitleCase",
    "urlDecode",
    "urlEncode",
    "quote",
    "replaceSpecialChars",
    "isDomain",
    "isEmail",
    "isNumeric",
    "isUrl",
    "isEmpty",
    "isNotEmpty",
    "toJsonString",
    "extractEmail",
    "extractDomain",
    "extractUrl",
    "extractUrlPath",
    "parseJson",
    "base64Encode",
    "base64Decode",
    "removeDuplicates",
    "pluck",
    "randomItem",
    "average",
    "compact",
    "smartJoin",
    "chunk",
    "renameKeys",
    "hasField",
    "removeField",
    "isWeekend",
    "beginningOf",
];
/// What `$('Node')` has in n8n only.
const OF_NODES: [&str; 6] = [
    "params",
    "context",
    "isExecuted",
    "pairedItem",
    "itemMatching",
    "binary",
];

/// A text of an export as a template of steps, or why it is none. The names of the nodes that it
/// looks at are added.
pub(super) fn template(text: &str, looks_at: &mut BTreeSet<String>) -> Result<String, String> {
    let Some(body) = text.strip_prefix('=') else {
        return Ok(text.replace(OPEN, "\\{{"));
    };
    let mut template = String::with_capacity(body.len());
    for part in parts(body)? {
        match part {
            Part::Text(text) => template.push_str(text),
            Part::Code(source) => {
                template.push_str(OPEN);
                template.push_str(&format!(" {} ", code(source, looks_at)?));
                template.push_str(CLOSE);
            }
        }
    }
    Ok(template)
}

/// A value of an export as JavaScript.
pub(super) fn operand(value: &Value, looks_at: &mut BTreeSet<String>) -> Result<String, String> {
    let Some(body) = value.as_str().and_then(|text| text.strip_prefix('=')) else {
        return Ok(value.to_string());
    };
    let parts = parts(body)?;
    if let [Part::Code(source)] = parts.as_slice() {
        return code(source, looks_at);
    }
    let mut terms = Vec::with_capacity(parts.len());
    for part in parts {
        terms.push(match part {
            Part::Text(text) => Value::from(text).to_string(),
            Part::Code(source) => format!("({})", code(source, looks_at)?),
        });
    }
    match terms.as_slice() {
        [] => Ok("\"\"".to_owned()),
        _ => Ok(format!("[{}].join(\"\")", terms.join(", "))),
    }
}

enum Part<'a> {
    Text(&'a str),
    Code(&'a str),
}

fn parts(body: &str) -> Result<Vec<Part<'_>>, String> {
    let mut parts = Vec::new();
    let mut rest = body;
    while let Some((before, behind)) = rest.split_once(OPEN) {
        if before.ends_with('\\') {
            return Err("has braces that are no expression".to_owned());
        }
        let Some((code, after)) = behind.split_once(CLOSE) else {
            return Err("has an expression that does not end".to_owned());
        };
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        parts.push(Part::Code(code));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    Ok(parts)
}

/// Code with n8n's names, with those of steps.
fn code(source: &str, looks_at: &mut BTreeSet<String>) -> Result<String, String> {
    let source = source.trim().trim_end_matches(';').trim_end();
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    let mut quote: Option<char> = None;
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        if let Some(open) = quote {
            code.push(first);
            rest = after;
            if first == '\\' {
                code.extend(rest.chars().next());
                let escaped = rest.chars().next().map_or(0, char::len_utf8);
                rest = rest.get(escaped..).unwrap_or_default();
            } else if first == open {
                quote = None;
            }
            continue;
        }
        if first == '\'' || first == '"' {
            quote = Some(first);
            code.push(first);
            rest = after;
        } else if first.is_alphabetic() || first == '$' || first == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '$' || c == '_'));
            let (word, after) = rest
                .split_at_checked(end.unwrap_or(rest.len()))
                .unwrap_or((rest, ""));
            let is_member = code.trim_end().ends_with('.');
            rest = self::word(word, is_member, after, &mut code, looks_at)?;
        } else {
            code.push(first);
            rest = after;
        }
    }
    Ok(code)
}

/// One name, and what belongs to it; gives what is left.
fn word<'a>(
    word: &str,
    is_member: bool,
    after: &'a str,
    code: &mut String,
    looks_at: &mut BTreeSet<String>,
) -> Result<&'a str, String> {
    if is_member {
        let is_call = after.trim_start().starts_with('(');
        if is_call && EXTENSIONS.contains(&word) {
            return Err(format!("calls `.{word}()`, which only n8n has"));
        }
        if OF_NODES.contains(&word) && code.trim_end().ends_with(").") {
            return Err(format!("asks for `.{word}` of a node"));
        }
        code.push_str(word);
        return Ok(after);
    }
    if word == "$node" {
        let (name, after) = indexed(after).ok_or("names a node by an expression")?;
        code.push_str(&format!("$({}).item", spelled(&name)));
        looks_at.insert(name);
        return Ok(after);
    }
    // What opens code in a template of JavaScript's own is no name.
    if word == "$" && !after.starts_with('{') {
        let name = after.trim_start().strip_prefix('(').and_then(quoted);
        let (name, _) = name.ok_or("names a node by an expression")?;
        looks_at.insert(name);
    }
    if word == "$execution" && !after.starts_with(".id") {
        return Err("asks for more of `$execution` than its `id`".to_owned());
    }
    if word == "$workflow" && !after.starts_with(".name") {
        return Err("asks for more of `$workflow` than its `name`".to_owned());
    }
    let renamed = RENAMED.iter().find(|(known, _)| *known == word);
    let is_known = !word.starts_with('$') || ROOTS.contains(&word) || word == "$execution";
    match renamed {
        Some((_, name)) => code.push_str(name),
        None if is_known => code.push_str(word),
        None => return Err(format!("asks for `{word}`, which steps do not have")),
    }
    Ok(after)
}

/// A name as a text of JavaScript.
fn spelled(name: &str) -> String {
    if name.contains(['\'', '\\']) || name.contains(char::is_control) {
        Value::from(name).to_string()
    } else {
        format!("'{name}'")
    }
}

/// The name in `["name"]` or `.name`, and what is behind it.
fn indexed(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let (name, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        return (!name.is_empty()).then(|| (name.to_owned(), after));
    }
    let (name, after) = quoted(text.strip_prefix('[')?)?;
    Some((name, after.trim_start().strip_prefix(']')?))
}

/// A text in quotes at the beginning, and what is behind it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let quote = text
        .chars()
        .next()
        .filter(|c| ['"', '\'', '`'].contains(c))?;
    let (name, after) = text.get(1..)?.split_once(quote)?;
    (!name.contains('\\') && !name.contains("${")).then(|| (name.to_owned(), after))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn expressions_lose_their_sign_and_n8ns_names() {
        for (text, expected, names) in [
            ("plain", "plain", &[][..]),
            ("a {{ b }}", "a \\{{ b }}", &[]),
            ("=Hello {{$json.name;}}!", "Hello {{ $json.name }}!", &[]),
            ("={{ $json[\"a b\"] }}", "{{ $json[\"a b\"] }}", &[]),
            (
                "={{ $node[\"Get it\"].json.id }}",
                "{{ $('Get it').item.json.id }}",
                &["Get it"],
            ),
            (
                "={{ $node.Set.json['$node[1]'] }}",
                "{{ $('Set').item.json['$node[1]'] }}",
                &["Set"],
            ),
            (
                "={{ $('A').first().json.x + $data.y }}",
                "{{ $('A').first().json.x + $json.y }}",
                &["A"],
            ),
            (
                "={{ `${$node['A'].json.x}` }}",
                "{{ `${$('A').item.json.x}` }}",
                &["A"],
            ),
            ("={{ 'it\\'s $vars' }}", "{{ 'it\\'s $vars' }}", &[]),
            ("=", "", &[]),
        ] {
            let mut looks_at = BTreeSet::new();
            assert_eq!(
                template(text, &mut looks_at).as_deref(),
                Ok(expected),
                "{text}"
            );
            let looks_at: Vec<&str> = looks_at.iter().map(String::as_str).collect();
            assert_eq!(looks_at, names, "{text}");
        }
    }

    #[test]
    fn what_steps_do_not_have_is_said() {
        for (text, reason) in [
            ("={{ $vars.a }}", "asks for `$vars`"),
            ("={{ $json.a.toDateTime() }}", "calls `.toDateTime()`"),
            ("={{ $execution.resumeUrl }}", "more of `$execution`"),
            ("={{ $workflow.id }}", "more of `$workflow`"),
            (
                "={{ $node[$json.x].json }}",
                "names a node by an expression",
            ),
            ("={{ $($json.x).item }}", "names a node by an expression"),
            ("={{ $('A').params.x }}", "asks for `.params` of a node"),
            ("={{ $json.a", "does not end"),
            ("=\\{{ a }}", "braces that are no expression"),
        ] {
            let error = template(text, &mut BTreeSet::new()).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn a_value_is_an_operand() {
        for (value, expected) in [
            (json!("a\"b"), "\"a\\\"b\""),
            (json!(5), "5"),
            (json!("={{ $json.a }}"), "$json.a"),
            (
                json!("=a {{ $json.a || 1 }}"),
                "[\"a \", ($json.a || 1)].join(\"\")",
            ),
            (json!("="), "\"\""),
        ] {
            let found = operand(&value, &mut BTreeSet::new());
            assert_eq!(found.as_deref(), Ok(expected), "{value}");
        }
    }
}
