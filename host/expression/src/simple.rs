//! Simple expressions, told from others without JavaScript.
//!
//! Nearly all expressions of exports are paths, calls and operators. To look at thousands of these
//! one by one in the sandbox takes longer than everything else that is done to check a file. What is
//! accepted here is an expression of ECMAScript 2024 for certain; whatever else is, is for the
//! evaluator to say.

/// How deep expressions may stand in each other.
const MAX_DEPTH: u32 = 32;

/// Whether it is an expression beyond doubt.
pub(crate) fn is_expression(code: &str) -> bool {
    let mut reader = Reader {
        rest: code,
        depth: 0,
    };
    reader.expression() && reader.rest.trim_start().is_empty()
}

struct Reader<'a> {
    rest: &'a str,
    depth: u32,
}

/// Operators, of which no one may stand behind one that it begins with.
const OPERATORS: [&str; 15] = [
    "===", "!==", "==", "!=", ">=", "<=", "&&", "||", "+", "-", "*", "/", "%", ">", "<",
];

/// What an operator could be the beginning of: assignments, increments, shifts, powers, comments,
/// arrows and regular expressions.
const NOT_BEHIND: [char; 9] = ['=', '+', '-', '*', '/', '<', '>', '&', '|'];

/// Words that are no names, or not everywhere.
const RESERVED: [&str; 50] = [
    "arguments",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "of",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

impl Reader<'_> {
    /// Operands with operators between them, and perhaps a choice.
    fn expression(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let is_one = self.choice();
        self.depth -= 1;
        is_one
    }

    fn choice(&mut self) -> bool {
        if !self.operations() {
            return false;
        }
        let rest = self.rest.trim_start();
        let Some(behind) = rest.strip_prefix('?') else {
            return true;
        };
        if behind.starts_with(['?', '.']) {
            return false;
        }
        self.rest = behind;
        self.expression() && self.take(":") && self.expression()
    }

    fn operations(&mut self) -> bool {
        loop {
            if !self.operand() {
                return false;
            }
            let rest = self.rest.trim_start();
            let operator = OPERATORS
                .iter()
                .find_map(|operator| rest.strip_prefix(operator));
            let Some(behind) = operator else {
                return true;
            };
            if behind.starts_with(NOT_BEHIND) || behind.starts_with('!') {
                return false;
            }
            self.rest = behind;
        }
    }

    fn operand(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        while let Some(behind) = self.rest.strip_prefix('!') {
            self.rest = behind.trim_start();
        }
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        let is_one = match first {
            '\'' | '"' => self.text(first),
            '0'..='9' => return self.number(),
            '(' => self.take("(") && self.expression() && self.take(")"),
            '[' => self.list('[', "]"),
            _ => match self.name() {
                Some("true" | "false" | "null") => true,
                Some(name) => !RESERVED.contains(&name),
                None => false,
            },
        };
        is_one && self.accesses()
    }

    /// Members and calls.
    fn accesses(&mut self) -> bool {
        loop {
            let rest = self.rest.trim_start();
            let is_one = if let Some(behind) = rest.strip_prefix("?.") {
                // Before a digit it is a choice.
                self.rest = behind;
                self.name().is_some()
            } else if let Some(behind) = rest.strip_prefix('.') {
                self.rest = behind.trim_start();
                self.name().is_some()
            } else if rest.starts_with('[') {
                self.take("[") && self.expression() && self.take("]")
            } else if rest.starts_with('(') {
                self.list('(', ")")
            } else {
                return true;
            };
            if !is_one {
                return false;
            }
        }
    }

    /// Expressions with commas between them.
    fn list(&mut self, open: char, close: &str) -> bool {
        self.rest = self.rest.trim_start();
        let Some(behind) = self.rest.strip_prefix(open) else {
            return false;
        };
        self.rest = behind;
        if self.take(close) {
            return true;
        }
        loop {
            if !self.expression() {
                return false;
            }
            if self.take(close) {
                return true;
            }
            if !self.take(",") {
                return false;
            }
        }
    }

    /// A text without escapes.
    fn text(&mut self, quote: char) -> bool {
        let Some(inside) = self.rest.strip_prefix(quote) else {
            return false;
        };
        let Some((text, behind)) = inside.split_once(quote) else {
            return false;
        };
        self.rest = behind;
        !text.contains(['\\', '\n', '\r', '\u{2028}', '\u{2029}'])
    }

    /// A decimal number, of which no member is taken.
    fn number(&mut self) -> bool {
        let end = |text: &str| {
            text.find(|letter: char| !letter.is_ascii_digit())
                .unwrap_or(text.len())
        };
        let (whole, mut behind) = self.rest.split_at(end(self.rest));
        if let Some(fraction) = behind.strip_prefix('.') {
            let (digits, after) = fraction.split_at(end(fraction));
            if digits.is_empty() {
                return false;
            }
            behind = after;
        }
        self.rest = behind;
        let is_octal = whole.len() > 1 && whole.starts_with('0');
        let goes_on = |letter: char| letter.is_alphanumeric() || "_$.\\([".contains(letter);
        !is_octal && !behind.starts_with(goes_on)
    }

    fn name(&mut self) -> Option<&str> {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
        let end = self.rest.find(|letter| !is_part(letter));
        let (name, behind) = self.rest.split_at_checked(end.unwrap_or(self.rest.len()))?;
        let is_whole = !behind.starts_with(|letter: char| letter == '\\' || !letter.is_ascii());
        self.rest = behind;
        (is_whole && !name.is_empty() && !name.starts_with(|first: char| first.is_ascii_digit()))
            .then_some(name)
    }

    fn take(&mut self, mark: &str) -> bool {
        match self.rest.trim_start().strip_prefix(mark) {
            Some(behind) => {
                self.rest = behind;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_calls_and_operators_are_simple() {
        for code in [
            "$json.a",
            " $json['a b'][0].c ",
            "$('Other node').item.json.name",
            "$node[\"A\"].json.x + 1",
            "$json.a > 3 && !$json.b",
            "$json.a ? 'x' : \"y\"",
            "$now.toFormat('yyyy-MM-dd')",
            "[1, 2.5, $json.n].join(', ')",
            "$json?.a?.b",
            "($json.a || 0) / 2",
            "Math.round($json.a * 100) % 7",
        ] {
            assert!(is_expression(code), "{code}");
        }
    }

    #[test]
    fn what_could_be_something_else_is_left_to_the_evaluator() {
        for code in [
            "",
            "$json.",
            "a b",
            "1 +",
            "a++",
            "a = 1",
            "a /* c */",
            "a // c",
            "/x/.test(a)",
            "`a`",
            "x => x",
            "{a: 1}",
            "a ?? b",
            "1.x",
            "01",
            "new Date()",
            "'it\\'s'",
            "a ** 2",
            "a <!-- b",
            "this",
            "a;",
            "...a",
            "a ? b",
            "$json['a'",
            "\u{fc}",
            "a\u{fc}",
            "1n",
            "0x1",
            "a?.[0]",
        ] {
            assert!(!is_expression(code), "{code}");
        }
    }
}
