//! Real exports that talk to web services.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jackfield_standin::{Answer, Web};
use serde_json::{Value, json};

use crate::support::corpus::{Copy, TOKEN, answer, bodies, gave, lines};

#[test]
fn a_header_of_an_old_node_authenticates() {
    let site = Web::start().unwrap();
    let users = json!({"response": {"results": [{"name": "Ada"}]}});
    site.script(answer("GET", "/obj/user", &users));
    let said = Copy::of("0199").at(&site).credential(&site).run().ends(0);
    assert_eq!(site.received()[0].header("x-api-key"), Some(TOKEN));
    assert_eq!(gave(&said, "HTTP Request", 0), json!([users]));
}

#[test]
fn files_are_fetched_and_put_into_one_item() {
    let site = Web::start().unwrap();
    for n in 1..=3 {
        let picture = Answer::new(200)
            .header("content-type", "image/jpeg")
            .body(format!("JPG{n}"));
        site.script(picture.only("GET", &format!("/n8n/file0{n}.jpg")));
    }
    let said = Copy::of("0304").at(&site).run().ends(0);
    assert_eq!(
        gave(&said, "Merge items", 0),
        json!([{"binary_keys": "data_0,data_1,data_2"}])
    );
    // They are fetched at the same time.
    let mut fetched = lines(&site);
    fetched.sort();
    assert_eq!(
        fetched,
        [
            "GET /n8n/file01.jpg",
            "GET /n8n/file02.jpg",
            "GET /n8n/file03.jpg"
        ]
    );
}

#[test]
fn unread_mail_is_asked_for_in_three_calls() {
    let site = Web::start().unwrap();
    let session = json!({"primaryAccounts": {"urn:ietf:params:jmap:mail": "u7"}});
    let boxes = json!({"methodResponses": [["Mailbox/get", {"list": [
        {"id": "m1", "role": "trash"}, {"id": "m2", "role": "inbox"},
    ]}, "mailboxes"]]});
    site.script(answer("GET", "/jmap/session", &session));
    site.script(answer("POST", "/jmap/api/", &boxes));
    site.script(answer(
        "POST",
        "/jmap/api/",
        &json!({"methodResponses": []}),
    ));
    // The names in the bodies look like addresses, and are none.
    let said = Copy::of("0374").at(&site).credential(&site).run().ends(0);
    let sent = bodies(&site, "POST");
    assert_eq!(
        sent[0]["using"],
        json!(["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"])
    );
    assert_eq!(
        sent[0]["methodCalls"][0][1],
        json!({"accountId": "u7", "ids": null})
    );
    assert_eq!(
        gave(&said, "Format results", 0),
        json!([{"account_id": "u7", "mailbox_id": "m2"}])
    );
    let filter = &sent[1]["methodCalls"][0][1]["filter"];
    assert_eq!(*filter, json!({"inMailbox": "m2", "notKeyword": "$seen"}));
}

#[test]
fn transfers_of_a_wallet_are_filtered_and_gathered() {
    let site = Web::start().unwrap();
    let transfer = |to: &str, time: i64| {
        json!({
            "block_ts": time, "to_address": to, "from_address": "Tfrom", "transaction_id": "t1",
            "tokenInfo": {"tokenName": "Tether", "tokenAbbr": "USDT", "tokenType": "trc20", "tokenDecimal": 6},
            "quant": "5250000", "trigger_info": {"parameter": {}}, "confirmed": true,
            "finalResult": "SUCCESS", "event_type": "Transfer",
        })
    };
    let transfers = json!({"token_transfers": [
        transfer("Twallet", 1), transfer("Tother", 1), transfer("Twallet", i64::from(i32::MAX) * 10_000),
    ]});
    site.script(answer("GET", "/api/filter/trc20/transfers", &transfers));
    let said = Copy::of("0386")
        .at(&site)
        .replace("<Your TRC20 Wallet Address here>", "Twallet")
        .run()
        .ends(0)
        .says(&["`allowUnauthorizedCerts` is passed over, and certificates are verified"]);
    let gathered = gave(&said, "Aggregate", 0);
    let record = json!({
        "Coin": "Tether (USDT)", "Network": "trc20", "From Address": "Tfrom",
        "To Address": "Your Wallet Address", "Amount": "$5.25", "Record Type": "Transfer",
        "Record Status": "Confirmed", "Transaction Result": "Received",
        "Record URL": format!("{}/#/transaction/t1", site.base_url()),
    });
    assert_eq!(gathered, json!([{"Transactions": [record]}]), "{said}");
    let query = site.received()[0].query_pairs();
    assert!(query.contains(&("relatedAddress".to_owned(), "Twallet".to_owned())));
    assert!(query.contains(&("limit".to_owned(), "20".to_owned())));
}

