//! A workflow as a picture.
//!
//! [`mermaid`] writes the text that Markdown renderers draw, [`svg`] draws the picture itself. Both
//! show the same: the input of the run, every step with its operation and its condition, and where
//! each step takes its items from. Neither shows a credential or a parameter, so that a picture can
//! be put where the workflow itself would not be.
//!
//! Everything here is a pure function: the same workflow is the same text, byte for byte, which
//! lets a picture be committed and compared. Names are whatever somebody wrote; none of them can
//! leave the place it is shown in.

mod edges;
mod layout;
mod mermaid;
mod svg;
mod text;

pub use mermaid::mermaid;
pub use svg::svg;
