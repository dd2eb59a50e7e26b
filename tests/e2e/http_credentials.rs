//! The HTTP connector: requests with credentials.

use jackfield_standin::{Mattermost, Received, Web};
use serde_json::{Value, json};

use crate::http::step;
use crate::support::process::{Jackfield, Said};
use crate::support::spellings::assert_secret;

const TOKEN: &str = "token-of-a-service-1234";

fn api_step(url: &str) -> Value {
    let mut step = step("get", &json!({"url": url}));
    step["credential"] = json!("api");
    step
}

/// The program with a credential `api` of this type.
fn with_api(credential_type: &str, base_url: &str, more: &Value) -> Jackfield {
    let mut credential = more.clone();
    credential["type"] = json!(credential_type);
    credential["baseUrl"] = json!(base_url);
    credential["accessToken"] = json!(TOKEN);
    Jackfield::new().env("JACKFIELD_CREDENTIAL_API", credential.to_string())
}

/// The request of a step with a credential.
fn sent(credential_type: &str, more: &Value) -> Received {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    let said = with_api(credential_type, &origin, more)
        .steps(&[api_step(&format!("{origin}/x?a=b"))])
        .run(&[])
        .ends(0);
    assert_secret(TOKEN, &said);
    let mut received = site.received();
    assert_eq!(received.len(), 1);
    received.remove(0)
}

#[test]
fn each_generic_type_puts_the_token_into_its_place() {
    let basic = "Basic YWxpY2U6dG9rZW4tb2YtYS1zZXJ2aWNlLTEyMzQ=";
    for (credential_type, of_n8n, more, header, value) in [
        (
            "http-bearer",
            "httpBearerAuth",
            json!({}),
            "authorization",
            format!("Bearer {TOKEN}"),
        ),
        (
            "http-header",
            "httpHeaderAuth",
            json!({"name": "X-Api-Key"}),
            "x-api-key",
            TOKEN.to_owned(),
        ),
        (
            "http-header",
            "httpHeaderAuth",
            json!({"name": "Authorization", "prefix": "Token"}),
            "authorization",
            format!("Token {TOKEN}"),
        ),
        (
            "http-header",
            "httpHeaderAuth",
            json!({"name": "Cookie", "prefix": ""}),
            "cookie",
            TOKEN.to_owned(),
        ),
        (
            "http-basic",
            "httpBasicAuth",
            json!({"user": "alice"}),
            "authorization",
            basic.to_owned(),
        ),
    ] {
        for credential_type in [credential_type, of_n8n] {
            let request = sent(credential_type, &more);
            assert_eq!(request.header(header), Some(value.as_str()), "{more}");
            assert_eq!(request.query.as_deref(), Some("a=b"));
        }
    }
    let request = sent("http-query", &json!({"name": "key"}));
    assert_eq!(
        request.query.as_deref(),
        Some(format!("a=b&key={TOKEN}").as_str())
    );
}

#[test]
fn a_credential_that_does_not_say_where_its_token_goes_is_told() {
    for (credential_type, more, words) in [
        ("http-header", json!({}), "has no field `name`"),
        ("http-header", json!({"name": " "}), "has no field `name`"),
        ("http-query", json!({}), "has no field `name`"),
        (
            "http-header",
            json!({"name": "Host"}),
            "the header \"Host\", which can carry none",
        ),
        (
            "http-header",
            json!({"name": "Transfer-Encoding"}),
            "which can carry none",
        ),
        (
            "http-header",
            json!({"name": "X\r\nY"}),
            "which can carry none",
        ),
    ] {
        with_api(credential_type, "https://api.example.com", &more)
            .steps(&[api_step("https://api.example.com/")])
            .check()
            .ends(4)
            .says(&["workflow.json:", words]);
        with_api(credential_type, "https://api.example.com", &more)
            .steps(&[api_step("https://api.example.com/")])
            .run(&[])
            .ends(4)
            .says(&[words]);
    }
}

#[test]
fn the_step_must_not_set_the_tokens_place_itself() {
    let site = Web::start().unwrap();
    let mut step = step(
        "get",
        &json!({"url": site.base_url(), "headers": {"x-api-key": "mine"}}),
    );
    step["credential"] = json!("api");
    with_api(
        "http-header",
        &site.base_url(),
        &json!({"name": "X-Api-Key"}),
    )
    .steps(&[step])
    .run(&[])
    .ends(7)
    .says(&["the access token's place"]);
    assert!(site.received().is_empty());
}

#[test]
fn the_address_lies_below_the_base_url_or_is_the_rest_of_it() {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    let base = format!("{origin}/v1");
    let run = |url: &str| -> Said {
        with_api("http-bearer", &base, &json!({}))
            .steps(&[api_step(url)])
            .run(&[])
    };
    run(&format!("{base}/orders")).ends(0);
    run("/orders").ends(0);
    let paths: Vec<String> = site
        .received()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert_eq!(paths, ["/v1/orders", "/v1/orders"]);
    let elsewhere = format!("{{{{ '{origin}' }}}}/v2/orders");
    for url in [elsewhere.as_str(), "/../v2/orders"] {
        run(url).ends(7);
    }
    run(&elsewhere).ends(7).says(&[
        &format!("it tried to reach {origin}/v2/orders, and the credential's base URL is {base}"),
        "another platform needs a credential of its own",
    ]);
    assert_eq!(site.received().len(), 2);
}