#[test]
fn a_search_authenticates_with_user_and_password() {
    let site = Web::start().unwrap();
    let found = json!({
        "results": [{"content": {"title": "Reset", "_links": {"webui": "/x"}}, "excerpt": "How to"}],
        "_links": {"base": "https://wiki"},
    });
    site.script(answer("GET", "/wiki/rest/api/search", &found));
    let said = Copy::of("0566")
        .at(&site)
        .credential_of("http-basic", &json!({"user": "ada"}), &site)
        .items(&json!([{"query": "reset"}]))
        .run()
        .ends(0);
    let header = format!("Basic {}", BASE64_STANDARD.encode(format!("ada:{TOKEN}")));
    let request = &site.received()[0];
    assert_eq!(request.header("authorization"), Some(header.as_str()));
    assert_eq!(
        request.query_pairs(),
        [("cql".to_owned(), "text ~ \"reset\"".to_owned())]
    );
    let response = gave(&said, "Return Tool Response", 0);
    let response = response[0]["response"].as_str().unwrap();
    assert!(
        response
            .starts_with("\"Title\": \"Reset\"\n\"Link\": \"https://wiki/x\"\n\"Content\": How to")
    );
}

#[test]
fn a_question_is_put_to_a_model_over_http() {
    for number in ["0710", "1621"] {
        let site = Web::start().unwrap();
        let said =
            json!({"choices": [{"message": {"content": "Few"}}], "citations": ["https://a"]});
        site.script(answer("POST", "/chat/completions", &said));
        let run = Copy::of(number).at(&site).credential(&site).run().ends(0);
        let sent = &bodies(&site, "POST")[0];
        assert_eq!(sent["search_domain_filter"], json!(["n8n.io", " make.com"]));
        assert_eq!(
            sent["messages"][0],
            json!({"role": "system", "content": "You are an n8n fanboy."})
        );
        assert_eq!(
            gave(&run, "Clean Output", 0),
            json!([{"output": "Few", "citations": ["https://a"]}])
        );
    }
}

#[test]
fn a_header_of_the_node_gives_way_to_the_credential() {
    let site = Web::start().unwrap();
    Copy::of("1105")
        .at(&site)
        .credential_of("http-bearer", &json!({}), &site)
        .with(&["--credential", "OpenAi account=api"])
        .run()
        .ends(0)
        .says(&["the header `authorization` is left out: the credential's token goes there"]);
    let request = &site.received()[0];
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Bearer {TOKEN}"))
    );
    let body = json!({
        "model": "tts-1", "input": "The quick brown fox jumped over the lazy dog.", "voice": "alloy",
    });
    assert_eq!(request.json().unwrap(), body);
}

