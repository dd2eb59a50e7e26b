//! Pages whose addresses and ends are expressions over the page before.

use jackfield_standin::{Answer, Web};
use serde_json::{Value, json};

use crate::http::{run_at, step};
use crate::support::process::Jackfield;

/// A site with three pages of two items, of which all but the last name the next one.
fn site() -> Web {
    let site = Web::start().unwrap();
    for page in 1..=3 {
        let mut body = json!({"items": [page * 10, page * 10 + 1]});
        if page < 3 {
            body["next"] = json!(format!("{}/list?page={}", site.base_url(), page + 1));
        }
        site.script(Answer::new(200).json(body).times(1));
    }
    site
}

fn items(page: u32) -> Value {
    json!([page * 10, page * 10 + 1])
}

fn export(site: &Web, pagination: &Value) -> Value {
    let parameters = json!({
        "url": format!("{}/list", site.base_url()),
        "options": {"pagination": {"pagination": pagination}},
    });
    json!({
        "name": "pages",
        "nodes": [
            {"name": "Start", "type": "n8n-nodes-base.manualTrigger", "typeVersion": 1, "position": [0, 0], "parameters": {}},
            {"name": "Get", "type": "n8n-nodes-base.httpRequest", "typeVersion": 4.2, "position": [1, 0], "parameters": parameters},
        ],
        "connections": {"Start": {"main": [[{"node": "Get", "type": "main", "index": 0}]]}},
    })
}

fn pages_of(site: &Web, pagination: &Value) -> Vec<Value> {
    let file = export(site, pagination).to_string();
    let jackfield = Jackfield::new().file("export.json", file);
    let said = jackfield.call(&["run", "export.json", "--allow-host", &site.base_url()]);
    let lines = said.ends(0).json_lines();
    lines.iter().map(|item| item["items"].clone()).collect()
}

#[test]
fn the_next_address_of_an_export_comes_from_the_answer_before() {
    let site = site();
    let pages = pages_of(
        &site,
        &json!({
            "paginationMode": "responseContainsNextURL",
            "nextURL": "={{ $response.body.next }}",
            "paginationCompleteWhen": "other",
            "completeExpression": "={{ !$response.body.next }}",
        }),
    );
    assert_eq!(pages, [items(1), items(2), items(3)]);
    assert_eq!(site.received().len(), 3);
}

#[test]
fn a_parameter_of_an_export_counts_the_pages() {
    let site = site();
    let pages = pages_of(
        &site,
        &json!({
            "paginationMode": "updateAParameterInEachRequest",
            "parameters": {"parameters": [
                {"type": "qs", "name": "page", "value": "={{ $pageCount + 1 }}"},
            ]},
            "paginationCompleteWhen": "other",
            "completeExpression": "={{ $response.body.items[0] >= 30 }}",
        }),
    );
    assert_eq!(pages.len(), 3);
    let queries: Vec<_> = site
        .received()
        .iter()
        .map(|request| request.query.clone().unwrap())
        .collect();
    assert_eq!(queries, ["page=1", "page=2", "page=3"]);
}

#[test]
fn steps_page_by_expressions_as_well_and_see_the_answer_nowhere_else() {
    let site = site();
    let with = json!({
        "url": format!("{}/list", site.base_url()),
        "pages": {"next": "{{ $response.body.next ?? '' }}"},
    });
    let lines = run_at(&site, &[step("get", &with)]).ends(0).json_lines();
    assert_eq!(lines.len(), 3);
    let elsewhere = json!({"url": "{{ $response.body.next ?? '' }}"});
    run_at(&site, &[step("get", &elsewhere)])
        .ends(3)
        .says(&["there is no `$response` in expressions"]);
}
