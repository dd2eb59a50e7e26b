//! Running code as a node of an export does.

use std::sync::Arc;

use jackfield_expression::{Code, CodeError, CodeMode, CodeOutput};
use serde_json::Value;

use super::evaluator;
use super::n8n::{Nodes, settings};

pub(crate) async fn run(code: &Code) -> Result<CodeOutput, CodeError> {
    let nodes = Arc::new(Nodes::new());
    evaluator().run_code(&settings(), nodes, code).await
}

/// The objects of the items that code gives, or what is wrong and what to do.
pub(crate) async fn fields(mode: CodeMode, source: &str) -> Result<Value, String> {
    match run(&Code::new(mode, source)).await {
        Ok(output) => Ok(output
            .items
            .into_iter()
            .map(|item| Value::Object(item.json))
            .collect()),
        Err(error) => Err(match error.hint {
            Some(hint) => format!("{} | {hint}", error.message),
            None => error.message,
        }),
    }
}

pub(crate) async fn hold(mode: CodeMode, cases: &[(&str, Value)]) {
    for (source, expected) in cases {
        let given = fields(mode, source).await;
        assert_eq!(given.as_ref(), Ok(expected), "{source}");
    }
}

pub(crate) async fn fail(mode: CodeMode, cases: &[(&str, &str)]) {
    for (source, words) in cases {
        let given = fields(mode, source).await;
        let said = given.as_ref().expect_err(source);
        assert!(said.contains(words), "{source}\n{said}");
    }
}
