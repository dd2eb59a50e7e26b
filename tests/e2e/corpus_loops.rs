//! Real exports that go round in circles, page through lists and run other workflows.

use jackfield_standin::Web;
use serde_json::{Value, json};

use crate::support::corpus::{Copy, answer, bodies, gave, lines};

#[test]
fn pages_are_fetched_until_there_is_no_next_one() {
    let site = Web::start().unwrap();
    let next = format!("{}/crm/v3/objects/contacts?after=2", site.base_url());
    let first = json!({"results": [{"id": 1}, {"id": 2}], "paging": {"next": {"link": next}}});
    site.script(answer("GET", "/contacts", &first));
    site.script(answer("GET", "/contacts", &json!({"results": [{"id": 3}]})));
    let said = Copy::of("0074").at(&site).run().ends(0);
    assert_eq!(
        gave(&said, "Combine all data", 0),
        json!([{"id": 1}, {"id": 2}, {"id": 3}])
    );
    let key = "hapikey=%3CYOUR_API_KEY%3E&limit=100";
    assert_eq!(
        lines(&site),
        [
            format!("GET /crm/v3/objects/contacts?{key}"),
            format!("GET /crm/v3/objects/contacts?after=2&{key}"),
        ]
    );
}

#[test]
fn the_first_page_is_asked_for_without_what_only_a_page_before_it_says() {
    let contacts = |ids: &[i32], more: bool| {
        let items: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
        json!({"items": items, "hasMore": more})
    };
    for (options, node, path) in [
        (&[][..], "Split Out2", "/api/contacts?limit=100"),
        (
            &["--start", "Systeme | Get All tags"],
            "Split Out",
            "/api/tags?limit=100",
        ),
    ] {
        let site = Web::start().unwrap();
        site.script(answer("GET", "/api/", &contacts(&[4, 7], true)));
        site.script(answer("GET", "/api/", &contacts(&[9], false)));
        let said = Copy::of("0551")
            .at(&site)
            .credential(&site)
            .replace("\"requestInterval\":1000", "\"requestInterval\":1")
            .with(options)
            .run()
            .ends(0);
        assert_eq!(
            lines(&site),
            [format!("GET {path}"), format!("GET {path}&startingAfter=7")]
        );
        assert_eq!(
            gave(&said, node, 0),
            json!([{"id": 4}, {"id": 7}, {"id": 9}])
        );
    }
}

#[test]
fn batches_are_scraped_one_after_the_other() {
    for number in ["0609", "1389"] {
        let site = Web::start().unwrap();
        let page = |title: &str| json!({"data": {"metadata": {"title": title, "description": "D"}, "markdown": "M", "links": ["l"]}});
        site.script(answer("POST", "/v1/scrape", &page("One")));
        site.script(answer("POST", "/v1/scrape", &page("Two")));
        let said = Copy::of(number).at(&site).credential(&site).run().ends(0);
        assert_eq!(
            bodies(&site, "POST")[0]["formats"],
            json!(["markdown", "links"])
        );
        let made = gave(&said, "Connect to your own data source", 0);
        // Both are asked for at the same time: either may come first to the site.
        let mut made = made.as_array().unwrap().clone();
        made.sort_by_key(|page| page["title"].to_string());
        let expected = |title: &str| json!({"title": title, "description": "D", "content": "M", "links": "l "});
        assert_eq!(made, [expected("One"), expected("Two")]);
        // All of them leave the loop at its end.
        assert_eq!(gave(&said, "10 at a time", 0).as_array().unwrap().len(), 2);
    }
}

