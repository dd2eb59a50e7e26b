//! The platform's address, as people write it.

use jackfield_standin::{Answer, Jelastic, Web};
use serde_json::json;

use crate::support::process::{Jackfield, Said};
use crate::support::{cloud_at, cloud_step};

/// Asks for an environment at this address; what has no address of its own is on this machine.
fn get(base_url: &str) -> Said {
    let names = ["example.com", "jca.example.com", "app.example.com"];
    let resolve: Vec<String> = names
        .iter()
        .map(|name| format!("--resolve={name}=127.0.0.1"))
        .collect();
    let resolve: Vec<&str> = resolve.iter().map(String::as_str).collect();
    cloud_at(base_url)
        .steps(&[cloud_step("environment.get", "shop")])
        .run(&resolve)
}

#[test]
fn it_may_end_as_people_copy_it() {
    for end in ["", "/", "//", "/1.0", "/1.0/"] {
        let platform = Jelastic::start().unwrap();
        let port = platform.base_url().rsplit_once(':').unwrap().1.to_owned();
        for host in ["127.0.0.1", "app.example.com"] {
            get(&format!("http://{host}:{port}{end}")).ends(0);
        }
        for request in platform.received() {
            let path = "/1.0/environment/control/rest/getenvinfo";
            assert_eq!(request.path, path, "`{end}`");
        }
        assert_eq!(platform.received().len(), 2);
    }
}

#[test]
fn what_else_a_browser_shows_is_told_with_what_to_write() {
    let platform = Jelastic::start().unwrap();
    let origin = platform.base_url();
    for end in ["/?lang=en", "/1.0/?session=x", "#environments", "/?#"] {
        get(&format!("{origin}{end}"))
            .ends(4)
            .says(&[
                "a part behind `?` or `#`",
                &format!("`{origin}` is without it"),
            ])
            .keeps_quiet_about(&["session=x"]);
    }
    assert!(platform.received().is_empty());
}

#[test]
fn at_a_site_that_is_not_the_platform_it_is_said_what_to_write() {
    let site = Web::start().unwrap();
    let port = site.base_url().rsplit_once(':').unwrap().1.to_owned();
    let not_there = || Answer::new(404).body("404 page not found");
    let other_json = || Answer::new(200).json(json!({"hello": "world"}));
    for host in ["example.com", "jca.example.com"] {
        let meant = format!("base URL is probably to be http://app.example.com:{port}");
        let base_url = format!("http://{host}:{port}");
        get(&base_url).ends(5).says(&["web page", &meant]);
        for answer in [not_there(), other_json()] {
            site.script(answer);
            get(&base_url).ends(5).says(&[&meant]);
        }
    }
    let origin = site.base_url();
    let meant = format!("base URL is probably to be {origin}\n");
    get(&format!("{origin}/dashboard"))
        .ends(5)
        .says(&["web page", &meant]);
    Jackfield::new()
        .credential(
            "cloud",
            "jelastic",
            &format!("{origin}/dashboard"),
            Jelastic::TOKEN,
        )
        .call(&["credential", "check", "cloud"])
        .ends(5)
        .says(&["web page", &meant]);
    // What has the right form is not doubted.
    get(&format!("http://app.example.com:{port}"))
        .ends(5)
        .says(&["web page"])
        .keeps_quiet_about(&["probably to be"]);
}

#[test]
fn a_host_that_is_not_there_may_be_another_one() {
    // The port of the discard protocol: nobody listens.
    get("http://jca.example.com:9")
        .ends(6)
        .says(&["could not be reached", "http://app.example.com:9"]);
}

#[test]
fn a_domain_that_leads_to_its_dashboard_is_told_as_such() {
    let site = Web::redirecting("https://app.example.com/login").unwrap();
    let port = site.base_url().rsplit_once(':').unwrap().1.to_owned();
    get(&format!("http://example.com:{port}"))
        .ends(5)
        .says(&[
            "redirect to https://app.example.com/login",
            "the credential's base URL is to be https://app.example.com;",
            "redirects are not followed",
        ])
        .keeps_quiet_about(&["probably"]);
}
