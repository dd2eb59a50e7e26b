//! Which addresses may be connected to.
//!
//! A name says nothing about where it leads: one under an attacker's control can resolve to the
//! metadata service of a cloud, which gives away the machine's own credentials. So every address
//! is judged after the name is resolved, and the connection goes to the address that was judged.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses of cloud metadata services that are not link-local: Alibaba, Oracle, and the agent of
/// Azure's machines.
const METADATA_V4: [Ipv4Addr; 3] = [
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(192, 0, 0, 192),
    Ipv4Addr::new(168, 63, 129, 16),
];
/// Google and Scaleway. Amazon keeps all of `fd00:ec2::/32` for such services.
const METADATA_V6: [Ipv6Addr; 2] = [
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42),
];

/// Which addresses a request may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Reach {
    /// Public and private ones: the author named the host as a credential's base URL.
    Private,
    /// Public ones.
    Public,
}

/// Whether an address may be connected to. Link-local addresses, metadata services, multicast
/// and addresses that mean "any" never may.
#[must_use]
pub(crate) fn permits(reach: Reach, address: IpAddr) -> bool {
    let address = canonical(address);
    if let IpAddr::V6(v6) = address
        && ends_of_tunnels(v6)
            .into_iter()
            .flatten()
            .any(|end| is_forbidden(IpAddr::V4(end)))
    {
        return false;
    }
    !is_forbidden(address) && (reach == Reach::Private || !is_private(address))
}

/// An IPv4 address in IPv6 clothing is judged as what it is: mapped and compatible (RFC 4291,
/// section 2.5.5), translated (RFC 2765, section 2.1) and translated by NAT64 (RFC 6052, RFC 8215),
/// and 6to4 (RFC 3056).
fn canonical(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else {
        return address;
    };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return IpAddr::V4(v4);
    }
    match v6.segments() {
        [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x64, 0xff9b, 1, _, _, _, high, low]
        | [0x2002, high, low, ..] => IpAddr::V4(joined(high, low)),
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => IpAddr::V4(joined(high, low)),
        _ => address,
    }
}

/// Where packets to an IPv6 address go in the end when they are carried through IPv4: Teredo's
/// server and its client, whose bits are turned round (RFC 4380, section 4), and ISATAP (RFC 5214,
/// section 6.1).
fn ends_of_tunnels(address: Ipv6Addr) -> [Option<Ipv4Addr>; 2] {
    match address.segments() {
        [0x2001, 0, high, low, _, _, client_high, client_low] => [
            Some(joined(high, low)),
            Some(joined(!client_high, !client_low)),
        ],
        [_, _, _, _, 0 | 0x200, 0x5efe, high, low] => [Some(joined(high, low)), None],
        _ => [None, None],
    }
}

fn joined(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low))
}

fn is_forbidden(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            v4.is_link_local()
                || v4.is_multicast()
                || v4.is_broadcast()
                || v4.octets().first() == Some(&0)
                || METADATA_V4.contains(&v4)
        }
        IpAddr::V6(v6) => {
            v6.is_unicast_link_local()
                || v6.is_multicast()
                || v6.is_unspecified()
                || METADATA_V6.contains(&v6)
                || matches!(v6.segments(), [0xfd00, 0xec2, ..])
        }
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            // 100.64.0.0/10 is shared address space (RFC 6598).
            let shared = matches!(v4.octets(), [100, second, ..] if (64..128).contains(&second));
            // 198.18.0.0/15 is for benchmarks (RFC 2544), 240.0.0.0/4 is reserved (RFC 1112).
            let special = matches!(v4.octets(), [198, 18 | 19, ..] | [240..=255, ..]);
            v4.is_loopback() || v4.is_private() || shared || special
        }
        // fec0::/10 was site-local (RFC 3879).
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || ends_of_tunnels(v6)
                    .into_iter()
                    .flatten()
                    .any(|end| is_private(IpAddr::V4(end)))
                || v6.is_unique_local()
                || matches!(v6.segments(), [0xfec0..=0xfeff, ..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn link_local_and_metadata_addresses_are_never_reached_in_any_spelling() {
        for address in [
            "169.254.169.254",
            "169.254.0.1",
            "::ffff:169.254.169.254",
            "::ffff:a9fe:a9fe",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::a9fe:a9fe",
            "64:ff9b:1:2:3:4:a9fe:a9fe",
            "::ffff:0:169.254.169.254",
            "::169.254.169.254",
            "2002:a9fe:a9fe::1",
            "2001:0:a9fe:a9fe::1",
            "2001:0:4136:e378:8000:63bf:5601:5601",
            "2001:db8::5efe:169.254.169.254",
            "2001:db8::200:5efe:a9fe:a9fe",
            "fe80::1",
            "fe80::5efe:10.0.0.1",
            "febf:ffff::1",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "fd00:ec2::253",
            "fd20:ce::254",
            "fd00:42::42",
            "168.63.129.16",
            "::ffff:168.63.129.16",
            "100.100.100.200",
            "::ffff:0.0.0.0",
            "2002::1",
            "192.0.0.192",
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "224.0.0.1",
            "255.255.255.255",
            "ff02::1",
        ] {
            for reach in [Reach::Private, Reach::Public] {
                assert!(!permits(reach, ip(address)), "{address} with {reach:?}");
            }
        }
    }

    #[test]
    fn private_addresses_need_the_authors_consent() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "::1",
            "fd12:3456::1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::a00:1",
            "2002:a00:1::1",
            "2001:0:a00:1::f5ff:fffe",
            "2001:0:4136:e378:8000:63bf:f5ff:fffe",
            "2001:db8::5efe:10.0.0.1",
            "::10.0.0.1",
            "fec0::1",
            "198.18.0.1",
            "240.0.0.1",
        ] {
            assert!(permits(Reach::Private, ip(address)), "{address}");
            assert!(!permits(Reach::Public, ip(address)), "{address}");
        }
    }

    #[test]
    fn public_addresses_are_reached() {
        for address in [
            "93.184.216.34",
            "2606:2800:220:1::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "64:ff9b::5db8:d822",
            "2001:4860:4860::8888",
            "172.32.0.1",
            "100.128.0.1",
        ] {
            for reach in [Reach::Private, Reach::Public] {
                assert!(permits(reach, ip(address)), "{address} with {reach:?}");
            }
        }
    }
}
