//! Templates: text with `{{ expressions }}` in it, evaluated for each item.
//!
//! A value of a workflow file is compiled once ([`Compiled`]) and evaluated for many items. Plain
//! paths, such as `$json.release.version`, are evaluated here; any other expression is JavaScript
//! and evaluated by QuickJS in the sandbox ([`Evaluator`]), where it can reach nothing but the
//! [`Data`] it is given.
//!
//! A template that is one expression and nothing else keeps the type of its value. Otherwise the
//! parts are joined to text. There are two [`Dialect`]s: in that of steps what is undefined is an
//! error, with the nearest name; in that of n8n's exports it is left out.
//!
//! The [`Code`] of nodes runs there as well, in an instance of its own.

mod braces;
mod chunks;
mod code;
mod compiled;
mod data;
mod dialect;
mod error;
mod evaluator;
mod expression;
mod loose;
mod named;
mod path;
mod simple;
mod template;

pub use code::{Code, CodeError, CodeItem, CodeMode, CodeOrder, CodeOutput, ConsoleLine, Kept};
pub use compiled::{Compiled, Misplaced, Native, Script};
pub use data::{Data, Place};
pub use dialect::Dialect;
pub use error::{EvaluateError, ParseError};
pub use evaluator::{Evaluator, Failed, Row, Session, Settings};
pub use expression::Scope;
pub use named::Named;
