//! Some web site.
//!
//! Contract: every path is answered the same way, with a page or with a redirect, and every
//! request is kept.
//!
//! Why: people paste the address of something that is not the service; and a demonstration of
//! what a stolen token would do needs a server the thief owns.

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::received::Received;
use crate::reply::Reply;
use crate::script::Answer;
use crate::server::{Server, Site};

/// A web site that knows nothing of any API.
pub struct Web {
    server: Server,
}

impl Web {
    /// Starts a site that answers every request with an HTML page.
    ///
    /// # Errors
    /// When no port or thread can be had.
    pub fn start() -> io::Result<Self> {
        Self::serving(Reply::text(
            200,
            "text/html; charset=utf-8",
            "<!DOCTYPE html>\n<html><head><title>Welcome</title></head>\
             <body><h1>Welcome</h1></body></html>\n",
        ))
    }

    /// Starts a site that answers every request with a permanent redirect to one address.
    ///
    /// # Errors
    /// When no port or thread can be had.
    pub fn redirecting(to: &str) -> io::Result<Self> {
        Self::serving(
            Reply::text(301, "text/html; charset=utf-8", "Moved Permanently\n")
                .with_header("location", to),
        )
    }

    fn serving(reply: Reply) -> io::Result<Self> {
        let server = Server::start(Arc::new(Page(reply)), None)?;
        Ok(Self { server })
    }

    /// Where it listens, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.server.origin().to_owned()
    }

    /// Every request so far, in order.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    /// Queues a scripted answer.
    pub fn script(&self, answer: Answer) {
        self.server.script(answer);
    }
}

impl fmt::Debug for Web {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Web")
            .field("base_url", &self.server.origin())
            .finish()
    }
}

struct Page(Reply);

impl Site for Page {
    fn answer(&self, _request: &Received) -> Reply {
        self.0.clone()
    }
}
