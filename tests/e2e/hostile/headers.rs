//! What frames, routes or authenticates a request is the host's, and a line ends where it says.

use super::harness::End::{Denied, Harmless};
use super::harness::{Assault, Case, End, assert_bearer_only, case, chat_below, step};
use super::wire::{Reply, Wire};
use crate::support::guests::guests;

const OWNED: End = Denied("which only the host sets");
const TAKEN: End = Denied("which is the access token's place");
const NO_NAME: End = Denied("which is none");
const VALUE: End = Denied("a control character or a line break in the header");

pub(crate) const CASES: &[Case] = &[
    case("header Authorization", TAKEN),
    case("header aUTHORIZATION", TAKEN),
    case("token and own authorization", TAKEN),
    case("header Host", OWNED),
    case("header hOST", OWNED),
    case("header Content-Length", OWNED),
    case("header Content_Length", OWNED),
    case("header Transfer-Encoding", OWNED),
    case("header Transfer_Encoding", OWNED),
    case("header TE", OWNED),
    case("header Trailer", OWNED),
    case("header Connection", OWNED),
    case("header Keep-Alive", OWNED),
    case("header Upgrade", OWNED),
    case("header Expect", OWNED),
    case("header Cookie", OWNED),
    case("header Accept-Encoding", OWNED),
    case("header Range", OWNED),
    case("header Referer", OWNED),
    case("header User-Agent", OWNED),
    case("header Via", OWNED),
    case("header Forwarded", OWNED),
    case("header Proxy-Authorization", OWNED),
    case("header Proxy-Connection", OWNED),
    case("header X-Forwarded-For", OWNED),
    case("header X-Forwarded-Host", OWNED),
    case("header X_Forwarded_Proto", OWNED),
    case("header X-Real-IP", OWNED),
    case("header X-Original-URL", OWNED),
    case("header X-Rewrite-URL", OWNED),
    case("header X-HTTP-Method-Override", OWNED),
    case("header X-HTTP-Method", OWNED),
    case("header X-Method-Override", OWNED),
    case("line break in a value", VALUE),
    case("line feed in a value", VALUE),
    case("carriage return in a value", VALUE),
    case("NUL in a value", VALUE),
    case("escape in a value", VALUE),
    case("line break in a name", NO_NAME),
    case("NUL in a name", NO_NAME),
    case("colon in a name", NO_NAME),
    case("blank behind a name", NO_NAME),
    case("blank before a name", NO_NAME),
    case("no name", NO_NAME),
    case("name of HTTP/2", NO_NAME),
    case("letter beyond ASCII in a name", NO_NAME),
    case("too many", Denied("more than 64 fields of headers")),
    case("too long", Denied("more than 64 KiB of URL and headers")),
    case(
        "line break in the name of a file",
        Denied("line break in the name of a file"),
    ),
    case(
        "line break in the name of a part",
        Denied("line break in the name of a part"),
    ),
    case(
        "line break in the media type of a part",
        Denied("line break in the media type"),
    ),
    case(
        "line break in the name of a blob",
        Denied("line break in the name of a file"),
    ),
    case(
        "line break in the media type of a blob",
        Denied("line break in the media type"),
    ),
    case("line break in a form", Harmless),
    case("quote in the name of a file", Harmless),
    case("boundary in a part", Harmless),
    case("request in a body", Harmless),
];

#[test]
fn headers_and_lines_are_the_hosts() {
    let origin = Wire::start(|_| Reply::ok());
    Assault {
        jackfield: chat_below(&origin),
        guest: &guests().header_smuggler,
        step: step("header-smuggler/header.smuggle"),
        cases: CASES,
        arguments: &[],
    }
    .run();
    let harmless = CASES.iter().filter(|case| matches!(case.end, Harmless));
    let expected = CASES.len() + 1 + harmless.count();
    assert_eq!(assert_bearer_only(&origin), expected);
    for request in origin.requests() {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        let first = lines.next().unwrap();
        assert!(
            ["GET /chat/me HTTP/1.1", "POST /chat/me HTTP/1.1"].contains(&first),
            "{head}"
        );
        let host = origin.base_url().replace("http://", "host: ");
        assert_eq!(
            lines.clone().filter(|line| *line == host).count(),
            1,
            "{head}"
        );
        // No more than the host itself says.
        for line in lines {
            let name = line.split(':').next().unwrap();
            let known = [
                "accept",
                "accept-encoding",
                "authorization",
                "content-length",
                "content-type",
                "host",
                "user-agent",
            ];
            assert!(known.contains(&name), "{line}\n{head}");
        }
        if body.contains("admin\"") {
            assert!(
                body.contains("filename=\"a\\\"; name=\\\"admin\""),
                "{body}"
            );
        }
    }
}
