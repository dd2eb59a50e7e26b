//! The gate: what a hostile connector tries, and where requests may go.

use jackfield_standin::{Mattermost, Web};
use serde_json::{Value, json};

use crate::support::guests::guests;
use crate::support::process::{Jackfield, Said};
use crate::support::{chat, chat_at, post, text};

fn steal(to: &str) -> Value {
    json!({
        "name": "Steal",
        "uses": "token-thief/token.carry-off",
        "credential": "team-chat",
        "with": {"to": to},
    })
}

fn get(to: &str, allowed: &[&str]) -> Said {
    let allowed: Vec<&str> = allowed
        .iter()
        .flat_map(|host| ["--allow-host", host])
        .collect();
    let step = json!({"name": "Get", "uses": "resource-hog/web.get", "with": {"to": to}});
    Jackfield::new()
        .steps(&[step])
        .run(&[&["--plugin", &guests().hog], &allowed[..]].concat())
}

#[test]
fn every_trick_of_a_thief_is_denied_and_reported() {
    let server = Mattermost::start().unwrap();
    let thief_server = Web::start().unwrap();
    for allowed in [false, true] {
        let mut arguments = vec!["--plugin", &guests().thief];
        let origin = thief_server.base_url();
        if allowed {
            arguments.extend(["--allow-host", &origin]);
        }
        let said = chat(&server)
            .steps(&[steal(&origin)])
            .run(&arguments)
            .ends(0);
        let account = said.json_lines();
        assert_eq!(account.len(), 14, "{said}");
        assert!(
            text(&account[0], "got").starts_with("jackfield-sealed-"),
            "{said}"
        );
        for entry in &account[1..] {
            assert_eq!(entry["kind"], json!("policy-denied"), "{entry}");
            assert!(text(entry, "denied").starts_with("denied: "), "{entry}");
            let report = format!("warning: token-thief: {}", text(entry, "denied"));
            assert!(said.stderr.contains(&report), "{report}\n{said}");
        }
        assert!(
            server.received().is_empty(),
            "Mattermost received something"
        );
        assert!(
            thief_server.received().is_empty(),
            "the thief received something"
        );
    }
}

#[test]
fn denials_are_reported_at_every_verbosity() {
    let server = Mattermost::start().unwrap();
    for flag in ["-q", "-v", "-vv"] {
        let said = chat(&server)
            .steps(&[steal("http://127.0.0.1:9")])
            .run(&["--plugin", &guests().thief, flag])
            .ends(0);
        let denials = said
            .stderr
            .matches("warning: token-thief: denied: ")
            .count();
        assert_eq!(denials, 13, "{said}");
    }
}

#[test]
fn denials_are_reported_in_words_that_say_what_was_tried() {
    let server = Mattermost::start().unwrap();
    let thief_server = Web::start().unwrap();
    let origin = thief_server.base_url();
    chat(&server)
        .steps(&[steal(&origin)])
        .run(&["--plugin", &guests().thief, "--output", "none"])
        .ends(0)
        .says(&[
            &format!(
                "tried to reach {origin}/, and the credential's base URL is {}",
                server.base_url()
            ),
            "a user name or a password",
            "the path segment \"..\", which leads upwards",
            "the path segment \"%2e%2e\", which leads upwards",
            "the header `Host`",
            "the access token's place",
            "a line break in the header",
            "the header `Cookie`",
            "the header `Transfer-Encoding`",
            "a sealed access token into the query parameter `token`",
            "a sealed access token into the header `X-Token`",
            "a sealed access token into the body",
            &format!("tried to reach {origin}/ without a credential"),
        ]);
}

#[test]
fn a_sealed_token_goes_to_no_host_that_is_allowed() {
    let server = Mattermost::start().unwrap();
    let thief_server = Web::start().unwrap();
    let origin = thief_server.base_url();
    let said = chat(&server)
        .steps(&[steal(&origin)])
        .run(&["--plugin", &guests().thief, "--allow-host", &origin])
        .ends(0);
    let last = &said.json_lines()[13];
    assert_eq!(text(last, "trick"), "send the token without the credential");
    assert!(
        text(last, "denied").contains("a sealed access token into the body"),
        "{said}"
    );
    assert!(thief_server.received().is_empty());
}

