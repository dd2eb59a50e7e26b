//! What comes back from a server holds no token, in whatever way the server says it.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde_json::{Value, json};

use super::harness::End::Harmless;
use super::harness::{Assault, Case, TOKEN, assert_free_of, case, step};
use super::wire::{Reply, Wire};
use crate::support::guests::guests;
use crate::support::process::Jackfield;
use crate::support::spellings::{assert_secret, base64, percent_encoded};

/// A token that looks different in every coding.
const EXOTIC: &str = r#"s3cr+t/"of\the%house&=?~end"#;
/// A token that a server gives anew.
const NEW: &str = "n3wt0kenfr3shfr0mth3s3rv3r";

/// How an echo ends.
#[derive(Clone, Copy)]
pub(crate) enum Echo {
    /// The answer goes on, with so many masks in it.
    Masked(usize),
    /// That part of an answer is not for connectors.
    Unseen,
    /// The answer is withheld, with a fault of this kind.
    Withheld(&'static str),
}

use Echo::{Masked, Unseen, Withheld};

const CODED: Echo = Withheld("unexpected-response");

pub(crate) const ECHOES: &[(&str, Echo)] = &[
    ("body", Masked(1)),
    ("body as a blob", Masked(1)),
    ("media type as a blob", Masked(3)),
    ("header", Masked(2)),
    ("headers of one name", Masked(4)),
    ("location", Masked(2)),
    ("cookie", Masked(2)),
    ("JSON in a header", Masked(2)),
    ("reason", Unseen),
    ("early hints", Unseen),
    ("trailer", Unseen),
    ("folded header", Withheld("unreachable")),
    ("error page", Masked(1)),
    ("JSON", Masked(1)),
    ("JSON by numbers", Masked(1)),
    ("lines of JSON by numbers", Masked(2)),
    ("deep JSON by numbers", Masked(1)),
    ("JSON in JSON", Masked(1)),
    ("key of JSON", Masked(1)),
    ("script by numbers", Masked(1)),
    ("percent", Masked(1)),
    ("percent in small letters", Masked(1)),
    ("percent here and there", Masked(1)),
    ("percent twice", Masked(1)),
    ("page by numbers", Masked(1)),
    ("page by digits", Masked(1)),
    ("page by names", Masked(1)),
    ("wide letters", Masked(1)),
    ("wide letters the other way", Masked(1)),
    ("base64 at 0", Masked(1)),
    ("base64 at 1", Masked(1)),
    ("base64 at 2", Masked(1)),
    ("base64 of URLs at 0", Masked(1)),
    ("base64 of URLs at 1", Masked(1)),
    ("base64 of URLs at 2", Masked(1)),
    ("base64 of a pair", Masked(1)),
    ("chunks at every place", Masked(26)),
    ("chunks of one byte", Masked(1)),
    ("parts of a range", Masked(1)),
    ("connection that breaks", Withheld("unreachable")),
    ("gzip", CODED),
    ("gzip in other letters", CODED),
    ("gzip in gzip", CODED),
    ("gzip behind identity", CODED),
    ("gzip as a blob", CODED),
    ("deflate", CODED),
    ("a coding that nobody knows", CODED),
    ("gzip in transfer", CODED),
];

/// Answers that hold new secrets.
pub(crate) const NEW_TOKENS: &[(&str, Echo)] = &[
    ("new token", Masked(3)),
    ("new token that is a word", CODED),
    ("new token that is a sentence", CODED),
    ("new token that is short", CODED),
    ("new token that is long", CODED),
    ("new token without JSON", CODED),
];

/// The answer to a trick, by a server that was sent this token.
fn echo(path: &str, token: &str) -> Reply {
    let trick = path.rsplit('/').next().unwrap().replace("%20", " ");
    let trick = trick.trim_end_matches(" as a blob");
    let text = |body: String| Reply::new("200 OK", &["Content-Type: text/plain"], body);
    let with = |header: &str| Reply::new("200 OK", &[header], "");
    let at = |lead: usize| base64(format!("{}{token}xyz", &"abc"[..lead]).as_bytes());
    let of_urls = |text: String| text.replace('+', "-").replace('/', "_");
    let numbered: String = units(token, |byte| format!("\\u{byte:04X}"));
    let percent = percent_encoded(token);
    match trick {
        "honest" => Reply::ok(),
        "body" => text(format!("You sent Bearer {token}, thank you")),
        "media type" => Reply::new("200 OK", &[&format!("Content-Type: text/{token}")], token),
        "header" => with(&format!("X-Echo: Bearer {token}")),
        "headers of one name" => Reply::new(
            "200 OK",
            &[&format!("X-Echo: {token}"), &format!("X-Echo: a {token}")],
            "",
        ),
        "location" => Reply::new("302 Found", &[&format!("Location: /?token={percent}")], ""),
        "cookie" => with(&format!("Set-Cookie: session={token}; Path=/")),
        "JSON in a header" => with(&format!("X-Echo: {{\"a\":\"{numbered}\"}}")),
        "reason" => Reply::new(&format!("200 {token}"), &[], ""),
        "early hints" => Reply::Bytes(
            format!("HTTP/1.1 103 Early Hints\r\nX-Echo: {token}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                .into(),
        ),
        "trailer" => Reply::Bytes(
            format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Echo\r\n\r\n1\r\na\r\n0\r\nX-Echo: {token}\r\n\r\n")
                .into(),
        ),
        "folded header" => {
            let (first, second) = token.split_at(9);
            with(&format!("X-Echo: {first}\r\n {second}"))
        }
        "error page" => Reply::new("500 Oops", &[], format!("<pre>Authorization: {token}")),
        "JSON" => text(json!({"headers": {"authorization": token}}).to_string()),
        "JSON by numbers" => text(format!("{{\"a\":[\"{numbered}\"]}}")),
        "lines of JSON by numbers" => text(format!("\"{numbered}\"\n\"{numbered}\"\n")),
        "deep JSON by numbers" => {
            text(format!("{}\"{numbered}\"{}", "[".repeat(500), "]".repeat(500)))
        }
        "JSON in JSON" => {
            let inner = format!("{{\"a\":\"{numbered}\"}}");
            text(json!({"body": inner}).to_string())
        }
        "key of JSON" => text(format!("{{\"{numbered}\":1}}")),
        "script by numbers" => text(format!("callback({{\"a\":\"{numbered}\"}});")),
        "percent" => text(format!("/login?token={percent}&b")),
        "percent in small letters" => text(units(token, |byte| format!("%{byte:02x}"))),
        "percent here and there" => text(units(token, |byte| match byte {
            b'%' | b'+' | b's' | b'7' => format!("%{byte:02X}"),
            other => char::from(other).to_string(),
        })),
        "percent twice" => text(percent_encoded(&units(token, |byte| format!("%{byte:02X}")))),
        "page by numbers" => text(units(token, |byte| format!("&#{byte};"))),
        "page by digits" => text(units(token, |byte| format!("&#x{byte:x};"))),
        "page by names" => text(token.replace('&', "&amp;").replace('"', "&quot;")),
        "wide letters" => wide(&[0xff, 0xfe], token, |byte| [byte, 0]),
        "wide letters the other way" => wide(&[0xfe, 0xff], token, |byte| [0, byte]),
        "base64 at 0" => text(at(0)),
        "base64 at 1" => text(at(1)),
        "base64 at 2" => text(at(2)),
        "base64 of URLs at 0" => text(of_urls(at(0))),
        "base64 of URLs at 1" => text(of_urls(at(1))),
        "base64 of URLs at 2" => text(of_urls(at(2))),
        "base64 of a pair" => text(format!("Basic {}", base64(format!("bob:{token}").as_bytes()))),
        "chunks at every place" => {
            let pieces = (0..26).flat_map(|place| {
                let (first, second) = token.split_at(place);
                [first.as_bytes(), second.as_bytes(), b" "]
            });
            chunked(&[], pieces)
        }
        "chunks of one byte" => chunked(&[], token.as_bytes().chunks(1)),
        "parts of a range" => Reply::new(
            "206 Partial Content",
            &["Content-Type: multipart/byteranges; boundary=b"],
            format!("--b\r\nContent-Range: bytes 0-9/99\r\n\r\n{token}\r\n--b--"),
        ),
        "connection that breaks" => Reply::Last(
            format!("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{token}").into(),
        ),
        "gzip" => Reply::new("200 OK", &["Content-Encoding: gzip"], gzip(token.as_bytes())),
        "gzip in other letters" => {
            Reply::new("200 OK", &["content-encoding:X-GZip"], gzip(token.as_bytes()))
        }
        "gzip in gzip" => {
            let body = gzip(&gzip(token.as_bytes()));
            Reply::new("200 OK", &["Content-Encoding: gzip, gzip"], body)
        }
        "gzip behind identity" => Reply::new(
            "200 OK",
            &["Content-Encoding: identity", "Content-Encoding: gzip"],
            gzip(token.as_bytes()),
        ),
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(token.as_bytes()).unwrap();
            Reply::new("200 OK", &["Content-Encoding: deflate"], encoder.finish().unwrap())
        }
        "a coding that nobody knows" => {
            let turned: String = token.chars().rev().collect();
            Reply::new("200 OK", &["Content-Encoding: backwards"], turned)
        }
        "gzip in transfer" => chunked(&["gzip"], [gzip(token.as_bytes()).as_slice()]),
        "new token" => Reply::new(
            "200 OK",
            &[&format!("X-Echo: {NEW}")],
            json!({"token": NEW, "more": [turned(NEW)], "again": format!("it is {NEW}")}).to_string(),
        ),
        "new token that is a word" => text(json!({"token": "denied:"}).to_string()),
        "new token that is a sentence" => text(json!({"token": "it tried to reach"}).to_string()),
        "new token that is short" => text(json!({"token": "n3wt0"}).to_string()),
        "new token that is long" => text(json!({"token": "Long3r".repeat(1000)}).to_string()),
        "new token without JSON" => text(format!("token={NEW}")),
        other => panic!("no such trick: {other}"),
    }
}

fn turned(text: &str) -> String {
    text.chars().rev().collect()
}

fn units(text: &str, spell: impl Fn(u8) -> String) -> String {
    text.bytes().fold(String::new(), |mut spelled, byte| {
        let _ = write!(spelled, "{}", spell(byte));
        spelled
    })
}

fn wide(mark: &[u8], text: &str, spell: impl Fn(u8) -> [u8; 2]) -> Reply {
    let letters: Vec<u8> = text.bytes().flat_map(spell).collect();
    let headers = ["Content-Type: text/plain; charset=utf-16"];
    Reply::new("200 OK", &headers, [mark, &letters].concat())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn chunked<'a>(codings: &[&str], pieces: impl IntoIterator<Item = &'a [u8]>) -> Reply {
    let codings = [codings, &["chunked"]].concat().join(", ");
    let mut answer =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: {codings}\r\n\r\n").into_bytes();
    for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
        answer.extend(format!("{:x}\r\n", piece.len()).bytes());
        answer.extend(piece);
        answer.extend(b"\r\n");
    }
    answer.extend(b"0\r\n\r\n");
    Reply::Bytes(answer)
}

