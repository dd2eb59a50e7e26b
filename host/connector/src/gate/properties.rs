//! What holds for every request that is let out, whatever the guest wrote.

use jackfield_credential::BaseUrl;
use jackfield_descriptor::Placement;
use percent_encoding::percent_decode_str;
use proptest::collection::vec;
use proptest::prelude::*;
use url::Url;

use super::headers::admit;
use super::placement::tests::{TOKEN, at, request};
use super::placement::{Placed, refuse_strays};
use super::request::{Body, Target};
use super::target::below;
use super::with_query;

/// Base URLs with and without a port and a path.
fn base() -> impl Strategy<Value = BaseUrl> {
    let scheme = prop_oneof![Just("http"), Just("https")];
    let host = prop_oneof![
        Just("a.example"),
        Just("127.0.0.1"),
        Just("[::1]"),
        Just("localhost")
    ];
    let port = prop_oneof![Just(""), Just(":8065"), Just(":80"), Just(":443")];
    let path = vec("[a-z~._-]{1,5}x", 0..3);
    (scheme, host, port, path).prop_map(|(scheme, host, port, path)| {
        let path: String = path.iter().map(|segment| format!("/{segment}")).collect();
        BaseUrl::parse(&format!("{scheme}://{host}{port}{path}"), &[]).unwrap()
    })
}

/// Text of what attacks are made of, and any other.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("..".to_owned()),
        Just(".".to_owned()),
        Just("/".to_owned()),
        Just("\\".to_owned()),
        Just(";".to_owned()),
        Just("@".to_owned()),
        Just(":".to_owned()),
        Just("?".to_owned()),
        Just("#".to_owned()),
        Just("%".to_owned()),
        Just("%2e".to_owned()),
        Just("%252E".to_owned()),
        Just("%2f".to_owned()),
        Just("%5c".to_owned()),
        Just("%0d%0a".to_owned()),
        Just("%c0%ae".to_owned()),
        Just("\r\n".to_owned()),
        Just("\0".to_owned()),
        Just("\t".to_owned()),
        Just(" ".to_owned()),
        Just("evil.example".to_owned()),
        Just("\u{ff0e}".to_owned()),
        "[a-z0-9]{1,4}",
        any::<char>().prop_map(String::from),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// Absolute URLs in the neighbourhood of a base URL.
fn url_near(base: &BaseUrl) -> impl Strategy<Value = String> + use<> {
    let base = base.to_string();
    let host = base.split("//").nth(1).unwrap_or_default().to_owned();
    (text(), text(), text()).prop_flat_map(move |(before, between, behind)| {
        let (base, host) = (base.clone(), host.clone());
        prop_oneof![
            Just(format!("{base}/{behind}")),
            Just(format!("{base}{behind}")),
            Just(format!("http://{before}{host}{between}/{behind}")),
            Just(format!("https://{before}@{host}/{behind}")),
            Just(format!("http:{before}{host}/{behind}")),
            Just(format!("{before}{base}{behind}")),
        ]
    })
}

