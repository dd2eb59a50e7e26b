//! Credentials of n8n.
//!
//! The encrypted texts were made with other programs: those of the older form with
//! `openssl enc -aes-256-cbc -md md5 -salt -base64 -A`, those of the newer one with Python's
//! `cryptography`.

use jackfield_credential::AccessToken;
use jackfield_credential::n8n::{
    ExportError, Exported, Fault, Keys, Mapped, Unmapped, Unreadable, read_export,
};
use jackfield_descriptor::Placement;
use serde_json::{Value, json};

use crate::support::{TOKEN, chat};

const INSTANCE_KEY: &str = "instance-key-of-n8n";
/// `{"accessToken": TOKEN, "baseUrl": "https://chat.example.com", "allowUnauthorizedCerts": true}`
/// under the instance key.
const CBC: &str = "U2FsdGVkX18pdylTwRJ3ZTHWqp8HXBdBogO8yPbkL2HedkX0zHk0RWk6BFb0G6qlDLTLI3fYXj2fKWhZWmTzJshmiXRyguWgt925aau+B5/nFmsq+1oPcydoslPkGIjYVH36IaF/CMzAYbFRACj2ucT6fNYY8QKpIlHxskik6aM=";
/// The same under [`DATA_KEY`].
const GCM: &str = "AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHo+o5MyGHIBi3ODwEtagj8NPT5/yT2cYi7zziYRjfD4f1FSqDXo+G5mwQNY8CmW8PZaF/v5ZH194iVo3GVN8O7IxktIt6s6rFe9MhQdVEGSFahaipy0aJIKvJaHKyldBMz80gU5f8CA625uCs/qYg3Meuef7V+r0=";
const DATA_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/// [`DATA_KEY`] under the instance key.
const WRAPPED: &str = "AQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJl1Mtife//vtxMYAVEscnGdhSCGbMDCqWBf2WOTEcnMA56ZV6o8e7mvhXoZ/aq6ElO6XMhm12nsalj2WRqYF3c9CP+eymSEB6nTAtFvdjc6M=";
/// The same as [`GCM`] under the instance key.
const GCM_INSTANCE: &str = "AQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUF+c8iwQbmsVBxXJXfy65u4vCJBXWFov84blY/qhkVKFU4fRvjiirkHe8rUfX0iAvPmzJexaYwmMS7IJ64I1jWl+3Ui4xdFjX4h1q1KkCjDP4taGXHDewuXeX5OYUFF0AgqNfLz1B5KnMDnJlkw76rsC7RojvjtK4=";
/// The data key `old-data-key` in the older form, and what is encrypted with it.
const OLD_WRAPPED: &str = "U2FsdGVkX19FlJbwuNET9M5QNp+bDBin5j8BdBtE1MY=";
const OLD: &str = "U2FsdGVkX19KAsj9aSayYIvCxV4Fokd02vac7T1DMTBQlh8tdnaCIUQrhDIZnEP9hSVzxE/oYUz8FjAqhw/3tPS7CnydbNRqlfSVEXZ1tZliuB177t36Lub4nPGFPtdE3FAT+VCVnIjQs546qNOa9oy9G2nZ9knqU+HEqhKABDQ=";
/// `["no","object"]` under the instance key.
const LIST: &str = "U2FsdGVkX18/qVjb7kuI/o+qSkDexIzbOiWiVztGON4=";

fn token(text: &str) -> AccessToken {
    AccessToken::new(text.to_owned())
}

fn keys(instance: Option<&str>, data: &[(&str, &str)]) -> Keys {
    Keys {
        instance: instance.map(token),
        data: data
            .iter()
            .map(|(id, key)| ((*id).to_owned(), token(key)))
            .collect(),
    }
}

fn entry(n8n_type: &str, data: impl Into<Value>) -> Value {
    json!({
        "id": "V1StGXR8_Z5jdHi6", "name": "Team chat", "type": n8n_type, "data": data.into(),
        "createdAt": "2026-01-01T00:00:00.000Z", "isManaged": false,
    })
}

fn read(entry: &Value, keys: &Keys) -> Result<Exported, Unreadable> {
    let mut entries = read_export(json!([entry]).to_string().as_bytes(), keys).unwrap();
    assert_eq!(entries.len(), 1);
    entries.remove(0)
}

fn map(n8n_type: &str, data: Value) -> Result<Mapped, Unmapped> {
    read(&entry(n8n_type, data), &Keys::default())
        .unwrap()
        .map([&chat()])
}

