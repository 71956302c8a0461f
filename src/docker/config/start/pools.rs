//! `default-address-pools` at a start.

use ipnet::IpNet;

use super::{bridge_error, controller_error, given};
use crate::docker::config::go::{parse_cidr, parse_prefix, quote};
use crate::docker::config::{class, refused};
use crate::docker::{Config, Refusal, Version, WrittenPool};
use crate::order::Order as _;

const KEY: &[&str] = &["default-address-pools"];

/// The first pool, in the order of the file, that ends the start.
pub(super) fn fault(config: &Config, version: Version) -> Option<Refusal> {
    let mut ahead = 0u64;
    for (index, pool) in config.pools.iter().enumerate() {
        let found =
            if version.major >= 27 { fault_since_27(pool, index) } else { fault_up_to_26(pool, version, ahead) };
        if found.is_some() {
            return found;
        }
        ahead = ahead.saturating_add(blocks(pool));
    }
    None
}

/// Why docker0 cannot take its subnet from the pools on any host; `None` when it has an address by configuration.
///
/// Looks at the pool the engine turns to first. The allocator, which knows the host, asks [`block`] of the pool it chose.
pub fn dynamic(config: &Config, version: Version) -> Option<Refusal> {
    let fixed = given(config.fixed_cidr.as_ref()).is_some() && version.major >= 23;
    if given(config.bridge.as_ref()).is_some_and(|name| name != "docker0") || fixed || config.pools.is_empty() {
        return None;
    }
    if given(config.bip.as_ref()).is_some() {
        return None;
    }
    let mut usable: Vec<_> = config.pools.iter().filter_map(|pool| v4(pool, version)).collect();
    if version.major >= 27 {
        usable.order_by_key(|(base, _)| (base.network(), base.prefix_len()));
    }
    let mapped = config.pools.first().is_some_and(|pool| pool.base.contains(':'));
    match usable.first() {
        // 23 keeps the length in 128 bits, and the packet filter does not take the address for IPv4.
        Some(_) if mapped && version.major == 23 && config.iptables != Some(false) => {
            Some(refused(class::ADDRESS_REFUSED, bridge_error(version, super::bridge::NO_CHAIN), KEY))
        }
        Some(&(_, size)) => block(version, size),
        None => no_pool(config, version),
    }
}

/// Why docker0 cannot live in a subnet of this prefix length taken from the pools; `None` where it can.
pub fn block(version: Version, size: i64) -> Option<Refusal> {
    let why = match (version.major, size) {
        (20, 31..=32) => "failed to allocate gateway (): No available addresses on this pool",
        (_, ..=32) => return None,
        (20, _) => {
            "failed to parse pool request for address space \"LocalDefault\" pool \"<nil>\" subpool \"\": \
             Invalid Address Pool"
        }
        (..27, _) => "failed to allocate gateway (): invalid pool id: LocalDefault/<nil>",
        _ => "failed to allocate gateway (): invalid pool id: LocalDefault/invalid Prefix",
    };
    let class = if size > 32 { class::POOL_SIZE } else { class::SUBNET_TOO_SMALL };
    Some(refused(class, bridge_error(version, why), KEY))
}

/// The pool's base and the length of its subnets, if the engine takes IPv4 subnets from it.
fn v4(pool: &WrittenPool, version: Version) -> Option<(IpNet, i64)> {
    let base = if version.major >= 27 { parse_prefix(&pool.base).ok()? } else { parse_cidr(&pool.base).ok()?.net };
    // Only 20.10 and 23 take an IPv4-mapped base for the IPv4 it stands for.
    let is_mapped = written_bits(pool) == 128;
    if base.addr().is_ipv6() || (is_mapped && version.major >= 24) {
        return None;
    }
    Some((base, if is_mapped { pool.size.saturating_sub(96) } else { pool.size }))
}

/// There are pools, but none for IPv4. 20.10 gives docker0 an IPv6 subnet then and starts.
fn no_pool(config: &Config, version: Version) -> Option<Refusal> {
    let mapped = |pool: &WrittenPool| parse_cidr(&pool.base).is_ok_and(|cidr| cidr.net.addr().is_ipv4());
    let why = match version.major {
        20 => return None,
        24..=26 if config.pools.iter().any(mapped) => return Some(panicked()),
        ..27 => {
            "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network"
        }
        27 | 28 => "all predefined address pools have been fully subnetted",
        _ => "invalid address pool",
    };
    Some(refused(class::POOLS_EXHAUSTED, bridge_error(version, why), KEY))
}

/// `splitByIPFamily` of 27 and later.
fn fault_since_27(pool: &WrittenPool, index: usize) -> Option<Refusal> {
    if pool.null {
        return Some(panicked());
    }
    // An empty base is the invalid prefix; any other text was refused when the JSON was read.
    let base = parse_prefix(&pool.base).ok();
    let shown = base.map_or_else(|| "invalid Prefix".to_owned(), |base| base.to_string());
    let size = pool.size;
    let why = match base {
        Some(base) if size != 0 && size < i64::from(base.prefix_len()) => {
            format!("has a smaller prefix (/{}) than the target size of that pool (/{size})", base.prefix_len())
        }
        Some(_) if size != 0 => return None,
        _ => "is not in canonical form".to_owned(),
    };
    let class = if base.is_none() { class::POOL_BASE } else { class::POOL_SIZE };
    let text = format!("could not construct local address space: network at index {index} (&{{{shown} {size}}}) {why}");
    Some(refused(class, controller_error(&text), KEY))
}

/// `ipamutils.SplitNetworks` up to 26. `ahead` counts the subnets of the pools before this one.
fn fault_up_to_26(pool: &WrittenPool, version: Version, ahead: u64) -> Option<Refusal> {
    if pool.null {
        return Some(panicked());
    }
    let length = match parse_cidr(&pool.base) {
        Ok(_) => written_length(pool),
        Err(why) => {
            let text = format!("invalid base pool {}: {why}", quote(&pool.base));
            return Some(refused(class::POOL_BASE, controller_error(&text), KEY));
        }
    };
    let text = if pool.size <= 0 || pool.size < length {
        format!("invalid pools size: {}", pool.size)
    } else if version.major >= 24 && pool.size > written_bits(pool) && blocks(pool) > 0 {
        // A subnet longer than an address has no mask; 24.0 began to look.
        format!("could not construct local address space: network at index {ahead} (<nil>) is not in canonical form")
    } else {
        return None;
    };
    Some(refused(class::POOL_SIZE, controller_error(&text), KEY))
}

/// How many subnets a pool is expanded to up to 26. Go's shift by 64 or more gives 0.
fn blocks(pool: &WrittenPool) -> u64 {
    let shift = pool.size.checked_sub(written_length(pool)).and_then(|shift| u32::try_from(shift).ok());
    shift.and_then(|shift| 1u64.checked_shl(shift)).unwrap_or(0)
}

/// The prefix length as written: that of an IPv4-mapped base counts in 128 bits.
fn written_length(pool: &WrittenPool) -> i64 {
    parse_cidr(&pool.base)
        .map_or(0, |cidr| i64::from(cidr.net.prefix_len()) + written_bits(pool) - i64::from(cidr.net.max_prefix_len()))
}

fn written_bits(pool: &WrittenPool) -> i64 {
    if pool.base.contains(':') { 128 } else { 32 }
}

/// What the journal shows instead of an error.
fn panicked() -> Refusal {
    refused(class::PANIC, "panic: runtime error: invalid memory address or nil pointer dereference".to_owned(), KEY)
}
