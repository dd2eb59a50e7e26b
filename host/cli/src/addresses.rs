//! Where nodes go that say so themselves, held against where their credentials go.

use jackfield_connector::AllowedHosts;
use jackfield_credential::BaseUrl;
use jackfield_descriptor::Slot;
use jackfield_engine::Credentials;
use jackfield_workflow::{
    Diagnostic, Node, Workflow, WrittenAddress, open_addresses, written_address,
};
use serde_json::Value;
use url::Url;

use crate::connectors::Connectors;

/// The parameter by which a node does without its credential, and what it says then.
const AUTHENTICATION: (&str, &str) = ("authentication", "none");

/// The address that a node goes to with a credential of any type, as far as it is written out.
/// Where the types of credential are an operation's own, its parameters name no address.
pub(crate) fn of_node<'a>(node: &'a Node, slot: &Slot) -> Option<WrittenAddress<'a>> {
    let (parameter, none) = AUTHENTICATION;
    let with_none = node.parameters.get(parameter).and_then(Value::as_str) == Some(none);
    (takes_any(slot) && !with_none).then(|| written_address(node))?
}

/// Whether the credential for a slot can be of any type, so that the node says where it goes.
pub(crate) fn takes_any(slot: &Slot) -> bool {
    slot.types.iter().any(|name| name == Slot::ANY)
}

/// Whether a credential of this base URL can be used at an address. What is no address fails when
/// it is used.
pub(crate) fn fits(base: &BaseUrl, address: &WrittenAddress<'_>) -> bool {
    match Url::parse(address.text) {
        Ok(url) if address.is_whole => base.covers(&url),
        Ok(url) => base.may_cover(&url),
        Err(_) => true,
    }
}

/// The hosts that nodes without a credential are to reach and may not, each at its first place.
pub(crate) fn check_hosts(
    workflow: &Workflow,
    allowed: &AllowedHosts,
    connectors: &Connectors,
) -> Vec<Diagnostic> {
    let mut allowed = allowed.clone();
    allowed.add(&workflow.hosts);
    let is_export = workflow.export.is_some();
    let mut denied: Vec<(String, Diagnostic)> = Vec::new();
    for open in open_addresses(workflow) {
        // Of a step its operation says whether that is where it goes.
        if !is_export && !connectors.slot(open.node, "default").is_some_and(takes_any) {
            continue;
        }
        // What is no address fails when it is used.
        let Ok(url) = Url::parse(&open.origin) else {
            continue;
        };
        let origin = url.origin().ascii_serialization();
        let host = origin.strip_prefix("https://").unwrap_or(&origin);
        if allowed.allow(&url) || denied.iter().any(|(known, _)| known == host) {
            continue;
        }
        let who = if is_export {
            format!("the node `{}`", open.node.name)
        } else {
            "the step".to_owned()
        };
        let message = format!("{who}: no request may go to {host} without a credential");
        denied.push((host.to_owned(), Diagnostic::new(open.pointer, message)));
    }
    let all: Vec<String> = denied
        .iter()
        .map(|(host, _)| format!("--allow-host {host}"))
        .collect();
    let all = all.join(" ");
    let is_one = denied.len() == 1;
    let hinted = |(host, diagnostic): (String, Diagnostic)| {
        let mut hint = format!("allow it with `--allow-host {host}`");
        if !is_export {
            hint += &format!(", or with `\"allowHosts\": [\"{host}\"]` in the file");
        }
        if !is_one {
            hint += &format!("; all of them with `{all}`");
        }
        diagnostic.hint(hint)
    };
    denied.into_iter().map(hinted).collect()
}

/// The addresses outside of the base URL of the credential that a node goes there with.
pub(crate) fn check(
    workflow: &Workflow,
    credentials: &Credentials,
    connectors: &Connectors,
) -> Vec<Diagnostic> {
    let idle = workflow.idle();
    let mut outside = Vec::new();
    for (index, node) in workflow.nodes.iter().enumerate() {
        if idle.contains(&index) {
            continue;
        }
        for (slot, name) in &node.credentials {
            let slot = connectors.slot(node, slot);
            let address = slot.and_then(|slot| of_node(node, slot));
            let (Some(address), Some(credential)) = (address, credentials.get(name)) else {
                continue;
            };
            if fits(&credential.base_url, &address) {
                continue;
            }
            let goes = format!(
                "goes to {}, and the base URL of its credential `{name}` is {}",
                without_query(address.text),
                credential.base_url
            );
            let message = match &node.export {
                Some(_) => format!("the node `{}` {goes}", node.name),
                None => format!("the step {goes}"),
            };
            outside.push(Diagnostic::new(address.pointer, message).hint(
                "a credential goes to its own base URL and nowhere else: give the node another one, or correct the base URL or the address",
            ));
        }
    }
    outside
}

/// What stands in a query, or before the host, may be none of the reader's business.
fn without_query(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else {
        return address.to_owned();
    };
    url.set_query(None);
    url.set_fragment(None);
    // There is no such thing in a URL that cannot have one.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}
