//! What an earlier attempt at posting has left behind.

use jackfield_sdk::{Credential, Fault, FaultKind, Request, context};
use serde_json::{Value, json};

use super::find::{MOST_CHANGES, Posts};
use crate::{api, pages};

/// The key in `props` under which a post carries its idempotency key.
pub(super) const MARKER: &str = "jackfield_key";
/// How long the server knows a `pending_post_id`: 30 seconds, less the time of a request.
const SERVERS_MEMORY_MS: u64 = 20 * 1000;

/// The posts since the first attempt of this call, among them those that it left behind.
pub(super) fn earlier_posts(
    credential: Credential<'_>,
    channel_id: &str,
) -> Result<Vec<Value>, Fault> {
    const DOING: &str = "looking for an earlier attempt";
    let path = || api::path(["channels", channel_id, "posts"]);
    let since = context::first_attempt_at_ms().saturating_sub(api::CLOCK_SKEW_MS);
    let request = Request::get(path()).query("since", since);
    match api::call::<Posts>(credential, &request, DOING) {
        Ok(changed) => {
            // The server gives no more changes than these, and the oldest of them are missing.
            let mut is_all = changed.given() < MOST_CHANGES;
            let mut found = changed.in_order();
            for page in 0.. {
                if is_all {
                    break;
                }
                let request = Request::get(path())
                    .query("page", page)
                    .query("per_page", pages::FULL);
                let older: Posts = api::call(credential, &request, DOING)?;
                let is_last = older.given() < pages::FULL;
                let older = older.in_order();
                let made_at = |post: &Value| post.get("create_at").and_then(Value::as_u64);
                is_all = is_last || older.last().and_then(made_at).is_none_or(|at| at < since);
                found.extend(older);
            }
            Ok(found)
        }
        Err(fault) => unreadable(fault, within_servers_memory()),
    }
}

/// The earlier posts where the channel cannot be read: an account that may post and not read finds
/// none, as long as the server itself still knows the key.
fn unreadable(fault: Fault, does_server_know: bool) -> Result<Vec<Value>, Fault> {
    match fault.status {
        Some(403) if does_server_know => Ok(Vec::new()),
        // The answer is no, but not to what the earlier attempt has sent.
        Some(403) => Err(Fault { kind: FaultKind::RefusedByPlatform.as_str().to_owned(), ..fault }
            .hint("whether an earlier attempt has posted the message can only be seen by who may read the channel: look there before it is sent again")
            .outcome_unknown()),
        _ => Err(fault),
    }
}

/// The post that was made by the call of this key. What it was before somebody changed it stands
/// among the changes as a deleted post of another id, with the same marker.
pub(super) fn marked<'a>(posts: &'a [Value], key: &str) -> Option<&'a Value> {
    posts.iter().find(|post| {
        let is_current = post.get("original_id").is_none_or(|id| id == "");
        is_current && post.get("props").and_then(|props| props.get(MARKER)) == Some(&json!(key))
    })
}

/// Whether the server recognises a `pending_post_id` of the first attempt with certainty.
fn within_servers_memory() -> bool {
    context::now_ms().saturating_sub(context::first_attempt_at_ms()) < SERVERS_MEMORY_MS
}

#[cfg(test)]
mod tests {
    use jackfield_sdk::Delivery;

    use super::*;

    #[test]
    fn what_cannot_be_looked_for_is_not_known_once_the_server_has_forgotten() {
        let fault = |status| Fault::new(FaultKind::PermissionDenied, "no").status(status);
        assert_eq!(unreadable(fault(403), true).unwrap(), [Value::Null; 0]);
        let forgotten = unreadable(fault(403), false).unwrap_err();
        assert!(matches!(forgotten.delivery, Delivery::OutcomeUnknown));
        let missing = unreadable(fault(404), true).unwrap_err();
        assert!(!matches!(missing.delivery, Delivery::OutcomeUnknown));
    }
}
