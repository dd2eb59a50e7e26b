//! The exports of the corpus: as they are, and copies of them that talk to servers of ours.

use std::fs;
use std::path::{Path, PathBuf};

use jackfield_standin::{Answer, Mattermost, Web};
use serde_json::{Value, json};

use super::process::{Jackfield, Said};

/// A token of the credentials that copies of exports act with.
pub(crate) const TOKEN: &str = "token-of-a-service-1234";

/// Where the corpus is.
pub(crate) fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")
}

/// The file of the corpus whose name begins with this number.
pub(crate) fn corpus_file(number: &str) -> PathBuf {
    let entries = fs::read_dir(corpus()).unwrap();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    let begins = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with(&format!("{number}_"))
    };
    paths.find(begins).unwrap()
}

/// A copy of an export, with changes that make it run here.
pub(crate) struct Copy {
    document: Value,
    jackfield: Jackfield,
    options: Vec<String>,
}

impl Copy {
    /// The file of the corpus whose name begins with this number.
    pub(crate) fn of(number: &str) -> Self {
        let text = fs::read_to_string(corpus_file(number)).unwrap();
        Self {
            document: serde_json::from_str(&text).unwrap(),
            jackfield: Jackfield::new(),
            options: Vec::new(),
        }
        .without_waits()
    }

    /// Waits do not last, for nothing is gained by it.
    fn without_waits(mut self) -> Self {
        for node in self.document["nodes"].as_array_mut().unwrap() {
            if node["type"] == "n8n-nodes-base.wait" {
                node["parameters"]["amount"] = json!(0);
            }
        }
        self
    }

    /// Every address of the file has the origin of this site, which may be called.
    pub(crate) fn at(mut self, site: &Web) -> Self {
        redirect(&mut self.document, &site.base_url());
        self.with(&["--allow-host", &site.base_url()])
    }

    /// Acts on this server of Mattermost, and posts to its town square where the file names a
    /// channel.
    pub(crate) fn chat(mut self, server: &Mattermost) -> Self {
        for node in self.document["nodes"].as_array_mut().unwrap() {
            let is_chat = node["type"] == "n8n-nodes-base.mattermost";
            let channel = &mut node["parameters"]["channelId"];
            let is_dynamic = channel.as_str().is_some_and(|id| id.starts_with('='));
            if is_chat && !is_dynamic {
                *channel = json!(Mattermost::TOWN_SQUARE);
            }
        }
        let (url, token) = (server.base_url(), Mattermost::TOKEN);
        self.jackfield = self
            .jackfield
            .credential("team-chat", "mattermost", &url, token);
        self
    }

    /// A credential `api` for this site, which puts its token into the header `X-Api-Key`.
    pub(crate) fn credential(self, site: &Web) -> Self {
        self.credential_of("http-header", &json!({"name": "X-Api-Key"}), site)
    }

    /// A credential `api` of this type, with these fields.
    pub(crate) fn credential_of(mut self, kind: &str, fields: &Value, site: &Web) -> Self {
        let mut credential = fields.clone();
        credential["type"] = json!(kind);
        credential["baseUrl"] = json!(site.base_url());
        credential["accessToken"] = json!(TOKEN);
        self.jackfield = self
            .jackfield
            .env("JACKFIELD_CREDENTIAL_API", credential.to_string());
        self
    }

    /// Another file beside the export.
    pub(crate) fn file(mut self, name: &str, content: &Value) -> Self {
        self.jackfield = self.jackfield.file(name, content.to_string());
        self
    }

    /// Options of the command line.
    pub(crate) fn with(mut self, options: &[&str]) -> Self {
        self.options.extend(options.iter().map(ToString::to_string));
        self
    }

    /// The items to begin with.
    pub(crate) fn items(self, items: &Value) -> Self {
        self.with(&["--items", &items.to_string()])
    }

    /// Items pinned to a node, which stand for what it would give.
    pub(crate) fn pin(mut self, node: &str, items: &Value) -> Self {
        self.document["pinData"][node] = items.clone();
        if self.options.iter().any(|option| option == "--pinned") {
            return self;
        }
        self.with(&["--pinned"])
    }

    /// Another value for a parameter of a node.
    pub(crate) fn set(mut self, node: &str, parameter: &str, value: &Value) -> Self {
        let mut nodes = self.document["nodes"].as_array_mut().unwrap().iter_mut();
        let node = nodes.find(|known| known["name"] == node).unwrap();
        node["parameters"][parameter] = value.clone();
        self
    }

    /// JavaScript in the place of a node.
    pub(crate) fn code(mut self, node: &str, code: &str) -> Self {
        let mut nodes = self.document["nodes"].as_array_mut().unwrap().iter_mut();
        let node = nodes.find(|known| known["name"] == node).unwrap();
        node["type"] = json!("n8n-nodes-base.code");
        node["typeVersion"] = json!(2);
        node["parameters"] = json!({"jsCode": code});
        self
    }

    /// Another text in the place of one, wherever that stands in the file, as JSON spells it.
    pub(crate) fn replace(mut self, old: &str, new: &str) -> Self {
        let text = self.document.to_string();
        assert!(text.contains(old), "{old}");
        let text = text.replace(old, new);
        self.document = serde_json::from_str(&text).unwrap();
        self
    }

    /// Runs it; standard output is what all of its nodes gave.
    pub(crate) fn run(self) -> Said {
        let jackfield = self
            .jackfield
            .file("export.json", self.document.to_string());
        let mut arguments = vec!["run", "export.json", "--output", "all"];
        arguments.extend(self.options.iter().map(String::as_str));
        jackfield.call(&arguments)
    }
}

/// Puts an origin into the place of every one in an address that is written out.
fn redirect(value: &mut Value, origin: &str) {
    match value {
        Value::String(text) => {
            let mut parts = text.split("https://");
            let mut redirected = parts.next().unwrap().to_owned();
            for part in parts {
                let end =
                    part.find(|char: char| !char.is_ascii_alphanumeric() && !"-.".contains(char));
                let (host, rest) = part.split_at(end.unwrap_or(part.len()));
                if host.contains('.') {
                    redirected.push_str(origin);
                } else {
                    redirected.push_str("https://");
                    redirected.push_str(host);
                }
                redirected.push_str(rest);
            }
            *text = redirected;
        }
        Value::Array(list) => list.iter_mut().for_each(|value| redirect(value, origin)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|value| redirect(value, origin)),
        _ => {}
    }
}

/// What a node gave by an output in its last run.
#[track_caller]
pub(crate) fn gave(said: &Said, node: &str, output: usize) -> Value {
    let runs = said.json()[node].clone();
    let last = runs.as_array().and_then(|runs| runs.last().cloned());
    let last = last.unwrap_or_else(|| panic!("`{node}` did not run\n{said}"));
    last[output].clone()
}

/// An answer in JSON to a request of this method with this in its path.
pub(crate) fn answer(method: &str, path_part: &str, body: &Value) -> Answer {
    Answer::new(200).json(body.clone()).only(method, path_part)
}

/// The bodies of the requests of this method, as JSON.
pub(crate) fn bodies(site: &Web, method: &str) -> Vec<Value> {
    let received = site.received().into_iter();
    received
        .filter(|request| request.method == method)
        .map(|request| request.json().unwrap_or_default())
        .collect()
}

/// The requests a site received, each as its method, path and query.
pub(crate) fn lines(site: &Web) -> Vec<String> {
    let received = site.received().into_iter();
    received
        .map(|request| match &request.query {
            Some(query) => format!("{} {}?{query}", request.method, request.path),
            None => format!("{} {}", request.method, request.path),
        })
        .collect()
}