#[test]
fn a_credential_of_any_other_type_serves_as_well() {
    let server = Mattermost::start().unwrap();
    let url = format!("{}/api/v4/users/me", server.base_url());
    for with in [
        json!({"url": url}),
        json!({"url": url, "authentication": "predefinedCredentialType", "nodeCredentialType": "mattermostApi"}),
    ] {
        let mut step = step("get", &with);
        step["credential"] = json!("chat");
        let said = Jackfield::new()
            .credential("chat", "mattermost", &server.base_url(), Mattermost::TOKEN)
            .steps(&[step])
            .run(&[])
            .ends(0);
        assert_eq!(said.json_lines()[0]["username"], json!("alice"));
    }
}

#[test]
fn a_node_that_authenticates_with_nothing_sends_no_token() {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    let mut step = step("get", &json!({"url": origin, "authentication": "none"}));
    step["credential"] = json!("api");
    with_api("http-bearer", &origin, &json!({}))
        .steps(&[step])
        .run(&["--allow-host", &origin])
        .ends(0);
    assert_eq!(site.received()[0].header("authorization"), None);
}

#[test]
fn generic_credentials_of_n8n_are_imported_with_a_base_url() {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    let custom = json!({"headers": {"X-Custom": TOKEN}}).to_string();
    for (n8n_type, data, shown, header, value) in [
        (
            "httpBearerAuth",
            json!({"token": TOKEN}),
            "http-bearer",
            "authorization",
            format!("Bearer {TOKEN}"),
        ),
        (
            "httpHeaderAuth",
            json!({"name": "X-Key", "value": TOKEN}),
            "http-header",
            "x-key",
            TOKEN.to_owned(),
        ),
        (
            "httpHeaderAuth",
            json!({"name": "Authorization", "value": format!("Token {TOKEN}")}),
            "http-header",
            "authorization",
            format!("Token {TOKEN}"),
        ),
        (
            "httpBasicAuth",
            json!({"user": "alice", "password": TOKEN}),
            "http-basic",
            "authorization",
            "Basic YWxpY2U6dG9rZW4tb2YtYS1zZXJ2aWNlLTEyMzQ=".to_owned(),
        ),
        (
            "httpCustomAuth",
            json!({"json": custom}),
            "http-header",
            "x-custom",
            TOKEN.to_owned(),
        ),
    ] {
        let export = json!([{"name": "api", "type": n8n_type, "data": data}]);
        let jackfield = Jackfield::new()
            .file("export.json", export.to_string())
            .steps(&[api_step(&origin)]);
        jackfield
            .call(&["credential", "import", "export.json"])
            .ends(4)
            .says(&["it has no base URL", "--base-url URL --only 'api'"]);
        let said = jackfield
            .call(&["credential", "import", "export.json", "--base-url", &origin])
            .ends(0)
            .says(&[&format!(
                "api: imported, and nobody knows whether it works ({shown} at {origin})"
            )]);
        assert_secret(TOKEN, &said);
        jackfield.run(&[]).ends(0);
        let request = site.received().pop().unwrap();
        assert_eq!(request.header(header), Some(value.as_str()), "{n8n_type}");
    }
}

#[test]
fn what_takes_more_than_a_token_is_refused_with_what_to_use_instead() {
    for (n8n_type, words) in [
        ("oAuth2Api", "a sign-in that is not done here"),
        ("oAuth1Api", "a sign-in that is not done here"),
        ("httpDigestAuth", "Digest authentication is not spoken here"),
        ("httpSslAuth", "a client certificate is not sent from here"),
    ] {
        let export = json!([{"name": "api", "type": n8n_type, "data": {"user": "a"}}]);
        Jackfield::new()
            .file("export.json", export.to_string())
            .call(&[
                "credential",
                "import",
                "export.json",
                "--base-url",
                "https://a.example",
            ])
            .ends(4)
            .says(&[
                &format!("api ({n8n_type}) is not imported"),
                words,
                "jackfield credential add",
            ]);
    }
}

#[test]
fn a_credential_added_by_hand_names_its_header() {
    let site = Web::start().unwrap();
    let origin = site.base_url();
    let jackfield = Jackfield::new().steps(&[api_step(&origin)]);
    let add = |more: &[&str]| {
        let arguments = [
            &[
                "credential",
                "add",
                "api",
                "--type",
                "http-header",
                "--token-stdin",
            ],
            &["--base-url", &origin][..],
            more,
        ];
        jackfield.call_with(&arguments.concat(), TOKEN)
    };
    add(&[])
        .ends(4)
        .says(&["has no field `name`", "--field name=VALUE"]);
    add(&["--field", "header=X-Key"])
        .ends(2)
        .says(&["it has name, prefix"]);
    add(&["--field", "name=X-Key"])
        .ends(0)
        .says(&["api is saved, and nobody knows whether it works"]);
    let checked = jackfield.call(&["credential", "check", "api"]).ends(0);
    assert!(checked.stdout.contains("well formed"), "{checked}");
    assert!(site.received().is_empty(), "nothing is sent to find out");
    jackfield.run(&[]).ends(0);
    let request = site.received().pop().unwrap();
    assert_eq!(request.header("x-key"), Some(TOKEN));
    jackfield
        .call(&["credential", "edit", "api", "--field", "name=X-Other"])
        .ends(0);
    jackfield.run(&[]).ends(0);
    let request = site.received().pop().unwrap();
    assert_eq!(request.header("x-other"), Some(TOKEN));
    assert_eq!(request.header("x-key"), None);
}
