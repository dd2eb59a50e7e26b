//! One expression.
//!
//! A plain path into the item is evaluated here; anything else is JavaScript, for the evaluator in
//! the sandbox. A test holds the two to the same results.

use jackfield_item::Item;
use serde_json::Value;

use crate::dialect::Dialect;
use crate::error::EvaluateError;
use crate::loose;
use crate::path::Path;

/// What an expression can see, and what the evaluator has computed for it.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The item: `$json`.
    pub item: &'a Item,
    /// Which item it is, from 0: `$itemIndex`.
    pub index: usize,
    /// The values of the scripts, by number; none where one is undefined.
    pub scripts: &'a [Option<Value>],
}

/// The roots of paths that are evaluated here.
const NATIVE_ROOTS: [&str; 2] = ["$json", "$itemIndex"];

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// A path into the item.
    Path(Path),
    /// JavaScript.
    Script(String),
}

impl Expression {
    /// The expression between the braces.
    pub(crate) fn new(source: &str, dialect: Dialect) -> Self {
        let is_native = |path: &Path| {
            NATIVE_ROOTS.contains(&path.root.as_str())
                && (dialect == Dialect::Steps || loose::is_plain(path))
        };
        match Path::parse(source) {
            Some(path) if is_native(&path) => Self::Path(path),
            _ => Self::Script(source.to_owned()),
        }
    }
}

/// The value of a path; none where it is undefined and may be.
pub(crate) fn walk(
    path: &Path,
    scope: Scope<'_>,
    dialect: Dialect,
) -> Result<Option<Value>, EvaluateError> {
    let index;
    let root = match path.root.as_str() {
        "$itemIndex" => {
            index = Value::from(scope.index);
            &index
        }
        _ => scope.item.json(),
    };
    match dialect {
        Dialect::Steps => path.walk(root).map(Some),
        Dialect::N8n => loose::walk(&path.steps, root),
    }
}
