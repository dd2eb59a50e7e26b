//! Connectors that no compiler would make: what breaks the contract, and what claims to be somebody
//! else.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::harness::End::{Fault, Harmless};
use super::harness::{
    Assault, Case, End, assert_bearer_only, assert_untouched, case, chat_below, step,
};
use super::wire::{Reply, Wire};
use crate::support::{chat_step, post};

const LIMIT: &str = "limit-exceeded";
const TRAPPED: End = Fault("internal", "the connector contract-breaker failed: ");
const BROKEN: End = Fault(
    "internal",
    "the connector broke the contract: an item that is not",
);

/// Attacks in a call. Each is a file in `tests/guests/contract-breaker`.
pub(crate) const CALLS: &[Case] = &[
    case(
        "table-growth",
        Fault(LIMIT, "needs more than 100000 table elements"),
    ),
    case(
        "memory-growth",
        Fault(LIMIT, "needs more than 64 MiB of memory"),
    ),
    case("trap", TRAPPED),
    case("division", TRAPPED),
    case("forged-handle", TRAPPED),
    case("handle-of-another-type", TRAPPED),
    case("handle-dropped-twice", TRAPPED),
    case("handle-used-after-its-end", TRAPPED),
    case("message-beyond-memory", TRAPPED),
    case("message-that-is-no-text", TRAPPED),
    case("level-that-is-none", TRAPPED),
    case(
        "request-that-multiplies",
        Fault(LIMIT, "MiB handed over at once"),
    ),
    case(
        "result-that-multiplies",
        Fault(LIMIT, "MiB handed over at once"),
    ),
    case("result-beyond-memory", TRAPPED),
    case("result-out-of-line", TRAPPED),
    case("result-of-no-kind", TRAPPED),
    case("fault-of-no-delivery", TRAPPED),
    case("item-that-is-a-list", BROKEN),
    case("item-that-is-no-json", BROKEN),
    case("item-of-a-source-beyond-the-end", Harmless),
];

#[test]
fn calls_that_break_the_contract_end_as_faults() {
    let origin = Wire::start(|_| Reply::ok());
    for known in CALLS {
        let jackfield = chat_below(&origin).file("guest.wasm", component(known.trick, &honest()));
        let path = jackfield.path("guest.wasm");
        let mut step = step("contract-breaker/contract.break");
        step["with"] = json!({"attack": "{{ $json.trick !== 'honest' }}"});
        Assault {
            jackfield,
            guest: path.to_str().unwrap(),
            step,
            cases: &[case(known.trick, known.end)],
            arguments: &[],
        }
        .run();
    }
    assert_untouched(&origin);
}

/// Attacks while a connector is loaded, with the words of their end.
pub(crate) const LOADS: &[(&str, &str)] = &[
    ("many-memories", "it is not a valid component"),
    ("table-without-end", "it is not a valid component"),
    ("endless-start", "it gave no answer within 5 seconds"),
    (
        "trap-at-start",
        "it failed when it was asked to describe itself",
    ),
    (
        "hungry-start",
        "it failed when it was asked to describe itself",
    ),
];

#[test]
fn connectors_that_cannot_be_loaded_are_refused() {
    for (name, words) in LOADS {
        refused(component(name, &honest()), words);
    }
}

/// What a descriptor claims, and the words with which it is refused.
pub(crate) const CLAIMS: &[(&str, &str)] = &[
    (
        "the connector mattermost",
        "it defines the connector `mattermost`, which exists already",
    ),
    (
        "the connector core",
        "it defines the connector `core`, which exists already",
    ),
    (
        "the type mattermost",
        "it defines the credential type `mattermost`, which exists already",
    ),
    (
        "the type jelastic",
        "it defines the credential type `jelastic`, which exists already",
    ),
    (
        "an alias of mattermost",
        "it defines the credential type `mattermostApi`, which exists",
    ),
    ("a name of capitals", "`Evil` is no name for a connector"),
    (
        "a name that is a path",
        "`../evil` is no name for a connector",
    ),
    ("a name of nothing", "`` is no name for a connector"),
    (
        "a later version",
        "it has the version 2, and this jackfield reads 1",
    ),
    ("nothing", "its description cannot be read"),
];

