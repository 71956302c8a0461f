//! Addresses and prefixes as words of a table write them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use crate::net;

/// An address; the zone of a scoped one (`fe80::1%en0`) is dropped.
pub(super) fn address(word: &str) -> Option<IpAddr> {
    without_zone(word).parse().ok()
}

/// A prefix with a length, `10.0.0.0/8`, host bits kept; a zone (`fe80::%en0/64`) is dropped.
pub(super) fn prefix(word: &str) -> Option<IpNet> {
    let (address_part, length) = word.split_once('/')?;
    let length = length.split('%').next().unwrap_or(length);
    IpNet::new(address(address_part)?, number(length)?).ok()
}

/// Whether a text is a range from an address to another: `10.0.0.1-10.0.0.9`.
pub(super) fn is_range(text: &str) -> bool {
    text.split_once('-').is_some_and(|(first, last)| address(first.trim()).is_some() && address(last.trim()).is_some())
}

/// A prefix, or an address as the prefix of it alone.
pub(super) fn prefix_or_host(word: &str) -> Option<IpNet> {
    prefix(word).or_else(|| address(word).map(net::host))
}

/// A prefix of a dotted address and a dotted mask; `None` for a mask with holes.
pub(super) fn masked(address_word: &str, mask_word: &str) -> Option<IpNet> {
    let length = net::mask_length(mask_word.parse().ok()?)?;
    IpNet::new(IpAddr::V4(address_word.parse().ok()?), length).ok()
}

/// The default route of a family.
pub(super) fn default_route(v6: bool) -> IpNet {
    let any = if v6 { IpAddr::V6(Ipv6Addr::UNSPECIFIED) } else { IpAddr::V4(Ipv4Addr::UNSPECIFIED) };
    IpNet::new(any, 0).unwrap_or_else(|_| net::host(any))
}

/// A destination as BSD shortens it: the low octets that are zero are dropped down to those of the address's class, and the
/// length is left out where it is the class's (`10` is 10.0.0.0/8, `172.17` 172.17.0.0/16, `10.1/16`, `192.168.0/16`, `0/1`).
pub(super) fn short_destination(word: &str) -> Option<IpNet> {
    let (octets, length) = word.split_once('/').map_or((word, None), |(octets, length)| (octets, Some(length)));
    let parts = octets.split('.').map(number).collect::<Option<Vec<u8>>>()?;
    let mut full = [0; 4];
    full.get_mut(..parts.len())?.copy_from_slice(&parts);
    let length = match length {
        Some(length) => number(length)?,
        None if parts.len() == 4 => 32,
        None => class_length(full[0]),
    };
    IpNet::new(IpAddr::V4(Ipv4Addr::from(full)), length).ok()
}

/// The length of the class that an address belonged to before 1993.
const fn class_length(first_octet: u8) -> u8 {
    match first_octet {
        0..=127 => 8,
        128..=191 => 16,
        _ => 24,
    }
}

/// A small decimal number; signs and blanks are none.
pub(super) fn number(word: &str) -> Option<u8> {
    word.bytes().all(|b| b.is_ascii_digit()).then(|| word.parse().ok()).flatten()
}

fn without_zone(word: &str) -> &str {
    word.split('%').next().unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_destinations_follow_the_class_of_the_first_octet() {
        for (word, expected) in [
            ("10", Some("10.0.0.0/8")),
            ("127", Some("127.0.0.0/8")),
            ("172.17", Some("172.17.0.0/16")),
            ("192.168.1", Some("192.168.1.0/24")),
            ("10.1/16", Some("10.1.0.0/16")),
            ("10/24", Some("10.0.0.0/24")),
            ("128.0/1", Some("128.0.0.0/1")),
            ("0/1", Some("0.0.0.0/1")),
            ("169.254", Some("169.254.0.0/16")),
            ("192.168.14.221", Some("192.168.14.221/32")),
            ("100.129.160/20", Some("100.129.160.0/20")),
            ("10.300", None),
            ("1.2.3.4.5", None),
            ("link#4", None),
            ("+10", None),
        ] {
            assert_eq!(short_destination(word), expected.map(|text| text.parse().unwrap()), "{word}");
        }
    }
}
