//! `credentials` and `open-web`: the two doors of the gate.

use std::ops::RangeInclusive;
use std::sync::Arc;

use jackfield_credential::{AccessToken, Credential, Sealed};
use jackfield_descriptor::{Delivery, Fault, FaultKind};
use jackfield_sandbox::GuestState;
use serde_json::Value;
use wasmtime::component::Resource;

use super::convert::{fault_for_guest, request, response};
use super::saving::{in_full, save};
use super::{CallState, CredentialHandle, Secret, log};
use crate::bindings::jackfield::connector::{credentials, faults, messages, open_web};
use crate::gate::{Door, Gate, Response};

/// How many secrets one answer may hold.
const MAX_POINTERS: usize = 16;
/// How many secrets of one call can be saved.
const MAX_SEALED: usize = 64;
/// How long a secret may be.
const SECRET: RangeInclusive<usize> = 6..=4096;
/// From this length on, small letters alone are taken for a secret.
const LONGEST_WORD: usize = 16;

type Answer = wasmtime::Result<Result<messages::Response, faults::Fault>>;

impl faults::Host for GuestState<CallState> {}
impl messages::Host for GuestState<CallState> {}
impl credentials::Host for GuestState<CallState> {}

impl open_web::Host for GuestState<CallState> {
    async fn send(&mut self, raw: messages::Request) -> Answer {
        send(self, Door::Open, raw, Ok).await
    }
}

impl credentials::HostCredential for GuestState<CallState> {
    fn base_url(&mut self, credential: Resource<CredentialHandle>) -> wasmtime::Result<String> {
        Ok(self.table.get(&credential)?.0.base_url.to_string())
    }

    fn ignore_ssl(&mut self, credential: Resource<CredentialHandle>) -> wasmtime::Result<bool> {
        Ok(self.table.get(&credential)?.0.ignore_ssl)
    }

    fn access_token(&mut self, credential: Resource<CredentialHandle>) -> wasmtime::Result<String> {
        Ok(self.table.get(&credential)?.0.sealed.as_str().to_owned())
    }

    fn credential_type(
        &mut self,
        credential: Resource<CredentialHandle>,
    ) -> wasmtime::Result<String> {
        Ok(self.table.get(&credential)?.0.credential_type.clone())
    }

    fn field(
        &mut self,
        credential: Resource<CredentialHandle>,
        name: String,
    ) -> wasmtime::Result<Option<String>> {
        Ok(self.table.get(&credential)?.0.fields.get(&name).cloned())
    }

    async fn send(
        &mut self,
        credential: Resource<CredentialHandle>,
        raw: messages::Request,
    ) -> Answer {
        let door = Door::Credential(self.table.get(&credential)?.0.clone());
        send(self, door, raw, Ok).await
    }

    async fn send_sealing(
        &mut self,
        credential: Resource<CredentialHandle>,
        raw: messages::Request,
        pointers: Vec<String>,
    ) -> Answer {
        let from = self.table.get(&credential)?.0.clone();
        let door = Door::Credential(Arc::clone(&from));
        let gate = Arc::clone(&self.data.gate);
        let mut reserved = match Reserved::of(&gate, pointers.len()) {
            Ok(reserved) => reserved,
            Err(fault) => return Ok(Err(fault_for_guest(fault))),
        };
        let mut sealed = Vec::new();
        let answer = send(self, door, raw, |response| {
            seal(response, &pointers, (&gate, &from), &mut sealed)
        })
        .await;
        reserved.unused = reserved.unused.saturating_sub(sealed.len());
        let kept = &mut self.data.call.sealed;
        kept.extend(
            sealed
                .into_iter()
                .take(MAX_SEALED.saturating_sub(kept.len())),
        );
        answer
    }

    async fn save(
        &mut self,
        credential: Resource<CredentialHandle>,
        new: credentials::NewToken,
    ) -> wasmtime::Result<Result<(), faults::Fault>> {
        let like = Arc::clone(&self.table.get(&credential)?.0);
        let Err(fault) = save(&mut self.data.call, &like, new).await else {
            self.data.call.has_saved = true;
            return Ok(Ok(()));
        };
        // Why is the business of whoever watches the run, and not of the connector.
        let line = log::line(self.data.gate.redactor(), &in_full(&fault));
        self.data.log.denied(&self.data.connector, &line);
        let fault = Fault {
            message: "the new credential was not saved".to_owned(),
            hint: None,
            ..fault
        };
        Ok(Err(fault_for_guest(fault)))
    }

