//! What the server does, call by call.
//!
//! Contract: each call reads its request through [`Call`](crate::mattermost::call::Call), refuses
//! in the order in which the real server checks, and only then changes the world.

pub(crate) mod acknowledgements;
pub(crate) mod attachments;
pub(crate) mod bots;
pub(crate) mod channel_edits;
pub(crate) mod channel_patch;
pub(crate) mod channels;
pub(crate) mod conversations;
pub(crate) mod ephemeral;
pub(crate) mod files;
pub(crate) mod hooks;
pub(crate) mod listing;
pub(crate) mod login;
pub(crate) mod members;
pub(crate) mod multipart;
pub(crate) mod post_edits;
pub(crate) mod posts;
pub(crate) mod priority;
pub(crate) mod reactions;
pub(crate) mod search;
pub(crate) mod server;
pub(crate) mod signup;
pub(crate) mod status;
pub(crate) mod teams;
pub(crate) mod tokens;
pub(crate) mod users;
