//! Proxies: only those that somebody has set, and then for everything.

use jackfield_standin::Mattermost;
use serde_json::json;

use crate::credential_store::with_store;
use crate::support::process::Jackfield;
use crate::support::proxy::Proxy;
use crate::support::{chat, chat_step, messages, post};

fn through(server: &Mattermost, proxy: &str) -> Jackfield {
    let credential = json!({
        "type": "mattermost",
        "baseUrl": server.base_url(),
        "accessToken": Mattermost::TOKEN,
        "proxy": proxy,
    });
    Jackfield::new()
        .env("JACKFIELD_CREDENTIAL_TEAM_CHAT", credential.to_string())
        .steps(&[post("Post", "a")])
}

#[test]
fn a_credential_goes_through_its_proxy() {
    let (server, proxy) = (Mattermost::start().unwrap(), Proxy::start());
    through(&server, &proxy.url("")).run(&[]).ends(0);
    assert_eq!(messages(&server), ["a"]);
    let asked = proxy.asked();
    assert_eq!(asked.len(), 1);
    assert!(
        asked[0].starts_with(&format!("POST {}/api/v4/posts", server.base_url())),
        "{asked:?}"
    );
}

#[test]
fn a_proxys_login_is_told_to_the_proxy_and_to_nobody_else() {
    let (server, proxy) = (Mattermost::start().unwrap(), Proxy::start());
    let said = through(&server, &proxy.url("alice:proxy-password@"))
        .run(&["-vv"])
        .ends(0);
    // `alice:proxy-password` in base64.
    let login = "proxy-authorization: Basic YWxpY2U6cHJveHktcGFzc3dvcmQ=";
    assert!(
        proxy.asked()[0]
            .to_lowercase()
            .contains(&login.to_lowercase())
    );
    assert!(server.received()[0].header("proxy-authorization").is_none());
    assert!(!said.to_string().contains("proxy-password"), "{said}");
}

#[test]
fn a_proxy_in_the_environment_is_taken_only_when_it_is_asked_for() {
    let (server, proxy) = (Mattermost::start().unwrap(), Proxy::start());
    let with_variables = |jackfield: Jackfield| {
        jackfield
            .env("HTTP_PROXY", proxy.url(""))
            .env("http_proxy", proxy.url(""))
            .env("ALL_PROXY", proxy.url(""))
    };
    with_variables(chat(&server))
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(0);
    assert!(proxy.asked().is_empty());
    with_variables(through(&server, "env")).run(&[]).ends(0);
    assert_eq!(proxy.asked().len(), 1);
    with_variables(chat(&server))
        .steps(&[post("Post", "a")])
        .run(&["--proxy", "env"])
        .ends(0);
    assert_eq!(proxy.asked().len(), 2);
    assert_eq!(messages(&server).len(), 3);
}

#[test]
fn a_run_has_a_proxy_for_whatever_says_nothing() {
    let (server, proxy) = (Mattermost::start().unwrap(), Proxy::start());
    let jackfield = chat(&server).steps(&[post("Post", "a")]);
    jackfield.run(&["--proxy", &proxy.url("")]).ends(0);
    assert_eq!(proxy.asked().len(), 1);
    let with_login = proxy.url("alice:proxy-password@");
    jackfield
        .run(&["--proxy", &with_login])
        .ends(2)
        .says(&["can be read by everybody", "--proxy @FILE"]);
    let jackfield = jackfield.file("proxy", &with_login);
    jackfield.run(&["--proxy", "@proxy"]).ends(0);
    assert_eq!(proxy.asked().len(), 2);
    jackfield
        .run(&["--proxy", "ftp://proxy"])
        .ends(2)
        .says(&["http or https"]);
}

#[test]
fn a_token_is_replaced_by_way_of_the_runs_proxy() {
    let (server, proxy) = (Mattermost::start().unwrap(), Proxy::start());
    let jackfield = with_store(&server).steps(&[chat_step("token.rotate", &json!({}))]);
    let before = server.received().len();
    jackfield.run(&["--proxy", &proxy.url("")]).ends(0);
    let sent = server.received().len() - before;
    assert!(sent > 3, "{sent}");
    assert_eq!(proxy.asked().len(), sent);
}

#[test]
fn the_rules_for_addresses_hold_for_the_proxy() {
    let server = Mattermost::start().unwrap();
    for (proxy, extra) in [
        ("http://169.254.169.254:3128", &[][..]),
        ("http://[fe80::1]:3128", &[]),
        (
            "http://proxy.example:3128",
            &["--resolve", "proxy.example=169.254.0.1"],
        ),
    ] {
        through(&server, proxy)
            .run(extra)
            .ends(7)
            .says(&["is never connected to"]);
    }
    assert!(server.received().is_empty());
}
