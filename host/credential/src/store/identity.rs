//! The key that opens the store: an age identity (<https://age-encryption.org/v1>, x25519).
//!
//! The store never holds the public key that belongs to it. So nobody who can write to the store
//! but not read the identity can make an entry that opens.

use std::fs::File;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::x25519;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::disk::{self, Disk, Locked};
use super::error::StoreError;
use crate::token::AccessToken;

const PREFIX: &str = "AGE-SECRET-KEY-1";
const GROUP_AND_OTHERS: u32 = 0o077;
/// A group may read a file that is handed in: Kubernetes gives the files of a volume to the group
/// of a container's user, and to root.
const OTHERS_AND_WRITERS: u32 = 0o027;

/// Where the identity comes from.
#[derive(Clone, Debug, Default)]
pub enum IdentitySource {
    /// A file beside the store, made with the first credential.
    #[default]
    Beside,
    /// The key itself.
    Key(AccessToken),
    /// A file that somebody else made.
    File(PathBuf),
}

impl IdentitySource {
    /// What messages call it.
    pub(super) fn shown(&self, disk: &Disk) -> String {
        match self {
            Self::Beside => disk.identity().display().to_string(),
            Self::Key(_) => "the key in JACKFIELD_IDENTITY".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The identity.
    ///
    /// # Errors
    /// When there is none, it cannot be read, or others may read it.
    pub(super) fn get(&self, disk: &Disk) -> Result<x25519::Identity, StoreError> {
        match self {
            Self::Key(key) => {
                #[expect(clippy::disallowed_methods, reason = "the key is needed to decrypt")]
                let key = key.expose();
                parse(key).map_err(|reason| StoreError::Identity {
                    place: "JACKFIELD_IDENTITY".to_owned(),
                    reason,
                })
            }
            Self::Beside => {
                refuse_open_directory(disk.directory())?;
                let path = disk.identity();
                match read(&path, GROUP_AND_OTHERS)? {
                    Some(identity) => Ok(identity),
                    None => Err(StoreError::NoIdentity { path }),
                }
            }
            Self::File(path) => read(path, OTHERS_AND_WRITERS)?.ok_or_else(|| StoreError::Io {
                doing: "read",
                path: path.clone(),
                source: io::ErrorKind::NotFound.into(),
            }),
        }
    }

    /// The identity, made if it is the one beside the store and there is none and none is needed.
    pub(super) fn get_or_make(
        &self,
        disk: &Disk,
        locked: &Locked,
        store_is_empty: bool,
    ) -> Result<x25519::Identity, StoreError> {
        match self.get(disk) {
            Err(StoreError::NoIdentity { .. }) if store_is_empty => {
                let identity = x25519::Identity::generate();
                disk.write_identity(locked, written(&identity).as_bytes())?;
                Ok(identity)
            }
            result => result,
        }
    }
}

/// The identity in a file, if there is the file and nobody has one of these permissions.
fn read(path: &Path, forbidden: u32) -> Result<Option<x25519::Identity>, StoreError> {
    let failed = |source| StoreError::Io {
        doing: "read",
        path: path.to_owned(),
        source,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(failed(source)),
    };
    // Asked of the open file, not of its path, which could lead elsewhere a moment later.
    let metadata = file.metadata().map_err(failed)?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & forbidden != 0 {
        return Err(StoreError::Exposed {
            path: path.to_owned(),
            is_directory: false,
            mode,
        });
    }
    let text = disk::read_secret(file).map_err(failed)?;
    parse(&text)
        .map(Some)
        .map_err(|reason| StoreError::Identity {
            place: path.display().to_string(),
            reason,
        })
}

/// Whoever may write to the directory could put an identity of his own there.
fn refuse_open_directory(directory: &Path) -> Result<(), StoreError> {
    let Ok(metadata) = directory.metadata() else {
        return Ok(());
    };
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o022 != 0 {
        return Err(StoreError::Exposed {
            path: directory.to_owned(),
            is_directory: true,
            mode,
        });
    }
    Ok(())
}

/// Reads what `age-keygen` writes: lines that begin with `#`, and a key.
fn parse(text: &str) -> Result<x25519::Identity, &'static str> {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err("it must be exactly one key");
    };
    if !line.starts_with(PREFIX) {
        return Err("it is not a key of the kind x25519");
    }
    x25519::Identity::from_str(line).map_err(|_| "the key is damaged")
}

#[expect(clippy::disallowed_methods, reason = "the key is written to its file")]
fn written(identity: &x25519::Identity) -> Zeroizing<String> {
    let key: SecretString = identity.to_string();
    Zeroizing::new(format!(
        "# The key of jackfield's credential store. Whoever has this file can read the store.\n{}\n",
        key.expose_secret()
    ))
}
