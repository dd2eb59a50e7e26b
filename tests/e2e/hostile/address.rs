//! A request goes to the credential's scheme, host, port and base path, and nowhere else.

use serde_json::json;

use super::harness::End::{Denied, Harmless};
use super::harness::{
    Assault, Case, End, TOKEN, assert_bearer_only, assert_free_of_token, assert_untouched, case,
    chat_below, step,
};
use super::wire::{Reply, Wire};
use crate::support::guests::guests;
use crate::support::process::{Jackfield, variable};

const ELSEWHERE: End = Denied("it tried to reach http");
const UPWARDS: End = Denied("which leads upwards");
const CONTROL: End = Denied("a control character in the");
const EMPTY: End = Denied("an empty path segment");
const USER: End = Denied("a URL with a user name or a password in it");

pub(crate) const CASES: &[Case] = &[
    case("another host", ELSEWHERE),
    case("another port", ELSEWHERE),
    case("another scheme", ELSEWHERE),
    case("number as host", ELSEWHERE),
    case("wide dots in host", ELSEWHERE),
    case("mapped address", ELSEWHERE),
    case("longer host", ELSEWHERE),
    case("user information", USER),
    case("origin as user information", USER),
    case("password for the origin", USER),
    case("no scheme", Denied("which is none")),
    case("two slashes", EMPTY),
    case("two slashes at once", EMPTY),
    case("backslash before at", ELSEWHERE),
    case("backslash for slash", EMPTY),
    case("backslashes as authority", ELSEWHERE),
    case("file", Denied("a URL of the scheme `file`")),
    case("websocket", Denied("a URL of the scheme `ws`")),
    case("beside the base path", ELSEWHERE),
    case("longer base path", ELSEWHERE),
    case("dots", UPWARDS),
    case("encoded dots", UPWARDS),
    case("twice encoded dots", UPWARDS),
    case("blank behind encoded dots", UPWARDS),
    case("dots before an encoded slash", UPWARDS),
    case("dots with a parameter", UPWARDS),
    case("long dots", UPWARDS),
    case("segment of dots", UPWARDS),
    case("segment of one dot", UPWARDS),
    case("segment of encoded dots", UPWARDS),
    case("segment of twice encoded dots", UPWARDS),
    case("segment of dots with a parameter", UPWARDS),
    case("segment with dots inside", UPWARDS),
    case("segment with a backslash", UPWARDS),
    case("empty segment", EMPTY),
    case("line break in a URL", CONTROL),
    case("encoded line break in a URL", CONTROL),
    case("encoded NUL in a URL", CONTROL),
    case("tab in a host", CONTROL),
    case("line break in a segment", CONTROL),
    case("encoded line break in a segment", CONTROL),
    case("NUL in a segment", CONTROL),
    case("method with a request", Denied("which is none")),
    case(
        "method CONNECT",
        Denied("the method CONNECT, which is not for connectors"),
    ),
    case(
        "method TRACE",
        Denied("the method TRACE, which is not for connectors"),
    ),
    case("long URL", Denied("more than 64 KiB of URL and headers")),
    case("long query", Denied("more than 64 KiB of URL and headers")),
    case("fragment", Harmless),
    case("question mark in a segment", Harmless),
    case("slash in a segment", Harmless),
    case("wide dots in a segment", Harmless),
    case("line break in a query", Harmless),
    case("NUL in a query", Harmless),
    case("ampersand in a query", Harmless),
];

#[test]
fn forged_addresses_lead_nowhere() {
    let origin = Wire::start(|_| Reply::ok());
    let attacker = Wire::start(|_| Reply::ok());
    let mut step = step("address-forger/address.forge");
    step["with"]["attacker"] = json!(attacker.base_url());
    Assault {
        jackfield: chat_below(&origin),
        guest: &guests().address_forger,
        step,
        cases: CASES,
        arguments: &[],
    }
    .run();
    assert_untouched(&attacker);
    let harmless = CASES.iter().filter(|case| matches!(case.end, Harmless));
    let expected = CASES.len() + 1 + harmless.count();
    assert_eq!(assert_bearer_only(&origin), expected);
    let lines: Vec<String> = origin
        .requests()
        .iter()
        .map(|request| request.lines().next().unwrap().to_owned())
        .filter(|line| line != "GET /chat/api/me HTTP/1.1")
        .collect();
    assert_eq!(
        lines,
        [
            "GET /chat/me HTTP/1.1",
            "GET /chat/me%3Fadmin=true%23top HTTP/1.1",
            "GET /chat/me%2Fadmin HTTP/1.1",
            "GET /chat/%EF%BC%8E%EF%BC%8E/me HTTP/1.1",
            "GET /chat/me?a%0D%0Ab=c%0D%0AX-Injected%3A+yes HTTP/1.1",
            "GET /chat/me?a%00b=c%00d HTTP/1.1",
            "GET /chat/me?a%26admin=b%26admin%3Dtrue%23top HTTP/1.1",
        ]
    );
}

const NEVER: End = Denied("never connected to");
const NOT_ALLOWED: End = Denied("without a credential");

