//! What a function is given besides its parameters.

use serde::de::DeserializeOwned;

use crate::bindings::exports::jackfield::connector::operations;
use crate::bindings::jackfield::connector::credentials::{self, NewToken};
use crate::bindings::jackfield::connector::messages::Request as RawRequest;
use crate::{Blob, Fault, FaultKind, Request, Response};

/// One call of one operation: its credentials, its binary data and its state.
#[derive(Debug)]
pub struct Call {
    raw: operations::Call,
}

impl Call {
    pub(crate) fn new(raw: operations::Call) -> Self {
        Self { raw }
    }

    /// The operation's name.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.raw.operation
    }

    /// The parameters, for an operation of a [table](crate::Connector::table). All others are
    /// given theirs.
    ///
    /// # Errors
    /// When they do not fit the type.
    pub fn parameters<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_str(&self.raw.parameters)
            .map_err(|error| Fault::new(FaultKind::InvalidParameter, error.to_string()))
    }

    /// The only credential of the operation.
    ///
    /// # Errors
    /// When the workflow gave none.
    pub fn credential(&self) -> Result<Credential<'_>, Fault> {
        self.credential_of("default")
    }

    /// The credential of a slot.
    ///
    /// # Errors
    /// When the workflow gave none for it.
    pub fn credential_of(&self, slot: &str) -> Result<Credential<'_>, Fault> {
        self.optional_credential_of(slot).ok_or_else(|| {
            Fault::new(
                FaultKind::InvalidParameter,
                format!("no credential was given for the slot `{slot}`"),
            )
        })
    }

    /// The credential of an operation that can do without one.
    #[must_use]
    pub fn optional_credential(&self) -> Option<Credential<'_>> {
        self.optional_credential_of("default")
    }

    fn optional_credential_of(&self, slot: &str) -> Option<Credential<'_>> {
        self.raw
            .credentials
            .iter()
            .find(|(name, _)| name == slot)
            .map(|(_, credential)| Credential::new(credential))
    }

    /// The binary data of this name.
    #[must_use]
    pub fn binary(&self, name: &str) -> Option<&Blob> {
        self.raw
            .binary
            .iter()
            .find(|(candidate, _)| candidate == name)
            .map(|(_, blob)| blob)
    }

    /// The names of all binary data.
    pub fn binary_names(&self) -> impl Iterator<Item = &str> {
        self.raw.binary.iter().map(|(name, _)| name.as_str())
    }

    /// What the operation put into [`Outcome::call_again`](crate::Outcome::call_again) before.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        self.raw.state.as_deref()
    }

    /// The version of the n8n node whose parameters these are.
    #[must_use]
    pub fn type_version(&self) -> Option<f64> {
        self.raw.type_version
    }
}

/// The way to the platform. It holds no secret.
#[derive(Clone, Copy, Debug)]
pub struct Credential<'a> {
    raw: &'a credentials::Credential,
}

impl<'a> Credential<'a> {
    pub(crate) fn new(raw: &'a credentials::Credential) -> Self {
        Self { raw }
    }

    /// The base URL, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.raw.base_url()
    }

    /// Whether certificates that do not verify are accepted.
    #[must_use]
    pub fn ignore_ssl(&self) -> bool {
        self.raw.ignore_ssl()
    }

    /// The sealed stand-in for the token: worthless anywhere but at the token's own place.
    #[must_use]
    pub fn access_token(&self) -> String {
        self.raw.access_token()
    }

    /// The name of its type, for connectors with more than one.
    #[must_use]
    pub fn credential_type(&self) -> String {
        self.raw.credential_type()
    }

    /// A further field that is no secret.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        self.raw.field(name)
    }

    /// Sends a request; any status is an answer.
    ///
    /// # Errors
    /// When there was no answer, or the gate did not let the request out.
    pub fn send(&self, request: &Request) -> Result<Response, Fault> {
        self.raw.send(&request.to_raw()).map(Response::new)
    }

    /// Sends a request as the contract spells it, for bodies that refer to blobs.
    ///
    /// # Errors
    /// As for [`Credential::send`].
    pub fn send_raw(&self, request: &RawRequest<'_>) -> Result<Response, Fault> {
        self.raw.send(request).map(Response::new)
    }

    /// Sends a request whose answer holds new secrets, at these JSON Pointers (RFC 6901).
    ///
    /// # Errors
    /// As for [`Credential::send`], and when the answer is not JSON.
    pub fn send_sealing(&self, request: &Request, pointers: &[&str]) -> Result<Response, Fault> {
        let pointers: Vec<String> = pointers.iter().map(ToString::to_string).collect();
        self.raw
            .send_sealing(&request.to_raw(), &pointers)
            .map(Response::new)
    }

    /// Saves a new token as a credential like this one, under the name that the step gives in the
    /// parameter which the operation [`saves`](crate::Operation::saves).
    ///
    /// # Errors
    /// When it was not saved: then nobody will ever know the token, and it should be revoked.
    pub fn save(&self, new: &NewToken) -> Result<(), Fault> {
        self.raw.save(new)
    }
}