#[test]
fn a_merge_request_that_is_open_is_closed_before_another_is_made() {
    let site = Web::start().unwrap();
    let nothing = json!({});
    site.script(answer("GET", "/merge_requests", &json!([{"iid": 3}])));
    for method in ["GET", "PUT", "POST", "POST", "PUT"] {
        site.script(answer(method, "/merge_requests", &nothing));
    }
    Copy::of("0717").at(&site).run().ends(0);
    let project = "/%3Cprojectid%3E/merge_requests";
    let of = "%3Cmerge_iid%3E";
    let asked = format!("GET {project}?state=opened&source_branch=sourceBranchName");
    assert_eq!(
        lines(&site),
        [
            asked.clone(),
            format!("PUT {project}/{of}"),
            asked,
            format!("POST {project}"),
            format!("POST {project}/{of}/notes"),
            format!("PUT {project}/{of}/merge"),
        ]
    );
    let received = site.received();
    let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let made = [
        ("source_branch", "sourceBranchName"),
        ("target_branch", "targetBranchName"),
        ("title", "mergeTitle"),
    ];
    assert_eq!(received[3].form(), made.map(pair));
    assert_eq!(
        received[5].json().unwrap(),
        json!({"merge_when_pipeline_succeeds": false, "should_remove_source_branch": true})
    );
    assert_eq!(received[0].header("private-token"), Some("gitlabToken"));
}

/// A task of a service that draws pictures.
fn task(status: &str) -> Value {
    json!({"data": {"task_id": "t7", "status": status, "output": {
        "temporary_image_urls": ["https://p/1.png"], "image_url": "https://p/all.png", "video_url": "https://v/1",
        "works": [{"video": {"resource_without_watermark": "https://v/clean"}}],
    }}})
}

/// A site where such a task is done when it is asked for the second time.
fn painter() -> Web {
    let site = Web::start().unwrap();
    site.script(answer("POST", "/api/v1/task", &task("pending")).times(2));
    site.script(answer("GET", "/api/v1/task/t7", &task("pending")));
    site.script(answer("GET", "/api/v1/task/t7", &task("completed")).times(2));
    site
}

#[test]
fn what_takes_time_is_asked_for_until_it_is_done() {
    let site = painter();
    let said = Copy::of("1484").at(&site).run().ends(0);
    assert_eq!(
        gave(&said, "Get Final Video URL", 0),
        json!([{"video_url": "https://v/1", "watermark_free_url": "https://v/clean"}])
    );
    let sent = bodies(&site, "POST");
    assert_eq!(sent[1]["input"]["image_url"], "https://p/1.png");
    assert_eq!(site.received().len(), 5);

    let site = painter();
    let words = json!({"choices": [{"message": {"content": "Be bold; hope"}}]});
    site.script(answer("POST", "/v1/chat/completions", &words));
    let said = Copy::of("1917").at(&site).run().ends(0);
    assert!(
        said.json()["Wait for Midjourney Generation"]
            .as_array()
            .unwrap()
            .len()
            > 1
    );
    let sent = bodies(&site, "POST");
    let design = sent.last().unwrap();
    assert_eq!(design["elements"]["image1"]["url"], "https://p/1.png");
    assert_eq!(design["elements"]["text1"]["text"], "Be bold;\n  hope");

    let site = painter();
    let stream = "data: {\"choices\":[{\"delta\":{\"content\":\"![x](https://p/3d.png)\"}}]}\n\ndata: [DONE]\n\n";
    let stream = jackfield_standin::Answer::new(200)
        .header("content-type", "text/event-stream")
        .body(stream);
    site.script(stream.only("POST", "/v1/chat/completions"));
    let said = Copy::of("1992").at(&site).credential(&site).run().ends(0);
    assert_eq!(
        gave(&said, "Get Image URL of GPT-4o-image", 0),
        json!([{"image_url": "https://p/3d.png", "finish_reason": "success"}])
    );
    assert_eq!(
        gave(&said, "Fetch Final Video URL", 0)[0]["video_url"],
        "https://v/1"
    );

    let site = Web::start().unwrap();
    let movie = |status: &str| json!({"movie": {"status": status, "url": "https://v/1", "duration": 3, "project": "p7"}, "remaining_quota": {"time": 9}});
    site.script(answer("POST", "/v2/movies", &json!({"project": "p7"})));
    site.script(answer("GET", "/v2/movies", &movie("running")));
    site.script(answer("GET", "/v2/movies", &movie("done")));
    let said = Copy::of("1705")
        .at(&site)
        .credential(&site)
        .with(&["--credential", "json2video=api"])
        .run()
        .ends(0);
    let output = gave(&said, "Output", 0);
    assert_eq!(output[0]["url"], "https://v/1");
    assert_eq!(output[0]["remaining_quota"], 9);
    assert_eq!(
        lines(&site),
        [
            "POST /v2/movies",
            "GET /v2/movies?id=p7",
            "GET /v2/movies?id=p7"
        ]
    );
}

