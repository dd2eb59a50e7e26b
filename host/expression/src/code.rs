//! The code of nodes, and what comes of it.

use std::collections::BTreeMap;
use std::time::Duration;

use jackfield_item::{Blob, Item};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::named::written_names;

/// Code that a node runs.
#[derive(Clone, Debug)]
pub struct Code {
    /// How it is called, and what it returns.
    pub mode: CodeMode,
    /// The JavaScript.
    pub source: String,
    /// What `$getWorkflowStaticData()` gives.
    pub kept: Kept,
    /// Whether an item for which it fails becomes one with the field `error`. Only code that is
    /// called for each item can go on.
    pub continues: bool,
    /// How long it may take for all items together.
    pub time: Duration,
    /// How many bytes of memory it may use, beside what the evaluator itself does.
    pub memory: usize,
}

/// How the code of a node is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeMode {
    /// Once, for all items; returns items.
    AllItems,
    /// For each `item`; returns one, or null for none.
    EachItem,
    /// That of the older node *Function*: once, with `items`; returns items.
    Function,
    /// That of the older node *Function Item*: for each `item`, which is an object of fields;
    /// returns an object of fields.
    FunctionItem,
}

impl CodeMode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AllItems => "all",
            Self::EachItem => "each",
            Self::Function => "function",
            Self::FunctionItem => "functionItem",
        }
    }
}

/// What code keeps from one run to the next.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Kept {
    /// For the whole workflow.
    pub global: Value,
    /// For the node.
    pub node: Value,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            global: json!({}),
            node: json!({}),
        }
    }
}

impl Code {
    /// Code with the usual limits: a minute, and 512 MiB.
    #[must_use]
    pub fn new(mode: CodeMode, source: impl Into<String>) -> Self {
        Self {
            mode,
            source: source.into(),
            kept: Kept::default(),
            continues: false,
            time: Duration::from_secs(60),
            memory: 512 << 20,
        }
    }

    /// The names of the nodes that it looks at, as far as they are written out.
    #[must_use]
    pub fn nodes(&self) -> Vec<String> {
        written_names(&self.source)
    }
}

/// What came of code.
#[derive(Clone, Debug)]
pub struct CodeOutput {
    /// The items.
    pub items: Vec<CodeItem>,
    /// What it wrote to the console.
    pub console: Vec<ConsoleLine>,
    /// What has become of [`Code::kept`], if it has changed.
    pub kept: Option<Kept>,
}

/// An item that code has returned.
#[derive(Clone, Debug)]
pub struct CodeItem {
    /// The fields.
    pub json: Map<String, Value>,
    /// The binary data.
    pub binary: BTreeMap<String, Blob>,
    /// Which items it comes from, as code says it: an index, an object with `item` and perhaps
    /// `input`, or a list of these. Items that it was given say so of themselves.
    pub paired: Option<Value>,
    /// What it says is wrong with the item.
    pub error: Option<Value>,
}

impl CodeItem {
    /// The indices of the items that it comes from, as far as it says so.
    #[must_use]
    pub fn sources(&self) -> Vec<u32> {
        let paired = match &self.paired {
            Some(Value::Array(list)) => list.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let index = |pair: &Value| {
            let index = pair.get("item").unwrap_or(pair).as_u64()?;
            u32::try_from(index).ok()
        };
        paired.iter().filter_map(index).collect()
    }

    /// The item.
    #[must_use]
    pub fn into_item(self) -> Item {
        let sources = self.sources();
        Item::new(self.json)
            .with_binary(self.binary)
            .from_sources(sources)
    }
}

/// What came of code that compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeOrder {
    /// The indices of the items, in their order.
    pub order: Vec<usize>,
    /// What it wrote to the console.
    pub console: Vec<ConsoleLine>,
}

/// A line that code wrote to the console.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ConsoleLine {
    /// `debug`, `info`, `warn` or `error`.
    pub level: String,
    /// What it wrote.
    pub text: String,
}

/// Code that has failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CodeError {
    /// What is wrong, with the line and the item.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether it used up time or memory, rather than being wrong.
    pub is_limit: bool,
    /// The line of the code, counted from 1.
    pub line: Option<u32>,
    /// The index of the item for which it ran.
    pub item: Option<usize>,
    /// What it wrote to the console before.
    pub console: Vec<ConsoleLine>,
}

impl CodeError {
    pub(crate) fn new(message: String, line: Option<u32>, item: Option<usize>) -> Self {
        let place = match (line, item) {
            (Some(line), Some(item)) => format!(" [line {line}, for item {item}]"),
            (Some(line), None) => format!(" [line {line}]"),
            (None, Some(item)) => format!(" [for item {item}]"),
            (None, None) => String::new(),
        };
        Self {
            message: format!("{message}{place}"),
            hint: None,
            is_limit: false,
            line,
            item,
            console: Vec::new(),
        }
    }

    pub(crate) fn limit(message: String, item: Option<usize>) -> Self {
        Self {
            is_limit: true,
            ..Self::new(message, None, item)
        }
    }
}
