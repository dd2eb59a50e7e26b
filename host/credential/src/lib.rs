//! Credentials: an access token, a base URL and an ignore-SSL flag under a name.
//!
//! Secrets live here and in the gate, nowhere else. An [`AccessToken`] prints `****`, has no
//! `Serialize`, and is wiped when it is dropped; [`Redactor`] cuts it out of whatever leaves the
//! process.
//!
//! [`Providers`] finds a credential by its name. A provider gives the credential as somebody wrote
//! it down; [`Credential::resolve`] makes it usable with the help of its type, which a connector
//! describes. [`Store`] keeps credentials encrypted; [`n8n`] reads those of n8n.

mod allow;
mod base_url;
mod ca;
mod command;
mod core_dumps;
mod credential;
mod document;
mod environment;
mod error;
mod expiry;
mod exposure;
mod field;
mod file;
mod folder;
mod mounted;
pub mod n8n;
mod notes;
mod provider;
mod proxy;
mod reading;
mod redact;
mod service;
mod store;
mod token;
mod written;

pub use allow::{AllowError, AllowList, AllowRule};
pub use base_url::{BaseUrl, BaseUrlError};
pub use ca::{CaBundle, CaError};
pub use command::{CommandError, TokenCommand};
pub use core_dumps::forbid_core_dumps;
pub use credential::Credential;
pub use environment::{Environment, variable_name};
pub use error::CredentialError;
pub use expiry::{ExpiryError, parse_expiry};
pub use file::CredentialFile;
pub use folder::slug;
pub use mounted::MountedDirectory;
pub use notes::Notes;
pub use provider::{Depth, Found, Provider, Providers};
pub use proxy::{Login, Proxy, ProxyError, ProxyUrl};
pub use reading::Limits;
pub use redact::Redactor;
pub use service::ServiceDirectory;
pub use store::{
    Annotations, Existing, IdentitySource, Rotating, Store, StoreError, Stored, check_name,
};
pub use token::{AccessToken, SEALED_PREFIX, Sealed};
pub use written::Written;
