//! `jackfield credential edit`.

use super::add::{Tried, try_to_use};
use super::draft::Draft;
use super::{done, failed, findings, guide, stored, token, type_named};
use crate::args::{EditCredential, Global};
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal::{can_ask, say, secrets};

/// Changes a credential in the store. What decides whether it works is tried before it is saved.
pub(super) async fn edit(global: &Global, arguments: &EditCredential) -> Result<(), Failure> {
    let name = &arguments.name;
    let (store, known) = stored(global, &arguments.sources, name)?;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    connectors.load_all().await?;
    let credential_type = type_named(&connectors, &known.credential_type)?;
    let mut draft = Draft::read(&arguments.fields, &arguments.clear, &credential_type)?;
    let source = &arguments.fields.token;
    // Without anything else to do, it is the token that people want to change.
    let wants_token = arguments.token || source.is_given() || (draft.is_empty() && can_ask());
    if draft.is_empty() && !wants_token {
        return Err(Failure::new(Exit::Usage, "nothing is to be changed")
            .hint("say what, such as --base-url URL, --token-stdin or --clear expires"));
    }
    // Opened first, so that nobody is asked for a token that cannot be saved.
    let mut written = store.get(name).map_err(failed)?;
    secrets().add_all(&written.secrets());
    if wants_token {
        if !source.is_given() && can_ask() {
            let mut steps = guide::steps(&credential_type).into_iter();
            let mut message = Message::new(Level::Summary, steps.next().unwrap_or_default());
            message.lines = steps.map(|step| step.trim_start().to_owned()).collect();
            say(&message);
        }
        draft.token = Some(token::obtain(source)?);
    }
    draft.apply(&mut written);
    let asked = draft.concerns_platform() && !arguments.no_check;
    let tried = try_to_use(name, &mut written, &mut connectors, asked).await?;
    if let Tried::Works(report) = &tried {
        draft.account = draft.account.or_else(|| findings::account(report));
        draft.expires = findings::expires(report).or(draft.expires);
    }
    store
        .edit(name, |written| draft.apply(written))
        .map_err(failed)?;
    match tried {
        Tried::Works(report) => {
            findings::note(&store, name, Some(&report));
            done(format!("{name} works and is saved"));
        }
        Tried::Not if known.annotations.checked.is_some() && draft.concerns_platform() => {
            done(format!(
                "{name} is saved, and nobody knows whether it works"
            ));
        }
        Tried::Not => done(format!("{name} is saved")),
    }
    Ok(())
}
