//! Files: `file.*`. Their content stays on the host's side.

use jackfield_sdk::Effect::{Read, Unsafe};
use jackfield_sdk::{
    AnswerForm, Body, Call, Credential, Fault, FaultKind, Outcome, Part, PartContent, RawRequest,
    Request, Target,
};
use serde::Deserialize;
use serde_json::Value;

use crate::api;
use crate::field::{Field, text, texts};
use crate::names::{self, CHANNEL};
use crate::operation::Operation;
use crate::parameters::{Parameters, wrong};

/// How long a file may take on its way.
const TRANSFER_MS: u32 = 5 * 60 * 1000;
/// What the item's binary data is called where nothing is said.
const DATA: &str = "data";

const FILE: &[Field] = &[text("fileId", "The id of the file.").required()];

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new(
        "file.upload",
        Unsafe,
        upload_items,
        &[
            CHANNEL,
            &[texts("files", "Names of the item's binary data: a list, or with commas between them. By default `data`.")],
        ],
    )
    .summary("Uploads the item's binary data to a channel, for a post to come; `message.post` with `files` does both in one step.")
    .permission("upload_file in the channel")
    .timeout_ms(TRANSFER_MS as u64)
    .example("A file", r#"{"channel": "engineering/town-square", "files": "data"}"#),
    Operation::new(
        "file.get",
        Read,
        download,
        &[FILE, &[text("as", "The name that it gets among the item's binary data; by default `data`.")]],
    )
    .summary("Downloads a file.")
    .permission("read_channel")
    .timeout_ms(TRANSFER_MS as u64)
    .example("The first one of a post", r#"{"fileId": "{{ $json.file_ids[0] }}"}"#),
    Operation::new("file.getInfo", Read, info, &[FILE])
        .summary("Gets the name, the size and the type of a file.")
        .permission("read_channel")
        .example("The first one of a post", r#"{"fileId": "{{ $json.file_ids[0] }}"}"#),
];

/// Uploads binary data of the item to a channel, in one request, and gives what the server says
/// of each file.
pub(crate) fn upload(
    call: &Call,
    credential: Credential<'_>,
    channel_id: &str,
    names: &[String],
) -> Result<Vec<Value>, Fault> {
    #[derive(Deserialize)]
    struct Uploaded {
        file_infos: Vec<Value>,
    }
    // The server streams what comes behind the channel, and keeps all in memory otherwise.
    let mut parts = vec![Part {
        name: "channel_id".to_owned(),
        file_name: None,
        media_type: None,
        content: PartContent::Bytes(channel_id.as_bytes().to_vec()),
    }];
    for name in names {
        let blob = call.binary(name).ok_or_else(|| no_binary(call, name))?;
        parts.push(Part {
            name: "files".to_owned(),
            file_name: Some(blob.name().unwrap_or_else(|| name.clone())),
            media_type: blob.media_type(),
            content: PartContent::Blob(blob),
        });
    }
    let request = RawRequest {
        method: "POST".to_owned(),
        target: Target::Path(api::path(["files"])),
        query: Vec::new(),
        headers: Vec::new(),
        body: Body::Multipart(parts),
        timeout_ms: Some(TRANSFER_MS),
        repeatable: false,
        answer: AnswerForm::Inline,
    };
    let answer = api::succeed_raw(credential, &request, "uploading files")?;
    let Uploaded { file_infos } = answer.json().map_err(Fault::outcome_unknown)?;
    if file_infos.len() == names.len() {
        return Ok(file_infos);
    }
    Err(Fault::new(
        FaultKind::UnexpectedResponse,
        format!(
            "the server took {} of {} files",
            file_infos.len(),
            names.len()
        ),
    ))
}

fn no_binary(call: &Call, name: &str) -> Fault {
    let fault = wrong(format!("the item has no binary data `{name}` to send"));
    let there: Vec<String> = call
        .binary_names()
        .map(|name| format!("`{name}`"))
        .collect();
    if there.is_empty() {
        fault.hint("it has none at all: a step before this one has to give it, such as one that downloads a file; it goes on with the item only to the next step")
    } else {
        fault.hint(format!("it has {}", there.join(", ")))
    }
}

fn upload_items(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let mut names = parameters.words("files");
    if names.is_empty() {
        names.push(DATA.to_owned());
    }
    let channel_id = names::channel(credential, parameters)?;
    let uploaded = upload(call, credential, &channel_id, &names)?;
    Outcome::json(&Value::Array(uploaded))
}

fn about(credential: Credential<'_>, id: &str) -> Result<Value, Fault> {
    let request = Request::get(api::path(["files", id, "info"]));
    api::call(credential, &request, "getting what is known of a file")
}

fn info(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    Outcome::json(&about(call.credential()?, &parameters.needed("fileId")?)?)
}

fn download(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let id = parameters.needed("fileId")?;
    let about = about(credential, &id)?;
    let request = Request::get(api::path(["files", &id]))
        .answer_as_blob()
        .timeout_ms(TRANSFER_MS);
    let answer = api::succeed(credential, &request, "downloading a file")?;
    let name = parameters.word("as").unwrap_or_else(|| DATA.to_owned());
    let outcome = Outcome::json(&about)?;
    Ok(match answer.into_blob() {
        Some(blob) => outcome.with_binary(name, blob),
        None => outcome,
    })
}
