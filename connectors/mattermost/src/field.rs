//! Parameters as data: what an operation takes, and the JSON Schema that says it.
//!
//! n8n evaluates an expression to whatever it gives, so that a number or a flag may arrive as
//! text; the schema lets that pass, and [`Parameters`](crate::parameters::Parameters) reads it.

use serde_json::{Map, Value, json};

/// One parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    kind: Kind,
    about: &'static str,
    need: Need,
    directs: bool,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    /// Text for people, for which a number or a flag does as well.
    Words,
    /// True or false, with its default.
    Flag(Option<bool>),
    /// A whole number with its least, its most and its default.
    Count(u64, u64, Option<u64>),
    /// A list of texts, or one text with commas in it.
    Texts,
    /// One of these; the first is the default.
    Choice(&'static [&'static str]),
    /// A moment: milliseconds, or text by RFC 3339.
    Moment,
    /// An object with these members and no others.
    Object(&'static [Field]),
    /// An object with any members.
    Members,
    /// A list of objects with any members.
    Objects,
    /// A JSON value of any kind.
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Optional,
    Required,
    /// It can be left out, and is not null where it stands: what an expression did not find must
    /// not pass for it.
    Definite,
    /// It, or one of its neighbours in the same list that are marked so.
    OneOf,
}

const fn field(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field {
        name,
        kind,
        about,
        need: Need::Optional,
        directs: false,
    }
}

pub(crate) const fn text(name: &'static str, about: &'static str) -> Field {
    field(name, Kind::Text, about)
}

pub(crate) const fn words(name: &'static str, about: &'static str) -> Field {
    field(name, Kind::Words, about)
}

pub(crate) const fn texts(name: &'static str, about: &'static str) -> Field {
    field(name, Kind::Texts, about)
}

pub(crate) const fn flag(name: &'static str, default: bool, about: &'static str) -> Field {
    field(name, Kind::Flag(Some(default)), about)
}

pub(crate) const fn change(name: &'static str, about: &'static str) -> Field {
    field(name, Kind::Flag(None), about)
}

pub(crate) const fn moment(name: &'static str, about: &'static str) -> Field {
    field(name, Kind::Moment, about)
}

pub(crate) const fn choice(
    name: &'static str,
    choices: &'static [&'static str],
    about: &'static str,
) -> Field {
    field(name, Kind::Choice(choices), about)
}

pub(crate) const fn object(
    name: &'static str,
    fields: &'static [Field],
    about: &'static str,
) -> Field {
    field(name, Kind::Object(fields), about)
}

pub(crate) const fn members(name: &'static str, about: &'static str) -> Field {
    field(name, Kind::Members, about)
}

pub(crate) const fn objects(name: &'static str, about: &'static str) -> Field {
    field(name, Kind::Objects, about)
}

pub(crate) const fn any(name: &'static str, about: &'static str) -> Field {
    field(name, Kind::Any, about)
}

pub(crate) const fn count(
    name: &'static str,
    (least, most): (u64, u64),
    default: Option<u64>,
    about: &'static str,
) -> Field {
    field(name, Kind::Count(least, most, default), about)
}

impl Field {
    pub(crate) const fn required(mut self) -> Self {
        self.need = Need::Required;
        self
    }

    pub(crate) const fn definite(mut self) -> Self {
        self.need = Need::Definite;
        self
    }

    pub(crate) const fn one_of(mut self) -> Self {
        self.need = Need::OneOf;
        self
    }

    /// It says whom or where the operation is about: in a step it says something where it stands.
    pub(crate) const fn direct(mut self) -> Self {
        self.directs = true;
        self
    }

    /// Whether it says whom, where, since when or how many.
    pub(crate) fn directs(&self) -> bool {
        self.directs || matches!(self.kind, Kind::Count(..) | Kind::Moment)
    }

    /// Whether there is a default for it.
    pub(crate) fn is_optional(&self) -> bool {
        matches!(self.need, Need::Optional | Need::Definite)
    }

