//! Real exports that answer requests: what the request would be answered, and what they send.

use jackfield_standin::{Answer, Web};
use serde_json::{Value, json};

use crate::support::corpus::{Copy, TOKEN, answer, bodies, gave, lines};
use crate::support::process::Said;

/// Each of these answers the request that begins it with this.
#[test]
fn the_answer_to_the_request_is_told() {
    let hook = json!([{"query": {"first_name": "Ada", "last_name": "Lovelace"}}]);
    for (number, items, words) in [
        (
            "0121",
            json!([{}]),
            &["text/html; charset=UTF-8", "<h1>Hello, world!</h1>"][..],
        ),
        (
            "0232",
            hook,
            &["\"Ada Lovelace\" is: https://www.google.com/search?q=Ada+Lovelace"],
        ),
        (
            "0900",
            json!([{}]),
            &["{\"response\":\"Your booking has been confirmed!\"}"],
        ),
    ] {
        let said = Copy::of(number).items(&items).run().ends(0);
        said.says(&["would be answered with 200"]).says(words);
    }
}

#[test]
fn what_is_pinned_to_a_webhook_begins_the_run() {
    let said = Copy::of("0900").with(&["--pinned"]).run().ends(0);
    let begun = gave(&said, "Webhook", 0);
    assert_eq!(begun[0]["body"]["args"]["guest-name"], "Mike Smith");

    let site = Web::start().unwrap();
    let made = json!({"data": {"issueCreate": {"issue": {"url": "https://linear.app/i"}}}});
    site.script(answer("POST", "/graphql", &made));
    Copy::of("0450")
        .at(&site)
        .credential_of("http-bearer", &json!({}), &site)
        .with(&["--pinned", "--credential", "Nik's Linear Creds=api"])
        .run()
        .ends(0);
    let received = site.received();
    assert_eq!(
        received[0].header("authorization"),
        Some(&*format!("Bearer {TOKEN}"))
    );
    assert_eq!(received[1].header("authorization"), None);
    assert_eq!(
        received[1].path,
        "/commands/TG9695PUK/6713943368277/ogqoFMjMytSkbWNUdtg9Cp73"
    );
    let sent = bodies(&site, "POST");
    let input = &sent[0]["variables"]["input"];
    assert_eq!(input["teamId"], "7a330c36-4b39-4bf1-922e-b4ceeb91850a");
    let told = sent[1]["text"].as_str().unwrap();
    assert!(told.starts_with("Thanks for adding the bug `My bug` <@U047V1J0E7J>"));
    assert!(told.contains("<https://linear.app/i|Add your details here>"));
}

#[test]
fn a_voice_is_generated_and_answered_as_it_came() {
    let site = Web::start().unwrap();
    let voice = Answer::new(200)
        .header("content-type", "audio/mpeg")
        .body(*b"ID3");
    site.script(voice.only("POST", "/v1/text-to-speech/v7"));
    let said = Copy::of("0492")
        .at(&site)
        .credential(&site)
        .with(&["--credential", "Custom Auth account=api"])
        .items(&json!([{"body": {"voice_id": "v7", "text": "Hello"}}]))
        .run()
        .ends(0);
    said.says(&["content-type: audio/mpeg", "3 bytes"]);
    assert_eq!(bodies(&site, "POST"), [json!({"text": "Hello"})]);
    assert_eq!(site.received()[0].header("x-api-key"), Some(TOKEN));
}

#[test]
fn a_page_is_fetched_and_handed_to_another_service() {
    let site = Web::start().unwrap();
    let entities = json!({"entities": [{"name": "Loom"}]});
    site.script(answer("POST", "analyzeEntities", &entities));
    let page = format!("{}/page", site.base_url());
    let said = Copy::of("0980")
        .at(&site)
        .items(&json!([{"body": {"url": page}}]))
        .run()
        .ends(0)
        .says(&["{\"entities\":[{\"name\":\"Loom\"}]}"]);
    assert_eq!(
        lines(&site),
        [
            "GET /page",
            "POST /v1/documents:analyzeEntities?key=YOUR-GOOGLE-API-KEY"
        ]
    );
    let document = &bodies(&site, "POST")[0]["document"];
    assert!(
        document["content"].as_str().unwrap().contains("Welcome"),
        "{said}"
    );
}