    fn drop(&mut self, credential: Resource<CredentialHandle>) -> wasmtime::Result<()> {
        self.table.delete(credential)?;
        Ok(())
    }
}

async fn send(
    state: &mut GuestState<CallState>,
    door: Door,
    raw: messages::Request,
    treat: impl FnOnce(Response) -> Result<Response, Fault>,
) -> Answer {
    let request = request(&state.table, raw)?;
    let answer = request.answer;
    let name = request.file_name();
    let result = state.data.send(&door, request).await.and_then(treat);
    Ok(match result {
        Ok(answered) => Ok(response(state, answer, name, answered)?),
        Err(fault) => Err(fault_for_guest(fault)),
    })
}

/// What is shorter than a secret stands in other text by chance; what is longer is none. Words are
/// none either: what is sealed is cut out of everything that is said from then on, and a connector
/// could blot out a warning about itself with its very words.
fn has_form_of_secret(text: &str) -> bool {
    let is_mixed = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    SECRET.contains(&text.len())
        && !text.contains(char::is_whitespace)
        && (text.len() >= LONGEST_WORD || text.bytes().any(is_mixed))
}

/// Secrets that can be taken out of an answer. What is not used is given back, also where the answer
/// is not waited for to its end.
struct Reserved<'a> {
    gate: &'a Gate,
    unused: usize,
}

impl<'a> Reserved<'a> {
    /// Asked for before the answer is: of what is refused afterwards nobody would know.
    fn of(gate: &'a Gate, secrets: usize) -> Result<Self, Fault> {
        let why = if secrets > MAX_POINTERS {
            "more of them were named than an answer may have"
        } else if !gate.takes(secrets) {
            "this run has taken too many already"
        } else {
            let unused = secrets;
            return Ok(Self { gate, unused });
        };
        let message =
            format!("the answer was to hold new secrets, and {why}; it was not asked for");
        Err(Fault::new(FaultKind::LimitExceeded, message))
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        self.gate.gives_back(self.unused);
    }
}

/// The fault for an answer that is withheld from the connector, by what its status says.
fn withheld(status: u16, why: &str) -> Fault {
    let (kind, delivery) = match status {
        429 => (FaultKind::RateLimited, Delivery::NotSent),
        503 => (FaultKind::Unavailable, Delivery::NotSent),
        500..=599 => (FaultKind::Unavailable, Delivery::OutcomeUnknown),
        // What was made then, nobody will know.
        200..=299 => (FaultKind::UnexpectedResponse, Delivery::OutcomeUnknown),
        _ => (FaultKind::UnexpectedResponse, Delivery::Answered),
    };
    let message = format!(
        "the server answered {status}; the answer was to hold new secrets, and {why}; it was withheld from the connector"
    );
    let mut fault = Fault::new(kind, message);
    fault.status = Some(status);
    fault.delivery = delivery;
    fault
}

/// Takes new secrets out of an answer and leaves stand-ins, wherever they stand.
fn seal(
    mut response: Response,
    pointers: &[String],
    (gate, from): (&Gate, &Arc<Credential>),
    sealed: &mut Vec<Secret>,
) -> Result<Response, Fault> {
    let redactor = gate.redactor();
    let withheld = |why: &str| withheld(response.status, why);
    let mut body: Value =
        serde_json::from_slice(&response.body).map_err(|_| withheld("is not JSON"))?;
    let mut secrets = Vec::new();
    for pointer in pointers {
        if let Some(Value::String(text)) = body.pointer_mut(pointer) {
            if !has_form_of_secret(text) {
                return Err(withheld("one of them has not the form of a secret"));
            }
            let secret = AccessToken::new(std::mem::take(text));
            let stand_in = Sealed::new();
            stand_in.as_str().clone_into(text);
            secrets.push(secret.clone());
            sealed.push(Secret {
                stand_in,
                token: secret,
                from: Arc::clone(from),
            });
        }
    }
    redactor.add_all(&secrets);
    // An answer can say the same secret in a second place, such as a header.
    response.body = redactor.scrub(&body.to_string()).into_owned().into();
    for (name, value) in &mut response.headers {
        *name = redactor.scrub(name).into_owned();
        *value = redactor.scrub(value).into_owned();
    }
    Ok(response)
}
