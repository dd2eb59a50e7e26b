//! What a node's expressions are told of the run.

use serde_json::{Map, Value, json};

/// What the expressions and the code of a node are told of the run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The time, in milliseconds since 1970, at which the node's clock stands.
    pub now_ms: u64,
    /// The seed of randomness.
    pub seed: u32,
    /// The time zone, by its IANA name.
    pub zone: String,
    /// Facts of the run and of the node at work, as a JSON object. All may be left out:
    ///
    /// - `node`: its `name`, `id`, `version`, `webhookId`, and its `parameters`; those of an export
    ///   may be as they stand in the file, for their expressions are evaluated when they are looked
    ///   at; `rawParameters` where they are not the same;
    /// - `previous`: the node that its items come from: `name`, `outputIndex`, `runIndex`;
    /// - `runIndex`, counted from 0;
    /// - `mode`: how the run was started, such as `cli` or `trigger`;
    /// - `workflow`: `id`, `name`, `active`;
    /// - `execution`: `id`, `mode` (`test` or `production`), `resumeUrl`;
    /// - `vars`: the variables of the installation.
    pub facts: Value,
    /// Further names that expressions may begin with, such as `$response`, and their values.
    pub roots: Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            now_ms: 0,
            seed: 0,
            zone: "UTC".to_owned(),
            facts: json!({}),
            roots: Map::new(),
        }
    }
}

impl Settings {
    /// The settings as the evaluator takes them.
    pub(crate) fn for_guest(&self) -> String {
        let Self {
            now_ms,
            seed,
            zone,
            facts,
            roots,
        } = self;
        let settings = json!({
            "now": now_ms, "seed": seed, "zone": zone, "facts": facts, "roots": roots,
        });
        settings.to_string()
    }
}