/// Addresses that are reached by no spelling, though the author allows them literally.
pub(crate) const ADDRESSES: &[Case] = &[
    case("http://169.254.169.254/latest/meta-data", NEVER),
    case("http://2852039166/", NEVER),
    case("http://0xa9fea9fe/", NEVER),
    case("http://0251.0376.0251.0376/", NEVER),
    case("http://169.254.43518/", NEVER),
    case("http://169.254.169.254./", NEVER),
    case("http://[::ffff:169.254.169.254]/", NEVER),
    case("http://[::ffff:a9fe:a9fe]/", NEVER),
    case("http://[::169.254.169.254]/", NEVER),
    case("http://[::ffff:0:169.254.169.254]/", NEVER),
    case("http://[64:ff9b::a9fe:a9fe]/", NEVER),
    case("http://[64:ff9b:1::a9fe:a9fe]/", NEVER),
    case("http://[2002:a9fe:a9fe::1]/", NEVER),
    case("http://[2001:0:a9fe:a9fe::1]/", NEVER),
    case("http://[2001:0:4136:e378:8000:63bf:5601:5601]/", NEVER),
    case("http://[2001:db8::5efe:a9fe:a9fe]/", NEVER),
    case("http://[fe80::1]/", NEVER),
    case("http://[fd00:ec2::254]/", NEVER),
    case("http://[fd20:ce::254]/", NEVER),
    case("http://100.100.100.200/", NEVER),
    case("http://168.63.129.16/", NEVER),
    case("http://0.0.0.0/", NEVER),
    case("http://0/", NEVER),
    case("http://[::]/", NEVER),
    case("http://224.0.0.1/", NEVER),
    case("http://255.255.255.255/", NEVER),
    case("http://[ff02::1]/", NEVER),
];

/// Addresses that the author allows in no way, and names of private ones.
pub(crate) const CLOSED: &[Case] = &[
    case("http://[fe80::1%25lo]/", Denied("which is none")),
    case("http://[::1]/", NOT_ALLOWED),
    case("http://10.0.0.1/", NOT_ALLOWED),
    case("http://127.1/", NOT_ALLOWED),
    case("https://localhost/", Denied("is not a public one")),
    case("http://user@127.0.0.1/", USER),
    case(
        "gopher://127.0.0.1/",
        Denied("a URL of the scheme `gopher`"),
    ),
];

#[test]
fn addresses_of_machines_and_clouds_are_reached_in_no_spelling() {
    let site = Wire::start(|_| Reply::ok());
    let open: Vec<&str> = ADDRESSES.iter().map(|case| case.trick).collect();
    let hosts = open
        .iter()
        .map(|url| url.trim_end_matches("latest/meta-data"));
    let allowed: Vec<&str> = hosts
        .chain(["https://localhost", site.base_url()])
        .flat_map(|host| ["--allow-host", host])
        .collect();
    let cases: Vec<Case> = ADDRESSES
        .iter()
        .chain(CLOSED)
        .map(|known| case(known.trick, known.end))
        .collect();
    // An honest item is one of a server that is allowed.
    let to = format!(
        "{{{{ $json.trick === 'honest' ? '{}' : $json.trick }}}}",
        site.base_url()
    );
    Assault {
        jackfield: chat_below(&site),
        guest: &guests().address_forger,
        step: json!({"uses": "address-forger/address.open", "with": {"to": to}}),
        cases: &cases,
        arguments: &allowed,
    }
    .run();
    assert_eq!(site.requests().len(), cases.len() + 1);
    assert_free_of_token(&site.received());
}

const NOT_FOR: End = Denied("which the credential `team-chat` is not allowed to be used for");

/// What is tried where the credential is for `GET /api/me` alone.
pub(crate) const BEYOND: &[Case] = &[
    case("more segments", NOT_FOR),
    case("fewer segments", NOT_FOR),
    case("slash at the end", NOT_FOR),
    case("parameter of a segment", NOT_FOR),
    case("capital letters", NOT_FOR),
    case("slash inside a segment", NOT_FOR),
    case("another method", NOT_FOR),
    case("method in small letters", NOT_FOR),
    case(
        "another method by header",
        Denied("which only the host sets"),
    ),
    case("fragment", NOT_FOR),
    case("question mark in a segment", NOT_FOR),
    case("wide dots in a segment", NOT_FOR),
    case("beside the base path", ELSEWHERE),
    case("segment with dots inside", UPWARDS),
    // The same path, whoever reads it; what a query means is the platform's affair.
    case("letters by number", Harmless),
    case("another method by query", Harmless),
];

#[test]
fn a_credential_is_used_for_what_it_allows() {
    let origin = Wire::start(|_| Reply::ok());
    let credential = json!({
        "type": "mattermost", "baseUrl": format!("{}/chat", origin.base_url()),
        "accessToken": TOKEN, "allow": ["GET /api/me"],
    });
    let mut step = step("address-forger/address.forge");
    step["with"]["attacker"] = json!("http://127.0.0.1:9");
    Assault {
        jackfield: Jackfield::new().env(variable("team-chat"), credential.to_string()),
        guest: &guests().address_forger,
        step,
        cases: BEYOND,
        arguments: &[],
    }
    .run();
    assert_eq!(assert_bearer_only(&origin), BEYOND.len() + 1 + 2);
    for request in origin.requests() {
        let line = request.lines().next().unwrap();
        let known = [
            "GET /chat/api/me HTTP/1.1",
            "GET /chat/%61pi/%6de HTTP/1.1",
            "GET /chat/api/me?_method=DELETE HTTP/1.1",
        ];
        assert!(known.contains(&line), "{line}");
    }
}
