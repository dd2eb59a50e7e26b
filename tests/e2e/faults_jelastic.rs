//! What Jelastic answers when it does not do what it is asked: HTTP 200, mostly.

use jackfield_standin::{Answer, Jelastic};
use serde_json::json;

use crate::support::process::Jackfield;
use crate::support::{cloud, cloud_step, cloud_step_with, count};

#[test]
fn a_failure_is_found_at_every_level_of_an_answer() {
    let platform = Jelastic::start().unwrap();
    for (environment, code, words) in [
        (
            "legacy",
            4,
            &[
                "the platform answered 8: permission denied",
                "permission-denied",
                "code: 8",
                "Collaboration",
                "environment.control.StopEnv",
            ][..],
        ),
        (
            "nested",
            5,
            &[
                "the platform answered 99: java.lang.IllegalStateException: unknown error",
                "refused-by-platform",
                "code: 99",
            ],
        ),
        (
            "stuck",
            5,
            &[
                "answered 4109 on node 66042",
                "JEM_OPERATION_COULD_NOT_BE_PERFORMED",
                "could not stop within 60 seconds",
                "code: 4109",
            ],
        ),
        (
            "nowhere",
            5,
            &[
                "the platform answered 11: application [nowhere] not exist",
                "not-found",
                "code: 11",
                "not its display name",
            ],
        ),
    ] {
        let before = platform.environment_status(environment);
        let received = platform.received().len();
        let said = cloud(&platform)
            .steps(&[cloud_step("environment.stop", environment)])
            .run(&[])
            .ends(code)
            .says(&["error: Cloud (jelastic/environment.stop, item 0): "])
            .says(words);
        assert_eq!(said.stdout, "", "{said}");
        assert_eq!(platform.environment_status(environment), before);
        assert_eq!(
            platform.received().len(),
            received + 1,
            "{environment}: not repeated"
        );
    }
}

#[test]
fn tokens_that_do_not_suffice_are_told_apart() {
    let platform = Jelastic::start().unwrap();
    for (token, words) in [
        (
            Jelastic::NARROW_TOKEN,
            &[
                "8202",
                "permission-denied",
                "the token is valid and lacks one API method",
                "`environment.control.StopEnv`",
            ][..],
        ),
        (
            "some-token-that-is-not-known",
            &[
                "702",
                "not authenticated",
                "credential-rejected",
                "token's id",
                "another hosting provider",
            ],
        ),
    ] {
        Jackfield::new()
            .credential("cloud", "jelastic", &platform.base_url(), token)
            .steps(&[cloud_step("environment.stop", "shop")])
            .run(&[])
            .ends(4)
            .says(words);
    }
    assert_eq!(platform.environment_status("shop"), Some(1));
}

#[test]
fn a_platform_that_stays_away_is_told() {
    for (status, words) in [(503, "answered 503"), (429, "429")] {
        let platform = Jelastic::start().unwrap();
        let away = Answer::new(status).body("<html>away</html>").times(100);
        platform.script(away.only("POST", "stopenv"));
        cloud(&platform)
            .steps(&[cloud_step("environment.stop", "shop")])
            .run(&[])
            .ends(6)
            .says(&[words, "after 3 attempts", &format!("HTTP {status}")]);
        assert_eq!(
            count(&platform.received(), "POST", "stopenv"),
            3,
            "{status}"
        );
    }
}

#[test]
fn a_gateway_with_nothing_behind_it_is_sent_an_order_once() {
    for status in [502, 504] {
        let platform = Jelastic::start().unwrap();
        platform.script(Answer::new(status).body("<html>away</html>").times(100));
        let mut step = cloud_step("environment.stop", "shop");
        step["timeout"] = json!("1s");
        cloud(&platform).steps(&[step]).run(&[]).ends(6).says(&[
            &format!("gateway answered {status}"),
            "looking at the environment `shop`",
            "after 3 attempts",
        ]);
        assert_eq!(
            count(&platform.received(), "POST", "stopenv"),
            1,
            "{status}"
        );
    }
}

#[test]
fn answers_of_something_else_are_told_as_such() {
    for (answer, words) in [
        (
            Answer::new(200).body("<html>Sign in</html>").times(2),
            &["web page"][..],
        ),
        (
            Answer::new(200).json(json!({"hello": "world"})).times(2),
            &["no `result`", "base URL"],
        ),
        (Answer::new(200).json(json!([])).times(2), &["no `result`"]),
        (
            Answer::new(404).body("404 page not found"),
            &["404", "https://app.PLATFORM-DOMAIN"],
        ),
        (
            Answer::new(403).body("Forbidden by the firewall"),
            &["403", "Forbidden by the firewall", "in front of it"],
        ),
        (
            Answer::new(301).header("location", "https://app.example.com/"),
            &["301", "https://app.example.com/", "https://"],
        ),
    ] {
        let platform = Jelastic::start().unwrap();
        platform.script(answer);
        cloud(&platform)
            .steps(&[cloud_step("environment.stop", "shop")])
            .run(&[])
            .ends(5)
            .says(words);
        assert_eq!(count(&platform.received(), "POST", "stopenv"), 1);
        assert_eq!(platform.environment_status("shop"), Some(1));
    }
}