#[test]
fn both_forms_are_decrypted_as_the_plain_one_is_read() {
    let plain = json!({
        "accessToken": TOKEN, "baseUrl": "https://chat.example.com", "allowUnauthorizedCerts": true,
    });
    for (data, keys) in [
        (plain, Keys::default()),
        (CBC.into(), keys(Some(INSTANCE_KEY), &[])),
        (CBC.into(), keys(Some(" instance-key-of-n8n\n"), &[])),
        (GCM_INSTANCE.into(), keys(Some(INSTANCE_KEY), &[])),
        (
            format!("key-1:{GCM}").into(),
            keys(Some(INSTANCE_KEY), &[("key-1", WRAPPED)]),
        ),
        (
            format!("key-1:{GCM}").into(),
            keys(None, &[("key-0", "x"), ("key-1", DATA_KEY)]),
        ),
        (
            format!("key-0:{OLD}").into(),
            keys(Some(INSTANCE_KEY), &[("key-0", OLD_WRAPPED)]),
        ),
    ] {
        let exported = read(&entry("chatApi", data), &keys).unwrap();
        assert_eq!(exported.name, "Team chat");
        assert_eq!(exported.n8n_type, "chatApi");
        assert!(!format!("{exported:?}").contains(TOKEN));
        let mapped = exported.map([&chat()]).unwrap();
        assert_eq!(mapped.credential_type.as_deref(), Some("chat"));
        assert_eq!(mapped.placement, [Placement::Bearer]);
        assert_eq!(mapped.base_url.as_deref(), Some("https://chat.example.com"));
        assert_eq!(mapped.token.expose(), TOKEN);
        assert!(mapped.ignore_ssl);
    }
}

#[test]
fn what_cannot_be_decrypted_is_told_and_the_rest_is_read() {
    let instance = || keys(Some(INSTANCE_KEY), &[]);
    let prefixed = format!("key-1:{GCM}");
    let mut damaged = CBC.to_owned();
    damaged.replace_range(60..61, "A");
    let mut damaged_gcm = GCM.to_owned();
    damaged_gcm.replace_range(100..101, if &GCM[100..101] == "A" { "B" } else { "A" });
    for (data, keys, fault) in [
        (CBC, Keys::default(), Fault::KeyNeeded),
        (CBC, keys(Some("another key"), &[]), Fault::WrongKey),
        (&damaged, instance(), Fault::WrongKey),
        (LIST, instance(), Fault::NoFields),
        (
            &prefixed,
            instance(),
            Fault::DataKeyNeeded("key-1".to_owned()),
        ),
        (
            &prefixed,
            keys(None, &[("key-1", WRAPPED)]),
            Fault::KeyNeeded,
        ),
        (
            &prefixed,
            keys(Some("another key"), &[("key-1", WRAPPED)]),
            Fault::WrongDataKey("key-1".to_owned()),
        ),
        (
            &prefixed,
            keys(Some(INSTANCE_KEY), &[("key-1", "no key")]),
            Fault::WrongDataKey("key-1".to_owned()),
        ),
        (
            &prefixed,
            keys(None, &[("key-1", &"00".repeat(32))]),
            Fault::WrongKey,
        ),
        (
            &format!("key-1:{damaged_gcm}"),
            keys(None, &[("key-1", DATA_KEY)]),
            Fault::WrongKey,
        ),
        ("no base64", instance(), Fault::UnknownFormat),
        ("", instance(), Fault::UnknownFormat),
        ("U2FsdGVkX18=", instance(), Fault::UnknownFormat),
        ("AQID", instance(), Fault::UnknownFormat),
        ("AgICAgICAgIC", instance(), Fault::UnknownFormat),
    ] {
        let unreadable = read(&entry("chatApi", data), &keys).unwrap_err();
        assert_eq!(unreadable.fault, fault, "{data}");
        let said = format!("{unreadable} {unreadable:?}");
        assert!(
            said.contains("Team chat") && !said.contains(TOKEN),
            "{said}"
        );
    }
    let export = json!([
        entry("chatApi", CBC),
        entry("chatApi", json!({"accessToken": TOKEN}))
    ]);
    let read = read_export(export.to_string().as_bytes(), &Keys::default()).unwrap();
    assert!(read[0].is_err() && read[1].is_ok());
}

