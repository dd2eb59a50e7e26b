//! `guest/evaluator.wit`, as Rust.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::allow_attributes,
    clippy::all,
    clippy::must_use_candidate,
    clippy::semicolon_if_nothing_returned,
    clippy::use_self,
    reason = "generated from guest/evaluator.wit"
)]

wasmtime::component::bindgen!({
    path: "guest/evaluator.wit",
    world: "evaluator",
    imports: { default: trappable },
    exports: { default: async },
});
