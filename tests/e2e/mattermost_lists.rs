//! Lists in pages, over the wire.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::{chat, chat_step, gives, operate, texts};

/// The largest page that the server gives.
const FULL: usize = 200;

/// A page of so many accounts, from this number on.
fn page(from: usize, count: usize) -> Value {
    (from..from + count)
        .map(|number| json!({"id": number.to_string()}))
        .collect()
}

/// The pages that a server is asked for, with their sizes.
fn asked(server: &Mattermost) -> Vec<(String, String)> {
    let pairs = server.received().into_iter().map(|request| {
        let of = |name: &str| {
            let pairs = request.query_pairs();
            pairs
                .into_iter()
                .find(|(known, _)| known == name)
                .unwrap()
                .1
        };
        (of("page"), of("per_page"))
    });
    pairs.collect()
}

fn pair(page: &str, size: &str) -> (String, String) {
    (page.to_owned(), size.to_owned())
}

#[test]
fn all_pages_are_fetched_until_one_is_not_full() {
    let server = Mattermost::start().unwrap();
    for (from, count) in [(0, FULL), (FULL, FULL), (2 * FULL, 3)] {
        server.script(Answer::new(200).json(page(from, count)));
    }
    let found = gives(&server, Mattermost::TOKEN, "user.getAll", &json!({}));
    assert_eq!(json!(found), page(0, 2 * FULL + 3));
    assert_eq!(
        asked(&server),
        [pair("0", "200"), pair("1", "200"), pair("2", "200")]
    );
}

#[test]
fn what_the_server_cuts_at_200_without_a_word_comes_whole() {
    let server = Mattermost::start().unwrap();
    for number in 0..FULL + 50 {
        let id = format!("postnumber{number:016}");
        let words = number.to_string();
        server.add_post(&id, Mattermost::TOWN_SQUARE, Mattermost::ALICE, &words);
    }
    let list = |more: Value| -> Vec<usize> {
        let mut with = json!({"channelId": Mattermost::TOWN_SQUARE});
        let members = with.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        let posts = gives(&server, Mattermost::TOKEN, "message.getAll", &with);
        let numbers = texts(&posts, "message").into_iter();
        numbers.map(|text| text.parse().unwrap()).collect()
    };
    let all: Vec<usize> = (0..FULL + 50).rev().collect();
    assert_eq!(list(json!({"returnAll": true})), all);
    assert_eq!(asked(&server), [pair("0", "200"), pair("1", "200")]);
    assert_eq!(list(json!({"limit": FULL + 7})), all[..FULL + 7]);
}

#[test]
fn no_more_pages_are_fetched_than_are_wanted() {
    let server = Mattermost::start().unwrap();
    for (from, count) in [(0, FULL), (FULL, FULL)] {
        server.script(Answer::new(200).json(page(from, count)));
    }
    let with = json!({"returnAll": false, "limit": FULL + 50});
    let found = gives(&server, Mattermost::TOKEN, "user.getAll", &with);
    assert_eq!(json!(found), page(0, FULL + 50));
    assert_eq!(asked(&server).len(), 2);
}

#[test]
fn a_page_that_fails_for_a_moment_is_fetched_again_and_none_twice() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::new(200).json(page(0, FULL)));
    server.script(Answer::new(503).body("busy"));
    server.script(Answer::new(200).json(page(FULL, 1)));
    let found = gives(&server, Mattermost::TOKEN, "user.getAll", &json!({}));
    assert_eq!(json!(found), page(0, FULL + 1));
    assert_eq!(
        asked(&server),
        [pair("0", "200"), pair("1", "200"), pair("1", "200")]
    );
}

#[test]
fn each_item_has_its_own_pages() {
    let server = Mattermost::start().unwrap();
    for (from, count) in [(0, FULL), (FULL, 1), (7, 2)] {
        server.script(Answer::new(200).json(page(from, count)));
    }
    let found = chat(&server)
        .steps(&[chat_step("user.getAll", &json!({}))])
        .run(&["--input", "[{}, {}]"])
        .ends(0)
        .json_lines();
    let expected = [page(0, FULL + 1), page(7, 2)].map(|page| page.as_array().unwrap().clone());
    assert_eq!(found, expected.concat());
}

#[test]
fn a_limit_is_at_least_one_and_may_be_text() {
    let server = Mattermost::start().unwrap();
    let with = |limit: Value| json!({"returnAll": false, "limit": limit});
    let limited = gives(&server, Mattermost::TOKEN, "user.getAll", &with(json!("2")));
    assert_eq!(limited.len(), 2);
    for wrong in [json!(0), json!("many"), json!(1.5)] {
        operate(&server, Mattermost::TOKEN, "user.getAll", &with(wrong))
            .ends(3)
            .says(&["`limit`"]);
    }
}

#[test]
fn a_page_with_a_post_twice_is_still_full() {
    let server = Mattermost::start().unwrap();
    let posts = |numbers: std::ops::Range<usize>, twice: bool| {
        let ids: Vec<String> = numbers.map(|number| number.to_string()).collect();
        let posts: serde_json::Map<String, Value> = ids
            .iter()
            .map(|id| (id.clone(), json!({"id": id, "delete_at": 0})))
            .collect();
        let order: Vec<&String> = ids.iter().chain(ids.first().filter(|_| twice)).collect();
        Answer::new(200).json(json!({"order": order, "posts": posts}))
    };
    for (operation, with) in [
        (
            "message.getAll",
            json!({"channelId": Mattermost::TOWN_SQUARE, "returnAll": true}),
        ),
        (
            "message.search",
            json!({"teamId": Mattermost::ENGINEERING, "term": "a", "returnAll": true}),
        ),
    ] {
        server.script(posts(0..FULL - 1, true));
        server.script(posts(FULL..FULL + 3, false));
        let found = gives(&server, Mattermost::TOKEN, operation, &with);
        assert_eq!(found.len(), FULL - 1 + 3, "{operation}");
    }
}

#[test]
fn a_search_for_accounts_that_the_server_cuts_is_told() {
    let server = Mattermost::start().unwrap();
    let search = |matches: usize, more: Value| {
        server.script(Answer::new(200).json(page(0, matches)));
        let mut with = json!({"term": "a"});
        with.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let said = operate(&server, Mattermost::TOKEN, "user.search", &with).ends(0);
        let sent = server.received().pop().unwrap().json().unwrap();
        (said, sent["limit"].clone())
    };
    let words = "the server gives no more: there may be others";
    for all in [json!({"returnAll": true}), json!({"limit": 2_000})] {
        let (said, limit) = search(1_000, all.clone());
        said.says(&[words]);
        assert_eq!(limit, json!(1_000), "{all}");
        search(999, all).0.keeps_quiet_about(&[words]);
    }
    let (said, limit) = search(1_000, json!({"limit": 1_000}));
    said.keeps_quiet_about(&[words]);
    assert_eq!(limit, json!(1_000));
}
