//! Certificates: refused unless they verify or the credential says otherwise.

use jackfield_standin::Mattermost;
use native_tls::Identity;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType};
use serde_json::json;

use crate::support::process::Jackfield;
use crate::support::{chat_at, messages, post};

/// A server with a certificate that it signed itself, and the certificate.
fn start(name: &str) -> (Mattermost, String) {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    let certificate = made.cert.pem();
    let key = made.signing_key.serialize_pem();
    let identity = Identity::from_pkcs8(certificate.as_bytes(), key.as_bytes()).unwrap();
    (Mattermost::start_tls(identity).unwrap(), certificate)
}

fn credential(server: &Mattermost, flag: &str) -> String {
    let mut credential = json!({
        "type": "mattermost", "baseUrl": server.base_url(), "accessToken": Mattermost::TOKEN,
    });
    if !flag.is_empty() {
        credential[flag] = json!(true);
    }
    credential.to_string()
}

#[test]
fn a_certificate_that_does_not_verify_is_refused() {
    let (server, _) = start("localhost");
    let jackfield = chat_at(&server.base_url()).steps(&[post("Post", "a")]);
    for arguments in [
        &["run", "workflow.json"][..],
        &["credential", "check", "team-chat"],
    ] {
        jackfield
            .call(arguments)
            .ends(5)
            .says(&[
                &format!("the certificate of {} was not accepted", server.base_url()),
                "self-signed certificate",
                "tls-refused",
                "the server shows a certificate for localhost",
                "issued by itself",
                "`caFile`",
                "`ignoreSsl` (insecure)",
            ])
            .keeps_quiet_about(&["retry", "warning"]);
    }
    assert!(server.received().is_empty());
}

/// A server with a certificate from an authority of its own, and the authority's certificate.
fn start_under_authority(change: impl FnOnce(&mut CertificateParams)) -> (Mattermost, String) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority
        .distinguished_name
        .push(DnType::CommonName, "Test Authority");
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let mut leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    change(&mut leaf);
    let certificate = leaf.signed_by(&key, &issuer).unwrap().pem();
    let identity =
        Identity::from_pkcs8(certificate.as_bytes(), key.serialize_pem().as_bytes()).unwrap();
    let server = Mattermost::start_tls(identity).unwrap();
    (server, authority_certificate.pem())
}

/// The program with a credential that names a CA file, and that file.
fn with_ca_file(server: &Mattermost, authority: &str) -> Jackfield {
    let jackfield = Jackfield::new().file("authority.pem", authority);
    let mut credential = json!({
        "type": "mattermost", "baseUrl": server.base_url(), "accessToken": Mattermost::TOKEN,
    });
    credential["caFile"] = json!(jackfield.path("authority.pem"));
    jackfield.env("JACKFIELD_CREDENTIAL_TEAM_CHAT", credential.to_string())
}

#[test]
fn an_unknown_authority_is_refused_and_accepted_when_its_file_is_named() {
    let (server, authority) = start_under_authority(|_| {});
    chat_at(&server.base_url())
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(5)
        .says(&[
            "was not accepted",
            "issued by CN=Test Authority",
            "tls-refused",
        ]);
    with_ca_file(&server, &authority)
        .steps(&[post("Post", "b")])
        .run(&[])
        .ends(0)
        .keeps_quiet_about(&["warning"]);
    assert_eq!(messages(&server), ["b"]);
}

#[test]
fn a_ca_file_makes_nothing_else_acceptable() {
    let (expired, authority) = start_under_authority(|leaf| {
        leaf.not_before = rcgen::date_time_ymd(2020, 1, 1);
        leaf.not_after = rcgen::date_time_ymd(2020, 12, 31);
    });
    with_ca_file(&expired, &authority)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(5)
        .says(&[
            "certificate has expired",
            "valid from 2020-01-01 to 2020-12-31",
        ]);

    let (other_name, authority) = start_under_authority(|leaf| {
        leaf.subject_alt_names = vec![SanType::DnsName("chat.example.com".try_into().unwrap())];
    });
    with_ca_file(&other_name, &authority)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(5)
        .says(&["hostname mismatch", "a certificate for chat.example.com"]);

    let (server, _) = start_under_authority(|_| {});
    let (_, another) = start_under_authority(|_| {});
    with_ca_file(&server, &another)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(5)
        .says(&["was not accepted"]);
    for server in [expired, other_name, server] {
        assert!(server.received().is_empty());
    }
}

