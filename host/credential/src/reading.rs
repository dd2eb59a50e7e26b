//! Reading a credential out of JSON, or out of what was put together like it.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::allow::{AllowList, AllowRule};
use crate::ca::CaBundle;
use crate::command::TokenCommand;
use crate::document::{Document, Object};
use crate::error::CredentialError;
use crate::expiry::parse_expiry;
use crate::field::{FIELDS, Spelling};
use crate::n8n::Exported;
use crate::notes::{self, Notes};
use crate::provider::Depth;
use crate::proxy::Proxy;
use crate::token::AccessToken;
use crate::written::Written;

/// n8n's name for ignore-SSL, understood everywhere.
const IGNORE_SSL_OF_N8N: &str = "allowUnauthorizedCerts";

/// What people write in place of a required key, in the form that [`plain`] gives.
pub(crate) const ALIASES: [(&str, &[&str]); 3] = [
    ("type", &["kind", "credentialtype"]),
    ("baseUrl", &["url", "host", "server", "endpoint"]),
    ("accessToken", &["token", "apitoken", "apikey", "bearer"]),
];

/// Where a credential is read from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    /// As messages name it.
    pub(crate) place: &'a str,
    /// How the place spells fields.
    pub(crate) spelling: Spelling<'a>,
    /// What the path of a CA file is relative to.
    pub(crate) directory: Option<&'a Path>,
    pub(crate) depth: Depth,
}

/// Reads the object of a credential; fields that are not known and whose values are text are kept.
/// A command that gives the token is run last, when nothing else can be wrong.
///
/// # Errors
/// When a field is missing, misspelled or of the wrong kind. Messages name fields, never values.
pub(crate) fn read(origin: Origin<'_>, object: &Object) -> Result<Written, CredentialError> {
    let reader = Reader { origin, object };
    reader.refuse_repeated()?;
    let of_n8n = Exported::in_own_words(object)
        .transpose()
        .map_err(|unmapped| reader.malformed(unmapped.to_string()))?;
    if of_n8n.is_some() {
        // Of what is not known, nothing is left in our own words.
        reader.refuse_misspelled()?;
    }
    let object = of_n8n.as_ref().unwrap_or(object);
    let reader = Reader { origin, object };
    if of_n8n.is_some() && object.get("baseUrl").is_none() {
        return Err(reader.without_base_url());
    }
    let (credential_type, base_url) = (reader.required("type")?, reader.required("baseUrl")?);
    let token = reader.token()?;
    reader.refuse_misspelled()?;
    let ignore_ssl_of_n8n = reader.flag(IGNORE_SSL_OF_N8N)?;
    let limits = reader.limits()?;
    let notes = reader.notes()?;
    let token = match token {
        Token::Written(token) => token,
        Token::Command(_) if origin.depth == Depth::WithoutToken => AccessToken::new(String::new()),
        Token::Command(command) => command
            .run()
            .map_err(|fault| reader.malformed(format!("`accessToken`: {fault}")))?,
    };
    if let Some(key) = holds(&token, notes.texts()) {
        return Err(reader.malformed(format!(
            "{} holds the access token, and notes are shown to everybody",
            origin.spelling.shown(key)
        )));
    }
    let written = Written {
        ignore_ssl: ignore_ssl_of_n8n,
        notes,
        fields: object
            .iter()
            .filter(|(key, _)| !is_known(key))
            .filter_map(|(key, value)| Some((key.to_owned(), value.text()?.clone())))
            .collect(),
        ..Written::new(&credential_type, &base_url, token)
    };
    Ok(limits.put_on(written))
}

/// What limits a credential and how its server is reached: all that can be said of one whatever
/// its type is.
#[derive(Clone, Debug)]
pub struct Limits {
    ignore_ssl: bool,
    ca: Option<CaBundle>,
    proxy: Proxy,
    allow: AllowList,
    expires: Option<Date>,
}

impl Limits {
    /// The credential with these limits. Certificates that it accepts already it still accepts.
    #[must_use]
    pub fn put_on(self, written: Written) -> Written {
        Written {
            ignore_ssl: written.ignore_ssl || self.ignore_ssl,
            ca: self.ca,
            proxy: self.proxy,
            allow: self.allow,
            expires: self.expires,
            ..written
        }
    }
}

/// Reads the limits alone, out of what has the fields of another program beside them.
///
/// # Errors
/// When one of them is misspelled or of the wrong kind, or the base URL is no text. Messages name
/// fields, never values.
pub(crate) fn read_limits(origin: Origin<'_>, object: &Object) -> Result<Limits, CredentialError> {
    let reader = Reader { origin, object };
    reader.refuse_repeated()?;
    reader.refuse_misspelled()?;
    reader.text("baseUrl")?;
    reader.limits()
}

