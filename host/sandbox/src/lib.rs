//! The sandbox: one wasmtime engine, its limits, and a cache of compiled components.
//!
//! A process makes one [`Sandbox`] and shares it. What runs in it is somebody else's concern: this
//! crate knows components, not connectors. It promises that
//!
//! - no guest keeps a thread: every [`TICK`] of running it yields, so that a timeout around the
//!   call can end it;
//! - no guest takes more memory or tables than its [`Limits`], and others wait when there are many;
//! - compiled code is loaded only from a directory that nobody else can write to.

mod cache;
mod digest;
mod engine;
mod error;
mod guest;
mod limits;
mod ticker;

pub use cache::{Cache, CacheRefusal};
pub use digest::Digest;
pub use engine::{MAX_MEMORY, Sandbox};
pub use error::{LoadError, words};
pub use guest::{Guest, GuestState, add_wasi};
pub use limits::Limits;
pub use ticker::TICK;
