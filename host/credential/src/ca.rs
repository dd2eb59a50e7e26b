//! Certificate authorities that a platform's certificate may come from.

use std::fmt::{self, Write as _};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::{Digest as _, Sha256};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// A bundle of certificates in PEM (RFC 7468, section 5).
#[derive(Clone)]
pub struct CaBundle {
    path: Option<PathBuf>,
    pem: String,
}

/// Why a text is no bundle of certificates.
#[derive(Debug, thiserror::Error)]
pub enum CaError {
    /// The file cannot be read.
    #[error("the CA file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// There is no certificate in it.
    #[error("there is no certificate in PEM form (`-----BEGIN CERTIFICATE-----`) in the CA file")]
    NoCertificate,
    /// A certificate in it is no base64.
    #[error("certificate {0} in the CA file is damaged")]
    Damaged(usize),
    /// It holds a private key, which would be kept in the clear.
    #[error("there is a private key in the CA file, where only certificates belong")]
    PrivateKey,
}

impl CaBundle {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or is no bundle of certificates.
    pub fn read(path: &Path) -> Result<Self, CaError> {
        let bytes = fs::read(path)?;
        let pem = String::from_utf8(bytes).map_err(|_| CaError::NoCertificate)?;
        Ok(Self {
            path: Some(path.to_owned()),
            ..Self::parse(&pem)?
        })
    }

    /// Takes the text of such a file.
    ///
    /// # Errors
    /// When it is no bundle of certificates.
    pub fn parse(pem: &str) -> Result<Self, CaError> {
        if pem.contains("PRIVATE KEY-----") {
            return Err(CaError::PrivateKey);
        }
        let mut certificates = pem.split(BEGIN).skip(1).peekable();
        if certificates.peek().is_none() {
            return Err(CaError::NoCertificate);
        }
        for (index, certificate) in certificates.enumerate() {
            let body: Option<String> = certificate
                .split_once(END)
                .map(|(body, _)| body.split_whitespace().collect());
            let is_whole = body.is_some_and(|body| {
                !body.is_empty()
                    && GeneralPurpose::new(&STANDARD, LENIENT)
                        .decode(&body)
                        .is_ok()
            });
            if !is_whole {
                return Err(CaError::Damaged(index + 1));
            }
        }
        Ok(Self {
            path: None,
            pem: pem.to_owned(),
        })
    }

    /// Whether a text is such a bundle rather than the path of one.
    pub(crate) fn is_inline(text: &str) -> bool {
        text.contains("-----BEGIN ")
    }

    pub(crate) fn with_path(self, path: Option<PathBuf>) -> Self {
        Self { path, ..self }
    }

    /// The file it was read from.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The certificates, in PEM.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The SHA-256 of the PEM text, as 64 hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        Sha256::digest(self.pem.as_bytes()).iter().fold(
            String::with_capacity(64),
            |mut digits, byte| {
                let _ = write!(digits, "{byte:02x}");
                digits
            },
        )
    }
}

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

impl fmt::Debug for CaBundle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CaBundle")
            .field("path", &self.path)
            .field("sha256", &self.sha256())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_are_told_from_what_is_none() {
        let one = format!("# a comment\n{BEGIN}\nTUlJ\nQ2Fm\n{END}\n");
        assert!(CaBundle::parse(&one).is_ok());
        assert!(CaBundle::parse(&[one.as_str(), &one].concat()).is_ok());
        let key = format!("{one}-----BEGIN RSA PRIVATE KEY-----\nTUlJ\n");
        for (text, expected) in [
            ("", "no certificate"),
            ("/etc/ssl/ca.pem", "no certificate"),
            (&format!("{BEGIN}\n???\n{END}"), "certificate 1"),
            (&format!("{one}{BEGIN}\nTUlJ\n"), "certificate 2"),
            (&format!("{BEGIN}\n\n{END}"), "certificate 1"),
            (&key, "a private key"),
        ] {
            let message = CaBundle::parse(text).unwrap_err().to_string();
            assert!(message.contains(expected), "{text}: {message}");
        }
    }

    #[test]
    fn the_digest_is_that_of_the_text() {
        let bundle = CaBundle {
            path: None,
            pem: "abc".to_owned(),
        };
        // FIPS 180-4's example.
        assert_eq!(
            bundle.sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
