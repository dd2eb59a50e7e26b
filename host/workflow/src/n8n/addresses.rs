//! Addresses that nodes call.

use crate::export::Role;
use crate::graph::{Node, Workflow};
use crate::pointer::Pointer;

/// The parameter that says where a request goes.
const ADDRESS: &str = "url";

/// An address that a node without a credential is to reach.
#[derive(Clone, Debug)]
pub struct OpenAddress<'a> {
    /// The node.
    pub node: &'a Node,
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
            let written = written_address(node)?;
            Some(OpenAddress {
                node,
                pointer: written.pointer,
                origin: origin(written.text)?,
            })
        })
        .collect()
}

fn is_open(node: &Node) -> bool {
    let runs = match &node.export {
        Some(export) => export.role == Role::Runs && !export.is_disabled,
        None => node.is_whole,
    };
    runs && !node.connector.is_empty() && node.credentials.is_empty()
}

/// The address of a node's parameters, as far as it is written out.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenAddress<'a> {
    /// Where the address stands.
    pub pointer: Pointer,
    /// What stands before the first expression: scheme, host, and perhaps more.
    pub text: &'a str,
    /// Whether there is no expression.
    pub is_whole: bool,
}

impl WrittenAddress<'_> {
    /// Its scheme, host and port, such as `https://api.example.com`.
    #[must_use]
    pub fn origin(&self) -> Option<String> {
        origin(self.text)
    }
}

/// The absolute address that a node's parameters name, if its host is written out.
#[must_use]
pub fn written_address(node: &Node) -> Option<WrittenAddress<'_>> {
    let text = node.parameters.get(ADDRESS)?.as_str()?;
    let (text, is_whole) = beginning(text, node.export.is_some());
    if !is_whole {
        // The host may go on.
        let (_, rest) = text.split_once("://")?;
        rest.find(ENDS_HOST)?;
    }
    origin(text)?;
    Some(WrittenAddress {
        pointer: node.parameters_pointer().join(ADDRESS),
        text,
        is_whole,
    })
}

/// What a host's name and port end before.
const ENDS_HOST: [char; 4] = ['/', '?', '#', '\\'];

/// What stands before the first expression, and whether that is all.
fn beginning(text: &str, is_export: bool) -> (&str, bool) {
    let template = match text.strip_prefix('=') {
        None if is_export => return (text.trim(), true),
        Some(template) if is_export => template,
        _ => text,
    };
    match template.split_once("{{") {
        None => (template.trim(), true),
        Some((before, _)) => (before.trim_start(), false),
    }
}

/// The origin at the beginning of a text.
fn origin(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let authority = rest.split(ENDS_HOST).next().unwrap_or(rest).trim_end();
    let host = authority.rsplit('@').next().unwrap_or(authority);
    (!host.is_empty()).then(|| format!("{scheme}://{}", host.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Source, read};

    /// A node with this address, of an export or of a file of steps.
    fn node(url: &str, is_export: bool) -> Node {
        let file = if is_export {
            let node = json!({
                "name": "A", "type": "n8n-nodes-base.httpRequest", "typeVersion": 4.2,
                "position": [0, 0], "parameters": {"url": url},
            });
            json!({"nodes": [node], "connections": {}})
        } else {
            json!({"steps": [{"uses": "http/request.get", "with": {"url": url}}]})
        };
        let source = Source {
            name: "a.json".to_owned(),
            text: file.to_string(),
        };
        let mut nodes = read(&source).unwrap().workflow.nodes;
        nodes.pop().unwrap()
    }

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
            let node = node(text, true);
            let found = written_address(&node).and_then(|written| origin(written.text));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_address_is_whole_or_ends_before_an_expression() {
        for (text, is_export, expected) in [
            (
                "https://a.example/x ",
                true,
                Some(("https://a.example/x", true)),
            ),
            (
                "=https://a.example/{{ 1 }}/y",
                true,
                Some(("https://a.example/", false)),
            ),
            (
                "https://a.example/{{",
                true,
                Some(("https://a.example/{{", true)),
            ),
            (
                "https://a.example/{{ 1 }}",
                false,
                Some(("https://a.example/", false)),
            ),
            (
                "https://a.example/x",
                false,
                Some(("https://a.example/x", true)),
            ),
            ("https://a.example{{ 1 }}", false, None),
            ("/x", false, None),
        ] {
            let node = node(text, is_export);
            let found = written_address(&node).map(|written| (written.text, written.is_whole));
            assert_eq!(found, expected, "{text}");
        }
    }
}