#[test]
fn a_picture_is_filled_in_and_shown() {
    let site = Web::start().unwrap();
    let picture = format!("{}/picture.png", site.base_url());
    site.script(answer("POST", "/v1/flux", &json!({"id": "f7"})));
    site.script(answer(
        "GET",
        "/v1/get_result",
        &json!({"id": "f7", "status": "Pending"}),
    ));
    let ready = json!({"id": "f7", "status": "Ready", "result": {"sample": picture}});
    site.script(answer("GET", "/v1/get_result", &ready));
    let png = jackfield_standin::Answer::new(200).header("content-type", "image/png");
    site.script(png.body(*b"PNG").only("GET", "/picture.png"));
    let drawn = json!([{"body": {
        "prompt": "A hat", "steps": 20, "prompt_upsampling": false, "guidance": 3,
        "image": "data:image/png;base64,AAAA", "mask": "data:image/png;base64,BBBB",
    }}]);
    Copy::of("2042")
        .at(&site)
        .credential(&site)
        .with(&["--start", "NO OP"])
        .items(&drawn)
        .run()
        .ends(0)
        .says(&["content-type: image/png", "3 bytes"]);
    let sent = &bodies(&site, "POST")[0];
    assert_eq!(
        (&sent["prompt"], &sent["mask"]),
        (&json!("A hat"), &json!("BBBB"))
    );

    let said = Copy::of("2042")
        .at(&site)
        .credential(&site)
        .with(&["--start", "Webhook"])
        .items(&json!([{"query": {}}]))
        .pin("Editor page", &json!([{"html": "<canvas>"}]))
        .run()
        .ends(0)
        .says(&["<canvas>"]);
    let merged = gave(&said, "Merge", 0);
    assert_eq!(merged[0]["Images"][0]["title"], "Stage", "{said}");
}

#[test]
fn a_workflow_runs_itself_from_its_other_trigger() {
    let site = Web::start().unwrap();
    Copy::of("0825")
        .at(&site)
        .credential(&site)
        .set(
            "Send Log to BetterStack",
            "url",
            &json!(format!("{}/log", site.base_url())),
        )
        .run()
        .ends(0)
        .keeps_quiet_about(&["begins with `Recieve log message`"]);
    assert_eq!(
        bodies(&site, "POST"),
        [json!({"message": "This is a test log message", "level": "error"})]
    );
}

#[test]
fn a_vote_among_neighbours_is_repeated_with_more_of_them_until_nobody_is_tied() {
    let site = Web::start().unwrap();
    let points = |names: &[&str]| {
        let points: Vec<Value> = names
            .iter()
            .map(|name| json!({"payload": {"landscape_name": name}}))
            .collect();
        json!({"result": {"points": points}})
    };
    site.script(answer(
        "POST",
        "/v1/multimodalembeddings",
        &json!({"data": [{"embedding": [1, 2]}]}),
    ));
    site.script(answer(
        "POST",
        "/points/query",
        &points(&["forest", "river"]),
    ));
    site.script(answer(
        "POST",
        "/points/query",
        &points(&["forest", "river", "river"]),
    ));
    let said = Copy::of("1730")
        .at(&site)
        .credential(&site)
        .code(
            "Majority Vote",
            "const counts = {};\n\
             for (const point of $input.first().json.result.points) counts[point.payload.landscape_name] = (counts[point.payload.landscape_name] ?? 0) + 1;\n\
             return [{ json: { result: Object.entries(counts).sort((a, b) => b[1] - a[1]).slice(0, 2) } }];",
        )
        .with(&["--pinned", "--credential", "QdrantApi account=api"])
        .run()
        .ends(0);
    assert_eq!(gave(&said, "Return class", 0), json!([{"class": "river"}]));
    let sent = bodies(&site, "POST");
    let image = sent[0]["inputs"][0]["content"][0]["image_url"]
        .as_str()
        .unwrap();
    assert!(image.ends_with("buildings_000323.png"), "{image}");
    assert_eq!(
        (&sent[1]["query"], &sent[1]["limit"]),
        (&json!([1, 2]), &json!(10))
    );
    assert_eq!(sent[2]["limit"], 7);
}