#[test]
fn code_signs_a_request() {
    let site = Web::start().unwrap();
    let said = Copy::of("1517")
        .at(&site)
        .credential(&site)
        .with(&["--credential", "Header Auth account=api"])
        .run()
        .ends(0);
    let signed = gave(&said, "Authenticates to your Icypeas account", 0);
    let signature = signed[0]["api"]["signature"].as_str().unwrap();
    assert_eq!(signature.len(), 40, "{signature}");
    let request = &site.received()[0];
    assert_eq!(
        request.header("x-rock-timestamp"),
        signed[0]["api"]["timestamp"].as_str()
    );
    assert_eq!(
        request.json().unwrap(),
        json!({"domainOrCompany": "google"})
    );
}

#[test]
fn one_token_is_exchanged_for_another() {
    let site = Web::start().unwrap();
    site.script(answer(
        "GET",
        "/oauth/access_token",
        &json!({"access_token": "long"}),
    ));
    let pages = json!({"data": [{"id": "p7"}]});
    site.script(answer("GET", "/accounts", &pages));
    let said = Copy::of("1884").at(&site).run().ends(0);
    assert_eq!(
        lines(&site)[1],
        "GET /v20.0/uuuuuu/accounts?+access_token=long"
    );
    let answered = gave(&said, "Get Long Lived FB Page Token", 0);
    assert_eq!(
        (&answered[0]["body"], &answered[0]["statusCode"]),
        (&pages, &json!(200))
    );
}

#[test]
fn what_a_file_does_wrong_fails_as_in_n8n() {
    let site = Web::start().unwrap();
    site.script(answer("GET", "/", &json!({"ip": "192.0.2.7"})));
    Copy::of("0939")
        .at(&site)
        .run()
        .ends(3)
        .says(&["the node `Get Public IP address` gave 1 items, and this is item 1"]);
    assert_eq!(lines(&site), ["GET /?format=json"]);
}

#[test]
fn a_chat_is_answered_when_the_missing_quotation_mark_is_put_in() {
    let site = Web::start().unwrap();
    let words = json!({"choices": [{"message": {"content": "Say \"hi\"\nto Ada"}}]});
    site.script(answer("POST", "/openai/v1/chat/completions", &words));
    let event = json!({"replyToken": "r7", "message": {"text": "Hello", "id": "1"}, "source": {"userId": "u"}});
    Copy::of("2019")
        .at(&site)
        .credential(&site)
        .replace("$('Groq AI Assistant)", "$('Groq AI Assistant')")
        .items(&json!([{"body": {"events": [event]}}]))
        .run()
        .ends(0);
    let sent = bodies(&site, "POST");
    assert_eq!(sent[0]["messages"][0]["content"], "Hello");
    assert_eq!(sent[1]["replyToken"], "r7");
    assert_eq!(sent[1]["messages"][0]["text"], "Say \"hi\"\nto Ada");
}

#[test]
fn a_picture_is_compared_by_code_that_is_no_longer_python() {
    for number in ["1340", "1462"] {
        let site = Web::start().unwrap();
        site.script(answer(
            "POST",
            "/points/count",
            &json!({"result": {"count": 40}}),
        ));
        site.script(answer(
            "POST",
            "/facet",
            &json!({"result": {"hits": [{}, {}, {}]}}),
        ));
        site.script(answer(
            "POST",
            "/multimodalembeddings",
            &json!({"data": [{"embedding": [3]}]}),
        ));
        let center = |name: &str, score: f64| json!({"score": score, "payload": {"crop_name": name, "is_medoid_cluster_threshold": 0.5}});
        let points = json!({"result": {"points": [center("maize", 0.4), center("cotton", 0.9)]}});
        site.script(answer("POST", "/points/query", &points));
        let said = Copy::of(number)
            .at(&site)
            .credential(&site)
            .code(
                "Compare scores",
                "const key = $('Variables for medoids').first().json.clusterThresholdCenterType;\n\
                 const near = $input.first().json.result.points.filter((point) => point.score >= point.payload[key]);\n\
                 return [{ json: { result: near.length === 0 ? 'unknown' : `Looks similar to ${near[0].payload.crop_name}` } }];",
            )
            .with(&["--pinned", "--credential", "QdrantApi account=api"])
            .run()
            .ends(0);
        assert_eq!(
            gave(&said, "Compare scores", 0),
            json!([{"result": "Looks similar to cotton"}])
        );
        let sent = bodies(&site, "POST");
        assert_eq!(sent[1]["limit"], 40);
        assert_eq!(sent[3]["limit"], 3);
        assert_eq!(sent[3]["filter"]["must"][0]["key"], "is_medoid");
    }
}

