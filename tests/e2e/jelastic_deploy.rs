//! Archives, packages and the account.

use jackfield_standin::Jelastic;
use serde_json::json;

use crate::support::documented::assert_documented;
use crate::support::{cloud, cloud_step_with};

#[test]
fn an_archive_is_deployed_from_its_address() {
    let platform = Jelastic::start().unwrap();
    let with = json!({
        "envName": "shop",
        "fileUrl": "https://ci.example.com/17/shop.war?a=1&b=2",
        "fileName": "shop.war",
        "context": "store",
        "nodeGroup": "cp",
        "zdt": false,
        "delay": 5,
    });
    cloud(&platform)
        .steps(&[cloud_step_with("archive.deploy", &with)])
        .run(&[])
        .ends(0);
    let archive = json!({
        "fileUrl": "https://ci.example.com/17/shop.war?a=1&b=2",
        "fileName": "shop.war",
        "context": "store",
    });
    assert_eq!(platform.deployed("shop"), [archive]);
    assert_documented(&platform);
}

#[test]
fn a_package_is_installed_with_its_settings() {
    let platform = Jelastic::start().unwrap();
    let with = json!({
        "jps": "https://example.com/addon/manifest.jps",
        "envName": "shop",
        "nodeGroup": "cp",
        "settings": {"schedule": "nightly", "keep": 7},
        "skipNodeEmails": true,
    });
    let said = cloud(&platform)
        .steps(&[cloud_step_with("jps.install", &with)])
        .run(&[])
        .ends(0);
    assert_eq!(said.json_lines()[0]["uniqueName"], "0a1b2c3d-4e5f");
    let form = platform.received()[0].form();
    let settings = form.iter().find(|(name, _)| name == "settings").unwrap();
    assert_eq!(settings.1, r#"{"schedule":"nightly","keep":7}"#);
    assert_documented(&platform);
}

#[test]
fn a_package_that_answers_in_words_is_judged_by_them() {
    let platform = Jelastic::start().unwrap();
    cloud(&platform)
        .steps(&[cloud_step_with(
            "jps.install",
            &json!({"jps": "type: install\nname: broken"}),
        )])
        .run(&[])
        .ends(5)
        .says(&["the package could not be installed", "refused-by-platform"]);
    assert_documented(&platform);
}

#[test]
fn the_account_and_its_balance_are_given() {
    let platform = Jelastic::start().unwrap();
    for (operation, key, value) in [
        ("account.get", "name", json!("Alice")),
        ("account.billing", "balance", json!(25.0)),
    ] {
        let said = cloud(&platform)
            .steps(&[cloud_step_with(operation, &json!({}))])
            .run(&[])
            .ends(0);
        assert_eq!(said.json_lines()[0][key], value, "{said}");
    }
    assert_documented(&platform);
}
