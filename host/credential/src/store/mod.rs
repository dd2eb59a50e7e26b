//! The store: credentials at rest.
//!
//! One JSON file, of which everything can be read but the secrets; these are encrypted with
//! [age](https://age-encryption.org/v1), each credential for itself, together with a copy of
//! whatever decides where its token goes. Whoever edits that part by hand is told so, and the
//! token stays where it is.
//!
//! What the store does not notice: an older copy of the file that is put in its place.

mod disk;
mod error;
mod identity;
mod payload;
mod readable;
mod sealing;

use std::path::{Path, PathBuf};
use std::time::Duration;

use age::x25519;
use jackfield_descriptor::CredentialType;
use jiff::civil::Date;
use jiff::{Timestamp, Unit};

pub use self::error::StoreError;
pub use self::identity::IdentitySource;

use self::disk::{Disk, Locked};
use self::readable::{Content, Readable};
use self::sealing::refuse_in_clear;
use crate::base_url::BaseUrl;
use crate::error::CredentialError;
use crate::notes::Notes;
use crate::provider::{Depth, Found, Provider};
use crate::token::AccessToken;
use crate::written::Written;

/// A longer name is none, in characters.
const LONGEST_NAME: usize = 100;

/// Credentials in a directory. Every call reads the file anew and is a matter of milliseconds.
#[derive(Clone, Debug)]
pub struct Store {
    disk: Disk,
    identity: IdentitySource,
}

/// What a store says about a credential without opening it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The name it goes by.
    pub name: String,
    /// Its type, such as `mattermost`.
    pub credential_type: String,
    /// The base URL.
    pub base_url: String,
    /// Whether certificates that do not verify are accepted.
    pub ignore_ssl: bool,
    /// Where the CA file was, and the SHA-256 of its text.
    pub ca: Option<(Option<PathBuf>, String)>,
    /// `env` or the proxy's URL, without its user.
    pub proxy: Option<String>,
    /// The rules of what may be done with it; none where everything may.
    pub allow: Vec<String>,
    /// What can be changed without touching the secret.
    pub annotations: Annotations,
    /// When it was added.
    pub created: Timestamp,
    /// When it was last changed.
    pub changed: Timestamp,
}

/// What is known about a credential and decides nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// The last day on which the token is valid.
    pub expires: Option<Date>,
    /// By what the token can be found on its platform.
    pub notes: Notes,
    /// When the platform last accepted it.
    pub checked: Option<Timestamp>,
    /// How far the replacement of its token is, in its connector's words, if one was begun.
    pub rotation: Option<String>,
}

/// The right to replace tokens.
#[derive(Debug)]
pub struct Rotating {
    _locked: Locked,
}

/// What becomes of a credential that has the name of a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and the new one is refused.
    Keep,
    /// It is replaced.
    Replace,
}

impl Store {
    /// The store in a state directory. Nothing is read or made yet.
    #[must_use]
    pub fn new(state: &Path, identity: IdentitySource) -> Self {
        Self {
            disk: Disk::new(state),
            identity,
        }
    }

    /// The same store, for whoever can wait no longer than this for another process to change it.
    /// Otherwise it is half a minute.
    #[must_use]
    pub fn waiting(&self, patience: Duration) -> Self {
        Self {
            disk: self.disk.clone().waiting(patience),
            ..self.clone()
        }
    }

