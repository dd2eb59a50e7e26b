//! Links of the web application, as people copy them: a channel's and a post's.

use jackfield_sdk::{Credential, Fault};

use crate::names;
use crate::parameters::{Parameters, wrong};

/// The parameters that a post is given in.
const POSTS: [&str; 2] = ["postId", "rootId"];

/// Puts the id of a post in the place of its link.
pub(crate) fn resolve(
    credential: Credential<'_>,
    parameters: &mut Parameters,
) -> Result<(), Fault> {
    for name in POSTS {
        let Some(link) = parameters.word(name).filter(|word| is_link(word)) else {
            continue;
        };
        let id = post_in(&segments(&credential.base_url(), &link)?);
        let id = id.ok_or_else(|| {
            wrong(format!("`{link}` is no link to a post"))
                .hint("a post's link is https://SERVER/TEAM/pl/ID (Copy Link in its menu)")
        })?;
        parameters.replace(name, id);
    }
    Ok(())
}

/// The channel that a link leads to, by its name; none if it is no link.
pub(crate) fn channel(credential: Credential<'_>, word: &str) -> Result<Option<String>, Fault> {
    if !is_link(word) {
        return Ok(None);
    }
    let name = channel_in(&segments(&credential.base_url(), word)?);
    name.map(Some).ok_or_else(|| {
        wrong(format!("`{word}` is no link to a channel"))
            .hint("a channel's link is https://SERVER/TEAM/channels/CHANNEL")
    })
}

fn is_link(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}

/// The segments of a link behind the base URL.
fn segments<'a>(base_url: &str, link: &'a str) -> Result<Vec<&'a str>, Fault> {
    let below = link
        .strip_prefix(base_url)
        .and_then(|below| below.strip_prefix('/'));
    let below = below.ok_or_else(|| {
        wrong(format!("`{link}` is a link to another server"))
            .hint(format!("the credential is for {base_url}"))
    })?;
    let path = below.split(['?', '#']).next().unwrap_or_default();
    Ok(path.split('/').filter(|each| !each.is_empty()).collect())
}

fn channel_in(segments: &[&str]) -> Option<String> {
    match segments {
        [team, "channels", channel] => Some(format!("{team}/{channel}")),
        [_, "messages", person] if person.starts_with('@') => Some((*person).to_owned()),
        _ => None,
    }
}

fn post_in(segments: &[&str]) -> Option<String> {
    match segments {
        [_, "pl", id] if names::is_id(id) => Some((*id).to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://chat.example.com/sub";
    const ID: &str = "n8d3fypqtjyybkae4gb1uboqka";

    #[test]
    fn a_link_is_read_as_people_copy_it() {
        for (path, channel, post) in [
            ("/a/channels/b", Some("a/b"), None),
            ("/a/channels/b/?x=1#y", Some("a/b"), None),
            ("/a/messages/@bob", Some("@bob"), None),
            ("/a/messages/7", None, None),
            ("/a/pl/n8d3fypqtjyybkae4gb1uboqka", None, Some(ID)),
            ("/a/pl/short", None, None),
            ("/a", None, None),
            ("/", None, None),
        ] {
            let link = format!("{BASE}{path}");
            let segments = segments(BASE, &link).unwrap();
            assert_eq!(channel_in(&segments).as_deref(), channel, "{link}");
            assert_eq!(post_in(&segments).as_deref(), post, "{link}");
        }
    }

    #[test]
    fn a_link_to_another_server_is_refused() {
        for link in [
            "https://chat.example.com/a/channels/b",
            "https://chat.example.com/subway/a/channels/b",
            "https://chat.example.com.evil.example/sub/a/channels/b",
        ] {
            let fault = segments(BASE, link).unwrap_err();
            assert!(fault.message.contains("another server"), "{link}");
        }
    }
}
