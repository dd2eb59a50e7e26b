//! Addresses that an export's nodes call without a credential.

use crate::export::Role;
use crate::graph::{Node, Workflow};
use crate::pointer::Pointer;

/// The parameter that says where a request goes.
const ADDRESS: &str = "url";

/// An address that a node without a credential is to reach.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenAddress<'a> {
    /// The node's name.
    pub node: &'a str,
    /// Where the address stands.
    pub pointer: Pointer,
    /// Its origin, such as `https://api.example.com`.
    pub origin: String,
}

/// The addresses that nodes without a credential are to reach, as far as they are written out. For
/// a node of which only an expression says where it goes there is none.
#[must_use]
pub fn open_addresses(workflow: &Workflow) -> Vec<OpenAddress<'_>> {
    workflow
        .nodes
        .iter()
        .filter(|node| is_open(node))
        .filter_map(|node| {
            let text = node.parameters.get(ADDRESS)?.as_str()?;
            Some(OpenAddress {
                node: &node.name,
                pointer: node.parameters_pointer().join(ADDRESS),
                origin: origin(text)?,
            })
        })
        .collect()
}

fn is_open(node: &Node) -> bool {
    let runs = node
        .export
        .as_ref()
        .is_some_and(|export| export.role == Role::Runs && !export.is_disabled);
    runs && !node.connector.is_empty() && node.credentials.is_empty()
}

/// The origin at the beginning of a text, if the host ends before an expression does not say more.
fn origin(text: &str) -> Option<String> {
    let (written, is_open) = match text.strip_prefix('=') {
        None => (text, false),
        Some(template) => match template.split_once("{{") {
            None => (template, false),
            Some((before, _)) => (before, true),
        },
    };
    let written = written.trim_start();
    let (scheme, rest) = written.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let end = rest.find(['/', '?', '#', '\\']);
    if end.is_none() && is_open {
        return None;
    }
    let authority = rest.get(..end.unwrap_or(rest.len()))?.trim_end();
    let host = authority.rsplit('@').next().unwrap_or(authority);
    (!host.is_empty()).then(|| format!("{scheme}://{}", host.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_known_when_its_host_is_written_out() {
        for (text, expected) in [
            (
                "https://api.example.com/v1?a=b",
                Some("https://api.example.com"),
            ),
            ("https://api.example.com", Some("https://api.example.com")),
            (
                "HTTP://API.example.com:8080/x",
                Some("http://api.example.com:8080"),
            ),
            (
                "https://user:pass@example.com/",
                Some("https://example.com"),
            ),
            (
                "=https://example.com/{{ $json.path }}",
                Some("https://example.com"),
            ),
            ("=https://example.com", Some("https://example.com")),
            (
                "=https://example.com?q={{ 1 }}",
                Some("https://example.com"),
            ),
            ("= https://example.com/{{ 1 }}", Some("https://example.com")),
            ("=https://{{ $json.host }}/x", None),
            ("=https://example.com{{ $json.rest }}", None),
            ("=https://example.com:{{ $json.port }}/", None),
            ("={{ $json.url }}", None),
            (
                "https://{{ no template }}/",
                Some("https://{{ no template }}"),
            ),
            ("example.com/x", None),
            ("ftp://example.com/", None),
            ("https://", None),
            ("", None),
        ] {
            assert_eq!(origin(text).as_deref(), expected, "{text}");
        }
    }
}