    /// The file that the credentials are in.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.disk.file()
    }

    /// What there is, in the order it was added. Needs no identity.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list(&self) -> Result<Vec<Stored>, CredentialError> {
        let content = self.content()?;
        Ok(content
            .entries()
            .iter()
            .map(|entry| Stored::of(&entry.readable))
            .collect())
    }

    /// What there is about one credential. Needs no identity.
    ///
    /// # Errors
    /// When the file cannot be read, or has no such credential.
    pub fn show(&self, name: &str) -> Result<Stored, CredentialError> {
        Ok(Stored::of(self.existing(&self.content()?, name)?))
    }

    /// A credential, opened.
    ///
    /// # Errors
    /// When there is none of this name, the identity does not open it, or something else than
    /// this program has changed it.
    pub fn get(&self, name: &str) -> Result<Written, CredentialError> {
        let content = self.content()?;
        let readable = self.existing(&content, name)?;
        let identity = self.identity.get(&self.disk)?;
        Ok(self.open(readable, &identity)?)
    }

    /// Adds a credential of this type, with the type's placement and a normalised base URL. The
    /// first one makes the store, and the identity beside it if no other is given.
    ///
    /// # Errors
    /// When it has no proper name, base URL or token; when the name is taken and `existing` says
    /// to keep that one; when the store cannot be written.
    pub fn add(
        &self,
        name: &str,
        written: &Written,
        credential_type: &CredentialType,
        existing: Existing,
    ) -> Result<Stored, CredentialError> {
        check_name(name)?;
        let base_url = BaseUrl::parse(&written.base_url, &credential_type.base_url.strip_suffixes)
            .map_err(|source| CredentialError::BaseUrl {
                name: name.to_owned(),
                source,
            })?;
        let settled = Written {
            credential_type: credential_type.name.clone(),
            base_url: base_url.to_string(),
            placement: Some(credential_type.placement.clone()),
            ..written.clone()
        };
        let (locked, mut content, identity) = self.change()?;
        if existing == Existing::Keep && content.get(name).is_some() {
            return Err(StoreError::Exists {
                name: name.to_owned(),
            }
            .into());
        }
        let now = now();
        let readable = self.seal(name, &settled, now, &identity)?;
        let stored = Stored::of(&readable);
        content.put(readable);
        self.write(&locked, &content)?;
        Ok(stored)
    }

    /// Opens a credential, changes it, and saves it, while no other process can change the store.
    /// The type stays what it is; whatever else is changed is bound to the token anew. That the
    /// platform accepted it is forgotten; with another token also how far its rotation was.
    ///
    /// # Errors
    /// When it cannot be opened, the change leaves no usable credential, or the store cannot be
    /// written.
    pub fn edit(
        &self,
        name: &str,
        change: impl FnOnce(&mut Written),
    ) -> Result<Stored, CredentialError> {
        self.edit_with(name, change, |rotation, same_token| {
            rotation.filter(|_| same_token)
        })
    }

    /// Saves a token that a rotation has made, and how far the rotation is, with one write.
    ///
    /// # Errors
    /// As [`Store::edit`].
    pub fn save_rotated(
        &self,
        name: &str,
        rotation: &str,
        change: impl FnOnce(&mut Written),
    ) -> Result<Stored, CredentialError> {
        self.edit_with(name, change, |_, _| Some(rotation.to_owned()))
    }

    fn edit_with(
        &self,
        name: &str,
        change: impl FnOnce(&mut Written),
        rotation: impl FnOnce(Option<String>, bool) -> Option<String>,
    ) -> Result<Stored, CredentialError> {
        let (locked, mut content, identity) = self.change_of(name)?;
        let readable = self.existing(&content, name)?;
        let (created, before) = (readable.created, readable.rotation.clone());
        let mut written = self.open(readable, &identity)?;
        let credential_type = written.credential_type.clone();
        let token = written.token.clone();
        change(&mut written);
        written.credential_type = credential_type;
        written.base_url = BaseUrl::parse(&written.base_url, &[])
            .map_err(|source| CredentialError::BaseUrl {
                name: name.to_owned(),
                source,
            })?
            .to_string();
        let mut edited = self.seal(name, &written, created, &identity)?;
        edited.rotation = rotation(before, token.is(&written.token));
        refuse_in_clear(&edited, &written)?;
        self.save(&locked, &mut content, name, edited)
    }

    /// Changes what is known about a credential. What the token is bound to stays as it is.
    ///
    /// # Errors
    /// When it cannot be opened, a note is none, or the store cannot be written.
    pub fn annotate(
        &self,
        name: &str,
        change: impl FnOnce(&mut Annotations),
    ) -> Result<Stored, CredentialError> {
        let (locked, mut content, identity) = self.change_of(name)?;
        let readable = self.existing(&content, name)?;
        let mut annotated = readable.clone();
        let mut annotations = Annotations::of(readable);
        change(&mut annotations);
        annotated.expires = annotations.expires;
        annotated.checked = annotations.checked.map(to_the_second);
        annotated.rotation = annotations.rotation;
        annotated.set_notes(&annotations.notes);
        let written = self.open(readable, &identity)?;
        refuse_in_clear(&annotated, &written)?;
        self.save(&locked, &mut content, name, annotated)
    }

    /// Gives a credential another name.
    ///
    /// # Errors
    /// When there is none of the old name or one of the new; when it cannot be opened; when the
    /// store cannot be written.
    pub fn rename(&self, from: &str, to: &str) -> Result<Stored, CredentialError> {
        check_name(to)?;
        let (locked, mut content, identity) = self.change_of(from)?;
        let readable = self.existing(&content, from)?;
        if content.get(to).is_some() {
            return Err(StoreError::Exists {
                name: to.to_owned(),
            }
            .into());
        }
        let written = self.open(readable, &identity)?;
        let mut renamed = self.seal(to, &written, readable.created, &identity)?;
        renamed.checked = readable.checked;
        renamed.rotation.clone_from(&readable.rotation);
        self.save(&locked, &mut content, from, renamed)
    }

    /// Takes a credential out. Needs no identity, so that one which cannot be opened can go.
    ///
    /// # Errors
    /// When there is none of this name, or the store cannot be written.
    pub fn remove(&self, name: &str) -> Result<(), CredentialError> {
        // Where there is none, nothing is made.
        self.existing(&self.content()?, name)?;
        let locked = self.disk.lock()?;
        let mut content = self.content()?;
        self.existing(&content, name)?;
        content.remove(name);
        self.write(&locked, &content)?;
        Ok(())
    }

    /// The right to replace tokens, until it is dropped or the process ends: two processes that
    /// replaced the same token would each leave one of the other's behind.
    ///
    /// # Errors
    /// When another process has it, or it cannot be had.
    pub fn rotating(&self) -> Result<Rotating, CredentialError> {
        Ok(Rotating {
            _locked: self.disk.lock_rotation()?,
        })
    }

    fn content(&self) -> Result<Content, StoreError> {
        match self.disk.read()? {
            Some(bytes) => Content::parse(&self.disk.file(), &bytes),
            None => Ok(Content::empty()),
        }
    }

    /// Begins a change of a credential that is there. Where there is none, nothing is made either.
    fn change_of(&self, name: &str) -> Result<(Locked, Content, x25519::Identity), StoreError> {
        self.existing(&self.content()?, name)?;
        self.change()
    }

    /// Begins a change: the lock, what there is, and an identity that opens it.
    fn change(&self) -> Result<(Locked, Content, x25519::Identity), StoreError> {
        let locked = self.disk.lock()?;
        let content = self.content()?;
        let is_empty = content.entries().is_empty();
        let identity = self.identity.get_or_make(&self.disk, &locked, is_empty)?;
        self.refuse_wrong(&content, &identity)?;
        Ok((locked, content, identity))
    }

    fn write(&self, locked: &Locked, content: &Content) -> Result<(), StoreError> {
        let bytes = content.written().map_err(|error| StoreError::Io {
            doing: "write",
            path: self.disk.file(),
            source: error.into(),
        })?;
        self.disk.write(locked, &bytes)
    }

    /// Puts the changed part of a credential in the place of the old one, and writes the store.
    fn save(
        &self,
        locked: &Locked,
        content: &mut Content,
        name: &str,
        changed: Readable,
    ) -> Result<Stored, CredentialError> {
        let stored = Stored::of(&changed);
        if let Some(readable) = content.get_mut(name) {
            *readable = changed;
        }
        self.write(locked, content)?;
        Ok(stored)
    }

    fn existing<'a>(&self, content: &'a Content, name: &str) -> Result<&'a Readable, StoreError> {
        content.get(name).ok_or_else(|| {
            let names = content
                .entries()
                .iter()
                .map(|entry| entry.readable.name.as_str());
            StoreError::Missing {
                name: name.to_owned(),
                nearest: jackfield_suggest::nearest(name, names).map(ToOwned::to_owned),
            }
        })
    }
}

