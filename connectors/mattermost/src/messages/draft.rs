//! A post as its parameters say it, before it is sent.

use std::collections::HashSet;

use jackfield_sdk::{Call, Credential, Fault, FaultKind};
use serde_json::{Map, Value, json};

use crate::parameters::{Parameters, wrong};
use crate::{attachments, files};

/// How many files a post can have: the list of their ids has 300 characters at most.
const MOST_FILES: usize = 10;

/// What is not urgent, for which the API has no word.
const STANDARD: &str = "standard";

/// What a post has beside its text and its place.
pub(crate) struct Draft {
    pub(crate) props: Map<String, Value>,
    pub(crate) file_ids: Vec<String>,
    pub(crate) priority: Option<Value>,
}

/// The files that a post is to have.
pub(crate) struct Files {
    /// Those that are uploaded with it, by their names among the item's binary data.
    pub(crate) names: Vec<String>,
    /// Those that are there already.
    pub(crate) ids: Vec<String>,
}

impl Files {
    pub(crate) fn read(parameters: &Parameters) -> Self {
        let mut ids = parameters.words("fileIds");
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        Self {
            names: parameters.words("files"),
            ids,
        }
    }

    /// Whether a post has all of them, as far as can be told when those that were uploaded with
    /// it are known by their number alone.
    pub(crate) fn check(&self, post: &Value) -> Result<(), Fault> {
        check_files(post, &self.ids, self.names.len())
    }
}

impl Draft {
    /// Reads the parameters, and uploads the files to the channel.
    pub(crate) fn read(
        call: &Call,
        credential: Credential<'_>,
        channel_id: &str,
        parameters: &Parameters,
    ) -> Result<Self, Fault> {
        let Files {
            names,
            ids: mut file_ids,
        } = Files::read(parameters);
        let count = names.len() + file_ids.len();
        if count > MOST_FILES {
            return Err(wrong(format!(
                "the post is to have {count} files, and the server takes {MOST_FILES} at most"
            )));
        }
        if !names.is_empty() {
            let uploaded = files::upload(call, credential, channel_id, &names)?;
            let ids = uploaded.iter().filter_map(|info| info.get("id")?.as_str());
            file_ids.extend(ids.map(ToOwned::to_owned));
        }
        Ok(Self {
            props: props(parameters),
            file_ids,
            priority: priority(parameters),
        })
    }
}

/// Whether there is anything for people to see in a post.
pub(super) fn check_content(message: &str, parameters: &Parameters) -> Result<(), Fault> {
    let files = Files::read(parameters);
    let is_nothing = message.trim().is_empty()
        && files.names.is_empty()
        && files.ids.is_empty()
        && attachments(parameters).is_none();
    if is_nothing {
        return Err(wrong("there is nothing to post")
            .hint("give `message`, `attachments`, `files` or `fileIds`"));
    }
    Ok(())
}

/// Holds a post against the files that were sent with it: these, and so many more. The server
/// posts without those that it cannot attach, and says nothing.
pub(super) fn check_files(post: &Value, sent: &[String], more: usize) -> Result<(), Fault> {
    let lost = lost_files(post, sent);
    let attached = post
        .get("file_ids")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    let count = sent.len() + more;
    let missing = lost.len().max(count.saturating_sub(attached));
    if missing == 0 {
        return Ok(());
    }
    let id = post.get("id").and_then(Value::as_str).unwrap_or_default();
    let mut message =
        format!("the message was posted ({id}) without {missing} of its {count} files");
    if !lost.is_empty() {
        message += &format!(": {}", lost.join(", "));
    }
    Err(Fault::new(FaultKind::RefusedByPlatform, message).hint(LOST))
}

/// Why files get lost.
pub(super) const LOST: &str =
    "a file goes with one post only, and only with one of the account that uploaded it";

/// The files that a post was to have, and has not.
pub(super) fn lost_files<'a>(post: &Value, sent: &'a [String]) -> Vec<&'a str> {
    let attached = post.get("file_ids").and_then(Value::as_array);
    let is_attached = |id: &String| attached.is_some_and(|ids| ids.contains(&json!(id)));
    let lost = sent.iter().filter(|id| !is_attached(id));
    lost.map(String::as_str).collect()
}

/// The properties, attachments among them.
pub(crate) fn props(parameters: &Parameters) -> Map<String, Value> {
    let mut props = parameters.object("props").into_members();
    props.extend(attachments(parameters));
    props
}

/// The property that holds the attachments, if there are any.
pub(super) fn attachments(parameters: &Parameters) -> Option<(String, Value)> {
    let attachments = parameters.objects("attachments");
    (!attachments.is_empty()).then(|| {
        let attachments = attachments.into_iter().map(attachments::from_n8n).collect();
        ("attachments".to_owned(), attachments)
    })
}

/// How urgent it is, as the API has it; none if nothing is said of it.
pub(crate) fn priority(parameters: &Parameters) -> Option<Value> {
    let priority = parameters
        .word("priority")
        .filter(|priority| priority != STANDARD);
    let acknowledged = parameters.flag("requestAck", false);
    let persistent = parameters.flag("persistentNotifications", false);
    if priority.is_none() && !acknowledged && !persistent {
        return None;
    }
    let mut all = json!({"priority": priority.unwrap_or_default(), "requested_ack": acknowledged});
    if let (true, Some(all)) = (persistent, all.as_object_mut()) {
        // It needs a licence, as does the wish for acknowledgements: said only where it is wanted.
        all.insert("persistent_notifications".to_owned(), true.into());
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_the_server_left_out_is_missed() {
        let sent = ["a".to_owned(), "b".to_owned()];
        check_files(&json!({"file_ids": ["b", "a"]}), &sent, 0).unwrap();
        check_files(&json!({"file_ids": ["b", "c", "a"]}), &sent, 1).unwrap();
        check_files(&json!({}), &[], 0).unwrap();
        for post in [json!({"id": "p", "file_ids": ["a"]}), json!({"id": "p"})] {
            let fault = check_files(&post, &sent, 0).unwrap_err();
            assert!(fault.message.contains("(p)"), "{}", fault.message);
            assert!(fault.message.ends_with('b'), "{}", fault.message);
        }
        let fault = check_files(&json!({"file_ids": ["b", "a"]}), &sent, 1).unwrap_err();
        let words = "without 1 of its 3 files";
        assert!(fault.message.ends_with(words), "{}", fault.message);
    }
}
