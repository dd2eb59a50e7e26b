//! Credentials: where they come from, and how they are kept.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "helpers of tests stand outside `#[test]` functions, where the permission does not reach; tests must see the tokens"
)]

mod bound;
mod child;
mod collisions;
mod crash;
mod identity;
mod imports;
mod mounted;
mod rotation;
mod secrecy;
mod service;
mod store;
mod support;
mod together;
mod written;
