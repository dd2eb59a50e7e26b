//! Servers that stand in for the real ones, for end-to-end tests and for `jackfield demo`.
//!
//! Contract: [`Mattermost`] answers as the recorded Mattermost 5.37 does, [`Jelastic`] as the
//! platform's documentation and clients say it does, [`Web`] as any web site would. Each runs on
//! a thread and a loopback port of its own from `start` until its handle is dropped, keeps every
//! request it was sent, and can be told by [`Answer`] to misbehave.
//!
//! Why: the services themselves cannot run in a test, and a mock inside the client would prove
//! nothing about what goes over the wire. These are real HTTP servers, and the Mattermost one is
//! held to recordings of the real one by `tests/contract.rs`.

mod jelastic;
mod mattermost;
mod received;
mod reply;
mod script;
mod server;
mod web;

pub use jelastic::Jelastic;
pub use mattermost::Mattermost;
pub use received::Received;
pub use script::Answer;
pub use web::Web;
