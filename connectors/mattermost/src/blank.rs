//! Parameters that stand there and say nothing.
//!
//! An expression that finds nothing gives null or an empty text. Where a parameter says whom, where
//! or how many, that must not pass for its not being given: the operation would be about the token's
//! own account, another channel, or everybody. In an export it does: n8n writes an empty text for
//! what was not chosen.

use jackfield_sdk::Fault;

use crate::field::Field;
use crate::parameters::{Parameters, wrong};

/// Refuses what says nothing among the parameters of a step.
pub(crate) fn refuse(lists: &[&[Field]], parameters: &Parameters) -> Result<(), Fault> {
    if parameters.is_export() {
        return Ok(());
    }
    lists
        .iter()
        .flat_map(|list| list.iter())
        .try_for_each(|field| refuse_one(field, parameters))
}

fn refuse_one(field: &Field, parameters: &Parameters) -> Result<(), Fault> {
    let name = field.name;
    if let Some(members) = field.members() {
        return refuse(&[members], &parameters.object(name));
    }
    // Of an id and a name one says it.
    let says_the_other = || {
        let other = match name.strip_suffix("Id") {
            Some(name) => name.to_owned(),
            None => format!("{name}Id"),
        };
        parameters.word(&other).is_some()
    };
    if !field.directs() || !parameters.is_blank(name) || says_the_other() {
        return Ok(());
    }
    let remedy = if field.is_optional() {
        format!("for the default, leave `{name}` out")
    } else {
        "give it a value that is always there".to_owned()
    };
    Err(
        wrong(format!("the parameter `{name}` is empty")).hint(format!(
            "an expression that finds nothing gives this; {remedy}"
        )),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::field::{count, flag, moment, object, text, words};

    const FIELDS: &[Field] = &[
        text("user", "U.").direct(),
        text("purpose", "P."),
        words("message", "M."),
        count("limit", (1, 9), None, "L."),
        moment("since", "S."),
        flag("all", true, "A."),
        object("more", &[text("inTeam", "T.").direct()], "O."),
    ];

    fn refused(parameters: &Value) -> Option<String> {
        let parameters = Parameters::of(Some(parameters));
        refuse(&[FIELDS], &parameters)
            .err()
            .map(|fault| fault.message)
    }

    #[test]
    fn what_says_whom_where_or_how_many_says_something_or_is_not_there() {
        for name in ["user", "limit", "since"] {
            for nothing in [json!(null), json!(""), json!(" ")] {
                let expected = format!("the parameter `{name}` is empty");
                assert_eq!(refused(&json!({name: nothing})), Some(expected));
            }
        }
        let within = json!({"more": {"inTeam": ""}});
        assert!(refused(&within).unwrap().contains("`inTeam`"));
        for fine in [
            json!({}),
            json!({"user": "a", "limit": 3, "since": "2026-01-31", "more": {}}),
            json!({"user": "", "userId": "a"}),
            json!({"purpose": "", "message": null, "all": null, "more": null}),
        ] {
            assert_eq!(refused(&fine), None, "{fine}");
        }
    }
}
