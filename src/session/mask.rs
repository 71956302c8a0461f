//! Hides addresses and names in what is shared, and keeps the overlaps.
//!
//! Every IPv4 address goes through one permutation that keeps prefixes: two addresses that share their first n bits share
//! them afterwards, and no others do, so every overlap stays and none is made. Where Docker itself puts networks
//! (`ANCHORS`) the permutation stands still, because an overlap with Docker's own choice must stay too. Special space
//! stays special, public space public. The last byte is kept: it tells nobody where a network is, and gateways stay
//! readable. IPv6 is treated alike, in groups 2 to 4.
//!
//! Names become `network-1`, hosts `host-1.example`, in the order in which they appear.

mod names;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::examine::Inputs;
use crate::facts::Facts;
use crate::order;
use crate::read::{Document, Item};
use crate::session::Owners;

/// Ranges in which bits in front of the given depth stay as they are.
///
/// The first four are where the engine allocates by itself: 172.17.0.0/16 to 172.31.0.0/16 and 192.168.0.0/20 and on,
/// by its built-in pools, and a Swarm's first networks in 10.0.0.0/21. The others mean something by themselves.
const ANCHORS: &[(&str, u8)] = &[
    ("172.16.0.0/12", 16),
    ("192.168.0.0/16", 20),
    ("10.0.0.0/21", 24),
    ("10.0.0.0/8", 8),
    ("0.0.0.0/8", 32),
    ("100.64.0.0/10", 10),
    ("100.100.0.0/16", 32),
    ("127.0.0.0/8", 32),
    ("169.254.0.0/16", 32),
    ("192.0.0.0/24", 32),
    ("192.0.2.0/24", 32),
    ("192.88.99.0/24", 32),
    ("198.18.0.0/15", 15),
    ("198.51.100.0/24", 32),
    ("203.0.113.0/24", 32),
    ("224.0.0.0/3", 32),
];

/// The depth at which the permutation ends: the last byte is kept.
const LAST_BIT: u8 = 24;

/// The inputs with every address and name hidden. `documents` and `facts` are those of the same inputs.
#[must_use]
pub fn mask(inputs: &Inputs, documents: &[Document], facts: &Facts) -> Inputs {
    let permutation = Permutation::new(facts, documents);
    let mut hidden = names::Names::new(documents, facts);
    let mut masked = inputs.clone();
    for text in masked.texts.values_mut() {
        *text = hidden.replace(&addresses(text, &permutation));
    }
    masked
}

/// The owners that the user named, of the masked ranges.
#[must_use]
pub fn owners(owners: &Owners, documents: &[Document], facts: &Facts) -> Owners {
    let permutation = Permutation::new(facts, documents);
    let masked = |net: IpNet| match net {
        IpNet::V4(v4) => {
            Ipv4Net::new(permutation.v4(v4.addr(), Some(v4.prefix_len())), v4.prefix_len()).ok().map(IpNet::V4)
        }
        IpNet::V6(v6) => Ipv6Net::new(permutation.v6(v6.addr()), v6.prefix_len()).ok().map(IpNet::V6),
    };
    order::map(owners.iter().filter_map(|(net, owner)| Some((masked(*net)?.trunc(), *owner))))
}

/// A permutation of all IPv4 addresses that keeps prefixes, and stands still around the anchors.
struct Permutation {
    anchors: Vec<(Ipv4Net, u8)>,
    /// Lengths of the networks that were read, by their first address: host bits of a network's address stay zero.
    lengths: BTreeMap<Ipv4Addr, u8>,
    seed: u64,
}

impl Permutation {
    fn new(facts: &Facts, documents: &[Document]) -> Self {
        let fixed = ANCHORS.iter().filter_map(|(text, depth)| Some((text.parse().ok()?, *depth)));
        let pools = facts.config.iter().flat_map(|fact| &fact.config.pools).filter_map(|pool| {
            let IpNet::V4(base) = pool.base.parse::<IpNet>().ok()?.trunc() else { return None };
            Some((base, u8::try_from(pool.size).ok()?))
        });
        let mut lengths = BTreeMap::new();
        for net in documents.iter().flat_map(|document| &document.items).filter_map(written) {
            if let IpNet::V4(net) = net {
                let shortest = lengths.entry(net.addr()).or_insert(net.prefix_len());
                *shortest = net.prefix_len().min(*shortest);
            }
        }
        Self { anchors: fixed.chain(pools).collect(), lengths, seed: 0x6e6f_6e6f_7665_726c }
    }

    /// The other address for this one. Bits from `length` on are kept if they are all zero, as a network's are.
    fn v4(&self, address: Ipv4Addr, length: Option<u8>) -> Ipv4Addr {
        let length = length.or_else(|| self.lengths.get(&address).copied()).filter(|length| *length <= 32);
        let bits = u32::from(address);
        let end = length.filter(|length| host_bits(bits, *length) == 0).unwrap_or(32).min(LAST_BIT);
        let flips = (0..end).filter(|depth| self.flips(bits, *depth)).fold(0, |flips, depth| flips | 1 << (31 - depth));
        Ipv4Addr::from(bits ^ flips)
    }

