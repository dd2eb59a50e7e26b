//! Uploading files and reading them.
//!
//! Contract: a body of parts uploads any number of files, any other body one, named in the
//! query. Members of a channel upload to it; a file is for who uploaded it and, once attached,
//! for the members of the post's channel.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::mattermost::call::{Call, Outcome, created, found};
use crate::mattermost::calls::multipart;
use crate::mattermost::errors::AppError;
use crate::mattermost::world::file::StoredFile;
use crate::reply::Reply;

const LARGEST: usize = 104_857_600;
/// What browsers are to show and not to save.
const SHOWN: [&str; 4] = ["image/", "video/", "audio/", "application/pdf"];
/// What a file's name is written with in a header.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

pub(crate) fn upload(call: &mut Call<'_>) -> Outcome {
    let content_type = call.request.header("content-type").unwrap_or_default();
    if content_type.starts_with("multipart/form-data") {
        upload_parts(call, content_type)
    } else {
        upload_body(call)
    }
}

pub(crate) fn info(call: &mut Call<'_>) -> Outcome {
    found(&readable(call)?.json())
}

pub(crate) fn content(call: &mut Call<'_>) -> Outcome {
    let file = readable(call)?;
    let content_type = match file.mime_type() {
        "" => "application/octet-stream",
        known => known,
    };
    let name = utf8_percent_encode(&file.name, NAME);
    let shown = SHOWN.iter().any(|kind| content_type.starts_with(kind));
    let place = if shown { "inline" } else { "attachment" };
    let disposition = format!("{place};filename=\"{name}\"; filename*=UTF-8''{name}");
    Ok(Reply::text(200, content_type, file.bytes.clone())
        .with_header("content-disposition", disposition))
}

fn upload_parts(call: &mut Call<'_>, content_type: &str) -> Outcome {
    let parts = multipart::parts(content_type, &call.request.body).ok_or_else(unreadable_upload)?;
    let texts = |name: &str| -> Vec<String> {
        parts
            .iter()
            .filter(|part| part.name == name && part.file_name.is_none())
            .map(|part| String::from_utf8_lossy(&part.bytes).into_owned())
            .collect()
    };
    let channel_id = match texts("channel_id").as_slice() {
        [] => call.query("channel_id"),
        [id] => id.clone(),
        _ => {
            return Err(AppError::new(
                400,
                "api.file.upload_file.multiple_channel_ids.app_error",
                "Unable to upload file(s). Multiple conflicting channel_ids.",
            ));
        }
    };
    check_channel(call, &channel_id, AppError::invalid_body_param)?;
    let client_ids = texts("client_ids");
    let files: Vec<(String, Vec<u8>)> = parts
        .into_iter()
        .filter_map(|part| Some((part.file_name?, part.bytes)))
        .collect();
    if !client_ids.is_empty() && client_ids.len() != files.len() {
        return Err(AppError::new(
            400,
            "api.file.upload_file.incorrect_number_of_client_ids.app_error",
            format!(
                "Unable to upload file(s). Have {} client_ids for {} files.",
                client_ids.len(),
                files.len()
            ),
        ));
    }
    let infos = files
        .into_iter()
        .map(|(name, bytes)| store(call, name, bytes))
        .collect::<Result<Vec<Value>, AppError>>()?;
    created(&json!({ "file_infos": infos, "client_ids": client_ids }))
}

fn upload_body(call: &mut Call<'_>) -> Outcome {
    let name = call.query("filename");
    if name.is_empty() {
        return Err(AppError::invalid_url_param("filename"));
    }
    check_channel(call, &call.query("channel_id"), AppError::invalid_url_param)?;
    let bytes = call.request.body.clone();
    if bytes.is_empty() {
        return Err(unreadable_upload());
    }
    let client_ids = match call.query("client_id") {
        id if id.is_empty() => Value::Null,
        id => json!([id]),
    };
    let info = store(call, name, bytes)?;
    created(&json!({ "file_infos": [info], "client_ids": client_ids }))
}

fn check_channel(
    call: &Call<'_>,
    id: &str,
    missing: impl Fn(&str) -> AppError,
) -> Result<(), AppError> {
    if id.is_empty() {
        return Err(missing("channel_id"));
    }
    call.world
        .channel(id)
        .filter(|channel| call.session.may_post_to(channel))
        .map(|_| ())
        .ok_or_else(AppError::permissions)
}

fn store(call: &mut Call<'_>, name: String, bytes: Vec<u8>) -> Result<Value, AppError> {
    if bytes.len() > LARGEST {
        return Err(AppError::new(
            413,
            "api.file.upload_file.too_large_detailed.app_error",
            format!(
                "Unable to upload file {name}. {} bytes exceeds the maximum allowed {LARGEST} \
                 bytes.",
                bytes.len()
            ),
        ));
    }
    let file = StoredFile {
        id: call.world.ids.next(),
        user_id: call.session.user_id.clone(),
        post_id: String::new(),
        created_at: call.world.tick(),
        name,
        bytes,
    };
    let info = file.json();
    call.world.files.push(file);
    Ok(info)
}

fn readable<'a>(call: &'a Call<'_>) -> Result<&'a StoredFile, AppError> {
    let id = call.id("file_id")?;
    let file = call.world.file(&id).ok_or_else(AppError::no_file)?;
    let is_shared = || {
        call.world
            .posts
            .find(&file.post_id)
            .and_then(|post| call.world.channel(&post.channel_id))
            .is_some_and(|channel| call.session.may_post_to(channel))
    };
    if call.session.is(&file.user_id) || call.session.is_admin() || is_shared() {
        Ok(file)
    } else {
        Err(AppError::permissions())
    }
}

fn unreadable_upload() -> AppError {
    AppError::new(
        400,
        "api.file.upload_file.read_request.app_error",
        "Unable to upload file(s). Error reading or parsing request data.",
    )
}
