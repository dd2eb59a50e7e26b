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

#[test]
fn a_clone_has_nodes_of_its_own_and_a_name_that_nobody_has() {
    let jelastic = Jelastic::start().unwrap();
    let clone = "srcEnvName=shop&dstEnvName=shop-copy";
    let made = control(&jelastic, "cloneenv", clone);
    assert_eq!(made["env"]["envName"], "shop-copy");
    assert_eq!(made["nodes"][1]["nodeGroup"], "sqldb");
    assert_ne!(made["nodes"][1]["id"], 66012);
    let again = control(&jelastic, "cloneenv", clone);
    assert_eq!(again["response"]["result"], 12);
    for (clone, code) in [
        ("srcEnvName=nowhere&dstEnvName=a", 11),
        ("srcEnvName=legacy&dstEnvName=a", 8),
        ("srcEnvName=shop", 3),
    ] {
        let refused = control(&jelastic, "cloneenv", clone);
        assert_eq!(refused["result"], code, "{clone}");
    }
}

#[test]
fn a_package_creates_the_environment_that_is_not_there() {
    let jelastic = Jelastic::start().unwrap();
    for (environment, code) in [("wiki", "success"), ("wiki", "success")] {
        let parameters = format!("jps=x&envName={environment}");
        let installed = ask(&jelastic, "marketplace/jps/rest/install", &parameters);
        assert_eq!(installed["result"], code);
        assert_eq!(jelastic.environment_status("wiki"), Some(1));
    }
    let foreign = ask(
        &jelastic,
        "marketplace/jps/rest/install",
        "jps=x&envName=legacy",
    );
    assert_eq!(foreign["result"], 8);
}

#[test]
fn what_an_environment_used_is_told_for_a_time() {
    let jelastic = Jelastic::start().unwrap();
    let used = control(&jelastic, "getsumstat", "envName=shop&duration=60");
    assert_eq!(used["stats"][0]["duration"], 60);
    let refused = control(&jelastic, "getsumstat", "envName=shop");
    assert_eq!(refused["result"], 3);
}
