//! Name resolution in which every address is judged.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{Reach, permits};
use super::lookup::Lookup;

/// A lookup behind the rules for addresses. The connection then goes to the addresses that were
/// judged: names are not resolved a second time.
pub(crate) struct JudgingResolver {
    pub(crate) reach: Reach,
    pub(crate) lookup: Arc<dyn Lookup>,
}

/// An address that may not be connected to.
#[derive(Debug, thiserror::Error)]
#[error("{host} leads to the address {address}, which {}", why(*reach))]
pub(crate) struct AddressDenied {
    pub(crate) host: String,
    pub(crate) address: IpAddr,
    pub(crate) reach: Reach,
}

fn why(reach: Reach) -> &'static str {
    match reach {
        Reach::Private => {
            "belongs to the machine's link or to a metadata service and is never connected to"
        }
        Reach::Public => {
            "is not a public one; a private address must be allowed literally, or its host as `HOST private`"
        }
    }
}

impl Resolve for JudgingResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach;
        let lookup = Arc::clone(&self.lookup);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let addresses = lookup.addresses(&host).await?;
            // One bad address spoils the name: an honest one has none.
            if let Some(address) = addresses.iter().find(|address| !permits(reach, **address)) {
                let address = *address;
                return Err(AddressDenied {
                    host,
                    address,
                    reach,
                }
                .into());
            }
            let sockets = addresses
                .into_iter()
                .map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(sockets) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::io::{self, Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::Mutex;
    use std::thread;

    use futures_util::future::BoxFuture;
    use jackfield_descriptor::{Fault, FaultKind};

    use super::super::{Door, Gate, GateSettings, Request, Response};
    use super::*;
    use crate::gate::{AllowedHosts, AnswerForm, Body, Target};

    /// A name server that answers each time with the next of its answers.
    struct Fickle(Mutex<VecDeque<Vec<IpAddr>>>);

    impl Lookup for Fickle {
        fn addresses<'a>(&'a self, _: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
            let next = self.0.lock().unwrap().pop_front().unwrap_or_default();
            Box::pin(async move { Ok(next) })
        }
    }

    /// Serves one request a connection and gives its port.
    fn server() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.unwrap();
                let mut request = [0; 4096];
                let _ = connection.read(&mut request).unwrap();
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                connection.write_all(answer.as_bytes()).unwrap();
            }
        });
        port
    }

    /// What comes of requests to a name with these addresses, one answer for each look-up.
    async fn sent(answers: &[&[&str]], private: bool) -> Vec<Result<Response, Fault>> {
        let port = server();
        let parsed = |answer: &&[&str]| answer.iter().map(|text| text.parse().unwrap()).collect();
        let lookup = Fickle(Mutex::new(answers.iter().map(parsed).collect()));
        let origin = format!("http://fickle.example:{port}");
        let credential = private.then(|| crate::gate::placement::tests::bearer(&origin));
        let door = credential.map_or(Door::Open, |credential| {
            Door::Credential(Arc::new(credential))
        });
        let mut settings = GateSettings::new("test".to_owned(), Default::default());
        settings.hosts = AllowedHosts::parse([origin.as_str()]).unwrap();
        settings.lookup = Arc::new(lookup);
        let gate = Gate::new(settings);
        let mut results = Vec::new();
        for _ in answers {
            let request = Request {
                method: "GET".to_owned(),
                target: Target::Url(format!("{origin}/")),
                query: Vec::new(),
                headers: Vec::new(),
                body: Body::None,
                timeout: None,
                repeatable: false,
                answer: AnswerForm::Inline,
            };
            results.push(gate.send(&door, request).await);
        }
        results
    }

    fn denied(result: &Result<Response, Fault>, words: &str) {
        let fault = result.as_ref().unwrap_err();
        assert_eq!(fault.kind, FaultKind::PolicyDenied, "{fault:?}");
        assert!(fault.message.contains(words), "{fault:?}");
    }

    #[tokio::test]
    async fn a_name_that_leads_elsewhere_the_second_time_is_judged_again() {
        let results = sent(
            &[&["127.0.0.1"], &["169.254.169.254"], &["127.0.0.1"]],
            true,
        )
        .await;
        assert_eq!(results[0].as_ref().unwrap().status, 200);
        denied(
            &results[1],
            "fickle.example leads to the address 169.254.169.254",
        );
        assert_eq!(results[2].as_ref().unwrap().status, 200);
    }

    #[tokio::test]
    async fn one_bad_address_spoils_a_name() {
        for bad in [
            "169.254.1.1",
            "::ffff:169.254.169.254",
            "fe80::1",
            "0.0.0.0",
        ] {
            for addresses in [["127.0.0.1", bad], [bad, "127.0.0.1"]] {
                denied(&sent(&[&addresses], true).await[0], "is never connected to");
            }
        }
    }

    #[tokio::test]
    async fn without_a_credential_a_name_reaches_public_addresses_only() {
        for private in ["127.0.0.1", "10.0.0.1", "fd00::1", "64:ff9b::a00:1"] {
            denied(&sent(&[&[private]], false).await[0], "is not a public one");
            denied(
                &sent(&[&["93.184.216.34", private]], false).await[0],
                "is not a public one",
            );
        }
    }
}