/// The first of these texts that has the token in it.
#[expect(clippy::disallowed_methods, reason = "looks for the token")]
pub(crate) fn holds<'a>(
    token: &AccessToken,
    mut texts: impl Iterator<Item = (&'static str, &'a str)>,
) -> Option<&'static str> {
    let token = token.expose().trim();
    texts
        .find(|(_, text)| !token.is_empty() && text.contains(token))
        .map(|(key, _)| key)
}

enum Token {
    Written(AccessToken),
    Command(TokenCommand),
}

struct Reader<'a> {
    origin: Origin<'a>,
    object: &'a Object,
}

impl Reader<'_> {
    fn malformed(&self, reason: String) -> CredentialError {
        CredentialError::Malformed {
            place: self.origin.place.to_owned(),
            reason,
        }
    }

    fn missing(&self, key: &str) -> CredentialError {
        let shown = self.origin.spelling.shown(key);
        self.malformed(match (self.origin.spelling, meant(key, self.object)) {
            (Spelling::Variables(_), _) => {
                format!("{shown} is missing, while other variables of this credential are set")
            }
            (_, Some(meant)) => format!("{shown} is missing (is `{meant}` meant to be it?)"),
            (_, None) => format!("{shown} is missing"),
        })
    }

    /// n8n's generic types do not say whose a token is.
    fn without_base_url(&self) -> CredentialError {
        let add = match self.origin.spelling {
            Spelling::Json => "add `\"baseUrl\": \"https://api.example.com\"` to it".to_owned(),
            Spelling::Files => "write it into a file `base-url` beside the others".to_owned(),
            Spelling::Variables(_) => {
                format!("set {}", self.origin.spelling.shown("baseUrl"))
            }
        };
        self.malformed(format!(
            "it has no base URL, and a credential here is for one place; {add}"
        ))
    }

    fn must_be(&self, key: &str, what: &str) -> CredentialError {
        let shown = self.origin.spelling.shown(key);
        self.malformed(format!("{shown} must be {what}"))
    }

    /// A text that is no secret.
    #[expect(clippy::disallowed_methods, reason = "reads fields that are no tokens")]
    fn text(&self, key: &str) -> Result<Option<String>, CredentialError> {
        match self.object.get(key) {
            Some(Document::Text(text)) => Ok(Some(text.expose().to_owned())),
            Some(Document::Null) | None => Ok(None),
            Some(_) => Err(self.must_be(key, "text")),
        }
    }

    fn required(&self, key: &str) -> Result<String, CredentialError> {
        match self.object.get(key) {
            Some(Document::Null) => Err(self.must_be(key, "text")),
            _ => self.text(key)?.ok_or_else(|| self.missing(key)),
        }
    }

    fn flag(&self, key: &str) -> Result<bool, CredentialError> {
        match self.object.get(key) {
            Some(Document::Flag(flag)) => Ok(*flag),
            Some(Document::Null) | None => Ok(false),
            Some(_) => Err(self.must_be(key, "true or false")),
        }
    }

    fn token(&self) -> Result<Token, CredentialError> {
        match self.object.get("accessToken") {
            Some(Document::Text(token)) => Ok(Token::Written(token.clone())),
            Some(Document::Object(object)) => TokenCommand::from_object(object)
                .map(Token::Command)
                .map_err(|reason| self.malformed(format!("`accessToken` {reason}"))),
            Some(_) => Err(self.must_be("accessToken", "text, or an object with a `command`")),
            None => Err(self.missing("accessToken")),
        }
    }

    fn parsed<T, E: std::fmt::Display>(
        &self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, CredentialError> {
        let shown = self.origin.spelling.shown(key);
        self.text(key)?
            .map(|text| parse(&text).map_err(|error| self.malformed(format!("{shown}: {error}"))))
            .transpose()
    }

    fn ca(&self) -> Result<Option<CaBundle>, CredentialError> {
        self.parsed("caFile", |text| {
            if CaBundle::is_inline(text) {
                return CaBundle::parse(text);
            }
            let path = match self.origin.directory {
                Some(directory) => directory.join(text.trim()),
                None => PathBuf::from(text.trim()),
            };
            CaBundle::read(&path)
        })
    }

    #[expect(clippy::disallowed_methods, reason = "reads fields that are no tokens")]
    fn allow(&self) -> Result<AllowList, CredentialError> {
        let shown = self.origin.spelling.shown("allow");
        let texts: Vec<&str> = match self.object.get("allow") {
            None | Some(Document::Null) => return Ok(AllowList::default()),
            Some(Document::Text(text)) => text
                .expose()
                .split(['\n', ','])
                .map(str::trim)
                .filter(|rule| !rule.is_empty())
                .collect(),
            Some(Document::List(rules)) => rules
                .iter()
                .map(|rule| rule.text().map(AccessToken::expose))
                .collect::<Option<_>>()
                .ok_or_else(|| self.must_be("allow", "a list of texts"))?,
            Some(_) => return Err(self.must_be("allow", "a list of texts")),
        };
        if texts.is_empty() {
            return Err(self.malformed(format!(
                "{shown} has no rule, so it would allow nothing; without it everything is allowed"
            )));
        }
        texts
            .into_iter()
            .enumerate()
            .map(|(index, text)| {
                text.parse::<AllowRule>()
                    .map_err(|fault| self.malformed(format!("{shown}: rule {} {fault}", index + 1)))
            })
            .collect::<Result<_, _>>()
            .map(AllowList::new)
    }

    fn notes(&self) -> Result<Notes, CredentialError> {
        let note = |key: &str| {
            let Some(text) = self.text(key)? else {
                return Ok(None);
            };
            let text = text.trim();
            match notes::fault_of(text) {
                Some(fault) => {
                    let shown = self.origin.spelling.shown(key);
                    Err(self.malformed(format!("{shown} {fault}")))
                }
                None => Ok(Some(text.to_owned()).filter(|text| !text.is_empty())),
            }
        };
        Ok(Notes {
            token_id: note("tokenId")?,
            description: note("description")?,
            account: note("account")?,
            replaced_token_ids: Vec::new(),
        })
    }

    fn limits(&self) -> Result<Limits, CredentialError> {
        Ok(Limits {
            ignore_ssl: self.flag("ignoreSsl")?,
            ca: self.ca()?,
            proxy: self.parsed("proxy", Proxy::parse)?.unwrap_or_default(),
            expires: self.parsed("expires", parse_expiry)?,
            allow: self.allow()?,
        })
    }

    fn refuse_repeated(&self) -> Result<(), CredentialError> {
        match self.object.repeated() {
            Some(key) => {
                let shown = self.origin.spelling.shown(key);
                Err(self.malformed(format!("{shown} stands there twice")))
            }
            None => Ok(()),
        }
    }

    fn refuse_misspelled(&self) -> Result<(), CredentialError> {
        let known: Vec<&'static str> = FIELDS.into_iter().chain([IGNORE_SSL_OF_N8N]).collect();
        match misspelled(self.object, &known) {
            Some((key, known)) => {
                Err(self.malformed(format!("unknown key `{key}`; did you mean `{known}`?")))
            }
            None => Ok(()),
        }
    }
}

