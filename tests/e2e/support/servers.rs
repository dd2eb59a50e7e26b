//! Servers that no stand-in is.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

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
        read_head(&mut connection);
        meanwhile()
    }
}

/// A server that answers no request before so many have come at the same time.
pub(crate) struct Gathering(String);

impl Gathering {
    pub(crate) fn of(requests: usize) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            loop {
                let mut connections = Vec::new();
                while connections.len() < requests {
                    let (mut connection, _) = listener.accept().unwrap();
                    read_head(&mut connection);
                    connections.push(connection);
                }
                for mut connection in connections {
                    let answer = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{\"id\":\"a\"}";
                    connection.write_all(answer).unwrap();
                }
            }
        });
        Self(base_url)
    }

    pub(crate) fn base_url(&self) -> String {
        self.0.clone()
    }
}

fn read_head(connection: &mut TcpStream) {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        connection.read_exact(&mut byte).unwrap();
        request.extend(byte);
    }
}
