//! Certificates: refused unless they verify or the credential says otherwise.

use jackfield_standin::Mattermost;
use native_tls::Identity;
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
                "known authority",
                "ignoreSsl (insecure)",
            ])
            .keeps_quiet_about(&["retry", "warning"]);
    }
    assert!(server.received().is_empty());
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
