//! What every stand-in shares: a listener, a record of requests, a script, and an end.
//!
//! Contract: a [`Server`] accepts plain or TLS connections on a loopback port of the system's
//! choice, any number at once and kept alive, and hands each request to its [`Site`] unless the
//! script has an answer for it. A request is on record before it is answered. Dropping the
//! server closes the port and every connection, and waits for the thread to end.
//!
//! Why: an answer that never comes has to be made at the level of the connection, which web
//! frameworks hide; hyper closes the connection when a service fails, so a failure is how the
//! script breaks one.

use std::io;
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use native_tls::Identity;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_native_tls::TlsAcceptor;

use crate::received::Received;
use crate::reply::Reply;
use crate::script::{Answer, Outcome, Script};

/// How one kind of server behaves when nobody interferes.
pub(crate) trait Site: Send + Sync + 'static {
    fn answer(&self, request: &Received) -> Reply;
}

pub(crate) struct Server {
    origin: String,
    desk: Arc<Desk>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(site: Arc<dyn Site>, identity: Option<Identity>) -> io::Result<Self> {
        let acceptor = identity
            .map(native_tls::TlsAcceptor::new)
            .transpose()
            .map_err(io::Error::other)?
            .map(TlsAcceptor::from);
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let origin = match acceptor {
            Some(_) => format!("https://localhost:{port}"),
            None => format!("http://127.0.0.1:{port}"),
        };

        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let desk = Arc::new(Desk {
            site,
            received: Mutex::default(),
            script: Mutex::default(),
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = Arc::clone(&desk);
        let thread = thread::Builder::new()
            .name(format!("stand-in {port}"))
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = accept(&listener, acceptor, serving) => {}
                        _ = stopped => {}
                    }
                });
            })?;
        Ok(Self {
            origin,
            desk,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        locked(&self.desk.received)
            .iter()
            .map(|request| Received::clone(request))
            .collect()
    }

    pub(crate) fn script(&self, answer: Answer) {
        locked(&self.desk.script).queue(answer);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the server was already printed by its own thread.
            drop(thread.join());
        }
    }
}

struct Desk {
    site: Arc<dyn Site>,
    received: Mutex<Vec<Arc<Received>>>,
    script: Mutex<Script>,
}

impl Desk {
    async fn respond(&self, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
        let request = Arc::new(Received::read(request).await?);
        locked(&self.received).push(Arc::clone(&request));
        let scripted = locked(&self.script).take(&request);
        let Some(scripted) = scripted else {
            return self.site.answer(&request).into_response();
        };
        let reply = match scripted.outcome {
            Outcome::Scripted(reply) => {
                if scripted.has_effect {
                    self.site.answer(&request);
                }
                Some(reply)
            }
            Outcome::Real => Some(self.site.answer(&request)),
            Outcome::EffectThenClose => {
                self.site.answer(&request);
                None
            }
            Outcome::Close => None,
        };
        if !scripted.delay.is_zero() {
            tokio::time::sleep(scripted.delay).await;
        }
        reply
            .ok_or_else(|| io::Error::other("closed by the script"))?
            .into_response()
    }
}

async fn accept(listener: &TcpListener, acceptor: Option<TlsAcceptor>, desk: Arc<Desk>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: trying again at once would only keep the thread busy.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        tokio::spawn(connection(stream, acceptor.clone(), Arc::clone(&desk)));
    }
}

async fn connection(stream: TcpStream, acceptor: Option<TlsAcceptor>, desk: Arc<Desk>) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    match acceptor {
        None => serve(stream, desk).await,
        Some(acceptor) => {
            if let Ok(stream) = acceptor.accept(stream).await {
                serve(stream, desk).await;
            }
        }
    }
}

async fn serve<S>(stream: S, desk: Arc<Desk>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let service = service_fn(|request| desk.respond(request));
    // A connection ends in an error when the client leaves or the script breaks it.
    drop(
        http1::Builder::new()
            .title_case_headers(true)
            .serve_connection(TokioIo::new(stream), service)
            .await,
    );
}

/// The lock's content, also after a panic elsewhere: a test shall see its own failure only.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
