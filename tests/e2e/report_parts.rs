//! What a run that failed says it has done, where an item takes several calls.

use jackfield_standin::{Answer, Jelastic, Web};
use serde_json::{Value, json};

use crate::http::step;
use crate::support::process::{Jackfield, Said};
use crate::support::{cloud, cloud_step_with};

/// Posts two pages for each of these items, to a site that answers so.
fn post(answers: &[u16], items: &Value, more: &[&str]) -> Said {
    let site = Web::start().unwrap();
    for status in answers {
        site.script(Answer::new(*status).json(json!([{"a": 1}])));
    }
    let with = json!({
        "url": site.base_url(),
        "pages": {"query": {"page": "{{ $pageCount + 1 }}"}, "limit": 2},
    });
    let said = Jackfield::new().steps(&[step("post", &with)]).run(
        &[
            &[
                "--allow-host",
                &site.base_url(),
                "--input",
                &items.to_string(),
            ],
            more,
        ]
        .concat(),
    );
    assert_eq!(site.received().len(), answers.len(), "{said}");
    said
}

#[test]
fn an_item_that_fails_at_a_later_page_is_not_done() {
    post(&[200, 200, 200, 404], &json!([{}, {}]), &[])
        .ends(5)
        .says(&["item 1", "done before it: post (1 item, and 1 in part)"]);
    post(&[200, 404], &json!([{}]), &[])
        .ends(5)
        .says(&["done before it: post (1 item in part)"]);
    post(&[200, 200, 404], &json!([{}, {}]), &[])
        .ends(5)
        .says(&["done before it: post (1 item);"]);
    post(&[404], &json!([{}]), &[])
        .ends(5)
        .keeps_quiet_about(&["done before it"]);
}

#[test]
fn the_report_tells_such_items_apart_as_well() {
    let said = post(
        &[200, 200, 200, 404],
        &json!([{}, {}]),
        &["--report", "json"],
    );
    let report = said.ends(5).report();
    let done = json!([{"step": "post", "items": 1, "begun": 1}]);
    assert_eq!(report["doneBefore"], done, "{report:#}");
}

#[test]
fn an_order_whose_answer_was_lost_is_not_done() {
    let platform = Jelastic::start().unwrap();
    platform.slow("execcmdbygroup", 1);
    let with = json!({"envName": "shop", "nodeGroup": "cp", "commands": ["date"]});
    cloud(&platform)
        .steps(&[cloud_step_with("node.exec", &with)])
        .run(&[])
        .ends(11)
        .says(&["done before it: Cloud (1 item in part)"]);
}