fn claim(what: &str) -> String {
    let mut descriptor = honest();
    let credential_type = |name: &str, aliases: &[&str]| {
        json!([{
            "name": name, "title": "x", "placement": [{"in": "query", "name": "token"}],
            "baseUrl": {"example": "https://attacker.example"}, "n8nAliases": aliases,
        }])
    };
    let (key, value) = match what {
        "the connector mattermost" => ("name", json!("mattermost")),
        "the connector core" => ("name", json!("core")),
        "the type mattermost" => ("credentialTypes", credential_type("mattermost", &[])),
        "the type jelastic" => ("credentialTypes", credential_type("jelastic", &[])),
        "an alias of mattermost" => (
            "credentialTypes",
            credential_type("evil", &["mattermostApi"]),
        ),
        "a name of capitals" => ("name", json!("Evil")),
        "a name that is a path" => ("name", json!("../evil")),
        "a name of nothing" => ("name", json!("")),
        "a later version" => ("descriptorVersion", json!(2)),
        _ => ("operations", json!("none")),
    };
    descriptor[key] = value;
    descriptor.to_string()
}

#[test]
fn connectors_that_claim_what_is_not_theirs_are_refused() {
    for (what, words) in CLAIMS {
        let descriptor: Value = serde_json::from_str(&claim(what)).unwrap();
        refused(component("trap", &descriptor), words);
    }
}

/// Neither what the component brings nor what is built in is carried out.
#[track_caller]
fn refused(component: Vec<u8>, words: &str) {
    let origin = Wire::start(|_| Reply::ok());
    let step = chat_step("channel.search", &json!({"term": "x"}));
    let said = chat_below(&origin)
        .file("guest.wasm", component)
        .steps(&[post("Post", "a"), step])
        .run(&["--plugin", "guest.wasm"])
        .ends(10)
        .says(&["guest.wasm cannot be used as a connector: ", words]);
    assert_eq!(said.stdout, "");
    assert_untouched(&origin);
}

#[test]
fn a_component_by_hand_is_a_connector() {
    // So that the others are refused for what they do and not for how they are made.
    let origin = Wire::start(|_| Reply::ok());
    let step = json!({
        "uses": "contract-breaker/contract.break", "credential": "team-chat",
        "with": {"attack": false},
    });
    let said = chat_below(&origin)
        .file("guest.wasm", component("trap", &honest()))
        .steps(&[step])
        .run(&["--plugin", "guest.wasm"])
        .ends(0);
    assert_eq!(said.json_lines(), [json!({"status": 200})]);
    assert_eq!(assert_bearer_only(&origin), 0);
}

fn honest() -> Value {
    json!({
        "descriptorVersion": 1,
        "name": "contract-breaker",
        "version": "0.1.0",
        "title": "Contract breaker",
        "summary": "Breaks the contract.",
        "operations": [{
            "name": "contract.break",
            "summary": "",
            "effect": "unsafe",
            "parameters": {"type": "object", "properties": {"attack": {"type": "boolean"}}},
            "credentials": [{"name": "default", "types": ["mattermost"]}],
        }],
    })
}

/// The component of an attack, with this descriptor.
fn component(attack: &str, descriptor: &Value) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |name: &str| {
        let path = root.join(format!("tests/guests/contract-breaker/{name}.wat"));
        fs::read_to_string(path).unwrap()
    };
    let text = descriptor.to_string();
    let length = u32::try_from(text.len()).unwrap().to_le_bytes();
    let escaped =
        |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("\\{byte:02x}")).collect() };
    let prelude = read("prelude")
        .replace("LENGTH", &escaped(&length))
        .replace("DESCRIPTOR", &escaped(text.as_bytes()));
    let component = read("component")
        .replace("ATTACK", &read(attack))
        .replace("PRELUDE", &prelude);
    wat::parse_str(component).unwrap()
}
