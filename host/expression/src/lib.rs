//! Templates: text with `{{ expressions }}` in it, evaluated for each item.
//!
//! A value of a workflow file is compiled once ([`Compiled`]) and evaluated for many items.
//! Expressions are plain paths, such as `$json.release.version`; whatever evaluates more than that
//! belongs behind [`Expression`], so that the rest of the program need not know.
//!
//! A template that is one expression and nothing else keeps the type of its value. Otherwise the
//! parts are joined to text. What is undefined is an error, with the nearest name.

mod compiled;
mod error;
mod expression;
mod path;
mod template;

pub use compiled::{Compiled, Misplaced};
pub use error::{EvaluateError, ParseError};
pub use expression::{Expression, Scope};
pub use template::Template;
