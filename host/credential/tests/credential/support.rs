//! A state directory with a store in it, and credentials to put there.

use std::fs;
use std::path::{Path, PathBuf};

use jackfield_credential::{AccessToken, CaBundle, IdentitySource, Proxy, Store, Written};
use jackfield_descriptor::CredentialType;
use serde_json::Value;
use tempfile::TempDir;

/// A token that is found wherever it should not be.
pub(crate) const TOKEN: &str = "tok3n+of/alice=xyz";
/// A bundle that passes for one: nobody looks into the certificate here.
pub(crate) const PEM: &str = "-----BEGIN CERTIFICATE-----\nTUlJQ2Fm\n-----END CERTIFICATE-----\n";

/// A type whose token is a bearer token.
pub(crate) fn chat() -> CredentialType {
    let mut chat = CredentialType::bearer("chat", "Chat token", "https://chat.example.com");
    chat.base_url.strip_suffixes = vec!["/api/v4".to_owned()];
    chat.n8n_aliases = vec!["chatApi".to_owned()];
    chat
}

/// A credential with nothing but what it needs.
pub(crate) fn plain(token: &str) -> Written {
    Written::new(
        "chat",
        "https://chat.example.com",
        AccessToken::new(token.to_owned()),
    )
}

/// A credential with everything.
pub(crate) fn full() -> Written {
    let mut written = plain(TOKEN);
    written.base_url = "https://chat.example.com/team".to_owned();
    written.ca = Some(CaBundle::parse(PEM).unwrap());
    written.proxy = Proxy::parse("http://bob:pa55word@proxy.example.com:3128").unwrap();
    written.allow =
        jackfield_credential::AllowList::new(vec!["POST /api/v4/posts".parse().unwrap()]);
    written.expires = Some(jiff::civil::date(2027, 1, 31));
    written.notes.token_id = Some("id-1".to_owned());
    written.notes.account = Some("@alice".to_owned());
    written.fields = [(
        "webhook".to_owned(),
        AccessToken::new("h00k-secret".to_owned()),
    )]
    .into();
    written
}

/// A state directory.
pub(crate) struct State(TempDir);

impl State {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Its store, with the identity beside it.
    pub(crate) fn store(&self) -> Store {
        self.store_with(IdentitySource::Beside)
    }

    pub(crate) fn store_with(&self, identity: IdentitySource) -> Store {
        Store::new(self.path(), identity)
    }

    /// A file of the store.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join("credentials").join(name)
    }

    /// What the store's file says.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&fs::read(self.file("store.json")).unwrap()).unwrap()
    }

    /// Edits the store's file as a person with an editor would.
    pub(crate) fn edit(&self, change: impl FnOnce(&mut Value)) {
        let mut json = self.json();
        change(&mut json);
        fs::write(self.file("store.json"), json.to_string()).unwrap();
    }

    /// Every file of the directory, with its content.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        fn collect(directory: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(&path, found);
                } else {
                    found.push((path.clone(), fs::read(&path).unwrap()));
                }
            }
        }
        let mut found = Vec::new();
        collect(self.path(), &mut found);
        found
    }
}

/// The message of an error with its hint, without the token.
#[track_caller]
pub(crate) fn said(error: &jackfield_credential::CredentialError) -> String {
    let said = format!("{error}\n{error:?}\n{}", error.hint().unwrap_or_default());
    for secret in [TOKEN, "pa55word", "h00k-secret", "AGE-SECRET-KEY-1Q"] {
        assert!(!said.contains(secret), "{said}");
    }
    said
}

/// That these words are in a message.
#[track_caller]
pub(crate) fn assert_says(error: &jackfield_credential::CredentialError, words: &[&str]) {
    let said = said(error);
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
}