impl Stored {
    fn of(readable: &Readable) -> Self {
        Self {
            name: readable.name.clone(),
            credential_type: readable.credential_type.clone(),
            base_url: readable.base_url.clone(),
            ignore_ssl: readable.ignore_ssl,
            ca: readable
                .ca
                .as_ref()
                .map(|ca| (ca.path.clone(), ca.sha256.clone())),
            proxy: readable.proxy.clone(),
            allow: readable.allow.clone(),
            annotations: Annotations::of(readable),
            created: readable.created,
            changed: readable.changed,
        }
    }
}

impl Annotations {
    fn of(readable: &Readable) -> Self {
        Self {
            expires: readable.expires,
            notes: readable.notes(),
            checked: readable.checked,
            rotation: readable.rotation.clone(),
        }
    }
}

impl Provider for Store {
    fn find(&self, name: &str) -> Result<Option<Found<'_>>, CredentialError> {
        if self.content()?.get(name).is_none() {
            return Ok(None);
        }
        let place = format!("the credential store {}", self.disk.directory().display());
        let name = name.to_owned();
        Ok(Some(Found::new(place, move |depth| {
            if depth == Depth::Whole {
                return self.get(&name);
            }
            let stored = self.show(&name)?;
            let none = AccessToken::new(String::new());
            Ok(Written {
                expires: stored.annotations.expires,
                notes: stored.annotations.notes,
                ..Written::new(&stored.credential_type, &stored.base_url, none)
            })
        })))
    }

    fn names(&self) -> Vec<String> {
        // What is wrong with the store is said when a credential is looked for in it.
        self.list()
            .map(|list| list.into_iter().map(|stored| stored.name).collect())
            .unwrap_or_default()
    }
}

/// Whether a credential in the store can have this name: one that a person can type and a list can
/// show.
///
/// # Errors
/// When it cannot, with the reason.
pub fn check_name(name: &str) -> Result<(), CredentialError> {
    let reason = if name.is_empty() {
        "it is empty"
    } else if name.trim() != name {
        "it begins or ends with a blank"
    } else if name.chars().any(char::is_control) {
        "it contains a line break or a control character"
    } else if name.chars().count() > LONGEST_NAME {
        "it is too long"
    } else if name.starts_with('-') {
        "on a command line it would be an option"
    } else {
        return Ok(());
    };
    Err(StoreError::Name {
        name: name.escape_debug().take(LONGEST_NAME).collect(),
        reason,
    }
    .into())
}

fn now() -> Timestamp {
    to_the_second(Timestamp::now())
}

fn to_the_second(time: Timestamp) -> Timestamp {
    time.round(Unit::Second).unwrap_or(time)
}
