//! Which call a request is.
//!
//! Contract: a pure reading of method and path, after the real server's route table: a segment
//! that could not be an id or a name there makes the whole route unknown here too. Empty
//! segments do not count, as there. The first route that fits is taken, so fixed words stand
//! before parameters.

use crate::mattermost::call::{Call, Outcome};
use crate::mattermost::calls::{
    acknowledgements, bots, channel_edits, channel_patch, channels, conversations, ephemeral,
    files, hooks, listing, login, members, post_edits, posts, reactions, search, server, signup,
    status, teams, tokens, users,
};

type Run = fn(&mut Call<'_>) -> Outcome;

pub(super) struct Route {
    method: &'static str,
    /// Segments below `/api/v4`; one in braces is a parameter.
    path: &'static str,
    pub(super) needs_session: bool,
    pub(super) run: Run,
}

pub(super) type Params = Vec<(&'static str, String)>;

static ROUTES: &[Route] = &[
    open("GET", "system/ping", server::ping),
    open("GET", "config/client", server::client_config),
    open("POST", "users", signup::create),
    open("POST", "users/login", login::login),
    get("users", users::list),
    post("users/ids", users::by_ids),
    post("users/search", users::search),
    get("users/tokens", tokens::all),
    post("users/tokens/search", tokens::search),
    post("users/tokens/disable", tokens::disable),
    post("users/tokens/enable", tokens::enable),
    post("users/tokens/revoke", tokens::revoke),
    post("users/tokens/rotate", tokens::rotate),
    get("users/tokens/{token_id}", tokens::by_id),
    get("users/username/{username}", users::by_name),
    get("users/email/{email}", users::by_email),
    get("users/{user_id}", users::by_id),
    delete("users/{user_id}", users::deactivate),
    get("users/{user_id}/status", status::get),
    put("users/{user_id}/status", status::set),
    get("users/{user_id}/teams", teams::of),
    get("users/{user_id}/tokens", tokens::of),
    post("users/{user_id}/tokens", tokens::create),
    get("users/{user_id}/teams/{team_id}/channels", channels::of),
    delete(
        "users/{user_id}/posts/{post_id}/reactions/{emoji_name}",
        reactions::delete,
    ),
    post(
        "users/{user_id}/posts/{post_id}/ack",
        acknowledgements::create,
    ),
    delete(
        "users/{user_id}/posts/{post_id}/ack",
        acknowledgements::delete,
    ),
    post("bots", bots::create),
    get("bots/{user_id}", bots::get),
    post("teams", teams::create),
    get("teams/name/{team_name}", teams::by_name),
    get(
        "teams/name/{team_name}/channels/name/{channel_name}",
        channels::by_team_and_name,
    ),
    get("teams/{team_id}", teams::by_id),
    post("teams/{team_id}/members", teams::add_member),
    post("teams/{team_id}/invite/email", teams::invite),
    post("teams/{team_id}/channels/search", channels::search),
    post("teams/{team_id}/posts/search", search::posts),
    get(
        "teams/{team_id}/channels/name/{channel_name}",
        channels::by_name,
    ),
    get("channels", channels::all),
    post("channels", channel_edits::create),
    post("channels/direct", conversations::direct),
    post("channels/group", conversations::group),
    get("channels/{channel_id}", channels::by_id),
    put("channels/{channel_id}/patch", channel_patch::patch),
    delete("channels/{channel_id}", channel_edits::delete),
    post("channels/{channel_id}/restore", channel_edits::restore),
    get("channels/{channel_id}/stats", members::statistics),
    get("channels/{channel_id}/posts", listing::of_channel),
    get("channels/{channel_id}/members", members::list),
    post("channels/{channel_id}/members", members::add),
    delete("channels/{channel_id}/members/{user_id}", members::remove),
    post("posts", posts::create),
    post("posts/ephemeral", ephemeral::create),
    get("posts/{post_id}", posts::get),
    delete("posts/{post_id}", post_edits::delete),
    put("posts/{post_id}/patch", post_edits::patch),
    post("posts/{post_id}/pin", post_edits::pin),
    post("posts/{post_id}/unpin", post_edits::unpin),
    get("posts/{post_id}/thread", listing::thread),
    get("posts/{post_id}/reactions", reactions::of_post),
    post("reactions", reactions::create),
    post("files", files::upload),
    get("files/{file_id}", files::content),
    get("files/{file_id}/info", files::info),
    post("hooks/incoming", hooks::create),
];

/// The one route outside `/api/v4`.
static HOOK: Route = open("POST", "hooks/{hook_id}", hooks::receive);

const fn open(method: &'static str, path: &'static str, run: Run) -> Route {
    Route {
        method,
        path,
        needs_session: false,
        run,
    }
}

const fn closed(method: &'static str, path: &'static str, run: Run) -> Route {
    Route {
        method,
        path,
        needs_session: true,
        run,
    }
}

const fn get(path: &'static str, run: Run) -> Route {
    closed("GET", path, run)
}

const fn post(path: &'static str, run: Run) -> Route {
    closed("POST", path, run)
}

const fn put(path: &'static str, run: Run) -> Route {
    closed("PUT", path, run)
}

const fn delete(path: &'static str, run: Run) -> Route {
    closed("DELETE", path, run)
}

impl Route {
    pub(super) fn find(method: &str, segments: &[String]) -> Option<(&'static Self, Params)> {
        let below_api = match segments {
            [api, version, rest @ ..] if api == "api" && version == "v4" => Some(rest),
            _ => None,
        };
        match below_api {
            Some(rest) => ROUTES.iter().find_map(|route| route.fit(method, rest)),
            None => HOOK.fit(method, segments),
        }
    }

    fn fit(&'static self, method: &str, segments: &[String]) -> Option<(&'static Self, Params)> {
        if self.method != method || self.path.split('/').count() != segments.len() {
            return None;
        }
        let mut params = Params::new();
        for (wanted, segment) in self.path.split('/').zip(segments) {
            match parameter(wanted) {
                Some(name) if may_be(name, segment) => params.push((name, segment.clone())),
                None if wanted == segment => {}
                _ => return None,
            }
        }
        Some((self, params))
    }
}

fn parameter(segment: &'static str) -> Option<&'static str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Whether the server takes this for a parameter of that name.
fn may_be(name: &str, segment: &str) -> bool {
    let more = match name {
        "email" => return true,
        "username" => "-_.",
        "emoji_name" => "-_+",
        "team_name" | "channel_name" => "-_",
        _ => "",
    };
    segment
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || more.contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: &str, path: &str) -> Option<(&'static str, Params)> {
        let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        Route::find(method, &segments).map(|(route, params)| (route.path, params))
    }

    fn path(method: &str, path: &str) -> Option<&'static str> {
        found(method, path).map(|(path, _)| path)
    }

    #[test]
    fn names_and_ids_are_told_apart_as_the_server_does() {
        assert_eq!(
            found("GET", "api/v4/channels/short"),
            Some((
                "channels/{channel_id}",
                vec![("channel_id", "short".to_owned())]
            ))
        );
        assert_eq!(path("GET", "api/v4/channels/release-news"), None);
        assert_eq!(
            found("GET", "api/v4/teams/name/two-words"),
            Some((
                "teams/name/{team_name}",
                vec![("team_name", "two-words".to_owned())]
            ))
        );
        assert_eq!(path("GET", "api/v4/teams/name/two words"), None);
        assert_eq!(path("GET", "api/v3/users/me"), None);
    }

    #[test]
    fn a_known_path_under_another_method_is_unknown() {
        assert_eq!(path("PUT", "api/v4/posts"), None);
        assert_eq!(path("POST", "api/v4/posts"), Some("posts"));
    }

    #[test]
    fn fixed_words_go_before_parameters() {
        assert_eq!(path("GET", "api/v4/users/tokens"), Some("users/tokens"));
        assert_eq!(path("GET", "api/v4/users/me"), Some("users/{user_id}"));
        assert_eq!(
            path("POST", "api/v4/posts/ephemeral"),
            Some("posts/ephemeral")
        );
    }

    #[test]
    fn hooks_are_outside_the_api() {
        assert_eq!(path("POST", "hooks/abc"), Some("hooks/{hook_id}"));
        assert_eq!(path("POST", "api/v4/hooks/abc"), None);
        assert_eq!(path("GET", "hooks/abc"), None);
    }
}
