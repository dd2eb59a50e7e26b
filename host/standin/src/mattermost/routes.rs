//! Which call a request is.
//!
//! Contract: a pure reading of method and path, after the real server's route table: a segment
//! that could not be an id or a name there makes the whole route unknown here too. Empty
//! segments do not count, as there.

/// A call of the API, with the parts of its path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Endpoint<'a> {
    Ping,
    UserById(&'a str),
    UserByName(&'a str),
    UserByEmail(&'a str),
    TeamsOf(&'a str),
    TokensOf(&'a str),
    Token(&'a str),
    AllTokens,
    TeamById(&'a str),
    TeamByName(&'a str),
    ChannelById(&'a str),
    ChannelByName { team: &'a str, name: &'a str },
    ChannelByTeamAndName { team: &'a str, name: &'a str },
    ChannelsOf { user: &'a str, team: &'a str },
    SearchChannels { team: &'a str },
    AllChannels,
    ChannelPosts(&'a str),
    CreatePost,
    Post(&'a str),
    DeletePost(&'a str),
}

impl<'a> Endpoint<'a> {
    pub(super) fn of(method: &str, segments: &[&'a str]) -> Option<Self> {
        let ["api", "v4", rest @ ..] = segments else {
            return None;
        };
        match method {
            "GET" => Self::reading(rest),
            "POST" => match *rest {
                ["posts"] => Some(Self::CreatePost),
                ["teams", team, "channels", "search"] if is_plain(team) => {
                    Some(Self::SearchChannels { team })
                }
                _ => None,
            },
            "DELETE" => match *rest {
                ["posts", id] if is_plain(id) => Some(Self::DeletePost(id)),
                _ => None,
            },
            _ => None,
        }
    }

    fn reading(rest: &[&'a str]) -> Option<Self> {
        let endpoint = match *rest {
            ["system", "ping"] => Self::Ping,
            ["users", "tokens"] => Self::AllTokens,
            ["users", "tokens", id] if is_plain(id) => Self::Token(id),
            ["users", "username", name] => Self::UserByName(name),
            ["users", "email", email] => Self::UserByEmail(email),
            ["users", id] if is_plain(id) => Self::UserById(id),
            ["users", id, "teams"] if is_plain(id) => Self::TeamsOf(id),
            ["users", id, "tokens"] if is_plain(id) => Self::TokensOf(id),
            ["users", user, "teams", team, "channels"] if is_plain(user) && is_plain(team) => {
                Self::ChannelsOf { user, team }
            }
            ["teams", "name", name] if is_name(name) => Self::TeamByName(name),
            ["teams", "name", team, "channels", "name", name] if is_name(team) && is_name(name) => {
                Self::ChannelByTeamAndName { team, name }
            }
            ["teams", id] if is_plain(id) => Self::TeamById(id),
            ["teams", team, "channels", "name", name] if is_plain(team) && is_name(name) => {
                Self::ChannelByName { team, name }
            }
            ["channels"] => Self::AllChannels,
            ["channels", id] if is_plain(id) => Self::ChannelById(id),
            ["channels", id, "posts"] if is_plain(id) => Self::ChannelPosts(id),
            ["posts", id] if is_plain(id) => Self::Post(id),
            _ => return None,
        };
        Some(endpoint)
    }
}

fn is_plain(segment: &str) -> bool {
    segment.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_name(segment: &str) -> bool {
    segment
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_are_told_apart_as_the_server_does() {
        let get = |path: &[&'static str]| Endpoint::of("GET", path);
        assert_eq!(
            get(&["api", "v4", "channels", "short"]),
            Some(Endpoint::ChannelById("short"))
        );
        assert_eq!(get(&["api", "v4", "channels", "release-news"]), None);
        assert_eq!(
            get(&["api", "v4", "teams", "name", "engineering"]),
            Some(Endpoint::TeamByName("engineering"))
        );
        assert_eq!(get(&["api", "v4", "teams", "name", "two words"]), None);
        assert_eq!(get(&["api", "v3", "users", "me"]), None);
    }

    #[test]
    fn a_known_path_under_another_method_is_unknown() {
        assert_eq!(Endpoint::of("PUT", &["api", "v4", "posts"]), None);
        assert_eq!(
            Endpoint::of("POST", &["api", "v4", "posts"]),
            Some(Endpoint::CreatePost)
        );
    }
}
