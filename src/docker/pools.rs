//! The pools an engine really has: its own or the configured ones, in the order it uses them.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use sha2::{Digest, Sha256};

use super::allocator::Family;
use super::config::go::{parse_cidr, parse_prefix};
use super::rules::Change;
use super::{Config, Pool, PoolFate, Version, WrittenPool};
use crate::net::overlaps;
use crate::order::Order as _;

/// Pools as the allocator gets them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pools {
    /// The pools in the order of use.
    pub(crate) usable: Vec<Pool>,
    /// Every pool, those that were dropped too.
    pub(crate) fates: Vec<PoolFate>,
    /// The families whose first pool has blocks that cannot exist, such as /33.
    pub(crate) impossible: Vec<Family>,
    /// The IPv4 ranges that are written IPv4-mapped.
    pub(crate) mapped: Vec<IpNet>,
}

/// The pools of the local address space: bridge, macvlan and ipvlan networks, and `docker_gwbridge`.
///
/// `ula` is the /48 that 27 and later derive from the engine id.
pub(crate) fn local_pools(version: Version, config: &Config, ula: Ipv6Net) -> Pools {
    let mut written = if config.pools.is_empty() { built_in() } else { configured(version, &config.pools) };
    let is_ipv6 = |entry: &Entry| matches!(entry.base, IpNet::V6(v6) if v6.addr().to_ipv4_mapped().is_none());
    if version.has(Change::UlaPool) && !written.iter().any(is_ipv6) {
        written.push(Entry { base: IpNet::V6(ula), size: 64, written: None, mapped: false });
    }
    if version.has(Change::LowestFirst) { sorted(written) } else { in_written_order(&written) }
}

/// Pools that are not from daemon.json, in the order of use.
pub(crate) fn in_order(version: Version, pools: Vec<Pool>) -> Vec<Pool> {
    let entries: Vec<Entry> = pools.into_iter().map(Entry::from).collect();
    let ordered = if version.has(Change::LowestFirst) { sorted(entries) } else { in_written_order(&entries) };
    ordered.usable
}

/// The built-in pools (libnetwork/ipamutils/utils.go; the same in 20.10 to 29): 15 × /16 and 16 × /20.
pub fn default_pools() -> [Pool; 7] {
    [
        ([172, 17], 16, 16),
        ([172, 18], 16, 16),
        ([172, 19], 16, 16),
        ([172, 20], 14, 16),
        ([172, 24], 14, 16),
        ([172, 28], 14, 16),
        ([192, 168], 16, 20),
    ]
    .map(|([a, b], length, size)| Pool {
        base: IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, 0, 0), length)),
        size,
    })
}

/// The pool of Swarm's overlay networks unless `swarm init` names others: 10.0.0.0/8 in /24.
pub fn default_swarm_pool() -> Pool {
    Pool { base: IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(10, 0, 0, 0), 8)), size: 24 }
}

/// The /48 that 27 and later use for IPv6 where none is configured: `fd00::/8` with 40 bits of the engine id's hash.
/// Without the id (it is in `docker info`) only the first byte is known, and the rest stands as zero.
pub fn ula_base(global_id: Option<[u8; 5]>) -> Ipv6Net {
    let mut octets = [0; 16];
    octets[0] = 0xfd;
    octets[1..6].copy_from_slice(&global_id.unwrap_or_default());
    Ipv6Net::new_assert(Ipv6Addr::from(octets), 48)
}

/// The 40 bits that an engine id gives to its /48: the low ones of the first 8 bytes of its SHA-256.
pub(crate) fn global_id(engine_id: &str) -> [u8; 5] {
    let hash = Sha256::digest(engine_id.as_bytes());
    let mut bits = [0; 5];
    bits.copy_from_slice(&hash[3..8]);
    bits
}

/// A pool before it is put in order. The size is any number that JSON may hold.
struct Entry {
    base: IpNet,
    size: i64,
    written: Option<usize>,
    mapped: bool,
}

impl Entry {
    /// The pool, if blocks of its size exist.
    fn pool(&self) -> Option<Pool> {
        let lengths = self.base.prefix_len()..=self.base.max_prefix_len();
        let size = u8::try_from(self.size).ok().filter(|size| lengths.contains(size))?;
        Some(Pool { base: self.base.trunc(), size })
    }

    fn fate(&self, dropped_for: Option<IpNet>) -> Option<PoolFate> {
        self.pool().map(|pool| PoolFate { pool, written: self.written, dropped_for })
    }
}

impl From<Pool> for Entry {
    fn from(pool: Pool) -> Self {
        Self { base: pool.base, size: pool.size.into(), written: None, mapped: false }
    }
}

fn built_in() -> Vec<Entry> {
    default_pools().into_iter().map(Entry::from).collect()
}

/// The configured pools. What dockerd does not start with is refused before (`config::start`) and left out here.
fn configured(version: Version, written: &[WrittenPool]) -> Vec<Entry> {
    let entry = |(index, pool): (usize, &WrittenPool)| {
        let base = if version.has(Change::LowestFirst) {
            parse_prefix(&pool.base).ok()?
        } else {
            parse_cidr(&pool.base).ok()?.net
        };
        // The size of an IPv4-mapped base counts from the mapped length.
        let mapped = base.max_prefix_len() == 32 && pool.base.contains(':');
        let size = if mapped { pool.size.saturating_sub(96) } else { pool.size };
        Some(Entry { base, size, written: Some(index), mapped })
    };
    written.iter().enumerate().filter_map(entry).collect()
}

/// Sorted by address, the wider first; a pool that overlaps an earlier one is left out whole.
fn sorted(mut entries: Vec<Entry>) -> Pools {
    entries.order_by_key(|entry| (entry.base.trunc(), entry.written));
    let mut pools = Pools::default();
    let mut kept: Option<IpNet> = None;
    for entry in &entries {
        let dropped_for = kept.filter(|&earlier| overlaps(earlier, entry.base));
        pools.fates.extend(entry.fate(dropped_for));
        if dropped_for.is_some() {
            continue;
        }
        kept = Some(entry.base.trunc());
        use_pool(&mut pools, entry);
    }
    pools
}

fn in_written_order(entries: &[Entry]) -> Pools {
    let mut pools = Pools::default();
    for entry in entries {
        pools.fates.extend(entry.fate(None));
        use_pool(&mut pools, entry);
    }
    pools
}

fn use_pool(pools: &mut Pools, entry: &Entry) {
    let family = Family::of(entry.base);
    pools.mapped.extend(entry.mapped.then(|| entry.base.trunc()));
    match entry.pool() {
        Some(pool) => pools.usable.push(pool),
        None if pools.usable.iter().any(|pool| Family::of(pool.base) == family) => {}
        None => pools.impossible.push(family),
    }
}
