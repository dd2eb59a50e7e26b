//! Running the code of nodes, each time in an instance of its own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jackfield_item::Blob;
use jackfield_sandbox::LoadError;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::blobs::Blobs;
use super::instance::{Answer, Instance, MEMORY};
use super::{Evaluator, Settings, host};
use crate::code::{Code, CodeError, CodeItem, CodeOrder, CodeOutput, ConsoleLine, Kept};
use crate::data::Data;
use crate::error::ParseError;

/// Memory of the evaluator itself, beside that of the code.
const OWN_MEMORY: usize = 16 << 20;
/// How long code may take to be read.
const TIME_TO_READ: Duration = Duration::from_secs(5);

/// What came of code, as the evaluator tells it.
#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    items: Vec<ToldItem>,
    #[serde(default)]
    order: Vec<usize>,
    #[serde(default)]
    console: Vec<ConsoleLine>,
    kept: Option<Kept>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ToldItem {
    json: Map<String, Value>,
    #[serde(default)]
    binary: BTreeMap<String, Option<ToldBlob>>,
    paired_item: Option<Value>,
    error: Option<Value>,
}

/// Binary data: those that the code was given by their `id`, new ones with their bytes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ToldBlob {
    id: Option<String>,
    data: Option<String>,
    mime_type: Option<String>,
    file_name: Option<String>,
}

/// What is wrong with code.
#[derive(Deserialize)]
struct ToldProblem {
    message: String,
    hint: Option<String>,
    line: Option<u32>,
    item: Option<usize>,
    #[serde(default)]
    console: Vec<ConsoleLine>,
}

impl Evaluator {
    /// Looks whether code is JavaScript.
    ///
    /// # Errors
    /// When the evaluator itself cannot be used.
    pub async fn check_code(&self, source: &str) -> Result<Option<ParseError>, LoadError> {
        let settings = Settings::default();
        let data: Arc<dyn Data> = Arc::new(host::Nothing);
        let mut instance = self.instance_for_code(&settings, data, MEMORY).await?;
        let request = json!({"mode": "check", "source": source}).to_string();
        let answer = instance.run_code(&request, TIME_TO_READ).await;
        let wrong = |error: CodeError| ParseError {
            message: error.message,
            hint: error.hint,
        };
        Ok(outcome(answer, &instance).err().map(wrong))
    }

    /// Runs the code of a node for the items of `data`.
    ///
    /// # Errors
    /// When it fails, gives what are no items, or takes too much.
    pub async fn run_code(
        &self,
        settings: &Settings,
        data: Arc<dyn Data>,
        code: &Code,
    ) -> Result<CodeOutput, CodeError> {
        let (instance, told) = self.told(settings, data, code, code.mode.name()).await?;
        let items = told.items.into_iter();
        let items: Result<_, String> = items.map(|item| item.into_item(instance.blobs())).collect();
        match items {
            Ok(items) => Ok(CodeOutput {
                items,
                console: told.console,
                kept: told.kept,
            }),
            Err(message) => Err(CodeError {
                console: told.console,
                ..CodeError::new(message, None, None)
            }),
        }
    }

    /// Sorts the items of `data` by code that compares two of them, `a` and `b`: it returns less than
    /// 0 where `a` comes first, more than 0 where `b` does. Items that are equal keep their order.
    ///
    /// # Errors
    /// When it fails, gives no number, or takes too much.
    pub async fn sort_by_code(
        &self,
        settings: &Settings,
        data: Arc<dyn Data>,
        code: &Code,
    ) -> Result<CodeOrder, CodeError> {
        let (_, told) = self.told(settings, data, code, "sort").await?;
        Ok(CodeOrder {
            order: told.order,
            console: told.console,
        })
    }

    async fn told(
        &self,
        settings: &Settings,
        data: Arc<dyn Data>,
        code: &Code,
        mode: &str,
    ) -> Result<(Instance, Told), CodeError> {
        let memory = OWN_MEMORY.saturating_add(code.memory);
        let mut instance = self
            .instance_for_code(settings, Arc::clone(&data), memory)
            .await
            .map_err(|error| CodeError::limit(error.to_string(), None))?;
        let request = request(mode, code, &*data, &mut instance);
        let answer = outcome(instance.run_code(&request, code.time).await, &instance)?;
        let told = serde_json::from_str(&answer).map_err(|error| {
            let message = format!("what the code returned makes no sense: {error}");
            CodeError::new(message, None, None)
        })?;
        Ok((instance, told))
    }

    async fn instance_for_code(
        &self,
        settings: &Settings,
        data: Arc<dyn Data>,
        memory: usize,
    ) -> Result<Instance, LoadError> {
        let loaded = self.loaded().await?;
        Instance::new(&self.sandbox, loaded, &settings.for_guest(), data, memory).await
    }
}

/// The request for some code, in which items are spelled as they are.
fn request(mode: &str, code: &Code, data: &dyn Data, instance: &mut Instance) -> String {
    let head = json!({
        "mode": mode,
        "source": code.source,
        "continues": code.continues,
        "kept": {"global": code.kept.global, "node": code.kept.node},
    });
    let mut text = head.to_string();
    text.pop();
    text.push_str(",\"items\":[");
    let items = (0..data.count()).filter_map(|index| data.item(index));
    for (position, item) in items.enumerate() {
        if position > 0 {
            text.push(',');
        }
        text.push_str("{\"json\":");
        text.push_str(&item.json().to_string());
        if !item.binary().is_empty() {
            text.push_str(",\"binary\":");
            text.push_str(&instance.blobs_mut().of(&item).to_string());
        }
        text.push('}');
    }
    text.push_str("]}");
    text
}

fn outcome(answer: Answer, instance: &Instance) -> Result<String, CodeError> {
    match answer {
        Answer::Given(text) => Ok(text),
        Answer::Wrong(problem) => Err(match serde_json::from_str::<ToldProblem>(&problem) {
            Ok(told) => CodeError {
                hint: told.hint,
                console: told.console,
                ..CodeError::new(told.message, told.line, told.item)
            },
            Err(_) => CodeError::new(problem, None, None),
        }),
        Answer::Lost(message) => Err(CodeError::limit(message, instance.began())),
    }
}

impl ToldItem {
    fn into_item(self, blobs: &Blobs) -> Result<CodeItem, String> {
        let mut binary = BTreeMap::new();
        for (name, told) in self.binary {
            if let Some(told) = told {
                let blob = told.into_blob(blobs).map_err(|why| {
                    format!("the binary data `{name}` that the code returned {why}")
                })?;
                binary.insert(name, blob);
            }
        }
        Ok(CodeItem {
            json: self.json,
            binary,
            paired: self.paired_item,
            error: self.error,
        })
    }
}

impl ToldBlob {
    fn into_blob(self, blobs: &Blobs) -> Result<Blob, String> {
        let known = self.id.as_deref().and_then(|id| blobs.find(id));
        let data = match (self.data, known) {
            (Some(data), _) => {
                let digits: String = data.split_ascii_whitespace().collect();
                let bytes = BASE64_STANDARD.decode(digits);
                bytes.map_err(|_| "are no base64".to_owned())?.into()
            }
            (None, Some(known)) => known.data.clone(),
            (None, None) => return Err("have neither bytes nor an `id` that there is".to_owned()),
        };
        let known_name = known.and_then(|known| known.name.clone());
        let known_type = known.and_then(|known| known.media_type.clone());
        Ok(Blob {
            name: self.file_name.or(known_name),
            media_type: self.mime_type.or(known_type),
            data,
        })
    }
}
