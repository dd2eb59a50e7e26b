//! A server that keeps every byte it is sent, and answers with bytes of the test's choice.
//!
//! A server that understands HTTP would hide what hostile connectors are about: what exactly was
//! sent. This one reads just enough to know where a request ends; whatever came is on record before
//! anything is answered.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use native_tls::{Identity, TlsAcceptor};

/// What a server does with a request.
pub(crate) enum Reply {
    /// Sends these bytes.
    Bytes(Vec<u8>),
    /// Sends these, and closes the connection.
    Last(Vec<u8>),
    /// Sends the first once and the second for ever, as fast as they are taken.
    Flood(Vec<u8>, Vec<u8>),
    /// Sends the first once and the second for ever, a little at a time.
    Drip(Vec<u8>, Vec<u8>),
    /// Sends nothing.
    Silence,
}

impl Reply {
    /// An answer of this status, with these header lines and this body.
    pub(crate) fn new(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut answer = format!("HTTP/1.1 {status}\r\n");
        for header in headers {
            answer += &format!("{header}\r\n");
        }
        answer += &format!("Content-Length: {}\r\n\r\n", body.len());
        Self::Bytes([answer.as_bytes(), body].concat())
    }

    /// What an honest server says.
    pub(crate) fn ok() -> Self {
        Self::new("200 OK", &["Content-Type: application/json"], "{}")
    }
}

/// A server and its record.
pub(crate) struct Wire {
    base_url: String,
    record: Arc<Mutex<Record>>,
}

#[derive(Default)]
struct Record {
    connections: usize,
    requests: Vec<String>,
    /// Everything, whether it was a request or not.
    bytes: Vec<u8>,
}

trait Connection: Read + Write + Send {}
impl<T: Read + Write + Send> Connection for T {}

impl Wire {
    /// A server that gives each path and query of a request to `answer`.
    pub(crate) fn start(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve("http", answer, |stream| Some(Box::new(stream)))
    }

    /// The same behind TLS, with this identity.
    pub(crate) fn start_tls(
        identity: Identity,
        answer: impl Fn(&str) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let acceptor = TlsAcceptor::new(identity).unwrap();
        Self::serve("https", answer, move |stream| {
            let stream = acceptor.accept(stream).ok()?;
            Some(Box::new(stream) as Box<dyn Connection>)
        })
    }

    fn serve(
        scheme: &str,
        answer: impl Fn(&str) -> Reply + Send + Sync + 'static,
        open: impl Fn(TcpStream) -> Option<Box<dyn Connection>> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base_url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let record = Arc::new(Mutex::new(Record::default()));
        let kept = Arc::clone(&record);
        let shared = Arc::new((answer, open));
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                kept.lock().unwrap().connections += 1;
                let (kept, shared) = (Arc::clone(&kept), Arc::clone(&shared));
                thread::spawn(move || {
                    let (answer, open) = &*shared;
                    if let Some(connection) = open(stream) {
                        talk(connection, &kept, answer);
                    }
                });
            }
        });
        Self { base_url, record }
    }

    /// Where it listens, without a slash at the end.
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// How many connections were made to it.
    pub(crate) fn connections(&self) -> usize {
        self.record.lock().unwrap().connections
    }

    /// The requests so far, head and body, in order.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.record.lock().unwrap().requests.clone()
    }

    /// Every byte so far, as text.
    pub(crate) fn received(&self) -> String {
        String::from_utf8_lossy(&self.record.lock().unwrap().bytes).into_owned()
    }
}

fn talk(
    mut connection: Box<dyn Connection>,
    record: &Mutex<Record>,
    answer: &impl Fn(&str) -> Reply,
) {
    let mut waiting = Vec::new();
    while let Some(request) = read_request(&mut *connection, record, &mut waiting) {
        let target = request.split(' ').nth(1).unwrap_or_default().to_owned();
        record.lock().unwrap().requests.push(request);
        // A client that has had enough goes away.
        let sent = match answer(&target) {
            Reply::Bytes(bytes) => connection.write_all(&bytes),
            Reply::Last(bytes) => {
                let _ = connection.write_all(&bytes);
                return;
            }
            Reply::Flood(head, bytes) => connection.write_all(&head).and_then(|()| {
                loop {
                    connection.write_all(&bytes)?;
                }
            }),
            Reply::Drip(head, bytes) => connection.write_all(&head).and_then(|()| {
                loop {
                    connection.write_all(&bytes)?;
                    connection.flush()?;
                    thread::sleep(Duration::from_millis(20));
                }
            }),
            Reply::Silence => Ok(()),
        };
        if sent.is_err() {
            return;
        }
    }
}

/// The next request, whole; none when the client has gone. What came is kept in any case.
fn read_request(
    connection: &mut dyn Connection,
    record: &Mutex<Record>,
    waiting: &mut Vec<u8>,
) -> Option<String> {
    loop {
        if let Some(length) = length_of(waiting) {
            let rest = waiting.split_off(length);
            let request = std::mem::replace(waiting, rest);
            return Some(String::from_utf8_lossy(&request).into_owned());
        }
        let mut buffer = [0; 16 << 10];
        match connection.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(read) => {
                record.lock().unwrap().bytes.extend(&buffer[..read]);
                waiting.extend(&buffer[..read]);
            }
        }
    }
}

/// How long the request is that these bytes begin with, if it is there.
fn length_of(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let body = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .map_or(0, |length| length.trim().parse().unwrap());
    (bytes.len() >= end + body).then_some(end + body)
}
