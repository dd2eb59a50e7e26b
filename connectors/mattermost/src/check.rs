//! Whose token it is and what the account may do.

use jackfield_sdk::{Credential, Fault, Request};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{api, tokens, webhook};

#[derive(Deserialize)]
struct Account {
    id: String,
    username: String,
    #[serde(default)]
    roles: String,
    #[serde(default)]
    is_bot: bool,
}

/// Asks the server who the token belongs to. `GET /users/me` needs no permission, unlike the list
/// of users.
pub(crate) fn check(credential: Credential<'_>) -> Result<Value, Fault> {
    if credential.credential_type() == webhook::TYPE {
        return webhook::check(credential);
    }
    let request = Request::get(api::path(["users", "me"]));
    let response = api::succeed(credential, &request, "asking whose token this is")?;
    let account: Account = response.json()?;
    let roles: Vec<&str> = account.roles.split_whitespace().collect();
    let administrator = roles.contains(&"system_admin");
    let mut permissions = Vec::new();
    if administrator || roles.contains(&"system_post_all") {
        permissions.push("post in every channel");
    } else if roles.contains(&"system_post_all_public") {
        permissions.push("post in every public channel, and where it is a member");
    } else {
        permissions.push("post where it is a member");
    }
    let makes_tokens = administrator || roles.contains(&"system_user_access_token");
    if makes_tokens {
        permissions.push("create access tokens, and so replace this one");
    }
    let mut warnings = Vec::new();
    if administrator {
        warnings.push("the token belongs to a system administrator: a bot account with the rights that the workflow needs is safer");
    }
    // `VERSION.BUILD.CONFIGHASH.LICENSED`, of which the first three numbers are the version.
    let version: Vec<&str> = response
        .header("x-version-id")
        .map(|id| id.split('.').take(3).collect())
        .unwrap_or_default();
    let expires_at = if makes_tokens && knows_expiry(&version) {
        expiry(credential)
    } else {
        None
    };
    Ok(json!({
        "account": {
            "id": account.id,
            "name": format!("@{}", account.username),
            "bot": account.is_bot,
            "administrator": administrator,
            "roles": roles,
        },
        "server": { "version": (!version.is_empty()).then(|| version.join(".")) },
        "expiresAt": expires_at,
        "permissions": permissions,
        "warnings": warnings,
    }))
}

/// Whether a server of this version lets tokens expire: since 11.10.
fn knows_expiry(version: &[&str]) -> bool {
    let mut numbers = version.iter().map(|number| number.parse::<u32>().ok());
    let (major, minor) = (numbers.next().flatten(), numbers.next().flatten());
    (major, minor) >= (Some(11), Some(10))
}

/// When the token in use expires, as far as anybody can say.
fn expiry(credential: Credential<'_>) -> Option<u64> {
    let own = tokens::own(credential).ok()?;
    tokens::in_use(&own, credential.field("token-id").as_deref())?.expires_at()
}
