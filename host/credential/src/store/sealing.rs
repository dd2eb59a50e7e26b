//! Between a credential as it is used and as it is kept.

use age::x25519;
use jackfield_descriptor::Placement;
use jiff::Timestamp;

use super::error::StoreError;
use super::payload::{self, Fault};
use super::readable::{Ca, Content, Readable};
use super::{Store, now};
use crate::allow::AllowList;
use crate::ca::CaBundle;
use crate::credential::check_token;
use crate::error::CredentialError;
use crate::notes;
use crate::proxy::Proxy;
use crate::reading;
use crate::written::Written;

impl Store {
    /// The credential, if the identity opens it and nothing it is bound to was changed.
    pub(super) fn open(
        &self,
        readable: &Readable,
        identity: &x25519::Identity,
    ) -> Result<Written, StoreError> {
        let damaged = |reason: &str| StoreError::Damaged {
            path: self.disk.file(),
            reason: format!("the {reason} of `{}` cannot be read", readable.name),
        };
        let opened = payload::open(readable, identity)
            .map_err(|fault| self.fault(&readable.name, &fault))?;
        let token = opened.access_token.clone();
        let (fields, login) = opened.rest();
        let placement: Vec<Placement> =
            serde_json::from_value(readable.placement.clone()).map_err(|_| damaged("placement"))?;
        let proxy = match &readable.proxy {
            None => Proxy::Direct,
            Some(text) => match Proxy::parse(text).map_err(|_| damaged("proxy"))? {
                Proxy::Url(url) => Proxy::Url(url.with_login(login)),
                other => other,
            },
        };
        let rules: Result<Vec<_>, _> = readable.allow.iter().map(|rule| rule.parse()).collect();
        let ca = readable
            .ca
            .as_ref()
            .map(|ca| Ok(CaBundle::parse(&ca.pem)?.with_path(ca.path.clone())))
            .transpose()
            .map_err(|_: crate::ca::CaError| damaged("CA file"))?;
        Ok(Written {
            ignore_ssl: readable.ignore_ssl,
            ca,
            proxy,
            allow: AllowList::new(rules.map_err(|_| damaged("allow list"))?),
            expires: readable.expires,
            notes: readable.notes(),
            fields,
            placement: Some(placement),
            ..Written::new(&readable.credential_type, &readable.base_url, token)
        })
    }

    /// The credential under this name, encrypted. What is not part of it is left out: when it was
    /// checked, and how far its rotation is.
    pub(super) fn seal(
        &self,
        name: &str,
        written: &Written,
        created: Timestamp,
        identity: &x25519::Identity,
    ) -> Result<Readable, CredentialError> {
        check_token(name, &written.token)?;
        let placement = serde_json::to_value(written.placement.as_deref().unwrap_or_default());
        let failed = || StoreError::Encryption {
            name: name.to_owned(),
        };
        let mut readable = Readable {
            name: name.to_owned(),
            credential_type: written.credential_type.clone(),
            placement: placement.map_err(|_| failed())?,
            base_url: written.base_url.clone(),
            ignore_ssl: written.ignore_ssl,
            ca: written.ca.as_ref().map(Ca::of),
            proxy: written.proxy.shown(),
            allow: written
                .allow
                .rules()
                .iter()
                .map(ToString::to_string)
                .collect(),
            expires: written.expires,
            token_id: None,
            description: None,
            account: None,
            replaced_token_ids: Vec::new(),
            created,
            changed: now(),
            checked: None,
            rotation: None,
            secret: String::new(),
        };
        readable.set_notes(&written.notes);
        refuse_in_clear(&readable, written)?;
        readable.secret = payload::seal(&readable, written, identity).map_err(|_| failed())?;
        Ok(readable)
    }

    /// A store whose credentials need different identities could not be used as a whole. One that
    /// cannot be opened for another reason does not keep people from the rest.
    pub(super) fn refuse_wrong(
        &self,
        content: &Content,
        identity: &x25519::Identity,
    ) -> Result<(), StoreError> {
        let mut wrong = None;
        for entry in content.entries() {
            match payload::open(&entry.readable, identity) {
                Err(Fault::WrongIdentity) => wrong = wrong.or(Some(&entry.readable.name)),
                Err(Fault::Tampered) => {}
                Ok(_) | Err(Fault::Edited(_) | Fault::Newer) => return Ok(()),
            }
        }
        match wrong {
            Some(name) => Err(self.fault(name, &Fault::WrongIdentity)),
            None => Ok(()),
        }
    }

    pub(super) fn fault(&self, name: &str, fault: &Fault) -> StoreError {
        let (name, path) = (name.to_owned(), self.disk.file());
        match fault {
            Fault::WrongIdentity => StoreError::WrongIdentity {
                name,
                path,
                identity: self.identity.shown(&self.disk),
            },
            Fault::Tampered => StoreError::Tampered { name, path },
            Fault::Newer => StoreError::Newer { path },
            Fault::Edited(field) => StoreError::Edited { name, field, path },
        }
    }
}

/// Refuses notes that are none, and the token anywhere in what is saved in the clear.
pub(super) fn refuse_in_clear(readable: &Readable, written: &Written) -> Result<(), StoreError> {
    let notes = readable.notes();
    for (field, text) in notes.texts() {
        if let Some(reason) = notes::fault_of(text) {
            return Err(StoreError::Note {
                name: readable.name.clone(),
                field,
                reason,
            });
        }
    }
    let path = readable
        .ca
        .as_ref()
        .and_then(|ca| ca.path.as_deref()?.to_str());
    let pem = readable.ca.as_ref().map(|ca| ca.pem.as_str());
    let texts = || {
        [
            ("name", Some(readable.name.as_str())),
            ("baseUrl", Some(readable.base_url.as_str())),
            ("caFile", path),
            ("caFile", pem),
            ("proxy", readable.proxy.as_deref()),
            ("rotation", readable.rotation.as_deref()),
        ]
        .into_iter()
        .filter_map(|(field, text)| Some((field, text?)))
        .chain(readable.allow.iter().map(|rule| ("allow", rule.as_str())))
        .chain(notes.texts())
    };
    match written
        .secrets()
        .iter()
        .find_map(|secret| reading::holds(secret, texts()))
    {
        Some(field) => Err(StoreError::InClear {
            name: readable.name.clone(),
            field,
        }),
        None => Ok(()),
    }
}
