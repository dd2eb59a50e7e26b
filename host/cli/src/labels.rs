//! Labels: what the nodes of an export call their credentials, and which credentials are meant.

use std::collections::{BTreeSet, HashMap};

use jackfield_credential::{BaseUrl, CredentialError, Providers, slug};
use jackfield_descriptor::{CredentialType, Slot};
use jackfield_workflow::{Diagnostic, Label, Node, Pointer, Role, Workflow};

use crate::addresses;
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal::say;

/// `--credential LABEL=NAME`: credentials by the labels that they stand for.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    names: Vec<(String, String)>,
    /// The labels, and n8n's types, that were asked for.
    seen: BTreeSet<String>,
}

impl Chosen {
    /// Reads the entries. A label can have an equals sign in it, a name cannot.
    pub(crate) fn parse(entries: &[String]) -> Result<Self, Failure> {
        let pair = |entry: &String| match entry.rsplit_once('=') {
            Some((label, name)) if !label.is_empty() && !name.is_empty() => {
                Ok((label.to_owned(), name.to_owned()))
            }
            _ => Err(Failure::new(
                Exit::Usage,
                format!("--credential {entry}: this says no credential for a label"),
            )
            .hint("write `--credential 'LABEL=NAME'`, with the label that n8n shows")),
        };
        Ok(Self {
            names: entries.iter().map(pair).collect::<Result<_, _>>()?,
            seen: BTreeSet::new(),
        })
    }

    /// What is said for a label; for one that says nothing, by n8n's type.
    fn name_for(&mut self, label: &Label) -> Option<String> {
        let words = [Some(&label.label), label.n8n_type.as_ref()];
        let words = words.into_iter().flatten().filter(|word| !word.is_empty());
        let mut name = None;
        for word in words {
            self.seen.insert(word.clone());
            let pair = self.names.iter().find(|(known, _)| known == word);
            name = name.or_else(|| pair.map(|(_, name)| name.clone()));
        }
        name
    }

    /// Refuses what is said for a label that nothing has.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let mut labels = self.names.iter().map(|(label, _)| label);
        let Some(unused) = labels.find(|label| !self.seen.contains(*label)) else {
            return Ok(());
        };
        let failure = Failure::new(
            Exit::Usage,
            format!("--credential: no node that runs has a credential `{unused}`"),
        );
        if self.seen.is_empty() {
            return Err(failure);
        }
        let seen: Vec<String> = self.seen.iter().map(|label| format!("`{label}`")).collect();
        Err(failure.hint(format!("there is {}", seen.join(", "))))
    }
}

/// Puts into every slot the name of the credential that its label stands for, and gives those for
/// which there is none.
pub(crate) fn resolve(
    workflow: &mut Workflow,
    providers: &Providers,
    chosen: &mut Chosen,
    connectors: &Connectors,
) -> Vec<Diagnostic> {
    let mut resolver = Resolver {
        providers,
        chosen,
        types: connectors.credential_types().collect(),
        connectors,
        configured: None,
        known: HashMap::new(),
        told: BTreeSet::new(),
    };
    let mut missing = Vec::new();
    for node in &mut workflow.nodes {
        let Some(export) = &node.export else {
            continue;
        };
        if export.role != Role::Runs || export.is_disabled || node.connector.is_empty() {
            continue;
        }
        let operation = connectors
            .descriptor(&node.connector)
            .and_then(|descriptor| descriptor.operation(&node.operation));
        let slots = operation.map_or(&[][..], |operation| &operation.credentials);
        let mut names = Vec::with_capacity(export.labels.len());
        for label in &export.labels {
            let Some(slot) = slots.iter().find(|slot| slot.name == label.slot) else {
                continue;
            };
            match resolver.name(node, label, slot) {
                Some(name) => names.push((label.slot.clone(), name)),
                None => missing.push(resolver.lack(node, label, slot)),
            }
        }
        node.credentials = names;
    }
    missing
}

/// Where a node of an export names the credential for a slot.
pub(crate) fn place(node: &Node, slot: &str) -> Option<Pointer> {
    let labels = &node.export.as_ref()?.labels;
    let label = labels.iter().find(|label| label.slot == slot)?;
    Some(match &label.n8n_type {
        Some(n8n_type) => node.pointer.join("credentials").join(n8n_type),
        None => node.pointer.join("type"),
    })
}