    /// Whether the bit at `depth` is turned over, by nothing but the bits in front of it.
    fn flips(&self, bits: u32, depth: u8) -> bool {
        let Ok(node) = Ipv4Net::new(Ipv4Addr::from(bits), depth) else { return false };
        let node = node.trunc();
        let stands_still = self.anchors.iter().any(|(anchor, keep)| {
            let holds_anchor = node.contains(anchor) && depth < anchor.prefix_len();
            let is_kept_inside = anchor.contains(&node) && depth < *keep;
            holds_anchor || is_kept_inside
        });
        !stands_still && mix(self.seed ^ (u64::from(u32::from(node.addr())) << 8) ^ u64::from(depth)) & 1 == 1
    }

    /// Groups 2 to 4 of an address outside special space; the first group tells which space it is.
    fn v6(&self, address: Ipv6Addr) -> Ipv6Addr {
        let mut groups = address.segments();
        let is_special = matches!(groups[0], 0 | 0x64 | 0x100 | 0xfe80..=0xfeff | 0xff00..);
        if is_special || groups[..2] == [0x2001, 0xdb8] {
            return address;
        }
        let mut before = u64::from(groups[0]);
        for group in &mut groups[1..4] {
            let was = u64::from(*group);
            if *group != 0 {
                *group = 1 + u16::try_from((was + mix(self.seed ^ before) % 0xffff - 1) % 0xffff).unwrap_or(0);
            }
            before = before << 16 | was;
        }
        Ipv6Addr::from(groups)
    }
}

/// Bits of an address behind a prefix length.
fn host_bits(bits: u32, length: u8) -> u32 {
    bits & u32::MAX.checked_shr(length.into()).unwrap_or(0)
}

/// A good spread of 64 bits (the finaliser of SplitMix64).
fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The prefix that an item gives with its length.
fn written(item: &Item) -> Option<IpNet> {
    match item {
        Item::Prefix(prefix) if prefix.has_length => Some(prefix.net.value),
        Item::Route(route) => Some(route.dst.value),
        _ => None,
    }
}

/// The text with every address replaced.
fn addresses(text: &str, permutation: &Permutation) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_hexdigit() || c == ':') {
        let run = rest[start..].find(|c: char| !is_address_letter(c)).unwrap_or(rest.len() - start);
        let (before, tail) = rest.split_at(start);
        let (word, after) = tail.split_at(run);
        out.push_str(before);
        out.push_str(&address(word, before, after, permutation));
        rest = after;
    }
    out + rest
}

fn is_address_letter(c: char) -> bool {
    c.is_ascii_hexdigit() || c == '.' || c == ':'
}

/// One run of letters that may stand in an address, replaced if it is one and stands alone.
fn address(word: &str, before: &str, after: &str, permutation: &Permutation) -> String {
    let is_part_of_word =
        before.ends_with(|c: char| c.is_ascii_alphanumeric()) || after.starts_with(|c: char| c.is_ascii_alphabetic());
    let core = word.trim_end_matches(['.', ':']);
    let (core, port) = match core.rsplit_once(':') {
        Some((host, port)) if host.contains('.') && !host.contains(':') => (host, Some(port)),
        _ => (core, None),
    };
    if let Some(address) = of_hardware(core) {
        let [a, b, c, d] = permutation.v4(address, None).octets();
        return format!("02:42:{a:02x}:{b:02x}:{c:02x}:{d:02x}{}", &word[core.len()..]);
    }
    let length = after.strip_prefix('/').filter(|_| core.len() == word.len()).and_then(leading_number);
    let replaced = match core.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) if !is_part_of_word => permutation.v4(address, length).to_string(),
        Ok(IpAddr::V6(address)) if !is_part_of_word => permutation.v6(address).to_string(),
        _ => return word.to_owned(),
    };
    let port = port.map_or_else(String::new, |port| format!(":{port}"));
    let kept = core.len() + port.len();
    format!("{replaced}{port}{}", &word[kept..])
}

/// The address inside a hardware address that Docker made of it: `02:42:ac:11:00:02`.
fn of_hardware(word: &str) -> Option<Ipv4Addr> {
    let parts: Option<Vec<u8>> =
        word.strip_prefix("02:42:")?.split(':').map(|p| u8::from_str_radix(p, 16).ok()).collect();
    <[u8; 4]>::try_from(parts?).ok().map(Ipv4Addr::from)
}

fn leading_number(text: &str) -> Option<u8> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text[..digits].parse().ok()
}

#[cfg(test)]
mod tests;
