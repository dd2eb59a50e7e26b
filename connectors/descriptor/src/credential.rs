//! Types of credential: where a token goes in a request, and how a person comes by one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A type of credential, such as `mattermost`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CredentialType {
    /// The name that a credential gives as its `type`: `a-z`, `0-9`, `-`.
    pub name: String,
    /// What people call such a credential, such as `Mattermost access token`.
    pub title: String,
    /// Where the host puts the token: every one of these places.
    pub placement: Vec<Placement>,
    /// How to get a token, step by step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guide: Vec<String>,
    /// Where a token is given the permissions that operations name, for a person who has a list
    /// of them to copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions_guide: Vec<String>,
    /// How a token is replaced by hand and without a gap, for a platform where a token cannot
    /// replace itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rotation_guide: Vec<String>,
    /// What a base URL of this platform looks like.
    pub base_url: BaseUrl,
    /// Further fields of such a credential that are no secrets, such as a default team. A
    /// connector is given these and no others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub public_fields: Vec<String>,
    /// The names that n8n gives to credentials of this type, such as `mattermostApi`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub n8n_aliases: Vec<String>,
}

impl CredentialType {
    /// A type whose token goes into `Authorization: Bearer TOKEN`, such as
    /// `("weather", "Weather API key", "https://api.example.com")`. All else is empty and may be
    /// filled in.
    #[must_use]
    pub fn bearer(name: &str, title: &str, base_url_example: &str) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            placement: vec![Placement::Bearer],
            guide: Vec::new(),
            permissions_guide: Vec::new(),
            rotation_guide: Vec::new(),
            base_url: BaseUrl {
                example: base_url_example.to_owned(),
                strip_suffixes: Vec::new(),
            },
            public_fields: Vec::new(),
            n8n_aliases: Vec::new(),
        }
    }

    /// Whether `name` is this type's name or one of its n8n aliases.
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.n8n_aliases.iter().any(|alias| alias == name)
    }
}

/// What a base URL looks like.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BaseUrl {
    /// An example, such as `https://chat.example.com`.
    pub example: String,
    /// Path suffixes that people paste and the connector adds itself, such as `/api/v4`. The
    /// host cuts them off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strip_suffixes: Vec<String>,
}

/// One place in a request for the token.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "in", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Placement {
    /// `Authorization: Bearer TOKEN` (RFC 6750, section 2.1).
    Bearer,
    /// A header of its own.
    Header {
        /// The header's name.
        name: String,
        /// What stands before the token, such as `Token ` with its blank.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        prefix: String,
    },
    /// A query parameter. Tokens in URLs end up in the logs of proxies: prefer any other place.
    Query {
        /// The parameter's name.
        name: String,
    },
    /// A field of a form body.
    Form {
        /// The field's name.
        name: String,
    },
    /// `Authorization: Basic` (RFC 7617) with the token as the password.
    Basic {
        /// The user name.
        username: String,
    },
    /// `Authorization: Basic` with the token as the user name, and an empty password.
    BasicUser,
    /// A segment of the path. The connector puts the sealed token where the token belongs.
    PathSegment,
    /// A header that each credential names itself.
    NamedHeader {
        /// The public field that holds the header's name.
        name_field: String,
        /// The public field that holds what stands before the token, such as `Token`; a blank is
        /// put between. Without the field the header is the token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        prefix_field: Option<String>,
    },
    /// A query parameter that each credential names itself.
    NamedQuery {
        /// The public field that holds the parameter's name.
        name_field: String,
    },
    /// `Authorization: Basic` with a user name of each credential's own, and the token as the
    /// password.
    NamedBasic {
        /// The public field that holds the user name; it is empty without the field.
        username_field: String,
    },
}

impl Placement {
    /// The place in the requests of one credential: what the credential's own fields name is
    /// filled in.
    ///
    /// # Errors
    /// The name of the field without which there is no place.
    pub fn settled<'a>(&'a self, field: impl Fn(&str) -> Option<String>) -> Result<Self, &'a str> {
        let named = |name: &'a str| {
            field(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
                .ok_or(name)
        };
        Ok(match self {
            Self::NamedHeader {
                name_field,
                prefix_field,
            } => Self::Header {
                name: named(name_field)?,
                prefix: prefix_field
                    .as_deref()
                    .and_then(|prefix| named(prefix).ok())
                    .map(|prefix| format!("{prefix} "))
                    .unwrap_or_default(),
            },
            Self::NamedQuery { name_field } => Self::Query {
                name: named(name_field)?,
            },
            Self::NamedBasic { username_field } => Self::Basic {
                username: named(username_field).unwrap_or_default(),
            },
            plain => plain.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_takes_its_name_from_the_credential() {
        let fields = |name: &str| match name {
            "name" => Some(" X-Key ".to_owned()),
            "prefix" => Some("Token".to_owned()),
            "user" => Some("bob".to_owned()),
            _ => None,
        };
        let read = |json: &str| serde_json::from_str::<Placement>(json).unwrap();
        for (json, settled) in [
            (
                r#"{"in":"named-header","nameField":"name","prefixField":"prefix"}"#,
                r#"{"in":"header","name":"X-Key","prefix":"Token "}"#,
            ),
            (
                r#"{"in":"named-header","nameField":"name","prefixField":"other"}"#,
                r#"{"in":"header","name":"X-Key"}"#,
            ),
            (
                r#"{"in":"named-query","nameField":"name"}"#,
                r#"{"in":"query","name":"X-Key"}"#,
            ),
            (
                r#"{"in":"named-basic","usernameField":"user"}"#,
                r#"{"in":"basic","username":"bob"}"#,
            ),
            (
                r#"{"in":"named-basic","usernameField":"other"}"#,
                r#"{"in":"basic","username":""}"#,
            ),
            (r#"{"in":"bearer"}"#, r#"{"in":"bearer"}"#),
        ] {
            assert_eq!(read(json).settled(fields), Ok(read(settled)), "{json}");
        }
        let nameless = read(r#"{"in":"named-header","nameField":"other"}"#);
        assert_eq!(nameless.settled(fields), Err("other"));
    }
}
