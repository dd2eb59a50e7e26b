//! Name resolution in which every address is judged.

use std::net::{IpAddr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{Reach, permits};

/// The system's resolver, behind the rules for addresses. The connection then goes to the
/// addresses that were judged: names are not resolved a second time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JudgingResolver {
    pub(crate) reach: Reach,
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
        Reach::Public => "is not a public one; a private address must be allowed literally",
    }
}

impl Resolve for JudgingResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach;
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let addresses: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            // One bad address spoils the name: an honest one has none.
            if let Some(denied) = addresses
                .iter()
                .find(|address| !permits(reach, address.ip()))
            {
                return Err(AddressDenied {
                    host,
                    address: denied.ip(),
                    reach,
                }
                .into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
