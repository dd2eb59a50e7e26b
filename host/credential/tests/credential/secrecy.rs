//! No secret is on disk in the clear, or printed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jackfield_credential::{Credential, Existing, forbid_core_dumps};

use crate::support::{State, TOKEN, chat, full};

/// The spellings of a secret that a look into a file would find.
fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let mut spellings = vec![secret.as_bytes().to_vec()];
    let json = serde_json::Value::from(secret).to_string();
    spellings.push(json.trim_matches('"').as_bytes().to_vec());
    for offset in 0..3 {
        let padded = [vec![b'x'; offset], secret.as_bytes().to_vec()].concat();
        let encoded = STANDARD.encode(padded);
        // Without the ends, which depend on the neighbours.
        spellings.push(encoded.as_bytes()[4..encoded.len() - 4].to_vec());
    }
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    spellings.push(hex.into_bytes());
    spellings
}

#[test]
fn no_secret_is_in_the_state_directory_in_the_clear() {
    let state = State::new();
    let store = state.store();
    store.add("a", &full(), &chat(), Existing::Keep).unwrap();
    store
        .edit("a", |written| written.ignore_ssl = true)
        .unwrap();
    store.rename("a", "b").unwrap();
    store.annotate("b", |_| {}).unwrap();
    let files = state.files();
    assert!(files.len() >= 3, "{files:?}");
    for (path, content) in files {
        for secret in [TOKEN, "pa55word", "h00k-secret"] {
            for spelling in spellings(secret) {
                let found = content
                    .windows(spelling.len())
                    .any(|window| window == spelling);
                assert!(!found, "{secret} is in {}", path.display());
            }
        }
    }
}

#[test]
fn no_secret_is_printed() {
    let state = State::new();
    let store = state.store();
    let stored = store.add("a", &full(), &chat(), Existing::Keep).unwrap();
    let written = store.get("a").unwrap();
    let mut wrong = full();
    wrong.base_url = format!("https://alice:{TOKEN}@h");
    let credential = Credential::resolve("a", written.clone(), [&chat()]).unwrap();
    let printed = format!(
        "{stored:#?} {written:#?} {credential:#?} {wrong:#?} {store:#?} {:#?}",
        store.list().unwrap()
    );
    assert!(printed.contains("chat.example.com"), "{printed}");
    for secret in [TOKEN, "pa55word", "h00k-secret"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn core_dumps_are_turned_off() {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    forbid_core_dumps().unwrap();
    let limit = getrlimit(Resource::Core);
    assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
}