struct Resolver<'a> {
    providers: &'a Providers,
    chosen: &'a mut Chosen,
    types: Vec<&'a CredentialType>,
    connectors: &'a Connectors,
    /// The credentials that there are; looked up when needed.
    configured: Option<Vec<Configured>>,
    /// What was found, by all that it depends on.
    known: HashMap<Asked, Option<String>>,
    /// The labels for which another credential was taken, with its name.
    told: BTreeSet<(String, String)>,
}

/// What the credential for a label depends on.
#[derive(PartialEq, Eq, Hash)]
struct Asked {
    label: Label,
    /// Those of the slot.
    types: Vec<String>,
    /// It says which types are generic.
    connector: String,
    /// Where the node goes, and whether that is all of the address: a part may still come to fit.
    address: Option<(String, bool)>,
}

/// A credential that there is.
#[derive(Clone)]
struct Configured {
    name: String,
    credential_type: String,
    /// Where it goes; none where that is no base URL.
    base_url: Option<BaseUrl>,
}

impl Resolver<'_> {
    /// The credential that a label stands for: what somebody says, the one of the same name, the
    /// one that is called so where names have no blanks, or else the only one of a fitting type.
    fn name(&mut self, node: &Node, label: &Label, slot: &Slot) -> Option<String> {
        let address = addresses::of_node(node, slot);
        let asked = Asked {
            label: label.clone(),
            types: slot.types.clone(),
            connector: node.connector.clone(),
            address: address.map(|address| (address.text.to_owned(), address.is_whole)),
        };
        if let Some(known) = self.known.get(&asked) {
            return known.clone();
        }
        let name = self.look_for(node, label, slot);
        self.known.insert(asked, name.clone());
        name
    }

    fn look_for(&mut self, node: &Node, label: &Label, slot: &Slot) -> Option<String> {
        if let Some(name) = self.chosen.name_for(label) {
            return Some(name);
        }
        for name in [
            label.label.clone(),
            slug(&label.label),
            added_as(&label.label),
        ] {
            // Whatever is wrong with the one that is there is said when it is read.
            let is_there = !matches!(
                self.providers.find(&name),
                Err(CredentialError::Missing { .. })
            );
            if !name.is_empty() && is_there {
                return Some(name);
            }
        }
        self.only_one(node, label, slot)
    }

    /// The only credential of a fitting type. Where a node says itself where it goes, only those
    /// count that go there; and where it does not and the type says nothing of whose credential it
    /// is, none does: it could be another service's.
    fn only_one(&mut self, node: &Node, label: &Label, slot: &Slot) -> Option<String> {
        let address = addresses::of_node(node, slot);
        let fitting = self.fitting(label, slot);
        let generic = self.generic(node, slot);
        let configured = self.configured();
        let mut fits = configured.iter().filter(|credential| {
            fitting.contains(&credential.credential_type)
                && match (&address, &credential.base_url) {
                    (Some(address), Some(base)) => addresses::fits(base, address),
                    (Some(_), None) => false,
                    (None, _) => !generic.contains(&credential.credential_type),
                }
        });
        let Configured {
            name,
            credential_type,
            ..
        } = fits.next()?;
        if fits.any(|other| other.name != *name) {
            return None;
        }
        if !self.told.insert((label.label.clone(), name.clone())) {
            return Some(name.clone());
        }
        let what = match label.label.as_str() {
            "" => format!("a credential of type {credential_type} is not chosen in n8n"),
            label => format!("there is no credential `{label}`"),
        };
        let there = match address {
            Some(_) => " that goes where the node does",
            None => "",
        };
        say(&Message::new(
            Level::Warning,
            format!("{what}; `{name}` is used, the only one of type {credential_type}{there}"),
        ));
        Some(name.clone())
    }

    /// The types that say where a token goes and nothing of whose it is: those of the connector that
    /// takes credentials of any type.
    fn generic(&self, node: &Node, slot: &Slot) -> Vec<String> {
        let descriptor = self.connectors.descriptor(&node.connector);
        let own = descriptor.filter(|_| addresses::takes_any(slot));
        let own = own.into_iter().flat_map(|own| &own.credential_types);
        own.map(|known| known.name.clone()).collect()
    }

    /// The names of the types that a credential may have.
    fn fitting(&self, label: &Label, slot: &Slot) -> Vec<String> {
        let types = self.types.iter().filter(|known| slot.takes(&known.name));
        types
            .filter(|known| match &label.n8n_type {
                Some(n8n_type) => known.answers_to(n8n_type),
                None => true,
            })
            .map(|known| known.name.clone())
            .collect()
    }

    fn configured(&mut self) -> Vec<Configured> {
        if let Some(configured) = &self.configured {
            return configured.clone();
        }
        let listed = self.providers.list().into_iter();
        let configured: Vec<Configured> = listed
            .filter_map(|(name, found)| {
                let written = found.ok()?.without_token().ok()?;
                let known = written.type_among(self.types.iter().copied())?;
                Some(Configured {
                    name,
                    credential_type: known.name.clone(),
                    base_url: BaseUrl::parse(&written.base_url, &known.base_url.strip_suffixes)
                        .ok(),
                })
            })
            .collect();
        self.configured = Some(configured.clone());
        configured
    }

    /// Says which credential there is not, and what to do.
    fn lack(&mut self, node: &Node, label: &Label, slot: &Slot) -> Diagnostic {
        let fitting = self.fitting(label, slot);
        let called = match (label.label.as_str(), &label.n8n_type) {
            ("", None) => format!("a credential of type {}", slot.types.join(" or ")),
            ("", Some(n8n_type)) => format!("a credential of n8n's type {n8n_type}"),
            (name, None) => format!("the credential `{name}`"),
            (name, Some(n8n_type)) => format!("the credential `{name}` ({n8n_type})"),
        };
        let at = place(node, &label.slot).unwrap_or_else(|| node.pointer.clone());
        let message = format!(
            "the node `{}` needs {called}, and none is configured for it",
            node.name
        );
        let written = match label.label.as_str() {
            "" => label.n8n_type.as_deref().unwrap_or("LABEL"),
            name => name,
        };
        let credential_type = fitting.first().map_or("TYPE", String::as_str);
        let types = if fitting.is_empty() {
            let taken = self.types.iter().filter(|known| slot.takes(&known.name));
            let taken: Vec<&str> = taken.map(|known| known.name.as_str()).collect();
            format!(
                ", of the type that puts the token where the service wants it: {}",
                taken.join(", ")
            )
        } else {
            String::new()
        };
        let origin = addresses::of_node(node, slot).and_then(|address| address.origin());
        // It is there to be copied into a shell.
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ":/.-_[]".contains(letter);
        let origin = origin.filter(|origin| origin.chars().all(is_plain));
        let base_url = origin.map_or_else(String::new, |origin| format!(" --base-url {origin}"));
        let mut hints = vec![
            format!(
                "add it with `jackfield credential add {} --type {credential_type}{base_url}`{types}",
                Some(added_as(&label.label))
                    .filter(|name| !name.is_empty())
                    .unwrap_or_else(|| credential_type.to_ascii_lowercase())
            ),
            "import those of n8n with `jackfield credential import FILE`".to_owned(),
        ];
        let others: Vec<String> = self
            .configured()
            .into_iter()
            .filter(|known| fitting.contains(&known.credential_type))
            .map(|known| match known.base_url {
                Some(base_url) if addresses::takes_any(slot) => {
                    format!("{} ({base_url})", known.name)
                }
                _ => known.name,
            })
            .collect();
        let say_which = format!("say which one is meant with `--credential '{written}=NAME'`");
        hints.push(if others.is_empty() {
            say_which
        } else {
            format!("{say_which}: {}", others.join(", "))
        });
        Diagnostic::new(at, message).hint(hints.join("; "))
    }
}

/// A name under which the credential for a label can be added.
pub(crate) fn added_as(label: &str) -> String {
    let slug = slug(label);
    let words: Vec<&str> = slug.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-")
}