#[test]
fn what_is_cut_out_of_pages_can_be_pinned() {
    let site = Web::start().unwrap();
    let post = |name: &str| json!({"url": format!("{}/{name}", site.base_url()), "created_at": "now", "image": name});
    let said = Copy::of("1546")
        .at(&site)
        .pin("Parse a posts box", &json!([{"box": "<ul>"}]))
        .pin("Parse all posts", &json!([{"posts": ["<li>a", "<li>b"]}]))
        .pin("Parse each post in detail", &json!([post("a"), post("b")]))
        .pin(
            "Parse a post's content and metadata",
            &json!([
                {"content": "A", "title": "First"}, {"content": "B", "title": "Second"},
            ]),
        )
        .run()
        .ends(0);
    let mut fetched = lines(&site);
    fetched.sort();
    assert_eq!(fetched, ["GET /a", "GET /b", "GET /latest/0"]);
    let saved = gave(&said, "Save the values", 0);
    assert_eq!(saved[1]["title"], "Second");
    assert_eq!(saved[1]["image"], "b");
}

#[test]
fn templates_are_made_or_brought_up_to_date_where_two_services_differ() {
    let site = Web::start().unwrap();
    let host = site.base_url().trim_start_matches("http://").to_owned();
    let template = json!({"template_name": "42-7", "email_template_id": "e1", "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-02T00:00:00Z"});
    site.script(answer(
        "GET",
        "/templates/email/list",
        &json!({"templates": [template]}),
    ));
    site.script(answer(
        "POST",
        "/oauth/v2/token",
        &json!({"access_token": "tok"}),
    ));
    site.script(answer("GET", "/projects/p1", &campaign(7, "42")));
    site.script(answer("GET", "/projects/p2", &campaign(8, "New")));
    site.script(answer(
        "GET",
        "/api/public/projects",
        &json!([{"id": "p1"}, {"id": "p2"}]),
    ));
    let content = json!({"html": "<img src=\"images/a.png\">", "text": "Hi", "medias": {"images/a.png": "https://cdn/a.png"}});
    site.script(answer("GET", "/campaigns/", &content).times(2));
    Copy::of("0774")
        .at(&site)
        .replace("Enter your Braze instance_url like ", "")
        .replace(&format!("{} for example", site.base_url()), &host)
        .replace("https://{{", "http://{{")
        .run()
        .ends(0);
    let received = site.received();
    let sent = |path: &str| {
        received
            .iter()
            .find(|request| request.path.contains(path))
            .unwrap()
            .clone()
    };
    let updated = sent("/templates/email/update");
    assert_eq!(
        updated.json().unwrap(),
        json!({
            "email_template_id": 42, "template_name": "42-7", "subject": "Subject Line",
            "body": "<img src=\"https://cdn/a.png\">", "plaintext_body": "Hi",
        })
    );
    let created = sent("/templates/email/create").json().unwrap();
    assert_eq!(created["template_name"], "New-8");
    assert_eq!(
        sent("/campaigns/").header("authorization"),
        Some("Bearer  tok")
    );
}

fn campaign(id: u32, name: &str) -> Value {
    let person = json!({"firstname": "Ada", "lastname": "L"});
    json!({"campaigns": [{
        "id": id, "name": name, "created": "2024-01-01T00:00:00Z", "updated": "2025-01-01T00:00:00Z",
        "createdBy": person, "updatedBy": person,
    }]})
}