#[test]
fn a_file_that_came_with_the_request_is_sent_on() {
    let site = Web::start().unwrap();
    let read = json!({"data": "[{\"a\":1}]", "meta_data": "{\"n\":1}"});
    site.script(answer("POST", "/parquet", &read));
    let file = json!({"data": "UEFSMQ==", "mimeType": "application/octet-stream", "fileName": "a.parquet"});
    let said = Copy::of("1725")
        .at(&site)
        .items(&json!([{"json": {}, "binary": {"file0": file}}]))
        .run()
        .ends(0);
    let body = String::from_utf8_lossy(&site.received()[0].body).into_owned();
    assert!(
        body.contains("name=\"file0\"; filename=\"a.parquet\""),
        "{body}"
    );
    assert!(body.contains("PAR1"), "{body}");
    assert_eq!(
        gave(&said, "Parse API Response", 0),
        json!([{"data": [{"a": 1}], "meta_data": {"n": 1}}])
    );
}

#[test]
fn of_several_triggers_the_one_that_is_chosen_begins() {
    let run = |copy: fn(Copy) -> Copy| {
        let site = Web::start().unwrap();
        copy(Copy::of("1799").at(&site).credential(&site))
            .run()
            .ends(0);
        assert_eq!(site.received().len(), 1);
        (lines(&site), bodies(&site, "POST"))
    };
    let (sent, bodies) = run(|copy| copy);
    assert_eq!(sent, ["POST /v2/bot/message/push"]);
    assert_eq!(bodies[0]["to"], "Uxxxxxxxxxxxx");
    let (sent, bodies) = run(|copy| {
        let event = json!({"type": "message", "replyToken": "r7", "message": {"text": "Hi"}});
        copy.with(&["--start", "Webhook from Line Message"])
            .items(&json!([{"body": {"events": [event]}}]))
    });
    assert_eq!(sent, ["POST /v2/bot/message/reply"]);
    assert_eq!(bodies[0]["replyToken"], "r7");
    assert_eq!(bodies[0]["messages"][0]["text"], "收到您的訊息 : Hi");
}

#[test]
fn the_part_behind_the_webhook_calls_back() {
    let site = Web::start().unwrap();
    let callback = format!("{}/back", site.base_url());
    Copy::of("0629")
        .at(&site)
        .with(&["--start", "Webhook"])
        .items(&json!([{"headers": {"callbackurl": callback}, "body": {"requestItemId": "r7"}}]))
        .run()
        .ends(0)
        .says(&["{\"finishedItemId\":\"r7\"}"]);
    assert_eq!(lines(&site), ["POST /back"]);
    assert_eq!(bodies(&site, "POST"), [json!({"finishedItemId": "r7"})]);
}

/// The workflows that the files ask for, which the collection does not hold.
fn with_scans(copy: Copy) -> Copy {
    let trigger = json!({"name": "Asked", "type": "n8n-nodes-base.executeWorkflowTrigger", "typeVersion": 1, "parameters": {}});
    let set = json!({
        "name": "Done", "type": "n8n-nodes-base.set", "typeVersion": 3.4,
        "parameters": {"assignments": {"assignments": [
            {"id": "1", "name": "scanned", "type": "string", "value": "={{ $json.scan_title }}"},
        ]}},
    });
    let scan = json!({
        "nodes": [trigger, set],
        "connections": {"Asked": {"main": [[{"node": "Done", "type": "main", "index": 0}]]}},
    });
    copy.file("icSLX102kSS9zNdK.json", &scan)
        .file("pYPh5FlGZgb36xZO.json", &scan)
        .with(&["--workflows", "."])
}

