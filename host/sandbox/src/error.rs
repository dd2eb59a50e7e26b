//! Why a component cannot be used.

/// A component that cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The bytes are something else.
    #[error("it is not WebAssembly (the file does not begin with `\\0asm`)")]
    NotWasm,
    /// The bytes are a core module.
    #[error(
        "it is a WebAssembly module and not a component; build it for the target wasm32-wasip2, or wrap it with `wasm-tools component new`"
    )]
    Module,
    /// The bytes are a component that does not compile.
    #[error("it is not a valid component: {0}")]
    Invalid(String),
    /// The engine could not be made.
    #[error("the WebAssembly engine could not be made: {0}")]
    Engine(String),
}

/// An error of wasmtime and everything behind it, in one line.
#[must_use]
pub fn words(error: &wasmtime::Error) -> String {
    let mut chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    chain.dedup();
    chain.join(": ")
}