#[test]
fn codes_are_judged_however_they_are_written() {
    for (result, code) in [
        (json!(0), 0),
        (json!("0"), 0),
        (json!("success"), 0),
        (json!("warning"), 0),
        (json!(99), 5),
        (json!("99"), 5),
        (json!("error"), 5),
        (json!(2207), 5),
        (json!(1702), 5),
    ] {
        let platform = Jelastic::start().unwrap();
        platform.script(Answer::new(200).json(json!({"result": result, "error": "words"})));
        let said = cloud(&platform)
            .steps(&[cloud_step("environment.stop", "shop")])
            .run(&[]);
        assert_eq!(said.code, Some(code), "{result}\n{said}");
    }
}

#[test]
fn codes_are_told_with_who_can_do_something_about_them() {
    for (code, error, kind, hint) in [
        (3, "invalid parameter [nodeId]", "invalid-parameter", ""),
        (2333, "paths are different", "invalid-parameter", ""),
        (
            11041,
            "manifest",
            "invalid-parameter",
            "the package's manifest",
        ),
        (5, "object not found", "not-found", ""),
        (11, "not exist", "not-found", "not its display name"),
        (
            701,
            "authentication failed",
            "credential-rejected",
            "token's id",
        ),
        (99, "not authenticated", "credential-rejected", "token's id"),
        (
            8202,
            "no",
            "permission-denied",
            "`environment.control.StopEnv`",
        ),
        (2223, "rejected", "refused-by-platform", "hosting provider"),
        (
            4075,
            "no space",
            "refused-by-platform",
            "no room left on its disk",
        ),
        (
            4078,
            "cannot load",
            "refused-by-platform",
            "load the archive",
        ),
        (
            4109,
            "failed",
            "refused-by-platform",
            "what it wrote says more",
        ),
        (1, "Failed to start", "refused-by-platform", ""),
    ] {
        let platform = Jelastic::start().unwrap();
        platform.script(Answer::new(200).json(json!({"result": code, "error": error})));
        cloud(&platform)
            .steps(&[cloud_step("environment.stop", "shop")])
            .run(&[])
            .says(&[&format!("answered {code}: {error}"), kind, hint]);
        assert_eq!(platform.received().len(), 1, "{code}: not repeated");
    }
}

#[test]
fn a_refusal_is_told_with_what_it_may_come_from() {
    for (operation, with, words) in [
        (
            "environment.stop",
            json!({"envName": "shop"}),
            &["Collaboration", "`environment.control.StopEnv`"][..],
        ),
        (
            "account.billing",
            json!({}),
            &["`billing.account.GetAccount`", "before version 8.3"],
        ),
        (
            "jps.install",
            json!({"jps": "x"}),
            &["`marketplace.jps.Install`", "before version 5.4.8"],
        ),
        (
            "api.call",
            json!({"method": "users.authentication.GetTokens"}),
            &["lets no access token look after tokens"],
        ),
        (
            "account.get",
            json!({}),
            &["the token needs `users.account.GetUserInfo`"],
        ),
    ] {
        let platform = Jelastic::start().unwrap();
        platform.script(Answer::new(200).json(json!({"result": 8, "error": "access denied"})));
        let said = cloud(&platform)
            .steps(&[cloud_step_with(operation, &with)])
            .run(&[])
            .ends(4)
            .says(words);
        let is_about_one = said.stderr.contains("that environment");
        assert_eq!(is_about_one, operation == "environment.stop", "{said}");
    }
}

#[test]
fn what_was_turned_away_is_sent_again_whatever_it_does() {
    let platform = Jelastic::start().unwrap();
    platform.script(Answer::new(429).header("retry-after", "0"));
    platform.script(Answer::new(503));
    let with = json!({"envName": "shop", "nodeGroup": "cp", "commands": ["date"]});
    let said = cloud(&platform)
        .steps(&[cloud_step_with("node.exec", &with)])
        .run(&[])
        .ends(0)
        .says(&["429", "503"])
        .keeps_quiet_about(&["looking at"]);
    assert_eq!(said.json_lines()[0]["responses"][0]["out"], "date was run");
    assert_eq!(platform.received().len(), 3);
}

#[test]
fn a_package_that_fails_is_told_in_its_own_words() {
    let platform = Jelastic::start().unwrap();
    let message = json!({"result": "error", "type": "error", "message": "it needs PHP 8"});
    platform.script(Answer::new(200).json(message));
    cloud(&platform)
        .steps(&[cloud_step_with("jps.install", &json!({"jps": "x"}))])
        .run(&[])
        .ends(5)
        .says(&["it needs PHP 8", "refused-by-platform"]);
}

#[test]
fn a_method_that_the_platform_does_not_have_is_told_as_such() {
    let platform = Jelastic::start().unwrap();
    let with = json!({"method": "environment.control.GetBasicEnvsInfo"});
    cloud(&platform)
        .steps(&[cloud_step_with("api.call", &with)])
        .run(&[])
        .ends(5)
        .says(&[
            "404",
            "older than the method `environment.control.GetBasicEnvsInfo`",
        ]);
}

#[test]
fn an_empty_token_field_is_told_as_a_missing_token() {
    let platform = Jelastic::start().unwrap();
    platform.script(
        Answer::new(200).json(json!({"result": 3, "error": "invalid parameter [session]"})),
    );
    cloud(&platform)
        .steps(&[cloud_step("environment.stop", "shop")])
        .run(&[])
        .ends(4)
        .says(&["credential-rejected", "no token"]);
}
