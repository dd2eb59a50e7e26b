//! Between the contract's types and ours.

use std::time::Duration;

use bytes::Bytes;
use jackfield_descriptor::{Delivery, Fault, FaultKind};
use jackfield_item::Blob;
use jackfield_sandbox::GuestState;
use percent_encoding::percent_decode_str;
use wasmtime::component::ResourceTable;

use super::CallState;
use super::blobs::push;

use crate::bindings::jackfield::connector::{faults, messages};
use crate::gate::{AnswerForm, Body, Part, Request, Response, Target};

/// A guest's request. Blobs are taken from the table; a handle that is none traps.
pub(crate) fn request(
    table: &ResourceTable,
    request: messages::Request,
) -> wasmtime::Result<Request> {
    let body = match request.body {
        messages::Body::None => Body::None,
        messages::Body::Bytes(bytes) => Body::Bytes(bytes.into()),
        messages::Body::Json(text) => Body::Json(text),
        messages::Body::Form(fields) => Body::Form(fields),
        messages::Body::Multipart(parts) => Body::Multipart(
            parts
                .into_iter()
                .map(|raw| part(table, raw))
                .collect::<wasmtime::Result<_>>()?,
        ),
        messages::Body::Blob(blob) => Body::Blob(table.get(&blob)?.clone()),
    };
    Ok(Request {
        method: request.method,
        target: match request.target {
            messages::Target::Path(segments) => Target::Path(segments),
            messages::Target::Url(url) => Target::Url(url),
        },
        query: request.query,
        headers: request.headers,
        body,
        timeout: request
            .timeout_ms
            .map(|milliseconds| Duration::from_millis(milliseconds.into())),
        repeatable: request.repeatable,
        answer: match request.answer {
            messages::AnswerForm::Inline => AnswerForm::Inline,
            messages::AnswerForm::Blob => AnswerForm::Blob,
        },
    })
}

fn part(table: &ResourceTable, part: messages::Part) -> wasmtime::Result<Part> {
    let (content, blob) = match part.content {
        messages::PartContent::Bytes(bytes) => (Bytes::from(bytes), None),
        messages::PartContent::Blob(blob) => {
            let blob: Blob = table.get(&blob)?.clone();
            (blob.data.clone(), Some(blob))
        }
    };
    // What the connector does not say, the blob does.
    let (file_name, media_type) = blob.map_or((None, None), |blob| (blob.name, blob.media_type));
    Ok(Part {
        name: part.name,
        file_name: part.file_name.or(file_name),
        media_type: part.media_type.or(media_type),
        content,
    })
}

/// An answer for the guest. As a blob it goes by the name that the server gives it, or that of what
/// was asked for.
pub(crate) fn response(
    state: &mut GuestState<CallState>,
    answer: AnswerForm,
    asked_for: Option<String>,
    response: Response,
) -> wasmtime::Result<messages::Response> {
    let body = match answer {
        AnswerForm::Inline => messages::ResponseBody::Inline(response.body.to_vec()),
        AnswerForm::Blob => {
            let media_type = response
                .headers
                .iter()
                .find(|(name, _)| name == "content-type")
                .map(|(_, value)| value.clone());
            messages::ResponseBody::Blob(push(
                state,
                Blob {
                    name: attachment(&response.headers).or(asked_for),
                    media_type,
                    data: response.body,
                },
            )?)
        }
    };
    Ok(messages::Response {
        status: response.status,
        headers: response.headers,
        body,
    })
}

/// The name in `Content-Disposition` (RFC 6266, section 4.3), without a path.
fn attachment(headers: &[(String, String)]) -> Option<String> {
    let (_, value) = headers
        .iter()
        .find(|(name, _)| name == "content-disposition")?;
    let parameters: Vec<(String, &str)> = value
        .split(';')
        .skip(1)
        .filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            Some((name.trim().to_ascii_lowercase(), value.trim()))
        })
        .collect();
    let of = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted);
    let extended = of("filename*").and_then(|(_, value)| {
        let mut parts = value.splitn(3, '\'');
        let (charset, _, name) = (parts.next()?, parts.next()?, parts.next()?);
        let decoded = percent_decode_str(name).decode_utf8().ok()?;
        charset
            .eq_ignore_ascii_case("utf-8")
            .then(|| decoded.into_owned())
    });
    let name = extended
        .or_else(|| Some(of("filename")?.1.trim_matches('"').to_owned()))
        .map(|name| {
            name.rsplit(['/', '\\'])
                .next()
                .unwrap_or_default()
                .to_owned()
        });
    name.filter(|name| !name.is_empty())
}

/// A fault for the guest.
pub(crate) fn fault_for_guest(fault: Fault) -> faults::Fault {
    faults::Fault {
        kind: fault.kind.as_str().to_owned(),
        message: fault.message,
        code: fault.code,
        status: fault.status,
        retry_after_ms: fault.retry_after_ms,
        hint: fault.hint,
        delivery: match fault.delivery {
            Delivery::NotSent => faults::Delivery::NotSent,
            Delivery::Answered => faults::Delivery::Answered,
            Delivery::OutcomeUnknown => faults::Delivery::OutcomeUnknown,
        },
    }
}

/// A guest's fault.
pub(crate) fn fault_of_guest(fault: faults::Fault) -> Fault {
    Fault {
        kind: FaultKind::from_contract(&fault.kind),
        message: fault.message,
        code: fault.code,
        status: fault.status,
        retry_after_ms: fault.retry_after_ms,
        hint: fault.hint,
        delivery: match fault.delivery {
            faults::Delivery::NotSent => Delivery::NotSent,
            faults::Delivery::Answered => Delivery::Answered,
            faults::Delivery::OutcomeUnknown => Delivery::OutcomeUnknown,
        },
    }
}
