//! What a refused request was about: who is told to look at a channel has not always asked for one.

use jackfield_sdk::Target;

/// What a request is about, by its path. What it may do is granted there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A post, a file or a reaction in a channel.
    Post,
    /// A channel that exists.
    Channel,
    /// A team, or a channel to be made or found in it.
    Team,
    /// An account.
    User,
    /// Access tokens.
    Token,
    /// Anything else.
    Server,
}

impl Subject {
    pub(crate) fn of(target: &Target) -> Self {
        match target {
            Target::Path(segments) => {
                let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
                Self::of_path(segments.strip_prefix(&["api", "v4"]).unwrap_or_default())
            }
            Target::Url(_) => Self::Server,
        }
    }

    fn of_path(path: &[&str]) -> Self {
        match path {
            ["posts" | "files" | "reactions", ..] | ["users", _, "posts", ..] => Self::Post,
            ["channels", "direct" | "group"] => Self::User,
            ["channels"] | ["teams", ..] | ["users", _, "teams", ..] => Self::Team,
            ["channels", ..] => Self::Channel,
            ["users", "tokens", ..] | ["users", _, "tokens", ..] => Self::Token,
            ["users", ..] => Self::User,
            _ => Self::Server,
        }
    }
}

/// What may be wrong where something is not there, by the API's error and what was asked for.
pub(crate) fn missing(id: &str, subject: Subject) -> &'static str {
    const SPELLING: &str = "check the spelling of team and channel: the names are those in the channel's link, in lower case, not the display names";
    const USER: &str = "no account has that name, address or id: the name is the one that mentions the person (`@name`), not the display name";
    const POST: &str = "no post has that id, or it was deleted, or the account may not see it; the id is the end of the post's link (Copy Link in its menu)";
    const FILE: &str = "no file has that id, or its post was deleted";
    const BY_ID: [(&str, &str); 15] = [
        (
            "api.context.404.",
            "the server has no such endpoint: the base URL may point at a sub-path, or the server is older than the endpoint",
        ),
        (
            "web.incoming_webhook.",
            "the webhook's team has no channel of that name: it is the one in the channel's link, in lower case, not the display name",
        ),
        (
            "app.user_access_token.",
            "no token has that id: `token.getAll` gives the ids of an account's tokens, and a token itself is no id",
        ),
        (
            "app.channel.get_member.",
            "the account is not in that channel",
        ),
        ("app.team.get_member.", "the account is not in that team"),
        ("app.user.", USER),
        ("api.user.", USER),
        ("app.post.", POST),
        ("api.post.", POST),
        ("app.file_info.", FILE),
        ("api.file.", FILE),
        ("app.channel.", SPELLING),
        ("api.channel.", SPELLING),
        ("app.team.", SPELLING),
        ("api.team.", SPELLING),
    ];
    let by_id = BY_ID
        .iter()
        .find(|(beginning, _)| id.starts_with(beginning));
    by_id.map_or_else(
        || match subject {
            Subject::Channel | Subject::Team => SPELLING,
            Subject::User | Subject::Token => USER,
            Subject::Post | Subject::Server => {
                "nothing there has that name or id, or the account may not see it"
            }
        },
        |(_, hint)| hint,
    )
}

/// What can be done so that this account may.
pub(crate) fn allowing(who: &str, subject: Subject) -> String {
    const ROLES: &str = "System Console > User Management > Permissions";
    match subject {
        Subject::Post => format!(
            "{who} may not do this there. Either add {who} to the channel (channel menu > Members > Add), or let an administrator give the account the right ({ROLES}; for a bot: Integrations > Bot Accounts > Edit > post:channels). Mattermost answers the same when a channel or a post does not exist"
        ),
        Subject::Channel => format!(
            "{who} may not do this there. Either add {who} to the channel (channel menu > Members > Add), or let an administrator give the account the right ({ROLES}). Mattermost answers the same when a channel does not exist"
        ),
        Subject::Team => format!(
            "{who} may not do this there. Either add {who} to the team (team menu > Invite People), or let an administrator give the account the right ({ROLES})"
        ),
        Subject::Token => format!(
            "{who} may not do this. An administrator can allow a person to make tokens (System Console > User Management > Users > Manage Roles > Allow this account to generate personal access tokens); the tokens of a bot are its owner's affair (Integrations > Bot Accounts)"
        ),
        Subject::User | Subject::Server => format!(
            "{who} may not do this. An administrator can give the account the right ({ROLES}) or another role (System Console > User Management > Users > Manage Roles)"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_what_a_request_is_about() {
        for (path, subject) in [
            ("posts", Subject::Post),
            ("posts/ephemeral", Subject::Post),
            ("files/1/info", Subject::Post),
            ("users/me/posts/1/reactions/tada", Subject::Post),
            ("channels", Subject::Team),
            ("channels/1", Subject::Channel),
            ("channels/1/members", Subject::Channel),
            ("channels/direct", Subject::User),
            ("teams/1/posts/search", Subject::Team),
            ("users/me/teams/1/channels", Subject::Team),
            ("users/1", Subject::User),
            ("users/1/tokens", Subject::Token),
            ("users/tokens/revoke", Subject::Token),
            ("bots", Subject::Server),
        ] {
            let segments = ["api", "v4"].into_iter().chain(path.split('/'));
            let target = Target::Path(segments.map(ToOwned::to_owned).collect());
            assert_eq!(Subject::of(&target), subject, "{path}");
        }
        let hook = Target::Path(vec!["hooks".to_owned(), "x".to_owned()]);
        assert_eq!(Subject::of(&hook), Subject::Server);
    }

    #[test]
    fn what_is_missing_is_told_by_the_error_and_else_by_the_request() {
        for (id, subject, words) in [
            (
                "app.user.missing_account.const",
                Subject::Post,
                "no account",
            ),
            (
                "app.user_access_token.get_by_user.app_error",
                Subject::User,
                "no token",
            ),
            ("app.post.get.app_error", Subject::Post, "no post"),
            ("app.file_info.get.app_error", Subject::Post, "no file"),
            (
                "app.channel.get_by_name.missing.app_error",
                Subject::Team,
                "spelling of team",
            ),
            (
                "app.channel.get_member.missing.app_error",
                Subject::Channel,
                "not in that channel",
            ),
            ("other", Subject::User, "no account"),
            ("other", Subject::Team, "spelling of team"),
            ("other", Subject::Server, "nothing there"),
        ] {
            let hint = missing(id, subject);
            assert!(hint.contains(words), "{id} {subject:?}: {hint}");
        }
    }
}