/// What limits a credential, or what it goes through: without one of these it may do more than was
/// meant.
const LIMITING: [&str; 5] = ["allow", "expires", "caFile", "proxy", "ignoreSsl"];

/// A key that is none of these and is meant for one of them, with that one: it differs in its
/// spelling alone, or is a slip in what limits the credential. A type's own fields are many, so
/// other slips are not looked for.
pub(crate) fn misspelled<'a>(
    object: &'a Object,
    known: &[&'static str],
) -> Option<(&'a str, &'static str)> {
    let mut further = object.keys().filter(|key| !known.contains(key));
    further.find_map(|key| {
        let same = known.iter().find(|known| plain(known) == plain(key));
        let slip = || {
            known
                .iter()
                .find(|known| LIMITING.contains(known) && jackfield_suggest::is_slip(key, known))
        };
        Some((key, *same.or_else(slip)?))
    })
}

pub(crate) fn is_known(key: &str) -> bool {
    FIELDS.contains(&key) || key == IGNORE_SSL_OF_N8N
}

/// The keys that do not belong to every credential.
fn further(object: &Object) -> impl Iterator<Item = &str> {
    object.keys().filter(|key| !is_known(key))
}

/// The key that probably stands where this one is required.
fn meant<'a>(required: &str, object: &'a Object) -> Option<&'a str> {
    further(object)
        .find(|key| plain(key) == plain(required))
        .or_else(|| further(object).find(|key| is_alias(required, key)))
        .or_else(|| jackfield_suggest::nearest(required, further(object)))
}

/// Whether people write this key in place of that one.
pub(crate) fn is_alias(required: &str, key: &str) -> bool {
    ALIASES
        .iter()
        .find(|(candidate, _)| *candidate == required)
        .is_some_and(|(_, aliases)| aliases.contains(&plain(key).as_str()))
}

/// A key without the things that spellings differ in.
fn plain(key: &str) -> String {
    key.chars()
        .filter(|character| !matches!(character, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}
