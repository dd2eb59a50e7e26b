//! Servers that no stand-in is.

use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};

/// An address where nothing listens: the port of the discard protocol, which no server that is
/// given just any port gets.
pub(crate) const NOBODY: &str = "http://127.0.0.1:9";

/// A server that takes a request and never answers it.
pub(crate) struct Mute(TcpListener);

impl Mute {
    pub(crate) fn start() -> Self {
        Self(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap())
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }

    /// Waits for a request, has it answered with silence as long as `meanwhile` takes, and gives
    /// what that gives.
    pub(crate) fn while_waiting<T>(&self, meanwhile: impl FnOnce() -> T) -> T {
        let (mut connection, _) = self.0.accept().unwrap();
        let mut request = Vec::new();
        let mut byte = [0];
        while !request.ends_with(b"\r\n\r\n") {
            connection.read_exact(&mut byte).unwrap();
            request.extend(byte);
        }
        meanwhile()
    }
}