    /// The parameters within it, where it is an object of such.
    pub(crate) fn members(&self) -> Option<&'static [Self]> {
        match self.kind {
            Kind::Object(fields) => Some(fields),
            _ => None,
        }
    }

    fn schema(&self) -> Value {
        let mut schema = match self.kind {
            // What is required has to be something; what is not may be null, for that is what an
            // expression gives that finds nothing.
            Kind::Text if matches!(self.need, Need::Required | Need::Definite) => {
                json!({"type": "string"})
            }
            Kind::Text => json!({"type": ["string", "null"]}),
            Kind::Words if matches!(self.need, Need::Required | Need::Definite) => {
                json!({"type": ["string", "number", "boolean"]})
            }
            Kind::Words => json!({"type": ["string", "number", "boolean", "null"]}),
            Kind::Flag(default) => {
                let mut schema = json!({
                    "type": ["boolean", "string", "null"],
                    "pattern": "^(true|false)$|\\{\\{",
                });
                set(&mut schema, "default", default.map(Value::Bool));
                schema
            }
            Kind::Count(least, most, default) => {
                let mut schema = json!({
                    "type": ["integer", "string", "null"],
                    "minimum": least,
                    "pattern": "^ *[0-9]+ *$|\\{\\{",
                });
                let most = (most != u64::MAX).then(|| most.into());
                set(&mut schema, "maximum", most);
                set(&mut schema, "default", default.map(Value::from));
                schema
            }
            Kind::Texts => json!({
                "type": ["string", "array", "null"],
                "items": {"type": "string"},
            }),
            Kind::Choice(choices) => {
                let mut words: Vec<Value> = choices.iter().map(|word| json!(word)).collect();
                // What n8n writes where nothing was chosen, and an expression that finds nothing.
                words.extend(["".into(), Value::Null]);
                json!({"enum": words, "default": choices.first()})
            }
            Kind::Moment => json!({"type": ["string", "integer", "null"]}),
            Kind::Object(fields) => {
                let mut schema = schema_of(&[fields]);
                set(&mut schema, "type", Some(json!(["object", "null"])));
                schema
            }
            Kind::Members => json!({"type": ["object", "null"]}),
            Kind::Objects => json!({"type": ["array", "null"], "items": {"type": "object"}}),
            Kind::Any => json!({}),
        };
        set(&mut schema, "description", Some(self.about.into()));
        schema
    }
}

/// The schema of an object with all of these, in their order.
pub(crate) fn schema_of(lists: &[&[Field]]) -> Value {
    let all = || lists.iter().flat_map(|list| list.iter());
    let properties: Map<String, Value> = all()
        .map(|field| (field.name.to_owned(), field.schema()))
        .collect();
    let required: Vec<&str> = all()
        .filter(|field| field.need == Need::Required)
        .map(|field| field.name)
        .collect();
    let mut either: Vec<Value> = lists
        .iter()
        .map(|list| list.iter().filter(|field| field.need == Need::OneOf))
        .map(|list| {
            list.map(|field| json!({"required": [field.name]}))
                .collect()
        })
        .filter(|choices: &Vec<Value>| !choices.is_empty())
        .map(Value::Array)
        .collect();
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    let required = (!required.is_empty()).then(|| json!(required));
    set(&mut schema, "required", required);
    if either.len() < 2 {
        set(&mut schema, "anyOf", either.pop());
    } else {
        let each = either.into_iter().map(|choices| json!({"anyOf": choices}));
        set(&mut schema, "allOf", Some(each.collect()));
    }
    schema
}

/// Sets a member of an object, if there is anything to set.
fn set(object: &mut Value, name: &str, value: Option<Value>) {
    if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
        object.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_says_what_is_needed() {
        let who: &[Field] = &[text("user", "A.").one_of(), text("userId", "B.").one_of()];
        let what: &[Field] = &[text("postId", "C.").required()];
        let schema = schema_of(&[who, what]);
        assert_eq!(schema["required"], json!(["postId"]));
        assert_eq!(
            schema["anyOf"],
            json!([{"required": ["user"]}, {"required": ["userId"]}])
        );
        assert_eq!(schema["additionalProperties"], json!(false));
        let schema = schema_of(&[who, &[text("channel", "D.").one_of()]]);
        assert_eq!(schema["allOf"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn numbers_and_flags_may_be_text() {
        let limit = count("limit", (1, 100), Some(100), "L.").schema();
        assert_eq!(limit["type"], json!(["integer", "string", "null"]));
        assert_eq!(
            (&limit["minimum"], &limit["maximum"]),
            (&json!(1), &json!(100))
        );
        assert_eq!(limit["default"], json!(100));
        assert!(
            flag("returnAll", true, "R.").schema()["type"]
                .as_array()
                .unwrap()
                .contains(&json!("string"))
        );
    }
}
