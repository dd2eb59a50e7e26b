//! What the evaluator gives for some items.

use serde::Deserialize;
use serde_json::Value;

use super::problem::Problem;
use super::session::{Failed, Row};

/// The evaluator's answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Reply {
    /// The values of the first item, in the order of the scripts, then those of the next.
    values: Vec<Value>,
    /// The positions in it of what is undefined, in their order.
    #[serde(default)]
    absent: Vec<usize>,
    /// What has no value: positions of item and script, and why.
    wrong: Vec<(usize, usize, Problem)>,
}

impl Reply {
    /// What came of each item; if the request was not for each, of the first that has no value,
    /// when there is one.
    pub(crate) fn rows(self, scripts: &[usize], items: &[usize], each: bool) -> Vec<Row> {
        let Self {
            values,
            absent,
            mut wrong,
        } = self;
        if !each && let Some(wrong) = wrong.pop() {
            return vec![Err(failed(wrong, scripts, items))];
        }
        let mut values: Vec<Option<Value>> = values.into_iter().map(Some).collect();
        for position in absent {
            if let Some(value) = values.get_mut(position) {
                *value = None;
            }
        }
        let mut values = values.into_iter();
        let mut rows: Vec<Row> = items
            .iter()
            .map(|_| Ok(values.by_ref().take(scripts.len()).collect()))
            .collect();
        for wrong in wrong {
            if let Some(row) = rows.get_mut(wrong.0) {
                *row = Err(failed(wrong, scripts, items));
            }
        }
        rows
    }
}

fn failed(wrong: (usize, usize, Problem), scripts: &[usize], items: &[usize]) -> Failed {
    let (item, script, problem) = wrong;
    Failed {
        script: scripts.get(script).copied().unwrap_or_default(),
        item: items.get(item).copied().unwrap_or_default(),
        error: problem.into(),
    }
}
