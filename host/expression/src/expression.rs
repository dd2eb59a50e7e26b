//! One expression, and what it can see.

use jackfield_item::Item;
use serde_json::Value;

use crate::error::{EvaluateError, ParseError};
use crate::path::Path;

/// What an expression can see.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The item: `$json`.
    pub item: &'a Item,
    /// Which item it is, from 0: `$itemIndex`.
    pub index: usize,
}

/// The roots that a path can begin with.
const ROOTS: [&str; 2] = ["$json", "$itemIndex"];

/// A compiled expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    path: Path,
}

impl Expression {
    /// Compiles the text between the braces.
    ///
    /// # Errors
    /// When it is no expression, or begins with a name that there is not.
    pub fn parse(source: &str) -> Result<Self, ParseError> {
        let path = Path::parse(source)?;
        if !ROOTS.contains(&path.root.as_str()) {
            let hint = jackfield_suggest::nearest(&path.root, ROOTS).map_or_else(
                || {
                    format!(
                        "an expression begins with {}",
                        ROOTS.map(|root| format!("`{root}`")).join(" or ")
                    )
                },
                |nearest| format!("did you mean `{nearest}`?"),
            );
            return Err(ParseError {
                message: format!("there is no `{}` in expressions", path.root),
                hint: Some(hint),
            });
        }
        Ok(Self { path })
    }

    /// The expression's value.
    ///
    /// # Errors
    /// When it is undefined.
    pub fn evaluate(&self, scope: Scope<'_>) -> Result<Value, EvaluateError> {
        match self.path.root.as_str() {
            "$itemIndex" => self.path.walk(&scope.index.into()),
            _ => self.path.walk(scope.item.json()),
        }
    }
}
