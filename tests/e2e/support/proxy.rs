//! An HTTP proxy that forwards requests in absolute form (RFC 9112, section 3.2.2), one a
//! connection.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

pub(crate) struct Proxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heads = Arc::clone(&asked);
        thread::spawn(move || {
            for connection in listener.incoming() {
                let heads = Arc::clone(&heads);
                thread::spawn(move || forward(connection.unwrap(), &heads));
            }
        });
        Self { address, asked }
    }

    /// Its URL, with this in front of the host, such as `user:password@`.
    pub(crate) fn url(&self, login: &str) -> String {
        format!("http://{login}{}", self.address)
    }

    /// The heads of the requests so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[expect(clippy::disallowed_methods, reason = "a proxy connects")]
fn forward(mut client: TcpStream, heads: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap();
    heads.lock().unwrap().push(head.clone());
    let (method, rest) = head.split_once(' ').unwrap();
    let (url, rest) = rest.split_once(' ').unwrap();
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let kept: Vec<&str> = rest
        .lines()
        .filter(|line| !line.to_lowercase().starts_with("proxy-") && !line.is_empty())
        .collect();
    let mut server = TcpStream::connect(host).unwrap();
    let head = format!(
        "{method} /{path} {}\r\nConnection: close\r\n\r\n",
        kept.join("\r\n")
    );
    server.write_all(head.as_bytes()).unwrap();
    let length: usize = kept
        .iter()
        .find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        })
        .unwrap_or_default();
    let mut body = vec![0; length];
    client.read_exact(&mut body).unwrap();
    server.write_all(&body).unwrap();
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).unwrap();
    client.write_all(&answer).unwrap();
}
