//! Where an expression ends.

use std::collections::BTreeMap;

/// What an opening brace stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// An object or a block.
    Brace,
    /// A part of a template literal: `${`.
    Part,
}

/// Words behind which a slash begins a regular expression.
const BEFORE_OPERANDS: [&str; 12] = [
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "instanceof",
    "new",
    "delete",
    "void",
    "throw",
    "do",
    "else",
];

/// The offset of the two braces that close the expression at the beginning of a text: those of
/// objects in it, and whatever stands in its texts, regular expressions and comments, do not count.
/// None when they are not found that way.
pub(crate) fn closing(text: &str) -> Option<usize> {
    Scanner::new(text, true).closing()
}

/// The offsets of the words that begin with a dollar sign and stand in the code itself: not in its
/// texts, regular expressions and comments.
pub(crate) fn dollars(code: &str) -> Vec<usize> {
    Scanner::new(code, false).dollars()
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    opened: Vec<Open>,
    /// Whether a value stands before, so that a slash divides.
    is_operand: bool,
    /// Whether two braces end it all.
    in_braces: bool,
    /// Up to where the end of what begins with a byte was looked for in vain; of a comment the byte
    /// is the asterisk. What begins before that does not end either, and is not looked through
    /// again.
    unclosed: BTreeMap<u8, usize>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, in_braces: bool) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            opened: Vec::new(),
            is_operand: false,
            in_braces,
            unclosed: BTreeMap::new(),
        }
    }

    fn closing(mut self) -> Option<usize> {
        loop {
            let rest = self.bytes.get(self.at..)?;
            if self.opened.is_empty() && rest.starts_with(b"}}") {
                return Some(self.at);
            }
            self.advance()?;
        }
    }

    fn dollars(mut self) -> Vec<usize> {
        let mut found = Vec::new();
        while let Some(byte) = self.bytes.get(self.at) {
            let from = self.at;
            if *byte == b'$' {
                found.push(from);
            }
            // What does not end by itself is stepped over, for what stands behind it.
            if self.advance().is_none() {
                self.at = from + 1;
            }
        }
        found
    }

    /// Steps over a word, a sign, a text, a comment or whatever stands here.
    fn advance(&mut self) -> Option<()> {
        let was_operand = std::mem::replace(&mut self.is_operand, true);
        match self.bytes.get(self.at)? {
            quote @ (b'"' | b'\'') => self.ending(*quote, |scanner| scanner.string(*quote))?,
            b'`' => self.ending(b'`', Self::template)?,
            b'/' => match self.bytes.get(self.at + 1) {
                Some(b'/') => {
                    self.is_operand = was_operand;
                    self.line_comment();
                }
                Some(b'*') => {
                    self.is_operand = was_operand;
                    self.ending(b'*', Self::block_comment)?;
                }
                _ if was_operand => self.sign(),
                _ => self.ending(b'/', Self::regular_expression)?,
            },
            b'{' => {
                self.opened.push(Open::Brace);
                self.sign();
            }
            b'}' => match self.opened.pop() {
                Some(Open::Part) => self.ending(b'`', Self::template)?,
                Some(Open::Brace) | None => self.at += 1,
            },
            b')' | b']' => self.at += 1,
            byte if is_in_word(*byte) => self.word(),
            byte if byte.is_ascii_whitespace() => {
                self.is_operand = was_operand;
                self.at += 1;
            }
            _ => self.sign(),
        }
        Some(())
    }

    /// Looks for the end of what begins here, unless it is known that there is none.
    fn ending(&mut self, kind: u8, look: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        if self.unclosed.get(&kind).is_some_and(|end| self.at < *end) {
            return None;
        }
        let ended = look(self);
        if ended.is_none() {
            self.unclosed.insert(kind, self.at);
        }
        ended
    }

    /// Anything behind which a value is expected.
    fn sign(&mut self) {
        self.is_operand = false;
        self.at += 1;
    }

    fn word(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| is_in_word(**byte)).count();
        let word = rest.get(..length).unwrap_or_default();
        let before = self.bytes.get(..self.at).unwrap_or_default();
        // Behind a dot, any word is a name.
        let is_member = before.trim_ascii_end().ends_with(b".");
        let is_keyword = BEFORE_OPERANDS.iter().any(|known| known.as_bytes() == word);
        self.is_operand = is_member || !is_keyword;
        self.at += length;
    }

    fn string(&mut self, quote: u8) -> Option<()> {
        loop {
            self.at += 1;
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'\n' => return None,
                byte if byte == quote => break,
                _ => {}
            }
        }
        self.at += 1;
        Some(())
    }

    /// From a backtick, or the brace that closes a part, to the next part or the end.
    fn template(&mut self) -> Option<()> {
        loop {
            self.at += 1;
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'$' if self.bytes.get(self.at + 1) == Some(&b'{') => {
                    self.opened.push(Open::Part);
                    self.is_operand = false;
                    self.at += 2;
                    return Some(());
                }
                b'`' => break,
                _ => {}
            }
        }
        self.at += 1;
        Some(())
    }

    fn regular_expression(&mut self) -> Option<()> {
        let mut is_class = false;
        loop {
            self.at += 1;
            match *self.bytes.get(self.at)? {
                b'\\' => self.at += 1,
                b'\n' => return None,
                b'[' => is_class = true,
                b']' => is_class = false,
                b'/' if !is_class => break,
                _ => {}
            }
        }
        self.at += 1;
        Some(())
    }

    /// A comment to the end of the line, or of the expression: `{{ a // why }}` is closed.
    fn line_comment(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest
            .windows(2)
            .take_while(|pair| pair.first() != Some(&b'\n') && !(self.in_braces && *pair == b"}}"))
            .count();
        self.at += length.max(2);
    }

    fn block_comment(&mut self) -> Option<()> {
        let behind = self.at + 2;
        let rest = self.bytes.get(behind..).unwrap_or_default();
        let end = rest.windows(2).position(|pair| pair == b"*/");
        self.at = end.map_or(self.bytes.len(), |end| behind + end + 2);
        end.map(|_| ())
    }
}

