//! What expressions and code name of their surroundings, as far as it is written out.

use crate::braces::dollars;
use crate::dialect::Dialect;
use crate::template::Template;

/// What a template or code names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The steps or nodes that it looks at by `$('Name')`, `$node["Name"]` or `$items("Name")`.
    pub nodes: Vec<String>,
    /// The environment variables that it reads by `$env.NAME`.
    pub variables: Vec<String>,
}

impl Named {
    /// What the expressions of a template name. What is none names nothing.
    #[must_use]
    pub fn in_template(text: &str, dialect: Dialect) -> Self {
        let mut named = Self::default();
        if text.contains('$')
            && let Ok(template) = Template::parse(text, dialect)
        {
            template.scripts().for_each(|code| named.add(code));
        }
        named
    }

    /// What code names.
    #[must_use]
    pub fn in_code(code: &str) -> Self {
        let mut named = Self::default();
        named.add(code);
        named
    }

    /// Adds what code names, but for what stands in its comments and texts.
    fn add(&mut self, code: &str) {
        for at in dollars(code) {
            let Some((word, rest)) = code.get(at + 1..).and_then(word) else {
                continue;
            };
            let (names, name) = match word {
                "env" => (&mut self.variables, member(rest)),
                _ => (&mut self.nodes, node(word, rest)),
            };
            names.extend(name);
        }
    }
}

/// The names of other nodes that are written out in code, wherever they stand there.
pub(crate) fn written_names(code: &str) -> Vec<String> {
    let behind = code.match_indices('$').filter_map(|(at, _)| {
        let (word, rest) = word(code.get(at + 1..)?)?;
        node(word, rest)
    });
    behind.collect()
}

/// The word at the beginning, which may be empty, and what stands behind it.
fn word(text: &str) -> Option<(&str, &str)> {
    let is_end = |letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '$');
    let (word, rest) = text.split_at_checked(text.find(is_end)?)?;
    Some((word, rest.trim_start()))
}

/// The node that is looked at with this behind a dollar sign.
fn node(word: &str, rest: &str) -> Option<String> {
    match word {
        "" => written_name(rest.strip_prefix('(')?, &[')']),
        "items" => written_name(rest.strip_prefix('(')?, &[')', ',']),
        "node" => member(rest),
        _ => None,
    }
}

/// The member that is read with this.
fn member(rest: &str) -> Option<String> {
    if let Some(rest) = rest.strip_prefix('[') {
        return written_name(rest, &[']']);
    }
    let rest = rest.strip_prefix('?').unwrap_or(rest).strip_prefix('.')?;
    let name = rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    name.take(1)
        .find(|name| !name.is_empty())
        .map(str::to_owned)
}

/// The text that stands at the beginning, if one of these stands behind it.
fn written_name(rest: &str, closing: &[char]) -> Option<String> {
    let rest = rest.trim_start();
    let quote = rest
        .chars()
        .next()
        .filter(|quote| ['\'', '"', '`'].contains(quote))?;
    let mut name = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            // What an escape stands for is for JavaScript to say, but for quotes and itself.
            '\\' => match letters.next()?.1 {
                escaped @ ('\'' | '"' | '`' | '\\') => name.push(escaped),
                _ => return None,
            },
            '$' if quote == '`' => return None,
            _ if letter == quote => {
                let behind = rest.get(at + 1..)?.trim_start();
                return behind.starts_with(closing).then_some(name);
            }
            _ => name.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_nodes_are_found_where_they_are_written_out() {
        for (code, expected) in [
            ("$('A b').item.json.x + $(\"C\").first()", vec!["A b", "C"]),
            ("$( `D` )", vec!["D"]),
            ("$node[\"E\"].json.x + $node['F'].json", vec!["E", "F"]),
            ("$node.G_1.json", vec!["G_1"]),
            ("$items('H', 0, 1) + $items(\"I\")", vec!["H", "I"]),
            (r"$('it\'s') + $('a\\b')", vec!["it's", "a\\b"]),
            ("$('ü')", vec!["ü"]),
            (
                "$(name) + $(`${x}`) + $items() + $json.a + $('x' + y)",
                vec![],
            ),
            ("'$'", vec![]),
        ] {
            assert_eq!(written_names(code), expected, "{code}");
        }
    }

    #[test]
    fn what_stands_in_texts_and_comments_is_not_named() {
        for (code, nodes, variables) in [
            ("$('A').first().json[$env.KEY]", vec!["A"], vec!["KEY"]),
            (
                "$env['B'] + $env[\"C\"] + $env?.D + $env[e]",
                vec![],
                vec!["B", "C", "D"],
            ),
            ("'$env.X' + \"$('X')\" + /$('X')/.source", vec![], vec![]),
            ("`${ $('A').first() } $('X')`", vec!["A"], vec![]),
            (
                "// $('X') }} $('X')\n$('A') /* $env.X */",
                vec!["A"],
                vec![],
            ),
            ("const it = 1 / 2; // it's\n$('A')", vec!["A"], vec![]),
            ("if (x) /'/.test(x);\n$('A')", vec!["A"], vec![]),
            ("my$('X') + $envy.X + $env", vec![], vec![]),
        ] {
            let named = Named::in_code(code);
            assert_eq!(named.nodes, nodes, "{code}");
            assert_eq!(named.variables, variables, "{code}");
        }
    }

    #[test]
    fn a_template_names_what_stands_between_its_braces() {
        for (text, dialect, nodes) in [
            (
                "={{ $('A').item }} $('X') {{ $node.B.json }}",
                Dialect::N8n,
                vec!["A", "B"],
            ),
            ("{{ $('X').item }}", Dialect::N8n, vec![]),
            ("$('X') {{ $('A').item }}", Dialect::Steps, vec!["A"]),
            ("{{ $('X').item", Dialect::Steps, vec![]),
        ] {
            assert_eq!(Named::in_template(text, dialect).nodes, nodes, "{text}");
        }
    }
}
