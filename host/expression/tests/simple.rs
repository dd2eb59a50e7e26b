//! Expressions that are taken for right without JavaScript are right.

mod support;

use std::sync::Arc;

use jackfield_expression::{Compiled, Dialect};
use proptest::prelude::*;
use serde_json::Value;
use support::evaluator;
use support::n8n::{Nodes, settings};

const TOKENS: [&str; 40] = [
    "$json", ".a", "['b']", "[0]", "(", ")", "[", "]", ",", "+", "-", "*", "/", "%", "!", "?", ":",
    "'x'", "\"y\"", "1", "2.5", "true", "null", "&&", "||", "===", "!=", "<", ">", "=", "?.", "??",
    "$('A')", "item", "in", "new", " ", "\n", "\\", "async",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_check_accepts_the_evaluator_compiles(
        codes in prop::collection::vec(prop::collection::vec(prop::sample::select(&TOKENS[..]), 1..9), 40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let evaluator = evaluator();
            let nodes: Arc<Nodes> = Arc::new(Nodes::new());
            let mut session = evaluator.session(&settings(), nodes).await.unwrap();
            for code in codes {
                let template = Value::from(format!("={{{{ {} }}}}", code.concat()));
                let mut scripts = Vec::new();
                Compiled::compile(&template, Dialect::N8n, &mut scripts).unwrap();
                let refused = evaluator.check(&scripts, &serde_json::Map::new()).await.unwrap();
                for script in scripts.iter().filter(|_| refused.is_empty()) {
                    let compiled = session.compile(script).await;
                    assert!(compiled.is_ok(), "{template}: {:?}", compiled.err());
                }
            }
        });
    }
}