/// Letters of all scripts count: no other character has these bytes.
fn is_in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_expression_ends_at_its_own_braces() {
        for source in [
            " a ",
            " {a: {b: 1}} ",
            "{a: 1}",
            " '}}' ",
            r#" "\"}}" "#,
            " `}}` ",
            " `${ {a: 1}.a }}` ",
            " `${`}}${ {} }`}` ",
            " /}}/.test('a') ",
            " a.replace(/[/}}]/g, '') ",
            r" (/\/}}/) ",
            " /'/.test('a') ",
            " a / 2 / '}}'.length ",
            " a[0] / 2 + f() / `}}`.length ",
            " (() => { return /}}/ })() ",
            " a /* }} */ ",
            " ü / 2 ",
            " a // it's } a note ",
            " $json.in / 2 ",
        ] {
            let text = format!("{source}}}}} and / {{{{ '`/ }}}}");
            assert_eq!(closing(&text), Some(source.len()), "{text}");
        }
    }

    #[test]
    fn what_does_not_end_that_way_is_said_so() {
        for text in [
            "",
            " a ",
            " it's }}",
            " ` }}",
            " { }}",
            " /* }}",
            " 'a\n' }}",
        ] {
            assert_eq!(closing(text), None, "{text}");
        }
    }

    /// Each of these begins what does not end, a million times: looked through from every beginning
    /// to the end, that takes hours.
    #[test]
    fn what_does_not_end_is_looked_through_once() {
        for beginning in ["/* ", r#"\""#, r"\'", r"\`", r"+\/", "+/["] {
            let code = format!("{}$it", beginning.repeat(1_000_000));
            let expected = vec![code.len() - 3];
            assert_eq!(dollars(&code), expected, "{beginning}");
        }
    }

    #[test]
    fn what_does_not_end_hides_nothing_behind_it() {
        for (code, expected) in [
            ("/* $a /* $b", vec![3, 9]),
            ("it's $a\n+ '$b' + $c", vec![5, 17]),
            ("` $a ` + ` $b", vec![11]),
            ("x++ / $a\n+ /$b/ + $c", vec![6, 18]),
            ("'\\' $a \" $b\n'$c' $d", vec![4, 9, 17]),
        ] {
            assert_eq!(dollars(code), expected, "{code}");
        }
    }

    /// As [`dollars`], but looks through everything again from every beginning.
    fn looked_through_again(code: &str) -> Vec<usize> {
        let mut scanner = Scanner::new(code, false);
        let mut found = Vec::new();
        while let Some(byte) = scanner.bytes.get(scanner.at) {
            let from = scanner.at;
            if *byte == b'$' {
                found.push(from);
            }
            scanner.unclosed.clear();
            if scanner.advance().is_none() {
                scanner.at = from + 1;
            }
        }
        found
    }

    proptest! {
        // Without brackets: a slash in what seemed a class is not looked at again.
        #[test]
        fn looking_once_finds_the_same(code in r#"([a'"`/*\\{}$ \nü]|/\*|\*/|\$\{){0,40}"#) {
            prop_assert_eq!(dollars(&code), looked_through_again(&code), "{}", code);
        }

        #[test]
        fn an_end_is_at_two_braces(text in r#"[a'"`/*\[\]\\{}$ \nü]{0,40}"#) {
            if let Some(end) = closing(&text) {
                prop_assert_eq!(text.get(end..end + 2), Some("}}"));
            }
        }
    }
}
