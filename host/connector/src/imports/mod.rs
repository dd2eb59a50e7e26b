//! What the host offers a connector, one file for each interface of the contract.

mod blobs;
mod context;
mod convert;
mod credentials;
mod log;
mod memory;
mod saving;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jackfield_credential::{AccessToken, Credential, Sealed};
use jackfield_descriptor::{Delivery, Fault, FaultKind};
use tokio::time::Instant;

use crate::gate::{Door, Gate, Request, Response, Withheld};

pub use log::{Level, Log};
pub use memory::Memory;

pub(crate) use blobs::{push as push_blob, size as blob_size};
pub(crate) use convert::fault_of_guest;
pub(crate) use saving::{Place, new_token};

/// Why nothing is sent or saved.
const DRY_RUN: &str = "this is a dry run, in which nothing is changed";

/// A credential as the guest's handle refers to it.
#[derive(Clone, Debug)]
#[expect(unreachable_pub, reason = "the generated bindings re-export it")]
pub struct CredentialHandle(pub(crate) Arc<Credential>);

/// What the attempts at one call have in common, and which attempt this is.
#[derive(Clone, Debug)]
pub struct CallContext {
    /// The same for every attempt at the same call: `a-z`, `0-9`, `-`, at most 64 characters.
    pub idempotency_key: String,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// Whether an earlier attempt may have taken effect.
    pub in_doubt: bool,
    /// When the first attempt began.
    pub first_attempt_at: SystemTime,
    /// How long this attempt may take.
    pub timeout: Duration,
}

/// What the host functions work on: things of the run, and things of the call being made.
pub(crate) struct CallState {
    pub(crate) gate: Arc<Gate>,
    pub(crate) memory: Arc<Memory>,
    pub(crate) log: Arc<dyn Log>,
    pub(crate) connector: String,
    /// How much the guest holds in blobs.
    pub(crate) blob_bytes: usize,
    pub(crate) call: Current,
}

/// The call being made.
pub(crate) struct Current {
    pub(crate) context: CallContext,
    pub(crate) memory_scope: String,
    pub(crate) deadline: Instant,
    /// What is known so far about everything that was sent.
    pub(crate) delivery: Delivery,
    /// Whether something was sent whose effect its answer does not tell, also where a repeat of it
    /// does no harm.
    pub(crate) in_doubt: bool,
    /// Whether the guest waits for an answer.
    pub(crate) waiting: bool,
    /// Which of the host's limits the guest ran into.
    pub(crate) limit: Option<String>,
    /// Whether requests that could change something are kept in.
    pub(crate) withholds: bool,
    /// Those that were.
    pub(crate) withheld: Vec<Withheld>,
    /// Secrets taken out of answers.
    pub(crate) sealed: Vec<Secret>,
    /// What may be done with one of them, until it was done.
    pub(crate) place: Option<Place>,
    /// Whether a credential was saved.
    pub(crate) has_saved: bool,
    requests: u32,
    log_lines: u32,
}

/// A secret that was taken out of an answer.
pub(crate) struct Secret {
    pub(crate) stand_in: Sealed,
    pub(crate) token: AccessToken,
    /// The credential whose platform has said it.
    pub(crate) from: Arc<Credential>,
}

impl Current {
    pub(crate) fn new(context: CallContext, memory_scope: String, withholds: bool) -> Self {
        Self {
            deadline: Instant::now() + context.timeout,
            context,
            memory_scope,
            delivery: Delivery::NotSent,
            in_doubt: false,
            waiting: false,
            limit: None,
            withholds,
            withheld: Vec::new(),
            sealed: Vec::new(),
            place: None,
            has_saved: false,
            requests: 0,
            log_lines: 0,
        }
    }
}

impl Current {
    /// The token that a stand-in stands for, if the platform of this credential said it in this
    /// call.
    pub(crate) fn secret(&self, stand_in: &str, of: &Arc<Credential>) -> Option<AccessToken> {
        let mut sealed = self.sealed.iter();
        let secret = sealed
            .find(|secret| secret.stand_in.as_str() == stand_in && Arc::ptr_eq(&secret.from, of))?;
        Some(secret.token.clone())
    }
}

impl CallState {
    /// Lets a request out and keeps account of what is known about its effect. The account says
    /// the worst while the answer is awaited, because the wait may be cut short.
    pub(crate) async fn send(&mut self, door: &Door, request: Request) -> Result<Response, Fault> {
        self.call.requests += 1;
        let most = self.gate.caps().requests;
        if self.call.requests > most {
            return Err(Fault::new(
                FaultKind::LimitExceeded,
                format!("the connector sent more than {most} requests in one call"),
            ));
        }
        if self.call.withholds && !request.is_safe() {
            return Err(self.withhold(door, request));
        }
        let before = self.call.delivery;
        let doubt_before = self.call.in_doubt;
        let only_reads = request.is_safe();
        self.call.in_doubt |= !only_reads;
        let repeatable = request.is_repeatable();
        if !repeatable {
            self.call.delivery = Delivery::OutcomeUnknown;
        }
        self.call.waiting = true;
        let result = self.gate.send(door, request).await;
        self.call.waiting = false;
        if let Err(fault) = &result {
            self.tell_of_denial(fault);
        }
        let leaves_doubt = match &result {
            // Who turns a request away has not passed it on.
            Ok(Response { status, .. }) => *status != 503 && *status >= 500,
            Err(fault) => fault.delivery == Delivery::OutcomeUnknown,
        };
        self.call.in_doubt = doubt_before || !only_reads && leaves_doubt;
        let sent = match &result {
            _ if repeatable => Delivery::NotSent,
            // Turned away: it had no effect.
            Ok(Response {
                status: 429 | 503, ..
            }) => Delivery::NotSent,
            Ok(_) => Delivery::Answered,
            Err(fault) => fault.delivery,
        };
        self.call.delivery = before.max(sent);
        result.map_err(|mut fault| {
            fault.delivery = sent;
            fault
        })
    }

    /// Keeps a request in, and notes what it would have sent.
    fn withhold(&mut self, door: &Door, request: Request) -> Fault {
        match self.gate.preview(door, request) {
            Ok(withheld) => {
                self.call.withheld.push(withheld);
                Fault::new(FaultKind::PolicyDenied, DRY_RUN)
            }
            Err(fault) => {
                self.tell_of_denial(&fault);
                fault
            }
        }
    }

    /// A connector can keep a denial to itself; whoever watches the run must know of it.
    fn tell_of_denial(&mut self, fault: &Fault) {
        if fault.kind == FaultKind::PolicyDenied {
            // Without the limit on what the connector says itself: it could use that up first, and
            // be denied unseen. A call has no more denials than requests.
            let line = log::line(self.gate.redactor(), &fault.message);
            self.log.denied(&self.connector, &line);
        }
    }

    /// Says something to whoever watches the run: so often in a call, so much of it, without
    /// secrets and without control characters, which a terminal would obey.
    pub(crate) fn say(&mut self, how: impl FnOnce(&dyn Log, &str, &str), message: &str) {
        self.call.log_lines += 1;
        if self.call.log_lines > log::MAX_MESSAGES {
            return;
        }
        let line = log::line(self.gate.redactor(), message);
        how(self.log.as_ref(), &self.connector, &line);
    }
}

pub(crate) fn milliseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}
