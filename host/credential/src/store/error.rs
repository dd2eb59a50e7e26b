//! What can be wrong with the store.

use std::io;
use std::path::PathBuf;

/// A store, or a credential in it, that cannot be used. No message contains a secret.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or directory of it cannot be used.
    #[error("the credential store cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried, such as `read`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another process has been changing it for long.
    #[error("the credential store {} is being changed by another process, which does not come to an end", path.display())]
    Busy {
        /// The store's directory.
        path: PathBuf,
    },
    /// Another process is replacing a token.
    #[error("another process is replacing a token of a credential in the store {}", path.display())]
    Rotating {
        /// The store's directory.
        path: PathBuf,
    },
    /// It is no store.
    #[error("the credential store {} is damaged: {reason}", path.display())]
    Damaged {
        /// The store's file.
        path: PathBuf,
        /// What is wrong in it.
        reason: String,
    },
    /// A newer version made it.
    #[error("{} was written by a newer version of jackfield", path.display())]
    Newer {
        /// The store's file.
        path: PathBuf,
    },
    /// The name is none.
    #[error("`{name}` cannot be the name of a credential: {reason}")]
    Name {
        /// The name.
        name: String,
        /// Why.
        reason: &'static str,
    },
    /// There is one of this name already.
    #[error("there is a credential `{name}` already")]
    Exists {
        /// The name.
        name: String,
    },
    /// There is none of this name.
    #[error("there is no credential `{name}` in the store")]
    Missing {
        /// The name.
        name: String,
        /// A name like it that exists.
        nearest: Option<String>,
    },
    /// A field in the readable part is not what was saved.
    #[error("the credential `{name}` cannot be used: its `{field}` was changed in {} by something else than jackfield", path.display())]
    Edited {
        /// The name.
        name: String,
        /// The field, as the file spells it.
        field: &'static str,
        /// The store's file.
        path: PathBuf,
    },
    /// The encrypted part is not what was saved.
    #[error("the secret part of the credential `{name}` in {} is damaged", path.display())]
    Tampered {
        /// The name.
        name: String,
        /// The store's file.
        path: PathBuf,
    },
    /// It was encrypted for another identity.
    #[error("the credential `{name}` in {} was encrypted for another identity than {identity}", path.display())]
    WrongIdentity {
        /// The name.
        name: String,
        /// The store's file.
        path: PathBuf,
        /// What the identity at hand is.
        identity: String,
    },
    /// There is no identity, and there are credentials that were encrypted for one.
    #[error("the identity {} is gone, without which nobody can read the credentials in the store", path.display())]
    NoIdentity {
        /// Where it was.
        path: PathBuf,
    },
    /// What should be an identity is none.
    #[error("{place} holds no identity: {reason}")]
    Identity {
        /// Where it comes from.
        place: String,
        /// Why.
        reason: &'static str,
    },
    /// Others may read the identity, or put another one in its place.
    #[error("others may {} {} (mode {mode:04o}), and with it every credential in the store", if *is_directory { "write to" } else { "read" }, path.display())]
    Exposed {
        /// The file or its directory.
        path: PathBuf,
        /// Whether it is the directory.
        is_directory: bool,
        /// Its permissions.
        mode: u32,
    },
    /// A field that would be saved in the clear has the token in it.
    #[error(
        "the `{field}` of the credential `{name}` contains the access token, and would be saved in the clear"
    )]
    InClear {
        /// The name.
        name: String,
        /// The field.
        field: &'static str,
    },
    /// A note is none.
    #[error("the `{field}` of the credential `{name}` {reason}")]
    Note {
        /// The name.
        name: String,
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The age library failed where it never should.
    #[error("the credential `{name}` cannot be encrypted")]
    Encryption {
        /// The name.
        name: String,
    },
}

impl StoreError {
    /// What a person can do about it, where the message does not say.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Rotating { .. } => "wait until it has ended".into(),
            Self::Damaged { path, .. } => format!(
                "mend it, or move {} away and add the credentials again",
                path.display()
            ),
            Self::Newer { .. } => "use that version; this one would lose what it cannot read".into(),
            Self::Missing {
                nearest: Some(nearest),
                ..
            } => format!("did you mean `{nearest}`?"),
            Self::Edited { name, field, .. } => format!(
                "put `{field}` back as it was, or change it with `jackfield credential edit {name}`"
            ),
            Self::Tampered { name, .. } => {
                format!("remove the credential and add it again: `jackfield credential remove {name}`")
            }
            Self::WrongIdentity { .. } => {
                "name the right one with JACKFIELD_IDENTITY_FILE or JACKFIELD_IDENTITY, or add the credential again".into()
            }
            Self::NoIdentity { path } => format!(
                "put it back, name it with JACKFIELD_IDENTITY_FILE or JACKFIELD_IDENTITY, or remove {} and add the credentials again",
                path.with_file_name(super::disk::FILE).display()
            ),
            Self::Identity { .. } => {
                "an identity is one line that begins with `AGE-SECRET-KEY-1`, as `age-keygen` writes it".into()
            }
            Self::Exposed {
                path, is_directory, ..
            } => format!(
                "run `chmod {} {}`",
                if *is_directory { "700" } else { "600" },
                path.display()
            ),
            _ => return None,
        })
    }
}
