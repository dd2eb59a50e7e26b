//! The rate limit.

use jackfield_standin::{Answer, Mattermost};

use crate::talk::Talk;

const ME: &str = "/api/v4/users/me";

#[test]
fn the_limit_is_told_on_every_answer_and_lifted() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    assert_eq!(talk.get(ME).header("X-RateLimit-Limit"), None);
    talk.mattermost.limit_rate(1, 100);
    let first = talk.get(ME);
    assert_eq!(first.header("X-RateLimit-Limit"), Some("101"));
    assert_eq!(first.header("X-RateLimit-Remaining"), Some("100"));
    assert_eq!(first.header("X-RateLimit-Reset"), Some("1"));
    assert_eq!(first.header("Retry-After"), None);
    talk.mattermost.lift_rate_limit();
    assert_eq!(talk.get(ME).header("X-RateLimit-Limit"), None);
}

#[test]
fn a_refused_request_has_no_effect_and_a_scripted_answer_uses_nothing_up() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    talk.mattermost.limit_rate(1, 0);
    talk.mattermost
        .script(Answer::new(500).only("GET", "/users/me"));
    assert_eq!(talk.get(ME).status, 500);
    assert_eq!(talk.get(ME).status, 200);
    let body = serde_json::json!({ "channel_id": Mattermost::TOWN_SQUARE, "message": "x" });
    let refused = talk.post(&body);
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("Retry-After"), Some("1"));
    assert_eq!(refused.header("X-Request-Id"), None);
    assert_eq!(refused.body, b"limit exceeded\n");
    assert!(talk.mattermost.posts().is_empty());
}
