//! Where a request comes from.

use crate::app::App;
use ipnet::{IpNet, Ipv6Net};
use poem::{Addr, Request};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Once;

const FORWARDED: &str = "x-forwarded-for";
/// What one customer of an IPv6 network has at least: who changes addresses in it stays the same.
const IPV6_CUSTOMER: u8 = 64;

/// The client's address. What `X-Forwarded-For` says counts as far as trusted proxies wrote it:
/// read from its end, where each proxy adds whom it heard from.
pub(super) fn client(request: &Request, trusted: &[IpNet]) -> IpAddr {
    let peer = match &request.remote_addr().0 {
        Addr::SocketAddr(addr) => addr.ip().to_canonical(),
        _ => Ipv4Addr::UNSPECIFIED.into(),
    };
    if request.headers().contains_key(FORWARDED) && !trusted.iter().any(|net| net.contains(&peer)) {
        warn_once(peer);
    }
    let headers = request.headers().get_all(FORWARDED).iter().rev();
    let hops = headers.flat_map(|value| value.to_str().unwrap_or_default().rsplit(','));
    furthest(peer, hops, trusted)
}

/// Behind a proxy that nobody named, everyone has the proxy's budget.
fn warn_once(peer: IpAddr) {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(%peer, "X-Forwarded-For is not heeded: is it a proxy for trusted_proxies?");
    });
}

fn furthest<'a>(peer: IpAddr, hops: impl Iterator<Item = &'a str>, trusted: &[IpNet]) -> IpAddr {
    let mut client = peer;
    for hop in hops {
        if !trusted.iter().any(|net| net.contains(&client)) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(before) => client = before.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

/// The address that a request's budget is kept for.
pub(crate) fn address(app: &App, request: &Request) -> IpAddr {
    customer(client(request, &app.config.trusted_proxies))
}

/// Whom an address belongs to: in IPv6 a customer has a whole network.
pub(crate) fn customer(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            Ipv6Net::new(v6, IPV6_CUSTOMER).map_or(address, |net| net.network().into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        furthest(peer.parse().unwrap(), forwarded.rsplit(','), &trusted).to_string()
    }

    #[test]
    fn what_was_forwarded_counts_as_far_as_trusted_proxies_wrote_it() {
        assert_eq!(of("203.0.113.9", "198.51.100.1", &[]), "203.0.113.9");
        assert_eq!(of("10.0.0.1", "198.51.100.1", &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "6.6.6.6, 198.51.100.1", &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "198.51.100.1, 10.0.0.2", &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "nonsense", &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(of("10.0.0.1", "::ffff:198.51.100.1", &["10.0.0.0/8"]), "198.51.100.1");
    }

    #[test]
    fn an_ipv6_customer_is_one_whatever_the_address() {
        let one = customer("2001:db8:1:2:3::4".parse().unwrap());
        assert_eq!(one, customer("2001:db8:1:2:ffff::".parse().unwrap()));
        assert_ne!(one, customer("2001:db8:1:3::".parse().unwrap()));
    }
}
