//! A post as its parameters say it, before it is sent.

use jackfield_sdk::{Call, Credential, Fault};
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

impl Draft {
    /// Reads the parameters, and uploads the files to the channel.
    pub(crate) fn read(
        call: &Call,
        credential: Credential<'_>,
        channel_id: &str,
        parameters: &Parameters,
    ) -> Result<Self, Fault> {
        let names = parameters.words("files");
        let mut file_ids = parameters.words("fileIds");
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