/// It is where the credential is, and nobody who decodes it finds it elsewhere.
fn assert_at(base: &BaseUrl, url: &Url) {
    assert_eq!(url.origin(), base.url().origin(), "{url}");
    assert_eq!((url.username(), url.password()), ("", None), "{url}");
    assert_eq!(url.fragment(), None, "{url}");
    let path = base.url().path().trim_end_matches('/');
    let below = url.path().strip_prefix(path);
    let below = below.unwrap_or_else(|| panic!("{url} is not below {base}"));
    assert!(below.is_empty() || below.starts_with('/'), "{url}");
    let once = percent_decode_str(url.path()).decode_utf8_lossy();
    let twice = percent_decode_str(&once).decode_utf8_lossy();
    for reading in [url.path(), &once, &twice] {
        for segment in reading.split(['/', '\\']) {
            let name = segment.split(';').next().unwrap_or_default();
            assert!(!matches!(name, "." | ".."), "{url} read as {reading:?}");
        }
        assert!(
            !reading.contains(char::is_control),
            "{url} read as {reading:?}"
        );
    }
    assert!(!url.path().contains("//"), "{url}");
    assert_eq!(Url::parse(url.as_str()).as_ref(), Ok(url), "read again");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn segments_arrive_as_they_were_given(
        base in base(),
        segments in vec(text(), 0..4),
        query in vec((text(), text()), 0..3),
    ) {
        let Ok(url) = below(&base, &Target::Path(segments.clone())) else {
            return Ok(());
        };
        assert_at(&base, &url);
        let path = base.url().path().trim_end_matches('/');
        let arrived: Vec<String> = url
            .path()
            .strip_prefix(path)
            .unwrap_or_default()
            .split('/')
            .skip(1)
            .map(|segment| percent_decode_str(segment).decode_utf8().unwrap().into_owned())
            .filter(|_| !segments.is_empty())
            .collect();
        prop_assert_eq!(arrived, segments);
        let whole = with_query(url.clone(), &query);
        prop_assert_eq!(whole.path(), url.path());
        assert_at(&base, &whole);
        let pairs: Vec<(String, String)> = whole.query_pairs().into_owned().collect();
        prop_assert_eq!(pairs, query);
    }

    #[test]
    fn plain_segments_are_let_out(base in base(), segments in vec("[a-zA-Z0-9_ @ü]{1,9}", 0..4)) {
        assert_at(&base, &below(&base, &Target::Path(segments)).unwrap());
    }

    #[test]
    fn absolute_urls_lead_to_the_credential_or_nowhere(
        (base, text) in base().prop_flat_map(|base| (Just(base.clone()), url_near(&base))),
    ) {
        if let Ok(url) = below(&base, &Target::Url(text)) {
            assert_at(&base, &url);
        }
    }

    #[test]
    fn absolute_urls_below_the_credential_are_let_out(
        base in base(),
        rest in vec("[a-z0-9._-]{1,6}x", 0..4),
        query in "[a-z0-9=&%./:@-]{0,9}",
    ) {
        let path: String = rest.iter().map(|segment| format!("/{segment}")).collect();
        let url = below(&base, &Target::Url(format!("{base}{path}?{query}"))).unwrap();
        assert_at(&base, &url);
        prop_assert_eq!(url.query(), Some(query.as_str()));
    }

    #[test]
    fn a_header_is_one_line_and_not_the_hosts(
        headers in vec((prop_oneof![name(), text()], text()), 0..4),
    ) {
        let Ok(map) = admit(&headers) else {
            return Ok(());
        };
        prop_assert_eq!(map.len(), headers.len());
        for (name, value) in &headers {
            let lower = name.to_ascii_lowercase();
            let found = map.get_all(&lower);
            prop_assert!(found.iter().any(|found| found.as_bytes() == value.as_bytes()));
            let line = format!("{name}: {value}");
            prop_assert!(!line.contains(['\r', '\n', '\0']), "{:?}", line);
            prop_assert!(name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':'));
            let plain = lower.replace('_', "-");
            for owned in ["host", "content-length", "transfer-encoding", "connection", "cookie"] {
                prop_assert_ne!(&plain, owned);
            }
            prop_assert!(!plain.starts_with("proxy-") && !plain.starts_with("x-forwarded-"));
        }
    }

    #[test]
    fn the_token_is_in_its_place_once_whatever_else_there_is(
        base in base(),
        place in placement(),
        headers in vec((name(), prop_oneof![Just("SEALED".to_owned()), text()]), 0..3),
        query in vec((prop_oneof![Just("key".to_owned()), text()], text()), 0..3),
        fields in vec((prop_oneof![Just("key".to_owned()), text()], text()), 0..3),
        segments in vec(prop_oneof![Just("SEALED".to_owned()), "[a-z]{1,3}"], 0..3),
    ) {
        let credential = at(base.as_str(), place.clone());
        let sealed = credential.sealed.as_str();
        let with_sealed = |text: String| text.replace("SEALED", sealed);
        let mut request = request();
        request.headers = headers.into_iter().map(|(name, value)| (name, with_sealed(value))).collect();
        request.query = query;
        request.body = Body::Form(fields);
        request.target = Target::Path(segments.into_iter().map(with_sealed).collect());
        let Ok(url) = below(&base, &request.target) else {
            return Ok(());
        };
        if refuse_strays(Some(&credential), &mut request).is_err() {
            return Ok(());
        }
        let Ok(headers) = admit(&request.headers) else {
            return Ok(());
        };
        let held = matches!(&request.target, Target::Path(segments) if segments.iter().any(|segment| segment == sealed));
        let placed = Placed::new(Some(&credential), with_query(url, &request.query), headers).unwrap();
        let mut sent = placed.url.to_string();
        for (name, value) in &placed.headers {
            sent += &format!("\n{name}: {}", String::from_utf8_lossy(value.as_bytes()));
        }
        let Body::Form(fields) = &request.body else { return Ok(()) };
        for (name, value) in placed.form_fields.iter().chain(fields) {
            sent += &format!("\n{name}={value}");
        }
        let spelling = match &place {
            Placement::Basic { .. } => "Ym9iOnRva2VuMDEyMzQ1Njc4OQ==",
            Placement::BasicUser => "dG9rZW4wMTIzNDU2Nzg5Og==",
            _ => TOKEN,
        };
        // A guest that names no place for a segment has none.
        let expected = usize::from(place != Placement::PathSegment || held);
        prop_assert_eq!(sent.matches(spelling).count(), expected, "{}", sent);
        prop_assert!(!sent.contains(sealed), "{}", sent);
        assert_at(&base, &placed.url);
    }
}

/// Names of header fields, among them the token's places and the host's own.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Authorization".to_owned()),
        Just("X-Key".to_owned()),
        Just("x-key".to_owned()),
        Just("Host".to_owned()),
        Just("Content_Length".to_owned()),
        Just("X-Forwarded-For".to_owned()),
        "X-[A-Za-z]{1,4}",
    ]
}

fn placement() -> impl Strategy<Value = Placement> {
    let key = || "key".to_owned();
    prop_oneof![
        Just(Placement::Bearer),
        Just(Placement::Basic {
            username: "bob".to_owned()
        }),
        Just(Placement::BasicUser),
        Just(Placement::Header {
            name: "X-Key".to_owned(),
            prefix: "Key ".to_owned()
        }),
        Just(Placement::Query { name: key() }),
        Just(Placement::Form { name: key() }),
        Just(Placement::PathSegment),
    ]
}