#[test]
fn ignoring_it_works_in_every_spelling_and_warns_each_time() {
    let (server, _) = start("localhost");
    let variable = "JACKFIELD_CREDENTIAL_TEAM_CHAT";
    let single = Jackfield::new()
        .env(format!("{variable}_TYPE"), "mattermost")
        .env(format!("{variable}_BASE_URL"), server.base_url())
        .env(format!("{variable}_ACCESS_TOKEN"), Mattermost::TOKEN)
        .env(format!("{variable}_IGNORE_SSL"), "true");
    let export = json!([{
        "name": "team-chat",
        "type": "mattermostApi",
        "data": {
            "baseUrl": server.base_url(),
            "accessToken": Mattermost::TOKEN,
            "allowUnauthorizedCerts": true,
        },
    }]);
    let export = Jackfield::new().file("c.json", export.to_string());
    let whole = |flag| Jackfield::new().env(variable, credential(&server, flag));
    for (name, jackfield, arguments) in [
        ("ignoreSsl", whole("ignoreSsl"), &[][..]),
        (
            "allowUnauthorizedCerts",
            whole("allowUnauthorizedCerts"),
            &[],
        ),
        ("single variables", single, &[]),
        ("an n8n export", export, &["--credentials", "c.json"]),
    ] {
        let jackfield = jackfield.steps(&[post("Post", name)]);
        for (verb, flags) in [
            (&["run", "workflow.json"][..], &[][..]),
            (&["run", "workflow.json"], &["-q"]),
            (&["check", "workflow.json"], &["-q"]),
            (&["credential", "check", "team-chat"], &["-q"]),
        ] {
            jackfield
                .call(&[verb, arguments, flags].concat())
                .ends(0)
                .says(&[
                    "warning: the credential `team-chat` ignores SSL issues (insecure)",
                    &server.base_url(),
                ]);
        }
    }
    assert_eq!(server.posts().len(), 8);
}

#[test]
fn over_plain_http_there_is_nothing_to_ignore() {
    let server = Mattermost::start().unwrap();
    Jackfield::new()
        .env(
            "JACKFIELD_CREDENTIAL_TEAM_CHAT",
            credential(&server, "ignoreSsl"),
        )
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(0)
        .keeps_quiet_about(&["SSL"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_certificate_of_another_name_is_refused() {
    let (server, certificate) = start("chat.example.com");
    let jackfield = chat_at(&server.base_url())
        .file("authority.pem", certificate)
        .steps(&[post("Post", "a")]);
    let path = jackfield.path("authority.pem");
    jackfield
        .env("SSL_CERT_FILE", path)
        .run(&[])
        .ends(5)
        .says(&["was not accepted", "hostname mismatch", "tls-refused"]);
    assert!(server.received().is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn an_authority_of_the_systems_is_accepted() {
    let (server, certificate) = start("localhost");
    let jackfield = chat_at(&server.base_url())
        .file("authority.pem", certificate)
        .steps(&[post("Post", "a")]);
    let path = jackfield.path("authority.pem");
    jackfield
        .env("SSL_CERT_FILE", path)
        .run(&[])
        .ends(0)
        .keeps_quiet_about(&["warning"]);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn one_credentials_leniency_is_not_anothers() {
    let (server, _) = start("localhost");
    let mut strict = post("Strict", "b");
    strict["credential"] = json!("strict");
    Jackfield::new()
        .env(
            "JACKFIELD_CREDENTIAL_TEAM_CHAT",
            credential(&server, "ignoreSsl"),
        )
        .env("JACKFIELD_CREDENTIAL_STRICT", credential(&server, ""))
        .steps(&[post("Lenient", "a"), strict])
        .run(&[])
        .ends(5)
        .says(&["error: Strict", "self-signed certificate"]);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn an_http_url_of_a_tls_port_is_told_as_such() {
    let (server, _) = start("localhost");
    let address = server.base_url().replace("https://", "http://");
    chat_at(&address)
        .steps(&[post("Post", "a")])
        .run(&[])
        .says(&[&address, "https://"]);
    assert!(server.received().is_empty());
}
