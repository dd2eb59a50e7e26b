//! Asking a platform whether a credential works.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jackfield_connector::{
    CallContext, Connector, Gate, GateSettings, Lane, NoKeeper, RotationStep, Surroundings,
};
use jackfield_credential::Credential;
use jackfield_descriptor::{Delivery, Effect, Fault, FaultKind};
use jackfield_engine::{Credentials, RunId};
use jackfield_workflow::{Diagnostic, Pointer, Source};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::{facts, messages};
use crate::message::{Level, Message};
use crate::narrator::Narrator;
use crate::terminal::{say, secrets};

/// How long a platform may take when several are asked and a person waits for all of them.
const SHORT: Duration = Duration::from_secs(10);

/// What the platform says about a credential; nothing, and nothing was sent, if its connector
/// knows no way to ask.
///
/// # Errors
/// When the credential is refused, or the platform cannot be asked.
pub(crate) async fn ask(
    connector: Connector,
    credential: Arc<Credential>,
    timeout: Duration,
) -> Result<Option<Value>, Fault> {
    ask_within(surroundings(), connector, credential, timeout).await
}

/// The same with what a run's calls have in common, such as the way out.
pub(crate) async fn ask_within(
    surroundings: Surroundings,
    connector: Connector,
    credential: Arc<Credential>,
    timeout: Duration,
) -> Result<Option<Value>, Fault> {
    let context = CallContext {
        idempotency_key: "check".to_owned(),
        ..context(timeout)
    };
    match Lane::new(connector, surroundings)
        .check(credential, context)
        .await
    {
        Ok(report) => Ok(Some(report)),
        Err(fault) if has_no_check(&fault) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Takes the next step of replacing a credential's token.
///
/// # Errors
/// When the platform refuses it or cannot be asked, or the connector cannot replace tokens.
pub(crate) async fn rotate(
    surroundings: Surroundings,
    connector: Connector,
    credential: Arc<Credential>,
    state: Option<String>,
    timeout: Duration,
) -> Result<RotationStep, Fault> {
    let mark = RunId::random().map_err(|error| {
        Fault::new(
            FaultKind::Internal,
            format!("no randomness for the mark of a token: {error}"),
        )
    })?;
    let context = CallContext {
        idempotency_key: mark.to_string(),
        ..context(timeout)
    };
    Lane::new(connector, surroundings)
        .rotate(credential, state, context)
        .await
}

/// What calls have in common where there is no run.
pub(crate) fn surroundings() -> Surroundings {
    Surroundings {
        gate: Arc::new(Gate::new(GateSettings::new(
            format!("jackfield/{}", env!("CARGO_PKG_VERSION")),
            secrets().clone(),
        ))),
        memory: Arc::default(),
        log: Arc::new(Narrator),
        keeper: Arc::new(NoKeeper),
    }
}

fn context(timeout: Duration) -> CallContext {
    CallContext {
        idempotency_key: String::new(),
        attempt: 1,
        in_doubt: false,
        first_attempt_at: SystemTime::now(),
        timeout,
    }
}

fn has_no_check(fault: &Fault) -> bool {
    fault.kind == FaultKind::UnknownOperation && fault.delivery == Delivery::NotSent
}

/// Asks about all credentials of a workflow at the same time, each once, and gives what was
/// refused. What could not be found out is warned of.
pub(crate) async fn ask_all(
    source: &Source,
    connectors: &Connectors,
    credentials: &Credentials,
    places: &[(String, Pointer)],
) -> Vec<(Exit, Diagnostic)> {
    let mut asked = JoinSet::new();
    for (index, (name, _)) in places.iter().enumerate() {
        let Some(credential) = credentials.get(name) else {
            continue;
        };
        let Some(connector) = connectors.of_type(&credential.credential_type) else {
            continue;
        };
        let answer = ask(connector, Arc::clone(credential), SHORT);
        asked.spawn(async move { (index, answer.await) });
    }
    let mut answers = asked.join_all().await;
    answers.sort_by_key(|(index, _)| *index);
    let mut refused = Vec::new();
    for (index, answer) in answers {
        let Some((name, pointer)) = places.get(index) else {
            continue;
        };
        match answer {
            Ok(Some(_)) => say(&Message::new(
                Level::Progress("credential"),
                format!("{name}: works"),
            )),
            Ok(None) => {}
            Err(fault) if fault.kind.is_transient() => {
                let title = format!(
                    "the credential `{name}` could not be tried: {}",
                    fault.message
                );
                let mut diagnostic = Diagnostic::new(pointer.clone(), title);
                diagnostic.hint = fault.hint;
                for warning in messages(Level::Warning, source, &[diagnostic]) {
                    say(&warning);
                }
            }
            Err(fault) => {
                let facts = facts(&fault).join("; ");
                let title = format!(
                    "the credential `{name}` does not work: {} ({facts})",
                    fault.message
                );
                let mut diagnostic = Diagnostic::new(pointer.clone(), title);
                diagnostic.hint.clone_from(&fault.hint);
                refused.push((Exit::of(&fault, Effect::Read), diagnostic));
            }
        }
    }
    refused
}
