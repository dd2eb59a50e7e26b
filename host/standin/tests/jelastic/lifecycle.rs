//! Environments that come and go, and what is put into them.

use jackfield_standin::Jelastic;

use crate::{ask, control};

const ENV: &str = "env=%7B%22shortdomain%22%3A%22fresh%22%7D";
const NODES: &str = "nodes=%5B%7B%22nodeType%22%3A%22docker%22%7D%5D";

#[test]
fn an_environment_is_made_once_and_deleted_once() {
    let jelastic = Jelastic::start().unwrap();
    let create = format!("{ENV}&{NODES}");
    let made = control(&jelastic, "createenvironment", &create);
    assert_eq!(made["response"]["result"], 0);
    assert_eq!(made["response"]["env"]["envName"], "fresh");
    assert_eq!(made["response"]["nodes"][0]["nodeType"], "docker");
    assert_eq!(jelastic.environment_status("fresh"), Some(1));

    let again = control(&jelastic, "createenvironment", &create);
    assert_eq!(again["result"], 0);
    assert_ne!(again["response"]["result"], 0);

    let gone = control(&jelastic, "deleteenv", "envName=fresh");
    assert_eq!(gone["result"], 0);
    assert_eq!(jelastic.environment_status("fresh"), None);
    let again = control(&jelastic, "deleteenv", "envName=fresh");
    assert_eq!(again["result"], 11);
}

#[test]
fn what_is_no_environment_is_not_made() {
    let jelastic = Jelastic::start().unwrap();
    for parameters in [
        ENV.to_owned(),
        NODES.to_owned(),
        format!("{ENV}&nodes=none"),
        format!("env=%7B%7D&{NODES}"),
    ] {
        let refused = control(&jelastic, "createenvironment", &parameters);
        assert_eq!(refused["result"], 3, "{parameters}");
    }
}

#[test]
fn environments_sleep() {
    let jelastic = Jelastic::start().unwrap();
    let asleep = control(&jelastic, "sleepenv", "envName=shop");
    assert_eq!(asleep["result"], 0);
    assert_eq!(jelastic.environment_status("shop"), Some(4));
}

#[test]
fn archives_are_kept_and_packages_answer_in_words() {
    let jelastic = Jelastic::start().unwrap();
    let path = "environment/deployment/rest/deployarchive";
    let archive = "envName=shop&fileUrl=https%3A%2F%2Fa.example%2Fb.war&fileName=b.war";
    assert_eq!(ask(&jelastic, path, archive)["result"], 0);
    let deployed = jelastic.deployed("shop");
    assert_eq!(deployed.len(), 1);
    assert_eq!(deployed[0]["fileUrl"], "https://a.example/b.war");
    assert_eq!(deployed[0]["context"], "ROOT");

    let path = "marketplace/jps/rest/install";
    assert_eq!(ask(&jelastic, path, "jps=x")["result"], "success");
    assert_eq!(ask(&jelastic, path, "jps=broken")["result"], "error");
    let foreign = ask(&jelastic, path, "jps=x&envName=legacy");
    assert_eq!(foreign["result"], 8);
}

#[test]
fn a_lazy_list_has_no_nodes() {
    let jelastic = Jelastic::start().unwrap();
    let full = control(&jelastic, "getenvs", "");
    assert!(full["infos"][0]["nodes"].is_array(), "{full}");
    let lazy = control(&jelastic, "getenvs", "lazy=true");
    assert!(lazy["infos"][0].get("nodes").is_none(), "{lazy}");
    assert_eq!(lazy["infos"][0]["env"]["envName"], "shop");
}
