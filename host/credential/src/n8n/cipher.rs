//! The two ways in which n8n encrypts, both as base64 text.
//!
//! | form | what it is |
//! |---|---|
//! | `Salted__`, 8 bytes of salt, ciphertext | that of `openssl enc -aes-256-cbc -md md5`: AES-256-CBC, key and IV from the passphrase by `EVP_BytesToKey` with MD5 and one iteration |
//! | byte 1, 32 bytes of salt, 16 of tag, ciphertext | AES-256-GCM, key (32 bytes) and nonce (12) by HKDF-SHA256 (RFC 5869) with the info `n8n-encryption-v1` |
//!
//! A text of the form `ID:BASE64` is encrypted with the data key of that id. A data key is in turn
//! encrypted with the instance key; for the second form that is the SHA-256 of the instance key.

use aes::Aes256;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use md5::Md5;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Fault, Keys};
use crate::token::AccessToken;

const SALTED: &[u8] = b"Salted__";
const INFO: &[u8] = b"n8n-encryption-v1";
const KEY: usize = 32;

/// Decrypts the `data` of a credential.
pub(super) fn decrypt(text: &str, keys: &Keys) -> Result<Zeroizing<String>, Fault> {
    match text.split_once(':') {
        None => {
            let blob = Blob::parse(text).ok_or(Fault::UnknownFormat)?;
            let instance = keys.instance.as_ref().ok_or(Fault::KeyNeeded)?;
            blob.open_with_instance_key(instance).ok_or(Fault::WrongKey)
        }
        Some((id, text)) => {
            let blob = Blob::parse(text).ok_or(Fault::UnknownFormat)?;
            let key = data_key(id, keys)?;
            blob.open_with_data_key(&key).ok_or(Fault::WrongKey)
        }
    }
}

/// The data key of this id, decrypted.
#[expect(clippy::disallowed_methods, reason = "the keys are needed to decrypt")]
fn data_key(id: &str, keys: &Keys) -> Result<Zeroizing<String>, Fault> {
    let wrapped = keys
        .data
        .get(id)
        .ok_or_else(|| Fault::DataKeyNeeded(id.to_owned()))?;
    let wrapped = wrapped.expose().trim();
    if from_hex(wrapped).is_some() {
        return Ok(Zeroizing::new(wrapped.to_owned()));
    }
    let wrong = || Fault::WrongDataKey(id.to_owned());
    let instance = keys.instance.as_ref().ok_or(Fault::KeyNeeded)?;
    Blob::parse(wrapped)
        .ok_or_else(wrong)?
        .open_with_instance_key(instance)
        .ok_or_else(wrong)
}

/// An encrypted text, taken apart.
enum Blob {
    Cbc {
        salt: Vec<u8>,
        ciphertext: Vec<u8>,
    },
    /// The tag stands behind the ciphertext.
    Gcm {
        salt: Vec<u8>,
        ciphertext: Vec<u8>,
    },
}

impl Blob {
    fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim()).ok()?;
        if let Some(rest) = bytes.strip_prefix(SALTED) {
            let (salt, ciphertext) = rest.split_at_checked(8)?;
            return Some(Self::Cbc {
                salt: salt.to_vec(),
                ciphertext: ciphertext.to_vec(),
            });
        }
        let rest = bytes.strip_prefix(&[1])?;
        let (salt, rest) = rest.split_at_checked(32)?;
        let (tag, ciphertext) = rest.split_at_checked(16)?;
        Some(Self::Gcm {
            salt: salt.to_vec(),
            ciphertext: [ciphertext, tag].concat(),
        })
    }

    #[expect(clippy::disallowed_methods, reason = "the key is needed to decrypt")]
    fn open_with_instance_key(&self, instance: &AccessToken) -> Option<Zeroizing<String>> {
        let instance = instance.expose().trim();
        match self {
            Self::Cbc { salt, ciphertext } => cbc(instance, salt, ciphertext),
            Self::Gcm { salt, ciphertext } => {
                gcm(&Sha256::digest(instance.as_bytes()), salt, ciphertext)
            }
        }
    }

    fn open_with_data_key(&self, key: &str) -> Option<Zeroizing<String>> {
        match self {
            Self::Cbc { salt, ciphertext } => cbc(key, salt, ciphertext),
            Self::Gcm { salt, ciphertext } => gcm(from_hex(key)?.as_slice(), salt, ciphertext),
        }
    }
}

fn cbc(passphrase: &str, salt: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<String>> {
    let mut derived = Zeroizing::new(Vec::with_capacity(KEY + 16));
    let mut previous: Zeroizing<Vec<u8>> = Zeroizing::default();
    while derived.len() < KEY + 16 {
        let hash = Md5::new()
            .chain_update(previous.as_slice())
            .chain_update(passphrase.as_bytes())
            .chain_update(salt)
            .finalize();
        previous = Zeroizing::new(hash.to_vec());
        derived.extend_from_slice(&previous);
    }
    let (key, iv) = derived.split_at_checked(KEY)?;
    let decryptor = cbc::Decryptor::<Aes256>::new_from_slices(key, iv).ok()?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    let length = decryptor.decrypt_padded::<Pkcs7>(&mut plain).ok()?.len();
    text(plain.get(..length)?)
}

fn gcm(key: &[u8], salt: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<String>> {
    let mut derived = Zeroizing::new([0; KEY + 12]);
    Hkdf::<Sha256>::new(Some(salt), key)
        .expand(INFO, derived.as_mut_slice())
        .ok()?;
    let (key, nonce) = derived.split_at_checked(KEY)?;
    let cipher = Aes256Gcm::new_from_slice(key).ok()?;
    let plain = cipher
        .decrypt(&Nonce::try_from(nonce).ok()?, ciphertext)
        .ok()?;
    text(&Zeroizing::new(plain))
}

fn text(plain: &[u8]) -> Option<Zeroizing<String>> {
    Some(Zeroizing::new(std::str::from_utf8(plain).ok()?.to_owned()))
}

/// A key of 64 hexadecimal digits.
fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() != 2 * KEY || !text.is_ascii() {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect::<Option<Vec<u8>>>()
        .map(Zeroizing::new)
}