#[test]
fn a_chat_command_opens_a_form_and_the_form_runs_another_workflow() {
    let run = |site: &Web, number: &str, payload: &Value| -> Said {
        with_scans(Copy::of(number).at(site))
            .credential_of("http-bearer", &json!({}), site)
            .with(&["--credential", "Qualys Slack App=api"])
            .items(&json!([{"body": {"payload": payload.to_string()}}]))
            .run()
    };
    let site = Web::start().unwrap();
    let command = json!({"callback_id": "trigger-qualys-vmscan", "trigger_id": "t9"});
    run(&site, "0619", &command)
        .ends(0)
        .says(&["would be answered with 200"]);
    let sent = &bodies(&site, "POST")[0];
    assert_eq!(sent["trigger_id"], "t9");
    assert_eq!(sent["view"]["title"]["text"], "Vulnerability Scan");

    let site = Web::start().unwrap();
    let field = |text: &str| json!({"text_input-action": {"value": text}});
    let form = json!({"type": "view_submission", "view": {
        "title": {"text": "Vulnerability Scan"},
        "state": {"values": {
            "option_title": field("Full"), "scan_title": field("Weekly"), "asset_groups": field("Web"),
        }},
    }});
    let said = run(&site, "1432", &form)
        .ends(0)
        .says(&["would be answered with 204"]);
    assert_eq!(
        gave(&said, "Qualys Start Vulnerability Scan", 0),
        json!([{"scanned": "Weekly"}])
    );
    assert!(site.received().is_empty());
}

#[test]
fn a_list_of_addresses_is_kept_and_shown() {
    let session = json!({"primaryAccounts": {"https://www.fastmail.com/dev/maskedemail": "u7"}});
    let list = json!({"methodResponses": [["MaskedEmail/get", {"list": [{"id": "m1"}]}, "c1"]]});
    for (state, method, key) in [
        ("pending", "MaskedEmail/set", "create"),
        ("deleted", "MaskedEmail/set", "destroy"),
        ("disabled", "MaskedEmail/set", "update"),
        ("all", "MaskedEmail/get", "accountId"),
    ] {
        let site = Web::start().unwrap();
        site.script(answer("GET", "/jmap/session", &session));
        site.script(answer("POST", "/jmap/api/", &list).times(2));
        // One of its addresses is a name, and not to be called.
        let said = Copy::of("0591")
            .replace("https://api.fastmail.com", &site.base_url())
            .with(&["--allow-host", &site.base_url()])
            .credential(&site)
            .items(&json!([{"body": {"state": state, "id": "m1"}}]))
            .pin("create html template", &json!([{"html": "<ul></ul>"}]))
            .run()
            .ends(0)
            .says(&["<ul></ul>"]);
        let sent = bodies(&site, "POST");
        assert_eq!(sent[0]["methodCalls"][0][0], method, "{state}");
        let asked = &sent[0]["methodCalls"][0][1];
        assert_eq!(asked["accountId"], "u7", "{said}");
        assert!(asked.get(key).is_some(), "{state}: {asked}");
        assert_eq!(
            gave(&said, "gather masked email list", 0),
            json!([{"data": [{"id": "m1"}]}])
        );
    }
}

#[test]
fn a_request_with_the_right_signature_is_answered_200_and_any_other_403() {
    let run = |signature: &str| {
        let body = json!({"data": "djA6MTphPWIrYw==", "mimeType": "text/plain"});
        Copy::of("1740")
            .set("Calculate sha256", "secret", &json!("shh"))
            .items(&json!([{
                "json": {"headers": {"x-seatable-signature": format!("sha256={signature}")}},
                "binary": {"data": body},
            }]))
            .run()
            .ends(0)
    };
    run("aa81dbdde7d16fe6de4df2f0680ec931895b7c8cc7be9e0a98780e7a03430efa")
        .says(&["200: the request that began this would be answered with 200"]);
    run("00").says(&["403: the request that began this would be answered with 403"]);
}
