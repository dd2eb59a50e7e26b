//! Crypto: digests of texts and of binary data.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{KeyInit, Mac, SimpleHmac};
use jackfield_descriptor::Fault;
use jackfield_item::Item;
use md5::Md5;
use serde_json::{Map, Value};
use sha2::digest::Digest;
use sha2::{Sha256, Sha384, Sha512};
use sha3::{Sha3_256, Sha3_384, Sha3_512};

use super::check::Problem;
use super::convert;
use super::kind::text;
use super::path::Field;
use super::read::{Parameters, invalid};
use super::visit::{Deed, Visit};
use super::visiting::{fields, from_one};

/// The digest of some bytes, with a key or without.
macro_rules! digest {
    ($algorithm:ty, $key:expr, $bytes:expr) => {
        match &$key {
            None => <$algorithm>::digest(&$bytes).to_vec(),
            Some(key) => {
                let mut digest = SimpleHmac::<$algorithm>::new_from_slice(key.as_bytes())
                    .map_err(|error| invalid(error.to_string()))?;
                digest.update(&$bytes);
                digest.finalize().into_bytes().to_vec()
            }
        }
    };
}

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let version = visit.version;
    let ports = visit.each(vec![Vec::new()], 0, |number, item, parameters, ports| {
        let made = digested(version, item, Parameters(&parameters))?;
        if let Some(port) = ports.first_mut() {
            port.push(from_one(made, number));
        }
        Ok(())
    })?;
    Ok(Deed::Done(ports))
}

fn digested(version: f64, item: &Item, parameters: Parameters<'_>) -> Result<Item, Fault> {
    let action = parameters.text("action", "hash");
    if let Some(refused) = refused(version, &action) {
        return Err(invalid(refused));
    }
    let bytes = if parameters.flag("binaryData", false) {
        let name = parameters.text("binaryPropertyName", "data");
        let blob = item
            .binary()
            .get(name.as_ref())
            .ok_or_else(|| invalid(format!("the item has no binary data called `{name}`")))?;
        blob.data.to_vec()
    } else {
        let value = parameters.get("value").unwrap_or(&Value::Null);
        match value {
            Value::Null => Vec::new(),
            value => convert::text(value).into_owned().into_bytes(),
        }
    };
    let key = (action == "hmac").then(|| parameters.text("secret", ""));
    let default = if version < 2.0 { "MD5" } else { "SHA256" };
    let algorithm = parameters.text("type", default);
    let digest = match algorithm.as_ref() {
        "MD5" => digest!(Md5, key, bytes),
        "SHA256" => digest!(Sha256, key, bytes),
        "SHA384" => digest!(Sha384, key, bytes),
        "SHA512" => digest!(Sha512, key, bytes),
        "SHA3-256" => digest!(Sha3_256, key, bytes),
        "SHA3-384" => digest!(Sha3_384, key, bytes),
        "SHA3-512" => digest!(Sha3_512, key, bytes),
        unknown => return Err(invalid(format!("knows no `type` called `{unknown}`"))),
    };
    let written = match parameters.text("encoding", "hex").as_ref() {
        "hex" => digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        "base64" => STANDARD.encode(&digest),
        unknown => return Err(invalid(format!("knows no `encoding` called `{unknown}`"))),
    };
    let mut result = fields(item).into_owned();
    let target = parameters.text("dataPropertyName", "data");
    Field::new(&target, true).set(&mut result, Value::String(written));
    Ok(item.with_fields(result))
}

/// Why an action is not done here; none when it is.
fn refused(version: f64, action: &str) -> Option<&'static str> {
    match action {
        "hash" => None,
        "hmac" if version < 2.0 => None,
        "hmac" => Some("signs with a key of a credential, which no node is given here"),
        "sign" => Some("signs with a private key, which is not done here"),
        "generate" => Some("makes up a secret, which is not done here"),
        "encrypt" | "decrypt" => Some("encrypts or decrypts, which is not done here"),
        _ => Some("has an `action` that nobody knows"),
    }
}

/// What is written out and cannot work.
pub(super) fn check(version: f64, parameters: &Map<String, Value>) -> Option<Problem> {
    let action = text(parameters, "action", "hash");
    if action.starts_with('=') {
        return None;
    }
    if let Some(message) = refused(version, action) {
        return Some(Problem::new(&["action"], message).hint("use `hash`, or a Code node"));
    }
    let has_secret = parameters.get("secret").is_some_and(|secret| secret != "");
    (action == "hmac" && !has_secret).then(|| {
        Problem::new(&["secret"], "does not say the key of the digest").hint("say it in `secret`")
    })
}