#[test]
fn what_is_no_export_is_refused() {
    for (text, expected) in [
        ("", ExportError::NotJson("line 1, column 0".to_owned())),
        ("[{]", ExportError::NotJson("line 1, column 3".to_owned())),
        ("7", ExportError::Other),
        ("[7]", ExportError::Other),
        ("[{\"name\":\"a\"}]", ExportError::Other),
        ("{\"nodes\":[],\"connections\":{}}", ExportError::Workflow),
        ("[{\"name\":\"x\",\"nodes\":[]}]", ExportError::Workflow),
    ] {
        let error = read_export(text.as_bytes(), &Keys::default()).unwrap_err();
        assert_eq!(error, expected, "{text}");
    }
    // With `--separate` a file holds one.
    let single = entry("chatApi", json!({"accessToken": TOKEN})).to_string();
    let read = read_export(single.as_bytes(), &Keys::default()).unwrap();
    assert_eq!(read.len(), 1);
}

#[test]
fn generic_types_become_placements() {
    let header = |name: &str, prefix: &str| Placement::Header {
        name: name.to_owned(),
        prefix: prefix.to_owned(),
    };
    let custom = |value: Value| json!({"json": value.to_string()});
    for (n8n_type, data, placement) in [
        ("httpBearerAuth", json!({"token": TOKEN}), Placement::Bearer),
        (
            "httpHeaderAuth",
            json!({"name": "X-Key", "value": TOKEN}),
            header("X-Key", ""),
        ),
        (
            "httpHeaderAuth",
            json!({"name": "Authorization", "value": format!("Bearer {TOKEN}")}),
            Placement::Bearer,
        ),
        (
            "httpHeaderAuth",
            json!({"name": "authorization", "value": format!("Token {TOKEN}")}),
            header("authorization", "Token "),
        ),
        (
            "httpBasicAuth",
            json!({"user": "alice", "password": TOKEN}),
            Placement::Basic {
                username: "alice".to_owned(),
            },
        ),
        (
            "httpQueryAuth",
            json!({"name": "key", "value": TOKEN}),
            Placement::Query {
                name: "key".to_owned(),
            },
        ),
        (
            "httpBasicAuth",
            json!({"user": TOKEN, "password": ""}),
            Placement::BasicUser,
        ),
        (
            "httpCustomAuth",
            custom(json!({"headers": {"X-Key": format!("Key {TOKEN}")}})),
            header("X-Key", "Key "),
        ),
        (
            "httpCustomAuth",
            custom(json!({"qs": {"key": TOKEN}, "headers": {}})),
            Placement::Query {
                name: "key".to_owned(),
            },
        ),
    ] {
        let mapped = map(n8n_type, data.clone()).unwrap();
        assert_eq!(mapped.placement, [placement], "{data}");
        assert_eq!(mapped.token.expose(), TOKEN, "{data}");
        assert_eq!((mapped.credential_type, mapped.base_url), (None, None));
    }
}

#[test]
fn what_is_none_here_is_told_why() {
    let custom = |value: Value| json!({"json": value.to_string()});
    for (n8n_type, data, expected) in [
        (
            "slackApi",
            json!({"accessToken": TOKEN}),
            Unmapped::UnknownType("slackApi".to_owned()),
        ),
        ("chatApi", json!({}), Unmapped::Missing("accessToken")),
        (
            "httpBearerAuth",
            json!({"token": " "}),
            Unmapped::Missing("token"),
        ),
        (
            "httpHeaderAuth",
            json!({"value": TOKEN}),
            Unmapped::Missing("name"),
        ),
        (
            "httpBasicAuth",
            json!({"user": " "}),
            Unmapped::Missing("password"),
        ),
        ("httpCustomAuth", json!({}), Unmapped::Missing("json")),
        ("httpCustomAuth", json!({"json": TOKEN}), Unmapped::Custom),
        (
            "httpCustomAuth",
            custom(json!({"headers": 7})),
            Unmapped::Custom,
        ),
        (
            "httpCustomAuth",
            custom(json!({"headers": {"A": TOKEN, "B": TOKEN}})),
            Unmapped::NotOneToken("several values or none"),
        ),
        (
            "httpCustomAuth",
            custom(json!({})),
            Unmapped::NotOneToken("several values or none"),
        ),
        (
            "httpCustomAuth",
            custom(json!({"body": {"token": TOKEN}})),
            Unmapped::NotOneToken("a value in a JSON body"),
        ),
    ] {
        let unmapped = map(n8n_type, data.clone()).unwrap_err();
        assert_eq!(unmapped, expected, "{n8n_type} {data}");
        assert!(!unmapped.to_string().contains(TOKEN));
    }
}

#[test]
fn fields_by_other_names_are_found() {
    let mapped = map("chatApi", json!({"apiKey": TOKEN, "url": "https://h"})).unwrap();
    assert_eq!(mapped.token.expose(), TOKEN);
    assert_eq!(mapped.base_url.as_deref(), Some("https://h"));
    assert!(!mapped.ignore_ssl);
}
