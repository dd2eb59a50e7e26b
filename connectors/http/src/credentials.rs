//! Types of credential that say where a token goes and nothing of whose it is.

use jackfield_sdk::{CredentialType, Placement};

/// What all of them have in common, for people.
const WHERE: &str = "The base URL is the part of the address that all requests begin with, such as https://api.example.com/v1: the token goes there and nowhere else.";

/// The types, by where the token goes.
pub(crate) fn types() -> Vec<CredentialType> {
    vec![
        of(
            ("http-bearer", "httpBearerAuth"),
            "Bearer token",
            Placement::Bearer,
            &[],
            "Get a token from the service. It goes into the header `Authorization: Bearer TOKEN`.",
        ),
        of(
            ("http-header", "httpHeaderAuth"),
            "Token in a header of its own",
            Placement::NamedHeader {
                name_field: "name".to_owned(),
                prefix_field: Some("prefix".to_owned()),
            },
            &["name", "prefix"],
            "Get a token from the service, and say the header it goes into: `--field name=X-Api-Key`. If a word stands before the token, as in `Token abc`, it is `--field prefix=Token`.",
        ),
        of(
            ("http-query", "httpQueryAuth"),
            "Token in a query parameter",
            Placement::NamedQuery {
                name_field: "name".to_owned(),
            },
            &["name"],
            "Get a token from the service, and say the query parameter it goes into: `--field name=key`. What stands in an address ends up in logs: take a header if the service has one.",
        ),
        of(
            ("http-basic", "httpBasicAuth"),
            "User name and password",
            Placement::NamedBasic {
                username_field: "user".to_owned(),
            },
            &["user"],
            "The password is the token, and the user name a field: `--field user=alice`. Without the field the user name is empty.",
        ),
        of(
            ("http-basic-user", "httpBasicAuth"),
            "User name that is the secret, with an empty password",
            Placement::BasicUser,
            &[],
            "Get a key from a service that takes it for the user name, as in `curl --user KEY:`. It is the token.",
        ),
    ]
}

fn of(
    (name, of_n8n): (&str, &str),
    title: &str,
    placement: Placement,
    fields: &[&str],
    guide: &str,
) -> CredentialType {
    CredentialType {
        placement: vec![placement],
        guide: vec![guide.to_owned(), WHERE.to_owned()],
        public_fields: fields.iter().map(ToString::to_string).collect(),
        n8n_aliases: vec![of_n8n.to_owned()],
        ..CredentialType::bearer(name, title, "https://api.example.com/v1")
    }
}
