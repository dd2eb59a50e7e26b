//! The ways to spell a template.

/// How a file spells its templates, and what becomes of what is undefined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// That of steps: any text may have `{{ expressions }}` in it, and what is undefined is an
    /// error.
    #[default]
    Steps,
    /// That of n8n's exports: a text is a template if it begins with `=`. An expression that fails
    /// is undefined, and what is undefined is left out of its object.
    N8n,
}