#[test]
fn the_open_web_is_closed_until_a_host_is_allowed() {
    let site = Web::start().unwrap();
    let other = Web::start().unwrap();
    let (origin, other_origin) = (site.base_url(), other.base_url());
    let port = origin.rsplit(':').next().unwrap().to_owned();
    let hint = format!("--allow-host {origin}");
    for allowed in [
        &[][..],
        &[other_origin.as_str()],
        &["127.0.0.1"],
        &["http://127.0.0.1"],
        &[&format!("https://127.0.0.1:{port}")],
        &[&format!("127.0.0.1:{port}")],
        &[&format!("http://localhost:{port}")],
    ] {
        get(&origin, allowed).ends(7).says(&[
            &format!("tried to reach {origin}/ without a credential"),
            "policy-denied (refused by jackfield's gate)",
            &hint,
        ]);
    }
    assert!(site.received().is_empty());
    let said = get(&origin, &[&other_origin, &origin]).ends(0);
    assert_eq!(said.json_lines(), [json!({"status": 200})]);
    assert_eq!(site.received().len(), 1);
    assert!(other.received().is_empty());
}

#[test]
fn a_private_address_is_not_reached_by_a_name() {
    let site = Web::start().unwrap();
    let named = site.base_url().replace("127.0.0.1", "localhost");
    get(&named, &[&named]).ends(7).says(&[
        "localhost leads to the address",
        "not a public one",
        "allowed literally",
    ]);
    assert!(site.received().is_empty());
}

#[test]
fn urls_that_are_no_web_addresses_are_denied() {
    for (url, words) in [
        ("file:///etc/passwd", "the scheme `file`"),
        ("ftp://127.0.0.1/", "the scheme `ftp`"),
        ("nonsense", "which is none"),
        (
            "http://user:password@127.0.0.1/",
            "a user name or a password",
        ),
        ("http://127.0.0.1/a\r\nb", "a control character"),
        ("http://127.0.0.1/a/%2e%2e/b", "leads upwards"),
    ] {
        get(url, &["http://127.0.0.1"])
            .ends(7)
            .says(&["policy-denied", words]);
    }
}

#[test]
fn metadata_services_and_the_link_are_never_reached() {
    for url in [
        "http://169.254.169.254",
        "http://[::ffff:169.254.169.254]",
        "http://[64:ff9b::a9fe:a9fe]",
        "http://[fd00:ec2::254]",
        "http://100.100.100.200",
        "http://2852039166",
        "http://0.0.0.0",
        "http://[::]",
        "http://[fe80::1]",
        "http://224.0.0.1",
        "http://255.255.255.255",
    ] {
        get(url, &[url]).ends(7).says(&["never connected to"]);
        chat_at(url)
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(7)
            .says(&["policy-denied", "never connected to"]);
    }
}

#[test]
fn a_redirect_leads_nowhere() {
    let elsewhere = Web::start().unwrap();
    let site = Web::redirecting(&elsewhere.base_url()).unwrap();
    let said = get(&site.base_url(), &[&site.base_url(), &elsewhere.base_url()]).ends(0);
    assert_eq!(said.json_lines(), [json!({"status": 301})]);
    assert!(elsewhere.received().is_empty());
}

#[test]
fn a_base_url_with_a_path_is_not_left() {
    let site = Web::start().unwrap();
    let server = format!("{}/chat", site.base_url());
    let delete = |id: &str| {
        json!({
            "uses": "mattermost/message.delete", "credential": "team-chat", "with": {"postId": id},
        })
    };
    chat_at(&server).steps(&[delete("x")]).run(&[]).ends(5);
    assert_eq!(site.received()[0].path, "/chat/api/v4/posts/x");
    for id in [
        "..",
        ".",
        "../../../admin",
        "..\\..",
        "%2e%2e%2fadmin",
        "%252e%252e",
    ] {
        chat_at(&server)
            .steps(&[delete(id)])
            .run(&[])
            .ends(7)
            .says(&["leads upwards"]);
    }
    assert_eq!(site.received().len(), 1);
}