/// What the connector saw in the items that it gave.
fn seen(item: &Value) -> String {
    let digits = item["seen"].as_str().unwrap();
    let bytes: Vec<u8> = (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn read(token: &'static str, secrets: &[&str], echoes: &[(&'static str, Echo)]) {
    let origin = Wire::start(move |path| echo(path, token));
    let cases: Vec<Case> = echoes
        .iter()
        .map(|(trick, _)| case(trick, Harmless))
        .collect();
    let (items, said) = Assault {
        jackfield: Jackfield::new().credential("team-chat", "mattermost", origin.base_url(), token),
        guest: &guests().echo_reader,
        step: step("echo-reader/echo.read"),
        cases: &cases,
        arguments: &[],
    }
    .run();
    assert_secret(token, &said);
    for ((trick, end), item) in echoes.iter().zip(&items) {
        let seen = seen(item);
        // What stands in the debug view is escaped, the view of a body is a list of numbers.
        for secret in secrets {
            assert_free_of(secret, &seen);
            assert_free_of(secret, &seen.replace('\0', ""));
        }
        match end {
            Masked(times) => {
                assert_eq!(seen.matches("****").count(), *times, "{trick}: {seen}");
                assert!(item["answered"].is_u64(), "{trick}: {item}");
            }
            Unseen => assert!(!seen.contains("****"), "{trick}: {seen}"),
            Withheld(kind) => assert_eq!(item["answered"], *kind, "{trick}: {seen}"),
        }
    }
}

#[test]
fn no_server_says_the_token_to_a_connector() {
    read(TOKEN, &[TOKEN], ECHOES);
}

#[test]
fn no_server_says_a_token_of_many_spellings_to_a_connector() {
    read(EXOTIC, &[EXOTIC], ECHOES);
}

#[test]
fn a_token_in_the_name_of_a_header_is_masked() {
    let origin = Wire::start(|path| match path {
        "/echo/honest" => Reply::ok(),
        _ => Reply::new("200 OK", &[&format!("X-{TOKEN}: a")], ""),
    });
    let (items, _) = Assault {
        jackfield: Jackfield::new().credential("team-chat", "mattermost", origin.base_url(), TOKEN),
        guest: &guests().echo_reader,
        step: step("echo-reader/echo.read"),
        cases: &[case("name", Harmless)],
        arguments: &[],
    }
    .run();
    let seen = seen(&items[0]);
    assert_free_of(TOKEN, &seen);
    assert!(seen.contains("x-****"), "{seen}");
}

#[test]
fn new_tokens_are_taken_out_of_answers() {
    read(TOKEN, &[TOKEN, NEW], NEW_TOKENS);
}
