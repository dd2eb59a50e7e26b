//! Making, inviting and deactivating accounts.

use jackfield_sdk::{Call, Credential, Fault, FaultKind, Outcome, Request, context};
use serde_json::{Map, Value, json};

use crate::parameters::{Parameters, wrong};
use crate::{api, names};

/// There is an account of that name, or with that address; which of the two is seen first is up
/// to the server.
const EXISTS: [&str; 2] = [
    "app.user.save.username_exists.app_error",
    "app.user.save.email_exists.app_error",
];

/// `user.create`. A repeat finds the account of the first attempt by its name.
pub(crate) fn create(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let body = account(parameters)?;
    let request = Request::post(api::path(["users"])).json(&body);
    let answer = api::made(credential, &request, "creating an account", || {
        ours(credential, &body)
    });
    let answer = match answer {
        Err(fault) if context::in_doubt() && is_taken(&fault) => {
            ours(credential, &body)?.ok_or(fault)
        }
        answer => answer,
    };
    Outcome::json(&answer?)
}

/// Whether an account was not made for there being one of that name or with that address.
pub(crate) fn is_taken(fault: &Fault) -> bool {
    let code = fault.code.as_deref();
    code.is_some_and(|code| EXISTS.contains(&code))
}

/// The account of this name, if an earlier attempt of this call made it.
fn ours(credential: Credential<'_>, body: &Map<String, Value>) -> Result<Option<Value>, Fault> {
    let username = body.get("username").and_then(Value::as_str);
    let request = Request::get(api::path([
        "users",
        "username",
        username.unwrap_or_default(),
    ]));
    let doing = "looking for the account, which may have been made";
    let found: Value = match api::call(credential, &request, doing) {
        // Only the address is taken.
        Err(fault) if fault.kind == FaultKind::NotFound.as_str() => return Ok(None),
        found => found?,
    };
    let is_same = |name| match (found.get(name), body.get(name)) {
        (Some(Value::String(found)), Some(Value::String(sent))) => found.eq_ignore_ascii_case(sent),
        // An address is not shown to everybody.
        _ => true,
    };
    Ok((api::is_of_this_call(&found) && is_same("email")).then_some(found))
}

/// The body of the request. n8n sends its own wrapping of the notifications along; and true and
/// false, where the server takes nothing but text.
fn account(parameters: &Parameters) -> Result<Map<String, Value>, Fault> {
    let mut body = Map::new();
    let service = match parameters.text("authService") {
        service if service.is_empty() => "email".to_owned(),
        service => service,
    };
    body.insert("username".to_owned(), parameters.needed("username")?.into());
    if service == "email" {
        body.insert("email".to_owned(), parameters.needed("email")?.into());
        let password = parameters.text("password");
        if password.is_empty() {
            return Err(wrong("the parameter `password` is empty"));
        }
        body.insert("password".to_owned(), password.into());
    } else {
        if let Some(email) = parameters.word("email") {
            body.insert("email".to_owned(), email.into());
        }
        body.insert("auth_service".to_owned(), service.into());
        body.insert(
            "auth_data".to_owned(),
            parameters.needed("authData")?.into(),
        );
    }
    let more = parameters.object("additionalFields");
    let notifications = more.object("notificationUi").object("notificationValues");
    for name in ["first_name", "last_name", "nickname", "locale"] {
        if let Some(text) = more.word(name) {
            body.insert(name.to_owned(), text.into());
        }
    }
    if more
        .object("notificationUi")
        .value("notificationValues")
        .is_some()
    {
        body.insert("notify_props".to_owned(), notify_props(&notifications));
    }
    Ok(body)
}

/// What n8n sends where anything is said of notifications: the server asks for all of it then, and
/// exports leave out what is as usual.
const USUAL_NOTIFICATIONS: [(&str, &str); 7] = [
    ("channel", "true"),
    ("desktop", "all"),
    ("desktop_sound", "true"),
    ("email", "false"),
    ("first_name", "false"),
    ("mention_keys", ""),
    ("push", "mention"),
];

fn notify_props(said: &Parameters) -> Value {
    let props = USUAL_NOTIFICATIONS.map(|(name, usual)| {
        let text = said.word(name).unwrap_or_else(|| usual.to_owned());
        (name.to_owned(), text.into())
    });
    Value::Object(props.into_iter().collect())
}

/// `user.deactive`.
pub(crate) fn deactivate(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let id = names::other_user(credential, parameters)?;
    let request = Request::delete(api::path(["users", &id])).repeatable();
    api::items(credential, &request, "deactivating an account")
}

/// `user.invite`.
pub(crate) fn invite(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let emails = parameters.words("emails");
    if emails.is_empty() {
        return Err(wrong("the parameter `emails` is empty"));
    }
    let team_id = names::team(credential, parameters)?;
    let path = api::path(["teams", &team_id, "invite", "email"]);
    let request = Request::post(path).json(&json!(emails));
    api::items(credential, &request, "inviting people")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(parameters: &Value) -> Value {
        Value::Object(account(&Parameters::of(Some(parameters))).unwrap())
    }

    #[test]
    fn a_person_with_a_password_needs_an_address() {
        let whole = json!({"username": "bob", "email": "b@example.com", "password": " secret "});
        assert_eq!(body(&whole), whole);
        for missing in ["username", "email", "password"] {
            let mut less = whole.clone();
            less.as_object_mut().unwrap().remove(missing);
            let fault = account(&Parameters::of(Some(&less))).unwrap_err();
            assert_eq!(fault.message, format!("the parameter `{missing}` is empty"));
        }
    }

    #[test]
    fn another_service_has_its_own_key() {
        let parameters = json!({"username": "bob", "authService": "ldap", "authData": "b7"});
        assert_eq!(
            body(&parameters),
            json!({"username": "bob", "auth_service": "ldap", "auth_data": "b7"})
        );
    }

    #[test]
    fn notifications_are_unwrapped_and_become_text() {
        let parameters = json!({
            "username": "bob", "email": "b@example.com", "password": "p",
            "additionalFields": {
                "first_name": "Bob",
                "notificationUi": {"notificationValues": {"email": true, "push": "all"}},
            },
        });
        let body = body(&parameters);
        assert_eq!(body["first_name"], json!("Bob"));
        assert_eq!(
            body["notify_props"],
            json!({
                "channel": "true", "desktop": "all", "desktop_sound": "true", "email": "true",
                "first_name": "false", "mention_keys": "", "push": "all",
            })
        );
        assert!(body.get("notificationUi").is_none());
    }
}
